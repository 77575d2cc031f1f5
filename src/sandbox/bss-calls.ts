import type { Currency } from '../model/money.ts';
import { fromIso, toIso } from '../model/time.ts';
import type { CouponRecord } from './account.ts';
import { invalidParameter } from './api-error.ts';
import type { CallContext } from './call.ts';
import type { JsonObject } from './json.ts';
import { amountText } from './prices.ts';
import { optionalFlag, type RpcParams } from './rpc-params.ts';

/** BSS OpenAPI: another version, and in the real world another endpoint; here on the same gateway. */
export const BSS_API_VERSION = '2017-12-14';

/** The balance as texts; `QuotaLimit` ends in a line break, as in the official sample, and in odd answers all of them do. */
export function queryAccountBalance({ world, chance }: CallContext): JsonObject {
  const { balanceMinor, currency } = world.account.record();
  const end = chance.happens(world.profile.oddShapeChance) ? '\n' : '';
  const amount = (minor: number): string => `${amountText(minor, currency)}${end}`;
  const Data = {
    AvailableAmount: amount(balanceMinor),
    AvailableCashAmount: amount(balanceMinor),
    CreditAmount: amount(0),
    MybankCreditAmount: amount(0),
    QuotaLimit: `${amountText(balanceMinor, currency)}\n`,
    Currency: currency,
  };
  return { Code: '200', Message: 'success', Success: true, Data };
}

/** Every coupon, spent and expired ones too, unless the parameters say less. */
export function queryCashCoupons({ world, params, nowMs }: CallContext): JsonObject {
  const { coupons, currency } = world.account.record();
  const wanted = optionalFlag(params, 'EffectiveOrNot');
  const fromMs = timeOf(params, 'ExpiryTimeStart') ?? Number.NEGATIVE_INFINITY;
  const untilMs = timeOf(params, 'ExpiryTimeEnd') ?? Number.POSITIVE_INFINITY;
  const kept = coupons.filter(
    (coupon) =>
      (wanted === null || wanted === isInEffect(coupon, nowMs)) &&
      coupon.expiresMs >= fromMs &&
      coupon.expiresMs <= untilMs,
  );
  const CashCoupon = kept.map((coupon, index) => couponRow(coupon, index, currency, nowMs));
  return { Code: 'Success', Message: 'Successful！', Success: true, Data: { CashCoupon } };
}

function isInEffect(coupon: CouponRecord, nowMs: number): boolean {
  return !coupon.cancelled && coupon.effectiveMs <= nowMs && nowMs < coupon.expiresMs;
}

function couponRow(coupon: CouponRecord, index: number, currency: Currency, nowMs: number): JsonObject {
  const live = nowMs < coupon.expiresMs ? 'Available' : 'Expired';
  return {
    CashCouponNo: coupon.couponNo,
    CashCouponId: 34_534_253_254_325 + index,
    Status: coupon.cancelled ? 'Cancelled' : live,
    Balance: amountText(coupon.balanceMinor, currency),
    NominalValue: amountText(coupon.nominalMinor, currency),
    EffectiveTime: timeText(coupon.effectiveMs),
    ExpiryTime: timeText(coupon.expiresMs),
    GrantedTime: timeText(coupon.grantedMs),
    ApplicableProducts: '通用',
    ApplicableScenarios: '阿里云新购,阿里云续费',
    Description: '',
  };
}

function timeText(atMs: number): string {
  return `${toIso(atMs).slice(0, 19)}Z`;
}

function timeOf(params: RpcParams, name: string): number | null {
  const text = params.get(name) ?? '';
  const atMs = text === '' ? null : fromIso(text);
  if (text !== '' && atMs === null) throw invalidParameter(name, text);
  return atMs;
}
