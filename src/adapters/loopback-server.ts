import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SandboxReply, SandboxRequest } from '../lib/wire.ts';

/** Answers one request. A throw is a fault of the stand-in itself and becomes a plain-text 500. */
export type LoopbackHandler = (request: SandboxRequest) => SandboxReply | Promise<SandboxReply>;

export interface LoopbackOptions {
  /** 0 or absent: any free one. */
  readonly port?: number;
}

export interface LoopbackServer {
  /** Without a slash at the end. */
  readonly url: string;
  /** Ends every connection, hanging ones too, and then the server. May be called again. */
  close(): Promise<void>;
}

/** A signed request of 1000 orders in the URL has some 200 KB: the handler says 414, not Node's own 431. */
const HEADER_BYTES_MAX = 512 * 1024;
const BODY_BYTES_MAX = 8 * 1024 * 1024;

/** Serves a handler on 127.0.0.1, and nowhere else. */
export async function serveLoopback(handle: LoopbackHandler, options: LoopbackOptions = {}): Promise<LoopbackServer> {
  const server = createServer({ maxHeaderSize: HEADER_BYTES_MAX }, (message, response) => {
    answerOne(handle, message, response).catch((cause: unknown) => {
      response.destroy(cause instanceof Error ? cause : new Error('the request could not be answered', { cause }));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : (options.port ?? 0);
  const close = async (): Promise<void> => {
    if (!server.listening) return;
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  };
  return { url: `http://127.0.0.1:${port}`, close };
}

async function answerOne(handle: LoopbackHandler, message: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await readBody(message);
  if (body === null) {
    response.writeHead(413, { 'content-type': 'text/plain', connection: 'close' }).end('request body too large\n');
    return;
  }
  const reply = await replyOf(handle, {
    method: message.method ?? 'GET',
    path: message.url ?? '/',
    headers: plainHeaders(message),
    body,
  });
  if (reply.delayMs > 0) await sleep(reply.delayMs, undefined, { ref: false });
  if (!response.destroyed) send(response, reply);
}

async function replyOf(handle: LoopbackHandler, request: SandboxRequest): Promise<SandboxReply> {
  try {
    return await handle(request);
  } catch (fault) {
    const text = fault instanceof Error ? (fault.stack ?? fault.message) : String(fault);
    return {
      status: 500,
      headers: { 'content-type': 'text/plain' },
      body: `stand-in at fault: ${text}\n`,
      delayMs: 0,
      fate: 'answer',
    };
  }
}

function send(response: ServerResponse, reply: SandboxReply): void {
  const bytes = Buffer.from(reply.body);
  switch (reply.fate) {
    case 'answer':
      response.writeHead(reply.status, { ...reply.headers, 'content-length': bytes.length }).end(bytes);
      return;
    case 'truncate':
      response.writeHead(reply.status, { ...reply.headers, 'content-length': bytes.length });
      response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.destroy());
      return;
    case 'drop':
      response.destroy();
      return;
    case 'hang':
      return;
  }
}

/** The whole body, or null when there is more of it than any real request has. */
async function readBody(message: IncomingMessage): Promise<Uint8Array | null> {
  const pieces: Buffer[] = [];
  let byteCount = 0;
  for await (const piece of message as AsyncIterable<Buffer>) {
    byteCount += piece.length;
    if (byteCount > BODY_BYTES_MAX) return null;
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

function plainHeaders(message: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(message.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return headers;
}
