import { type Agenda, createAgenda } from './agenda.ts';
import { createChance } from './chance.ts';
import { createLogBooks, type LogBookKeeper } from './log-service-books.ts';
import type { LogServiceSandboxOptions } from './log-service-options.ts';
import { LOG_SERVICE_PROFILES, type LogServiceProfile } from './log-service-profile.ts';
import { createLogstore, type KeptJson, type Logstore, type LogstoreSettings } from './log-service-store.ts';

export type DocumentKind = 'savedsearch' | 'dashboard' | 'alert';

export interface LogProject {
  readonly name: string;
  readonly description: string;
  readonly createdMs: number;
  readonly logstores: Map<string, Logstore>;
  readonly documents: Readonly<Record<DocumentKind, Map<string, KeptJson>>>;
}

/** Everything the log service is made of. */
export interface LogWorld {
  readonly options: LogServiceSandboxOptions;
  readonly profile: LogServiceProfile;
  readonly agenda: Agenda;
  readonly books: LogBookKeeper;
  readonly projects: Map<string, LogProject>;
  /** Counts what changed the state. */
  changeCount: number;
}

export const DEFAULT_SETTINGS: LogstoreSettings = {
  ttl: 30,
  autoSplit: false,
  maxSplitShard: 64,
  enable_tracking: false,
  appendMeta: false,
  enableModify: false,
  mode: 'standard',
};

/** The world at the start: one project with one logstore, unless the options say otherwise. */
export function createLogWorld(options: LogServiceSandboxOptions, nowMs: number): LogWorld {
  const world: LogWorld = {
    options,
    profile: { ...LOG_SERVICE_PROFILES[options.chaos], ...options.profile },
    agenda: createAgenda(),
    books: createLogBooks(),
    projects: new Map(),
    changeCount: 0,
  };
  if (options.createProject === false) return world;
  const project = emptyProject(options.project, '', nowMs);
  world.projects.set(project.name, project);
  if (options.create === false) return world;
  const { logstore: name, shardCount = 1, ttlDays: ttl = 3650 } = options;
  const settings = { ...DEFAULT_SETTINGS, appendMeta: true, ttl };
  const chance = createChance(options.seed, `shards of ${name}`);
  project.logstores.set(name, createLogstore({ name, shardCount, settings, nowMs, usableFromMs: nowMs }, chance));
  return world;
}

/** A project without a logstore. */
export function emptyProject(name: string, description: string, createdMs: number): LogProject {
  const documents = { savedsearch: new Map(), dashboard: new Map(), alert: new Map() };
  return { name, description, createdMs, logstores: new Map(), documents };
}
