import { CloudError } from '../../../src/model/cloud-error.ts';
import { secretIn } from './odd-values.ts';
import { demand, errorText } from './target.ts';

const KINDS = ['permission', 'credentials', 'throttled', 'transient', 'no-answer', 'unreadable', 'rejected'];
const FIELDS = 'action,code,detail,httpStatus,kind,ramAction,requestId';

/** An error of a service: typed, of a closed set of fields, each of its form, and no secret anywhere in it. */
export function checkCloudError(error: unknown, action?: string): asserts error is CloudError {
  demand(error instanceof CloudError, () => `not a CloudError but ${errorText(error)}`);
  const { fields } = error;
  demand(Object.keys(fields).toSorted().join() === FIELDS, () => `the fields are ${Object.keys(fields).join()}`);
  const { kind, code, httpStatus, requestId, detail, ramAction } = fields;
  demand(KINDS.includes(kind), () => `the kind is ${kind}`);
  demand(action === undefined || fields.action === action, () => `the action is ${fields.action}`);
  demand(/^[\w.:-]{1,100}$/.test(code), () => `the code is ${code}`);
  demand(Number.isInteger(httpStatus) && httpStatus >= 0 && httpStatus <= 999, () => `the status is ${httpStatus}`);
  demand(/^[\w.:-]{0,100}$/.test(requestId), () => `the request id is ${requestId}`);
  demand(detail.length <= 1200 && !/\p{Cc}|\p{Cs}|[\u2028\u202e]/u.test(detail), () => `the detail is ${detail}`);
  demand((ramAction !== '') === (kind === 'permission'), () => `${kind} with the RAM action ${ramAction}`);
  checkNoSecret(error);
}

/** Nothing that is shown of an error gives a key away. */
export function checkNoSecret(error: Error): void {
  for (const shown of [
    error.message,
    error.stack ?? '',
    JSON.stringify(error),
    error.cause instanceof Error ? error.cause.message : '',
  ]) {
    const secret = secretIn(shown);
    demand(secret === null, () => `"${secret}" stands in ${shown}`);
  }
}

/** What a promise or a call came to: its value, or what it threw. */
export type Came<T> = { readonly value: T; readonly error: null } | { readonly value: null; readonly error: unknown };

/** The end of a promise as a value. */
export async function came<T>(work: () => Promise<T>): Promise<Came<T>> {
  try {
    return { value: await work(), error: null };
  } catch (error) {
    return { value: null, error };
  }
}

/** The end of a call as a value. */
export function cameOf<T>(work: () => T): Came<T> {
  try {
    return { value: work(), error: null };
  } catch (error) {
    return { value: null, error };
  }
}
