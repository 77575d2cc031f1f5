import type {
  Accepted,
  Claimed,
  ClaimId,
  Doubted,
  Failed,
  Finished,
  Opened,
  Refused,
  Released,
  Renewed,
} from '../../src/ledger/entry.ts';
import type { Claim } from '../../src/ledger/state.ts';
import { type TaskNo, taskNo } from '../../src/model/task.ts';
import { aName, DAY, MINUTE, NOW_MS } from './domains.ts';

/** What a test may say of an entry: names, ids and task numbers as plain texts. */
type Said<T> = Partial<Omit<T, 'kind' | 'claimId' | 'domain' | 'taskNo'>> & {
  readonly claim?: string;
  readonly domain?: string;
  readonly taskNo?: string | null;
};

export function aTaskNo(text = 'task-1'): TaskNo {
  const number = taskNo(text);
  if (number === null) throw new TypeError(`${text} is no task number`);
  return number;
}

export function aClaimId(text = 'claim-1'): ClaimId {
  return text as ClaimId;
}

function facts({ claim = 'claim-1', domain = 'example.com', ...rest }: Said<Claimed>) {
  const { atMs = NOW_MS, runId = 'run-1', expiryMs = NOW_MS + 10 * DAY, years = 1 } = rest;
  return { atMs, runId, claimId: aClaimId(claim), domain: aName(domain), expiryMs, years };
}

export function anOpened(rest: Partial<Opened> = {}): Opened {
  return { kind: 'opened', atMs: NOW_MS, runId: 'run-1', ledgerId: 'ledger-1', ...rest };
}

/** A claim on example.com by claim append 1. */
export function aClaimedEntry(said: Said<Claimed> = {}): Claimed {
  const { append = 1, instanceId = `S-${said.domain ?? 'example.com'}`, claimantUntilMs = NOW_MS + 10 * MINUTE } = said;
  const { priceMinor = 9000, currency = 'CNY', countedMinor } = said;
  const counted = countedMinor === undefined ? {} : { countedMinor };
  return { kind: 'claimed', ...facts(said), append, instanceId, claimantUntilMs, priceMinor, currency, ...counted };
}

export function anAccepted(said: Said<Accepted> = {}): Accepted {
  return { kind: 'accepted', ...facts(said), taskNo: aTaskNo(said.taskNo ?? 'task-1') };
}

export function aRefused(said: Said<Refused> = {}): Refused {
  return { kind: 'refused', ...facts(said), reason: said.reason ?? 'ParameterIllegal (HTTP 400)' };
}

export function aDoubted(said: Said<Doubted> = {}): Doubted {
  return {
    kind: 'doubted',
    ...facts(said),
    reason: said.reason ?? 'TimedOut: no answer',
    looked: said.looked ?? false,
  };
}

export function aRenewed(said: Said<Renewed> = {}): Renewed {
  const { newExpiryMs = NOW_MS + 375 * DAY } = said;
  return { kind: 'renewed', ...facts(said), taskNo: aTaskNo(said.taskNo ?? 'task-1'), newExpiryMs };
}

export function aFailed(said: Said<Failed> = {}): Failed {
  const { reason = 'Insufficient balance' } = said;
  return { kind: 'failed', ...facts(said), taskNo: aTaskNo(said.taskNo ?? 'task-1'), reason };
}

export function aReleased(said: Said<Released> = {}): Released {
  return { kind: 'released', ...facts(said), reason: said.reason ?? 'no trace, twice' };
}

export function aFinished(rest: Partial<Finished> = {}): Finished {
  return {
    kind: 'finished',
    atMs: NOW_MS,
    runId: 'run-1',
    runKind: 'renew',
    mode: 'renew',
    trigger: 'timer',
    counts: { total: 10 },
    ...rest,
  };
}

/** An open claim on example.com, made two hours ago, whose claimant is long gone; no task number. */
export function aClaim({
  claim = 'claim-1',
  domain = 'example.com',
  taskNo: number,
  ...rest
}: Said<Claim> = {}): Claim {
  const claimedMs = NOW_MS - 120 * MINUTE;
  return {
    claimId: aClaimId(claim),
    domain: aName(domain),
    expiryMs: NOW_MS + 10 * DAY,
    years: 1,
    runId: 'run-1',
    claimedMs,
    claimantUntilMs: claimedMs + 10 * MINUTE,
    instanceId: `S-${domain}`,
    priceMinor: 9000,
    currency: 'CNY',
    countedMinor: null,
    standing: 'claimed',
    taskNo: typeof number === 'string' ? aTaskNo(number) : null,
    taskNos: typeof number === 'string' ? [aTaskNo(number)] : [],
    sinceMs: claimedMs,
    doubtedMs: null,
    firstLookMs: null,
    reason: '',
    newExpiryMs: null,
    ...rest,
  };
}
