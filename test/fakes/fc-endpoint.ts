import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Credentials } from '../../src/config/config.ts';

/** How the stand-in answers an invocation that is signed as it should be and names a function that exists. */
export type FcReply =
  | { readonly kind: 'returns'; readonly body: string; readonly log?: string; readonly contentType?: string }
  /** As a handler's exception comes: HTTP 200 with `x-fc-error-type`. */
  | { readonly kind: 'throws'; readonly errorType: string; readonly message: string; readonly log?: string }
  | FcRefusal
  /** Of somebody else: a proxy, a captive portal. */
  | { readonly kind: 'page'; readonly status: number; readonly body: string; readonly headers?: Record<string, string> }
  /** Closes the connection · sends half an answer, then closes it · never answers · sends an octet at a time, without an end. */
  | { readonly kind: 'drop' | 'cut' | 'hang' | 'trickle' };

/** An error of the service, in the protocol's own words; `lowerCase` as its page of error codes has them. */
export interface FcRefusal {
  readonly kind: 'refuses';
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly lowerCase?: true;
}

export interface FcRequest {
  readonly protocol: '2.0' | '3.0';
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly event: string;
  readonly service: string | null;
  readonly name: string;
  readonly qualifier: string;
}

export interface FcEndpoint {
  readonly url: string;
  /** Every request that came, also those that were refused. */
  readonly requests: FcRequest[];
  openConnections(): number;
  close(): Promise<void>;
}

export interface FcEndpointOptions {
  readonly credentials: Credentials;
  readonly accountId: string;
  /** `name` and `service/name`. */
  readonly functions: readonly string[];
  readonly reply: FcReply;
}

/** A loopback Function Compute that speaks both invocation protocols and checks their signatures by the documentation. */
export async function startFcEndpoint(options: FcEndpointOptions): Promise<FcEndpoint> {
  const requests: FcRequest[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((incoming, outgoing) => {
    const pieces: Buffer[] = [];
    incoming.on('data', (piece: Buffer) => pieces.push(piece));
    incoming.on('end', () => {
      const body = Buffer.concat(pieces);
      const request = readRequest(incoming, body.toString('utf8'));
      if (request === null) {
        const refused = {
          kind: 'refuses',
          status: 400,
          code: 'PathNotSupported',
          message: incoming.url ?? '',
        } as const;
        return send(outgoing, refusal('3.0', refused));
      }
      requests.push(request);
      answer(request, refusalOf(request, incoming, body, options) ?? options.reply, outgoing);
    });
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    openConnections: () => sockets.size,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function readRequest(incoming: IncomingMessage, event: string): FcRequest | null {
  const url = new URL(incoming.url ?? '', 'http://localhost');
  const shared = { path: incoming.url ?? '', headers: incoming.headers, event };
  const new3 = /^\/2023-03-30\/functions\/([^/]+)\/invocations$/.exec(url.pathname);
  if (new3 !== null) {
    const qualifier = url.searchParams.get('qualifier') ?? '';
    return { ...shared, protocol: '3.0', service: null, name: new3[1] ?? '', qualifier };
  }
  const old2 = /^\/2016-08-15\/services\/([^/.]+)(?:\.([^/]+))?\/functions\/([^/]+)\/invocations$/.exec(url.pathname);
  if (old2 === null) return null;
  return { ...shared, protocol: '2.0', service: old2[1] ?? '', name: old2[3] ?? '', qualifier: old2[2] ?? '' };
}

function refusalOf(
  request: FcRequest,
  incoming: IncomingMessage,
  body: Buffer,
  { credentials, accountId, functions }: FcEndpointOptions,
): FcRefusal | null {
  const refuses = (status: number, code: string, message: string): FcRefusal => {
    return { kind: 'refuses', status, code, message };
  };
  if (incoming.method !== 'POST') return refuses(405, 'MethodNotAllowed', incoming.method ?? '');
  const signature = request.protocol === '2.0' ? fc2Fault : acs3Fault;
  const fault = signature(incoming, body, credentials);
  if (fault !== null) return refuses(403, 'SignatureNotMatch', fault);
  if (request.protocol === '2.0' && incoming.headers['x-fc-account-id'] !== accountId) {
    return refuses(400, 'InvalidArgument', 'another account');
  }
  const name = request.service === null ? request.name : `${request.service}/${request.name}`;
  return functions.includes(name) ? null : refuses(404, 'FunctionNotFound', `function '${name}' does not exist`);
}

/** `FC <key id>:<base64 of HMAC-SHA256>` over method, MD5, type, date, every `x-fc-` header and the path. */
function fc2Fault({ method, url, headers }: IncomingMessage, body: Buffer, credentials: Credentials): string | null {
  const token = headers['x-fc-security-token'];
  if (token !== credentials.securityToken) return `security token ${String(token)}`;
  const md5 = Buffer.from(createHash('md5').update(body).digest('hex')).toString('base64');
  if (body.length > 0 && headers['content-md5'] !== md5) return 'content-md5';
  const own = Object.keys(headers)
    .filter((name) => name.startsWith('x-fc-'))
    .sort()
    .map((name) => `${name}:${String(headers[name])}\n`);
  const head = [method, headers['content-md5'] ?? '', headers['content-type'] ?? '', headers.date ?? ''].join('\n');
  const text = `${head}\n${own.join('')}${url ?? ''}`;
  const expected = createHmac('sha256', credentials.accessKeySecret).update(text).digest('base64');
  const isRight = same(headers.authorization ?? '', `FC ${credentials.accessKeyId}:${expected}`);
  return isRight ? null : `the string to sign is: ${text}`;
}

/** ACS3-HMAC-SHA256: over the canonical request of the headers which the header itself lists. */
function acs3Fault({ method, url, headers }: IncomingMessage, body: Buffer, credentials: Credentials): string | null {
  const match = /^ACS3-HMAC-SHA256 Credential=([^,]+),SignedHeaders=([a-z0-9;-]+),Signature=([0-9a-f]{64})$/.exec(
    headers.authorization ?? '',
  );
  if (match === null) return 'no ACS3-HMAC-SHA256';
  const [, keyId = '', list = '', signature = ''] = match;
  const names = list.split(';');
  const unsigned = Object.keys(headers).find((name) => /^(?:x-acs-.*|host)$/.test(name) && !names.includes(name));
  if (unsigned !== undefined) return `${unsigned} is not signed`;
  if (headers['x-acs-security-token'] !== credentials.securityToken) return 'security token';
  const sha256 = (data: Buffer | string): string => createHash('sha256').update(data).digest('hex');
  if (headers['x-acs-content-sha256'] !== sha256(body)) return 'x-acs-content-sha256';
  const { pathname, searchParams } = new URL(url ?? '', 'http://localhost');
  const query = [...searchParams]
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .sort()
    .join('&');
  const lines = names.map((name) => `${name}:${String(headers[name]).trim()}\n`).join('');
  const canonical = [method, pathname, query, lines, list, sha256(body)].join('\n');
  const expected = createHmac('sha256', credentials.accessKeySecret)
    .update(`ACS3-HMAC-SHA256\n${sha256(canonical)}`)
    .digest('hex');
  return keyId === credentials.accessKeyId && same(signature, expected) ? null : `string to sign: ${canonical}`;
}

function same(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function answer(request: FcRequest, reply: FcReply, outgoing: ServerResponse): void {
  switch (reply.kind) {
    case 'returns':
      return send(outgoing, {
        status: 200,
        headers: { 'content-type': reply.contentType ?? 'application/octet-stream', ...logOf(reply.log) },
        body: reply.body,
      });
    case 'throws':
      return send(outgoing, {
        status: 200,
        headers: {
          'content-type': request.protocol === '2.0' ? 'application/json' : 'application/octet-stream',
          'x-fc-error-type': reply.errorType,
          ...logOf(reply.log),
        },
        body: JSON.stringify({ errorMessage: reply.message, errorType: 'Error', stackTrace: [] }),
      });
    case 'refuses':
      return send(outgoing, refusal(request.protocol, reply));
    case 'page':
      outgoing.writeHead(reply.status, { 'content-type': 'text/html', ...reply.headers }).end(reply.body);
      return;
    case 'drop':
      outgoing.destroy();
      return;
    case 'cut':
      outgoing.writeHead(200, { ...REQUEST_ID, 'content-length': 1000 });
      outgoing.write('{"half":', () => outgoing.destroy());
      return;
    case 'hang':
      return;
    case 'trickle': {
      outgoing.writeHead(200, REQUEST_ID);
      const timer = setInterval(() => outgoing.write(' '), 10);
      outgoing.once('close', () => clearInterval(timer));
    }
  }
}

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string;
}

const REQUEST_ID = { 'x-fc-request-id': '1-6745-request' };

function refusal(protocol: '2.0' | '3.0', { status, code, message, lowerCase }: FcRefusal): Answer {
  const requestId = REQUEST_ID['x-fc-request-id'];
  const old =
    lowerCase === true ? { errorCode: code, errorMessage: message } : { ErrorCode: code, ErrorMessage: message };
  const body = protocol === '2.0' ? old : { Code: code, Message: message, RequestId: requestId };
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

function send(outgoing: ServerResponse, { status, headers, body }: Answer): void {
  outgoing.writeHead(status, { ...REQUEST_ID, ...headers }).end(body);
}

function logOf(log = ''): Record<string, string> {
  return log === '' ? {} : { 'x-fc-log-result': Buffer.from(log).toString('base64') };
}
