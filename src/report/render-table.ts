import { type Ink, oneLine, pad, paint, shorten, type View, widthOf, wrap } from './render-text.ts';

export interface Column {
  readonly head: string;
  readonly align?: 'left' | 'right';
  /**
   * What happens when the table is too wide: its text is cut with `…`, or goes on in the next line; the last column, if it is one of these,
   * stands below its row in the end. A column of neither kind is never narrowed: no figure is cut.
   */
  readonly narrow?: 'shorten' | 'wrap';
}

/** A text, or a text in an ink. */
export type Cell = string | readonly [text: string, ink: Ink];

const INDENT = 2;
const GAP = 2;
/** Of a text below its row. */
const INDENT_BELOW = 6;
/** Narrower than this, text beside figures cannot be read; wider where that keeps a word whole. */
const TEXT_WIDTH_MIN = 24;
const TEXT_WIDTH_MIN_MAX = 32;
const WRAPPED_WIDTH_MIN = 8;
const SHORTENED_WIDTH_MIN = 12;

/** A table that fits into the view as far as its figures do; nothing but the heads when there are no rows. */
export function table(columns: readonly Column[], rows: readonly (readonly Cell[])[], view: View): string[] {
  const texts = rows.map((row) => row.map((cell) => oneLine(textOf(cell))));
  const layout = fit(columns, texts, view);
  const head = columns.map(({ head }): Cell => [head, 'dim']);
  return [
    ...rowLines(head, layout, view),
    ...rows.flatMap((row) => [...rowLines(row, layout, view), ...below(row, layout, view)]),
  ];
}

/** The columns that stand beside one another, with their widths. */
interface Layout {
  readonly columns: readonly Column[];
  readonly widths: readonly number[];
  /** The column whose text stands below its row, for which there is no room beside the others. */
  readonly belowAt: number | null;
}

function rowLines(row: readonly Cell[], { columns, widths }: Layout, view: View): string[] {
  const cells = columns.map((column, index) => {
    const width = widths[index] ?? 0;
    const cell = row[index] ?? '';
    const text = oneLine(textOf(cell));
    const lines = column.narrow === 'wrap' ? wrap(text, width, view) : [shorten(text, width)];
    return { lines, width, ink: inkOf(cell), align: column.align ?? 'left' };
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

function below(row: readonly Cell[], { belowAt }: Layout, view: View): string[] {
  const cell = belowAt === null ? '' : (row[belowAt] ?? '');
  const ink = inkOf(cell);
  if (textOf(cell) === '') return [];
  return wrap(textOf(cell), view.columns - INDENT_BELOW, view).map((line) => {
    return ' '.repeat(INDENT_BELOW) + (ink === null ? line : paint(line, ink, view));
  });
}

/** Text at the end goes on in the next line, then other text does, then names are cut, then the text at the end goes below its row. */
function fit(columns: readonly Column[], texts: readonly (readonly string[])[], view: View): Layout {
  const naturals = columns.map(({ head }, index) => widest([head, ...texts.map((row) => row[index] ?? '')]));
  const words = columns.map((_, index) => widest(texts.flatMap((row) => (row[index] ?? '').split(' '))));
  const last = columns.length - 1;
  const isText = columns[last]?.narrow === 'wrap';
  const textMin = Math.max(TEXT_WIDTH_MIN, Math.min(words[last] ?? 0, TEXT_WIDTH_MIN_MAX));
  const steps: readonly Step[] = [
    (index) => (isText && index === last ? textMin : null),
    (index) =>
      columns[index]?.narrow === 'wrap' && index !== last ? Math.max(WRAPPED_WIDTH_MIN, words[index] ?? 0) : null,
    ...(view.isWhole === true
      ? []
      : [(index: number) => (columns[index]?.narrow === 'shorten' ? SHORTENED_WIDTH_MIN : null)]),
  ];
  const beside = narrowed(naturals, steps, view.columns);
  if (!isText || view.isWhole === true || sumOf(beside) <= view.columns)
    return { columns, widths: beside, belowAt: null };
  const broken: Step = (index) => (columns[index]?.narrow === 'wrap' ? WRAPPED_WIDTH_MIN : null);
  const widths = narrowed(naturals.slice(0, last), [...steps, broken], view.columns);
  return { columns: columns.slice(0, last), widths, belowAt: last };
}

/** The least width of a column in one step; null for one that keeps its width. */
type Step = (index: number) => number | null;

/** Takes the room that is missing, step by step. */
function narrowed(naturals: readonly number[], steps: readonly Step[], columnsMax: number): number[] {
  const widths = [...naturals];
  for (const step of steps) {
    for (const [index, width] of widths.entries()) {
      const cut = Math.min(sumOf(widths) - columnsMax, width - (step(index) ?? width));
      widths[index] = width - Math.max(0, cut);
    }
  }
  return widths;
}

function sumOf(widths: readonly number[]): number {
  return INDENT + GAP * (widths.length - 1) + widths.reduce((sum, width) => sum + width, 0);
}

function widest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map(widthOf));
}

function textOf(cell: Cell): string {
  return typeof cell === 'string' ? cell : cell[0];
}

function inkOf(cell: Cell): Ink | null {
  return typeof cell === 'string' ? null : cell[1];
}
