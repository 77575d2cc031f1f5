import type { CouponRecord } from '../../src/sandbox/account.ts';

/** The vouchers of a world: what COUPON_NO says, and what the registrar has. */
export interface VoucherFacts {
  /** COUPON_NO as it was drawn; null when it is not set. */
  readonly setting: string | null;
  readonly coupons: () => readonly Readonly<CouponRecord>[];
}

/** None, and nothing is wanted of any. */
export const NO_VOUCHERS: VoucherFacts = { setting: null, coupons: () => [] };

/** Whether an order may be paid with this voucher. Whether `auto` should have taken another one, or any at all, is not judged. */
export function mayUse(couponNo: string | null, { setting, coupons }: VoucherFacts): boolean {
  if (couponNo === null) return true;
  return setting === 'auto' ? coupons().some((one) => one.couponNo === couponNo) : couponNo === setting;
}

/** Whether a voucher may have paid a part of what a run submitted. */
export function isPaidByVoucher(facts: VoucherFacts = NO_VOUCHERS): boolean {
  return facts.setting !== null;
}

/** The most that vouchers can have paid since the first day. */
export function vouchersMinor({ setting, coupons }: VoucherFacts): number {
  return setting === null ? 0 : coupons().reduce((sum, { nominalMinor }) => sum + nominalMinor, 0);
}

/** The settings name a voucher that is spent or over: then nothing is renewed before a person says what shall pay. */
export function isVoucherOver({ setting, coupons }: VoucherFacts, nowMs: number): boolean {
  const named = coupons().find(({ couponNo }) => couponNo === setting);
  return named !== undefined && (named.balanceMinor === 0 || named.expiresMs <= nowMs);
}
