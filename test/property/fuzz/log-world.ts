import { Agent } from 'node:http';
import fc from 'fast-check';
import { groupOf } from '../../../src/adapters/log-service-groups.ts';
import { logServiceLedger } from '../../../src/adapters/log-service-ledger.ts';
import { createSlsCalls } from '../../../src/adapters/sls-calls.ts';
import { createSlsClient } from '../../../src/adapters/sls-client.ts';
import type { SlsOutcome, SlsWay } from '../../../src/adapters/sls-http.ts';
import { type Ledger } from '../../../src/ledger/ledger.ts';
import { chunk } from '../../../src/lib/chunk.ts';
import type { SandboxReply } from '../../../src/lib/wire.ts';
import { createLogServiceSandbox, type LogServiceSandbox } from '../../../src/sandbox/log-service.ts';
import { HOUR } from '../../builders/domains.ts';
import { type FakeClock, fakeClock } from '../../fakes/fake-clock.ts';
import { type History } from './ledger-history.ts';
import { type Cut, cutBytes, someCuts, written } from './mutate-bytes.ts';
import { type Change, changed, someChanges } from './mutate-json.ts';
import type { Json } from './odd-values.ts';

const ACTIONS = ['ListShards', 'GetLogStore', 'GetCursor', 'PullLogs', 'PutLogs'] as const;
type Action = (typeof ACTIONS)[number];

/** What happens to the answers of one call, from one of them on. */
export interface Harm {
  readonly action: Action;
  readonly from: number;
  readonly times: number;
  readonly status: number | null;
  readonly headers: readonly (readonly [string, string])[];
  readonly changes: readonly Change[];
  readonly cuts: readonly Cut[];
}

const aHeader = fc.tuple(
  fc.constantFrom(
    'x-log-cursor',
    'x-log-count',
    'x-log-end-of-cursor',
    'x-log-compresstype',
    'x-log-requestid',
    'date',
  ),
  fc.constantFrom('', '0', '1', 'MTI=', 'lz4', 'deflate', 'Mon, 01 Jun 2026 12:20:00 GMT', 'x'),
);

export const aHarm: fc.Arbitrary<Harm> = fc.record({
  action: fc.constantFrom(...ACTIONS, 'PullLogs' as const, 'PullLogs' as const),
  from: fc.nat(4),
  times: fc.constantFrom(1, 1, 6, 99),
  status: fc.option(fc.constantFrom(200, 204, 400, 403, 500, 503), { freq: 5 }),
  headers: fc.array(aHeader, { maxLength: 1 }),
  changes: someChanges(
    { values: ['readonly', 'readwrite', 3650, 30, 'MTI=', 'InvalidSequenceId', 'PostBodyInvalid'] },
    2,
  ),
  cuts: someCuts(2),
});

/** The body of an answer to PullLogs, as it arrived. */
export interface PulledPage {
  readonly isHarmed: boolean;
  /** What was asked for. */
  readonly cursor: string;
  readonly body: Buffer;
}

export interface LogWorld {
  readonly sandbox: LogServiceSandbox;
  readonly ledger: Ledger;
  /** Every answer to PullLogs, in its order. */
  readonly pages: readonly PulledPage[];
  /** How many calls were made. */
  readonly calls: () => number;
}

/** A log service with a history in it, in groups as appends write them, and a way to it on which answers come to harm. */
export function aWorld(history: History, harm: Harm): LogWorld {
  const clock = fakeClock();
  const sandbox = createLogServiceSandbox({
    seed: 1,
    chaos: 'off',
    now: clock.now,
    project: 'p-1',
    logstore: 'l-1',
    seqidState: 'enforced',
    profile: { shortPageChance: 0.5 },
  });
  for (const entries of chunk(history.entries, 4)) {
    const { logs } = groupOf(entries, clock.now());
    sandbox.add({ logs: logs.map(({ time, contents }) => ({ timeS: time, fields: contents })) });
  }
  const pages: PulledPage[] = [];
  const counts = new Map<string, number>();
  const ledger = ledgerOn(sandbox, clock, ({ action, path }, outcome) => {
    const number = (counts.get(action) ?? 0) + 1;
    counts.set(action, number);
    const isHarmed = action === harm.action && number > harm.from && number <= harm.from + harm.times;
    const arrived = isHarmed ? harmed(outcome, harm) : outcome;
    if (action === 'PullLogs' && arrived.kind === 'answer')
      pages.push({ isHarmed, cursor: /cursor=([^&]*)/.exec(path)?.[1] ?? '', body: arrived.body });
    return arrived;
  });
  return { sandbox, ledger, pages, calls: () => [...counts.values()].reduce((sum, count) => sum + count, 0) };
}

function ledgerOn(
  sandbox: LogServiceSandbox,
  clock: FakeClock,
  onTheWay: (call: { action: string; path: string }, outcome: SlsOutcome) => SlsOutcome,
): Ledger {
  let action = '';
  const way: SlsWay = {
    host: 'p-1.localhost',
    newAgent: () => new Agent(),
    exchange: async ({ method, path, headers, body }) => {
      // Before anything else: two calls may be under way at once.
      const mine = action;
      await Promise.resolve();
      const all = {
        ...headers,
        ...(body === null ? {} : { 'content-length': String(body.length) }),
        host: 'p-1.localhost',
      };
      return onTheWay(
        { action: mine, path },
        outcomeOf(sandbox.handle({ method, path, headers: all, body: body ?? new Uint8Array() })),
      );
    },
  };
  const calls = createSlsCalls({
    endpoint: 'http://localhost',
    project: 'p-1',
    credentials: { accessKeyId: 'sandbox', accessKeySecret: 'sandbox-secret', securityToken: 'token' },
    clock,
    random: () => 0.5,
    deadlineMs: clock.now() + HOUR,
    onCall: (name) => {
      action = name;
    },
    makeWay: () => way,
  });
  return logServiceLedger({ client: createSlsClient(calls, 'l-1'), clock, horizonDays: 400, place: 'p-1/l-1' });
}

function outcomeOf({ status, headers, body }: SandboxReply): SlsOutcome {
  return { kind: 'answer', httpStatus: status, headers: { ...headers }, body: Buffer.from(body) };
}

function harmed(outcome: SlsOutcome, { status, headers, changes, cuts }: Harm): SlsOutcome {
  if (outcome.kind !== 'answer') return outcome;
  const text = outcome.body.toString('utf8');
  const isJson = text.startsWith('{') || text.startsWith('[');
  const body =
    isJson && changes.length > 0 ? Buffer.from(written(changed(JSON.parse(text) as Json, changes))) : outcome.body;
  return {
    ...outcome,
    httpStatus: status ?? outcome.httpStatus,
    headers: { ...outcome.headers, ...(Object.fromEntries(headers) as Record<string, string>) },
    body: cutBytes(body, cuts),
  };
}
