import { type ClaimedBatch, isClaimedBatch } from '../claims/claimed-batch.ts';
import type { OutcomeEntry } from '../ledger/entry.ts';
import { assert } from '../lib/assert.ts';
import { outcomeOf, type SentOutcome, type SubmissionOutcome } from './outcome.ts';
import type { HoldBack, Submitter } from './submitter.ts';

const sent = new WeakSet<ClaimedBatch>();

/** Sends a claimed batch, once, unless `holdBack` objects at the last moment. The same batch a second time is a broken promise, whatever the first attempt led to. */
export async function submitBatch(
  batch: ClaimedBatch,
  submitter: Submitter,
  holdBack: HoldBack,
): Promise<SubmissionOutcome> {
  assert(isClaimedBatch(batch), 'only a batch whose claims were read back is submitted');
  assert(!sent.has(batch), 'a claimed batch is sent once');
  sent.add(batch);
  const orders = batch.pairs.map(({ claim, domain }) => ({
    domainName: domain.listedName,
    expiryMs: claim.expiryMs,
    years: claim.years,
    permitPremium: domain.permitPremium,
  }));
  // Both are of the whole submission: the plan has put together only what shares them.
  const { couponNo, promotionNo } = batch.pairs[0]?.domain ?? { couponNo: null, promotionNo: null };
  return outcomeOf(await submitter.submitRenewal({ orders, couponNo, promotionNo }, holdBack));
}

/** The outcome of what was sent as ledger entries, one for each claim of the batch. */
export function outcomeEntries(batch: ClaimedBatch, outcome: SentOutcome, atMs: number): OutcomeEntry[] {
  return batch.pairs.map(({ claim: { runId, claimId, domain, expiryMs, years } }) => {
    const facts = { atMs, runId, claimId, domain, expiryMs, years };
    switch (outcome.outcome) {
      case 'accepted':
        return { kind: 'accepted', ...facts, taskNo: outcome.taskNo };
      case 'refused':
        return { kind: 'refused', ...facts, reason: outcome.reason };
      case 'unknown':
        return { kind: 'doubted', ...facts, reason: outcome.reason, looked: false };
    }
  });
}
