import type { CallContext } from './call.ts';
import type { JsonObject } from './json.ts';
import { cursorPageSize } from './paging.ts';
import { optionalInteger, type RpcParams, requiredInteger, requiredText } from './rpc-params.ts';
import { createdWithin, filteredDetails, langOf } from './task-calls.ts';
import { historyDetailRow, historyTaskRow } from './task-text.ts';
import type { SandboxTask } from './tasks.ts';

const HISTORY_PAGE_SIZE_MAX = 100;

/** Newest first. A cursor is the first row of the page that it stands for. */
export function queryTaskInfoHistory({ world, params, nowMs }: CallContext): JsonObject {
  requiredInteger(params, 'PageSize');
  const tasks = createdWithin(world.tasks.history(nowMs), params);
  const rows = tasks.map((task) => ({
    ...historyTaskRow(task, nowMs, langOf(params)),
    CreateTimeLong: task.createdMs,
  }));
  return cursorPage(rows, startOfTasks(tasks, params), params);
}

/** The details of one task in their order; empty for a task that is not in the history. */
export function queryTaskDetailHistory({ world, params, nowMs }: CallContext): JsonObject {
  requiredInteger(params, 'PageSize');
  const taskNo = requiredText(params, 'TaskNo');
  const task = world.tasks.history(nowMs).find((candidate) => candidate.taskNo === taskNo);
  const details = task === undefined ? [] : filteredDetails(task, params, nowMs);
  const cursor = params.get('TaskDetailNoCursor') ?? '';
  const start = cursor === '' ? 0 : details.findIndex((detail) => detail.detailNo === cursor);
  const rows = task === undefined ? [] : details.map((detail) => historyDetailRow(task, detail, nowMs, langOf(params)));
  return cursorPage(rows, start < 0 ? rows.length : start, params);
}

/** Where the page of a cursor begins: at its task, or where that task would stand by its time. */
function startOfTasks(tasks: readonly SandboxTask[], params: RpcParams): number {
  const taskNo = params.get('TaskNoCursor') ?? '';
  const createdMs = optionalInteger(params, 'CreateTimeCursor');
  if (taskNo === '' && createdMs === null) return 0;
  const named = tasks.findIndex((task) => task.taskNo === taskNo);
  if (named >= 0) return named;
  const after = tasks.findIndex((task) => createdMs !== null && task.createdMs <= createdMs);
  return after < 0 ? tasks.length : after;
}

function cursorPage(rows: readonly JsonObject[], start: number, params: RpcParams): JsonObject {
  const pageSize = cursorPageSize(params, HISTORY_PAGE_SIZE_MAX, HISTORY_PAGE_SIZE_MAX);
  return {
    PageSize: pageSize,
    Objects: rows.slice(start, start + pageSize),
    CurrentPageCursor: rows[start] ?? {},
    NextPageCursor: rows[start + pageSize] ?? {},
    PrePageCursor: start === 0 ? {} : (rows[Math.max(0, start - pageSize)] ?? {}),
  };
}
