import type { Config } from '../config/config.ts';
import type { Plan } from './plan.ts';

/** Why a run stopped before, or while, it submitted. */
export type StopReason =
  | 'share-limit'
  | 'approval-missing'
  | 'plan-drifted'
  | 'currency-differs'
  | 'inventory-unreadable'
  | 'details-unreadable'
  | 'ledger-unreadable'
  | 'ledger-unwritable'
  | 'ledger-refused'
  | 'claim-conflict'
  | 'claim-not-seen'
  | 'time-left'
  | 'stale'
  | 'submission-refused'
  | 'submissions-unknown';

/** A stop with its figures: what happened, what it means for money, what to do. */
export interface Stop {
  readonly stop: StopReason;
  readonly message: string;
}

/** Below so many domains a share says nothing: one of three is already a third. */
const SHARE_COUNTS_FROM = 10;

/** The limits that stop a run before it claims anything; empty when it may go on. */
export function checkLimits(plan: Plan, totalCount: number, config: Config): Stop[] {
  const renewCount = plan.batches.reduce((count, batch) => count + batch.length, 0);
  // A quotient, because 0.29 × 100 is 28.999… in floating point.
  if (totalCount < SHARE_COUNTS_FROM || renewCount / totalCount <= config.maxShare) return [];
  const percent = Math.round((100 * renewCount) / totalCount);
  return [
    {
      stop: 'share-limit',
      message: `this run would renew ${renewCount} of ${totalCount} domains (${percent} %), more than RENEW_MAX_SHARE=${config.maxShare} allows. Nothing was spent. Look at the plan; if it is right, raise RENEW_MAX_SHARE or lower RENEW_MAX_DOMAINS`,
    },
  ];
}
