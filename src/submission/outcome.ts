import { type TaskNo, taskNo } from '../model/task.ts';
import type { SubmitReply } from './submitter.ts';

/** `not-sent`: nothing left this process; the claims stand, and the check run frees them. */
export type SubmissionOutcome = SentOutcome | { readonly outcome: 'not-sent'; readonly reason: string };

/**
 * What one submission led to. `accepted`: a task exists. `refused`: proven that nothing was executed; `accountWide` when the next
 * submission would be refused too. `unknown`: everything else; money may have moved.
 */
export type SentOutcome =
  | { readonly outcome: 'accepted'; readonly taskNo: TaskNo }
  | {
      readonly outcome: 'refused';
      readonly reason: string;
      readonly accountWide: boolean;
      readonly ramAction: string;
    }
  | { readonly outcome: 'unknown'; readonly reason: string };

/**
 * The errors which prove that nothing was executed, with HTTP 4xx: the request was malformed, not authorised, not authentic, or
 * throttled at the gateway. Everything that is not here is `unknown`. Sources: error tables of the Domain API (facts of 2021)
 * and of the RPC gateway. `NetworkIOError`, `TaskIsBeingProcessed` and `SignatureNonceUsed` are left out on purpose:
 * an order may exist behind each.
 */
const REFUSED_BY_REQUEST: ReadonlySet<string> = new Set([
  'ParameterIllegal',
  'MissingParameter',
  'InvalidParameter',
  'UnsupportedOperation',
  'NoSuchVersion',
  // The gateway turned it away before it was looked at. The rate of calls has slowed down by then: the next batch may pass.
  'Throttling',
  'Throttling.User',
  'Throttling.Api',
]);
const REFUSED_ACCOUNT_WIDE: ReadonlySet<string> = new Set([
  'Forbidden',
  'Forbidden.RAM',
  'Forbidden.RiskControl',
  'Forbidden.UserVerification',
  'NoPermission',
  'InvalidAccessKeyId.NotFound',
  'InvalidAccessKeyId.Inactive',
  'SignatureDoesNotMatch',
  'IncompleteSignature',
  'InvalidSecurityToken.Expired',
  'InvalidSecurityToken.Malformed',
  'InvalidSecurityToken.MismatchWithAccessKey',
  'MissingSecurityToken',
  'InvalidTimeStamp.Expired',
  'InvalidTimeStamp.Format',
]);
/** `Missing<Param>`, for example `MissingOrderRenewParam`. */
const MISSING_PARAMETER = /^Missing[A-Z][A-Za-z]+$/;

/** Whether a refusal's recorded reason blames the request itself, and so perhaps one of its domains; not throttling or the account. */
export function blamesRequest(reason: string): boolean {
  const code = reason.split(' ', 1)[0] ?? '';
  return !code.startsWith('Throttling') && (REFUSED_BY_REQUEST.has(code) || MISSING_PARAMETER.test(code));
}

/** Decides what a submission's reply means for money. Pure; when in doubt, `unknown`. */
export function outcomeOf(reply: SubmitReply): SubmissionOutcome {
  switch (reply.kind) {
    case 'reply': {
      const number = taskNo(reply.taskNo);
      if (number !== null) return { outcome: 'accepted', taskNo: number };
      return { outcome: 'unknown', reason: 'the reply has no task number' };
    }
    case 'error':
      return outcomeOfError(reply);
    case 'no-answer':
      return { outcome: 'unknown', reason: `${reply.code}: ${reply.detail}` };
    case 'not-sent':
      return { outcome: 'not-sent', reason: reply.why };
  }
}

function outcomeOfError(reply: Extract<SubmitReply, { kind: 'error' }>): SubmissionOutcome {
  const reason = `${reply.code} (HTTP ${reply.httpStatus})${reply.detail === '' ? '' : `: ${reply.detail}`}`;
  const accountWide = REFUSED_ACCOUNT_WIDE.has(reply.code);
  const proven = accountWide || REFUSED_BY_REQUEST.has(reply.code) || MISSING_PARAMETER.test(reply.code);
  if (!proven || reply.httpStatus < 400 || reply.httpStatus > 499) return { outcome: 'unknown', reason };
  return { outcome: 'refused', reason, accountWide, ramAction: reply.ramAction };
}
