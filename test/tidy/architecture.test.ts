import { expect, test } from 'vitest';
import { cycleFaults, deadImportFaults, layerFaults, layerOf, outsideWorldFaults } from './architecture.ts';
import type { SourceFile } from './imports.ts';

const file = (path: string, ...targets: string[]): SourceFile => ({
  path,
  text: targets.map((target) => `import { a } from '${target}';\n`).join(''),
});

test.each([
  ['src/plan/limits.ts', 'plan'],
  ['src/plan.ts', 'plan'],
  ['src/plan/deep/limits.ts', 'plan'],
  ['functions/renew.ts', 'functions'],
  ['src/utils/x.ts', null],
  ['src/planner.ts', null],
  ['test/unit/x.ts', null],
])('the layer of %s is %s', (path, layer) => {
  expect(layerOf(path)).toBe(layer);
});

test.each([
  ['its own layer', file('src/plan/plan.ts', './limits.ts')],
  ['an earlier layer', file('src/plan/plan.ts', '../lib/chunk.ts')],
  ['a layer of one file', file('src/runs/renewal-run.ts', '../plan.ts')],
  ['an adapter from the command line', file('src/cli/renew.ts', '../adapters/sls.ts')],
  ['an adapter from a function', file('functions/renew.ts', '../src/adapters/sls.ts')],
  ['an adapter from the sandbox', file('src/sandbox/domain-api.ts', '../adapters/http.ts')],
  ['the sandbox from the command line', file('src/cli/start.ts', '../sandbox/sandbox.ts')],
  ['a stage from an adapter', file('src/adapters/sls.ts', '../ledger/ledger.ts')],
])('may be imported: %s', (_name, source) => {
  expect(layerFaults([source])).toEqual([]);
});

test.each([
  ['a later layer', 'src/plan/plan.ts', '../claims/claims.ts', 'src/claims/claims.ts'],
  ['an adapter from a run', 'src/runs/renewal-run.ts', '../adapters/sls.ts', 'src/adapters/sls.ts'],
  ['the sandbox from an adapter', 'src/adapters/sls.ts', '../sandbox/sandbox.ts', 'src/sandbox/sandbox.ts'],
  ['the command line from the sandbox', 'src/sandbox/sandbox.ts', '../cli/start.ts', 'src/cli/start.ts'],
  ['the sandbox from a function', 'functions/renew.ts', '../src/sandbox/sandbox.ts', 'src/sandbox/sandbox.ts'],
  ['the command line from a function', 'functions/renew.ts', '../src/cli/start.ts', 'src/cli/start.ts'],
  ['a function from the command line', 'src/cli/renew.ts', '../../functions/renew.ts', 'functions/renew.ts'],
  ['a test', 'src/plan/plan.ts', '../../test/fakes/cloud.ts', 'test/fakes/cloud.ts'],
])('must not be imported: %s', (_name, path, from, target) => {
  expect(layerFaults([file(path, from)])).toEqual([`${path} (${layerOf(path) ?? ''}) must not import ${target}`]);
});

test('imports of types, dynamic imports and re-exports count', () => {
  const text =
    "import type { A } from '../runs/a.ts';\nexport { b } from '../runs/b.ts';\ntype C = import('../runs/c.ts').C;";
  expect(layerFaults([{ path: 'src/plan.ts', text: text.replaceAll('../', './') }])).toHaveLength(3);
});

test('a file of no layer is a fault', () => {
  expect(layerFaults([file('src/utils/x.ts')])).toEqual(['src/utils/x.ts belongs to no layer']);
});

test('an import that leads nowhere is a fault', () => {
  const files = [file('src/lib/a.ts', './b.ts', './c', '../lib/a.ts'), file('src/lib/b.ts')];
  expect(deadImportFaults(files)).toEqual(['src/lib/a.ts imports src/lib/c, which is not there']);
});

test('a circle of imports is found once, wherever one starts', () => {
  const files = [
    file('src/lib/d.ts', './c.ts'),
    file('src/lib/c.ts', './a.ts'),
    file('src/lib/b.ts', './c.ts'),
    file('src/lib/a.ts', './b.ts'),
  ];
  const expected = ['src/lib/a.ts → src/lib/b.ts → src/lib/c.ts → src/lib/a.ts'];
  expect(cycleFaults(files)).toEqual(expected);
  expect(cycleFaults(files.toReversed())).toEqual(expected);
});

test('a file that imports itself is a circle; two ways to one file are none', () => {
  expect(cycleFaults([file('src/lib/a.ts', './a.ts')])).toEqual(['src/lib/a.ts → src/lib/a.ts']);
  const files = [
    file('src/lib/a.ts', './b.ts', './c.ts'),
    file('src/lib/b.ts', './d.ts'),
    file('src/lib/c.ts', './d.ts'),
  ];
  expect(cycleFaults([...files, file('src/lib/d.ts')])).toEqual([]);
});

test.each([
  ['src/plan/plan.ts', "import { createHash } from 'node:crypto';"],
  ['src/sandbox/signature.ts', "import { createHmac, timingSafeEqual } from 'node:crypto';"],
  ['src/model/time.ts', "import dayjs from 'dayjs';"],
  ['src/lib/nearest.ts', "import { distance } from 'fastest-levenshtein';"],
  ['src/model/domain.ts', "import { domainToASCII } from 'node:url';"],
  ['src/adapters/log.ts', "import { pino } from 'pino';"],
  ['src/adapters/file.ts', "import { readFile } from 'node:fs/promises';"],
])('%s may: %s', (path, text) => {
  expect(outsideWorldFaults([{ path, text }])).toEqual([]);
});

test.each([
  ['src/plan/plan.ts', "import { randomUUID } from 'node:crypto';"],
  ['src/plan/plan.ts', "import { createHash, randomBytes } from 'node:crypto';"],
  ['src/plan/plan.ts', "import * as crypto from 'node:crypto';"],
  ['src/plan/plan.ts', "import crypto from 'node:crypto';"],
  ['src/plan/plan.ts', "import dayjs from 'dayjs';"],
  ['src/plan/plan.ts', "import { distance } from 'fastest-levenshtein';"],
  ['src/model/domain.ts', "import { URL } from 'node:url';"],
  ['src/plan/plan.ts', "import { domainToASCII } from 'node:url';"],
  ['src/ledger/codec.ts', "import { readFile } from 'node:fs/promises';"],
  ['src/ledger/codec.ts', "import fs from 'fs';"],
  ['src/cli/plan.ts', "import { hostname } from 'node:os';"],
  ['src/cli/plan.ts', "import { setTimeout } from 'node:timers/promises';"],
  ['src/sandbox/server.ts', "import { createServer } from 'node:http';"],
  ['functions/renew.ts', "import { pino } from 'pino';"],
  ['functions/renew.ts', "import Core from '@alicloud/pop-core';"],
  ['functions/renew.ts', "import process from 'node:process';"],
  ['src/runs/check-run.ts', "import 'node:net';"],
  ['src/runs/check-run.ts', "const net = await import('node:net');"],
  ['src/runs/check-run.ts', 'const net = await import(name);'],
  ['src/runs/check-run.ts', "import type { Logger } from 'pino';"],
])('%s must not: %s', (path, text) => {
  expect(outsideWorldFaults([{ path, text }])).toHaveLength(1);
});
