import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** What the server does with one request. It has always read the whole request before. */
export type LoopbackStep =
  | {
      readonly reply: unknown;
      readonly status?: number;
      readonly headers?: Record<string, string>;
      readonly afterMs?: number;
    }
  | { readonly text: string | ((request: LoopbackRequest) => string); readonly status?: number }
  /** Closes the connection without a word. */
  | { readonly drop: true }
  /** Promises more than it sends, then closes the connection. */
  | { readonly cut: string }
  /** Never answers. */
  | { readonly hang: true }
  /** Answers one octet at a time and never ends. */
  | { readonly trickleEveryMs: number };

export interface LoopbackRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** The form body, decoded. */
  readonly params: Readonly<Record<string, string>>;
  /** From 1; the same number means the same connection. */
  readonly connection: number;
}

export interface Loopback {
  readonly url: string;
  readonly requests: LoopbackRequest[];
  /** Connections that are open now. */
  openConnections(): number;
  /** Ends every connection, as a peer does while we are frozen. */
  dropConnections(): void;
  close(): Promise<void>;
}

/**
 * A server on 127.0.0.1 that answers request after request by the script, and then by its last step again and again. A function
 * decides by the request.
 */
export async function startLoopback(
  script: readonly LoopbackStep[] | ((request: LoopbackRequest) => LoopbackStep),
): Promise<Loopback> {
  const requests: LoopbackRequest[] = [];
  const sockets = new Map<Socket, number>();
  let connectionCount = 0;
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (part: Buffer) => chunks.push(part));
    incoming.on('end', () => {
      const request = recorded(incoming, Buffer.concat(chunks).toString('utf8'), sockets.get(incoming.socket) ?? 0);
      requests.push(request);
      const step = typeof script === 'function' ? script(request) : (script[requests.length - 1] ?? script.at(-1));
      if (step === undefined) throw new Error('the script is empty');
      perform(step, request, outgoing);
    });
  });
  server.on('connection', (socket) => {
    connectionCount += 1;
    sockets.set(socket, connectionCount);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  const dropConnections = (): void => {
    for (const socket of sockets.keys()) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    openConnections: () => sockets.size,
    dropConnections,
    async close() {
      dropConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function recorded(incoming: IncomingMessage, body: string, connection: number): LoopbackRequest {
  const { method = '', url = '', headers } = incoming;
  return { method, url, headers, body, params: Object.fromEntries(new URLSearchParams(body)), connection };
}

function perform(step: LoopbackStep, request: LoopbackRequest, outgoing: ServerResponse): void {
  if ('hang' in step) return;
  if ('drop' in step) {
    outgoing.destroy();
  } else if ('cut' in step) {
    outgoing.writeHead(200, { 'content-type': 'application/json', 'content-length': step.cut.length + 100 });
    outgoing.write(step.cut, () => outgoing.destroy());
  } else if ('trickleEveryMs' in step) {
    const timer = setInterval(() => outgoing.write(' '), step.trickleEveryMs);
    outgoing.once('close', () => clearInterval(timer));
  } else if ('text' in step) {
    const text = typeof step.text === 'string' ? step.text : step.text(request);
    outgoing.writeHead(step.status ?? 200, { 'content-type': 'text/html' }).end(text);
  } else {
    const { status = 200, headers = {}, afterMs = 0 } = step;
    const answer = () =>
      outgoing.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(step.reply));
    setTimeout(answer, afterMs);
  }
}
