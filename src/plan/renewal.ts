import type { ListedDomain } from '../model/domain.ts';
import type { Money } from '../model/money.ts';

/** A domain with the terms on which it would be renewed. */
export interface Renewal extends ListedDomain {
  readonly years: number;
  /** The quote for all years together; null where the terms permit to go on without one. */
  readonly price: Money | null;
  readonly permitPremium: boolean;
  /** Voucher and coupon: both belong to a whole submission. Null for none. */
  readonly couponNo: string | null;
  readonly promotionNo: string | null;
}
