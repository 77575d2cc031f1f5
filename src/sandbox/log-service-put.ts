import { ApiError } from './api-error.ts';
import { EMPTY_ANSWER, type LogAnswer, type LogCallContext, logstoreOf } from './log-service-call.ts';
import { checkLogGroup } from './log-service-check.ts';
import { parameterInvalid } from './log-service-errors.ts';
import { rawBody } from './log-service-gateway.ts';
import { decodeLogGroup } from './log-service-groups.ts';
import type { LogRequest } from './log-service-request.ts';
import { type GroupToStore, storeGroup } from './log-service-store.ts';

/** Java's Integer: what every client can send. */
const SEQID_MAX = 2_147_483_647;

/** PutLogs in its forms: any shard, by hash key in the address or in a header, and with a sequence id. */
export function putLogs(context: LogCallContext): LogAnswer {
  const { request, world, clocksMs, record } = context;
  const logstore = logstoreOf(context);
  const contentType = request.headers['content-type'] ?? '';
  if (contentType !== 'application/x-protobuf') {
    throw new ApiError('InvalidContentType', 415, `Content-Type ${contentType} is unsupported.`);
  }
  const { bodyBytesMax, logCountMax } = world.profile;
  const write: GroupToStore = { group: decodeLogGroup(rawBody(request, bodyBytesMax)), ...routingOf(request) };
  if (record !== null) Object.assign(record, { logCount: write.group.logs.length });
  checkLogGroup(write.group, logCountMax, clocksMs);
  storeGroup(logstore, write, {
    nowMs: context.nowMs,
    seenAfterMs: context.seenAfterMs ?? drawSeenAfterMs(context),
    seqidState: world.options.seqidState,
    chance: context.chance,
  });
  return EMPTY_ANSWER;
}

/** Where a write goes and on what condition; throws ParameterInvalid. */
export function routingOf({ path, query, headers }: LogRequest): Pick<GroupToStore, 'hashKey' | 'seqid'> {
  if (path.endsWith('/shards/route')) return { hashKey: hashKeyOf(query.get('key') ?? ''), seqid: seqidOf(query) };
  const hashKey = headers['x-log-hashkey'];
  return { hashKey: hashKey === undefined ? null : hashKeyOf(hashKey), seqid: null };
}

function hashKeyOf(text: string): string {
  if (/^[0-9a-f]{32}$/i.test(text)) return text;
  throw parameterInvalid(`The hash key ${text} is not 32 hex digits.`);
}

/** 0 is none. */
function seqidOf(query: LogRequest['query']): number | null {
  const text = query.get('seqid') ?? '0';
  const seqid = Number(text);
  if (/^\d{1,10}$/.test(text) && seqid <= SEQID_MAX) return seqid === 0 ? null : seqid;
  throw parameterInvalid(`The sequence id ${text} is not a number up to ${SEQID_MAX}.`);
}

function drawSeenAfterMs({ world, chance }: LogCallContext): number {
  const late = chance.happens(world.profile.seenLateChance);
  const drawnMs = chance.between(Math.min(50, world.profile.seenLateMsMax), world.profile.seenLateMsMax);
  return world.options.visibleAfterMs ?? (late ? drawnMs : 0);
}
