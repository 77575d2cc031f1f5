import { expect, test } from 'vitest';
import { importsOf, localTargets, targetOf } from './imports.ts';

test.each([
  ["import { a, b as c } from './x.ts';", './x.ts', ['a', 'b']],
  ["import type { A } from './x.ts';", './x.ts', ['A']],
  ["import { type A, b } from './x.ts';", './x.ts', ['A', 'b']],
  ["import { type as a, type } from './x.ts';", './x.ts', ['type', 'type']],
  ["import { from } from './x.ts';", './x.ts', ['from']],
  ["import dayjs from 'dayjs';", 'dayjs', ['default']],
  ["import type Core from 'core';", 'core', ['default']],
  ["import dayjs, { type Dayjs } from 'dayjs';", 'dayjs', ['default', 'Dayjs']],
  ["import * as fs from 'node:fs';", 'node:fs', ['*']],
  ["import './x.ts';", './x.ts', []],
  ['import {\n  a,\n} from "./x.ts";', './x.ts', ['a']],
  ["const a = await import('./x.ts');", './x.ts', ['*']],
  ["type A = import('./x.ts').A;", './x.ts', ['*']],
  ['const a = await import(name);', '', ['*']],
  ["const a = await import('./x' + name);", '', ['*']],
  ["export { a } from './x.ts';", './x.ts', ['a']],
  ["export type { A } from './x.ts';", './x.ts', ['A']],
  ["export * from './x.ts';", './x.ts', ['*']],
  ["export * as x from './x.ts';", './x.ts', ['*']],
])('%s', (source, from, names) => {
  expect(importsOf(source).map((one) => [one.from, one.names])).toEqual([[from, names]]);
});

test.each([
  ['a comment', "// import a from 'x'"],
  ['a text', 'const a = "import b from \'x\'";'],
  ['import.meta', 'const a = import.meta.url;'],
  ['an export of its own', "const a = 'x';\nexport { a };\nconst b = 'y';"],
  ['an exported constant', "export const a = 'x';"],
  ['a method of that name', "a.import('x');"],
])('%s is not an import', (_name, source) => {
  expect(importsOf(source)).toEqual([]);
});

test('a re-export is told from an import', () => {
  const source = "import { a } from './a.ts';\nexport { b } from './b.ts';";
  expect(importsOf(source).map((one) => [one.line, one.reExport])).toEqual([
    [1, false],
    [2, true],
  ]);
});

test('relative imports lead to a path from the top', () => {
  expect(targetOf('src/plan/plan.ts', '../lib/chunk.ts')).toBe('src/lib/chunk.ts');
  expect(targetOf('src/plan/plan.ts', './limits.ts')).toBe('src/plan/limits.ts');
  expect(targetOf('src/plan/plan.ts', 'dayjs')).toBeNull();
  const file = {
    path: 'functions/renew.ts',
    text: "import a from 'pino';\nimport { b } from '../src/runs/check-run.ts';",
  };
  expect(localTargets(file)).toEqual(['src/runs/check-run.ts']);
});
