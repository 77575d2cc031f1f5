import type { IncomingMessage } from 'node:http';
import type { CloudErrorFields, CloudErrorKind } from '../model/cloud-error.ts';
import type { Scrub } from './domain-api-scrub.ts';
import { asRow, type Row, text } from './domain-api-values.ts';
import { FcBodyTooLong } from './fc-invoke-packages.ts';
import type { FcExchange } from './fc-invoke-watch.ts';
import { type NetworkFault, networkFault } from './pop-core-faults.ts';

/** What the function did. */
export interface FcInvoked {
  readonly requestId: string;
  readonly httpStatus: number;
  /** Null when the function returned. A function that failed is answered with HTTP 200 all the same. */
  readonly errorType: string | null;
  /**
   * What it returned, or `{errorMessage, errorType, stackTrace}`. What 2.0 calls `application/json` was parsed by its package and
   * is written anew here.
   */
  readonly body: string;
  /** The last 4 KB of its log; empty when there was none. */
  readonly logTail: string;
}

/** How an invocation ended: what the function did, or an error rebuilt from a closed set of fields. */
export type FcAnswer =
  | { readonly ok: true; readonly invoked: FcInvoked }
  | { readonly ok: false; readonly fields: CloudErrorFields };

const RAM_ACTION = 'fc:InvokeFunction';
/** Not `ConnectTimedOut`: what waits for its connection may still be sent in the moment after. */
const NOT_CALLED = ['ConnectionRefused', 'HostNotFound', 'HostUnreachable', 'TlsFailed'];
const MAY_RUN = 'the function may have run or be running: look before calling it again';
const WITHHELD = 'withheld, as it may repeat credentials';

/** What an exchange led to. Nothing of a package's error survives but a plain code and a scrubbed message. */
export function fcAnswerOf(exchange: FcExchange, timeoutMs: number, scrub: Scrub): FcAnswer {
  const { response, end } = exchange;
  if (response === null || !isWhole(exchange, response)) return { ok: false, fields: noAnswer(exchange, timeoutMs) };
  const httpStatus = response.statusCode ?? 0;
  const requestId = requestIdOf(response, scrub);
  const blank = { action: 'InvokeFunction', httpStatus, requestId, ramAction: '' };
  if (httpStatus < 200 || httpStatus > 299) {
    return { ok: false, fields: { ...blank, ...refusal(exchange, httpStatus, scrub) } };
  }
  const unreadable = (code: string, detail: string): FcAnswer => {
    return { ok: false, fields: { ...blank, kind: 'unreadable', code, detail: `${detail}; ${MAY_RUN}` } };
  };
  if (requestId === '') return unreadable('NotAsked', 'the answer lacks x-fc-request-id: not of Function Compute');
  if (end.kind === 'body') return { ok: true, invoked: invokedOf(response, requestId, end.body, scrub) };
  if (end.error instanceof FcBodyTooLong) return unreadable('TooLong', end.error.message);
  return unreadable('NotJson', 'the body is not the JSON that its headers promise');
}

function isWhole({ end, ranOut }: FcExchange, response: IncomingMessage): boolean {
  if (ranOut) return false;
  return end.kind === 'body' || end.error instanceof FcBodyTooLong || response.complete;
}

function invokedOf(response: IncomingMessage, requestId: string, body: string, scrub: Scrub): FcInvoked {
  const errorType = header(response, 'x-fc-error-type');
  return {
    requestId,
    httpStatus: response.statusCode ?? 0,
    errorType: errorType === null ? null : plainWord(errorType, scrub) || 'UnreadableErrorType',
    body: scrub.holdsSecret(body) ? WITHHELD : body,
    logTail: logTailOf(response, scrub),
  };
}

function noAnswer(exchange: FcExchange, timeoutMs: number): CloudErrorFields {
  const blank = { action: 'InvokeFunction', httpStatus: 0, requestId: '', ramAction: '' };
  if (neverBegan(exchange)) {
    const detail = 'the request could not be built; the function was not called';
    return { ...blank, kind: 'rejected', code: 'NotSent', detail };
  }
  const fault = exchangeFault(exchange, timeoutMs);
  const ran = NOT_CALLED.includes(fault.code) ? 'the function was not called' : MAY_RUN;
  return { ...blank, kind: 'no-answer', code: fault.code, detail: `${fault.detail}; ${ran}` };
}

function neverBegan({ end, sent, ranOut }: FcExchange): boolean {
  return !ranOut && !sent && end.kind === 'failed' && !isSystemError(end.error);
}

function exchangeFault({ end, response, sent, ranOut }: FcExchange, timeoutMs: number): NetworkFault {
  if (ranOut && !sent) return { code: 'ConnectTimedOut', detail: `no connection within ${timeoutMs} ms` };
  const error = end.kind === 'failed' ? end.error : null;
  const failed = { error, httpStatus: response?.statusCode ?? 0, ranOut: ranOut ? ('overall' as const) : null };
  return networkFault(failed, { connectMs: 0, readMs: timeoutMs }) ?? BROKEN_OFF;
}

const BROKEN_OFF: NetworkFault = { code: 'ConnectionReset', detail: 'the answer broke off' };

/** Codes of Node and of the system are all in capitals, those of the packages are not. */
function isSystemError(error: unknown): boolean {
  const code: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'code') : null;
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]+$/.test(code);
}

/** An answer that is no result: by its own error code, else by the HTTP status. */
function refusal(
  { end }: FcExchange,
  httpStatus: number,
  scrub: Scrub,
): Pick<CloudErrorFields, 'kind' | 'code' | 'detail' | 'ramAction'> {
  const said = end.kind === 'failed' ? serviceError(end.error) : null;
  const code = said === null ? 'NoErrorCode' : plainWord(said.code, scrub) || 'UnreadableCode';
  const kind = said === null ? kindWithoutCode(httpStatus) : kindOfFcCode(code, httpStatus);
  const detail =
    said === null ? 'the HTTP status says failure, and the answer names no error' : detailOf(code, said.message, scrub);
  return { kind, code, detail, ramAction: kind === 'permission' ? RAM_ACTION : '' };
}

/** By what can be done about it. */
export function kindOfFcCode(code: string, httpStatus: number): CloudErrorKind {
  if (httpStatus === 429 || /Throttl|ResourceExhausted|TooManyRequests/.test(code)) return 'throttled';
  if (httpStatus >= 500) return 'transient';
  if (httpStatus === 401 || CREDENTIALS.test(code)) return 'credentials';
  return httpStatus === 403 || /^(?:AccessDenied|NoPermission)/.test(code) ? 'permission' : 'rejected';
}

/** Their messages repeat what was signed, with the key id and the token in it. */
const CREDENTIALS =
  /^(?:InvalidAccessKey|Signature|IncompleteSignature|(?:Invalid|Missing)?SecurityToken|InvalidTimeStamp)/;

function kindWithoutCode(httpStatus: number): CloudErrorKind {
  if (httpStatus === 403) return 'permission';
  return httpStatus >= 500 || httpStatus === 429 ? 'transient' : 'unreadable';
}

/**
 * What the service said, out of what the packages throw: fc20230330 keeps the body in `data`; fc2 names its error after the code and
 * puts the message behind its own words. Null for anything else they throw, such as a page that is not JSON.
 */
function serviceError(error: unknown): { code: string; message: string } | null {
  const thrown = asRow(error);
  if (thrown === null) return null;
  const data = asRow(thrown['data']);
  if (data !== null) return saidBy(text(data, 'Code'), text(data, 'Message'));
  return /^FC.*Error$/.test(text(thrown, 'name') ?? '') ? saidByFc2(thrown) : null;
}

function saidByFc2(thrown: Row): { code: string; message: string } | null {
  const message = / failed with \d+\. requestid: .*?, message: (.*)\.$/s.exec(text(thrown, 'message') ?? '')?.[1];
  // Where the body says `errorCode` in place of `ErrorCode`, fc2 loses the code.
  const withoutCode = message === undefined || message === 'undefined' ? null : 'NoErrorCode';
  return saidBy(text(thrown, 'code') ?? withoutCode, message ?? null);
}

function saidBy(code: string | null, message: string | null): { code: string; message: string } | null {
  return code === null || code === '' ? null : { code, message: message ?? '' };
}

const OWN_SENTENCES: readonly (readonly [code: RegExp, sentence: string])[] = [
  [/^InvalidAccessKey/, 'the access key id is not known or not active'],
  [/^Signature/, 'the signature does not fit: wrong access key secret'],
  [/SecurityToken/, 'the security token is missing, malformed, expired or belongs to another key'],
  [/^(?:Function|Service)NotFound$/, 'there is no such function in this account and region'],
];

function detailOf(code: string, message: string, scrub: Scrub): string {
  const own = OWN_SENTENCES.find(([pattern]) => pattern.test(code))?.[1] ?? '';
  const theirs = CREDENTIALS.test(code) ? null : scrub.message(message.replace(/\bhttps?:\S+/gi, '(URL)'));
  const said = theirs ?? `the message is ${WITHHELD}`;
  return own === '' || said === '' ? own + said : `${own} (${said})`;
}

function requestIdOf(response: IncomingMessage, scrub: Scrub): string {
  return plainWord(header(response, 'x-fc-request-id') ?? header(response, 'x-acs-request-id') ?? '', scrub);
}

function header(response: IncomingMessage, name: string): string | null {
  const value = response.headers[name];
  return typeof value === 'string' ? value : null;
}

/** A code or an id of the service: short and of plain characters, else empty. */
function plainWord(raw: string, scrub: Scrub): string {
  return /^[\w.:-]{1,100}$/.test(raw) && !scrub.holdsSecret(raw) ? raw : '';
}

/** Without what a terminal would obey; the lines stay. */
function logTailOf(response: IncomingMessage, scrub: Scrub): string {
  const decoded = Buffer.from(header(response, 'x-fc-log-result') ?? '', 'base64').toString('utf8');
  const lines = decoded.replace(/\r\n?/g, '\n').replace(/(?![\n\t])\p{Cc}/gu, '');
  return scrub.holdsSecret(decoded) ? WITHHELD : lines;
}
