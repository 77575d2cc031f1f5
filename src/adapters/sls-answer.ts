import type { CloudErrorFields, CloudErrorKind } from '../model/cloud-error.ts';
import type { Scrub } from './domain-api-scrub.ts';
import { asRow, type Row, text } from './domain-api-values.ts';
import { networkFault } from './pop-core-faults.ts';
import { AnswerTooLong, type SlsExchange, type SlsOutcome } from './sls-http.ts';
import { slsRamActionOf } from './sls-ram.ts';

/** An answer of the service itself: its request id proves that no proxy made it. */
export interface SlsReply {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly requestId: string;
  /** The service's clock, from the `Date` header; null without one. */
  readonly serverMs: number | null;
}

/**
 * One attempt's end. `named`: the service itself said what is wrong, by an error code. `sent`: the request may have reached it.
 */
export type SlsAnswer =
  | { readonly ok: true; readonly reply: SlsReply }
  | {
      readonly ok: false;
      readonly fields: CloudErrorFields;
      readonly named: boolean;
      readonly sent: boolean;
      /** The service's clock; null when no answer told it. */
      readonly serverMs: number | null;
    };

/** Codes that say: slow down. The request was not carried out. */
export const QUOTA_CODES: readonly string[] = [
  'WriteQuotaExceed',
  'ReadQuotaExceed',
  'ShardWriteQuotaExceed',
  'ShardReadQuotaExceed',
  'ExceedQuota',
];
/** Codes that say: your clock is wrong. */
export const SKEW_CODES: readonly string[] = ['RequestTimeTooSkewed', 'RequestTimeExpired'];

/** What one attempt led to, rebuilt from a closed set of fields: nothing else of an answer or an error survives. */
export function slsAnswerOf(action: string, exchange: SlsExchange, outcome: SlsOutcome, scrub: Scrub): SlsAnswer {
  const blank = { action, httpStatus: outcome.httpStatus, requestId: '', ramAction: '' };
  if (outcome.kind === 'failed') {
    const fault =
      outcome.error instanceof AnswerTooLong
        ? ({ kind: 'unreadable', code: 'TooLong', detail: outcome.error.message } as const)
        : ({ kind: 'no-answer', ...(networkFault(outcome, exchange) ?? BROKEN_ANSWER) } as const);
    return { ok: false, fields: { ...blank, ...fault }, named: false, sent: outcome.sent, serverMs: null };
  }
  const headers = singleHeaders(outcome.headers);
  const requestId = plainWord(headers['x-log-requestid'] ?? '', scrub);
  const serverMs = dateOf(headers);
  const failed = (fields: Pick<CloudErrorFields, 'kind' | 'code' | 'detail'>, named: boolean): SlsAnswer => {
    const ramAction = fields.kind === 'permission' ? slsRamActionOf(action) : '';
    return { ok: false, fields: { ...blank, requestId, ...fields, ramAction }, named, sent: true, serverMs };
  };
  if (outcome.httpStatus < 200 || outcome.httpStatus > 299) {
    const error = errorOf(outcome.body, scrub);
    if (error !== null) return failed({ kind: kindOfSlsCode(error.code, outcome.httpStatus), ...error }, true);
    const detail = 'the HTTP status says failure, and the answer names no error';
    return failed({ kind: kindWithoutCode(outcome.httpStatus), code: 'NoErrorCode', detail }, false);
  }
  if (lacksSender(action, headers)) {
    const detail = 'the answer lacks x-log-requestid: it is not an answer of the log service';
    return failed({ kind: 'unreadable', code: 'NotAsked', detail }, false);
  }
  return { ok: true, reply: { headers, body: outcome.body, requestId, serverMs } };
}

/** By what can be done about it. */
export function kindOfSlsCode(code: string, httpStatus: number): CloudErrorKind {
  if (QUOTA_CODES.includes(code) || httpStatus === 429) return 'throttled';
  if (httpStatus >= 500 || TRANSIENT.includes(code)) return 'transient';
  if (SKEW_CODES.includes(code) || CREDENTIALS.test(code)) return 'credentials';
  return code === 'Unauthorized' ? 'permission' : 'rejected';
}

const TRANSIENT = ['InternalServerError', 'ServerBusy', 'RequestTimeout'];
const CREDENTIALS = /^(?:SignatureNotMatch|InvalidAccessKeyId|(?:Invalid|Missing)?SecurityToken)/;
const BROKEN_ANSWER = { code: 'ConnectionReset', detail: 'the answer broke off' };

function kindWithoutCode(httpStatus: number): CloudErrorKind {
  return httpStatus >= 500 || httpStatus === 429 ? 'transient' : 'unreadable';
}

/** Messages about signatures repeat what was signed, with the key id and the token in it. */
const REPEATS_REQUEST = /^(?:Signature|InvalidAccessKeyId|(?:Invalid|Missing)?SecurityToken)/;

const OWN_SENTENCES: readonly (readonly [code: RegExp, sentence: string])[] = [
  [/^SignatureNotMatch$/, 'the signature does not fit: wrong access key secret'],
  [/^InvalidAccessKeyId$/, 'the access key id is not known or not active'],
  [/SecurityToken/, 'the security token is malformed, expired or belongs to another key'],
  [/^RequestTime(?:TooSkewed|Expired)$/, 'the clock of this machine is more than 15 minutes off'],
  [/^ProjectNotExist$/, 'there is no such project at this endpoint'],
  [/^LogStoreNotExist$/, 'the project has no such logstore'],
];

const IS_WRITE = /^(?:Put|Create|Update)/;

/** A read is proven by what it carries; an empty answer to a write has nothing else that says whose it is. */
function lacksSender(action: string, headers: Readonly<Record<string, string | undefined>>): boolean {
  return IS_WRITE.test(action) && (headers['x-log-requestid'] ?? '') === '';
}

/** Codes on which decisions hang are taken as they are; a short key of a stand-in might look like a piece of one. */
const KNOWN_CODES: readonly string[] = [
  'InvalidSequenceId',
  ...QUOTA_CODES,
  ...SKEW_CODES,
  'Unauthorized',
  'SignatureNotMatch',
  'ProjectNotExist',
  'LogStoreNotExist',
  'IndexConfigNotExist',
  'InternalServerError',
  'ServerBusy',
  'RequestTimeout',
  'PostBodyInvalid',
  'PostBodyTooLarge',
  'InvalidCursor',
  'ShardNotExist',
];

/** Null when the body names no error. */
function errorOf(body: Buffer, scrub: Scrub): { code: string; detail: string } | null {
  const row = parseRow(body) ?? {};
  const raw = text(row, 'errorCode') ?? '';
  if (raw === '') return null;
  const code = KNOWN_CODES.includes(raw) ? raw : plainWord(raw, scrub);
  if (code === '') return { code: 'UnreadableCode', detail: 'the error code is withheld, as it is no plain word' };
  return { code, detail: detailOf(code, text(row, 'errorMessage') ?? '', scrub) };
}

function detailOf(code: string, message: string, scrub: Scrub): string {
  const own = OWN_SENTENCES.find(([pattern]) => pattern.test(code))?.[1] ?? '';
  const theirs = REPEATS_REQUEST.test(code) ? null : scrub.message(message);
  const said = theirs ?? 'the message is withheld, as it may repeat credentials';
  return own === '' || said === '' ? own + said : `${own} (${said})`;
}

/** The body as a JSON object; null when it is anything else. */
export function parseRow(body: Buffer): Row | null {
  try {
    return asRow(JSON.parse(body.toString('utf8')));
  } catch {
    // Not JSON is an expected answer here: the caller decides what it means.
    return null;
  }
}

/** A code or an id of the service: short and of plain characters, else empty. */
function plainWord(raw: string, scrub: Scrub): string {
  return /^[\w.:-]{1,100}$/.test(raw) && !scrub.holdsSecret(raw) ? raw : '';
}

function dateOf(headers: Readonly<Record<string, string>>): number | null {
  const dateMs = Date.parse(headers['date'] ?? '');
  return Number.isNaN(dateMs) ? null : dateMs;
}

function singleHeaders(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const pairs = Object.entries(headers).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : []));
  return Object.fromEntries(pairs) as Record<string, string>;
}
