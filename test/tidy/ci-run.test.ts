import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { top } from './repository.ts';

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** How a stand-in for npm behaves: the commands that fail, and the report that the tests leave. */
interface Npm {
  readonly failing?: readonly string[];
  readonly report?: string | undefined;
}

const counts = (passed: number, failed: number, pending = 0, todo = 0): string =>
  JSON.stringify({ numPassedTests: passed, numFailedTests: failed, numPendingTests: pending, numTodoTests: todo });

/** Runs .ci/run in an empty folder with a stand-in for npm, which writes down how it was called. */
function runWith({ failing = [], report }: Npm): {
  status: number | null;
  last: string | undefined;
  stderr: string;
  calls: string[];
} {
  const folder = mkdtempSync(join(tmpdir(), 'ci-run-'));
  folders.push(folder);
  mkdirSync(join(folder, 'bin'));
  cpSync(join(top, '.ci/run'), join(folder, '.ci/run'));
  const npm = [
    '#!/usr/bin/env bash',
    `[[ "$CI" == true && "$PWD" == ${folder} && -n "$HOME" ]] || exit 70`,
    'if read -r; then exit 71; fi # nothing on stdin',
    'echo "called: npm $*"; echo noise >&2',
    'for last; do :; done',
    report === undefined ? '' : `if [[ "$1" == test ]]; then echo '${report}' >"\${last#--outputFile.json=}"; fi`,
    `case "$*" in ${failing.map((command) => `"${command}"*) exit 1 ;; `).join('')} esac`,
  ];
  writeFileSync(join(folder, 'bin/npm'), npm.join('\n'));
  chmodSync(join(folder, 'bin/npm'), 0o755);
  const path = [join(folder, 'bin'), dirname(process.execPath), '/usr/bin', '/bin'].join(':');
  const run = spawnSync(join(folder, '.ci/run'), [], {
    cwd: '/',
    encoding: 'utf8',
    env: { PATH: path },
    input: 'ignored\n',
  });
  const lines = run.stdout.trimEnd().split('\n');
  const calls = lines.flatMap((line) => /^called: (npm (?:run )?\w+)/.exec(line)?.[1] ?? []);
  return { status: run.status, last: lines.at(-1), stderr: run.stderr, calls };
}

const allCalls = ['npm ci', 'npm run types', 'npm run lint', 'npm run format', 'npm test'];

test('everything in order: all is run once, the last line counts, exit code 0', () => {
  const { status, last, calls } = runWith({ report: counts(123, 0) });
  expect({ status, last, calls }).toEqual({ status: 0, last: '123 passed, 0 failed', calls: allCalls });
});

test('skipped tests and those still to write are counted together', () => {
  expect(runWith({ report: counts(5, 0, 1, 2) })).toMatchObject({ status: 0, last: '5 passed, 0 failed, 3 skipped' });
});

test.each(['run types', 'run lint', 'run format', 'test'])(
  'a failing `npm %s` fails, after everything was tried',
  (command) => {
    const { status, last, calls, stderr } = runWith({ failing: [command], report: counts(5, 0) });
    expect({ status, last, calls }).toEqual({ status: 1, last: '5 passed, 0 failed', calls: allCalls });
    expect(stderr).toContain(`failed: npm ${command}`);
  },
);

test('a failed test prints the line and fails', () => {
  expect(runWith({ failing: ['test'], report: counts(5, 2) })).toMatchObject({ status: 1, last: '5 passed, 2 failed' });
});

test('a failed test fails also if npm said that all was well', () => {
  expect(runWith({ report: counts(5, 2) })).toMatchObject({ status: 1, last: '5 passed, 2 failed' });
});

test.each([
  ['none', counts(0, 0)],
  ['only skipped ones', counts(0, 0, 7)],
])('no test that ran is a failure: %s', (_name, report) => {
  const { status, stderr } = runWith({ report });
  expect(status).toBe(1);
  expect(stderr).toContain('failed: no test ran');
});

test.each([
  ['no report', undefined],
  ['an empty report', ''],
  ['not JSON', 'oops'],
  ['no numbers in it', '{"success":true}'],
])('without numbers there is no line: %s', (_name, report) => {
  const { status, last, stderr } = runWith({ report });
  expect(status).toBe(1);
  expect(last).not.toMatch(/passed/);
  expect(stderr).toContain('failed: vitest left no numbers');
});

test('a failing installation ends it at once', () => {
  const { status, last, calls } = runWith({ failing: ['ci'], report: counts(5, 0) });
  expect({ status, last, calls }).toEqual({ status: 1, last: 'called: npm ci', calls: ['npm ci'] });
});
