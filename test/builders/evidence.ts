import type { TaskDetail, TaskInfo } from '../../src/model/task.ts';
import type { Candidate, Evidence } from '../../src/settlement/evidence.ts';
import { aName, DAY, NOW_MS } from './domains.ts';
import { aTaskNo } from './ledger.ts';

const STATUS_TEXT = {
  waiting: 'WAITING_EXECUTE',
  executing: 'EXECUTING',
  succeeded: 'EXECUTE_SUCCESS',
  failed: 'EXECUTE_FAILURE',
  unknown: 'PAUSED',
} as const;

type SaidDetail = Partial<Omit<TaskDetail, 'taskNo' | 'domain'>> & { readonly task?: string; readonly domain?: string };

/** A task's detail of example.com that succeeded, its message as the service writes it on success. */
export function aDetail({ task = 'task-1', domain = 'example.com', ...rest }: SaidDetail = {}): TaskDetail {
  const { status = 'succeeded' } = rest;
  return {
    taskNo: aTaskNo(task),
    domain: aName(domain),
    taskType: 'ORDER_RENEW',
    status,
    statusText: STATUS_TEXT[status],
    reason: 'The operation is successful.',
    ...rest,
  };
}

export function aTaskInfo(task = 'task-1', rest: Partial<Omit<TaskInfo, 'taskNo'>> = {}): TaskInfo {
  const exact = { createdMs: NOW_MS, zoneAssumed: false, domainCount: null, isComplete: false };
  return { taskNo: aTaskNo(task), taskType: 'ORDER_RENEW', ...exact, ...rest };
}

export function aCandidate(task = 'task-1', details: readonly TaskDetail[] = [aDetail({ task })]): Candidate {
  return { taskNo: aTaskNo(task), isSinceClaim: false, details };
}

/** Evidence about a claim with a task number: no details, and a date that has not moved. */
export function someEvidence(rest: Partial<Evidence> = {}): Evidence {
  return { details: [], candidates: null, blankTasks: [], expiryMs: NOW_MS + 10 * DAY, ...rest };
}

/** Evidence about a claim without one: no task, and a date that has not moved. */
export function noTrace(rest: Partial<Evidence> = {}): Evidence {
  return someEvidence({ details: null, candidates: [], ...rest });
}
