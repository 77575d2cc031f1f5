import type { Config } from '../config/config.ts';
import { AUTO_VOUCHER } from '../config/terms.ts';
import type { AccountAnswer, CashCoupon } from '../inventory/account-reader.ts';
import type { Money } from '../model/money.ts';
import type { Problem } from '../model/problem.ts';
import type { Plan } from '../plan/plan.ts';
import type { Renewal } from '../plan/renewal.ts';
import { endingVouchers } from '../plan/vouchers.ts';
import type { RenewalWork } from './run-parts.ts';

export type Vouchers = AccountAnswer<readonly CashCoupon[]>;

/** The vouchers that can be used now, where settings or policy name any, and in every run that may tell that one ends. */
export async function readVouchers({ config, order, parts }: RenewalWork): Promise<Vouchers> {
  if (!namesVouchers(config) && order.trigger !== 'timer' && order.mode === 'renew') return NOT_ASKED;
  return await parts.account.cashCoupons();
}

/** Their numbers; null where they are not known. */
export function numbersOf(vouchers: Vouchers): ReadonlySet<string> | null {
  return vouchers.kind === 'known' ? new Set(vouchers.value.map(({ couponNo }) => couponNo)) : null;
}

/** What a person should know of the vouchers: those wanted and not readable, and money that ends unused. Pure. */
export function voucherProblems(
  vouchers: Vouchers,
  {
    chosen,
    plan,
    balance,
  }: { readonly chosen: readonly Renewal[]; readonly plan: Plan; readonly balance: AccountAnswer<Money> },
  { order, config }: Pick<RenewalWork, 'order' | 'config'>,
  nowMs: number,
): Problem[] {
  if (vouchers.kind === 'unavailable') {
    if (chosen.every(({ couponNo }) => couponNo !== AUTO_VOUCHER)) return [];
    const message = `which vouchers the account has could not be read (${vouchers.why}), so those that are to be chosen by themselves are not used: the balance pays for these renewals. Grant the permission, or name a voucher by its number`;
    return [{ problem: 'vouchers-unreadable', message }];
  }
  const isTold = order.trigger === 'timer' || order.mode === 'plan';
  // A plan of domains that somebody named says nothing of what the others would use.
  if (!isTold || order.domains !== null) return [];
  const { currency } = config.money;
  const misreadIn = balance.kind === 'known' && balance.value.currency !== currency ? currency : null;
  return endingVouchers(vouchers.value, plan.batches.flat(), { nowMs, misreadIn });
}

const NOT_ASKED: Vouchers = { kind: 'unavailable', why: 'not asked for' };

function namesVouchers({ couponNo, policy }: Config): boolean {
  return couponNo !== null || policy.rules.some((rule) => typeof rule.couponNo === 'string');
}
