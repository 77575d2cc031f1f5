import { assert } from '../lib/assert.ts';
import type { SandboxReply, SandboxRequest } from '../lib/wire.ts';
import { createChance } from './chance.ts';
import type { LogServiceBooks } from './log-service-books.ts';
import type { PlantedLogFault } from './log-service-faults.ts';
import { decodeListElement } from './log-service-groups.ts';
import type { LogServiceSandboxOptions } from './log-service-options.ts';
import { createLogService } from './log-service-service.ts';
import { cursorAt, mergeTwo, type Shard, type StoredGroup, splitOne } from './log-service-shards.ts';
import { type LogServiceState, loadState, saveState } from './log-service-state.ts';
import { type Logstore, revealAll, storeGroup } from './log-service-store.ts';
import { createLogWorld, type LogWorld } from './log-service-world.ts';

/** One log as the service holds it. */
export interface SandboxLog {
  readonly shardId: number;
  /** Of its group. */
  readonly cursor: string;
  /** In its group, from 0. */
  readonly index: number;
  /** The server's clock. */
  readonly receivedMs: number;
  /** Infinity until it is revealed. */
  readonly visibleAtMs: number;
  /** The client's clock. */
  readonly timeS: number;
  readonly fields: Readonly<Record<string, string>>;
  readonly topic: string;
  readonly source: string;
  readonly hashKey: string | null;
  readonly seqid: number | null;
}

/** Logs to be put in without a request, all in one group. */
export interface LogsToAdd {
  readonly logs: readonly { readonly timeS: number; readonly fields: Readonly<Record<string, string>> }[];
  readonly hashKey?: string;
  readonly seqid?: number;
}

/**
 * A stand-in for Simple Log Service: no sockets, no clock, no timers, no chance but the seed's. Every call first brings
 * the world up to date with the clock. What has no name of a logstore means the one of the options.
 */
export interface LogServiceSandbox {
  handle(request: SandboxRequest): SandboxReply;
  /** The next matching calls fare as told, instead of by chance. */
  fault(fault: PlantedLogFault): void;
  /** Moves the sandbox's time on, ahead of the clock it was given. */
  advance(durationMs: number): void;
  now(): number;
  /** All that was ever taken, in that order, whether it can be seen or not. */
  logs(): SandboxLog[];
  books(): LogServiceBooks;
  /** Takes logs as PutLogs does, without a request; throws what PutLogs would answer to a wrong sequence id. */
  add(logs: LogsToAdd): void;
  shards(): readonly Readonly<Pick<Shard, 'id' | 'status' | 'begin' | 'end'>>[];
  /** Splits a readwrite shard in the middle; false when there is none of this number. */
  splitShard(shardId: number): boolean;
  /** Merges a readwrite shard with its neighbour to the right; false when one of them is not there. */
  mergeShards(shardId: number): boolean;
  setTtl(days: number): void;
  /** Lets everything be seen at once that is held back now. */
  reveal(): void;
  save(): LogServiceState;
  /** Puts a saved state in the place of all that is there. */
  load(state: LogServiceState): void;
}

/** A log service of its own: several may run side by side. */
export function createLogServiceSandbox(options: LogServiceSandboxOptions): LogServiceSandbox {
  let advancedMs = 0;
  const now = (): number => options.now() + advancedMs;
  const world = createLogWorld(options, now());
  const service = createLogService(world);
  const writeFile = fileOf(world);
  const upToDate = (): LogWorld => {
    world.agenda.runUntil(now());
    return world;
  };
  const change = (deed: (logstore: Logstore) => boolean): boolean => {
    const changed = deed(logstoreOf(upToDate()));
    if (changed) world.changeCount += 1;
    writeFile();
    return changed;
  };
  const shardChance = (): ReturnType<typeof createChance> =>
    createChance(options.seed, `shards after change ${world.changeCount}`);
  return {
    handle: (request) => {
      upToDate();
      const reply = service.handle(request, { nowMs: now(), clientMs: (options.clientNow ?? options.now)() });
      writeFile();
      return reply;
    },
    fault: (fault) => service.plant(fault),
    advance: (durationMs) => {
      advancedMs += durationMs;
    },
    now,
    logs: () => allLogs(upToDate()),
    books: () => upToDate().books.copy(),
    add: (logs) => change((logstore) => addLogs(logstore, logs, options, now())),
    shards: () => logstoreOf(upToDate()).shards.map(({ id, status, begin, end }) => ({ id, status, begin, end })),
    splitShard: (shardId) => change(({ shards }) => splitOne(shards, shardId, now(), shardChance())),
    mergeShards: (shardId) => change(({ shards }) => mergeTwo(shards, shardId, now(), shardChance())),
    setTtl: (days) =>
      change((logstore) => {
        logstore.settings = { ...logstore.settings, ttl: days };
        return true;
      }),
    reveal: () =>
      change((logstore) => {
        revealAll(logstore, now());
        return true;
      }),
    save: () => saveState(upToDate()),
    load: (state) => {
      loadState(upToDate(), state);
      world.changeCount += 1;
      writeFile();
    },
  };
}

/** Reads the file, if there is one, and returns what writes it whenever something has changed since. */
function fileOf(world: LogWorld): () => void {
  const { file } = world.options;
  if (file === undefined) return () => undefined;
  const text = file.read();
  if (text !== null) loadState(world, JSON.parse(text) as LogServiceState);
  let writtenCount = world.changeCount;
  return () => {
    if (world.changeCount === writtenCount) return;
    writtenCount = world.changeCount;
    file.write(JSON.stringify(saveState(world)));
  };
}

function logstoreOf({ projects, options }: LogWorld): Logstore {
  const logstore = projects.get(options.project)?.logstores.get(options.logstore);
  assert(logstore !== undefined, 'the logstore of the options is there');
  return logstore;
}

function addLogs(logstore: Logstore, added: LogsToAdd, options: LogServiceSandboxOptions, nowMs: number): boolean {
  const logs = added.logs.map(({ timeS, fields }) => ({
    timeS,
    timeNs: null,
    contents: Object.entries(fields).map(([key, value]) => ({ key, value })),
  }));
  const group = { logs, category: null, topic: null, source: null, machineUuid: null, tags: [] };
  const chance = createChance(options.seed, `added group ${logstore.groups.length}`);
  storeGroup(
    logstore,
    { group, hashKey: added.hashKey ?? null, seqid: added.seqid ?? null },
    { nowMs, seenAfterMs: options.visibleAfterMs ?? 0, seqidState: options.seqidState, chance },
  );
  return true;
}

/** Nothing when the logstore is not there yet. */
function allLogs({ projects, options }: LogWorld): SandboxLog[] {
  const logstore = projects.get(options.project)?.logstores.get(options.logstore);
  return (logstore?.groups ?? []).flatMap((group) => logsOf(group, logstore?.shards[group.shardId]));
}

function logsOf(group: StoredGroup, shard: Shard | undefined): SandboxLog[] {
  assert(shard !== undefined, 'shards are numbered from 0');
  const { shardId, place, bytes, receivedMs, visibleAtMs, hashKey, seqid } = group;
  const { logs, topic, source } = decodeListElement(bytes);
  const cursor = cursorAt(shard, place);
  return logs.map(({ timeS, contents }, index) => {
    const fields = Object.fromEntries(contents.map(({ key, value }) => [key, value]));
    const sent = { timeS, fields, topic: topic ?? '', source: source ?? '' };
    return { shardId, cursor, index, receivedMs, visibleAtMs, hashKey, seqid, ...sent };
  });
}
