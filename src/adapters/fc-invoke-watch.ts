import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { ClientRequest, type IncomingMessage } from 'node:http';

/** What was seen of one exchange that somebody else's package made. */
export interface FcExchange {
  /** The body, or what the package threw (it may hold anything: it is looked at, never kept). */
  readonly end: { readonly kind: 'body'; readonly body: string } | { readonly kind: 'failed'; readonly error: unknown };
  /** Null when no answer began. */
  readonly response: IncomingMessage | null;
  /** Whether the request may have reached the service. */
  readonly sent: boolean;
  readonly ranOut: boolean;
}

interface Watch {
  request: ClientRequest | null;
  response: IncomingMessage | null;
  ranOut: boolean;
}

const CHANNEL = 'http.client.request.start';
const watches = new AsyncLocalStorage<Watch>();

/**
 * Lets a package send its one request, and ends it when the time is up. Neither package shows its request, fc2 not even the
 * answer's headers beside an error: so the request is caught where Node tells of it, among those begun by this call only.
 */
export async function watchExchange(timeoutMs: number, send: () => Promise<string>): Promise<FcExchange> {
  const watch: Watch = { request: null, response: null, ranOut: false };
  let timer: NodeJS.Timeout | undefined;
  const timeUp = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      watch.ranOut = true;
      reject(new Error('timed out'));
    }, timeoutMs);
  });
  subscribe(CHANNEL, onStart);
  let end: FcExchange['end'];
  try {
    end = { kind: 'body', body: await Promise.race([watches.run(watch, send), timeUp]) };
  } catch (error) {
    end = { kind: 'failed', error };
  }
  clearTimeout(timer);
  unsubscribe(CHANNEL, onStart);
  const sent = wasSent(watch.request);
  if (end.kind === 'failed') watch.request?.destroy();
  return { end, response: watch.response, sent, ranOut: watch.ranOut };
}

/** Node tells of a request when it is handed to a socket, which may still be connecting. */
function onStart(message: unknown): void {
  const watch = watches.getStore();
  const request: unknown = typeof message === 'object' && message !== null ? Reflect.get(message, 'request') : null;
  if (watch === undefined || !(request instanceof ClientRequest)) return;
  watch.request = request;
  request.once('response', (response) => {
    watch.response = response;
  });
}

function wasSent(request: ClientRequest | null): boolean {
  const socket = request?.socket ?? null;
  return socket !== null && !socket.connecting && Reflect.get(socket, 'secureConnecting') !== true;
}
