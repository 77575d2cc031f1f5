import { posix } from 'node:path';
import { type Token, tokensOf } from './tokens.ts';

/** A source file: its path from the top of the repository, with forward slashes, and its text. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** One import of a file, `export … from` and `import('…')` included; types count like values. */
export interface Import {
  readonly from: string;
  /** The names as the other side exports them; `*` for everything, `default` for the default export. */
  readonly names: readonly string[];
  readonly reExport: boolean;
  readonly line: number;
  /** True for `import(…)`, whether its argument is a text or not. */
  readonly dynamic: boolean;
}

/** Every import of a source, in order. A dynamic import of something that is not a plain text has an empty `from`. */
export function importsOf(source: string): Import[] {
  const tokens = tokensOf(source).filter((token) => token.kind !== 'doc');
  return tokens.flatMap((token, index) => {
    if (token.kind !== 'word' || isMark(tokens[index - 1], '.', '?.')) return [];
    if (token.text === 'import') return importAt(tokens, index);
    return token.text === 'export' ? reExportAt(tokens, index) : [];
  });
}

/** Where a relative import leads, as a path from the top of the repository; null for a package or a Node module. */
export function targetOf(file: string, from: string): string | null {
  return from.startsWith('.') ? posix.normalize(posix.join(posix.dirname(file), from)) : null;
}

/** The files a file imports, by path; packages and Node modules are left out. */
export function localTargets(file: SourceFile): string[] {
  return importsOf(file.text).flatMap((one) => targetOf(file.path, one.from) ?? []);
}

function importAt(tokens: readonly Token[], start: number): Import[] {
  const line = tokens[start]?.line ?? 0;
  if (isMark(tokens[start + 1], '.')) return []; // import.meta
  if (isMark(tokens[start + 1], ':', '?')) return []; // a property of that name
  if (isMark(tokens[start + 1], '(')) {
    const argument = tokens[start + 2];
    const plain = argument?.kind === 'string' && isMark(tokens[start + 3], ')', ',');
    return [{ from: plain ? argument.text : '', names: ['*'], reExport: false, line, dynamic: true }];
  }
  const end = tokens.findIndex((token, index) => index > start && token.kind === 'string');
  const from = tokens[end]?.text ?? '';
  return [{ from, names: namesIn(tokens.slice(start + 1, end)), reExport: false, line, dynamic: false }];
}

function reExportAt(tokens: readonly Token[], start: number): Import[] {
  let at = start + 1;
  if (tokens[at]?.text === 'type') at += 1;
  if (!isMark(tokens[at], '*', '{')) return [];
  const close = isMark(tokens[at], '*') ? at : tokens.findIndex((token, index) => index > at && isMark(token, '}'));
  const end = tokens.findIndex((token, index) => index > close && token.kind === 'string');
  const between = tokens.slice(close + 1, end).map((token) => token.text);
  const isFrom = between.at(-1) === 'from' && (between.length === 1 || (between[0] === 'as' && between.length === 3));
  if (end === -1 || !isFrom) return [];
  const names = namesIn(tokens.slice(at, end));
  return [{ from: tokens[end]?.text ?? '', names, reExport: true, line: tokens[start]?.line ?? 0, dynamic: false }];
}

/** The imported names between `import` and the module's name. */
function namesIn(tokens: readonly Token[]): string[] {
  const open = tokens.findIndex((token) => isMark(token, '{'));
  const close = tokens.findIndex((token) => isMark(token, '}'));
  const outside = open === -1 ? tokens : tokens.slice(0, open);
  const names = outside.some((token) => isMark(token, '*')) ? ['*'] : [];
  const first = outside.findIndex((token) => token.kind === 'word' && token.text !== 'type' && token.text !== 'from');
  if (first !== -1 && !isMark(outside[first - 1], '*') && outside[first]?.text !== 'as') names.push('default');
  return [...names, ...(open === -1 ? [] : namesInBraces(tokens.slice(open + 1, close)))];
}

/** `a`, `type a`, `a as b` and `type a as b` between commas: always the `a`, also where it is called `type`. */
function namesInBraces(inside: readonly Token[]): string[] {
  const texts = inside.map((token) => token.text);
  const entries = texts.join(' ').split(',');
  return entries.flatMap((entry) => {
    const words = entry.trim().split(' ');
    const isType = words[0] === 'type' && words.length > 1 && words[1] !== 'as';
    const name = words[isType ? 1 : 0] ?? '';
    return name === '' ? [] : [name];
  });
}

function isMark(token: Token | undefined, ...texts: string[]): boolean {
  return token?.kind === 'mark' && texts.includes(token.text);
}
