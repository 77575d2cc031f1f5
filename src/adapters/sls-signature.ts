import { createHash, createHmac } from 'node:crypto';
import type { Credentials } from '../config/config.ts';

/** What is signed of a request: names of headers in lower case, the path and the query as they are before percent-encoding. */
export interface SlsSignable {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
}

/** The `Authorization` of signature v1 (hmac-sha1). Query values are signed raw, whatever the wire carries. */
export function slsAuthorization(request: SlsSignable, credentials: Credentials): string {
  const signature = createHmac('sha1', credentials.accessKeySecret).update(stringToSign(request)).digest('base64');
  return `LOG ${credentials.accessKeyId}:${signature}`;
}

/** The MD5 of a body as the log service writes it: hexadecimal, in capitals. */
export function contentMd5(body: Uint8Array): string {
  return createHash('md5').update(body).digest('hex').toUpperCase();
}

function stringToSign({ method, path, query, headers }: SlsSignable): string {
  const signed = Object.entries(headers)
    .filter(([name]) => isSigned(name))
    .sort(byName)
    .map(([name, value]) => `${name}:${value}\n`);
  const date = headers['x-log-date'] ?? headers['date'] ?? '';
  const fixed = [method, headers['content-md5'] ?? '', headers['content-type'] ?? '', date];
  return `${fixed.join('\n')}\n${signed.join('')}${resourceOf(path, query)}`;
}

/** `x-log-date` takes the place of `date`, and is not signed a second time. */
function isSigned(name: string): boolean {
  if (name === 'x-log-date' || name.startsWith('x-log-meta-')) return false;
  return name.startsWith('x-log-') || name.startsWith('x-acs-');
}

function resourceOf(path: string, query: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(query).sort(byName);
  return pairs.length === 0 ? path : `${path}?${pairs.map(([name, value]) => `${name}=${value}`).join('&')}`;
}

function byName([a]: readonly [string, string], [b]: readonly [string, string]): number {
  return a < b ? -1 : 1;
}
