import { isJsonArray, isJsonObject, type JsonObject } from './json.ts';
import { parameterInvalid } from './log-service-errors.ts';

const INDEX_TYPES = ['text', 'long', 'double', 'json'];
const SEVERITIES = [2, 4, 6, 8, 10];
const WINDOW_SECONDS_MAX: number = 24 * 60 * 60;
const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** Throws ParameterInvalid for the first obvious fault of a saved search. */
export function checkSavedSearch(fields: JsonObject): void {
  for (const name of ['displayName', 'logstore', 'searchQuery']) text(fields, name, 'the saved search');
}

/** The same of a dashboard. */
export function checkDashboard(fields: JsonObject): void {
  text(fields, 'displayName', 'the dashboard');
  const titles = new Set<string>();
  for (const chart of list(fields, 'charts', 'the dashboard')) {
    const title = text(chart, 'title', 'a chart');
    if (titles.has(title)) throw parameterInvalid(`Two charts have the title ${title}.`);
    titles.add(title);
    text(chart, 'type', title);
    const search = object(chart, 'search', title);
    for (const name of ['logstore', 'query', 'start', 'end']) text(search, name, title);
    const display = object(chart, 'display', title);
    for (const name of ['xPos', 'yPos', 'width', 'height']) {
      if (typeof display[name] !== 'number') throw parameterInvalid(`${title}: display.${name} has to be a number.`);
    }
  }
}

/** The same of an alert of version 2.0. */
export function checkAlert(fields: JsonObject): void {
  text(fields, 'displayName', 'the alert');
  if (fields['type'] !== undefined && fields['type'] !== 'Alert') throw parameterInvalid('type has to be Alert.');
  checkSchedule(object(fields, 'schedule', 'the alert'));
  const configuration = object(fields, 'configuration', 'the alert');
  if (configuration['version'] !== '2.0') throw parameterInvalid('configuration.version has to be 2.0.');
  text(configuration, 'type', 'configuration');
  const queries = list(configuration, 'queryList', 'configuration');
  if (queries.length === 0 || queries.length > 3) throw parameterInvalid('queryList needs one to three queries.');
  for (const query of queries) checkQuery(query);
  for (const one of list(configuration, 'severityConfigurations', 'configuration')) {
    const severity = one['severity'];
    if (!SEVERITIES.includes(Number(severity))) throw parameterInvalid('severity has to be 2, 4, 6, 8 or 10.');
  }
  object(configuration, 'groupConfiguration', 'configuration');
  object(configuration, 'policyConfiguration', 'configuration');
}

/** The same of an index. */
export function checkIndex(fields: JsonObject): void {
  if (fields['keys'] === undefined && fields['line'] === undefined)
    throw parameterInvalid('An index needs keys or line.');
  if (fields['line'] !== undefined) tokens(object(fields, 'line', 'the index'), 'line');
  const keys = fields['keys'] === undefined ? {} : object(fields, 'keys', 'the index');
  for (const name of Object.keys(keys)) checkIndexKey(object(keys, name, 'keys'), name);
  const longest = fields['max_text_len'] ?? 2048;
  if (!(typeof longest === 'number' && longest >= 64 && longest <= 16_384)) {
    throw parameterInvalid('max_text_len has to be from 64 to 16384.');
  }
}

function checkIndexKey(key: JsonObject, name: string): void {
  const type = text(key, 'type', name);
  if (!INDEX_TYPES.includes(type)) throw parameterInvalid(`${name}: type has to be one of ${INDEX_TYPES.join(', ')}.`);
  if (type === 'text') tokens(key, name);
  if (key['docValue'] !== undefined) throw parameterInvalid(`${name}: docValue is unknown, doc_value is meant.`);
}

function tokens(fields: JsonObject, where: string): void {
  if (!isJsonArray(fields['token'])) throw parameterInvalid(`${where}: token has to be a list.`);
}

function checkSchedule(schedule: JsonObject): void {
  const type = text(schedule, 'type', 'schedule');
  if (type === 'FixedRate' && seconds(text(schedule, 'interval', 'schedule')) === null) {
    throw parameterInvalid('schedule.interval has to be like 15m.');
  }
  if (type === 'Cron') text(schedule, 'cronExpression', 'schedule');
  if (!['FixedRate', 'Cron', 'Hourly', 'Daily', 'Weekly'].includes(type)) {
    throw parameterInvalid(`schedule.type ${type} is unknown.`);
  }
}

function checkQuery(query: JsonObject): void {
  for (const name of ['query', 'store', 'project', 'start', 'end']) text(query, name, 'a query of queryList');
  const window = seconds(text(query, 'start', 'a query of queryList').replace(/^-/, ''));
  if (query['timeSpanType'] === 'Relative' && (window === null || window > WINDOW_SECONDS_MAX)) {
    throw parameterInvalid('A query of an alert looks back 24 hours at most.');
  }
}

function seconds(span: string): number | null {
  const found = /^(\d{1,7})([smhd])$/.exec(span);
  return found === null ? null : Number(found[1]) * (UNIT_SECONDS[found[2] ?? ''] ?? 0);
}

function text(fields: JsonObject, name: string, where: string): string {
  const value = fields[name];
  if (typeof value !== 'string' || value === '') throw parameterInvalid(`${where}: ${name} has to be a text.`);
  return value;
}

function object(fields: JsonObject, name: string, where: string): JsonObject {
  const value = fields[name];
  if (!isJsonObject(value)) throw parameterInvalid(`${where}: ${name} has to be an object.`);
  return value;
}

function list(fields: JsonObject, name: string, where: string): readonly JsonObject[] {
  const value = fields[name];
  if (!isJsonArray(value) || !value.every((item) => isJsonObject(item))) {
    throw parameterInvalid(`${where}: ${name} has to be a list of objects.`);
  }
  return value;
}
