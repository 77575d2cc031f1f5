import type { Money } from '../model/money.ts';

/** A cash coupon (voucher) of the account that can still be used. */
export interface CashCoupon {
  /** `CashCouponNo`: what `CouponNo` of a submission takes. */
  readonly couponNo: string;
  readonly balance: Money;
  /** Epoch milliseconds; null where it cannot be read. */
  readonly expiresMs: number | null;
  /** What it may be used for, in the service's words. */
  readonly products: string;
}

/** `unavailable`: no permission, or a site without the call. The run goes on without it, and says so once. */
export type AccountAnswer<T> =
  | { readonly kind: 'known'; readonly value: T }
  | { readonly kind: 'unavailable'; readonly why: string };

/** Reads the account's money (BSS OpenAPI 2017-12-14). May repeat, spends nothing, never throws for what the service does. */
export interface AccountReader {
  /** `AvailableAmount` of QueryAccountBalance; may be negative. */
  balance(): Promise<AccountAnswer<Money>>;
  /** QueryCashCoupons: those in effect with a balance. */
  cashCoupons(): Promise<AccountAnswer<readonly CashCoupon[]>>;
}
