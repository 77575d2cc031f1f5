import type { Chance } from './chance.ts';
import type { ChaosProfile } from './chaos-profile.ts';
import { toWordedText } from './cloud-text.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from './json.ts';

type Bend = (reply: JsonObject) => JsonObject;

/** Calls of which samples exist in camelCase. */
const CAMEL_CASE_ACTIONS: ReadonlySet<string> = new Set([
  'SaveBatchTaskForCreatingOrderRenew',
  'SaveSingleTaskForCreatingOrderRenew',
  'QueryTaskInfoHistory',
  'QueryTaskDetailHistory',
  'QueryDomainRealTimePrice',
]);

/** Bends an answer into the odd shapes which the real service's samples show, each by a draw of its own. */
export function bendShape(reply: JsonObject, action: string, profile: ChaosProfile, chance: Chance): JsonObject {
  const bends: readonly Bend[] = [
    firstPageAsZero,
    (fields) => ('NextPage' in fields ? { ...fields, NextPage: true } : fields),
    (fields) => everyRow(fields, completeWithCodeOne),
    (fields) => everyRow(fields, bareTaskResult),
    (fields) => everyRow(fields, withoutFailReason),
    (fields) => everyRow(fields, textWhileExecuting),
    singleRowAsObject,
    (fields) => deep(fields, wordedDate),
    (fields) => deep(fields, (value) => (typeof value === 'number' ? String(value) : value)),
    (fields) => (CAMEL_CASE_ACTIONS.has(action) ? camelCase(fields) : fields),
  ];
  const bent = bends.reduce((fields, bend) => (chance.happens(profile.oddShapeChance) ? bend(fields) : fields), reply);
  return chance.happens(profile.unknownStatusChance) ? everyRow(bent, unknownDetailStatus) : bent;
}

function firstPageAsZero(fields: JsonObject): JsonObject {
  return fields['CurrentPageNum'] === 1 ? { ...fields, CurrentPageNum: 0 } : fields;
}

/** An official sample pairs `COMPLETE` with code 1. */
function completeWithCodeOne(row: JsonObject): JsonObject {
  return row['TaskStatus'] === 'COMPLETE' ? { ...row, TaskStatusCode: 1 } : row;
}

function bareTaskResult(row: JsonObject): JsonObject {
  const result = row['TaskResult'];
  return typeof result === 'string' && result !== '' ? { ...row, TaskResult: Number(result) } : row;
}

function withoutFailReason(row: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(row).filter(([name]) => name !== 'FailReason'));
}

/** A retry of the backend shows its last trouble while the detail is not final. */
function textWhileExecuting(row: JsonObject): JsonObject {
  return row['TaskStatus'] === 'EXECUTING' && 'ErrorMsg' in row
    ? { ...row, TryCount: 1, ErrorMsg: 'The system is busy. Please try again later.' }
    : row;
}

function unknownDetailStatus(row: JsonObject): JsonObject {
  return 'TaskDetailNo' in row ? { ...row, TaskStatus: 'EXECUTE_SUSPENDED', TaskStatusCode: 7 } : row;
}

/** `Data.Domain`, `Data.TaskInfo`, `Module.DomainPrices` and the like with one row as that row; with none the list is not there. */
function singleRowAsObject(fields: JsonObject): JsonObject {
  const holder = 'Module' in fields ? 'Module' : 'Data';
  const data = fields[holder];
  if (!isJsonObject(data)) return fields;
  const bent = Object.entries(data).flatMap(([name, rows]) => {
    if (!isJsonArray(rows) || rows.length > 1) return [[name, rows] as const];
    const only = rows[0];
    return only === undefined ? [] : [[name, only] as const];
  });
  return { ...fields, [holder]: Object.fromEntries(bent) };
}

function wordedDate(value: Json): Json {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(value) ? toWordedText(value) : value;
}

/** Applies a change to each row under `Data` and `Objects`. */
function everyRow(fields: JsonObject, change: (row: JsonObject) => JsonObject): JsonObject {
  const changed = (value: Json): Json => {
    if (isJsonArray(value)) return value.map((row) => (isJsonObject(row) ? change(row) : row));
    return isJsonObject(value) ? change(value) : value;
  };
  const data = fields['Data'];
  const objects = fields['Objects'];
  return {
    ...fields,
    ...(isJsonObject(data)
      ? { Data: Object.fromEntries(Object.entries(data).map(([name, rows]) => [name, changed(rows)])) }
      : {}),
    ...(objects === undefined ? {} : { Objects: changed(objects) }),
  };
}

function deep(fields: JsonObject, change: (value: Json) => Json): JsonObject {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, deepValue(value, change)]));
}

function deepValue(value: Json, change: (value: Json) => Json): Json {
  if (isJsonArray(value)) return value.map((item) => deepValue(item, change));
  return isJsonObject(value) ? deep(value, change) : change(value);
}

function camelCase(fields: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name.charAt(0).toLowerCase() + name.slice(1), camelValue(value)]),
  );
}

function camelValue(value: Json): Json {
  if (isJsonArray(value)) return value.map(camelValue);
  return isJsonObject(value) ? camelCase(value) : value;
}
