import type { PopCall } from './pop-core-client.ts';

/** Our own name and sentence for a failure of the network. */
export interface NetworkFault {
  readonly code: string;
  readonly detail: string;
}

/** What is known of an exchange that failed; `error` may hold anything: it is looked at, never kept. */
export interface FailedExchange {
  readonly error: unknown;
  readonly httpStatus: number;
  readonly ranOut: 'connect' | 'overall' | null;
}

/** Null when the network did its part and the answer itself is at fault. */
export function networkFault(failed: FailedExchange, call: Pick<PopCall, 'connectMs' | 'readMs'>): NetworkFault | null {
  if (failed.ranOut === 'connect')
    return { code: 'ConnectTimedOut', detail: `no connection within ${call.connectMs} ms` };
  if (failed.ranOut === 'overall') return timedOut(call.connectMs + call.readMs);
  if (errorText(failed.error, 'name').startsWith('RequestTimeout')) return timedOut(call.readMs);
  const code = errorText(failed.error, 'code');
  if (code !== '') return faultOfCode(code);
  return failed.httpStatus === 0 ? { code: 'NetworkError', detail: 'the request failed without an answer' } : null;
}

/** A text of the error; json-bigint throws objects that are no errors. */
function errorText(error: unknown, name: 'name' | 'code'): string {
  const value: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, name) : null;
  return typeof value === 'string' ? value : '';
}

function timedOut(limitMs: number): NetworkFault {
  return { code: 'TimedOut', detail: `no whole answer within ${limitMs} ms` };
}

function faultOfCode(code: string): NetworkFault {
  const known = FAULTS.find(([pattern]) => pattern.test(code));
  if (known !== undefined) return { code: known[1], detail: known[2] };
  const named = /^[A-Z][A-Z0-9_]{2,40}$/.test(code) ? ` (${code})` : '';
  return { code: 'NetworkError', detail: `the request failed without an answer${named}` };
}

const FAULTS: readonly (readonly [pattern: RegExp, code: string, detail: string])[] = [
  [/^ECONNREFUSED$/, 'ConnectionRefused', 'nothing accepts connections at the endpoint'],
  [/^(?:ECONNRESET|EPIPE|ECONNABORTED)$/, 'ConnectionReset', 'the connection broke before the answer was whole'],
  [/^ETIMEDOUT$/, 'TimedOut', 'the connection timed out'],
  [/^(?:ENOTFOUND|EAI_AGAIN)$/, 'HostNotFound', "the endpoint's name cannot be resolved"],
  [/^(?:EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)$/, 'HostUnreachable', 'there is no way to the endpoint'],
  [/^HPE_/, 'NotHttp', 'the answer is not HTTP'],
  [
    /^(?:CERT_|ERR_TLS|ERR_SSL|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/,
    'TlsFailed',
    'no trusted TLS connection to the endpoint',
  ],
];
