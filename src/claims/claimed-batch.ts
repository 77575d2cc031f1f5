import type { Claimed } from '../ledger/entry.ts';
import type { Renewal } from '../plan/renewal.ts';

declare const claimedMark: unique symbol;

/**
 * A batch whose claims stand in the ledger and were read back as live. Only `claimBatch` makes one: the mark's type is not
 * exported, and `isClaimedBatch` knows the ones that were made.
 */
export interface ClaimedBatch {
  readonly [claimedMark]: true;
  /** Each domain with its live claim. */
  readonly pairs: readonly { readonly claim: Claimed; readonly domain: Renewal }[];
  /** When the claims were written, epoch milliseconds. */
  readonly claimedMs: number;
}

const made = new WeakSet<object>();

/** For `claim-batch.ts` alone (a tidy test says so). */
export function markClaimed(batch: Omit<ClaimedBatch, typeof claimedMark>): ClaimedBatch {
  made.add(batch);
  return batch as ClaimedBatch;
}

/** Whether the claims stage made this batch; a look-alike by a type cast is not. */
export function isClaimedBatch(batch: ClaimedBatch): boolean {
  return made.has(batch);
}
