import type { DomainName } from '../model/domain.ts';
import type { TaskDetail, TaskInfo, TaskNo } from '../model/task.ts';
import type { TaskReader } from './task-reader.ts';

/** What is known of one renewal task. */
export interface SeenTask {
  readonly byDomain: ReadonlyMap<DomainName, readonly TaskDetail[]>;
  /** It may have domains that were not shown: no detail yet, a detail without a name, or fewer details than it has domains. */
  readonly showsAll: boolean;
}

/** Tasks of one check run: each is read once, however many claims it concerns; again only for one that knows of more domains in it. */
export interface TaskCache {
  /** Renewals, and tasks of no known type, since the time that the cache was made for. */
  renewals(): Promise<readonly TaskInfo[]>;
  /** `expected`: names that are known to be in it. */
  task(taskNo: TaskNo, expected: readonly DomainName[], domainCount: number | null): Promise<SeenTask>;
}

/** Makes an empty cache; `sinceMs` is the time from which on tasks matter. */
export function taskCache(services: TaskReader, sinceMs: number): TaskCache {
  const tasks = new Map<TaskNo, { readonly wantedCount: number; readonly seen: Promise<SeenTask> }>();
  let renewals: Promise<readonly TaskInfo[]> | null = null;
  return {
    async renewals() {
      // A row without a readable type may be a renewal: leaving it out would call its domains untouched.
      renewals ??= services
        .tasksSince(sinceMs)
        .then((infos) => infos.filter(({ taskType }) => taskType === 'ORDER_RENEW' || taskType === ''));
      return await renewals;
    },
    async task(taskNo, expected, domainCount) {
      // A claim that owns the task does not know how many domains it has: what was whole for that claim may hide another one's row.
      // Where the list did not say how many either, only both lists to their ends show whether a lost submission is among them.
      const wantedCount = domainCount ?? (expected.length > 0 ? expected.length : Number.POSITIVE_INFINITY);
      const known = tasks.get(taskNo);
      if (known !== undefined && known.wantedCount >= wantedCount) return await known.seen;
      const seen = readTask(services, taskNo, expected, { domainCount, wantedCount });
      tasks.set(taskNo, { wantedCount, seen });
      return await seen;
    },
  };
}

async function readTask(
  services: TaskReader,
  taskNo: TaskNo,
  expected: readonly DomainName[],
  { domainCount, wantedCount }: { readonly domainCount: number | null; readonly wantedCount: number },
): Promise<SeenTask> {
  const details = await services.taskDetails(taskNo, (live) => {
    const names = new Set(live.map(({ domain }) => domain));
    return live.length >= Math.max(1, wantedCount) && expected.every((name) => names.has(name));
  });
  const own = details.filter((detail) => detail.taskNo === null || detail.taskNo === taskNo);
  const named = own.filter(({ domain }) => domain !== null);
  const showsAll = named.length > 0 && named.length === own.length && own.length >= (domainCount ?? 1);
  return { byDomain: byDomain(named), showsAll };
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
