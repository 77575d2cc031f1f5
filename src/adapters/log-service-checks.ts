import { LedgerError } from '../ledger/ledger.ts';
import { DAY_MS, daysBetween, MINUTE_MS, toIso } from '../model/time.ts';
import type { SlsShard } from './sls-values.ts';

/** A retention time of 3650 days is for ever. */
export const TTL_FOREVER_DAYS = 3650;
/** The service refuses requests of a clock that is off by more. */
const SKEW_MAX_MS = 15 * MINUTE_MS;
const NOTHING_SPENT = 'Nothing was spent';

/** The shards of a ledger that may be trusted: the one that is written to, and those before it, oldest first. */
export interface LedgerShards {
  readonly current: SlsShard;
  readonly older: readonly SlsShard[];
}

/**
 * The order of one shard is the lock. A shard that is readonly was split or merged: harmless only when all of that happened before
 * the horizon, for then everything that matters stands in the one shard that is written to.
 * @throws LedgerError when the log cannot be a lock.
 */
export function trustedShards(shards: readonly SlsShard[], place: string, horizonMs: number): LedgerShards {
  const [current, ...rivals] = shards.filter(({ status }) => status === 'readwrite');
  if (current === undefined || rivals.length > 0) {
    const count = shards.length === 0 || current === undefined ? 0 : rivals.length + 1;
    throw refused(
      `the logstore ${place} has ${count} readwrite shards, and a ledger needs exactly one: entries of two shards have no common order, so two runs could both believe to be first, and pay twice. ${NOTHING_SPENT}. Create the logstore with one shard and without automatic splitting, and keep the history (\`domain-renew setup\`)`,
    );
  }
  const older = shards.filter(({ status }) => status === 'readonly').sort(byAge);
  const changed = older.length === 0 ? [] : shards.filter(({ createdMs }) => createdMs > horizonMs);
  if (changed.length > 0) {
    const whenMs = Math.max(...changed.map(({ createdMs }) => createdMs));
    throw refused(
      `the shards of the logstore ${place} were split or merged on ${toIso(whenMs)}, inside the horizon that began ${toIso(horizonMs)}: claims from before and after have no common order, so one could be missed, and paid twice. ${NOTHING_SPENT}. Forbid log:SplitShard and log:MergeShards, switch automatic splitting off, and have a person settle what is open and begin a new ledger`,
    );
  }
  return { current, older };
}

/** @throws LedgerError when entries inside the horizon may already be gone. */
export function checkRetention(ttlDays: number, place: string, horizonDays: number): void {
  if (ttlDays === TTL_FOREVER_DAYS || ttlDays >= horizonDays) return;
  throw refused(
    `the logstore ${place} keeps entries for ${ttlDays} days, but the ledger's horizon is ${horizonDays} days (LEDGER_HORIZON_DAYS): a claim could be forgotten while its date can still be renewed, and paid again. ${NOTHING_SPENT}. Set the logstore's retention (ttl) to ${TTL_FOREVER_DAYS}, which is for ever`,
  );
}

/** @throws LedgerError when the two clocks differ by more than 15 minutes. */
export function checkClock(serverMs: number | null, nowMs: number, place: string): void {
  if (serverMs === null || Math.abs(serverMs - nowMs) <= SKEW_MAX_MS) return;
  const minutes = Math.round(Math.abs(serverMs - nowMs) / MINUTE_MS);
  throw clockOff(place, `${minutes} minutes ${serverMs > nowMs ? 'behind' : 'ahead of'} the log service's`);
}

/** The refusal for a clock that is off; `by` says how much, as far as it is known. */
export function clockOff(place: string, by: string, cause?: unknown): LedgerError {
  return refused(
    `the clock of this machine is ${by} (logstore ${place}): windows, ages of claims and the horizon would be wrong, and writes are refused. ${NOTHING_SPENT}. Set the clock of this machine by a time server`,
    cause,
  );
}

/** Where reading starts, epoch milliseconds: entries that the service received earlier are not read. */
export function horizonStartMs(nowMs: number, horizonDays: number): number {
  // Two days more: for our clock, and for the second that a cursor is rounded to.
  return nowMs - (horizonDays + 2) * DAY_MS;
}

/** Whether the `opened` entry of a log that forgets must be written again, so that one always stands inside the horizon. */
export function openingIsOld(openedMs: number, nowMs: number): boolean {
  return daysBetween(openedMs, nowMs) >= 30;
}

/** A refusal of the log as a ledger. */
export function refused(message: string, cause?: unknown): LedgerError {
  return new LedgerError('refused', message, cause === undefined ? undefined : { cause });
}

function byAge(a: SlsShard, b: SlsShard): number {
  return a.createdMs - b.createdMs || a.shardId - b.shardId;
}
