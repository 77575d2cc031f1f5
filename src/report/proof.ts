import { encodeEntry } from '../ledger/codec.ts';
import type { ClaimEntry, Claimed, ClaimId, Finished, OutcomeEntry } from '../ledger/entry.ts';
import { type Claim, foldLedger, isOpen } from '../ledger/state.ts';
import type { DomainName } from '../model/domain.ts';
import type { TaskNo } from '../model/task.ts';
import { addYears } from '../model/time.ts';
import { SAME_DATE_MS } from '../selection/rules.ts';

/** What the ledger has about one domain. */
export interface Recorded {
  readonly domain: DomainName;
  /** In log order; some may be doubled. */
  readonly entries: readonly ClaimEntry[];
  /** The runs that recorded their end, by id. */
  readonly runs: ReadonlyMap<string, Finished>;
}

/**
 * Whether a claim cost money, by the ledger: `spent` the registrar's date moved · `unverified` a task was made, and nothing says yet
 * that it failed or that the date moved · `perhaps` it may have been submitted, and how that ended is not known.
 */
export type ClaimCost = 'spent' | 'unverified' | 'perhaps' | 'not-spent';

/** One claim with everything that was recorded of it. */
export interface ClaimStory {
  readonly claim: Claim;
  /** Null when its own entry was not read (it stands before the horizon): it is known by what followed. */
  readonly claimed: Claimed | null;
  /** In log order, each once. */
  readonly outcomes: readonly OutcomeEntry[];
  /** The run that claimed; null when it did not record its end. */
  readonly run: Finished | null;
  readonly cost: ClaimCost;
  /** Payments that it stands for: more than one when several tasks were made for it. */
  readonly paidMax: number;
  /** The date moved further than by the years that it asked for. */
  readonly movedTooFar: boolean;
}

/** Whether money was spent on a domain, and how often. Figures are over all its expiry dates. */
export interface Money {
  readonly spent: number;
  readonly unverified: number;
  readonly perhaps: number;
  /** Expiry dates for which two payments are possible. */
  readonly twiceFor: readonly number[];
}

export interface Proof {
  readonly domain: DomainName;
  /** In the order in which they were claimed. */
  readonly stories: readonly ClaimStory[];
  readonly money: Money;
}

/** Puts together what the ledger proves about a domain. Pure; nobody else is asked. */
export function proofOf(recorded: Recorded): Proof {
  const entries = withoutDoubles(recorded.entries);
  const ids = [...new Set(entries.map(({ claimId }) => claimId))];
  const { claims } = foldLedger([...unread(entries, ids), ...entries]);
  const stories = ids.flatMap((id) => {
    const claim = claims.get(id);
    return claim === undefined ? [] : [storyOf(claim, entries, recorded.runs)];
  });
  return { domain: recorded.domain, stories, money: moneyOf(stories) };
}

/** The fold does not mind doubled entries, a reader does. */
function withoutDoubles(entries: readonly ClaimEntry[]): ClaimEntry[] {
  return [...new Map(entries.map((entry) => [JSON.stringify(encodeEntry(entry)), entry])).values()];
}

/** Stand-ins for claims of which only the outcome was read: what was spent on them counts all the same. */
function unread(entries: readonly ClaimEntry[], ids: readonly ClaimId[]): Claimed[] {
  const read = new Set(entries.filter(({ kind }) => kind === 'claimed').map(({ claimId }) => claimId));
  return ids
    .filter((id) => !read.has(id))
    .flatMap((id) => entries.find(({ claimId }) => claimId === id) ?? [])
    .map(({ atMs, claimId, domain, expiryMs, years }) => {
      const blank = {
        runId: '',
        append: null,
        instanceId: '',
        claimantUntilMs: null,
        priceMinor: null,
        currency: null,
      };
      return { kind: 'claimed', atMs, claimId, domain, expiryMs, years, ...blank };
    });
}

function storyOf(claim: Claim, entries: readonly ClaimEntry[], runs: Recorded['runs']): ClaimStory {
  const own = entries.filter(({ claimId }) => claimId === claim.claimId);
  const outcomes = own.filter((entry) => entry.kind !== 'claimed');
  const claimed = own.find((entry) => entry.kind === 'claimed') ?? null;
  const cost = costOf(claim, outcomes);
  const isPaid = cost === 'spent' || cost === 'unverified';
  const paidMax = isPaid ? Math.max(1, paidTasks(outcomes).size) : Number(cost === 'perhaps');
  const run = runs.get(claim.runId) ?? null;
  return { claim, claimed, outcomes, run, cost, paidMax, movedTooFar: movedTooFar(claim) };
}

function costOf(claim: Claim, outcomes: readonly OutcomeEntry[]): ClaimCost {
  if (claim.standing === 'renewed') return 'spent';
  if (paidTasks(outcomes).size > 0) return 'unverified';
  const wasSent = outcomes.some((entry) => entry.kind === 'doubted' && !entry.looked);
  const wasFreed = outcomes.some(({ kind }) => kind === 'released');
  // A void claim must not have been sent: if it was, that must be seen.
  const mayBeSent = isOpen(claim) || (claim.standing === 'void' && wasSent && !wasFreed);
  return mayBeSent ? 'perhaps' : 'not-spent';
}

/** The tasks that were made for a claim and are not known to have failed. */
function paidTasks(outcomes: readonly OutcomeEntry[]): Set<TaskNo> {
  const tasks = new Set<TaskNo>();
  for (const kind of ['accepted', 'failed', 'renewed'] as const) {
    for (const entry of outcomes) {
      const taskNo = entry.kind === kind ? taskNoOf(entry) : null;
      if (taskNo === null) continue;
      if (kind === 'failed') tasks.delete(taskNo);
      else tasks.add(taskNo);
    }
  }
  return tasks;
}

function taskNoOf(entry: OutcomeEntry): TaskNo | null {
  return 'taskNo' in entry ? entry.taskNo : null;
}

function movedTooFar({ expiryMs, years, newExpiryMs }: Claim): boolean {
  return newExpiryMs !== null && newExpiryMs - addYears(expiryMs, years) > SAME_DATE_MS;
}

function moneyOf(stories: readonly ClaimStory[]): Money {
  const count = (cost: ClaimCost): number =>
    stories.filter((story) => story.cost === cost).reduce((sum, { paidMax }) => sum + paidMax, 0);
  const twiceFor = terms(stories)
    .filter((term) => paymentsOf(term) > 1 || term.some((story) => story.movedTooFar))
    .flatMap(([first]) => first?.claim.expiryMs ?? []);
  return { spent: count('spent'), unverified: count('unverified'), perhaps: count('perhaps'), twiceFor };
}

function paymentsOf(term: readonly ClaimStory[]): number {
  return term.reduce((sum, { paidMax }) => sum + paidMax, 0);
}

/** The claims by the expiry date that they are about, soonest first; two readings of one date may differ a little. */
function terms(stories: readonly ClaimStory[]): ClaimStory[][] {
  const found: ClaimStory[][] = [];
  for (const story of [...stories].sort((a, b) => a.claim.expiryMs - b.claim.expiryMs)) {
    const term = found.at(-1);
    const last = term?.at(-1);
    if (last !== undefined && story.claim.expiryMs - last.claim.expiryMs <= SAME_DATE_MS) term?.push(story);
    else found.push([story]);
  }
  return found;
}
