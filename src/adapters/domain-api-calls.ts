import type { Clock, Random } from '../lib/clock.ts';
import { createRate, type Rate, type RateTicket } from '../lib/rate.ts';
import { retry } from '../lib/retry.ts';
import { CloudError, type CloudErrorKind, isTimeLeft, timeLeftError } from '../model/cloud-error.ts';
import type { LabelsWanted } from '../model/domain.ts';
import { SECOND_MS, toIso } from '../model/time.ts';
import type { HoldBack } from '../submission/submitter.ts';
import { type Answer, answerOf } from './domain-api-errors.ts';
import { createScrub } from './domain-api-scrub.ts';
import type { Parsed, Row } from './domain-api-values.ts';
import {
  createPopClient,
  type PopCall,
  type PopClient,
  type PopCredentials,
  type PopParams,
} from './pop-core-client.ts';

export interface DomainApiTimeouts {
  readonly connectMs: number;
  /** From the connection to the end of the answer of a read. */
  readonly readMs: number;
  /** The same of the submission; above the gateway's own 10 s. */
  readonly submitMs: number;
}

export interface DomainApiOptions {
  /** Base URL with `http://` or `https://`. */
  readonly endpoint: string;
  readonly apiVersion: string;
  readonly credentials: PopCredentials;
  readonly lang: string;
  readonly userClientIp: string;
  /** When this process is killed, epoch milliseconds: every read has ended 15 s before, answered or not. */
  readonly deadlineMs: number;
  readonly clock: Clock;
  readonly random: Random;
  /** Told of every attempt just before it is made. Must not throw. */
  readonly onCall?: (action: string) => void;
  /** Told of every answer that asks us to slow down. Must not throw. */
  readonly onThrottled?: () => void;
  readonly timeouts?: DomainApiTimeouts;
  /** What carries the calls instead of pop-core, for worlds without sockets. */
  readonly client?: PopClient;
  /** Of each listed domain these labels are kept; absent: all. */
  readonly labelsWanted?: LabelsWanted;
}

/** The two ways to call: a read is tried again, a submission never is. */
export interface DomainApiCalls {
  /** Throws a CloudError when attempts or time are used up. A reply that `parse` cannot read counts as a failed attempt. */
  read<T>(action: string, params: PopParams, parse: (body: Row) => Parsed<T>): Promise<T>;
  /** At most one attempt, on a connection of its own, signed with the time at which `holdBack` was asked; that is when its turn has come. Never throws. */
  sendOnce(action: string, params: PopParams, holdBack: HoldBack): Promise<Answer | { readonly notSent: string }>;
}

/** `Lang` and `UserClientIp` are no parameters of these (SDK 5.0.5). */
const TAKES_NO_COMMON: ReadonlySet<string> = new Set(['QueryDomainRealTimePrice']);
const TIMEOUTS: DomainApiTimeouts = { connectMs: 5000, readMs: 15_000, submitMs: 20_000 };
/** From the end of the last read to the kill: what is known by then is still recorded, and the result returned. */
const READS_END_BEFORE_MS = 15 * SECOND_MS;
/** A read that could not last so long is not begun. */
const ATTEMPT_NEEDS_MS = SECOND_MS;
const RETRIED: readonly CloudErrorKind[] = ['throttled', 'transient', 'no-answer', 'unreadable'];
const PAUSE_MS = 1000;
/** The submission waits for its turn too, and its claim must not grow old meanwhile. */
const PAUSE_MS_MAX = 10_000;

type AttemptOnce = (
  action: string,
  params: PopParams,
  how: Pick<PopCall, 'agent' | 'connectMs' | 'readMs'>,
  ticket: RateTicket,
) => Promise<Answer>;

/** The calls of one account: one rate of calls for all, POST only, the settings' language and address on each. */
export function createDomainApiCalls(options: DomainApiOptions): DomainApiCalls {
  const client = options.client ?? createPopClient(options.endpoint, options.apiVersion, options.credentials);
  const scrub = createScrub(options.credentials);
  const rate = createRate({ clock: options.clock });
  const timeouts = options.timeouts ?? TIMEOUTS;
  const readAgent = client.newAgent(true);
  const common = {
    ...(options.lang === '' ? {} : { Lang: options.lang }),
    ...(options.userClientIp === '' ? {} : { UserClientIp: options.userClientIp }),
  };

  const attemptOnce: AttemptOnce = async (action, params, how, ticket) => {
    options.onCall?.(action);
    const call = { action, params: TAKES_NO_COMMON.has(action) ? params : { ...params, ...common }, ...how };
    const answer = answerOf(call, await client.attempt(call), scrub);
    steer(rate, ticket, answer, options.onThrottled);
    return answer;
  };

  return {
    async read(action, params, parse) {
      const { clock, random } = options;
      const readsEndMs = options.deadlineMs - READS_END_BEFORE_MS;
      let retryAfterMs = 0;
      const attempt = async () => {
        // The first one waits for its turn as well: not beyond the time in which it could still be made.
        if (rate.waitMs() + ATTEMPT_NEEDS_MS > readsEndMs - clock.now()) throw timeLeftError(action, undefined);
        const ticket = await rate.turn();
        const leftMs = readsEndMs - clock.now();
        if (leftMs < ATTEMPT_NEEDS_MS) throw timeLeftError(action, undefined);
        const answer = await attemptOnce(action, params, { agent: readAgent, ...within(leftMs, timeouts) }, ticket);
        retryAfterMs = answer.ok ? 0 : answer.retryAfterMs;
        return read(action, answer, parse);
      };
      const adviceFor = (error: unknown) =>
        // With the pause for all calls, so that a retry whose turn comes after the deadline is not begun.
        isRetried(error) ? { waitMsMin: Math.max(retryAfterMs, rate.waitMs()) } : 'give-up';
      const outOfTime = (last: unknown) => timeLeftError(action, last);
      // One more than the last instant at which an attempt may begin.
      const deadlineMs = readsEndMs - ATTEMPT_NEEDS_MS + 1;
      return await retry(attempt, { clock, random, deadlineMs, outOfTime, adviceFor });
    },
    async sendOnce(action, params, holdBack) {
      // A kept connection may be dead without our knowing, and its reset could not be told from a lost answer.
      const agent = client.newAgent(false);
      try {
        const ticket = await rate.turn();
        // Signed with the time of the last look: the gateway takes no request that was signed 15 minutes ago, so a process that is
        // paused after the look and goes on the next day is refused there.
        const signedMs = options.clock.now();
        const why = holdBack();
        if (why !== null) return { notSent: why };
        const answer = await attemptOnce(
          action,
          { ...params, Timestamp: signatureTime(signedMs) },
          { agent, connectMs: timeouts.connectMs, readMs: timeouts.submitMs },
          ticket,
        );
        return !answer.ok && !answer.sent ? { notSent: answer.fields.detail } : answer;
      } finally {
        agent.destroy();
      }
    },
  };
}

/** An `unreadable` error of our own making about a reply, or about a list which its replies could not prove whole. */
export function unreadable(action: string, code: string, detail: string, requestId = ''): CloudError {
  return new CloudError({ kind: 'unreadable', action, code, httpStatus: 200, requestId, detail, ramAction: '' });
}

function read<T>(action: string, answer: Answer, parse: (body: Row) => Parsed<T>): T {
  if (!answer.ok) throw new CloudError(answer.fields);
  const parsed = parse(answer.body);
  if ('unreadable' in parsed) throw unreadable(action, 'NotAsked', parsed.unreadable, answer.requestId);
  return parsed.value;
}

function isRetried(error: unknown): boolean {
  return error instanceof CloudError && !isTimeLeft(error) && RETRIED.includes(error.fields.kind);
}

/** `Timestamp` of the RPC signature: UTC, whole seconds. pop-core takes it instead of a time of its own. */
function signatureTime(atMs: number): string {
  return `${toIso(atMs).slice(0, 19)}Z`;
}

/** The time-outs of a read, cut down so that both together end in time. */
function within(leftMs: number, { connectMs, readMs }: DomainApiTimeouts): Pick<PopCall, 'connectMs' | 'readMs'> {
  const connecting = Math.min(connectMs, Math.floor(leftMs / 2));
  return { connectMs: connecting, readMs: Math.min(readMs, leftMs - connecting) };
}

function steer(rate: Rate, ticket: number, answer: Answer, onThrottled: (() => void) | undefined): void {
  if (answer.ok) {
    rate.succeeded();
  } else if (answer.fields.kind === 'throttled' || answer.fields.httpStatus === 429) {
    rate.throttled(ticket, Math.min(PAUSE_MS_MAX, Math.max(PAUSE_MS, answer.retryAfterMs)));
    onThrottled?.();
  }
}
