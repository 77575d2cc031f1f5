import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { top } from './repository.ts';

/** The canary: what lint must report. A dropped promise means a frozen process and a lost ledger entry, so the rules are proven. */
const plantedFaults: readonly [rule: string, code: string][] = [
  ['typescript(no-floating-promises)', 'export async function f(): Promise<void> { work(1); await work(2); }'],
  [
    'typescript(no-floating-promises)',
    'export function f(list: number[]): void { list.map(async (n) => await work(n)); }',
  ],
  [
    'typescript(no-misused-promises)',
    'export function f(list: number[]): void { list.forEach(async (n) => { await work(n); }); }',
  ],
  ['typescript(no-misused-promises)', 'export function f(): number { return work(1) ? 1 : 2; }'],
  ['typescript(await-thenable)', 'export async function f(n: number): Promise<number> { return await n; }'],
  ['typescript(return-await)', 'export async function f(): Promise<number> { return work(1); }'],
  [
    'typescript(switch-exhaustiveness-check)',
    "export function f(k: 'a' | 'b' | 'c'): number { switch (k) { case 'a': return 1; case 'b': return 2; default: return 3; } }",
  ],
  ['typescript(strict-boolean-expressions)', 'export function f(n: number | null): number { return n ? 1 : 2; }'],
  ['typescript(only-throw-error)', "export function f(): never { throw 'x'; }"],
  ['typescript(no-explicit-any)', 'export function f(x: any): string { return String(x); }'],
  ['typescript(no-unsafe-return)', "export function f(): number { return JSON.parse('1'); }"],
  ['typescript(no-unsafe-assignment)', "export function f(): void { const n = JSON.parse('1'); work(n); }"],
  ['typescript(no-unsafe-member-access)', "export function f(): number { return JSON.parse('1').n as number; }"],
  ['typescript(no-unsafe-call)', "export function f(): void { JSON.parse('1')(); }"],
  [
    'typescript(no-unsafe-argument)',
    "export async function f(): Promise<number> { return await work(JSON.parse('1')); }",
  ],
  ['typescript(no-non-null-assertion)', 'export function f(x: string | undefined): string { return x!; }'],
  [
    'typescript(consistent-type-imports)',
    "import { type A } from './cycle-a.ts';\nimport { B } from './cycle-b.ts';\nexport type C = A | B;",
  ],
  ['import(no-cycle)', "import { a } from './cycle-a.ts';\nexport const f: number = a;"],
  ['import(no-default-export)', 'export default 1;'],
  ['eslint(no-console)', "export function f(): void { console.log('x'); }"],
  ['eslint(no-empty)', 'export function f(): void { try { work(1); } catch {} }'],
  ['eslint(max-lines)', `${'\n'.repeat(300)}export const f: number = 1;`],
  ['eslint(max-lines-per-function)', `export function f(): void {${'\n'.repeat(70)}}`],
  [
    'eslint(max-params)',
    'export function f(a: number, b: number, c: number, d: number, e: number): number { return a + b + c + d + e; }',
  ],
  [
    'eslint(complexity)',
    `export function f(n: number): number {\n${'  if (n === 1) return 2;\n'.repeat(10)}  return n;\n}`,
  ],
  ['eslint(no-restricted-globals)', 'export function f(): number { return new Date(1).getTime(); }'],
  ['eslint(no-restricted-globals)', "export function f(): string | undefined { return process.env['X']; }"],
  [
    'eslint(no-restricted-globals)',
    "export async function f(): Promise<unknown> { return await fetch('http://localhost'); }",
  ],
  ['eslint(no-restricted-globals)', 'export function f(): void { setTimeout(f, 1); }'],
  ['eslint(no-restricted-globals)', 'export function f(): void { setInterval(f, 1); }'],
  ['eslint(no-restricted-globals)', 'export function f(): number { return performance.now(); }'],
  ['eslint(no-restricted-globals)', 'export function f(): string { return crypto.randomUUID(); }'],
  ['eslint(no-restricted-globals)', 'export function f(): number { return globalThis.Date.now(); }'],
  ['eslint(no-restricted-properties)', 'export function f(): number { return Math.random(); }'],
  ['eslint(no-restricted-properties)', 'export function f(): AbortSignal { return AbortSignal.timeout(1); }'],
  ['', '// oxlint-disable-next-line no-console\nexport const f: number = 1;'],
];

const work =
  '\nasync function work(n: number): Promise<number> { return await Promise.resolve(n); }\nexport { work };\n';
const folder = mkdtempSync(join(tmpdir(), 'lint-'));
/** The rules reported for each file; an unused directive has none. */
const reported = new Map<string, string[]>();

function plant(path: string, code: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), code);
}

beforeAll(() => {
  for (const name of ['.oxlintrc.json', 'tsconfig.json', 'package.json', '.gitignore']) {
    copyFileSync(join(top, name), join(folder, name));
  }
  symlinkSync(join(top, 'node_modules'), join(folder, 'node_modules'));
  plant(
    'src/plan/cycle-a.ts',
    "import { b } from './cycle-b.ts';\nexport interface A { a: number }\nexport const a: number = b;\n",
  );
  plant(
    'src/plan/cycle-b.ts',
    "import { a } from './cycle-a.ts';\nexport interface B { b: number }\nexport const b: number = a;\n",
  );
  plantedFaults.forEach(([, code], index) =>
    plant(`src/plan/planted-${index}.ts`, code + (code.includes('work(') ? work : '')),
  );
  const world = 'export function f(): number { return Date.now() + Math.random() + performance.now(); }\n';
  for (const path of ['src/adapters/free.ts', 'functions/free.ts', 'test/unit/free.test.ts', 'src/cli/bound.ts'])
    plant(path, world);
  plant('src/model/time.ts', 'export function f(): number { return new Date(1).getTime() + Date.now(); }\n');

  const oxlint = join(top, 'node_modules', '.bin', 'oxlint');
  const run = spawnSync(oxlint, ['--type-aware', '--format=json'], { cwd: folder, encoding: 'utf8' });
  const { diagnostics } = JSON.parse(run.stdout) as { diagnostics: { filename: string; code?: string }[] };
  for (const { filename, code } of diagnostics) reported.set(filename, [...(reported.get(filename) ?? []), code ?? '']);
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

test.each(plantedFaults.map(([rule, code], index) => ({ rule, code, index })))(
  'reported: $rule in $code',
  ({ rule, index }) => {
    const file = rule === 'import(no-cycle)' ? 'src/plan/cycle-a.ts' : `src/plan/planted-${index}.ts`;
    expect(reported.get(file) ?? []).toContain(rule);
  },
);

test('the world is free in adapters, functions and tests, and bound elsewhere', () => {
  expect(reported.get('src/cli/bound.ts')?.sort()).toEqual([
    'eslint(no-restricted-globals)',
    'eslint(no-restricted-globals)',
    'eslint(no-restricted-properties)',
    'eslint(no-restricted-properties)',
  ]);
  expect(
    ['src/adapters/free.ts', 'functions/free.ts', 'test/unit/free.test.ts'].map((path) => reported.get(path)),
  ).toEqual([undefined, undefined, undefined]);
});

test('in model/time.ts a date computes and does not tell the time', () => {
  expect(reported.get('src/model/time.ts')).toEqual(['eslint(no-restricted-properties)']);
});
