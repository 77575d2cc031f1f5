import { ApiError, missingParameter } from './api-error.ts';
import type { RequestedOrder } from './books.ts';
import type { CallContext } from './call.ts';
import type { JsonObject } from './json.ts';
import { batchRenewal, singleRenewal } from './renew-params.ts';
import { BUSY_TEXT } from './renewal-rules.ts';
import { isInFlight, placeRenewals, type RenewalBatch } from './renewals.ts';
import { type RpcParams, requiredText } from './rpc-params.ts';

const BATCH = 'SaveBatchTaskForCreatingOrderRenew';
const SINGLE = 'SaveSingleTaskForCreatingOrderRenew';

/** Whether an action orders renewals. */
export function isSubmission(action: string): boolean {
  return action === BATCH || action === SINGLE;
}

/** What a submission asks for, as far as it can be read: for the books, also when it is not executed. */
export function ordersAsked(action: string, params: RpcParams): readonly RequestedOrder[] {
  try {
    return action === BATCH ? batchRenewal(params).orders : singleRenewal(params).orders;
  } catch (error) {
    if (error instanceof ApiError) return [];
    throw error;
  }
}

/** Takes every order without a look at it; what is wrong with one shows up later in its detail. */
export function saveBatchRenewal(context: CallContext): JsonObject {
  if (![...context.params.keys()].some((name) => name.startsWith('OrderRenewParam'))) {
    throw missingParameter('OrderRenewParam');
  }
  return take(context, batchRenewal(context.params));
}

/** Unlike the batch it says at once when an operation on the domain is in flight. */
export function saveSingleRenewal(context: CallContext): JsonObject {
  const { world, params } = context;
  for (const name of ['DomainName', 'CurrentExpirationDate', 'SubscriptionDuration']) requiredText(params, name);
  const batch = singleRenewal(params);
  const busy = batch.orders.some((order) => isInFlight(world, order.domain));
  if (world.options.staleDate === 'rejected' && busy) throw new ApiError('TaskIsBeingProcessed', 400, BUSY_TEXT);
  return take(context, batch);
}

function take({ world, nowMs, submission }: CallContext, batch: RenewalBatch): JsonObject {
  const task = placeRenewals(world, batch, nowMs);
  if (submission !== null) {
    submission.executed = true;
    submission.taskNo = task.taskNo;
  }
  return { TaskNo: task.taskNo };
}
