/**
 * What went wrong with a call, by what can be done about it:
 * `permission` grant an action · `credentials` mend the keys · `throttled`, `transient` try a read again ·
 * `no-answer` time-out, reset or no connection · `unreadable` an answer that is not what was asked for · `rejected` anything else.
 */
export type CloudErrorKind =
  | 'permission'
  | 'credentials'
  | 'throttled'
  | 'transient'
  | 'no-answer'
  | 'unreadable'
  | 'rejected';

/** The closed set of fields from which an error of a service is rebuilt: nothing else of the original survives. */
export interface CloudErrorFields {
  readonly kind: CloudErrorKind;
  /** The API call, for example `QueryDomainList`. */
  readonly action: string;
  /** The service's own error code, or ours for the kinds without one (`TimedOut`, `ConnectionReset`, `NotJson`, …). */
  readonly code: string;
  /** 0 when no answer came. */
  readonly httpStatus: number;
  /** Empty when no answer came. */
  readonly requestId: string;
  /** Our own sentence, or the service's text after secrets were cut out of it. */
  readonly detail: string;
  /** The RAM action to grant; empty unless `kind` is `permission`. */
  readonly ramAction: string;
}

/** Our own code for a read that was not made, or not made again, because the time limit is near. */
const TIME_LEFT = 'TimeLeft';

/** A call to a cloud service that failed. Its text never holds a key, a token or a URL. */
export class CloudError extends Error {
  override readonly name = 'CloudError';
  readonly fields: CloudErrorFields;

  constructor(fields: CloudErrorFields) {
    const status = fields.httpStatus === 0 ? '' : `, HTTP ${fields.httpStatus}`;
    const request = fields.requestId === '' ? '' : `, request ${fields.requestId}`;
    const grant = fields.ramAction === '' ? '' : `; grant the RAM action ${fields.ramAction}`;
    const detail = fields.detail === '' ? '' : `: ${fields.detail}`;
    super(`${fields.action} failed with ${fields.code}${status}${request}${detail}${grant}`);
    this.fields = fields;
  }
}

/** The error of a read for which no time was left. `last` is how the attempt before it failed, undefined when there was none. */
export function timeLeftError(action: string, last: unknown): CloudError {
  const before = last instanceof CloudError ? `; the last attempt: ${last.message}` : '';
  const detail = `the function's time limit is near, so it was not asked${last === undefined ? '' : ' again'}${before}`;
  return new CloudError({
    kind: 'no-answer',
    action,
    code: TIME_LEFT,
    httpStatus: 0,
    requestId: '',
    detail,
    ramAction: '',
  });
}

/** Whether the time limit, not the service, is what stood in the way. */
export function isTimeLeft(error: unknown): boolean {
  return error instanceof CloudError && error.fields.code === TIME_LEFT;
}
