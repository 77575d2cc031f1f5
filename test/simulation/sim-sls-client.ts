import { Agent } from 'node:http';
import { createScrub } from '../../src/adapters/domain-api-scrub.ts';
import { type SlsAnswer, slsAnswerOf } from '../../src/adapters/sls-answer.ts';
import { notAsked, SLS_TIMEOUTS, tryAgain } from '../../src/adapters/sls-calls.ts';
import { type SlsClient, type SlsRoute, WRITE_ATTEMPTS_MAX } from '../../src/adapters/sls-client.ts';
import type { SlsOutcome } from '../../src/adapters/sls-http.ts';
import type { SlsLogGroup } from '../../src/adapters/sls-protobuf.ts';
import { CloudError } from '../../src/model/cloud-error.ts';
import { MINUTE_MS, SECOND_MS } from '../../src/model/time.ts';
import type { Faults } from './faults.ts';
import { KEYS } from './keys.ts';
import type { SimProcess } from './sim-process.ts';
import type { SimTime } from './sim-time.ts';

const SKEW_MS_MAX = 15 * MINUTE_MS;
const SHARD_ID = 0;
const CREATED_MS = Date.parse('2026-01-01T00:00:00Z');
const SCRUB = createScrub(KEYS);

/** As the service itself says what is wrong. */
export interface ServiceError {
  readonly httpStatus: number;
  readonly code: string;
}

/** The logstore behind the client. */
export interface LogStore {
  readonly isReachable: boolean;
  readonly length: number;
  /** What it turns this action away with for the time being; null when it does not. */
  refusalOf(action: string): ServiceError | null;
  /** False when a write with a higher sequence id was there before. */
  store(group: SlsLogGroup, sequenceId: number | undefined): boolean;
  /** The groups from a place on that can be seen; none behind one that cannot. */
  seenFrom(place: number, countMax: number): SlsLogGroup[];
  /** The place of the first group received at or after that second. */
  placeFrom(second: number): number;
}

interface LogParts {
  readonly log: LogStore;
  readonly time: SimTime;
  readonly faults: Faults;
  readonly deadlineMs: number;
}

type SlsFailure = Extract<SlsAnswer, { ok: false }>;
type Answered<T> = { readonly ok: true; readonly value: T } | SlsFailure;

/** What one process uses in the place of the client over HTTP: the same rules for what is tried again, and for what an answer means. */
export function simSlsClient(process: SimProcess, parts: LogParts): SlsClient {
  const { log, time, faults, deadlineMs } = parts;
  const turnedAway = (action: string): SlsFailure | null => {
    if (!log.isReachable) return broken(action, null);
    if (Math.abs(process.skewMs) > SKEW_MS_MAX) return refused(action, SKEWED);
    const refusal = log.refusalOf(action);
    return refusal === null ? null : refused(action, refusal);
  };
  const once = async <T>(action: string, work: () => Answered<T>): Promise<Answered<T>> =>
    await process.deed(5 + Math.floor(faults.row('log-seen-late').next() * 20), () => {
      const failure = turnedAway(action);
      if (failure !== null) return failure;
      return faults.strikes('log-slow', 0.01) ? slowly(action, work, parts) : answered(action, work, faults);
    });
  const retried = async <T>(action: string, work: () => Answered<T>, first: Answered<T>, attemptsMax?: number) => {
    let known: Answered<T> | null = first;
    const attempt = async (): Promise<T> => {
      const answer = known ?? (await once(action, work));
      known = null;
      if (!answer.ok) throw new CloudError(answer.fields);
      return answer.value;
    };
    const random = (): number => faults.row('log-unreachable').next();
    return await tryAgain(action, attempt, { clock: process.clock, random, deadlineMs }, attemptsMax);
  };
  /** Nearly always the first attempt succeeds; only else is it worth to set up more of them. */
  const read = async <T>(action: string, value: () => T): Promise<T> => {
    const work = (): Answered<T> => ({ ok: true, value: value() });
    const first = await once(action, work);
    return first.ok ? first.value : await retried(action, work, first);
  };
  /** What never changes is told at once: when it is asked makes no difference to anybody, and it is half of all calls. */
  const tell = async <T>(action: string, value: T): Promise<T> =>
    turnedAway(action) === null ? value : await read(action, () => value);
  return {
    async putLogsOnce(group, route) {
      const answer = await once('PutLogs', () => put(group, route, parts));
      if (!answer.ok) return answer;
      return { ok: true, reply: { headers: {}, body: EMPTY, requestId: 'sim', serverMs: time.nowMs } };
    },
    putLogs: async (group, route) => {
      const work = (): Answered<null> => put(group, route, parts);
      await retried('PutLogs', work, await once('PutLogs', work), WRITE_ATTEMPTS_MAX);
    },
    listShards: async () =>
      await tell('ListShards', [{ shardId: SHARD_ID, status: 'readwrite', createdMs: CREATED_MS }]),
    getLogStore: async () => await tell('GetLogStore', { ttlDays: 3650, serverMs: time.nowMs }),
    getCursor: async (_shardId, from) =>
      await tell('GetCursor', String(from === 'begin' ? 0 : from === 'end' ? log.length : log.placeFrom(from))),
    cursorTimeMs: async () => await read('GetCursorTime', () => time.nowMs),
    pullLogs: async (_shardId, cursor, groupsMax) =>
      await read('PullLogs', () => {
        const groups = log.seenFrom(Number(cursor), groupsMax);
        const nextCursor = String(Number(cursor) + groups.length);
        const saysEnd = log.seenFrom(Number(nextCursor), 1).length === 0;
        return { groups, nextCursor, byteCount: groups.length * 300, saysEnd };
      }),
  };
}

const EMPTY = Buffer.alloc(0);
/** Nothing of it is looked at but its time-outs. */
const EXCHANGE = { method: 'POST', path: '/', headers: {}, body: null, agent: new Agent(), bytesMax: 0 };

function put(group: SlsLogGroup, { sequenceId }: SlsRoute, { log, time, faults }: LogParts): Answered<null> {
  if (faults.strikes('log-write-lost', 0.03)) return broken('PutLogs', null);
  if (faults.strikes('log-write-late', 0.03)) {
    const lateMs = faults.row('log-write-late').between(SECOND_MS, 10 * MINUTE_MS);
    time.at(time.nowMs + lateMs, () => void log.store(group, sequenceId));
    return broken('PutLogs', null);
  }
  const isStored = log.store(group, sequenceId);
  if (faults.strikes('log-answer-lost', 0.04)) return broken('PutLogs', null);
  return isStored ? { ok: true, value: null } : refused('PutLogs', { httpStatus: 400, code: 'InvalidSequenceId' });
}

/** The work is done, or not, and the answer is not what was asked for. */
function answered<T>(action: string, work: () => Answered<T>, faults: Faults): Answered<T> {
  if (faults.strikes('log-server-error', 0.008)) {
    const row = faults.row('log-server-error');
    if (row.happens(0.5)) work();
    return row.pick([
      refused(action, { httpStatus: 500, code: 'InternalServerError' }),
      refused(action, { httpStatus: 503, code: 'ServerBusy' }),
      failureOf(action, { kind: 'answer', httpStatus: 502, headers: {}, body: Buffer.from('<h1>502</h1>') }),
    ]);
  }
  const answer = work();
  if (!answer.ok || !faults.strikes('log-unreadable', 0.008)) return answer;
  const fields = notAsked(action, 'the answer is cut off', 'sim');
  return { ok: false, fields, named: false, sent: true, serverMs: null };
}

/** The request is long on its way, or the answer: too long for the client, now and then, and then a write may land all the same. */
async function slowly<T>(action: string, work: () => Answered<T>, { time, faults }: LogParts): Promise<Answered<T>> {
  const row = faults.row('log-slow');
  const [slowMs, isAnswerSlow] = [row.between(SECOND_MS, 40 * SECOND_MS), row.happens(0.5)];
  const patienceMs = SLS_TIMEOUTS.connectMs + SLS_TIMEOUTS.readMs;
  const waits = async (): Promise<void> => await time.clock.sleep(Math.min(slowMs, patienceMs));
  if (isAnswerSlow) {
    const answer = answered(action, work, faults);
    await waits();
    return slowMs > patienceMs ? broken(action, 'overall') : answer;
  }
  if (slowMs > patienceMs) time.at(time.nowMs + slowMs, () => void work());
  await waits();
  return slowMs > patienceMs ? broken(action, 'overall') : answered(action, work, faults);
}

/** No answer came: the connection broke, or the client gave up. */
function broken(action: string, ranOut: 'overall' | null): SlsFailure {
  const error = ranOut === null ? { code: 'ECONNRESET' } : null;
  return failureOf(action, { kind: 'failed', error, httpStatus: 0, ranOut, sent: true });
}

const SKEWED: ServiceError = { httpStatus: 403, code: 'RequestTimeTooSkewed' };

/** Errors of the real service repeat the request now and then: no output of ours may. */
function refused(action: string, { httpStatus, code }: ServiceError): SlsFailure {
  const errorMessage = `${code}: AccessKeyId=${KEYS.accessKeyId}&Signature=${KEYS.accessKeySecret}`;
  const body = Buffer.from(JSON.stringify({ errorCode: code, errorMessage }));
  return failureOf(action, { kind: 'answer', httpStatus, headers: { 'x-log-requestid': 'sim' }, body });
}

function failureOf(action: string, outcome: SlsOutcome): SlsFailure {
  const answer = slsAnswerOf(action, { ...EXCHANGE, ...SLS_TIMEOUTS }, outcome, SCRUB);
  if (answer.ok) throw new TypeError(`the simulation took ${action} for failed, the product did not`);
  return answer;
}
