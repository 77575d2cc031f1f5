import { createHash } from 'node:crypto';
import { inflateSync } from 'node:zlib';
import { MINUTE_MS } from '../model/time.ts';
import { ApiError } from './api-error.ts';
import { fromHttpDate } from './log-service-date.ts';
import { decompressLz4 } from './log-service-lz4.ts';
import type { LogRequest } from './log-service-request.ts';
import { logSignatureOf, logStringToSign } from './log-service-signature.ts';

const API_VERSION = '0.6.0';
const SKEW_MS_MAX: number = 15 * MINUTE_MS;

export interface LogGatewayKeys {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
}

/**
 * Lets a call in, or throws the ApiError that the real service answers. `clocksMs` are the times that pass for now.
 * Nothing is said about what is in the body.
 */
export function admitLogCall(request: LogRequest, keys: LogGatewayKeys, clocksMs: readonly number[]): void {
  const { headers } = request;
  const version = headers['x-log-apiversion'];
  if (version === undefined) throw new ApiError('MissingAPIVersion', 400, 'x-log-apiversion does not exist.');
  if (version !== API_VERSION) throw new ApiError('InvalidAPIVersion', 400, `x-log-apiversion ${version} is invalid.`);
  checkDate(headers, clocksMs);
  checkSignature(request, keys);
  checkBody(request);
}

/** The body as it was before it was compressed, or the ApiError of a size or compression that is wrong. */
export function rawBody({ headers, body }: LogRequest, byteCountMax: number): Buffer {
  const given = headers['x-log-bodyrawsize'] ?? '';
  if (given === '') throw new ApiError('MissingBodyRawSize', 400, 'x-log-bodyrawsize does not exist.');
  const rawSize = /^\d{1,12}$/.test(given) ? Number(given) : Number.NaN;
  if (Number.isNaN(rawSize)) throw invalidRawSize(given);
  if (rawSize > byteCountMax) throw tooLarge(`${rawSize} bytes are more than ${byteCountMax}`);
  const raw = uncompressed(body, headers['x-log-compresstype'], rawSize);
  if (raw.length !== rawSize) throw invalidRawSize(given);
  return raw;
}

/** PostBodyTooLarge: nothing of it was written. */
export function tooLarge(what: string): ApiError {
  return new ApiError('PostBodyTooLarge', 400, `The body is too large: ${what}`);
}

function checkDate(headers: LogRequest['headers'], clocksMs: readonly number[]): void {
  const text = headers['x-log-date'] ?? headers['date'];
  if (text === undefined) throw new ApiError('MissingDate', 400, 'Date does not exist in the headers.');
  const atMs = fromHttpDate(text);
  if (atMs === null) throw new ApiError('InvalidDateFormat', 400, `Date ${text} must follow RFC822.`);
  if (clocksMs.some((clockMs) => Math.abs(clockMs - atMs) <= SKEW_MS_MAX)) return;
  const early = clocksMs.every((clockMs) => atMs < clockMs);
  if (early) throw new ApiError('RequestTimeExpired', 400, `Request time ${text} has expired.`);
  throw new ApiError('RequestTimeTooSkewed', 400, 'Request time exceeds server time by more than 15 minutes.');
}

function checkSignature(request: LogRequest, keys: LogGatewayKeys): void {
  const { headers } = request;
  const method = headers['x-log-signaturemethod'];
  if (method === undefined) throw new ApiError('MissingSignatureMethod', 400, 'x-log-signaturemethod does not exist.');
  if (method !== 'hmac-sha1' && method !== 'hmac-sha256') {
    throw new ApiError('InvalidSignatureMethod', 400, `signature method ${method} is not supported.`);
  }
  const found = /^LOG ([^:\s]+):(\S+)$/.exec(headers['authorization'] ?? '');
  if (found === null)
    throw new ApiError('Unauthorized', 401, 'The Authorization header is missing or of another form.');
  if (found[1] !== keys.accessKeyId) throw new ApiError('Unauthorized', 401, 'The AccessKeyId is unauthorized.');
  const text = logStringToSign(request);
  if (found[2] !== logSignatureOf(text, keys.accessKeySecret, method === 'hmac-sha1' ? 'sha1' : 'sha256')) {
    throw new ApiError('SignatureNotMatch', 401, `signature ${found[2] ?? ''} is not matched.`);
  }
}

function checkBody({ headers, body }: LogRequest): void {
  const rawSize = headers['x-log-bodyrawsize'];
  if (body.length === 0) {
    if (rawSize !== undefined && rawSize !== '0') throw invalidRawSize(rawSize);
    return;
  }
  if (rawSize === undefined) throw new ApiError('MissingBodyRawSize', 400, 'x-log-bodyrawsize does not exist.');
  if (headers['content-type'] === undefined) throw new ApiError('MissingContentType', 400, 'Content-Type is missing.');
  const md5 = createHash('md5').update(body).digest('hex').toUpperCase();
  if (headers['content-md5'] !== md5) {
    throw new ApiError('InvalidContentMD5', 400, `Content-MD5 ${headers['content-md5'] ?? '(none)'} is not ${md5}.`);
  }
}

function uncompressed(body: Buffer, compressType: string | undefined, rawSize: number): Buffer {
  switch (compressType) {
    case undefined:
      return body;
    case 'lz4':
      return asBuffer(decompressLz4(body, rawSize) ?? brokenCompression());
    case 'deflate':
      return inflated(body, rawSize);
    default:
      throw new ApiError('InvalidCompressType', 400, `compress type ${compressType} is not supported.`);
  }
}

function inflated(body: Buffer, rawSize: number): Buffer {
  try {
    return inflateSync(body, { maxOutputLength: rawSize + 1 });
  } catch {
    return brokenCompression();
  }
}

function brokenCompression(): never {
  throw new ApiError('PostBodyUncompressError', 400, 'Failed to decompress logs');
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function invalidRawSize(given: string): ApiError {
  return new ApiError('InvalidBodyRawSize', 400, `x-log-bodyrawsize ${given} is invalid.`);
}
