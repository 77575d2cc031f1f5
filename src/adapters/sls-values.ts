import { asRow, count, integer, text } from './domain-api-values.ts';
import { parseRow, type SlsReply } from './sls-answer.ts';
import type { SlsParsed } from './sls-calls.ts';

export interface SlsShard {
  readonly shardId: number;
  readonly status: 'readwrite' | 'readonly';
  /** When the shard came to be: with the logstore, or by a split or a merge. */
  readonly createdMs: number;
}

export interface SlsLogStore {
  /** Days; 3650 is for ever. */
  readonly ttlDays: number;
  /** The service's clock; null when it did not tell it. */
  readonly serverMs: number | null;
}

/** The reply of ListShards. */
export function parseShards({ body }: SlsReply): SlsParsed<SlsShard[]> {
  const rows = parseList(body);
  if (rows === null) return { unreadable: 'the answer is not a list of shards' };
  const shards = rows.flatMap((row) => shardOf(row) ?? []);
  return shards.length === rows.length ? { value: shards } : { unreadable: 'a shard lacks its number or status' };
}

/** The reply of GetLogStore. */
export function parseLogStore({ body, serverMs }: SlsReply): SlsParsed<SlsLogStore> {
  const row = parseRow(body);
  const ttlDays = row === null ? null : integer(row, 'ttl');
  if (ttlDays === null || ttlDays < 1)
    return { unreadable: 'the logstore has no retention time (ttl) that can be read' };
  return { value: { ttlDays, serverMs } };
}

/** The reply of GetCursor. Half a character cannot be sent back in a URL: what is not plain text is no cursor. */
export function parseCursor({ body }: SlsReply): SlsParsed<string> {
  const row = parseRow(body);
  const cursor = row === null ? null : text(row, 'cursor');
  const isPlain = cursor !== null && /^[\x21-\x7e]+$/.test(cursor);
  return isPlain ? { value: cursor } : { unreadable: 'the answer has no cursor' };
}

/** The reply of GetCursorTime, in milliseconds. */
export function parseCursorTime({ body }: SlsReply): SlsParsed<number> {
  const row = parseRow(body);
  const seconds = row === null ? null : count(row, 'cursor_time');
  const isTime = seconds !== null && Number.isSafeInteger(seconds * 1000);
  return !isTime ? { unreadable: 'the answer has no cursor_time' } : { value: seconds * 1000 };
}

function shardOf(value: unknown): SlsShard | null {
  const row = asRow(value);
  if (row === null) return null;
  const shardId = count(row, 'shardID');
  const createdS = integer(row, 'createTime');
  const status = text(row, 'status')?.toLowerCase();
  if (shardId === null) return null;
  // An unknown time counts as just now: beside another shard that is a split inside the horizon.
  const createdMs = createdS === null || createdS < 1 ? Number.MAX_SAFE_INTEGER : createdS * 1000;
  return status === 'readwrite' || status === 'readonly' ? { shardId, status, createdMs } : null;
}

/** The body as a JSON list; null when it is anything else. */
export function parseList(body: Buffer): readonly unknown[] | null {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return Array.isArray(value) ? (value as readonly unknown[]) : null;
  } catch {
    // Not JSON is an expected answer here: the caller says what was expected.
    return null;
  }
}
