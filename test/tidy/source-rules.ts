import { layerOf } from './architecture.ts';
import type { SourceFile } from './imports.ts';
import { type Token, tokensOf } from './tokens.ts';

/** Globals through which code would meet clock, environment, network or chance. They belong into src/adapters. */
const worldGlobals = new Set([
  'Date',
  'process',
  'fetch',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'console',
  'performance',
  'crypto',
  'navigator',
  'WebSocket',
  'EventSource',
  'globalThis',
  'global',
  'require',
]);

/** Properties of harmless globals which do the same. */
const worldProperties = new Set(['Math.random', 'AbortSignal.timeout']);

/** Uses of clock, environment, network and chance outside src/adapters. In src/model/time.ts `Date` may compute, not tell the time. */
export function worldFaults(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => {
    if (layerOf(file.path) === 'adapters') return [];
    const tokens = tokensOf(file.text);
    const found = tokens.map((token, index) => worldUseAt(file.path, tokens, token, index));
    return found.flatMap((use, index) =>
      use === null ? [] : [`${file.path}:${tokens[index]?.line ?? 0} must not use ${use}`],
    );
  });
}

function worldUseAt(path: string, tokens: readonly Token[], token: Token, index: number): string | null {
  if (token.kind !== 'word' || isMark(tokens[index - 1], '.', '?.')) return null;
  const property = isMark(tokens[index + 1], '.', '?.') ? `${token.text}.${tokens[index + 2]?.text ?? ''}` : '';
  if (worldProperties.has(property) || property === 'import.meta') return property;
  if (token.text === 'Date' && path === 'src/model/time.ts') return clockUseAt(tokens, index, property);
  return worldGlobals.has(token.text) && !isKey(tokens, index) ? token.text : null;
}

/** What tells the time in model/time.ts: `Date.now`, `new Date()` without an argument, `Date()`, and `Date` handed on whole. */
function clockUseAt(tokens: readonly Token[], index: number, property: string): string | null {
  if (property !== '') return property === 'Date.parse' || property === 'Date.UTC' ? null : property;
  const isNew = tokens[index - 1]?.text === 'new';
  if (isNew && isMark(tokens[index + 1], '(') && !isMark(tokens[index + 2], ')')) return null;
  return isNew ? 'new Date()' : 'Date';
}

/** True for the name of a property or parameter, as in `{ process: 1 }`; its uses as a plain name are faults all the same. */
function isKey(tokens: readonly Token[], index: number): boolean {
  const before = tokens[index - 1];
  const opens = before === undefined || isMark(before, '{', '(', ',', ';') || before.text === 'readonly';
  const next = isMark(tokens[index + 1], '?') ? tokens[index + 2] : tokens[index + 1];
  return opens && isMark(next, ':');
}

/** Default exports: a thing has one name everywhere. */
export function defaultExportFaults(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => {
    const tokens = tokensOf(file.text);
    const isDefault = (token: Token, index: number): boolean =>
      token.text === 'default' && token.kind === 'word' && ['export', 'as'].includes(tokens[index - 1]?.text ?? '');
    const found = tokens.filter((token, index) => isDefault(token, index));
    return found.map((token) => `${file.path}:${token.line} has a default export`);
  });
}

/** Barrel files: those which only hand on what others export. */
export function barrelFaults(files: readonly SourceFile[]): string[] {
  return files.filter(isBarrel).map((file) => `${file.path} only re-exports`);
}

function isBarrel(file: SourceFile): boolean {
  const code = tokensOf(file.text)
    .filter((token) => token.kind !== 'doc')
    .map((token) => (token.kind === 'string' ? "''" : token.text))
    .join(' ');
  const own = code
    .replace(/\bimport (?:[\w$*{},\s]+ from )?'' ;?/g, '')
    .replace(/\bexport (?:type )?(?:\* (?:as [\w$]+ )?|\{[^}]*\} )from '' ?;?/g, '')
    .replace(/\bexport (?:type )?\{[^}]*\} ?;?/g, '');
  return /\bexport\b/.test(code) && own.trim() === '';
}

/** Exported functions without a docstring right above them. */
export function docFaults(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => {
    const tokens = tokensOf(file.text);
    return tokens.flatMap((token, index) => {
      const name = exportedFunctionAt(tokens, index);
      const above = tokens[index - 1];
      const isMissing = name !== null && !(above?.kind === 'doc' && above.endLine === token.line - 1);
      return isMissing ? [`${file.path}:${token.line} exports ${name} without a docstring`] : [];
    });
  });
}

function exportedFunctionAt(tokens: readonly Token[], index: number): string | null {
  if (tokens[index]?.kind !== 'word' || tokens[index].text !== 'export') return null;
  const next = tokens.slice(index + 1, index + 5).filter((token) => token.text !== 'async' && token.text !== '*');
  return next[0]?.text === 'function' ? (next[1]?.text ?? '') : null;
}

/** Files of more than 300 lines. */
export function lengthFaults(files: readonly SourceFile[]): string[] {
  return files
    .map((file) => ({ path: file.path, lines: file.text.replace(/\n$/, '').split('\n').length }))
    .filter((file) => file.lines > 300)
    .map((file) => `${file.path} has ${file.lines} lines, more than 300`);
}

/** What would make a test prove less than it seems to: replaced modules, and a run of one test only. */
export function testFaults(files: readonly SourceFile[]): string[] {
  const banned = new Map([
    ['vi', ['mock', 'doMock', 'unstable_mockModule', 'stubGlobal']],
    ['test', ['only']],
    ['it', ['only']],
    ['describe', ['only']],
    ['bench', ['only']],
  ]);
  return files.flatMap((file) => {
    const tokens = tokensOf(file.text);
    return tokens.flatMap((token, index) => {
      const property = isMark(tokens[index + 1], '.') ? (tokens[index + 2]?.text ?? '') : '';
      const isBanned = token.kind === 'word' && (banned.get(token.text) ?? []).includes(property);
      return isBanned ? [`${file.path}:${token.line} must not use ${token.text}.${property}`] : [];
    });
  });
}

function isMark(token: Token | undefined, ...texts: string[]): boolean {
  return token?.kind === 'mark' && texts.includes(token.text);
}
