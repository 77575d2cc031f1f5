import type { Currency } from '../model/money.ts';

/** A cash coupon to begin with: in effect from the start unless it says otherwise. */
export interface SandboxCouponSeed {
  readonly couponNo: string;
  readonly balanceMinor: number;
  readonly expiresMs: number;
  readonly effectiveMs?: number;
  readonly cancelled?: boolean;
}

export interface CouponRecord {
  readonly couponNo: string;
  /** What it was worth when it was granted. */
  readonly nominalMinor: number;
  balanceMinor: number;
  readonly grantedMs: number;
  readonly effectiveMs: number;
  readonly expiresMs: number;
  readonly cancelled: boolean;
}

/** The account's money, all in its currency. */
export interface AccountRecord {
  readonly currency: Currency;
  /** Minor units; may be negative. */
  readonly balanceMinor: number;
  readonly coupons: readonly Readonly<CouponRecord>[];
}

/** What an order was paid with, or why it could not be paid. */
export type Payment = { readonly couponMinor: number; readonly balanceMinor: number } | { readonly reason: string };

export interface Account {
  readonly currency: Currency;
  /** As it is now; it changes with the next payment. */
  record(): AccountRecord;
  setBalance(balanceMinor: number): void;
  /** Replaces one of the same number. */
  addCoupon(seed: SandboxCouponSeed, nowMs: number): CouponRecord;
  /** Takes the price from the coupon first and the rest from the balance, or nothing at all. */
  pay(priceMinor: number, couponNo: string | null, atMs: number): Payment;
}

/** In the words that a task's detail shows; what the real service says is not documented. */
export const NO_BALANCE_TEXT = '账户余额不足，支付失败';
const NO_COUPON_TEXT = '代金券不存在或不可用，支付失败';
const COUPON_EXPIRED_TEXT = '代金券已过期，支付失败';
const COUPON_EARLY_TEXT = '代金券尚未生效，支付失败';

/** 100 million: no world that is about something else runs out of money. */
const BALANCE_MINOR = 10_000_000_000;

export interface AccountOptions {
  readonly currency?: Currency;
  readonly balanceMinor?: number;
  readonly coupons?: readonly SandboxCouponSeed[];
}

/** An account with this money. */
export function createAccount(options: AccountOptions, nowMs: number): Account {
  const currency = options.currency ?? 'CNY';
  let balanceMinor = options.balanceMinor ?? BALANCE_MINOR;
  const coupons = new Map<string, CouponRecord>();
  const addCoupon = (seed: SandboxCouponSeed, grantedMs: number): CouponRecord => {
    const record = couponRecord(seed, grantedMs);
    coupons.set(record.couponNo, record);
    return record;
  };
  for (const seed of options.coupons ?? []) addCoupon(seed, nowMs);
  return {
    currency,
    record: () => ({ currency, balanceMinor, coupons: [...coupons.values()] }),
    setBalance: (minor) => {
      balanceMinor = minor;
    },
    addCoupon,
    pay: (priceMinor, couponNo, atMs) => {
      const coupon = couponNo === null ? null : coupons.get(couponNo);
      const reason = coupon === null ? null : couponTrouble(coupon, atMs);
      if (reason !== null) return { reason };
      const couponMinor = Math.min(priceMinor, coupon?.balanceMinor ?? 0);
      const restMinor = priceMinor - couponMinor;
      if (restMinor > 0 && restMinor > balanceMinor) return { reason: NO_BALANCE_TEXT };
      balanceMinor -= restMinor;
      if (coupon) coupon.balanceMinor -= couponMinor;
      return { couponMinor, balanceMinor: restMinor };
    },
  };
}

function couponRecord(seed: SandboxCouponSeed, grantedMs: number): CouponRecord {
  const { couponNo, balanceMinor, expiresMs, effectiveMs = grantedMs, cancelled = false } = seed;
  return { couponNo, nominalMinor: balanceMinor, balanceMinor, grantedMs, effectiveMs, expiresMs, cancelled };
}

/** An empty coupon is no trouble: the balance pays. */
function couponTrouble(coupon: CouponRecord | undefined, atMs: number): string | null {
  if (coupon === undefined || coupon.cancelled) return NO_COUPON_TEXT;
  if (atMs >= coupon.expiresMs) return COUPON_EXPIRED_TEXT;
  return atMs < coupon.effectiveMs ? COUPON_EARLY_TEXT : null;
}
