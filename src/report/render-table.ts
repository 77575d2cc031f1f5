import { type Ink, oneLine, pad, paint, shorten, type View, widthOf, wrap } from './render-text.ts';

export interface Column {
  readonly head: string;
  readonly align?: 'left' | 'right';
  /** What happens when the table is too wide: its text is cut with `…`, or goes on in the next line (the last column only). */
  readonly narrow?: 'shorten' | 'wrap';
}

/** A text, or a text in an ink. */
export type Cell = string | readonly [text: string, ink: Ink];

const INDENT = 2;
const GAP = 2;
const WRAPPED_WIDTH_MIN = 24;
const SHORTENED_WIDTH_MIN = 12;

/** A table that fits into the view; nothing but the heads when there are no rows. */
export function table(columns: readonly Column[], rows: readonly (readonly Cell[])[], view: View): string[] {
  const texts = rows.map((row) => row.map((cell) => oneLine(textOf(cell))));
  const widths = fit(columns, texts, view.columns);
  const head = columns.map(({ head }): Cell => [head, 'dim']);
  return [head, ...rows].flatMap((row) => rowLines(row, columns, widths, view));
}

function rowLines(row: readonly Cell[], columns: readonly Column[], widths: readonly number[], view: View): string[] {
  const cells = columns.map((column, index) => {
    const width = widths[index] ?? 0;
    const cell = row[index] ?? '';
    const text = oneLine(textOf(cell));
    const lines = column.narrow === 'wrap' ? wrap(text, width) : [shorten(text, width)];
    return { lines, width, ink: typeof cell === 'string' ? null : cell[1], align: column.align ?? 'left' };
  });
  const height = Math.max(...cells.map(({ lines }) => lines.length));
  return Array.from({ length: height }, (_, lineIndex) => {
    const last = cells.findLastIndex(({ lines }) => (lines[lineIndex] ?? '') !== '');
    const parts = cells.slice(0, last + 1).map(({ lines, width, ink, align }, index) => {
      const text = lines[lineIndex] ?? '';
      // No blanks at the end of a line, and none in ink.
      const blanks = index === last && align === 'left' ? '' : pad('', width - widthOf(text));
      const inked = ink === null ? text : paint(text, ink, view);
      return align === 'left' ? inked + blanks : blanks + inked;
    });
    return (' '.repeat(INDENT) + parts.join(' '.repeat(GAP))).trimEnd();
  });
}

/** Takes the room that is missing from the wrapped column first, then from the one that may be shortened. */
function fit(columns: readonly Column[], texts: readonly (readonly string[])[], columnsMax: number): number[] {
  const widths = columns.map(({ head }, index) =>
    Math.max(widthOf(head), ...texts.map((row) => widthOf(row[index] ?? ''))),
  );
  let surplus = INDENT + GAP * (columns.length - 1) + widths.reduce((sum, width) => sum + width, 0) - columnsMax;
  for (const [narrow, widthMin] of [
    ['wrap', WRAPPED_WIDTH_MIN],
    ['shorten', SHORTENED_WIDTH_MIN],
  ] as const) {
    const index = columns.findIndex((column) => column.narrow === narrow);
    const cut = Math.min(Math.max(0, surplus), Math.max(0, (widths[index] ?? 0) - widthMin));
    if (index >= 0) widths[index] = (widths[index] ?? 0) - cut;
    surplus -= cut;
  }
  return widths;
}

function textOf(cell: Cell): string {
  return typeof cell === 'string' ? cell : cell[0];
}
