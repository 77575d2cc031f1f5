import type { Finished } from '../ledger/entry.ts';
import { isOpen, type LedgerState } from '../ledger/state.ts';
import type { Problem } from '../model/problem.ts';
import { HOUR_MS, toIso } from '../model/time.ts';

/** Both runs are made at least once a day; a day and a half without one is more than a delay. */
const SILENT_AFTER_MS = 36 * HOUR_MS;

/** Told by the check run: a timer used to start the renewal run, and does no more. Pure. */
export function tellSilentRenewal({ lastTimed }: Pick<LedgerState, 'lastTimed'>, nowMs: number): Problem[] {
  const silentMs = silentSince(lastTimed.renew, nowMs);
  if (silentMs === null) return [];
  const message = `the renewal run, which a timer starts, last ended at ${toIso(silentMs)}. No domain has been renewed since, and the next one may expire. Look at its timer and at its log, and run it`;
  return [{ problem: 'renewal-run-silent', message }];
}

/** Told by the renewal run: claims are open, and nobody has settled claims for long. Pure. */
export function tellSilentCheck(state: Pick<LedgerState, 'claims' | 'lastTimed'>, nowMs: number): Problem[] {
  const claimedMs = [...state.claims.values()].filter(isOpen).map(({ claimedMs }) => claimedMs);
  if (claimedMs.length === 0) return [];
  const { check } = state.lastTimed;
  const oldestMs = claimedMs.reduce((a, b) => Math.min(a, b));
  const neverSince = check === null && nowMs - oldestMs > SILENT_AFTER_MS ? oldestMs : null;
  const silentMs = silentSince(check, nowMs) ?? neverSince;
  if (silentMs === null) return [];
  const last = check === null ? 'has never ended, and a claim is open since' : 'last ended at';
  const count = claimedMs.length === 1 ? '1 open claim is' : `${claimedMs.length} open claims are`;
  const message = `the check run ${last} ${toIso(silentMs)}. ${count} not settled: what was paid is not verified, and what failed is not tried again. Look at its timer and at its log, and run it`;
  return [{ problem: 'check-run-silent', message }];
}

/** When the last run by a timer ended, if that is too long ago; null otherwise. */
function silentSince(last: Finished | null, nowMs: number): number | null {
  if (last === null) return null;
  return nowMs - last.atMs > SILENT_AFTER_MS ? last.atMs : null;
}
