import { claimBatch } from '../../src/claims/claim-batch.ts';
import type { ClaimedBatch } from '../../src/claims/claimed-batch.ts';
import { openLedger } from '../../src/ledger/view.ts';
import type { Renewal } from '../../src/plan/renewal.ts';
import { countingIds, fakeClock } from '../fakes/fake-clock.ts';
import { memoryLedger } from '../fakes/memory-ledger.ts';
import { aRenewal, MINUTE, NOW_MS } from './domains.ts';
import { anOpened } from './ledger.ts';
import { someRails } from './settings.ts';

/** A batch that was really claimed, in a ledger of its own, at `NOW_MS`: there is no other way to one. */
export async function aClaimedBatch(renewals: readonly Renewal[] = [aRenewal()]): Promise<ClaimedBatch> {
  const ledger = memoryLedger();
  const view = await openLedger(ledger, anOpened(), fakeClock());
  const claimant = {
    runId: 'run-1',
    rails: someRails(),
    balance: null,
    unapprovedDayMinor: null,
    startedMs: NOW_MS,
    untilMs: NOW_MS + 10 * MINUTE,
  };
  const outcome = await claimBatch(renewals, claimant, {
    ledger,
    view,
    clock: fakeClock(),
    makeId: countingIds('claim'),
  });
  if (outcome.kind !== 'claimed') throw new Error(`the batch was not claimed: ${outcome.kind}`);
  return outcome.batch;
}
