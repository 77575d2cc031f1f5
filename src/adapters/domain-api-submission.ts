import { assert } from '../lib/assert.ts';
import { domainName } from '../model/domain.ts';
import type { RenewOrder, RenewRequest, SubmitReply, Submitter } from '../submission/submitter.ts';
import type { DomainApiCalls } from './domain-api-calls.ts';
import type { Answer } from './domain-api-errors.ts';
import { field, text } from './domain-api-values.ts';
import type { PopParams } from './pop-core-client.ts';

/** The renewal request on SaveBatchTaskForCreatingOrderRenew: at most one attempt. */
export function createSubmitter(calls: DomainApiCalls): Submitter {
  return {
    async submitRenewal(request, holdBack) {
      const answer = await calls.sendOnce('SaveBatchTaskForCreatingOrderRenew', renewParams(request), holdBack);
      return 'notSent' in answer ? { kind: 'not-sent', why: answer.notSent } : replyOf(answer);
    },
  };
}

/** Every parameter of the help page. A voucher or coupon that is not used has its flag at false and no number. */
export function renewParams(request: RenewRequest): PopParams {
  const { orders, couponNo, promotionNo } = request;
  assert(orders.length >= 1 && orders.length <= 1000, `a submission has 1 to 1000 orders, not ${orders.length}`);
  // In their normal form: in small letters ẞ.com, which is ss.com, would be ß.com, which is another domain.
  const names = new Set(orders.map(({ domainName: listed }) => domainName(listed) ?? listed));
  assert(names.size === orders.length, 'a submission names each domain once');
  assert(couponNo !== '' && promotionNo !== '', 'a voucher or coupon number is not empty');
  return {
    OrderRenewParam: orders.map(orderParams),
    UseCoupon: String(couponNo !== null),
    ...(couponNo === null ? {} : { CouponNo: couponNo }),
    UsePromotion: String(promotionNo !== null),
    ...(promotionNo === null ? {} : { PromotionNo: promotionNo }),
  };
}

function orderParams(order: RenewOrder): Record<string, string | number> {
  const { domainName, expiryMs, years, permitPremium } = order;
  assert(domainName !== '', 'an order names its domain');
  assert(Number.isSafeInteger(expiryMs) && expiryMs > 0, `the expiry of ${domainName} is epoch milliseconds`);
  assert(
    Number.isInteger(years) && years >= 1 && years <= 10,
    `${domainName} is renewed by 1 to 10 years, not ${years}`,
  );
  return {
    DomainName: domainName,
    CurrentExpirationDate: expiryMs,
    SubscriptionDuration: years,
    PermitPremiumRenew: String(permitPremium),
  };
}

function replyOf(answer: Answer): SubmitReply {
  if (answer.ok) {
    const taskNo = text(answer.body, 'TaskNo') ?? field(answer.body, 'TaskNo');
    return { kind: 'reply', taskNo, requestId: answer.requestId };
  }
  const { code, httpStatus, requestId, detail, ramAction } = answer.fields;
  if (answer.named) return { kind: 'error', code, httpStatus, requestId, detail, ramAction };
  return { kind: 'no-answer', code, detail: httpStatus === 0 ? detail : `${detail} (HTTP ${httpStatus})` };
}
