import { fromIso, MINUTE_MS } from '../model/time.ts';
import { ApiError, missingParameter } from './api-error.ts';
import { BSS_API_VERSION } from './bss-calls.ts';
import { type RpcParams, requiredText } from './rpc-params.ts';
import { signatureOf, stringToSign } from './signature.ts';

const API_VERSIONS: readonly string[] = ['2018-01-29', BSS_API_VERSION];
const SKEW_MS_MAX: number = 15 * MINUTE_MS;
const NONCE_KEPT_MS: number = 31 * MINUTE_MS;
const ALWAYS_SENT = ['Action', 'Version', 'AccessKeyId', 'Timestamp', 'SignatureMethod', 'SignatureVersion'] as const;

export interface GatewayKeys {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
}

export interface Gateway {
  /**
   * Lets a call in, or throws the ApiError that the real gateway answers. `clocksMs` are the times that pass for now:
   * model time that was advanced, and the clock it started from, on which a client in another process still runs.
   */
  admit(method: string, params: RpcParams, clocksMs: readonly number[]): void;
}

/** A gateway that knows one key and remembers nonces for 31 minutes. */
export function createGateway(keys: GatewayKeys): Gateway {
  const nonces = new Map<string, number>();
  return {
    admit: (method, params, clocksMs) => {
      for (const name of ALWAYS_SENT) requiredText(params, name);
      checkVersion(params);
      checkTimestamp(params, clocksMs);
      checkSignature(method, params, keys);
      spendNonce(nonces, requiredText(params, 'SignatureNonce'), Math.max(...clocksMs));
    },
  };
}

function checkVersion(params: RpcParams): void {
  const version = params.get('Version') ?? '';
  if (!API_VERSIONS.includes(version)) {
    throw new ApiError('NoSuchVersion', 400, `The specified version does not exist: ${version}`);
  }
}

function checkTimestamp(params: RpcParams, clocksMs: readonly number[]): void {
  const text = params.get('Timestamp') ?? '';
  const atMs = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text) ? fromIso(text) : null;
  if (atMs === null) {
    throw new ApiError('InvalidTimeStamp.Format', 400, 'Specified time stamp or date value is not well formatted.');
  }
  if (clocksMs.every((clockMs) => Math.abs(clockMs - atMs) > SKEW_MS_MAX)) {
    throw new ApiError('InvalidTimeStamp.Expired', 400, 'Specified time stamp or date value is expired.');
  }
}

function checkSignature(method: string, params: RpcParams, keys: GatewayKeys): void {
  if (params.get('AccessKeyId') !== keys.accessKeyId) {
    throw new ApiError('InvalidAccessKeyId.NotFound', 404, 'Specified access key is not found.');
  }
  if (params.get('SignatureMethod') !== 'HMAC-SHA1' || params.get('SignatureVersion') !== '1.0') {
    throw new ApiError('InvalidParameter', 400, 'Only HMAC-SHA1 signatures of version 1.0 are known here.');
  }
  const given = params.get('Signature');
  if (given === undefined) throw missingParameter('Signature');
  const text = stringToSign(method, params);
  if (given !== signatureOf(text, keys.accessKeySecret)) {
    // The real service's habit: the text holds the key's id and the token, and a client must not pass it on.
    const message = `Specified signature is not matched with our calculation. server string to sign is:${text}`;
    throw new ApiError('SignatureDoesNotMatch', 403, message);
  }
}

function spendNonce(nonces: Map<string, number>, nonce: string, nowMs: number): void {
  for (const [old, spentMs] of nonces) {
    if (spentMs > nowMs - NONCE_KEPT_MS) break;
    nonces.delete(old);
  }
  if (nonces.has(nonce)) {
    throw new ApiError('SignatureNonceUsed', 400, 'Specified signature nonce was used already.');
  }
  nonces.set(nonce, nowMs);
}
