import { type ClientRequest, Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';

/** One exchange on the wire. `path` with its query, encoded. */
export interface SlsExchange {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | null;
  readonly agent: HttpAgent;
  readonly connectMs: number;
  /** From the connection to the end of the answer. */
  readonly readMs: number;
  /** A longer answer is given up. */
  readonly bytesMax: number;
}

/** `sent`: something may have reached the service. `httpStatus` is 0 when no answer began. */
export type SlsOutcome =
  | {
      readonly kind: 'answer';
      readonly httpStatus: number;
      readonly headers: IncomingMessage['headers'];
      readonly body: Buffer;
    }
  | {
      readonly kind: 'failed';
      readonly error: unknown;
      readonly httpStatus: number;
      readonly ranOut: 'connect' | 'overall' | null;
      readonly sent: boolean;
    };

/** The way to the endpoint, with the Host to tell it. */
export interface SlsWay {
  readonly host: string;
  newAgent(keepAlive: boolean): HttpAgent;
  /** Makes one exchange; never throws. */
  exchange(exchange: SlsExchange): Promise<SlsOutcome>;
}

/** What an answer above `bytesMax` ends with. */
export class AnswerTooLong extends Error {
  override readonly name = 'AnswerTooLong';
}

/**
 * The way to a project's host, `<project>.<endpoint host>`; without a project to the endpoint itself. Names below localhost and IP
 * addresses cannot be resolved with a project in front: those are connected to as they stand, and told the Host all the same.
 */
export function slsWay(endpoint: string, project: string | null): SlsWay {
  const url = new URL(endpoint);
  const host = project === null ? url.host : `${project}.${url.host}`;
  const hostname = isLocal(url.hostname) || project === null ? url.hostname : `${project}.${url.hostname}`;
  const secure = url.protocol === 'https:';
  const target = { hostname: hostname.replace(/^\[|\]$/g, ''), port: url.port === '' ? (secure ? 443 : 80) : url.port };
  const begin = secure ? httpsRequest : httpRequest;
  return {
    host,
    newAgent: (keepAlive) =>
      secure ? new HttpsAgent({ keepAlive, keepAliveMsecs: 3000 }) : new HttpAgent({ keepAlive, keepAliveMsecs: 3000 }),
    exchange: async (exchange) => await perform(exchange, () => begin({ ...target, ...optionsOf(exchange, host) })),
  };
}

function isLocal(hostname: string): boolean {
  return /^(?:localhost|.*\.localhost|\d+(?:\.\d+){3}|\[.*\])$/.test(hostname);
}

function optionsOf({ method, path, headers, agent, body }: SlsExchange, host: string): object {
  const length = body === null ? {} : { 'content-length': String(body.length) };
  return { method, path, agent, headers: { ...headers, ...length, host } };
}

async function perform(exchange: SlsExchange, begin: () => ClientRequest): Promise<SlsOutcome> {
  const seen: { httpStatus: number; ranOut: 'connect' | 'overall' | null; sent: boolean } = {
    httpStatus: 0,
    ranOut: null,
    sent: false,
  };
  const timers: NodeJS.Timeout[] = [];
  try {
    return await new Promise<SlsOutcome>((resolve, reject) => {
      const request = begin();
      const stop = (ranOut: 'connect' | 'overall'): void => {
        seen.ranOut ??= ranOut;
        reject(new Error('timed out'));
        request.destroy();
      };
      timers.push(setTimeout(() => stop('overall'), exchange.connectMs + exchange.readMs));
      request.once('socket', (socket) => {
        seen.sent = !socket.connecting;
        if (seen.sent) return;
        const connecting = setTimeout(() => stop('connect'), exchange.connectMs);
        timers.push(connecting);
        socket.once('encrypted' in socket ? 'secureConnect' : 'connect', () => {
          seen.sent = true;
          clearTimeout(connecting);
        });
      });
      request.on('error', reject);
      request.once('response', (response) => {
        seen.httpStatus = response.statusCode ?? 0;
        collect(response, exchange.bytesMax).then((body) => {
          resolve({ kind: 'answer', httpStatus: seen.httpStatus, headers: response.headers, body });
        }, reject);
      });
      request.end(exchange.body ?? undefined);
    });
  } catch (error) {
    return { kind: 'failed', error, ...seen };
  } finally {
    timers.forEach(clearTimeout);
  }
}

async function collect(response: IncomingMessage, bytesMax: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of response as AsyncIterable<Buffer>) {
    length += piece.length;
    if (length > bytesMax) {
      response.destroy();
      throw new AnswerTooLong(`the answer is longer than ${bytesMax} octets`);
    }
    pieces.push(piece);
  }
  return Buffer.concat(pieces, length);
}
