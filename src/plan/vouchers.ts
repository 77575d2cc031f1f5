import type { Config } from '../config/config.ts';
import { AUTO_VOUCHER } from '../config/terms.ts';
import type { CashCoupon } from '../inventory/account-reader.ts';
import { type Currency, moneyText } from '../model/money.ts';
import type { Problem } from '../model/problem.ts';
import { DAY_MS, toDay } from '../model/time.ts';
import type { Renewal } from './renewal.ts';

/** What a plan may still draw on one voucher. */
export interface Voucher {
  readonly couponNo: string;
  /** Minor units of the settings' currency. */
  readonly leftMinor: number;
  /** Epoch milliseconds; null where it is not known. */
  readonly expiresMs: number | null;
  /** Whether it may be taken for a domain that names none itself. */
  readonly isFree: boolean;
}

/** The vouchers of an account, the one that expires soonest first. */
export type Purse = readonly Voucher[];

export interface Drawn {
  /** With the voucher that it is paid with. */
  readonly renewal: Renewal;
  readonly voucherMinor: number;
  /** What is left in the purse after it. */
  readonly purse: Purse | undefined;
}

/** Told when it ends so soon. */
const ENDS_WITHIN_DAYS = 30;
/** By `ApplicableProducts`. Its values are not documented, one sample says 通用 (all); what says neither that nor domains is never taken unasked. */
const FOR_DOMAINS = /^\s*$|通用|域名|全部|所有|\b(all|general|universal|domains?)\b/i;

/** The account's vouchers as a plan may use them: one that a rule names is left for the domains of that rule. */
export function purseOf(coupons: readonly CashCoupon[], { money, policy }: Pick<Config, 'money' | 'policy'>): Purse {
  const named = new Set(policy.rules.map(({ couponNo }) => couponNo));
  return bySoonestEnd(coupons)
    .filter(({ balance }) => balance.currency === money.currency)
    .map(({ couponNo, balance, expiresMs, products }) => {
      return {
        couponNo,
        leftMinor: balance.minor,
        expiresMs,
        isFree: FOR_DOMAINS.test(products) && !named.has(couponNo),
      };
    });
}

/**
 * Chooses the voucher of one renewal: the named one, or of the free ones the first with anything left. It pays as far as it reaches and the
 * balance pays the rest, so the last renewal on a voucher may cost more than what was left on it. One that this plan has spent is not sent
 * again: the service might refuse it, and the balance would pay either way. A named one of which nothing is known stays as it is. Pure.
 */
export function drawVoucher(renewal: Renewal, costMinor: number, purse: Purse | undefined): Drawn {
  const { couponNo } = renewal;
  // It was chosen when the plan was made.
  if (renewal.voucherMinor !== undefined) return { renewal, voucherMinor: renewal.voucherMinor, purse };
  const isAuto = couponNo === AUTO_VOUCHER;
  const voucher = purse?.find((one) => (isAuto ? one.isFree && one.leftMinor > 0 : one.couponNo === couponNo));
  if (voucher === undefined && !isAuto) return { renewal, voucherMinor: 0, purse };
  if (voucher === undefined || voucher.leftMinor === 0) {
    return { renewal: { ...renewal, couponNo: null }, voucherMinor: 0, purse };
  }
  const voucherMinor = Math.min(costMinor, voucher.leftMinor);
  return {
    renewal: { ...renewal, couponNo: voucher.couponNo, voucherMinor },
    voucherMinor,
    purse: purse?.map((one) => (one === voucher ? { ...one, leftMinor: one.leftMinor - voucherMinor } : one)),
  };
}

/**
 * One problem for all vouchers with money left that end soon and that no planned renewal uses. Coupons come without a currency and were
 * read in that of the settings: where the account's own is another, that is `misreadIn`, and no such amount is told. Pure.
 */
export function endingVouchers(
  coupons: readonly CashCoupon[],
  planned: readonly Pick<Renewal, 'couponNo'>[],
  { nowMs, misreadIn }: { readonly nowMs: number; readonly misreadIn: Currency | null },
): Problem[] {
  const used = new Set(planned.map(({ couponNo }) => couponNo));
  const ending = bySoonestEnd(coupons).filter(({ couponNo, expiresMs, products }) => {
    return (
      expiresMs !== null &&
      expiresMs - nowMs <= ENDS_WITHIN_DAYS * DAY_MS &&
      FOR_DOMAINS.test(products) &&
      !used.has(couponNo)
    );
  });
  if (ending.length === 0) return [];
  const list = ending.map(({ couponNo, balance, expiresMs }) => {
    const amount = balance.currency === misreadIn ? '' : ` (${moneyText(balance.minor, balance.currency)})`;
    return `${couponNo}${amount} ends ${toDay(expiresMs ?? 0)}`;
  });
  const message = `no renewal of this plan uses ${ending.length === 1 ? 'a voucher that ends' : 'vouchers that end'} soon: ${list.join('; ')}. What is left on it is lost then. COUPON_NO=auto uses the one that ends soonest first; or renew domains early`;
  return [{ problem: 'voucher-expires', message }];
}

function bySoonestEnd(coupons: readonly CashCoupon[]): CashCoupon[] {
  return [...coupons].sort((a, b) => endRank(a) - endRank(b) || (a.couponNo < b.couponNo ? -1 : 1));
}

function endRank({ expiresMs }: CashCoupon): number {
  return expiresMs ?? Number.MAX_SAFE_INTEGER;
}
