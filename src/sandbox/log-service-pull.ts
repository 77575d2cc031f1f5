import { deflateSync } from 'node:zlib';
import { SECOND_MS } from '../model/time.ts';
import { ApiError } from './api-error.ts';
import { jsonAnswer, type LogAnswer, type LogCallContext, logstoreOf } from './log-service-call.ts';
import { parameterInvalid } from './log-service-errors.ts';
import { compressLz4 } from './log-service-lz4.ts';
import { cursorAt, placeFrom, placeOf, type Shard, type StoredGroup } from './log-service-shards.ts';
import { groupAt, shardById } from './log-service-store.ts';

const GROUP_COUNT_MAX = 1000;
/** One group at least comes, however large. */
const PULL_BYTES_MAX: number = 4 * 1024 * 1024;

/** Every shard, readonly ones too. */
export function listShards(context: LogCallContext): LogAnswer {
  const shards = logstoreOf(context).shards.map((shard) => ({
    shardID: shard.id,
    status: shard.status,
    inclusiveBeginKey: shard.begin,
    exclusiveEndKey: shard.end,
    createTime: Math.floor(shard.createdMs / SECOND_MS),
  }));
  return jsonAnswer(shards);
}

/** The cursor of `begin`, of `end`, or of the first group received at or after a time. */
export function getCursor(context: LogCallContext): LogAnswer {
  const shard = shardOf(context);
  const from = context.request.query.get('from') ?? '';
  if (from === 'begin') return jsonAnswer({ cursor: cursorAt(shard, shard.keptFrom) });
  if (from === 'end') return jsonAnswer({ cursor: cursorAt(shard, shard.visibleTo) });
  if (!/^\d{1,12}$/.test(from)) throw parameterInvalid(`from ${from} is neither begin, end nor a time in seconds.`);
  return jsonAnswer({ cursor: cursorAt(shard, placeFrom(shard, Number(from))) });
}

/** When the server received what is at a cursor; now at the end. */
export function getCursorTime(context: LogCallContext): LogAnswer {
  const shard = shardOf(context);
  const place = cursorPlace(shard, context.request.query.get('cursor'));
  const atMs = place < shard.visibleTo ? groupAt(shard, place).receivedMs : context.nowMs;
  return jsonAnswer({ cursor_time: Math.floor(atMs / SECOND_MS) });
}

/** The groups from a cursor on; the next cursor is the same at the end. */
export function pullLogs(context: LogCallContext): LogAnswer {
  const { query, headers } = context.request;
  const shard = shardOf(context);
  const from = cursorPlace(shard, query.get('cursor'));
  const groups = groupsFrom(shard, from, countOf(query.get('count'), context));
  const body = Buffer.concat(groups.map((group) => group.bytes));
  const next = from + groups.length;
  const type = compressTypeOf(headers['accept-encoding'] ?? '', context);
  const logCount = groups.reduce((sum, group) => sum + group.logCount, 0);
  return {
    status: 200,
    headers: {
      'content-type': 'application/x-protobuf',
      'x-log-cursor': cursorAt(shard, next),
      'x-log-count': String(context.world.profile.countsLogs ? logCount : groups.length),
      'x-log-bodyrawsize': String(body.length),
      'x-log-end-of-cursor': next >= shard.visibleTo ? '1' : '0',
      ...(type === null ? {} : { 'x-log-compresstype': type }),
      ...lastOf(shard, groups.at(-1)),
    },
    body: compressed(body, type),
  };
}

function shardOf(context: LogCallContext): Shard {
  return shardById(logstoreOf(context), context.route.shardId, context.nowMs);
}

/** A place that can be read; what is past the retention is left out. */
function cursorPlace(shard: Shard, cursor: string | undefined): number {
  const place = placeOf(shard, cursor ?? '');
  if (place === null) throw new ApiError('InvalidCursor', 400, `The cursor ${cursor ?? ''} is invalid.`);
  return Math.max(shard.keptFrom, Math.min(place, shard.visibleTo));
}

function countOf(text: string | undefined, { world, chance }: LogCallContext): number {
  const count = /^\d{1,4}$/.test(text ?? '') ? Number(text) : 0;
  if (count < 1 || count > GROUP_COUNT_MAX) throw parameterInvalid(`count ${text ?? ''} is not from 1 to 1000.`);
  return chance.happens(world.profile.shortPageChance) ? chance.between(1, Math.min(count, 3)) : count;
}

function groupsFrom(shard: Shard, from: number, countMax: number): StoredGroup[] {
  const groups: StoredGroup[] = [];
  let byteCount = 0;
  for (let place = from; place < shard.visibleTo && groups.length < countMax; place += 1) {
    const group = groupAt(shard, place);
    byteCount += group.bytes.length;
    if (groups.length > 0 && byteCount > PULL_BYTES_MAX) break;
    groups.push(group);
  }
  return groups;
}

type CompressType = 'lz4' | 'deflate' | null;

/** The first of the accepted that is known here; gzip and others are passed over, as no answer is ever made with them. */
function compressTypeOf(accepted: string, { world, chance }: LogCallContext): CompressType {
  const unasked = chance.happens(world.profile.unaskedLz4Chance);
  const names = accepted.split(',').map((name) => name.trim().toLowerCase());
  const known = names.find((name) => name === 'lz4' || name === 'deflate');
  if (known === 'lz4' || known === 'deflate') return known;
  if (names.includes('zstd')) throw new ApiError('InvalidCompressType', 400, 'The sandbox does not know zstd.');
  return unasked ? 'lz4' : null;
}

function compressed(body: Buffer, type: CompressType): Uint8Array {
  if (body.length === 0 || type === null) return body;
  return type === 'lz4' ? compressLz4(body) : deflateSync(body);
}

function lastOf(shard: Shard, last: StoredGroup | undefined): Record<string, string> {
  if (last === undefined) return {};
  return {
    'x-log-read-last-cursor': cursorAt(shard, last.place),
    'x-log-cursor-time': String(Math.floor(last.receivedMs / SECOND_MS)),
  };
}
