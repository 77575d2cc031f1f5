import { Readable } from 'node:stream';
import { assert } from '../lib/assert.ts';
import type { FcInvocation, FcTarget } from './fc-invoke-target.ts';

/** Sends one invocation and gives the answer's body. Rejects with whatever the package throws: look at it, never keep it. */
export type FcSend = (target: FcTarget, invocation: FcInvocation) => Promise<string>;

/** Later than our own time-out, which always comes first; these only clean up a connection that never came about. */
const LATER_MS = 1000;
const BODY_BYTES_MAX = 32 * 1024 * 1024;
const HEADERS = { 'x-fc-log-type': 'Tail', 'x-fc-invocation-type': 'Sync' };

/** What is used of `@alicloud/fc20230330`. Its own types would pull in 300 files and two more packages. */
interface Fc3Package {
  readonly default: new (config: Readonly<Record<string, unknown>>) => Fc3Client;
  readonly InvokeFunctionRequest: new (fields: { body: Readable; qualifier: string }) => object;
}

interface Fc3Client {
  invokeFunctionWithOptions(
    name: string,
    request: object,
    headers: { commonHeaders: Record<string, string> },
    runtime: { readTimeout: number; connectTimeout: number },
  ): Promise<{ body?: Readable }>;
}

/** What is used of `@alicloud/fc2`, which has no types. */
type Fc2Client = new (
  accountId: string,
  config: Readonly<Record<string, unknown>>,
) => {
  invokeFunction(
    service: string,
    name: string,
    event: string,
    headers: Record<string, string>,
    qualifier: string,
    options: { rawBuf: boolean },
  ): Promise<{ headers: Readonly<Record<string, string | undefined>>; data: unknown }>;
};

/** A body longer than Function Compute's own limit. */
export class FcBodyTooLong extends Error {
  override readonly name = 'FcBodyTooLong';
}

/** Function Compute 3.0 by `@alicloud/fc20230330`. */
export async function loadFc3(): Promise<FcSend> {
  quiet();
  const module: unknown = await import('@alicloud/fc20230330');
  const fc3 = commonJsExports(module, isFc3Package);
  return async ({ name, qualifier, endpoint }, { event, credentials, timeoutMs }) => {
    const client = new fc3.default({
      accessKeyId: credentials.accessKeyId,
      accessKeySecret: credentials.accessKeySecret,
      securityToken: credentials.securityToken ?? '',
      protocol: endpoint.protocol.replace(':', ''),
      endpoint: endpoint.host,
      // What the client does without being told; said here since a second invocation may cost money.
      retryOptions: { retryable: false, retryCondition: [], noRetryCondition: [] },
    });
    const request = new fc3.InvokeFunctionRequest({ body: Readable.from([Buffer.from(event)]), qualifier });
    // httpx makes an idle time-out of the connect time-out: both have to cover the whole call.
    const timeouts = { readTimeout: timeoutMs + LATER_MS, connectTimeout: timeoutMs + LATER_MS };
    const reply = await client.invokeFunctionWithOptions(name, request, { commonHeaders: { ...HEADERS } }, timeouts);
    return reply.body === undefined ? '' : await collect(reply.body);
  };
}

/** A 2.0 service by `@alicloud/fc2`. It has no retry at all. */
export async function loadFc2(): Promise<FcSend> {
  quiet();
  // @ts-expect-error the package has no types
  const module: unknown = await import('@alicloud/fc2');
  const Client = commonJsExports(module, isFc2Client);
  return async ({ service, name, qualifier, endpoint }, { event, accountId, region, credentials, timeoutMs }) => {
    const token = credentials.securityToken ?? '';
    const client = new Client(accountId, {
      accessKeyID: credentials.accessKeyId,
      accessKeySecret: credentials.accessKeySecret,
      securityToken: token,
      region,
      secure: true,
      endpoint: endpoint.origin,
      timeout: timeoutMs + LATER_MS,
      // By itself fc2 sends and signs the token of keys that begin with `STS` only. It signs every header that begins with `x-fc-`.
      headers: token === '' ? {} : { 'x-fc-security-token': token },
    });
    assert(service !== null, 'fc2 calls functions of a service');
    const reply = await client.invokeFunction(service, name, event, { ...HEADERS }, qualifier, { rawBuf: true });
    return bodyOf(reply.data, reply.headers['content-type'] ?? '');
  };
}

/**
 * Both packages print whole requests (key id, token, text to sign) when DEBUG names them, also by `*`. The package `debug` reads
 * DEBUG when it is loaded: so they are taken out before; the rest stays.
 */
function quiet(): void {
  const asked = process.env['DEBUG'] ?? '';
  if (asked !== '' && !asked.endsWith(QUIET)) process.env['DEBUG'] = asked + QUIET;
}

const QUIET = ',-lambda,-httpx:*';

/** `module.exports`, wherever it ended up: Node's `import()` and esbuild's CommonJS put it in `default`, a plain `require` does not. */
function commonJsExports<T>(module: unknown, fits: (candidate: unknown) => candidate is T): T {
  const inner: unknown = typeof module === 'object' && module !== null ? Reflect.get(module, 'default') : null;
  const found = [inner, module].find(fits);
  assert(found !== undefined, 'the package exports what it is known to export');
  return found;
}

function isFc3Package(candidate: unknown): candidate is Fc3Package {
  if (typeof candidate !== 'object' || candidate === null) return false;
  return ['default', 'InvokeFunctionRequest'].every((name) => typeof Reflect.get(candidate, name) === 'function');
}

function isFc2Client(candidate: unknown): candidate is Fc2Client {
  return typeof candidate === 'function';
}

function bodyOf(data: unknown, contentType: string): string {
  if (contentType.startsWith('application/json')) return JSON.stringify(data);
  return Buffer.isBuffer(data) ? data.toString('utf8') : String(data);
}

async function collect(body: Readable): Promise<string> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of body as AsyncIterable<Buffer>) {
    length += piece.length;
    if (length > BODY_BYTES_MAX) throw new FcBodyTooLong(`the body is longer than ${BODY_BYTES_MAX} octets`);
    pieces.push(piece);
  }
  return Buffer.concat(pieces, length).toString('utf8');
}
