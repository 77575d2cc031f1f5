import { CloudError } from '../model/cloud-error.ts';
import type { TaskDetail, TaskInfo, TaskNo } from '../model/task.ts';
import { DAY_MS } from '../model/time.ts';
import type { TaskReader } from '../settlement/task-reader.ts';
import type { DomainApiCalls } from './domain-api-calls.ts';
import { readHistory, readPages } from './domain-api-pages.ts';
import { parseDetailHistory, parseDetailPage, parseInfoHistory, parseInfoPage } from './domain-api-tasks.ts';
import { integer, type Row, text } from './domain-api-values.ts';
import type { PopParams } from './pop-core-client.ts';

const DETAIL_PAGE_SIZE = 200;
const TASK_PAGE_SIZE = 100;

/** Reads tasks whole, live lists first and history second. */
export function createTaskReader(calls: DomainApiCalls): TaskReader {
  return {
    async taskDetails(taskNo, isWhole) {
      const live = await orNothing(saysNoSuchTask, async () => await liveDetails(calls, taskNo));
      if (isWhole(live)) return live;
      const isNothing = (code: string) => saysNoSuchTask(code) || saysNoSuchApi(code);
      const past = await orNothing(isNothing, async () => await pastDetails(calls, taskNo));
      // A row may be in both for a while; the live one is newer.
      const known = new Set(live.map(({ domain }) => domain));
      return [...live, ...past.filter(({ domain }) => domain === null || !known.has(domain))];
    },
    async tasksSince(sinceMs) {
      // Filtered by day, and in which zone is not documented for every site.
      const beginMs = sinceMs - DAY_MS;
      const live = await liveTasks(calls, beginMs);
      const past = await orNothing(saysNoSuchApi, async () => await pastTasks(calls, beginMs));
      return [...new Map([...past, ...live].map((task) => [task.taskNo, task])).values()];
    },
  };
}

async function liveDetails(calls: DomainApiCalls, taskNo: TaskNo): Promise<TaskDetail[]> {
  return await readPages('QueryTaskDetailList', async (pageNum) => {
    const params = { TaskNo: taskNo, PageNum: pageNum, PageSize: DETAIL_PAGE_SIZE };
    return await calls.read('QueryTaskDetailList', params, parseDetailPage);
  });
}

async function pastDetails(calls: DomainApiCalls, taskNo: TaskNo): Promise<TaskDetail[]> {
  return await readHistory<TaskDetail, PopParams>('QueryTaskDetailHistory', async (cursor) => {
    const params = { TaskNo: taskNo, PageSize: DETAIL_PAGE_SIZE, ...cursor };
    const page = await calls.read('QueryTaskDetailHistory', params, parseDetailHistory);
    return { rows: page.rows, next: detailCursor(page.cursor) };
  });
}

async function liveTasks(calls: DomainApiCalls, beginMs: number): Promise<TaskInfo[]> {
  return await readPages('QueryTaskList', async (pageNum) => {
    const params = { BeginCreateTime: beginMs, PageNum: pageNum, PageSize: TASK_PAGE_SIZE };
    return await calls.read('QueryTaskList', params, parseInfoPage);
  });
}

async function pastTasks(calls: DomainApiCalls, beginMs: number): Promise<TaskInfo[]> {
  return await readHistory<TaskInfo, PopParams>('QueryTaskInfoHistory', async (cursor) => {
    const params = { BeginCreateTime: beginMs, PageSize: TASK_PAGE_SIZE, ...cursor };
    const page = await calls.read('QueryTaskInfoHistory', params, parseInfoHistory);
    return { rows: page.rows, next: taskCursor(page.cursor) };
  });
}

/** Null for the empty object that samples show in place of no cursor. */
function detailCursor(cursor: Row | null): PopParams | null {
  const detailNo = cursor === null ? null : text(cursor, 'TaskDetailNo');
  if (cursor === null || detailNo === null || detailNo === '') return null;
  const domainName = text(cursor, 'DomainName');
  return { TaskDetailNoCursor: detailNo, ...(domainName === null ? {} : { DomainNameCursor: domainName }) };
}

function taskCursor(cursor: Row | null): PopParams | null {
  const taskNo = cursor === null ? null : text(cursor, 'TaskNo');
  if (cursor === null || taskNo === null || taskNo === '') return null;
  const createdMs = integer(cursor, 'CreateTimeLong');
  return { TaskNoCursor: taskNo, ...(createdMs === null ? {} : { CreateTimeCursor: createdMs }) };
}

/** What the service cannot know has no rows; every other error stays one. */
async function orNothing<T>(isNothing: (code: string) => boolean, read: () => Promise<T[]>): Promise<T[]> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof CloudError && error.fields.kind === 'rejected' && isNothing(error.fields.code)) return [];
    throw error;
  }
}

function saysNoSuchTask(code: string): boolean {
  return /^(?:Invalid)?Task(?:No)?\.?Not(?:Exist|Found)/i.test(code);
}

/** The history calls do not exist on every site. */
function saysNoSuchApi(code: string): boolean {
  return code === 'UnsupportedOperation' || code === 'InvalidAction.NotFound';
}
