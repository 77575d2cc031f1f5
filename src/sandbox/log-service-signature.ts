import { createHmac } from 'node:crypto';

export interface SignedParts {
  readonly method: string;
  /** Decoded, without the query string. */
  readonly path: string;
  /** Decoded names and values. */
  readonly query: ReadonlyMap<string, string>;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * The text that signature version 1 signs. Query values are raw; `x-log-date` stands in the place of `Date`
 * and therefore not among the headers.
 */
export function logStringToSign({ method, path, query, headers }: SignedParts): string {
  const signed = Object.entries(headers)
    .filter(([name]) => isSigned(name))
    .sort(byName)
    .map(([name, value]) => `${name}:${value}\n`)
    .join('');
  const search = [...query]
    .sort(byName)
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
  const date = headers['x-log-date'] ?? headers['date'] ?? '';
  const first = [method, headers['content-md5'] ?? '', headers['content-type'] ?? '', date].join('\n');
  return `${first}\n${signed}${path}${search === '' ? '' : '?'}${search}`;
}

/** HMAC in base64; `hmac-sha1` is the documented method, `hmac-sha256` is what the vendor's newer client sends. */
export function logSignatureOf(text: string, secret: string, method: 'sha1' | 'sha256' = 'sha1'): string {
  return createHmac(method, secret).update(text).digest('base64');
}

function isSigned(name: string): boolean {
  if (name === 'x-log-date' || name.startsWith('x-log-meta-')) return false;
  return name.startsWith('x-log-') || name.startsWith('x-acs-');
}

function byName([left]: readonly [string, string], [right]: readonly [string, string]): number {
  return left < right ? -1 : 1;
}
