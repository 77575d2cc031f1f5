import { ApiError } from './api-error.ts';
import { BSS_API_VERSION, queryAccountBalance, queryCashCoupons } from './bss-calls.ts';
import type { Call, CallContext } from './call.ts';
import { callNotFound, switchedOff } from './call-switches.ts';
import { queryDomainByDomainName, queryDomainByInstanceId, queryDomainList, scrollDomainList } from './domain-calls.ts';
import { queryTaskDetailHistory, queryTaskInfoHistory } from './history-calls.ts';
import type { JsonObject } from './json.ts';
import { queryDomainRealTimePrice } from './price-calls.ts';
import { saveBatchRenewal, saveSingleRenewal } from './renew-calls.ts';
import { queryTaskDetailList, queryTaskList } from './task-calls.ts';

const CALLS: ReadonlyMap<string, Call> = new Map<string, Call>([
  ['QueryDomainList', queryDomainList],
  ['ScrollDomainList', scrollDomainList],
  ['QueryDomainByInstanceId', queryDomainByInstanceId],
  ['QueryDomainByDomainName', queryDomainByDomainName],
  ['SaveBatchTaskForCreatingOrderRenew', saveBatchRenewal],
  ['SaveSingleTaskForCreatingOrderRenew', saveSingleRenewal],
  ['QueryTaskList', queryTaskList],
  ['QueryTaskDetailList', queryTaskDetailList],
  ['QueryTaskInfoHistory', queryTaskInfoHistory],
  ['QueryTaskDetailHistory', queryTaskDetailHistory],
  ['QueryDomainRealTimePrice', queryDomainRealTimePrice],
]);

const BSS_CALLS: ReadonlyMap<string, Call> = new Map<string, Call>([
  ['QueryAccountBalance', queryAccountBalance],
  ['QueryCashCoupons', queryCashCoupons],
]);

/** What is neither a read nor a renewal: it would spend or change something, and this product must never call it. */
export function isForbidden(action: string): boolean {
  return action !== '' && !CALLS.has(action) && !/^(Query|Scroll|Check|Poll|List|Get|Lookup)/.test(action);
}

/** Carries out a call by its name and version; a call that brings no version is the only one of its name. */
export function perform(context: CallContext): JsonObject {
  const off = switchedOff(context.world.switches.get(context.action) ?? 'normal');
  if (off !== null) throw off;
  const call = callOf(context);
  if (call !== undefined) return call(context);
  if (isForbidden(context.action)) {
    const message = `The sandbox refuses ${context.action}: this product must never call it.`;
    throw new ApiError('Forbidden', 403, message);
  }
  throw callNotFound();
}

function callOf({ action, params }: CallContext): Call | undefined {
  switch (params.get('Version')) {
    case undefined:
      return CALLS.get(action) ?? BSS_CALLS.get(action);
    case BSS_API_VERSION:
      return BSS_CALLS.get(action);
    default:
      return CALLS.get(action);
  }
}
