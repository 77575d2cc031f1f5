import { Agent } from 'node:http';
import fc from 'fast-check';
import { groupOf } from '../../../src/adapters/log-service-groups.ts';
import { logServiceLedger } from '../../../src/adapters/log-service-ledger.ts';
import { createSlsCalls } from '../../../src/adapters/sls-calls.ts';
import { createSlsClient } from '../../../src/adapters/sls-client.ts';
import type { SlsOutcome, SlsWay } from '../../../src/adapters/sls-http.ts';
import { type Ledger, LedgerError } from '../../../src/ledger/ledger.ts';
import { claimsOf, foldLedger, type LedgerState } from '../../../src/ledger/state.ts';
import { readLedger } from '../../../src/ledger/view.ts';
import { chunk } from '../../../src/lib/chunk.ts';
import type { SandboxReply } from '../../../src/lib/wire.ts';
import { domainName } from '../../../src/model/domain.ts';
import { createLogServiceSandbox, type LogServiceSandbox } from '../../../src/sandbox/log-service.ts';
import { HOUR, NOW_MS } from '../../builders/domains.ts';
import { aClaimedEntry } from '../../builders/ledger.ts';
import { type FakeClock, fakeClock } from '../../fakes/fake-clock.ts';
import { came } from './errors.ts';
import { aHistory, type History } from './ledger-history.ts';
import { readIndependently } from './log-bytes.ts';
import { type Cut, cutBytes, someCuts, written } from './mutate-bytes.ts';
import { type Change, changed, type Json, someChanges } from './mutate-json.ts';
import { secretIn } from './odd-values.ts';
import { aTarget, demand, errorText, type Target } from './target.ts';

const ACTIONS = ['ListShards', 'GetLogStore', 'GetCursor', 'PullLogs', 'PutLogs'] as const;
type Action = (typeof ACTIONS)[number];

/** What happens to the answers of one call, from one of them on. */
interface Harm {
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

const aHarm: fc.Arbitrary<Harm> = fc.record({
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
interface PulledPage {
  readonly isHarmed: boolean;
  /** What was asked for. */
  readonly cursor: string;
  readonly body: Buffer;
}

/** A log service with a history in it, in groups as appends write them, and a way to it on which answers come to harm. */
function aWorld(history: History, harm: Harm | null) {
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
    const isHarmed = harm !== null && action === harm.action && number > harm.from && number <= harm.from + harm.times;
    const arrived = isHarmed ? harmed(outcome, harm) : outcome;
    if (action === 'PullLogs' && arrived.kind === 'answer')
      pages.push({ isHarmed, cursor: /cursor=([^&]*)/.exec(path)?.[1] ?? '', body: arrived.body });
    return arrived;
  });
  return { sandbox, clock, ledger, pages, calls: () => [...counts.values()].reduce((sum, count) => sum + count, 0) };
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
      await Promise.resolve();
      const all = {
        ...headers,
        ...(body === null ? {} : { 'content-length': String(body.length) }),
        host: 'p-1.localhost',
      };
      return onTheWay(
        { action, path },
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

/** A ledger on the log service whose answers come to harm: refused, or read as the pages say; claims are written as it says. */
export const LOG_LEDGER: Target = aTarget({
  name: 'ledger on the log service',
  shortCases: 25,
  arbitrary: fc.record({ history: aHistory, harm: aHarm }),
  async check({ history, harm }) {
    const world = aWorld(history, harm);
    const { value: view, error } = await came(async () => await readLedger(world.ledger));
    demand(world.calls() <= 200, () => `${world.calls()} calls`);
    if (view === null) {
      checkLedgerError(error);
      return;
    }
    const isTrue = JSON.stringify([...view.state.claims]) === JSON.stringify([...foldLedger(history.entries).claims]);
    demand(isTrue || ['PullLogs', 'GetCursor'].includes(harm.action), () => `another ledger by ${harm.action}`);
    if (!isTrue) judgePages(history, world.pages, view.state);
    await checkAppend(world, view.state.lastAppend, harm);
  },
});

function checkLedgerError(error: unknown): void {
  demand(error instanceof LedgerError, () => `not a LedgerError but ${errorText(error)}`);
  demand(error.message.length < 2500 && secretIn(error.message) === null, () => error.message);
  demand(!error.message.includes('sandbox-secret'), () => error.message);
}

/**
 * A page that cannot be read is asked for again. What came in pages that nobody touched must not be forgotten, and what is missing between two claim appends must be noticed. A
 * touched page may say another thing in a valid form: whatever it says of a claim is believed.
 */
function judgePages(history: History, pages: readonly PulledPage[], state: LedgerState): void {
  for (const [index, { cursor, body }] of pages.entries()) {
    const isPassedOver = readIndependently(body) === null && pages[index + 1]?.cursor !== cursor;
    demand(!isPassedOver, () => `a page that cannot be read was passed over, at ${cursor}`);
  }
  const logs = pages.flatMap(({ isHarmed, body }) =>
    (readIndependently(body) ?? []).flatMap((group) => group.logs.map(({ contents }) => ({ isHarmed, contents }))),
  );
  const numbers = new Set(logs.flatMap(({ contents: { append } }) => (append === undefined ? [] : [Number(append)])));
  const [first, last] = [Math.min(...numbers), Math.max(...numbers)];
  const isWhole = numbers.size === 0 || numbers.size === last - first + 1;
  demand(isWhole, () => `taken with a gap: ${[...numbers].join()}`);
  for (const { claimId, domain, expiryMs, blocks } of history.stories) {
    const about = logs.filter(({ contents }) => contents['claimId'] === claimId || contents['domain'] === domain);
    const isSeen = about.some(({ contents }) => contents['claimId'] === claimId && contents['kind'] === 'claimed');
    if (!blocks || !isSeen || about.some(({ isHarmed }) => isHarmed)) continue;
    const name = domainName(domain);
    const held = name === null ? [] : claimsOf(state, name).filter((claim) => claim.expiryMs === expiryMs);
    const isTaken = held.some(({ standing }) => ['claimed', 'doubted', 'accepted', 'renewed'].includes(standing));
    demand(isTaken, () => `${domain} (${claimId}) is free again: ${held.map(({ standing }) => standing).join()}`);
  }
}

/** What is said of an append of claims is true, unless the harmed answer itself says so. */
async function checkAppend(world: ReturnType<typeof aWorld>, lastAppend: number, harm: Harm): Promise<void> {
  const claim = aClaimedEntry({ claim: 'claim-new', domain: 'new.com', append: lastAppend + 1, atMs: NOW_MS });
  const before = world.sandbox.logs().length;
  const { value, error } = await came(async () => await world.ledger.appendClaims([claim], lastAppend + 1));
  const isThere = world.sandbox.logs().some(({ fields }) => fields['claimId'] === 'claim-new');
  demand(world.sandbox.logs().length <= before + 1, () => 'it was written more than once');
  if (value === 'appended') demand(isThere, () => 'it says that it is written, and it is not');
  const isHarmedWord = harm.action === 'PutLogs';
  if (value === 'conflict') demand(!isThere || isHarmedWord, () => 'a conflict, though it was written');
  if (value === null) {
    checkLedgerError(error);
    demand(!isThere || isHarmedWord, () => `certain that it is not written: ${errorText(error)}`);
  }
}
