import type { CloudErrorFields, CloudErrorKind } from '../model/cloud-error.ts';
import { ramActionOf } from './domain-api-ram.ts';
import type { Scrub } from './domain-api-scrub.ts';
import { asRow, field, type Row, text } from './domain-api-values.ts';
import type { PopCall, PopOutcome } from './pop-core-client.ts';
import { networkFault } from './pop-core-faults.ts';

/** One attempt's end. `named`: the service itself said what is wrong, by an error code. */
export type Answer =
  | { readonly ok: true; readonly body: Row; readonly requestId: string }
  | {
      readonly ok: false;
      readonly fields: CloudErrorFields;
      readonly named: boolean;
      readonly sent: boolean;
      /** The wait that the service asked for; 0 when it asked for none. */
      readonly retryAfterMs: number;
    };

const SUCCESS_CODES = ['200', 'OK', 'Success', 'success'];
const RETRY_AFTER_MS_MAX = 60_000;

/** What one attempt led to, rebuilt from a closed set of fields: nothing else of a reply or an error survives. */
export function answerOf(call: PopCall, outcome: PopOutcome, scrub: Scrub): Answer {
  const blank = { action: call.action, httpStatus: 0, requestId: '', ramAction: '' };
  if (outcome.kind === 'not-sent') {
    const fields = { ...blank, kind: 'rejected', code: 'NotSent', detail: 'the request could not be built' } as const;
    return { ok: false, fields, named: false, sent: false, retryAfterMs: 0 };
  }
  const retryAfterMs = retryAfterOf(outcome.headers);
  const unnamed = (fields: CloudErrorFields): Answer => ({ ok: false, fields, named: false, sent: true, retryAfterMs });
  if (outcome.kind === 'failed') {
    const fault = networkFault(outcome, call);
    if (fault !== null) return unnamed({ ...blank, ...fault, kind: 'no-answer' });
    const { httpStatus } = outcome;
    const detail = 'the answer is not JSON';
    return unnamed({ ...blank, kind: kindWithoutCode(httpStatus), code: 'NotJson', httpStatus, detail });
  }
  const body = asRow(outcome.body);
  const answered = { ...blank, httpStatus: outcome.httpStatus };
  if (body === null) {
    const kind = kindWithoutCode(outcome.httpStatus);
    return unnamed({ ...answered, kind, code: 'NotAnObject', detail: 'the answer is JSON, but not an object' });
  }
  const requestId = plainWord(text(body, 'RequestId') ?? '', scrub);
  const code = errorCode(body, scrub);
  if (code !== null) {
    const kind = kindOfCode(code, outcome.httpStatus);
    const ramAction = kind === 'permission' ? ramActionOf(call.action) : '';
    const fields = { ...answered, kind, code, requestId, detail: detailOf(code, body, scrub), ramAction };
    return { ok: false, fields, named: true, sent: true, retryAfterMs };
  }
  if (outcome.httpStatus >= 200 && outcome.httpStatus < 300) return { ok: true, body, requestId };
  const detail = 'the HTTP status says failure, and the answer names no error';
  return unnamed({ ...answered, kind: kindWithoutCode(outcome.httpStatus), code: 'NoErrorCode', requestId, detail });
}

/** By what can be done about it. Codes of our own are not asked for here. */
export function kindOfCode(code: string, httpStatus: number): CloudErrorKind {
  if (code === 'Throttling' || code.startsWith('Throttling.')) return 'throttled';
  if (httpStatus >= 500 || httpStatus === 429) return 'transient';
  if (TRANSIENT.includes(code)) return 'transient';
  if (CREDENTIALS.test(code)) return 'credentials';
  if (code === 'Forbidden.RiskControl' || code === 'Forbidden.UserVerification') return 'rejected';
  if (/^(?:Forbidden|NoPermission)(?:\.|$)/.test(code)) return 'permission';
  return 'rejected';
}

const TRANSIENT = ['InternalError', 'ServiceUnavailable', 'NetworkIOError', 'Busy', 'SignatureNonceUsed'];
const CREDENTIALS =
  /^(?:InvalidAccessKeyId|SignatureDoesNotMatch|IncompleteSignature|InvalidSecurityToken|MissingSecurityToken|InvalidTimeStamp)/;

function kindWithoutCode(httpStatus: number): CloudErrorKind {
  return httpStatus >= 500 || httpStatus === 429 ? 'transient' : 'unreadable';
}

/** Null when the reply has no error code. pop-core knows the same words for success. */
function errorCode(body: Row, scrub: Scrub): string | null {
  const raw = field(body, 'Code');
  if (raw === null || raw === '' || raw === 0 || raw === false) return null;
  const code = text(body, 'Code') ?? '';
  if (SUCCESS_CODES.includes(code)) return null;
  const plain = plainWord(code, scrub);
  return plain === '' ? 'UnreadableCode' : plain;
}

/** Messages about signatures repeat the signed text, with the key id and the token in it. */
const REPEATS_REQUEST = /^(?:Signature|IncompleteSignature|InvalidAccessKeyId|InvalidSecurityToken)/;

const OWN_SENTENCES: readonly (readonly [prefix: string, sentence: string])[] = [
  ['InvalidAccessKeyId', 'the access key id is not known or not active'],
  ['SignatureDoesNotMatch', 'the signature does not fit: wrong access key secret'],
  ['InvalidSecurityToken', 'the security token is malformed, expired or belongs to another key'],
  ['MissingSecurityToken', 'temporary credentials need their security token'],
  ['InvalidTimeStamp', 'the clock of this machine is wrong'],
];

function detailOf(code: string, body: Row, scrub: Scrub): string {
  const own = OWN_SENTENCES.find(([prefix]) => code.startsWith(prefix))?.[1] ?? '';
  const theirs = REPEATS_REQUEST.test(code) ? null : scrub.message(text(body, 'Message') ?? '');
  const said = theirs ?? 'the message is withheld, as it may repeat credentials';
  return own === '' || said === '' ? own + said : `${own} (${said})`;
}

/** A code or an id of the service: short and of plain characters, else empty. */
function plainWord(raw: string, scrub: Scrub): string {
  return /^[\w.:-]{1,100}$/.test(raw) && !scrub.holdsSecret(raw) ? raw : '';
}

/** `x-acs-retry-after` is in milliseconds, `retry-after` in seconds (its other form, a date, is not used here). */
function retryAfterOf(headers: Readonly<Record<string, string | string[] | undefined>>): number {
  const wait = (name: string, unitMs: number): number => {
    const value = headers[name];
    return typeof value === 'string' && /^\s*\d{1,9}\s*$/.test(value) ? Number(value) * unitMs : 0;
  };
  return Math.min(RETRY_AFTER_MS_MAX, Math.max(wait('x-acs-retry-after', 1), wait('retry-after', 1000)));
}
