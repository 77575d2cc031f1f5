import { stripVTControlCharacters } from 'node:util';

/** What a rendering is made for. */
export interface View {
  readonly columns: number;
  readonly colour: boolean;
  /** In a pipe: no name is cut and no word broken, however long the line becomes. */
  readonly isWhole?: boolean;
}

export type Ink = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

const INKS: Readonly<Record<Ink, readonly [number, number]>> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
};

const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303f\uff01-\uff60\uffe0-\uffe6]/u;
/** A no-break space. */
const GLUE = '\u00a0';
/** What is copied from the screen stays in one piece: a path, an address, a digest. */
const UNBROKEN = /\/|[0-9a-f]{32}/;
const WITHOUT_WIDTH = /[\p{Mark}\p{Format}]/u;

/** The text in this ink, or as it is where there is no colour. */
export function paint(text: string, ink: Ink, view: View): string {
  if (!view.colour || text === '') return text;
  const [on, off] = INKS[ink];
  return `\u001b[${on}m${text}\u001b[${off}m`;
}

/** A text of a service or a file as one line that cannot steer the terminal, nor be read backwards. */
export function oneLine(text: string): string {
  return stripVTControlCharacters(text)
    .replaceAll(/[\p{Control}\p{Bidi_Control}\u2028\u2029 ]+/gu, ' ')
    .trim();
}

/** How many columns a text without ink takes: a Chinese character takes two. */
export function widthOf(text: string): number {
  let width = 0;
  for (const sign of text) width += WITHOUT_WIDTH.test(sign) ? 0 : WIDE.test(sign) ? 2 : 1;
  return width;
}

/** The text in at most so many columns; what is cut off is shown by `…`. */
export function shorten(text: string, widthMax: number): string {
  if (widthOf(text) <= widthMax) return text;
  return `${headOf(text, widthMax - 1)}…`;
}

/** The text with blanks behind it, or before it, up to a width. */
export function pad(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const blanks = ' '.repeat(Math.max(0, width - widthOf(text)));
  return align === 'left' ? text + blanks : blanks + text;
}

/** The text in lines of at most so many columns, broken between words (not at `glued` blanks); a longer word goes on in the next line. */
export function wrap(text: string, widthMax: number, { isWhole = false }: Partial<View> = {}): string[] {
  const width = Math.max(8, widthMax);
  const lines: string[] = [];
  let line = '';
  for (const word of oneLine(text)
    .split(' ')
    .flatMap((part) => (isWhole || UNBROKEN.test(part) ? [part] : pieces(part, width)))) {
    if (line !== '' && widthOf(line) + 1 + widthOf(word) > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line].map((text) => text.replaceAll(GLUE, ' '));
}

/** The text with blanks at which no line is broken. */
export function glued(text: string): string {
  return text.replaceAll(' ', GLUE);
}

/** The wrapped text behind a first line's beginning, which may be in ink; the other lines in line with it. */
export function paragraph(first: string, text: string, view: View): string[] {
  const indent = widthOf(stripVTControlCharacters(first));
  return wrap(text, view.columns - indent, view).map(
    (line, index) => (index === 0 ? first : ' '.repeat(indent)) + line,
  );
}

/** A line that begins in an ink, wrapped to the view. */
export function headline(head: string, rest: string, view: View, ink: Ink = 'bold'): string[] {
  let left = head.length;
  return wrap(head + rest, view.columns, view).map((line) => {
    const inked = line.slice(0, Math.max(0, left));
    // One blank is lost with each new line.
    left -= line.length + 1;
    return paint(inked, ink, view) + line.slice(inked.length);
  });
}

/** Where the ledger is, in one piece, and what is to be said of it. */
export function placeLines(place: string, view: View, note = ''): string[] {
  return paragraph('Ledger: ', glued(place) + note, view);
}

/** `1 domain`, `2 domains`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function headOf(text: string, widthMax: number): string {
  let head = '';
  let width = 0;
  for (const sign of text) {
    width += widthOf(sign);
    if (width > widthMax) break;
    head += sign;
  }
  return head;
}

function pieces(word: string, width: number): string[] {
  const found: string[] = [];
  let rest = word;
  while (widthOf(rest) > width) {
    const head = headOf(rest, width);
    found.push(head);
    rest = rest.slice(head.length);
  }
  return [...found, rest];
}
