// `npm run bench`: what issue and README promise about speed, as ratios against a baseline of the same run. Never a test: a figure
// here depends on the machine, a ratio much less.
import { execFileSync, fork } from 'node:child_process';
import { mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { NO_OPTIONS } from '../../src/config/event.ts';
import { orderRun } from '../../src/config/run-order.ts';
import { readSettings } from '../../src/config/settings.ts';
import { foldLedger } from '../../src/ledger/state.ts';
import { type DomainName, domainName, type ListedDomain } from '../../src/model/domain.ts';
import { makePlan } from '../../src/plan/plan.ts';
import { startSandbox } from '../../src/sandbox/serve.ts';
import { chosenOf, ruleContext, select } from '../../src/selection/select.ts';
import { renewalsFor } from '../builders/domains.ts';
import { NO_LIMIT } from '../builders/settings.ts';
import { checkOneLedger, readingLedger, readOneLedger, serveLedger, TOKEN } from './ledger-bench.ts';
import { findingTerms } from './policy-bench.ts';

const DAY = 86_400_000;
const IN_WINDOW = 300;
const PAIRS = 15;
const FUNCTIONS = join(import.meta.dirname, '..', 'functions');
const rows: string[][] = [['what', 'figure', 'limit', 'baseline', 'ratio']];

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

/** Wall time of a fresh process that loads a file, in milliseconds. */
function loadMs(file: string): number {
  const from = process.hrtime.bigint();
  execFileSync(process.execPath, [file]);
  return Number(process.hrtime.bigint() - from) / 1e6;
}

function benchBundles(): void {
  const folder = mkdtempSync(join(tmpdir(), 'domain-renew-bench-'));
  const empty = join(folder, 'empty.cjs');
  writeFileSync(empty, '');
  for (const name of ['renew.js', 'check.js']) {
    const file = join(FUNCTIONS, name);
    const kilobytes = statSync(file).size / 1000;
    rows.push([`bundle ${name}`, `${kilobytes.toFixed(0)} KB`, '320 KB', '–', '–']);
    loadMs(empty);
    loadMs(file);
    const pairs = Array.from({ length: PAIRS }, () => [loadMs(empty), loadMs(file)] as const);
    const over = median(pairs.map(([base, mine]) => mine - base));
    const base = median(pairs.map(([one]) => one));
    const ratio = median(pairs.map(([one, mine]) => mine / one));
    rows.push([
      `loading ${name}`,
      `+${over.toFixed(1)} ms`,
      '+40 ms',
      `empty module ${base.toFixed(1)} ms`,
      ratio.toFixed(2),
    ]);
  }
}

function account(count: number, nowMs: number): { name: string; expiryMs: number }[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `name-${index}.com`,
    expiryMs: nowMs + (index < IN_WINDOW ? 1 + (index % 30) : 60 + (index % 600)) * DAY,
  }));
}

interface RunFigures {
  readonly ms: number;
  readonly peakMb: number;
  readonly calls: number;
  readonly accepted: number;
}

/** One run of the built function in its own process, against a sandbox in this one. */
async function runOnce(count: number): Promise<RunFigures> {
  const serving = fork(process.argv[1] ?? '', ['serve', String(count)], { stdio: 'ignore' });
  const url = await new Promise<string>((resolve) => serving.once('message', (message) => resolve(message as string)));
  const ledger = join(mkdtempSync(join(tmpdir(), 'domain-renew-bench-')), 'ledger.jsonl');
  const env = {
    PATH: process.env['PATH'] ?? '',
    DOMAIN_ENDPOINT: url,
    LEDGER: `file:${ledger}`,
    RENEW_MODE: 'renew',
    RENEW_MAX_DOMAINS: String(IN_WINDOW),
    // The caps would leave most of them for another day.
    RENEW_MAX_RUN_COST: 'off',
    RENEW_MAX_DAY_COST: 'off',
    RENEW_MAX_MONTH_COST: 'off',
    LOG_LEVEL: 'silent',
  };
  const running = fork(process.argv[1] ?? '', ['run'], { env, stdio: 'ignore' });
  const figures = await new Promise<Omit<RunFigures, 'calls'>>((resolve) => {
    running.once('message', (message) => resolve(message as Omit<RunFigures, 'calls'>));
  });
  const { calls } = (await (await fetch(`${url}/sandbox/books`)).json()) as { calls: Record<string, number> };
  serving.kill();
  return { ...figures, calls: Object.values(calls).reduce((sum, n) => sum + n, 0) };
}

async function serve(count: number): Promise<void> {
  const domains = account(count, Date.now());
  const options = { seed: 1, chaos: 'off', staleDate: 'rejected', domainCount: 0, now: () => Date.now() } as const;
  const { url } = await startSandbox({ ...options, domains });
  process.send?.(url);
}

async function run(): Promise<void> {
  const { handler } = require(join(FUNCTIONS, 'renew.js')) as {
    handler(event: Buffer, context: object): Promise<{ submissions: { outcome: string; domains: string[] }[] }>;
  };
  const timer = { triggerTime: '2026-11-22T01:00:00Z', triggerName: 'daily', payload: '' };
  const credentials = { accessKeyId: 'sandbox', accessKeySecret: 'sandbox-secret', securityToken: TOKEN };
  const from = process.hrtime.bigint();
  const context = { requestId: 'bench', credentials, function: { timeout: 600 } };
  const result = await handler(Buffer.from(JSON.stringify(timer)), context);
  const ms = Number(process.hrtime.bigint() - from) / 1e6;
  const accepted = result.submissions.filter(({ outcome }) => outcome === 'accepted').flatMap(({ domains }) => domains);
  process.send?.({ ms, peakMb: process.resourceUsage().maxRSS / 1024, accepted: accepted.length });
}

async function benchRuns(): Promise<void> {
  const small = await runOnce(10_000);
  const large = await runOnce(100_000);
  for (const [count, { calls, accepted }] of [
    [10_000, small],
    [100_000, large],
  ] as const) {
    // Accounts of this size are read by ScrollDomainList in pages of 500; one single query a domain; batches of 50.
    const least = count / 500 + IN_WINDOW + IN_WINDOW / 50;
    const over = ((100 * calls) / least - 100).toFixed(1);
    rows.push([
      `calls, ${count} domains`,
      `${calls} (+${over} %)`,
      '+15 %',
      `least ${least}`,
      (calls / least).toFixed(3),
    ]);
    if (accepted !== IN_WINDOW) throw new Error(`${accepted} of ${IN_WINDOW} domains were accepted`);
  }
  rows.push(['peak memory, 10000 domains', `${small.peakMb.toFixed(0)} MB`, '128 MB', '–', '–']);
  const memory = (large.peakMb / small.peakMb).toFixed(2);
  rows.push([
    'peak memory, 100000 domains',
    `${large.peakMb.toFixed(0)} MB`,
    '2 ×',
    `10000: ${small.peakMb.toFixed(0)} MB`,
    memory,
  ]);
  const time = (large.ms / small.ms).toFixed(2);
  rows.push([
    'time, 100000 domains',
    `${(large.ms / 1000).toFixed(1)} s`,
    '10 ×',
    `10000: ${(small.ms / 1000).toFixed(1)} s`,
    time,
  ]);
}

function benchSelection(): void {
  const nowMs = Date.now();
  const config = readSettings({ RENEW_MAX_DOMAINS: '1000000', RENEW_EXCLUDE: 'never-*.com,*.example' }, 'command-line');
  const order = orderRun(config, { trigger: 'command', options: NO_OPTIONS });
  const ledger = foldLedger([]);
  const perDomain = (count: number): [mine: number, base: number] => {
    const domains = account(count, nowMs).map(listed);
    const samples = Array.from({ length: 5 }, () => {
      const a = process.hrtime.bigint();
      const context = ruleContext(config, order, ledger, { nowMs, readings: new Map() });
      makePlan(renewalsFor(chosenOf(select(domains, context))), NO_LIMIT, config, () => false);
      const b = process.hrtime.bigint();
      domains
        .filter(({ expiryMs }) => (expiryMs ?? 0) < nowMs + 35 * DAY)
        .sort((x, y) => (x.expiryMs ?? 0) - (y.expiryMs ?? 0));
      const c = process.hrtime.bigint();
      return [Number(b - a) / 1000 / count, Number(c - b) / 1000 / count] as const;
    });
    return [median(samples.map(([mine]) => mine)), median(samples.map(([, base]) => base))];
  };
  perDomain(10_000);
  const [small] = perDomain(10_000);
  const [large, base] = perDomain(100_000);
  rows.push([
    'select + plan, 100000 domains',
    `${large.toFixed(2)} µs a domain`,
    '20 µs',
    `plain filter + sort ${base.toFixed(3)} µs`,
    (large / base).toFixed(0),
  ]);
  rows.push([
    'the same, is it linear?',
    `${large.toFixed(2)} µs a domain`,
    'about 1',
    `10000: ${small.toFixed(2)} µs`,
    (large / small).toFixed(2),
  ]);
}

function listed({ name, expiryMs }: { name: string; expiryMs: number }): ListedDomain {
  return {
    name: domainName(name) ?? ('' as DomainName),
    listedName: name,
    instanceId: name,
    expiryMs,
    status: 'normal',
    verification: 'succeeded',
    premium: false,
    autoRenew: false,
  };
}

function benchPolicy(): void {
  const [small, large, asked] = [
    findingTerms(1000, 10_000),
    findingTerms(1000, 100_000),
    findingTerms(1000, 1000, 'one by one'),
  ];
  rows.push(
    [
      'policy of 1000 rules, 100000 domains',
      `${(large.ms / 1000).toFixed(2)} s`,
      '2 s',
      `10000: ${(small.ms / 1000).toFixed(2)} s`,
      (large.ms / small.ms).toFixed(1),
    ],
    [
      'the same, a domain',
      `${large.perDomainUs.toFixed(2)} µs`,
      '20 µs',
      `every rule asked ${asked.perDomainUs.toFixed(0)} µs`,
      (large.perDomainUs / asked.perDomainUs).toFixed(3),
    ],
  );
}

async function benchLedger(): Promise<void> {
  const small = await readingLedger(10_000, 'read-ledger');
  const large = await readingLedger(100_000, 'read-ledger');
  const check = await readingLedger(100_000, 'check-ledger');
  const perEntry = ({ ms, entryCount }: typeof small): number => (1000 * ms) / entryCount;
  const cpu = ({ cpuMs }: typeof small): string => `processor ${(cpuMs / 1000).toFixed(2)} s`;
  rows.push(
    [
      `reading a ledger, ${large.entryCount} entries`,
      `${(large.ms / 1000).toFixed(2)} s`,
      '2 s',
      `${small.entryCount}: ${(small.ms / 1000).toFixed(2)} s; ${cpu(large)}`,
      (large.ms / small.ms).toFixed(1),
    ],
    [
      'the same, is it linear?',
      `${perEntry(large).toFixed(1)} µs an entry`,
      'about 1',
      `${small.entryCount}: ${perEntry(small).toFixed(1)} µs`,
      (perEntry(large) / perEntry(small)).toFixed(2),
    ],
    [
      `peak memory, ${large.entryCount} entries`,
      `${large.peakMb.toFixed(0)} MB`,
      '128 MB',
      `${small.entryCount}: ${small.peakMb.toFixed(0)} MB`,
      (large.peakMb / small.peakMb).toFixed(2),
    ],
    ['a check run over it, as built', `${(check.ms / 1000).toFixed(2)} s`, '2 s', cpu(check), '–'],
    ['its peak memory', `${check.peakMb.toFixed(0)} MB`, '128 MB', '–', '–'],
  );
}

async function main(): Promise<void> {
  rows.push([
    'load average',
    loadavg()
      .map((one) => one.toFixed(1))
      .join(' '),
    '–',
    `${cpus().length} cores`,
    '–',
  ]);
  benchBundles();
  benchSelection();
  benchPolicy();
  await benchLedger();
  await benchRuns();
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  for (const row of rows) {
    process.stdout.write(
      `${row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd()}\n`,
    );
  }
}

const [, , what, count] = process.argv;
const DEEDS: Readonly<Record<string, () => Promise<void>>> = {
  serve: async () => await serve(Number(count)),
  run,
  'serve-ledger': async () => await serveLedger(Number(count)),
  'check-ledger': async () => await checkOneLedger(count ?? '', FUNCTIONS),
  'read-ledger': async () => await readOneLedger(count ?? ''),
};
const deed = DEEDS[what ?? ''] ?? main;
deed().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 1;
});
