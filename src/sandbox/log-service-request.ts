import type { SandboxRequest } from '../lib/wire.ts';
import { parameterInvalid } from './log-service-errors.ts';

/** A request of the log service, taken apart. */
export interface LogRequest {
  readonly method: string;
  /** Decoded, without the query string. */
  readonly path: string;
  readonly query: ReadonlyMap<string, string>;
  readonly headers: Readonly<Record<string, string>>;
  /** As sent, compressed or not. */
  readonly body: Buffer;
  /** The first label of the Host. */
  readonly project: string;
}

/** Takes a request apart, or throws ParameterInvalid. */
export function readLogRequest({ method, path: target, headers, body }: SandboxRequest): LogRequest {
  const [path = '/', ...rest] = target.split('?');
  const query = new Map<string, string>();
  for (const pair of rest.join('?').split('&')) {
    if (pair === '') continue;
    const [name = '', ...value] = pair.split('=');
    query.set(decoded(name), decoded(value.join('=')));
  }
  const project = (headers['host'] ?? '').split('.', 1)[0] ?? '';
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  return { method, path: decoded(path), query, headers, body: bytes, project };
}

/** A plus is a space, as in forms: a cursor's plus has to be sent as %2B. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw parameterInvalid('The address is not well encoded.');
  }
}
