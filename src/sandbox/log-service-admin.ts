import { SECOND_MS } from '../model/time.ts';
import { createChance } from './chance.ts';
import type { JsonObject } from './json.ts';
import {
  EMPTY_ANSWER,
  jsonAnswer,
  jsonBodyOf,
  type LogAnswer,
  type LogCallContext,
  logstoreOf,
  projectOf,
} from './log-service-call.ts';
import { checkIndex } from './log-service-document-check.ts';
import { alreadyThere, notThere, parameterInvalid } from './log-service-errors.ts';
import { createLogstore, type Logstore, type LogstoreSettings } from './log-service-store.ts';
import { DEFAULT_SETTINGS, emptyProject } from './log-service-world.ts';

const DEFAULT_SHARD_COUNT = 2;

/** Its Host names no project. */
export function createProject(context: LogCallContext): LogAnswer {
  const { world, nowMs } = context;
  const fields = jsonBodyOf(context);
  const name = nameField(fields, 'projectName', /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/);
  const description = fields['description'] ?? '';
  if (typeof description !== 'string') throw parameterInvalid('description has to be a text.');
  if (world.projects.has(name)) throw alreadyThere('ProjectAlreadyExist', `Project ${name}`);
  world.projects.set(name, emptyProject(name, description, nowMs));
  return EMPTY_ANSWER;
}

/** What the project is. */
export function getProject(context: LogCallContext): LogAnswer {
  const { name, description, createdMs } = projectOf(context);
  const createTime = String(Math.floor(createdMs / SECOND_MS));
  const fields = { projectName: name, description, status: 'Normal', owner: '', region: 'sandbox' };
  return jsonAnswer({ ...fields, createTime, lastModifyTime: createTime });
}

/** Two shards unless it says otherwise, as the real one. */
export function createLogStore(context: LogCallContext): LogAnswer {
  const { world, nowMs, chance } = context;
  const project = projectOf(context);
  const fields = jsonBodyOf(context);
  const name = nameField(fields, 'logstoreName', /^[a-z0-9][a-z0-9_-]{0,61}[a-z0-9]$/);
  if (fields['ttl'] === undefined) throw parameterInvalid('ttl is missing.');
  const settings = readSettings(fields, DEFAULT_SETTINGS);
  const shardCount = numberField(fields, 'shardCount', DEFAULT_SHARD_COUNT, 100);
  if (project.logstores.has(name)) throw alreadyThere('LogStoreAlreadyExist', `logstore ${name}`);
  const usableFromMs = nowMs + chance.between(0, world.profile.settleMsMax);
  const shardChance = createChance(world.options.seed, `shards of ${name}`);
  project.logstores.set(name, createLogstore({ name, shardCount, settings, nowMs, usableFromMs }, shardChance));
  return EMPTY_ANSWER;
}

/** What the logstore is set to. */
export function getLogStore(context: LogCallContext): LogAnswer {
  return jsonAnswer(logstoreFields(logstoreOf(context)));
}

/** Changes what can be changed; whether logs may be modified cannot. */
export function updateLogStore(context: LogCallContext): LogAnswer {
  const logstore = logstoreOf(context);
  const fields = jsonBodyOf(context);
  if (fields['logstoreName'] !== logstore.name) throw parameterInvalid('logstoreName is not that of the address.');
  const settings = readSettings(fields, logstore.settings);
  logstore.settings = { ...settings, enableModify: logstore.settings.enableModify };
  logstore.modifiedMs = context.nowMs;
  return EMPTY_ANSWER;
}

/** Their names, all at once. */
export function listLogStores(context: LogCallContext): LogAnswer {
  const logstores = [...projectOf(context).logstores.keys()].sort();
  return jsonAnswer({ count: logstores.length, total: logstores.length, logstores });
}

/** The index, with what the service adds. */
export function getIndex(context: LogCallContext): LogAnswer {
  const { index, settings } = logstoreOf(context);
  if (index === null) throw notThere('IndexConfigNotExist', 'index config');
  const lastModifyTime = Math.floor(index.modifiedMs / SECOND_MS);
  return jsonAnswer({ index_mode: 'v2', storage: 'pg', ttl: settings.ttl, lastModifyTime, ...index.fields });
}

/** An index on fields or on whole lines. */
export function createIndex(context: LogCallContext): LogAnswer {
  const logstore = logstoreOf(context);
  const fields = jsonBodyOf(context);
  checkIndex(fields);
  if (logstore.index !== null) throw alreadyThere('IndexAlreadyExist', 'log store index');
  logstore.index = { fields, createdMs: context.nowMs, modifiedMs: context.nowMs };
  return EMPTY_ANSWER;
}

/** Replaces the whole index. */
export function updateIndex(context: LogCallContext): LogAnswer {
  const logstore = logstoreOf(context);
  const fields = jsonBodyOf(context);
  checkIndex(fields);
  if (logstore.index === null) throw notThere('IndexConfigNotExist', 'index config');
  logstore.index = { ...logstore.index, fields, modifiedMs: context.nowMs };
  return EMPTY_ANSWER;
}

function logstoreFields({ name, settings, shards, createdMs, modifiedMs }: Logstore): JsonObject {
  return {
    logstoreName: name,
    ...settings,
    shardCount: shards.filter((shard) => shard.status === 'readwrite').length,
    telemetryType: '',
    productType: '',
    createTime: Math.floor(createdMs / SECOND_MS),
    lastModifyTime: Math.floor(modifiedMs / SECOND_MS),
  };
}

function readSettings(fields: JsonObject, before: LogstoreSettings): LogstoreSettings {
  const mode = fields['mode'] ?? before.mode;
  if (mode !== 'standard' && mode !== 'query' && mode !== 'lite') {
    throw parameterInvalid('mode has to be standard, query or lite.');
  }
  return {
    ttl: numberField(fields, 'ttl', before.ttl, 3650),
    autoSplit: flagField(fields, 'autoSplit', before.autoSplit),
    maxSplitShard: numberField(fields, 'maxSplitShard', before.maxSplitShard, 256),
    enable_tracking: flagField(fields, 'enable_tracking', before.enable_tracking),
    appendMeta: flagField(fields, 'appendMeta', before.appendMeta),
    enableModify: flagField(fields, 'enableModify', before.enableModify),
    mode,
  };
}

function nameField(fields: JsonObject, name: string, form: RegExp): string {
  const value = fields[name];
  if (typeof value !== 'string' || !form.test(value)) throw parameterInvalid(`${name} is invalid.`);
  return value;
}

function numberField(fields: JsonObject, name: string, absent: number, max: number): number {
  const value = fields[name] ?? absent;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || value > max) {
    throw parameterInvalid(`${name} has to be a whole number from 1 to ${max}.`);
  }
  return value;
}

function flagField(fields: JsonObject, name: string, absent: boolean): boolean {
  const value = fields[name] ?? absent;
  if (typeof value !== 'boolean') throw parameterInvalid(`${name} has to be true or false.`);
  return value;
}
