/**
 * `word` an identifier, keyword or number · `string` its text without quotes · `template` one literal piece of a template ·
 * `regex` · `doc` a comment that starts with two stars · `mark` any other character, `?.` and `...` as one.
 * Other comments are left out.
 */
export type TokenKind = 'word' | 'string' | 'template' | 'regex' | 'doc' | 'mark';

/** One piece of source; lines count from 1, and `endLine` differs from `line` for what spans several. */
export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly line: number;
  readonly endLine: number;
}

/** After these words a slash starts a regular expression; after any other word it divides. */
const wordsBeforeRegex = new Set(
  'return typeof case do else in of instanceof new void delete throw yield await'.split(' '),
);

interface Reader {
  readonly source: string;
  at: number;
  line: number;
  readonly tokens: Token[];
  /** For each template that is open: how many braces are open inside its `${`. */
  readonly templates: number[];
}

/**
 * Cuts TypeScript into tokens, so that a check sees code and neither comments nor the inside of strings.
 * It reads well-formed source only; two things it guesses: a slash after `)` divides, a slash after `}` starts a regular expression.
 */
export function tokensOf(source: string): Token[] {
  const reader: Reader = { source, at: 0, line: 1, tokens: [], templates: [] };
  if (source.startsWith('#!')) take(reader, source.indexOf('\n'));
  while (reader.at < source.length) readOne(reader);
  return reader.tokens;
}

function readOne(reader: Reader): void {
  const rest = reader.source.slice(reader.at, reader.at + 3);
  const first = rest.charAt(0);
  if (/\s/.test(first)) take(reader, 1);
  else if (rest.startsWith('//')) take(reader, lengthUntil(reader, '\n', 2));
  else if (rest.startsWith('/*')) readComment(reader);
  else if (first === "'" || first === '"') readString(reader, first);
  else if (first === '`') readTemplatePiece(reader, 1);
  else if (/[\p{ID_Start}$_#\d]/u.test(first)) readWord(reader);
  else if (first === '/' && regexMayStart(reader.tokens)) readRegex(reader);
  else readMark(reader, rest);
}

function readComment(reader: Reader): void {
  const length = lengthUntil(reader, '*/', 2) + 2;
  const isDoc = /^\/\*\*[^*/]/.test(reader.source.slice(reader.at, reader.at + 4));
  if (isDoc) push(reader, 'doc', length);
  else take(reader, length);
}

function readString(reader: Reader, quote: string): void {
  let end = reader.at + 1;
  while (end < reader.source.length && reader.source[end] !== quote) end += reader.source[end] === '\\' ? 2 : 1;
  push(reader, 'string', end + 1 - reader.at);
}

/** Reads literal text of a template up to its end or to the next `${`; `skip` is the length of what opened the piece. */
function readTemplatePiece(reader: Reader, skip: number): void {
  let end = reader.at + skip;
  while (end < reader.source.length && reader.source[end] !== '`' && !reader.source.startsWith('${', end)) {
    end += reader.source[end] === '\\' ? 2 : 1;
  }
  const opens = reader.source.startsWith('${', end);
  push(reader, 'template', end + (opens ? 2 : 1) - reader.at);
  if (opens) reader.templates.push(0);
}

function readWord(reader: Reader): void {
  const word = /^[\p{ID_Continue}$_#\u200c\u200d]+/u.exec(reader.source.slice(reader.at, reader.at + 200))?.[0] ?? '';
  push(reader, 'word', Math.max(word.length, 1));
}

function readRegex(reader: Reader): void {
  let end = reader.at + 1;
  let inClass = false;
  while (end < reader.source.length && (inClass || reader.source[end] !== '/')) {
    if (reader.source[end] === '[') inClass = true;
    else if (reader.source[end] === ']') inClass = false;
    end += reader.source[end] === '\\' ? 2 : 1;
  }
  const flags = /^[a-z]*/.exec(reader.source.slice(end + 1, end + 20))?.[0] ?? '';
  push(reader, 'regex', end + 1 + flags.length - reader.at);
}

function readMark(reader: Reader, rest: string): void {
  const depth = reader.templates.at(-1);
  if (depth !== undefined && rest.startsWith('{')) reader.templates.splice(-1, 1, depth + 1);
  if (depth !== undefined && rest.startsWith('}')) {
    if (depth === 0) {
      reader.templates.pop();
      readTemplatePiece(reader, 1);
      return;
    }
    reader.templates.splice(-1, 1, depth - 1);
  }
  push(reader, 'mark', rest === '...' ? 3 : /^\?\.\D/.test(rest) ? 2 : 1);
}

function regexMayStart(tokens: readonly Token[]): boolean {
  const last = tokens.findLast((token) => token.kind !== 'doc');
  if (last === undefined) return true;
  if (last.kind === 'word') return wordsBeforeRegex.has(last.text);
  if (last.kind === 'template') return last.text.endsWith('${');
  return last.kind === 'mark' && last.text !== ')' && last.text !== ']';
}

function lengthUntil(reader: Reader, end: string, skip: number): number {
  const found = reader.source.indexOf(end, reader.at + skip);
  return (found === -1 ? reader.source.length : found) - reader.at;
}

function push(reader: Reader, kind: TokenKind, length: number): void {
  const line = reader.line;
  const raw = take(reader, length);
  const text = kind === 'string' ? raw.slice(1, -1) : raw;
  reader.tokens.push({ kind, text, line, endLine: reader.line });
}

function take(reader: Reader, length: number): string {
  const raw = reader.source.slice(reader.at, reader.at + length);
  reader.at += length;
  reader.line += raw.split('\n').length - 1;
  return raw;
}
