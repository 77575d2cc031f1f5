import type { OutcomeEntry } from '../ledger/entry.ts';
import type { Claim } from '../ledger/state.ts';
import { assert } from '../lib/assert.ts';
import type { CloudError } from '../model/cloud-error.ts';
import type { DomainName } from '../model/domain.ts';
import type { Problem } from '../model/problem.ts';
import type { TaskNo } from '../model/task.ts';
import { toDay, toIso } from '../model/time.ts';
import { claimantDeadFrom } from './claimant-life.ts';
import type { EvidenceReader } from './evidence.ts';
import { judgeClaim, TELL_AFTER_MS } from './judge-claim.ts';
import type { Ruling } from './ruling.ts';

/** A claim that reached its end in this run. */
export interface SettledClaim {
  readonly domain: DomainName;
  readonly outcome: 'renewed' | 'failed' | 'released';
  readonly taskNo: TaskNo | null;
}

/** A claim that stays open, and why. */
export interface OpenClaim {
  readonly domain: DomainName;
  readonly sinceMs: number;
  readonly why: string;
}

/** What one look at one open claim led to: the entries to write, and what to report. */
export interface Settlement {
  readonly entries: readonly OutcomeEntry[];
  readonly settled: SettledClaim | null;
  readonly open: OpenClaim | null;
  readonly problem: Problem | null;
}

/** Who looks, and when. */
export interface Look {
  readonly runId: string;
  /** When the run began: no evidence of it is older, so the rules count from here. */
  readonly startedMs: number;
  /** When an entry is written: no evidence behind it is newer. */
  readonly now: () => number;
}

/** Looks at one open claim: gathers evidence, rules, and says what to write. Writes nothing itself. */
export async function settleClaim(claim: Claim, reader: EvidenceReader, look: Look): Promise<Settlement> {
  if (claim.taskNo === null && look.startedMs < claimantDeadFrom(claim)) {
    const late = look.startedMs - claim.claimedMs > TELL_AFTER_MS ? 'task-slow' : null;
    return staysOpen(claim, `its claimant may still be at work until ${toIso(claimantDeadFrom(claim))}`, late);
  }
  const gathered = await reader.gather(claim);
  if (gathered.kind === 'unreadable') return unreadable(claim, gathered.error);
  const { evidence } = gathered;
  const ruling = judgeClaim(claim, evidence, look.startedMs);
  if (ruling.kind !== 'found') return settlement(claim, ruling, look);

  // The task of a lost submission was found: it is recorded first, then judged like any other.
  const { taskNo, details } = ruling.task;
  const followed: Claim = { ...claim, taskNo, standing: 'accepted' };
  const next = judgeClaim(followed, { ...evidence, details, candidates: null }, look.startedMs);
  assert(next.kind !== 'found', 'a claim with a task number is judged by its task');
  const rest = settlement(followed, next, look);
  const accepted: OutcomeEntry = { kind: 'accepted', ...factsOf(followed, look), taskNo };
  return { ...rest, entries: [accepted, ...rest.entries] };
}

function settlement(claim: Claim, ruling: Exclude<Ruling, { kind: 'found' }>, look: Look): Settlement {
  const facts = factsOf(claim, look);
  const { taskNo } = claim;
  const settled = (entry: OutcomeEntry, outcome: SettledClaim['outcome'], problem: Problem | null): Settlement => ({
    entries: [entry],
    settled: { domain: claim.domain, outcome, taskNo },
    open: null,
    problem,
  });
  switch (ruling.kind) {
    case 'renewed':
      return settled({ kind: 'renewed', ...facts, taskNo, newExpiryMs: ruling.newExpiryMs }, 'renewed', null);
    case 'failed':
      return settled(
        { kind: 'failed', ...facts, taskNo, reason: ruling.reason },
        'failed',
        failedProblem(claim, ruling.reason),
      );
    case 'released':
      return settled({ kind: 'released', ...facts, reason: ruling.reason }, 'released', null);
    case 'no-trace': {
      const noted: OutcomeEntry = { kind: 'doubted', ...facts, reason: ruling.why, looked: true };
      return { ...staysOpen(claim, `${ruling.why}; looked for the first time`), entries: [noted] };
    }
    case 'open':
      return staysOpen(claim, ruling.why, ruling.problem);
  }
}

function factsOf(
  { claimId, domain, expiryMs, years }: Claim,
  { runId, now }: Look,
): Pick<OutcomeEntry, 'atMs' | 'runId' | 'claimId' | 'domain' | 'expiryMs' | 'years'> {
  return { atMs: now(), runId, claimId, domain, expiryMs, years };
}

function staysOpen(claim: Claim, why: string, problem: Problem['problem'] | null = null): Settlement {
  const { domain, claimedMs } = claim;
  const message = `${domain} (expiry ${toDay(claim.expiryMs)}), claimed ${toIso(claimedMs)}: ${why}. It stays claimed, so it is not paid a second time. Look at it in the console${claim.taskNo === null ? '' : ` (task ${claim.taskNo})`}`;
  return {
    entries: [],
    settled: null,
    open: { domain, sinceMs: claimedMs, why },
    problem: problem === null ? null : { problem, domain, message },
  };
}

function unreadable(claim: Claim, error: CloudError): Settlement {
  const problem = error.fields.kind === 'permission' ? 'permission-missing' : 'evidence-unreadable';
  return staysOpen(claim, `the evidence could not be read: ${error.message}`, problem);
}

function failedProblem(claim: Claim, reason: string): Problem {
  const message = `${claim.domain} (expiry ${toDay(claim.expiryMs)}) was not renewed; the task says: ${reason}. Mend the cause; the renewal run tries again after a wait`;
  return { problem: 'renewal-failed', domain: claim.domain, message };
}
