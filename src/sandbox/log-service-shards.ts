import { assert } from '../lib/assert.ts';
import { DAY_MS } from '../model/time.ts';
import type { Chance } from './chance.ts';

/** One LogGroup as it was taken, at its place in its shard. */
export interface StoredGroup {
  readonly shardId: number;
  /** Counted from 0 in its shard. */
  readonly place: number;
  /** An element of a LogGroupList, ready to be sent. */
  readonly bytes: Buffer;
  readonly logCount: number;
  /** The server's clock; never before that of the group in front of it. */
  readonly receivedMs: number;
  /** When it can be pulled; never before the group in front of it. */
  visibleAtMs: number;
  readonly hashKey: string | null;
  readonly seqid: number | null;
}

/** One shard: it takes the hash keys from `begin` up to, but not including, `end`. */
export interface Shard {
  readonly id: number;
  status: 'readwrite' | 'readonly';
  readonly begin: string;
  readonly end: string;
  readonly createdMs: number;
  /** The cursor of the first group ever; the next ones follow one by one. */
  readonly firstCursor: bigint;
  readonly groups: StoredGroup[];
  /** Those in front are past the retention. */
  keptFrom: number;
  /** Those behind cannot be pulled yet. */
  visibleTo: number;
}

const KEY_DIGITS = 32;
const KEY_END: bigint = 16n ** 32n;

/** So many shards, each with an equal part of all keys. */
export function firstShards(count: number, nowMs: number, chance: Chance): Shard[] {
  const edge = (at: number): bigint => (KEY_END * BigInt(at)) / BigInt(count);
  return Array.from({ length: count }, (_, id) => newShard({ id, begin: edge(id), end: edge(id + 1) }, nowMs, chance));
}

/** The one shard that takes this key now. */
export function shardOfKey(shards: readonly Shard[], hashKey: string): Shard {
  const found = shards.find(
    // The end of the last range is written ff…f and takes that key too.
    (shard) => shard.status === 'readwrite' && shard.begin <= hashKey && (hashKey < shard.end || isLast(shard)),
  );
  assert(found !== undefined, 'every key belongs to one readwrite shard');
  return found;
}

/** Splits a shard in the middle; it becomes readonly. False when there is no such readwrite shard. */
export function splitOne(shards: Shard[], shardId: number, nowMs: number, chance: Chance): boolean {
  const parent = shards.find((shard) => shard.id === shardId && shard.status === 'readwrite');
  if (parent === undefined) return false;
  const [begin, end] = [keyOf(parent.begin), isLast(parent) ? KEY_END : keyOf(parent.end)];
  const middle = (begin + end) / 2n;
  parent.status = 'readonly';
  shards.push(newShard({ id: shards.length, begin, end: middle }, nowMs, chance));
  shards.push(newShard({ id: shards.length, begin: middle, end }, nowMs, chance));
  return true;
}

/** Merges a shard with its neighbour to the right; both become readonly. False when one of them is not readwrite. */
export function mergeTwo(shards: Shard[], shardId: number, nowMs: number, chance: Chance): boolean {
  const open = shards.filter((shard) => shard.status === 'readwrite');
  const left = open.find((shard) => shard.id === shardId);
  const right = open.find((shard) => left !== undefined && !isLast(left) && shard.begin === left.end);
  if (left === undefined || right === undefined) return false;
  left.status = 'readonly';
  right.status = 'readonly';
  const end = isLast(right) ? KEY_END : keyOf(right.end);
  shards.push(newShard({ id: shards.length, begin: keyOf(left.begin), end }, nowMs, chance));
  return true;
}

/** Brings what is kept and what can be seen up to date. */
export function keepUp(shard: Shard, nowMs: number, ttlDays: number): void {
  const { groups } = shard;
  while (shard.visibleTo < groups.length && (groups[shard.visibleTo]?.visibleAtMs ?? 0) <= nowMs) shard.visibleTo += 1;
  // 3650 days are for ever.
  if (ttlDays >= 3650) return;
  const keptMs = nowMs - ttlDays * DAY_MS;
  while (shard.keptFrom < shard.visibleTo && (groups[shard.keptFrom]?.receivedMs ?? keptMs) < keptMs) {
    shard.keptFrom += 1;
  }
}

/** The cursor of a place in the shard: base64 of a decimal number of 64 bits. */
export function cursorAt(shard: Shard, place: number): string {
  return Buffer.from(String(shard.firstCursor + BigInt(place))).toString('base64');
}

/** The place a cursor stands for; null when it is none of this shard. */
export function placeOf(shard: Shard, cursor: string): number | null {
  const text = Buffer.from(cursor, 'base64').toString('latin1');
  if (!/^\d{1,19}$/.test(text) || Buffer.from(text).toString('base64') !== cursor) return null;
  const place = BigInt(text) - shard.firstCursor;
  return place >= 0n && place <= BigInt(shard.groups.length) ? Number(place) : null;
}

/** The first place received at or after a time in whole seconds; the end of what can be seen when there is none. */
export function placeFrom(shard: Shard, fromS: number): number {
  let [low, high] = [shard.keptFrom, shard.visibleTo];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const receivedS = Math.floor((shard.groups[middle]?.receivedMs ?? 0) / 1000);
    if (receivedS >= fromS) high = middle;
    else low = middle + 1;
  }
  return low;
}

interface Range {
  readonly id: number;
  readonly begin: bigint;
  readonly end: bigint;
}

function newShard({ id, begin, end }: Range, nowMs: number, chance: Chance): Shard {
  return {
    id,
    status: 'readwrite',
    begin: keyText(begin),
    end: end === KEY_END ? 'f'.repeat(KEY_DIGITS) : keyText(end),
    createdMs: nowMs,
    // Beyond 2^53, as the real ones are.
    firstCursor: BigInt(Math.floor(nowMs)) * 1_000_000n + BigInt(chance.between(0, 999_999)),
    groups: [],
    keptFrom: 0,
    visibleTo: 0,
  };
}

function isLast(shard: Shard): boolean {
  return shard.end === 'f'.repeat(KEY_DIGITS);
}

function keyOf(text: string): bigint {
  return BigInt(`0x${text}`);
}

function keyText(key: bigint): string {
  return key.toString(16).padStart(KEY_DIGITS, '0');
}
