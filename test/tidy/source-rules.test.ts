import { expect, test } from 'vitest';
import { barrelFaults, defaultExportFaults, docFaults, lengthFaults, testFaults, worldFaults } from './source-rules.ts';

const at = (path: string, text: string): { path: string; text: string }[] => [{ path, text }];

test.each([
  ['Date.now()', 'Date'],
  ['new Date(1)', 'Date'],
  ['let d: Date;', 'Date'],
  ['a ? Date : b', 'Date'],
  ['process.env', 'process'],
  ['const { env } = process;', 'process'],
  ['fetch(url)', 'fetch'],
  ['call(fetch)', 'fetch'],
  ['[...process.argv]', 'process'],
  ['`${process.pid}`', 'process'],
  ['setTimeout(f, 1)', 'setTimeout'],
  ['setInterval(f, 1)', 'setInterval'],
  ['setImmediate(f)', 'setImmediate'],
  ['queueMicrotask(f)', 'queueMicrotask'],
  ['console.log(1)', 'console'],
  ['performance.now()', 'performance'],
  ['crypto.randomUUID()', 'crypto'],
  ['Math.random()', 'Math.random'],
  ['Math?.random()', 'Math.random'],
  ['AbortSignal.timeout(1)', 'AbortSignal.timeout'],
  ["globalThis['Date']", 'globalThis'],
  ["require('fs')", 'require'],
  ['import.meta.url', 'import.meta'],
])('outside the adapters there is no: %s', (text, use) => {
  expect(worldFaults(at('src/plan.ts', text))).toEqual([`src/plan.ts:1 must not use ${use}`]);
  expect(worldFaults(at('functions/renew.ts', text))).toEqual([`functions/renew.ts:1 must not use ${use}`]);
  expect(worldFaults(at('src/adapters/system.ts', text))).toEqual([]);
});

test.each([
  ['a comment', '// Date\n/** process */'],
  ['a text', "const a = 'Date.now()';"],
  ['a property', 'run.process.fetch()'],
  ['an optional property', 'run?.process'],
  ['a key', 'const a = { process: 1, fetch: 2 };'],
  ['a member', 'interface A { readonly process: string; fetch?: string }'],
  ['other mathematics', 'Math.floor(1.5)'],
  ['part of a longer name', 'const renewalDate = upDate;'],
])('is no use of the world: %s', (_name, text) => {
  expect(worldFaults(at('src/plan.ts', text))).toEqual([]);
});

test.each([
  ['new Date(ms).toISOString()', []],
  ['Date.parse(text)', []],
  ['Date.UTC(2026, 1)', []],
  ['Date.now()', ['Date.now']],
  ['new Date()', ['new Date()']],
  ['new Date', ['new Date()']],
  ['Date()', ['Date']],
  ['call(Date)', ['Date']],
  ['process.hrtime()', ['process']],
])('in model/time.ts: %s', (text, uses) => {
  expect(worldFaults(at('src/model/time.ts', text))).toEqual(
    uses.map((use) => `src/model/time.ts:1 must not use ${use}`),
  );
});

test.each([
  ['export default 1;', 1],
  ['export default function f() {}', 1],
  ['const a = 1;\nexport { a as default };', 1],
  ["export { default } from './a.ts';", 0],
  ['switch (a) { default: }', 0],
  ["const a = 'export default';", 0],
])('default exports in: %s', (text, count) => {
  expect(defaultExportFaults(at('src/plan.ts', text))).toHaveLength(count);
});

test.each([
  ["export * from './a.ts';", true],
  ["export * as a from './a.ts';", true],
  ["export { a } from './a.ts';\nexport type { B } from './b.ts';", true],
  ["import { a, type B } from './a.ts';\nexport { a, type B };", true],
  ["/** All of it. */\nexport { a } from './a.ts'; // handy", true],
  ["import { a } from './a.ts';\nexport const b = a;", false],
  ["export { a } from './a.ts';\nexport type B = string;", false],
  ["import './a.ts';", false],
  ['', false],
])('a barrel file: %s', (text, isBarrel) => {
  expect(barrelFaults(at('src/plan.ts', text))).toEqual(isBarrel ? ['src/plan.ts only re-exports'] : []);
});

test.each([
  ['/** Why. */\nexport function a() {}', []],
  ['/**\n * Why.\n */\nexport async function a() {}', []],
  ['export const a = 1;\nfunction b() {}', []],
  ['export function a() {}', ['a']],
  ['export async function a() {}', ['a']],
  ['export function* a() {}', ['a']],
  ['export async function* a() {}', ['a']],
  ['// Why.\nexport function a() {}', ['a']],
  ['/* Why. */\nexport function a() {}', ['a']],
  ['/** Why. */\n\nexport function a() {}', ['a']],
  ['/** Why. */\nconst b = 1;\nexport function a() {}', ['a']],
])('docstrings in: %s', (text, missing) => {
  const names = docFaults(at('src/plan.ts', text)).map((fault) => /exports (\w+) without/.exec(fault)?.[1]);
  expect(names).toEqual(missing);
});

test('300 lines are enough, with or without a line break at the end', () => {
  expect(lengthFaults(at('src/plan.ts', 'a\n'.repeat(300)))).toEqual([]);
  expect(lengthFaults(at('src/plan.ts', 'a\n'.repeat(300).trimEnd()))).toEqual([]);
  expect(lengthFaults(at('src/plan.ts', 'a\n'.repeat(301)))).toEqual(['src/plan.ts has 301 lines, more than 300']);
});

test.each([
  ["vi.mock('./a.ts')", 'vi.mock'],
  ["vi.doMock('./a.ts')", 'vi.doMock'],
  ["vi.stubGlobal('fetch', f)", 'vi.stubGlobal'],
  ["test.only('a', f)", 'test.only'],
  ["it.only('a', f)", 'it.only'],
  ["describe.only('a', f)", 'describe.only'],
])('no test may use: %s', (text, use) => {
  expect(testFaults(at('test/unit/a.test.ts', text))).toEqual([`test/unit/a.test.ts:1 must not use ${use}`]);
  expect(testFaults(at('test/unit/a.test.ts', `// ${text}`))).toEqual([]);
});

test('other helpers of vitest are free', () => {
  expect(testFaults(at('test/unit/a.test.ts', "vi.fn(); test.each([]); test.skipIf(true)('a', f)"))).toEqual([]);
});
