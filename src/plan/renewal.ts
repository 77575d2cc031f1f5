import type { Terms } from '../config/terms.ts';
import type { Price } from '../inventory/quote-reader.ts';
import type { ListedDomain } from '../model/domain.ts';

/** A domain with the terms on which it would be renewed. */
export interface Renewal extends ListedDomain {
  readonly years: number;
  /** The quote for all years together; null where the terms permit to go on without one. */
  readonly price: Price | null;
  /** What it counts under the caps: the quote, or else the most that its terms let all its years cost, minor units. */
  readonly countedMinor: number;
  readonly permitPremium: boolean;
  /** Voucher and coupon: both belong to a whole submission. Null for none. AUTO_VOUCHER until a plan has chosen one. */
  readonly couponNo: string | null;
  readonly promotionNo: string | null;
  /** What the voucher is reckoned to pay of it, minor units; absent where that is nothing or not known. */
  readonly voucherMinor?: number;
}

/** A domain on the terms that it has. */
export function renewalOn(domain: ListedDomain, terms: Terms, price: Price | null): Renewal {
  const { years, maxYearPriceMinor, permitPremium, couponNo, promotionNo } = terms;
  const countedMinor = price?.minor ?? (maxYearPriceMinor ?? 0) * years;
  return { ...domain, years, price, countedMinor, permitPremium, couponNo, promotionNo };
}
