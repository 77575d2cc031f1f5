import { assert } from '../lib/assert.ts';
import type { Shard, StoredGroup } from './log-service-shards.ts';
import type { KeptJson, Logstore, LogstoreSettings } from './log-service-store.ts';
import { emptyProject, type LogProject, type LogWorld } from './log-service-world.ts';

/** All that a log service holds, as JSON. Writes that have not landed yet are not in it: they are lost with the process. */
export interface LogServiceState {
  readonly version: 1;
  readonly projects: readonly SavedProject[];
}

interface SavedProject {
  readonly name: string;
  readonly description: string;
  readonly createdMs: number;
  readonly savedSearches: readonly (readonly [string, KeptJson])[];
  readonly dashboards: readonly (readonly [string, KeptJson])[];
  readonly alerts: readonly (readonly [string, KeptJson])[];
  readonly logstores: readonly SavedLogstore[];
}

interface SavedLogstore {
  readonly name: string;
  readonly createdMs: number;
  readonly modifiedMs: number;
  readonly usableFromMs: number;
  readonly settings: LogstoreSettings;
  readonly index: KeptJson | null;
  readonly seqids: readonly (readonly [string, number])[];
  readonly shards: readonly SavedShard[];
  /** Of all shards, in the order in which they were taken. */
  readonly groups: readonly SavedGroup[];
}

type SavedShard = Omit<Shard, 'firstCursor' | 'groups' | 'keptFrom' | 'visibleTo'> & { readonly firstCursor: string };

type SavedGroup = Omit<StoredGroup, 'bytes' | 'visibleAtMs'> & {
  readonly bytes: string;
  /** Null: not until it is revealed. */
  readonly visibleAtMs: number | null;
};

/** The state of a world, for a file. */
export function saveState(world: LogWorld): LogServiceState {
  return { version: 1, projects: [...world.projects.values()].map((project) => savedProject(project)) };
}

/** Puts a saved state in the place of what the world holds. */
export function loadState(world: LogWorld, state: LogServiceState): void {
  assert(state.version === 1, 'the state of a log service is of version 1');
  world.projects.clear();
  for (const project of state.projects) world.projects.set(project.name, loadedProject(project));
}

function savedProject({ name, description, createdMs, documents, logstores }: LogProject): SavedProject {
  return {
    name,
    description,
    createdMs,
    savedSearches: [...documents.savedsearch],
    dashboards: [...documents.dashboard],
    alerts: [...documents.alert],
    logstores: [...logstores.values()].map((logstore) => ({
      ...logstore,
      seqids: [...logstore.seqids],
      shards: logstore.shards.map((shard) => savedShard(shard)),
      groups: logstore.groups.map((group) => savedGroup(group)),
    })),
  };
}

function savedShard({ id, status, begin, end, createdMs, firstCursor }: Shard): SavedShard {
  return { id, status, begin, end, createdMs, firstCursor: String(firstCursor) };
}

function savedGroup(group: StoredGroup): SavedGroup {
  const visibleAtMs = Number.isFinite(group.visibleAtMs) ? group.visibleAtMs : null;
  return { ...group, bytes: group.bytes.toString('base64'), visibleAtMs };
}

function loadedProject(saved: SavedProject): LogProject {
  const project = emptyProject(saved.name, saved.description, saved.createdMs);
  for (const [name, kept] of saved.savedSearches) project.documents.savedsearch.set(name, kept);
  for (const [name, kept] of saved.dashboards) project.documents.dashboard.set(name, kept);
  for (const [name, kept] of saved.alerts) project.documents.alert.set(name, kept);
  for (const logstore of saved.logstores) project.logstores.set(logstore.name, loadedLogstore(logstore));
  return project;
}

function loadedLogstore(saved: SavedLogstore): Logstore {
  const groups = saved.groups.map((group) => loadedGroup(group));
  const shards = saved.shards.map((shard) => ({
    ...shard,
    firstCursor: BigInt(shard.firstCursor),
    groups: groups.filter((group) => group.shardId === shard.id),
    keptFrom: 0,
    visibleTo: 0,
  }));
  return { ...saved, seqids: new Map(saved.seqids), shards, groups };
}

function loadedGroup(saved: SavedGroup): StoredGroup {
  const visibleAtMs = saved.visibleAtMs ?? Number.POSITIVE_INFINITY;
  return { ...saved, bytes: Buffer.from(saved.bytes, 'base64'), visibleAtMs };
}
