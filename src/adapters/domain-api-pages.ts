import { unreadable } from './domain-api-calls.ts';

/** One page of a numbered list. The key says which rows are the same one, read twice. */
export interface ListPage<T> {
  readonly rows: readonly (readonly [key: string, row: T])[];
  readonly totalCount: number | null;
  readonly pageCount: number | null;
}

const PAGES_MAX = 200;
const READINGS_MAX = 3;

/**
 * Every row of a numbered list. It may shift while it is read: when fewer rows came than it counts, or the count changes, it is read again, three times in all.
 * Throws `unreadable` when it cannot be proven whole.
 */
export async function readPages<T>(action: string, readPage: (pageNum: number) => Promise<ListPage<T>>): Promise<T[]> {
  let rowCount = 0;
  for (let time = 1; time <= READINGS_MAX; time += 1) {
    const reading = await readPagesOnce(action, readPage);
    if (reading.isWhole) return reading.rows;
    rowCount = reading.rows.length;
  }
  throw unreadable(
    action,
    'ListIncomplete',
    `the list shifted while it was read, or fewer rows came than it counts: ${rowCount}`,
  );
}

async function readPagesOnce<T>(
  action: string,
  readPage: (pageNum: number) => Promise<ListPage<T>>,
): Promise<{ rows: T[]; isWhole: boolean }> {
  const rows = new Map<string, T>();
  let totalCount: number | null = null;
  let shifted = false;
  for (let pageNum = 1; pageNum <= PAGES_MAX; pageNum += 1) {
    const page = await readPage(pageNum);
    // A row that left the list moved another one over the border between two pages: it would be missing without a trace.
    shifted ||= differ(totalCount, page.totalCount);
    totalCount = page.totalCount ?? totalCount;
    const countBefore = rows.size;
    for (const [key, row] of page.rows) rows.set(key, row);
    const nothingNew = rows.size === countBefore;
    if (nothingNew || isLast(pageNum, page.pageCount, rows.size, totalCount)) {
      return { rows: [...rows.values()], isWhole: !shifted && (totalCount === null || rows.size >= totalCount) };
    }
  }
  throw pagesUsedUp(action);
}

function differ(before: number | null, now: number | null): boolean {
  return before !== null && now !== null && before !== now;
}

/** Only when all counts that are there agree; else the list goes on until a page brings nothing new. */
function isLast(pageNum: number, pageCount: number | null, rowCount: number, totalCount: number | null): boolean {
  if (pageCount === null && totalCount === null) return false;
  return (pageCount === null || pageNum >= pageCount) && (totalCount === null || rowCount === totalCount);
}

/** Every row of a history, which is read by cursor and has no counts. The reader gives the cursor as request parameters. */
export async function readHistory<T, C>(
  action: string,
  readPage: (cursor: C | null) => Promise<{ rows: ListPage<T>['rows']; next: C | null }>,
): Promise<T[]> {
  const rows = new Map<string, T>();
  let cursor: C | null = null;
  for (let pageNum = 1; pageNum <= PAGES_MAX; pageNum += 1) {
    const page: { rows: ListPage<T>['rows']; next: C | null } = await readPage(cursor);
    for (const [key, row] of page.rows) rows.set(key, row);
    const isUnchanged = JSON.stringify(page.next) === JSON.stringify(cursor);
    if (page.rows.length === 0 || page.next === null || isUnchanged) return [...rows.values()];
    cursor = page.next;
  }
  throw pagesUsedUp(action);
}

function pagesUsedUp(action: string): Error {
  return unreadable(action, 'PageLimit', `the list has more than ${PAGES_MAX} pages`);
}
