import type { TaskDetail, TaskInfo, TaskNo } from '../model/task.ts';

/**
 * Reads tasks, all pages, live list first and history second (how long a task stays in the live list is not documented).
 * Every call may repeat; all throw a CloudError when the retries inside are used up or a page cannot be read: a list that
 * is returned is whole.
 */
export interface TaskReader {
  /**
   * QueryTaskDetailList and, when that is not whole by what the caller knows, QueryTaskDetailHistory as well: details may move there
   * one by one. Empty when neither knows the task.
   */
  taskDetails(taskNo: TaskNo, isWhole: (live: readonly TaskDetail[]) => boolean): Promise<TaskDetail[]>;
  /** QueryTaskList and QueryTaskInfoHistory from the day before `sinceMs`: every task of every type, each once. */
  tasksSince(sinceMs: number): Promise<TaskInfo[]>;
}
