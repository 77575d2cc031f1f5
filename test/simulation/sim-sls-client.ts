import type { SlsAnswer } from '../../src/adapters/sls-answer.ts';
import type { SlsClient, SlsRoute } from '../../src/adapters/sls-client.ts';
import type { SlsLogGroup } from '../../src/adapters/sls-protobuf.ts';
import { retry } from '../../src/lib/retry.ts';
import { CloudError, type CloudErrorFields, timeLeftError } from '../../src/model/cloud-error.ts';
import { MINUTE_MS, SECOND_MS } from '../../src/model/time.ts';
import type { Faults } from './faults.ts';
import type { SimProcess } from './sim-process.ts';
import type { SimTime } from './sim-time.ts';

const SKEW_MS_MAX = 15 * MINUTE_MS;
const SHARD_ID = 0;
const CREATED_MS = Date.parse('2026-01-01T00:00:00Z');
const RETRIED = ['throttled', 'transient', 'no-answer', 'unreadable'];

/** The logstore behind the client. */
export interface LogStore {
  readonly isReachable: boolean;
  readonly length: number;
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

type Answered<T> = { readonly ok: true; readonly value: T } | Extract<SlsAnswer, { ok: false }>;

/** What one process uses in the place of the client over HTTP. */
export function simSlsClient(process: SimProcess, parts: LogParts): SlsClient {
  const { log, time, deadlineMs } = parts;
  const once = async <T>(action: string, work: () => Answered<T>): Promise<Answered<T>> =>
    await process.deed(5 + Math.floor(parts.faults.row('log-seen-late').next() * 20), () => {
      if (!log.isReachable)
        return failed(action, { kind: 'no-answer', code: 'ConnectionReset', detail: 'unreachable' });
      if (Math.abs(process.skewMs) <= SKEW_MS_MAX) return work();
      return failed(action, { kind: 'credentials', code: 'RequestTimeTooSkewed', detail: 'skewed' }, 403);
    });
  const retried = async <T>(action: string, work: () => Answered<T>, attemptsMax = 6): Promise<T> =>
    await retry(
      async () => {
        const answer = await once(action, work);
        if (!answer.ok) throw new CloudError(answer.fields);
        return answer.value;
      },
      {
        clock: process.clock,
        random: () => parts.faults.row('log-unreachable').next(),
        deadlineMs,
        attemptsMax,
        outOfTime: (last) => (last instanceof Error ? last : timeLeftError(action, undefined)),
        adviceFor: (error) =>
          error instanceof CloudError && RETRIED.includes(error.fields.kind) ? { waitMsMin: 0 } : 'give-up',
      },
    );
  /** Nearly always the first attempt succeeds; only else is it worth to set up more of them. */
  const read = async <T>(action: string, value: () => T): Promise<T> => {
    const work = (): Answered<T> => ({ ok: true, value: value() });
    const first = await once(action, work);
    return first.ok ? first.value : await retried(action, work);
  };
  /** What never changes is told at once: when it is asked makes no difference to anybody, and it is half of all calls. */
  const tell = async <T>(action: string, value: T): Promise<T> =>
    log.isReachable && Math.abs(process.skewMs) <= SKEW_MS_MAX ? value : await read(action, () => value);
  return {
    async putLogsOnce(group, route) {
      const answer = await once('PutLogs', () => put(group, route, parts));
      if (!answer.ok) return answer;
      return { ok: true, reply: { headers: {}, body: EMPTY, requestId: 'sim', serverMs: time.nowMs } };
    },
    putLogs: async (group, route) => void (await retried('PutLogs', () => put(group, route, parts), 12)),
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

function put(group: SlsLogGroup, { sequenceId }: SlsRoute, { log, time, faults }: LogParts): Answered<null> {
  const lost = failed('PutLogs', { kind: 'no-answer', code: 'ConnectionReset', detail: 'no answer' });
  if (faults.strikes('log-write-lost', 0.03)) return lost;
  if (faults.strikes('log-write-late', 0.03)) {
    const lateMs = faults.row('log-write-late').between(SECOND_MS, 10 * MINUTE_MS);
    time.at(time.nowMs + lateMs, () => void log.store(group, sequenceId));
    return lost;
  }
  const isStored = log.store(group, sequenceId);
  if (faults.strikes('log-answer-lost', 0.04)) return lost;
  if (isStored) return { ok: true, value: null };
  return failed('PutLogs', { kind: 'rejected', code: 'InvalidSequenceId', detail: 'sequence id' }, 400);
}

function failed(
  action: string,
  fault: Pick<CloudErrorFields, 'kind' | 'code' | 'detail'>,
  httpStatus = 0,
): Extract<SlsAnswer, { ok: false }> {
  const fields = { action, httpStatus, requestId: httpStatus === 0 ? '' : 'sim', ramAction: '', ...fault };
  return { ok: false, fields, named: httpStatus !== 0, sent: true, serverMs: null };
}
