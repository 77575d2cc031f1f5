import type { DomainReader } from '../inventory/domain-reader.ts';
import { type Claim, isOpen, type LedgerState } from '../ledger/state.ts';
import { CloudError } from '../model/cloud-error.ts';
import type { DomainName } from '../model/domain.ts';
import type { TaskDetail, TaskNo } from '../model/task.ts';
import { MINUTE_MS } from '../model/time.ts';
import type { TaskReader } from './task-reader.ts';

/** A renewal task that may be the one which our lost submission made. */
export interface Candidate {
  readonly taskNo: TaskNo;
  readonly details: readonly TaskDetail[];
}

/** What the services say about one open claim. Everything in it was read whole. */
export interface Evidence {
  /** The details of the claim's own task for its domain; null when the claim has no task number. */
  readonly details: readonly TaskDetail[] | null;
  /** Renewal tasks of the domain made since the claim; null when the claim has a task number. */
  readonly candidates: readonly Candidate[] | null;
  /** Renewal tasks since the claim which show no details yet: one of them may be ours. */
  readonly blankTasks: readonly TaskNo[];
  /** The domain's own expiry date now; null when the account has no such domain, or it shows none. */
  readonly expiryMs: number | null;
}

export type Gathered =
  | { readonly kind: 'evidence'; readonly evidence: Evidence }
  | { readonly kind: 'unreadable'; readonly error: CloudError };

/** Gathers evidence; tasks are read once, however many claims they concern. */
export interface EvidenceReader {
  gather(claim: Claim): Promise<Gathered>;
}

/** A task made so long before its claim can still be its own: the gateway takes requests of a clock that is up to 15 minutes fast. */
const CLOCKS_DIFFER_MS = 16 * MINUTE_MS;

/** A reader for one check run. */
export function evidenceReader(services: DomainReader & TaskReader, ledger: LedgerState): EvidenceReader {
  const oldestMs = [...ledger.claims.values()]
    .filter((claim) => isOpen(claim) && claim.taskNo === null)
    .reduce((oldest, { claimedMs }) => Math.min(oldest, claimedMs), Number.POSITIVE_INFINITY);
  const tasks = taskCache(services, oldestMs - CLOCKS_DIFFER_MS);
  return {
    async gather(claim) {
      try {
        return { kind: 'evidence', evidence: await gather(claim, services, tasks, otherTasksOf(claim, ledger)) };
      } catch (error) {
        if (error instanceof CloudError) return { kind: 'unreadable', error };
        throw error;
      }
    },
  };
}

async function gather(
  claim: Claim,
  services: DomainReader,
  tasks: TaskCache,
  others: ReadonlySet<TaskNo>,
): Promise<Evidence> {
  // The date is read last: what a task did before is then in it.
  if (claim.taskNo !== null) {
    const details = await tasks.detailsOf(claim.taskNo, claim.domain);
    return { details, candidates: null, blankTasks: [], expiryMs: await readExpiry(claim, services) };
  }
  const candidates: Candidate[] = [];
  const blankTasks: TaskNo[] = [];
  for (const taskNo of await tasks.renewalsSince(claim.claimedMs - CLOCKS_DIFFER_MS)) {
    if (others.has(taskNo)) continue;
    if (await tasks.isBlank(taskNo)) blankTasks.push(taskNo);
    const details = await tasks.detailsOf(taskNo, claim.domain);
    if (details.length > 0) candidates.push({ taskNo, details });
  }
  return { details: null, candidates, blankTasks, expiryMs: await readExpiry(claim, services) };
}

/** Tasks that are known to belong to other claims of the same domain. */
function otherTasksOf(claim: Claim, ledger: LedgerState): Set<TaskNo> {
  const others = [...(ledger.expiries.get(claim.domain) ?? [])]
    .flatMap((expiryMs) => ledger.byKey.get(`${claim.domain}|${expiryMs}`) ?? [])
    .filter((id) => id !== claim.claimId)
    .flatMap((id) => ledger.claims.get(id)?.taskNo ?? []);
  return new Set(others);
}

async function readExpiry(claim: Claim, services: DomainReader): Promise<number | null> {
  if (claim.instanceId !== '') {
    const details = await services.domainDetails(claim.instanceId);
    return details?.name === claim.domain ? details.expiryMs : null;
  }
  // An entry of another program may have no instance id: then the list knows the domain by its name.
  const page = await services.listPage({ pageNum: 1, pageSize: 100, domainName: claim.domain });
  return page.domains.find(({ name }) => name === claim.domain)?.expiryMs ?? null;
}

interface TaskCache {
  /** Task numbers of renewals created since then, or at an unknown time. */
  renewalsSince(sinceMs: number): Promise<TaskNo[]>;
  detailsOf(taskNo: TaskNo, domain: DomainName): Promise<readonly TaskDetail[]>;
  isBlank(taskNo: TaskNo): Promise<boolean>;
}

function taskCache(services: TaskReader, oldestMs: number): TaskCache {
  const details = new Map<TaskNo, Promise<Map<DomainName, TaskDetail[]>>>();
  let renewals: Promise<{ taskNo: TaskNo; createdMs: number }[]> | null = null;

  const detailsByDomain = async (taskNo: TaskNo): Promise<Map<DomainName, TaskDetail[]>> => {
    const known = details.get(taskNo) ?? services.taskDetails(taskNo).then(byDomain);
    details.set(taskNo, known);
    return await known;
  };
  const readRenewals = async (): Promise<{ taskNo: TaskNo; createdMs: number }[]> => {
    const tasks = await services.tasksSince(oldestMs);
    return tasks
      .filter(({ taskType }) => taskType === 'ORDER_RENEW')
      .map(({ taskNo, createdMs }) => ({ taskNo, createdMs: createdMs ?? Number.POSITIVE_INFINITY }));
  };
  return {
    async renewalsSince(sinceMs) {
      renewals ??= readRenewals();
      return (await renewals).filter(({ createdMs }) => createdMs >= sinceMs).map(({ taskNo }) => taskNo);
    },
    async detailsOf(taskNo, domain) {
      return (await detailsByDomain(taskNo)).get(domain) ?? [];
    },
    async isBlank(taskNo) {
      return (await detailsByDomain(taskNo)).size === 0;
    },
  };
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
