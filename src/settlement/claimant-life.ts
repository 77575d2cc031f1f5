import type { Claim } from '../ledger/state.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../model/time.ts';

/** The gateway gives up after 10 s; what it took by then it may still execute. With margin. */
export const SUBMISSION_DEAD_AFTER_MS: number = 10 * SECOND_MS + 2 * MINUTE_MS;
/** For a claim whose writer did not say how long it can live: longer than any run of ours. */
export const CLAIMANT_LIVES_MS: number = HOUR_MS;
/** No function lives longer (Function Compute, limits): a later end in a claim is a wrong clock. */
export const CLAIMANT_LIVES_MAX_MS: number = DAY_MS;

/**
 * From when on the absence of evidence means something: before, the claimant may still be alive, or its request under way.
 * Time alone frees nothing; it only permits to look. Epoch milliseconds.
 */
export function claimantDeadFrom(claim: Claim): number {
  // The claimant itself recorded the doubt: its one submission was over by then.
  if (claim.doubtedMs !== null) return claim.doubtedMs + SUBMISSION_DEAD_AFTER_MS;
  const untilMs = claim.claimantUntilMs ?? claim.claimedMs + CLAIMANT_LIVES_MS;
  return Math.min(untilMs, claim.claimedMs + CLAIMANT_LIVES_MAX_MS) + SUBMISSION_DEAD_AFTER_MS;
}
