import { SECOND_MS } from '../model/time.ts';
import type { JsonObject } from './json.ts';
import {
  EMPTY_ANSWER,
  jsonAnswer,
  jsonBodyOf,
  type LogAnswer,
  type LogCall,
  type LogCallContext,
  projectOf,
} from './log-service-call.ts';
import { checkAlert, checkDashboard, checkSavedSearch } from './log-service-document-check.ts';
import { alreadyThere, notThere, parameterInvalid } from './log-service-errors.ts';
import type { KeptJson } from './log-service-store.ts';
import type { DocumentKind } from './log-service-world.ts';

interface Family {
  readonly kind: DocumentKind;
  /** The field that holds the name. */
  readonly nameField: string;
  /** As error codes call it. */
  readonly code: string;
  check(fields: JsonObject): void;
  /** What is told of a document, and what the list is. */
  shown(kept: KeptJson): JsonObject;
  listed(all: readonly KeptJson[]): JsonObject;
}

const asSent = (kept: KeptJson): JsonObject => kept.fields;

const SAVED_SEARCH: Family = {
  kind: 'savedsearch',
  nameField: 'savedsearchName',
  code: 'SavedSearch',
  check: checkSavedSearch,
  shown: asSent,
  listed: (all) => ({
    savedsearches: all.map(({ fields }) => fields['savedsearchName'] ?? ''),
    savedsearchItems: all.map(({ fields }) => items(fields, 'savedsearchName')),
  }),
};

const DASHBOARD: Family = {
  kind: 'dashboard',
  nameField: 'dashboardName',
  code: 'Dashboard',
  check: checkDashboard,
  shown: asSent,
  listed: (all) => ({
    dashboards: all.map(({ fields }) => fields['dashboardName'] ?? ''),
    dashboardItems: all.map(({ fields }) => items(fields, 'dashboardName')),
  }),
};

const ALERT: Family = {
  kind: 'alert',
  nameField: 'name',
  // An alert is a job of the service's.
  code: 'Job',
  check: checkAlert,
  shown: shownAlert,
  listed: (all) => ({ results: all.map((kept) => shownAlert(kept)) }),
};

/** The four calls of each kind of document, by name. */
export const DOCUMENT_CALLS: readonly (readonly [string, LogCall])[] = [
  ...callsOf('SavedSearch', SAVED_SEARCH),
  ...callsOf('Dashboard', DASHBOARD),
  ...callsOf('Alert', ALERT),
];

function callsOf(noun: string, family: Family): (readonly [string, LogCall])[] {
  return [
    [`Create${noun}`, (context) => create(context, family)],
    [`Get${noun}`, (context) => jsonAnswer(family.shown(find(context, family)))],
    [`Update${noun}`, (context) => update(context, family)],
    [`List${noun}`, (context) => list(context, family)],
  ];
}

function create(context: LogCallContext, family: Family): LogAnswer {
  const { documents } = projectOf(context);
  const fields = jsonBodyOf(context);
  const name = nameOf(fields, family);
  family.check(fields);
  if (documents[family.kind].has(name)) throw alreadyThere(`${family.code}AlreadyExist`, `${family.kind} ${name}`);
  documents[family.kind].set(name, { fields, createdMs: context.nowMs, modifiedMs: context.nowMs });
  return EMPTY_ANSWER;
}

function update(context: LogCallContext, family: Family): LogAnswer {
  const before = find(context, family);
  const fields = jsonBodyOf(context);
  const name = nameOf(fields, family);
  if (name !== context.route.name) throw parameterInvalid(`${family.nameField} is not that of the address.`);
  family.check(fields);
  projectOf(context).documents[family.kind].set(name, { ...before, fields, modifiedMs: context.nowMs });
  return EMPTY_ANSWER;
}

function list(context: LogCallContext, family: Family): LogAnswer {
  const { query } = context.request;
  const all = [...projectOf(context).documents[family.kind].values()];
  const [offset, size] = [wholeNumber(query.get('offset'), 0), wholeNumber(query.get('size'), 500)];
  const page = all.slice(offset, offset + size);
  return jsonAnswer({ count: page.length, total: all.length, ...family.listed(page) });
}

function find(context: LogCallContext, { kind, code }: Family): KeptJson {
  const kept = projectOf(context).documents[kind].get(context.route.name);
  if (kept === undefined) throw notThere(`${code}NotExist`, `specified ${kind}`);
  return kept;
}

function nameOf(fields: JsonObject, { nameField }: Family): string {
  const name = fields[nameField];
  if (typeof name === 'string' && /^[a-zA-Z0-9][\w-]{1,62}$/.test(name)) return name;
  throw parameterInvalid(`${nameField} is invalid.`);
}

function shownAlert({ fields, createdMs, modifiedMs }: KeptJson): JsonObject {
  const [createTime, lastModifiedTime] = [Math.floor(createdMs / SECOND_MS), Math.floor(modifiedMs / SECOND_MS)];
  return { status: 'ENABLED', ...fields, createTime, lastModifiedTime };
}

function items(fields: JsonObject, nameField: string): JsonObject {
  return { [nameField]: fields[nameField] ?? '', displayName: fields['displayName'] ?? '' };
}

function wholeNumber(text: string | undefined, absent: number): number {
  if (text === undefined) return absent;
  if (!/^\d{1,6}$/.test(text)) throw parameterInvalid(`${text} is not a whole number.`);
  return Number(text);
}
