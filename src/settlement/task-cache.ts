import type { DomainName } from '../model/domain.ts';
import type { TaskDetail, TaskInfo, TaskNo } from '../model/task.ts';
import type { TaskReader } from './task-reader.ts';

/** What is known of one renewal task. */
export interface SeenTask {
  readonly byDomain: ReadonlyMap<DomainName, readonly TaskDetail[]>;
  /** False: it may have domains that were not shown. No detail yet, one without a name, fewer than it has domains, or nobody knows of how many. */
  readonly showsAll: boolean;
}

/** What the list of tasks says of how many details there will be. */
export type TaskSize = Pick<TaskInfo, 'domainCount' | 'isComplete'>;

/** Tasks of one check run: each is read once, however many claims it concerns; again only for one that knows of more domains in it. */
export interface TaskCache {
  /** Renewals, and tasks of no known type, since the time that the cache was made for. */
  renewals(): Promise<readonly TaskInfo[]>;
  /** `expected`: names that are known to be in it. `size`: null for a claim that owns the task, and does not read the list for it. */
  task(taskNo: TaskNo, expected: readonly DomainName[], size: TaskSize | null): Promise<SeenTask>;
}

/** Makes an empty cache; `sinceMs` is the time from which on tasks matter. */
export function taskCache(services: TaskReader, sinceMs: number): TaskCache {
  const tasks = new Map<TaskNo, { readonly wantedCount: number; readonly details: Promise<TaskDetail[]> }>();
  let renewals: Promise<readonly TaskInfo[]> | null = null;
  return {
    async renewals() {
      // A row without a readable type may be a renewal: leaving it out would call its domains untouched.
      renewals ??= services
        .tasksSince(sinceMs)
        .then((infos) => infos.filter(({ taskType }) => taskType === 'ORDER_RENEW' || taskType === ''));
      return await renewals;
    },
    async task(taskNo, expected, size) {
      // A claim that owns the task does not know how many domains it has: what was whole for that claim may hide another one's row.
      // Where the list did not say how many either, only both lists to their ends show whether a lost submission is among them.
      const wantedCount = size?.domainCount ?? (expected.length > 0 ? expected.length : Number.POSITIVE_INFINITY);
      const known = tasks.get(taskNo);
      if (known !== undefined && known.wantedCount >= wantedCount) return seenTask(await known.details, size);
      const details = readDetails(services, taskNo, expected, wantedCount);
      tasks.set(taskNo, { wantedCount, details });
      return seenTask(await details, size);
    },
  };
}

async function readDetails(
  services: TaskReader,
  taskNo: TaskNo,
  expected: readonly DomainName[],
  wantedCount: number,
): Promise<TaskDetail[]> {
  const details = await services.taskDetails(taskNo, (live) => {
    const names = new Set(live.map(({ domain }) => domain));
    return live.length >= Math.max(1, wantedCount) && expected.every((name) => names.has(name));
  });
  return details.filter((detail) => detail.taskNo === null || detail.taskNo === taskNo);
}

function seenTask(own: readonly TaskDetail[], size: TaskSize | null): SeenTask {
  return { byDomain: byDomain(own), showsAll: size !== null && showsAll(own, size) };
}

/**
 * Where the list does not say how many domains a task has, only a finished task can be whole: it was seen finished before both lists of its
 * details were read to their ends. A row that is not final shows that they lag behind it. An unfinished one may show its other rows
 * later: releasing a claim on its word could pay twice, so the claim stays open, and a person is told after a day.
 */
function showsAll(own: readonly TaskDetail[], { domainCount, isComplete }: TaskSize): boolean {
  if (own.length === 0 || own.some(({ domain }) => domain === null)) return false;
  if (domainCount !== null) return own.length >= domainCount;
  return isComplete && own.every(({ status }) => status === 'succeeded' || status === 'failed');
}

/** Matched by name only: the order of the rows, and how many there are, means nothing. */
function byDomain(details: readonly TaskDetail[]): Map<DomainName, TaskDetail[]> {
  const found = new Map<DomainName, TaskDetail[]>();
  for (const detail of details) {
    const isRenewal = detail.taskType === '' || detail.taskType === 'ORDER_RENEW';
    if (detail.domain === null || !isRenewal) continue;
    found.set(detail.domain, [...(found.get(detail.domain) ?? []), detail]);
  }
  return found;
}
