import type { ClaimedBatch } from '../claims/claimed-batch.ts';
import { MINUTE_MS, SECOND_MS } from '../model/time.ts';

export const CLAIM_AGE_MAX_MS: number = 60 * SECOND_MS;
export const INVENTORY_AGE_MAX_MS: number = 5 * MINUTE_MS;
/** The submission's own time-out (20 s, above the gateway's 10 s) and the write of its outcome. */
export const SUBMISSION_NEEDS_MS: number = 30 * SECOND_MS;
/** The same with the claim before it. */
export const BATCH_NEEDS_MS: number = 45 * SECOND_MS;

/** Why a claimed batch must not be sent now; null when it may. The claims stay, and the check run settles them. */
export function staleWhy(
  batch: ClaimedBatch,
  at: { readonly nowMs: number; readonly oldestReadingMs: number; readonly deadlineMs: number },
): string | null {
  const claimAgeMs = at.nowMs - batch.claimedMs;
  // A clock that stepped back makes every age doubtful.
  if (claimAgeMs < 0 || claimAgeMs > CLAIM_AGE_MAX_MS) {
    return `its claim is ${Math.round(claimAgeMs / SECOND_MS)} s old, more than ${CLAIM_AGE_MAX_MS / SECOND_MS} s`;
  }
  const inventoryAgeMs = at.nowMs - at.oldestReadingMs;
  if (inventoryAgeMs < 0 || inventoryAgeMs > INVENTORY_AGE_MAX_MS) {
    return `its domains were read ${Math.round(inventoryAgeMs / SECOND_MS)} s ago, more than ${INVENTORY_AGE_MAX_MS / SECOND_MS} s`;
  }
  const leftMs = at.deadlineMs - at.nowMs;
  if (leftMs < SUBMISSION_NEEDS_MS) return `only ${Math.round(leftMs / SECOND_MS)} s of the time limit are left`;
  return null;
}
