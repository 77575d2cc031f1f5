import type { DomainName } from '../model/domain.ts';
import type { BudgetName } from '../plan/budget.ts';
import type { Plan } from '../plan/plan.ts';
import type { Renewal } from '../plan/renewal.ts';

/** Where a plan has a domain that is due, and what goes before it. */
export interface PlanPlace {
  /**
   * Null: it is in the plan. `count`: more expire sooner than one run may submit. `unasked`: for so many that expire sooner there is no money
   * that its price was not asked for.
   */
  readonly waitsBy: BudgetName | 'count' | 'unasked' | null;
  /** The voucher that the plan pays it with, null for none; absent where the plan does not have it. */
  readonly couponNo?: string | null;
  /** What expires sooner and is in the plan, minor units. */
  readonly aheadCount: number;
  readonly aheadMinor: number;
  /** What vouchers are reckoned to pay of that. */
  readonly aheadVouchersMinor: number;
  /** What expires sooner and is not in the plan either. */
  readonly aheadWaitingCount: number;
}

/** The place of one of the chosen, which stand in the order in which a plan takes them; null for a domain that is not chosen. Pure. */
export function placeIn(
  plan: Pick<Plan, 'batches' | 'unfit' | 'isFull'>,
  chosen: readonly Renewal[],
  domain: DomainName,
): PlanPlace | null {
  const index = chosen.findIndex(({ name }) => name === domain);
  if (index === -1) return null;
  const taken = new Map(plan.batches.flat().map((renewal) => [renewal.name, renewal]));
  const ahead = chosen.slice(0, index).flatMap(({ name }) => taken.get(name) ?? []);
  const own = taken.get(domain);
  const unfit = plan.unfit.find(({ renewal }) => renewal.name === domain);
  return {
    ...(own === undefined ? {} : { couponNo: own.couponNo }),
    waitsBy: taken.has(domain) ? null : (unfit?.by ?? (plan.isFull ? 'count' : 'unasked')),
    aheadCount: ahead.length,
    aheadMinor: ahead.reduce((sum, { countedMinor }) => sum + countedMinor, 0),
    aheadVouchersMinor: ahead.reduce((sum, { voucherMinor = 0 }) => sum + voucherMinor, 0),
    aheadWaitingCount: index - ahead.length,
  };
}
