import type { DomainReader } from '../inventory/domain-reader.ts';
import { type Claim, claimsOf, isOpen, type LedgerState } from '../ledger/state.ts';
import { CloudError } from '../model/cloud-error.ts';
import { type DomainName, unicodeName } from '../model/domain.ts';
import type { TaskDetail, TaskInfo, TaskNo } from '../model/task.ts';
import { HOUR_MS, MINUTE_MS } from '../model/time.ts';
import { claimantDeadFrom } from './claimant-life.ts';
import { type TaskCache, taskCache } from './task-cache.ts';
import type { TaskReader } from './task-reader.ts';

/** A renewal task that may be the one which our lost submission made. */
export interface Candidate {
  readonly taskNo: TaskNo;
  /** Made after the claim for certain: nobody's earlier attempt. */
  readonly isSinceClaim: boolean;
  readonly details: readonly TaskDetail[];
}

/** What the services say about one open claim. Everything in it was read whole. */
export interface Evidence {
  /** The details of the claim's own task for its domain; null when the claim has no task number. */
  readonly details: readonly TaskDetail[] | null;
  /** Renewal tasks of the domain made since the claim; null when the claim has a task number. */
  readonly candidates: readonly Candidate[] | null;
  /** Renewal tasks since the claim which do not show all of their domains: one of them may be ours. */
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

/** A task made so long before its claim can still be its own: the gateway takes requests of a clock up to 31 minutes off. */
const CLOCKS_DIFFER_MS = 32 * MINUTE_MS;
const SEARCH_PAGES_MAX = 20;
/** Where a text without a zone is not UTC+8, as is assumed, it is most likely UTC. */
const ZONE_DIFFERS_MS = 8 * HOUR_MS;

/** A reader for one check run. */
export function evidenceReader(services: DomainReader & TaskReader, ledger: LedgerState): EvidenceReader {
  const open = [...ledger.claims.values()].filter(isOpen);
  const oldestMs = open
    .filter(({ taskNo }) => taskNo === null)
    .reduce((oldest, { claimedMs }) => Math.min(oldest, claimedMs), Number.POSITIVE_INFINITY);
  const tasks = taskCache(services, oldestMs - CLOCKS_DIFFER_MS - ZONE_DIFFERS_MS);
  return {
    async gather(claim) {
      try {
        // The date is read last: what a task did before is then in it.
        const found =
          claim.taskNo === null
            ? await lookForTask(claim, ledger, tasks)
            : await ownTask(claim, claim.taskNo, open, tasks);
        return { kind: 'evidence', evidence: { ...found, expiryMs: await readExpiry(claim, services) } };
      } catch (error) {
        if (error instanceof CloudError) return { kind: 'unreadable', error };
        throw error;
      }
    },
  };
}

type FoundTasks = Omit<Evidence, 'expiryMs'>;

async function ownTask(
  { domain }: Claim,
  number: TaskNo,
  open: readonly Claim[],
  tasks: TaskCache,
): Promise<FoundTasks> {
  const expected = open.filter(({ taskNo }) => taskNo === number).map((claim) => claim.domain);
  const { byDomain } = await tasks.task(number, expected, null);
  return { details: byDomain.get(domain) ?? [], candidates: null, blankTasks: [] };
}

async function lookForTask(claim: Claim, ledger: LedgerState, tasks: TaskCache): Promise<FoundTasks> {
  const others = otherTasksOf(claim, ledger);
  const candidates: Candidate[] = [];
  const blankTasks: TaskNo[] = [];
  for (const info of await tasks.renewals()) {
    const { taskNo } = info;
    const isSinceClaim = info.createdMs !== null && info.createdMs >= claim.claimedMs;
    if (others.has(taskNo) || !mayBeOf(claim, info)) continue;
    const { byDomain, showsAll } = await tasks.task(taskNo, [], info);
    const details = byDomain.get(claim.domain) ?? [];
    if (details.length > 0) candidates.push({ taskNo, isSinceClaim, details });
    else if (!showsAll) blankTasks.push(taskNo);
  }
  return { details: null, candidates, blankTasks };
}

/** Made since the claim, as far as its time can be known; in another zone it must fall into the claimant's own lifetime. */
function mayBeOf(claim: Claim, { createdMs, zoneAssumed }: Pick<TaskInfo, 'createdMs' | 'zoneAssumed'>): boolean {
  const fromMs = claim.claimedMs - CLOCKS_DIFFER_MS;
  if (createdMs === null || createdMs >= fromMs) return true;
  const otherwiseMs = createdMs + ZONE_DIFFERS_MS;
  return zoneAssumed && otherwiseMs >= fromMs && otherwiseMs <= claimantDeadFrom(claim);
}

/** Tasks that are known to belong to other claims of the same domain; another run may have found this one's own meanwhile. */
function otherTasksOf({ claimId, domain }: Claim, ledger: LedgerState): Set<TaskNo> {
  const others = claimsOf(ledger, domain).filter((other) => other.claimId !== claimId);
  return new Set(others.flatMap(({ taskNos }) => taskNos));
}

async function readExpiry(claim: Claim, services: DomainReader): Promise<number | null> {
  if (claim.instanceId !== '') {
    const details = await services.domainDetails(claim.instanceId);
    return details?.name === claim.domain ? details.expiryMs : null;
  }
  // A torn entry, or one of another program, may have no instance id: then the list knows the domain by its name, in the form in
  // which the service has it.
  for (const form of new Set([claim.domain, unicodeName(claim.domain)])) {
    const expiryMs = await searchExpiry(form, claim.domain, services);
    if (expiryMs !== null) return expiryMs;
  }
  return null;
}

/** The search also finds names that only resemble it. */
async function searchExpiry(form: string, domain: DomainName, services: DomainReader): Promise<number | null> {
  for (let pageNum = 1; pageNum <= SEARCH_PAGES_MAX; pageNum += 1) {
    const page = await services.listPage({ pageNum, pageSize: 100, domainName: form });
    const expiryMs = expiryIn(page.domains, domain);
    if (expiryMs !== null || page.domains.length === 0 || pageNum >= (page.pageCount ?? 1)) return expiryMs;
  }
  return null;
}

function expiryIn(
  domains: readonly { name: DomainName; expiryMs: number | null }[],
  domain: DomainName,
): number | null {
  return domains.find(({ name }) => name === domain)?.expiryMs ?? null;
}
