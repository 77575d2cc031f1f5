import type { Agent } from 'node:http';
import type { Credentials } from '../config/config.ts';
import type { Clock, Random } from '../lib/clock.ts';
import { retry } from '../lib/retry.ts';
import { CloudError, type CloudErrorFields, type CloudErrorKind, timeLeftError } from '../model/cloud-error.ts';
import { createScrub } from './domain-api-scrub.ts';
import { type SlsAnswer, type SlsReply, slsAnswerOf } from './sls-answer.ts';
import { type SlsExchange, type SlsWay, slsWay } from './sls-http.ts';
import { contentMd5, slsAuthorization } from './sls-signature.ts';

export interface SlsTimeouts {
  readonly connectMs: number;
  /** From the connection to the end of the answer. */
  readonly readMs: number;
}

export interface SlsOptions {
  /** Regional base URL. The Host is `<project>.<endpoint host>`. */
  readonly endpoint: string;
  readonly project: string;
  readonly credentials: Credentials;
  readonly clock: Clock;
  readonly random: Random;
  /** Epoch milliseconds after which nothing is tried again. */
  readonly deadlineMs: number;
  /** Told of every attempt just before it is made. Must not throw. */
  readonly onCall?: (action: string) => void;
  readonly timeouts?: SlsTimeouts;
  /** What carries the calls instead of sockets, for worlds without them. */
  readonly makeWay?: (endpoint: string, project: string | null) => SlsWay;
}

/** One call. The query's values are as they are before percent-encoding. */
export interface SlsCall {
  /** As the documentation names it. */
  readonly action: string;
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: { readonly bytes: Buffer; readonly type: string };
  /** Sent to the region's own host, without a project in front. */
  readonly outsideProject?: boolean;
}

type SignedCall = Pick<SlsExchange, 'method' | 'path' | 'headers' | 'body'>;

/** A reply that was read, or why it is not what was asked for. */
export type SlsParsed<T> = { readonly value: T } | { readonly unreadable: string };

export interface SlsCalls {
  /**
   * Tries again where that is safe and promising. For reads, and for writes that may be stored twice. A reply that `parse` cannot
   * read counts as a failed attempt. Throws a CloudError when attempts or time are used up.
   */
  retried<T>(call: SlsCall, parse: (reply: SlsReply) => SlsParsed<T>, attemptsMax?: number): Promise<T>;
  /** At most one attempt, on a connection of its own. Never throws. */
  once(call: SlsCall): Promise<SlsAnswer>;
}

export const SLS_TIMEOUTS: SlsTimeouts = { connectMs: 5000, readMs: 15_000 };
const RETRIED: readonly CloudErrorKind[] = ['throttled', 'transient', 'no-answer', 'unreadable'];
/** One log group may have 10 MB. */
const ANSWER_BYTES_MAX = 32 * 1024 * 1024;

/** The calls of one project, signed with these keys. They stay inside it, and no error repeats them. Makes no call yet. */
export function createSlsCalls(options: SlsOptions): SlsCalls {
  const scrub = createScrub(options.credentials);
  const makeWay = options.makeWay ?? slsWay;
  const way = makeWay(options.endpoint, options.project);
  const outsideWay = makeWay(options.endpoint, null);
  const timeouts = options.timeouts ?? SLS_TIMEOUTS;
  const agents = new Map<SlsWay, Agent>();

  const attempt = async (call: SlsCall, own: boolean): Promise<SlsAnswer> => {
    options.onCall?.(call.action);
    const on = call.outsideProject === true ? outsideWay : way;
    const agent = own ? on.newAgent(false) : (agents.get(on) ?? on.newAgent(true));
    if (!own) agents.set(on, agent);
    try {
      const exchange = { ...signed(call, options), agent, ...timeouts, bytesMax: ANSWER_BYTES_MAX };
      return slsAnswerOf(call.action, exchange, await on.exchange(exchange), scrub);
    } finally {
      if (own) agent.destroy();
    }
  };
  return {
    async retried(call, parse, attemptsMax) {
      const one = async () => read(call.action, await attempt(call, false), parse);
      return await tryAgain(call.action, one, options, attemptsMax);
    },
    // A kept connection may be dead without our knowing, and its reset could not be told from a lost answer.
    once: async (call) => await attempt(call, true),
  };
}

/** Makes the attempt until it succeeds, or it is neither safe nor promising to make it again: by these rules on every way to the service. */
export async function tryAgain<T>(
  action: string,
  attempt: () => Promise<T>,
  { clock, random, deadlineMs }: Pick<SlsOptions, 'clock' | 'random' | 'deadlineMs'>,
  attemptsMax = 6,
): Promise<T> {
  const outOfTime = (last: unknown): Error => outOfTimeError(action, last);
  return await retry(attempt, { clock, random, deadlineMs, attemptsMax, outOfTime, adviceFor });
}

/** What ended the attempts when time ran out: the last failure, or that there was no time for a first one. */
export function outOfTimeError(action: string, last: unknown): Error {
  return last instanceof Error ? last : timeLeftError(action, undefined);
}

/** An error of our own making about a reply that is not what was asked for. */
export function notAsked(action: string, detail: string, requestId: string): CloudErrorFields {
  return { kind: 'unreadable', action, code: 'NotAsked', httpStatus: 200, requestId, detail, ramAction: '' };
}

function read<T>(action: string, answer: SlsAnswer, parse: (reply: SlsReply) => SlsParsed<T>): T {
  if (!answer.ok) throw new CloudError(answer.fields);
  const parsed = parse(answer.reply);
  if ('unreadable' in parsed) throw new CloudError(notAsked(action, parsed.unreadable, answer.reply.requestId));
  return parsed.value;
}

function adviceFor(error: unknown): 'give-up' | { waitMsMin: number } {
  // The same answer would be too long again.
  if (!(error instanceof CloudError) || error.fields.code === 'TooLong') return 'give-up';
  return RETRIED.includes(error.fields.kind) ? { waitMsMin: 0 } : 'give-up';
}

function signed(call: SlsCall, { credentials, clock }: SlsOptions): SignedCall {
  const { method, path, query = {}, body } = call;
  const token = credentials.securityToken ?? '';
  const headers = {
    date: new Date(clock.now()).toUTCString(),
    'x-log-apiversion': '0.6.0',
    'x-log-signaturemethod': 'hmac-sha1',
    ...bodyHeaders(body),
    ...(token === '' ? {} : { 'x-acs-security-token': token }),
    ...call.headers,
  };
  const authorization = slsAuthorization({ method, path, query, headers }, credentials);
  return { method, path: wirePath(path, query), headers: { ...headers, authorization }, body: body?.bytes ?? null };
}

function bodyHeaders(body: SlsCall['body']): Record<string, string> {
  if (body === undefined) return { 'x-log-bodyrawsize': '0' };
  const { bytes, type } = body;
  return { 'x-log-bodyrawsize': String(bytes.length), 'content-type': type, 'content-md5': contentMd5(bytes) };
}

function wirePath(path: string, query: Readonly<Record<string, string>>): string {
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  const pairs = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return pairs.length === 0 ? encoded : `${encoded}?${pairs.join('&')}`;
}
