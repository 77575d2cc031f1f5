import { domainName } from '../model/domain.ts';
import { type TaskDetail, type TaskDetailStatus, type TaskInfo, taskNo } from '../model/task.ts';
import { fromCloudText } from '../model/time.ts';
import type { ListPage } from './domain-api-pages.ts';
import {
  asRow,
  count,
  field,
  hasPart,
  integer,
  type Parsed,
  type Row,
  rowsIn,
  text,
  word,
} from './domain-api-values.ts';

/** One page of QueryTaskDetailList. Without `Data` it is honest only when it says that there is nothing. */
export function parseDetailPage(body: Row): Parsed<ListPage<TaskDetail>> {
  return parseListPage(body, 'TaskDetail', taskDetail, detailKey);
}

/** Reads a page of QueryTaskList; unreadable when a row is not a task. */
export function parseInfoPage(body: Row): Parsed<ListPage<TaskInfo>> {
  return parseListPage(body, 'TaskInfo', taskInfo, infoKey);
}

/** One page of QueryTaskDetailHistory; `cursor` is null when there is no next page. */
export function parseDetailHistory(body: Row): Parsed<HistoryPage<TaskDetail>> {
  return parseHistoryPage(body, taskDetail, detailKey);
}

/** Reads a page of QueryTaskInfoHistory, in either case of its keys, with the cursor of the next one. */
export function parseInfoHistory(body: Row): Parsed<HistoryPage<TaskInfo>> {
  return parseHistoryPage(body, taskInfo, infoKey);
}

/** The key says which rows are the same one, read twice. */
type Keyed<T> = readonly [key: string, row: T];

export interface HistoryPage<T> {
  readonly rows: readonly Keyed<T>[];
  readonly cursor: Row | null;
}

function parseListPage<T>(
  body: Row,
  name: string,
  parse: (row: Row) => T | null,
  key: (row: Row) => string,
): Parsed<ListPage<T>> {
  const totalCount = count(body, 'TotalItemNum');
  if (!hasPart(body, 'Data') && totalCount === null)
    return { unreadable: 'the answer has neither Data nor TotalItemNum' };
  const rows = parseRows(rowsIn(field(body, 'Data'), name), parse, key);
  if (rows === null) return { unreadable: `a row of ${name} cannot be read` };
  return { value: { rows, totalCount, pageCount: count(body, 'TotalPageNum') } };
}

const HISTORY_FIELDS = ['Objects', 'NextPageCursor', 'CurrentPageCursor', 'PrePageCursor', 'PageSize'];

/** The sample of an empty history has a page size and nothing else: so much must be there. */
function parseHistoryPage<T>(
  body: Row,
  parse: (row: Row) => T | null,
  key: (row: Row) => string,
): Parsed<HistoryPage<T>> {
  if (HISTORY_FIELDS.every((name) => field(body, name) === null)) return { unreadable: 'the answer has no Objects' };
  const rows = parseRows(rowsIn(body, 'Objects'), parse, key);
  if (rows === null) return { unreadable: 'a row of Objects cannot be read' };
  return { value: { rows, cursor: asRow(field(body, 'NextPageCursor')) } };
}

/** Null when a row cannot be read: a list that is returned is whole. */
function parseRows<T>(
  raws: readonly unknown[],
  parse: (row: Row) => T | null,
  key: (row: Row) => string,
): Keyed<T>[] | null {
  const timesSeen = new Map<string, number>();
  const rows: Keyed<T>[] = [];
  for (const raw of raws) {
    const row = asRow(raw);
    const parsed = row === null ? null : parse(row);
    if (row === null || parsed === null) return null;
    // Rows of one page are never the same row, whatever their keys say; only other pages repeat it.
    const nth = (timesSeen.get(key(row)) ?? 0) + 1;
    timesSeen.set(key(row), nth);
    rows.push([`${key(row)} #${nth}`, parsed]);
  }
  return rows;
}

function taskDetail(row: Row): TaskDetail {
  const statusText = text(row, 'TaskStatus') ?? '';
  return {
    taskNo: taskNo(text(row, 'TaskNo')),
    domain: domainName(text(row, 'DomainName') ?? ''),
    taskType: text(row, 'TaskType') ?? '',
    // By the text: code 3 means "failed" here and "complete" in the list of tasks.
    status: DETAIL_STATUSES.get(word(row, 'TaskStatus')) ?? 'unknown',
    statusText,
    reason: nonEmpty(text(row, 'FailReason')) ?? text(row, 'ErrorMsg') ?? '',
  };
}

const DETAIL_STATUSES: ReadonlyMap<string, TaskDetailStatus> = new Map([
  ['WAITING_EXECUTE', 'waiting'],
  ['EXECUTING', 'executing'],
  ['EXECUTE_SUCCESS', 'succeeded'],
  ['EXECUTE_FAILURE', 'failed'],
]);

function detailKey(row: Row): string {
  const number = nonEmpty(text(row, 'TaskDetailNo'));
  return number ?? ['TaskNo', 'DomainName', 'TaskType', 'CreateTime'].map((name) => text(row, name) ?? '').join(' ');
}

function taskInfo(row: Row): TaskInfo | null {
  const number = taskNo(text(row, 'TaskNo'));
  if (number === null) return null;
  const exactMs = integer(row, 'CreateTimeLong');
  return {
    taskNo: number,
    taskType: text(row, 'TaskType') ?? '',
    createdMs: exactMs ?? fromCloudText(text(row, 'CreateTime')?.trim() ?? ''),
    zoneAssumed: exactMs === null,
    domainCount: domainCount(row),
    isComplete: word(row, 'TaskStatus') === 'COMPLETE',
  };
}

/** A task has domains: a count of none says nothing, and any row would pass for all of them. */
function domainCount(row: Row): number | null {
  const told = count(row, 'TaskNum');
  return told === 0 ? null : told;
}

function infoKey(row: Row): string {
  return text(row, 'TaskNo') ?? '';
}

function nonEmpty(raw: string | null): string | null {
  return raw !== null && raw.trim() !== '' ? raw : null;
}
