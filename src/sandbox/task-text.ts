import { toCloudText } from './cloud-text.ts';
import type { JsonObject } from './json.ts';
import type { SandboxTask, SandboxTaskDetail } from './tasks.ts';

interface TaskNouns {
  readonly zh: string;
  readonly en: string;
}

const DESCRIPTIONS: Readonly<Record<string, TaskNouns>> = {
  ORDER_RENEW: { zh: '创建续费订单', en: 'Create renewal order' },
  CHG_DNS: { zh: '修改DNS', en: 'Change DNS' },
  CHG_HOLDER: { zh: '修改注册者信息', en: 'Change registrant' },
  SET_TRANSFER_PROHIBITED: { zh: '设置禁止转移', en: 'Set transfer prohibition lock' },
  CREATE_DNSHOST: { zh: '创建DNS host', en: 'Create DNS host' },
};

/** One row of QueryTaskList. */
export function taskRow(task: SandboxTask, nowMs: number, lang: string): JsonObject {
  return { ...historyTaskRow(task, nowMs, lang), TaskCancelStatus: 'INIT', TaskCancelStatusCode: 0 };
}

/** One row of QueryTaskInfoHistory, but for `CreateTimeLong`. */
export function historyTaskRow(task: SandboxTask, nowMs: number, lang: string): JsonObject {
  return {
    TaskNo: task.taskNo,
    TaskType: task.type,
    TaskTypeDescription: descriptionOf(task, lang),
    ...taskStatus(task, nowMs),
    TaskNum: task.details.length,
    CreateTime: toCloudText(task.createdMs),
    Clientip: task.clientIp,
  };
}

/** One row of QueryTaskDetailList. `ErrorMsg` has a text even on success. */
export function detailRow(task: SandboxTask, detail: SandboxTaskDetail, nowMs: number, lang: string): JsonObject {
  return {
    ...historyDetailRow(task, detail, nowMs, lang),
    TaskResult: detail.result,
    ...(detail.outcome === 'failed' ? { FailReason: detail.reason } : {}),
  };
}

/** One row of QueryTaskDetailHistory: no `TaskResult`, no `FailReason`. */
export function historyDetailRow(
  task: SandboxTask,
  detail: SandboxTaskDetail,
  nowMs: number,
  lang: string,
): JsonObject {
  return {
    TaskNo: task.taskNo,
    TaskDetailNo: detail.detailNo,
    TaskType: task.type,
    TaskTypeDescription: descriptionOf(task, lang),
    ...detailStatus(task, detail, nowMs),
    DomainName: detail.domainName,
    InstanceId: detail.instanceId,
    CreateTime: toCloudText(task.createdMs),
    UpdateTime: toCloudText(detail.outcome === 'pending' ? Math.min(nowMs, task.startMs) : detail.endMs),
    TryCount: detail.outcome === 'failed' ? 5 : 0,
    ErrorMsg: errorMsg(detail, lang),
  };
}

/** The detail's code as the request filter `TaskStatus` takes it. */
export function detailStatusCode(task: SandboxTask, detail: SandboxTaskDetail, nowMs: number): number {
  if (detail.outcome === 'succeeded') return 2;
  if (detail.outcome === 'failed') return 3;
  return nowMs < task.startMs ? 0 : 1;
}

function taskStatus(task: SandboxTask, nowMs: number): JsonObject {
  if (nowMs < task.startMs) return { TaskStatus: 'WAITING_EXECUTE', TaskStatusCode: 1 };
  if (nowMs < task.endMs) return { TaskStatus: 'EXECUTING', TaskStatusCode: 2 };
  return { TaskStatus: 'COMPLETE', TaskStatusCode: 3 };
}

function detailStatus(task: SandboxTask, detail: SandboxTaskDetail, nowMs: number): JsonObject {
  const code = detailStatusCode(task, detail, nowMs);
  const texts = ['WAITING_EXECUTE', 'EXECUTING', 'EXECUTE_SUCCESS', 'EXECUTE_FAILURE'];
  return { TaskStatus: texts[code] ?? '', TaskStatusCode: code };
}

function errorMsg(detail: SandboxTaskDetail, lang: string): string {
  if (detail.outcome === 'failed') return detail.reason;
  if (detail.outcome === 'pending') return '';
  return lang === 'zh' ? '执行成功' : 'The operation is successful.';
}

function descriptionOf(task: SandboxTask, lang: string): string {
  const nouns = DESCRIPTIONS[task.type] ?? { zh: task.type, en: task.type };
  return lang === 'zh' ? nouns.zh : nouns.en;
}
