import type { CashCoupon } from '../inventory/account-reader.ts';
import { type Currency, currencyOf, type Money } from '../model/money.ts';
import { fromIso } from '../model/time.ts';
import { amountFrom } from './cloud-amount.ts';
import type { Scrub } from './domain-api-scrub.ts';
import { asRow, field, flag, type Parsed, printable, type Row, rowsIn, text, word } from './domain-api-values.ts';

/** Reads a reply of QueryAccountBalance: what is available, credit included, in the account's currency. */
export function parseBalance(body: Row): Parsed<Money> {
  const data = dataOf(body);
  if (data === null) return { unreadable: noData(body) };
  const currency = currencyOf(text(data, 'Currency') ?? '');
  if (currency === null) return { unreadable: `its currency "${shown(data, 'Currency')}" is not known` };
  const minor = amountFrom(text(data, 'AvailableAmount') ?? '', currency);
  if (minor === null) return { unreadable: `its AvailableAmount "${shown(data, 'AvailableAmount')}" cannot be read` };
  return { value: { minor, currency } };
}

interface CouponParts {
  readonly nowMs: number;
  readonly clean: Scrub['message'];
}

/**
 * Reads a reply of QueryCashCoupons: those in effect at that time with a balance, the one that expires soonest first. By the
 * documents coupons carry no currency: theirs is the account's. One that counts and cannot be read makes the reply unreadable, or money would
 * be left out silently. `clean` makes a text fit to be kept, null when it holds a secret.
 */
export function parseCashCoupons(
  body: Row,
  currency: Currency,
  { nowMs, clean }: CouponParts,
): Parsed<readonly CashCoupon[]> {
  const data = dataOf(body);
  if (data === null) return { unreadable: noData(body) };
  const rows = rowsIn(data, 'CashCoupon').map(asRow);
  const coupons: CashCoupon[] = [];
  for (const row of rows) {
    if (row === null) return { unreadable: 'a row of CashCoupon is no object' };
    if (!isInEffect(row, nowMs)) continue;
    const coupon = cashCoupon(row, currency, clean);
    if ('unreadable' in coupon) return coupon;
    if (coupon.value.balance.minor > 0) coupons.push(coupon.value);
  }
  return { value: coupons.sort((a, b) => expiryRank(a) - expiryRank(b)) };
}

function cashCoupon(row: Row, currency: Currency, clean: Scrub['message']): Parsed<CashCoupon> {
  const couponNo = couponNumber(row, clean);
  if ('unreadable' in couponNo) return couponNo;
  const own = currencyOf(text(row, 'Currency') ?? '') ?? currency;
  const minor = amountFrom(text(row, 'Balance') ?? '', own);
  if (minor === null) return { unreadable: `the balance "${shown(row, 'Balance')}" of a coupon cannot be read` };
  const balance = { minor, currency: own };
  // Not empty: a voucher that says nothing counts as one for everything.
  const products = clean(text(row, 'ApplicableProducts') ?? '') ?? 'withheld';
  return { value: { couponNo: couponNo.value, balance, expiresMs: timeIn(row, 'ExpiryTime'), products } };
}

/** It is shown to people and sent back as it stands, so it is not mended. */
function couponNumber(row: Row, clean: Scrub['message']): Parsed<string> {
  const couponNo = text(row, 'CashCouponNo')?.trim() ?? '';
  if (couponNo === '') return { unreadable: 'a coupon has no CashCouponNo' };
  const isPlain = printable(couponNo, 100) === couponNo && clean(couponNo) !== null;
  return isPlain ? { value: couponNo } : { unreadable: 'the CashCouponNo of a coupon has odd letters' };
}

/** A time that cannot be read shuts nothing out: the service itself calls the coupon available. */
function isInEffect(row: Row, nowMs: number): boolean {
  if (word(row, 'Status') !== 'AVAILABLE') return false;
  const effectiveMs = timeIn(row, 'EffectiveTime') ?? nowMs;
  const expiresMs = timeIn(row, 'ExpiryTime') ?? Number.POSITIVE_INFINITY;
  return effectiveMs <= nowMs && nowMs < expiresMs;
}

function expiryRank({ expiresMs }: CashCoupon): number {
  return expiresMs ?? Number.MAX_SAFE_INTEGER;
}

/** `2018-08-10T00:00:00Z`. */
function timeIn(row: Row, name: string): number | null {
  return fromIso(text(row, name)?.trim() ?? '');
}

/** `Code` is `200` or `Success` on success, and other codes never come here; `Success` may say no all the same. */
function dataOf(body: Row): Row | null {
  return flag(body, 'Success') === false ? null : asRow(field(body, 'Data'));
}

function noData(body: Row): string {
  return flag(body, 'Success') === false ? 'the answer says that it did not succeed' : 'the answer has no Data';
}

function shown(row: Row, name: string): string {
  return printable(text(row, name) ?? '', 40);
}
