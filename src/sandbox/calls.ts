import { ApiError } from './api-error.ts';
import type { Call, CallContext } from './call.ts';
import { queryDomainByDomainName, queryDomainByInstanceId, queryDomainList, scrollDomainList } from './domain-calls.ts';
import { queryTaskDetailHistory, queryTaskInfoHistory } from './history-calls.ts';
import type { JsonObject } from './json.ts';
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
]);

/** What is neither a read nor a renewal: it would spend or change something, and this product must never call it. */
export function isForbidden(action: string): boolean {
  return action !== '' && !CALLS.has(action) && !/^(Query|Scroll|Check|Poll|List|Get|Lookup)/.test(action);
}

/** Carries out a call by its name. */
export function perform(context: CallContext): JsonObject {
  const call = CALLS.get(context.action);
  if (call !== undefined) return call(context);
  if (isForbidden(context.action)) {
    const message = `The sandbox refuses ${context.action}: this product must never call it.`;
    throw new ApiError('Forbidden', 403, message);
  }
  const message = 'Specified api is not found, please check your url and method.';
  throw new ApiError('InvalidAction.NotFound', 404, message);
}
