import type { CallContext } from './call.ts';
import { cloudDay } from './cloud-text.ts';
import type { JsonObject } from './json.ts';
import { pageOf } from './paging.ts';
import { optionalInteger, type RpcParams, requiredText } from './rpc-params.ts';
import { detailRow, detailStatusCode, taskRow } from './task-text.ts';
import type { SandboxTask, SandboxTaskDetail } from './tasks.ts';

const TASK_PAGE_SIZE_MAX = 100;

/** Newest first; no names, no filter by type. */
export function queryTaskList({ world, params, nowMs }: CallContext): JsonObject {
  const tasks = createdWithin(world.tasks.live(nowMs), params);
  const page = pageOf(tasks, params, TASK_PAGE_SIZE_MAX);
  return { ...page.fields, Data: { TaskInfo: page.rows.map((task) => taskRow(task, nowMs, langOf(params))) } };
}

/** A task that is not (or no longer) in the live list has no details here; that is no error. */
export function queryTaskDetailList({ world, params, nowMs }: CallContext): JsonObject {
  const taskNo = requiredText(params, 'TaskNo');
  const task = world.tasks.live(nowMs).find((candidate) => candidate.taskNo === taskNo);
  const details = task === undefined ? [] : filteredDetails(task, params, nowMs);
  const page = pageOf(details, params, world.profile.detailPageSizeMax);
  const rows = task === undefined ? [] : page.rows.map((row) => detailRow(task, row, nowMs, langOf(params)));
  return { ...page.fields, Data: { TaskDetail: rows } };
}

/** `Begin/EndCreateTime`, by the day of UTC+8. */
export function createdWithin(tasks: readonly SandboxTask[], params: RpcParams): SandboxTask[] {
  const beginMs = optionalInteger(params, 'BeginCreateTime');
  const endMs = optionalInteger(params, 'EndCreateTime');
  return tasks.filter((task) => {
    const day = cloudDay(task.createdMs);
    return (beginMs === null || day >= cloudDay(beginMs)) && (endMs === null || day <= cloudDay(endMs));
  });
}

/** The details that `DomainName`, `InstanceId` and `TaskStatus` keep. */
export function filteredDetails(task: SandboxTask, params: RpcParams, nowMs: number): SandboxTaskDetail[] {
  const name = (params.get('DomainName') ?? '').toLowerCase();
  const instanceId = params.get('InstanceId') ?? '';
  const status = optionalInteger(params, 'TaskStatus');
  return task.details.filter(
    (detail) =>
      nowMs >= detail.shownFromMs &&
      (name === '' || detail.domainName.toLowerCase() === name) &&
      (instanceId === '' || detail.instanceId === instanceId) &&
      (status === null || detailStatusCode(task, detail, nowMs) === status),
  );
}

/** The language of texts: `en` unless asked otherwise. */
export function langOf(params: RpcParams): string {
  return params.get('Lang') ?? 'en';
}
