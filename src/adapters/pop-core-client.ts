// oxlint-disable-next-line import/no-unassigned-import -- must run before pop-core is loaded
import './pop-core-quiet.ts';

import { type ClientRequest, Agent as HttpAgent, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
// The RPC client alone: the package's index also loads the ROA client and xml2js, 112 KB more in the bundle.
import RpcClient from '@alicloud/pop-core/lib/rpc.js';
import { assert } from '../lib/assert.ts';

/** Nothing here can be `undefined`: pop-core would send that as the text `undefined`. */
export type PopParams = Readonly<
  Record<string, string | number | readonly Readonly<Record<string, string | number>>[]>
>;

export interface PopCredentials {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken?: string;
}

export interface PopCall {
  readonly action: string;
  readonly params: PopParams;
  readonly agent: HttpAgent;
  readonly connectMs: number;
  /** From the connection to the end of the answer. */
  readonly readMs: number;
}

/**
 * What one attempt saw. `body` is the parsed JSON, also that of a service error; `failed` is an answer that could not be read
 * or none at all (`error` may hold anything, the whole body too: look at it, never keep it); `not-sent` failed before a
 * request existed. `httpStatus` is 0 when no answer began.
 */
export type PopOutcome =
  | {
      readonly kind: 'body';
      readonly body: unknown;
      readonly httpStatus: number;
      readonly headers: IncomingMessage['headers'];
    }
  | {
      readonly kind: 'failed';
      readonly error: unknown;
      readonly httpStatus: number;
      readonly headers: IncomingMessage['headers'];
      readonly ranOut: 'connect' | 'overall' | null;
    }
  | { readonly kind: 'not-sent' };

/** Makes one attempt at a time: signed, form body, no retry. Never throws for what happens after a request exists. */
export interface PopClient {
  attempt(call: PopCall): Promise<PopOutcome>;
  newAgent(keepAlive: boolean): HttpAgent;
}

/** A client with these keys. They stay inside it, and no outcome repeats them. */
export function createPopClient(endpoint: string, apiVersion: string, credentials: PopCredentials): PopClient {
  const { accessKeyId, accessKeySecret, securityToken } = credentials;
  const client = new RpcClient({
    endpoint,
    apiVersion,
    accessKeyId,
    accessKeySecret,
    ...(securityToken === undefined || securityToken === '' ? {} : { securityToken }),
  });
  return {
    attempt: async (call) => await attempt(client, call),
    newAgent: (keepAlive) =>
      endpoint.startsWith('https://')
        ? new HttpsAgent({ keepAlive, keepAliveMsecs: 3000 })
        : new HttpAgent({ keepAlive, keepAliveMsecs: 3000 }),
  };
}

interface Watch {
  request: ClientRequest | null;
  response: IncomingMessage | null;
  ranOut: 'connect' | 'overall' | null;
}

async function attempt(client: RpcClient, call: PopCall): Promise<PopOutcome> {
  const watch: Watch = { request: null, response: null, ranOut: null };
  let giveUp: (reason: Error) => void;
  const stopped = new Promise<never>((_resolve, reject) => {
    giveUp = reject;
  });
  const stop = (ranOut: 'connect' | 'overall'): void => {
    watch.ranOut ??= ranOut;
    watch.request?.destroy();
    giveUp(new Error('timed out'));
  };
  const agent = watchedAgent(call.agent, (request) => {
    watch.request = request;
    request.once('response', (response) => {
      watch.response = response;
    });
    limitConnecting(request, call.connectMs, () => stop('connect'));
  });
  // httpx's own timers do not end the connection, and an answer that trickles in may outlive them.
  const overall = setTimeout(() => stop('overall'), call.connectMs + call.readMs);
  try {
    const body = await Promise.race([
      client.request<unknown>(call.action, call.params, httpxOptions(call, agent)),
      stopped,
    ]);
    return { kind: 'body', body, httpStatus: statusOf(watch), headers: headersOf(watch) };
  } catch (error) {
    if (watch.request === null && watch.ranOut === null) return { kind: 'not-sent' };
    const body = serviceErrorBody(error);
    if (body !== null) return { kind: 'body', body, httpStatus: statusOf(watch), headers: headersOf(watch) };
    watch.request?.destroy();
    return { kind: 'failed', error, httpStatus: statusOf(watch), headers: headersOf(watch), ranOut: watch.ranOut };
  } finally {
    clearTimeout(overall);
  }
}

/**
 * `method` must be written in exactly these letters, or parameters and signature go into the URL. httpx hands its connect
 * time-out to the socket as an idle time-out, which would cut off every answer slower than the connection: so both get
 * the longer time, and connecting is limited here.
 */
function httpxOptions(call: PopCall, agent: object): object {
  return { method: 'POST', agent, connectTimeout: call.readMs, readTimeout: call.readMs };
}

/**
 * The same agent (same sockets) that also shows the request: pop-core hides it, and with it the status of an HTML page.
 * `http.request` takes any object with `addRequest` for an agent.
 */
function watchedAgent(agent: HttpAgent, onRequest: (request: ClientRequest) => void): object {
  assert(takesRequests(agent), 'an agent of node:http takes requests by addRequest');
  const watched = {
    addRequest(request: ClientRequest, options: unknown): void {
      onRequest(request);
      agent.addRequest(request, options);
    },
  };
  Object.setPrototypeOf(watched, agent);
  return watched;
}

/** Not in the typings, but what every agent of others relies on. */
interface RequestTaker {
  addRequest(request: ClientRequest, options: unknown): void;
}

function takesRequests(agent: HttpAgent): agent is HttpAgent & RequestTaker {
  return 'addRequest' in agent && typeof agent.addRequest === 'function';
}

function limitConnecting(request: ClientRequest, connectMs: number, onRanOut: () => void): void {
  request.once('socket', (socket) => {
    if (!socket.connecting) return;
    const timer = setTimeout(onRanOut, connectMs);
    socket.once('encrypted' in socket ? 'secureConnect' : 'connect', () => clearTimeout(timer));
    socket.once('close', () => clearTimeout(timer));
  });
}

function statusOf(watch: Watch): number {
  return watch.response?.statusCode ?? 0;
}

function headersOf(watch: Watch): IncomingMessage['headers'] {
  return watch.response?.headers ?? {};
}

/** pop-core throws for a reply with an error code; the reply is in `data`. Nothing else that it throws has that. */
function serviceErrorBody(error: unknown): object | null {
  if (typeof error !== 'object' || error === null || !('data' in error)) return null;
  return typeof error.data === 'object' ? error.data : null;
}
