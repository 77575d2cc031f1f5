import type { Left, SumCap } from '../ledger/spending.ts';
import type { DomainName } from '../model/domain.ts';
import type { Renewal } from './renewal.ts';
import { drawVoucher, type Purse } from './vouchers.ts';

/** What may keep a domain out of a plan: a cap, or what the account can pay. */
export type BudgetName = SumCap | 'balance';

/** What is left to spend, minor units; null where nothing limits. What a voucher pays is asked of no balance. */
export type Budget = Readonly<Record<BudgetName, number | null>> & {
  /** Absent where the account's vouchers are not known. */
  readonly purse?: Purse;
};

/** A domain that did not fit, and the first budget that was too small for it. */
export interface Unfit {
  readonly renewal: Renewal;
  readonly by: BudgetName;
}

/** What may keep a planned domain from being claimed: another run has taken the money, or what a day may take without approval. */
export type MoneyLimit = BudgetName | 'approval';

/** A domain for which there was money when it was planned, and none when it was claimed. */
export interface Displaced {
  readonly renewal: Renewal;
  readonly by: MoneyLimit;
}

export interface Fit {
  readonly fit: readonly Renewal[];
  readonly unfit: readonly Unfit[];
  /** What all of `fit` cost together, minor units. */
  readonly costMinor: number;
}

const BUDGETS: readonly BudgetName[] = ['run', 'day', 'month', 'balance'];

/**
 * Takes the renewals in their order (soonest expiry first) as long as they fit, `countMax` of them at most: what is behind the last of
 * these is in neither list. One that is too dear waits and takes no place, and a cheaper one behind it may still go: the dear one is the
 * first to be asked again in the next period. Those that fit have their vouchers. Pure.
 */
export function fitBudget(
  renewals: readonly Renewal[],
  budget: Budget,
  countMax: number = Number.POSITIVE_INFINITY,
): Fit {
  const fit: Renewal[] = [];
  const unfit: Unfit[] = [];
  let [costMinor, vouchersMinor, purse] = [0, 0, budget.purse];
  for (const renewal of renewals) {
    if (fit.length >= countMax) break;
    const ownMinor = renewal.countedMinor;
    const drawn = drawVoucher(renewal, ownMinor, purse);
    const wantedMinor = costMinor + ownMinor;
    const ofBalanceMinor = wantedMinor - vouchersMinor - drawn.voucherMinor;
    const by = BUDGETS.find((name) => {
      return (name === 'balance' ? ofBalanceMinor : wantedMinor) > (budget[name] ?? Number.POSITIVE_INFINITY);
    });
    if (by === undefined) {
      fit.push(drawn.renewal);
      [costMinor, vouchersMinor, purse] = [wantedMinor, vouchersMinor + drawn.voucherMinor, drawn.purse];
    } else {
      unfit.push({ renewal, by });
    }
  }
  return { fit, unfit, costMinor };
}

/** No cap of the ledger knows what the account can pay. */
export function budgetOf(left: Left, balanceMinor: number | null, purse: Purse | null = null): Budget {
  return { ...left, balance: balanceMinor, ...(purse === null ? {} : { purse }) };
}

/** The names, for a message. */
export function namesOfUnfit(unfit: readonly Unfit[], by: BudgetName): DomainName[] {
  return unfit.filter((one) => one.by === by).map(({ renewal }) => renewal.name);
}
