import type { DomainName } from './domain.ts';

/** The number that a submission's reply carries; never empty. */
export type TaskNo = string & { readonly __brand: 'TaskNo' };

/** A task number, or null when the value is not one (empty, blank, not a text). */
export function taskNo(raw: unknown): TaskNo | null {
  return typeof raw === 'string' && raw.trim() !== '' ? (raw.trim() as TaskNo) : null;
}

/**
 * How a renewal of one domain inside a task stands (`TaskStatus` of a detail).
 * `unknown` is a text that the documents do not list: never final.
 */
export type TaskDetailStatus = 'waiting' | 'executing' | 'succeeded' | 'failed' | 'unknown';

/** One row of QueryTaskDetailList or QueryTaskDetailHistory. */
export interface TaskDetail {
  readonly taskNo: TaskNo | null;
  readonly domain: DomainName | null;
  /** `TaskType` as written; `ORDER_RENEW` is a renewal. */
  readonly taskType: string;
  readonly status: TaskDetailStatus;
  /** `TaskStatus` as written, for messages. */
  readonly statusText: string;
  /** `FailReason`, else `ErrorMsg`, verbatim; means something only when `status` is `failed`. */
  readonly reason: string;
}

/** One row of QueryTaskList or QueryTaskInfoHistory: a task, without the names of its domains. */
export interface TaskInfo {
  readonly taskNo: TaskNo;
  readonly taskType: string;
  /** Epoch milliseconds; null when the service's text cannot be read. */
  readonly createdMs: number | null;
  /** `createdMs` comes from a text without a zone, read as UTC+8; for the international site that is not documented. */
  readonly zoneAssumed: boolean;
  /** `TaskNum`: how many domains the task has, and so how many details; null when the row does not say. */
  readonly domainCount: number | null;
  /** `TaskStatus` is `COMPLETE`: no domain of it is waited for any more. By the text, as a sample pairs it with the code of waiting. */
  readonly isComplete: boolean;
}
