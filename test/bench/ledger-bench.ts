// The ledger on the log service: reading a year of it. The sandbox and the reader are processes of their own.
import { fork } from 'node:child_process';
import { join } from 'node:path';
import { openLedgerPlace } from '../../src/adapters/ledger-place.ts';
import { systemClock, systemId, systemRandom } from '../../src/adapters/system.ts';
import { encodeEntry } from '../../src/ledger/codec.ts';
import type { ClaimFacts, ClaimId, Finished, LedgerEntry } from '../../src/ledger/entry.ts';
import { readLedger } from '../../src/ledger/view.ts';
import { chunk } from '../../src/lib/chunk.ts';
import type { DomainName } from '../../src/model/domain.ts';
import type { TaskNo } from '../../src/model/task.ts';
import { SANDBOX_LOGSTORE, SANDBOX_PROJECT, startSandbox } from '../../src/sandbox/serve.ts';

const DAY = 86_400_000;
const SAMPLES = 7;
const BATCH = 50;
const ENTRIES_PER_DOMAIN = 5;

export interface LedgerFigures {
  /** Medians of several readers, each a fresh process. */
  readonly ms: number;
  /** Of the processor, from the start of the process: what another load on the machine changes least. */
  readonly cpuMs: number;
  readonly peakMb: number;
  readonly entryCount: number;
}

/** As long as a security token of the real service. */
export const TOKEN: string = `CAIS${'8QF1q6Ft5B2yfSjIr5bA'.repeat(32)}==`;

/** How long a fresh process takes to read and fold a ledger of so many entries. */
export async function readingLedger(entryCount: number, deed: 'read-ledger' | 'check-ledger'): Promise<LedgerFigures> {
  const serving = fork(process.argv[1] ?? '', ['serve-ledger', String(entryCount)], { stdio: 'ignore' });
  const url = await new Promise<string>((resolve) => serving.once('message', (message) => resolve(message as string)));
  const samples: LedgerFigures[] = [];
  for (let sample = 0; sample < SAMPLES; sample += 1) {
    const reading = fork(process.argv[1] ?? '', [deed, url], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    samples.push(
      await new Promise<LedgerFigures>((resolve, reject) => {
        reading.once('message', (message) => resolve(message as LedgerFigures));
        reading.once('exit', (code) => reject(new Error(`the reader ended with ${code}`)));
      }),
    );
  }
  serving.kill();
  const middle = (pick: (figures: LedgerFigures) => number): number =>
    samples.map(pick).toSorted((a, b) => a - b)[Math.floor(SAMPLES / 2)] ?? 0;
  return {
    ms: middle(({ ms }) => ms),
    cpuMs: middle(({ cpuMs }) => cpuMs),
    peakMb: middle(({ peakMb }) => peakMb),
    entryCount: middle(({ entryCount: count }) => count),
  };
}

/** A year of an account: on each day its renewal run and its check run, and what they wrote. */
export async function serveLedger(entryCount: number): Promise<void> {
  let agoMs = 365 * DAY;
  const now = (): number => Date.now() - agoMs;
  const options = { seed: 1, chaos: 'off', staleDate: 'rejected', domainCount: 1, now } as const;
  const { url, logService } = await startSandbox(options);
  const add = (entries: readonly LedgerEntry[]): void => {
    const timeS = Math.floor(now() / 1000);
    logService.add({ logs: entries.map((entry) => ({ timeS, fields: fieldsOf(entry) })) });
  };
  add([{ kind: 'opened', atMs: now(), runId: 'renew-first', ledgerId: 'bench' }]);
  const batches = chunk(domainNumbers(entryCount / ENTRIES_PER_DOMAIN), BATCH);
  for (const [index, batch] of batches.entries()) {
    agoMs = Math.round(365 * DAY * (1 - (index + 1) / (batches.length + 1)));
    for (const entries of batchEntries(batch, index + 1, now())) add(entries);
  }
  agoMs = 0;
  process.send?.(url);
}

/** Reads the ledger as a function does, and tells the parent what that took. */
export async function readOneLedger(url: string): Promise<void> {
  const place = { kind: 'sls', endpoint: url, project: SANDBOX_PROJECT, logstore: SANDBOX_LOGSTORE } as const;
  const credentials = { accessKeyId: 'sandbox', accessKeySecret: 'sandbox-secret', securityToken: TOKEN };
  const from = process.hrtime.bigint();
  const ledger = openLedgerPlace(
    { ledger: { ...place, horizonDays: 400 }, ledgerId: null },
    {
      clock: systemClock,
      makeId: systemId,
      random: systemRandom,
      credentials: () => credentials,
      deadlineMs: Date.now() + 300_000,
    },
  );
  const { state } = await readLedger(ledger);
  const ms = Number(process.hrtime.bigint() - from) / 1e6;
  const claims = [...state.claims.values()];
  if (claims.some(({ standing }) => standing !== 'renewed')) throw new Error('a claim was not folded to its end');
  report(ms, claims.length * ENTRIES_PER_DOMAIN);
}

/** The built check function on that ledger: all claims are settled, so it reads, folds and leaves its heartbeat. */
export async function checkOneLedger(url: string, functions: string): Promise<void> {
  Object.assign(process.env, {
    DOMAIN_ENDPOINT: url,
    LEDGER: 'sls',
    SLS_ENDPOINT: url,
    SLS_PROJECT: SANDBOX_PROJECT,
    SLS_LOGSTORE: SANDBOX_LOGSTORE,
    LOG_LEVEL: 'silent',
  });
  const { handler } = require(join(functions, 'check.js')) as {
    handler(event: Buffer, context: object): Promise<{ stops: readonly unknown[]; open: readonly unknown[] }>;
  };
  const credentials = { accessKeyId: 'sandbox', accessKeySecret: 'sandbox-secret', securityToken: TOKEN };
  const from = process.hrtime.bigint();
  const { stops, open } = await handler(Buffer.from('{}'), {
    requestId: 'bench',
    credentials,
    function: { timeout: 600 },
  });
  const ms = Number(process.hrtime.bigint() - from) / 1e6;
  if (stops.length + open.length > 0) throw new Error(`the check run did not read it all: ${JSON.stringify(stops)}`);
  report(ms, 0);
}

function report(ms: number, entryCount: number): void {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  const figures = { ms, cpuMs: (userCPUTime + systemCPUTime) / 1000, peakMb: maxRSS / 1024, entryCount };
  process.send?.(figures satisfies LedgerFigures);
  process.disconnect();
}

function domainNumbers(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

/** Five entries a domain: the long way, over a doubted submission and a look that found nothing. */
function batchEntries(batch: readonly number[], append: number, atMs: number): LedgerEntry[][] {
  const runId = `renew-${new Date(atMs).toISOString()}-${systemId()}`;
  const facts = batch.map((number): ClaimFacts & { atMs: number; runId: string } => ({
    atMs,
    runId,
    claimId: systemId() as ClaimId,
    domain: `a-domain-of-usual-length-${number}.com` as DomainName,
    expiryMs: atMs + 30 * DAY,
    years: 1,
  }));
  const taskNo = systemId() as TaskNo;
  const doubted = { kind: 'doubted', reason: 'the submission got no answer: the connection was reset' } as const;
  const claimed = {
    kind: 'claimed',
    append,
    claimantUntilMs: atMs + 300_000,
    priceMinor: 9000,
    currency: 'CNY',
  } as const;
  const heartbeat = {
    kind: 'finished',
    mode: 'renew',
    trigger: 'timer',
    counts: { total: 20_000, accepted: BATCH },
  } as const;
  const finished = (runKind: Finished['runKind']): LedgerEntry => ({ ...heartbeat, runKind, atMs, runId });
  return [
    facts.map((about, index) => ({ ...claimed, ...about, instanceId: `S20265554443${batch[index] ?? 0}` })),
    facts.map((about) => ({ ...doubted, ...about, looked: false })),
    [finished('renew')],
    facts.map((about) => ({ ...doubted, ...about, looked: true })),
    facts.map((about) => ({ kind: 'accepted', ...about, taskNo })),
    facts.map((about) => ({ kind: 'renewed', ...about, taskNo, newExpiryMs: about.expiryMs + 365 * DAY })),
    [finished('check')],
  ];
}

function fieldsOf(entry: LedgerEntry): Record<string, string> {
  return Object.fromEntries(Object.entries(encodeEntry(entry)).map(([name, value]) => [name, String(value)]));
}
