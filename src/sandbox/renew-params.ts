import { domainName } from '../model/domain.ts';
import { parameterIllegal } from './api-error.ts';
import type { RequestedOrder } from './books.ts';
import type { RenewalBatch } from './renewals.ts';
import type { RpcParams } from './rpc-params.ts';

const ORDERS_MAX = 1000;
const FIELDS: ReadonlySet<string> = new Set([
  'DomainName',
  'CurrentExpirationDate',
  'SubscriptionDuration',
  'PermitPremiumRenew',
]);

/** SaveBatchTaskForCreatingOrderRenew: everything, or ParameterIllegal and nothing is executed. */
export function batchRenewal(params: RpcParams): RenewalBatch {
  const fieldsByNumber = new Map<number, Map<string, string>>();
  for (const [name, value] of params) {
    if (!name.startsWith('OrderRenewParam')) continue;
    const match = /^OrderRenewParam\.([1-9]\d{0,5})\.([A-Za-z]+)$/.exec(name);
    const field = match?.[2] ?? '';
    if (!FIELDS.has(field)) throw parameterIllegal(name);
    const number = Number(match?.[1]);
    fieldsByNumber.set(number, (fieldsByNumber.get(number) ?? new Map<string, string>()).set(field, value));
  }
  const count = fieldsByNumber.size;
  if (count === 0) throw parameterIllegal('OrderRenewParam is empty');
  if (count > ORDERS_MAX) throw parameterIllegal(`OrderRenewParam has ${count} items, ${ORDERS_MAX} are allowed`);
  const orders = Array.from({ length: count }, (_, index) => {
    const fields = fieldsByNumber.get(index + 1);
    if (fields === undefined) throw parameterIllegal(`OrderRenewParam.${index + 1} is missing`);
    return requestedOrder(fields, `OrderRenewParam.${index + 1}.`);
  });
  return { orders, ...commonParams(params) };
}

/** SaveSingleTaskForCreatingOrderRenew: the same fields on the top level. */
export function singleRenewal(params: RpcParams): RenewalBatch {
  return { orders: [requestedOrder(params, '')], ...commonParams(params) };
}

function requestedOrder(fields: RpcParams, prefix: string): RequestedOrder {
  const sentName = fields.get('DomainName') ?? '';
  const domain = domainName(sentName);
  if (domain === null) throw parameterIllegal(`${prefix}DomainName ${sentName}`);
  const expiryText = fields.get('CurrentExpirationDate') ?? '';
  if (!/^\d{1,16}$/.test(expiryText) || !Number.isSafeInteger(Number(expiryText))) {
    throw parameterIllegal(`${prefix}CurrentExpirationDate ${expiryText}`);
  }
  const yearsText = fields.get('SubscriptionDuration') ?? '1';
  if (!/^([1-9]|10)$/.test(yearsText)) throw parameterIllegal(`${prefix}SubscriptionDuration ${yearsText}`);
  const permitPremium = flagOf(fields, 'PermitPremiumRenew');
  return { domain, sentName, expiryBeforeMs: Number(expiryText), years: Number(yearsText), permitPremium };
}

function commonParams(params: RpcParams): Omit<RenewalBatch, 'orders'> {
  const lang = params.get('Lang') ?? 'en';
  if (lang !== 'en' && lang !== 'zh') throw parameterIllegal(`Lang ${lang}`);
  return {
    couponNo: voucher(params, 'UseCoupon', 'CouponNo'),
    promotionNo: voucher(params, 'UsePromotion', 'PromotionNo'),
    clientIp: params.get('UserClientIp') ?? '127.0.0.1',
  };
}

/** A number counts only with its flag; a flag without a number is an error. `undefined` is what pop-core sends for it. */
function voucher(params: RpcParams, flagName: string, numberName: string): string | null {
  const number = params.get(numberName) ?? '';
  if (number === 'undefined') throw parameterIllegal(`${numberName} ${number}`);
  if (!flagOf(params, flagName)) return null;
  if (number.trim() === '') throw parameterIllegal(`${flagName} without ${numberName}`);
  return number;
}

function flagOf(params: RpcParams, name: string): boolean {
  const text = params.get(name) ?? 'false';
  if (text !== 'true' && text !== 'false') throw parameterIllegal(`${name} ${text}`);
  return text === 'true';
}
