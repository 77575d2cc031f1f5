import type { Terms } from '../config/terms.ts';
import type { ListedDomain } from '../model/domain.ts';
import type { Money } from '../model/money.ts';

/** A domain with the terms on which it would be renewed. */
export interface Renewal extends ListedDomain {
  readonly years: number;
  /** The quote for all years together; null where the terms permit to go on without one. */
  readonly price: Money | null;
  readonly permitPremium: boolean;
  /** Voucher and coupon: both belong to a whole submission. Null for none. AUTO_VOUCHER until a plan has chosen one. */
  readonly couponNo: string | null;
  readonly promotionNo: string | null;
  /** What the voucher is reckoned to pay of it, minor units; absent where that is nothing or not known. */
  readonly voucherMinor?: number;
}

/** A domain on the terms that it has. */
export function renewalOn(domain: ListedDomain, terms: Terms, price: Money | null): Renewal {
  const { years, permitPremium, couponNo, promotionNo } = terms;
  return { ...domain, years, price, permitPremium, couponNo, promotionNo };
}
