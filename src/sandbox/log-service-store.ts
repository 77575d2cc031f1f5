import { assert } from '../lib/assert.ts';
import { ApiError } from './api-error.ts';
import type { Chance } from './chance.ts';
import type { JsonObject } from './json.ts';
import { encodeListElement, type LogGroup } from './log-service-groups.ts';
import type { SeqidWorld } from './log-service-options.ts';
import { firstShards, keepUp, type Shard, type StoredGroup, shardOfKey } from './log-service-shards.ts';

/** What a logstore is set to; names as on the wire. */
export interface LogstoreSettings {
  readonly ttl: number;
  readonly autoSplit: boolean;
  readonly maxSplitShard: number;
  readonly enable_tracking: boolean;
  readonly appendMeta: boolean;
  readonly enableModify: boolean;
  readonly mode: string;
}

/** JSON kept as it was sent. */
export interface KeptJson {
  readonly fields: JsonObject;
  readonly createdMs: number;
  readonly modifiedMs: number;
}

export interface Logstore {
  readonly name: string;
  readonly createdMs: number;
  modifiedMs: number;
  /** Before that, calls that write or read do not know it. */
  readonly usableFromMs: number;
  settings: LogstoreSettings;
  readonly shards: Shard[];
  /** Of all shards, in the order in which they were taken. */
  readonly groups: StoredGroup[];
  /** The last sequence id of each hash key. */
  readonly seqids: Map<string, number>;
  index: KeptJson | null;
}

export interface NewLogstore {
  readonly name: string;
  readonly shardCount: number;
  readonly settings: LogstoreSettings;
  readonly nowMs: number;
  readonly usableFromMs: number;
}

/** A logstore without a log. */
export function createLogstore(wanted: NewLogstore, chance: Chance): Logstore {
  const { name, shardCount, settings, nowMs, usableFromMs } = wanted;
  return {
    name,
    createdMs: nowMs,
    modifiedMs: nowMs,
    usableFromMs,
    settings,
    shards: firstShards(shardCount, nowMs, chance),
    groups: [],
    seqids: new Map(),
    index: null,
  };
}

/** What a write wants: null as hash key is any shard, null as sequence id is no condition. */
export interface GroupToStore {
  readonly group: LogGroup;
  readonly hashKey: string | null;
  readonly seqid: number | null;
}

export interface Arrival {
  readonly nowMs: number;
  readonly seenAfterMs: number;
  readonly seqidState: SeqidWorld;
  readonly chance: Chance;
}

/** Takes a group at the end of its shard, or throws InvalidSequenceId. */
export function storeGroup(logstore: Logstore, write: GroupToStore, arrival: Arrival): StoredGroup {
  const { hashKey, seqid } = write;
  spendSeqid(logstore, write, arrival.seqidState);
  const open = logstore.shards.filter((shard) => shard.status === 'readwrite');
  const shard = hashKey === null ? arrival.chance.pick(open) : shardOfKey(open, hashKey.toLowerCase());
  const last = shard.groups.at(-1);
  const receivedMs = Math.max(arrival.nowMs, last?.receivedMs ?? 0);
  const stored: StoredGroup = {
    shardId: shard.id,
    place: shard.groups.length,
    bytes: encodeListElement(logstore.settings.appendMeta ? withMeta(write.group, receivedMs) : write.group),
    logCount: write.group.logs.length,
    receivedMs,
    visibleAtMs: Math.max(receivedMs + arrival.seenAfterMs, last?.visibleAtMs ?? 0),
    hashKey,
    seqid,
  };
  shard.groups.push(stored);
  logstore.groups.push(stored);
  keepUp(shard, arrival.nowMs, logstore.settings.ttl);
  return stored;
}

/** The shard as it is now, or ShardNotExist. */
export function shardById(logstore: Logstore, id: number, nowMs: number): Shard {
  const shard = logstore.shards.find((one) => one.id === id);
  if (shard === undefined) throw new ApiError('ShardNotExist', 400, `shard ${id} does not exist`);
  keepUp(shard, nowMs, logstore.settings.ttl);
  return shard;
}

/** Lets everything be seen that was held back. */
export function revealAll(logstore: Logstore, nowMs: number): void {
  for (const group of logstore.groups) group.visibleAtMs = Math.min(group.visibleAtMs, nowMs);
}

/** The group at a place of a shard. */
export function groupAt(shard: Shard, place: number): StoredGroup {
  const group = shard.groups[place];
  assert(group !== undefined, 'a place between keptFrom and visibleTo holds a group');
  return group;
}

function spendSeqid({ seqids }: Logstore, { hashKey, seqid }: GroupToStore, state: SeqidWorld): void {
  if (hashKey === null || seqid === null) return;
  const last = seqids.get(hashKey) ?? 0;
  if (state === 'enforced' && seqid <= last) {
    const message = `sequence id is lower than expected, hash_key=${hashKey},current sequence_id=${last},requested sequence_id=${seqid}`;
    throw new ApiError('InvalidSequenceId', 400, message);
  }
  seqids.set(hashKey, Math.max(seqid, last));
}

function withMeta(group: LogGroup, receivedMs: number): LogGroup {
  const receivedS = String(Math.floor(receivedMs / 1000));
  const meta = [
    { key: '__client_ip__', value: '127.0.0.1' },
    { key: '__receive_time__', value: receivedS },
  ];
  return { ...group, tags: [...group.tags, ...meta] };
}
