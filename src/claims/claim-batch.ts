import type { MoneyRails } from '../config/money.ts';
import type { Claimed, ClaimId } from '../ledger/entry.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { committed, costOf, leftUnder } from '../ledger/spending.ts';
import { type Claim, claimsOf, isOfTerm, isOpen, type LedgerState } from '../ledger/state.ts';
import { type LedgerView, readUntil, SEEN_WITHIN_MS } from '../ledger/view.ts';
import type { Clock, MakeId } from '../lib/clock.ts';
import type { DomainName, ListedDomain } from '../model/domain.ts';
import { SECOND_MS } from '../model/time.ts';
import { type Budget, type BudgetName, budgetOf, type Displaced, fitBudget, type MoneyLimit } from '../plan/budget.ts';
import type { Stop } from '../plan/limits.ts';
import type { Batch } from '../plan/plan.ts';
import type { Renewal } from '../plan/renewal.ts';
import { SAME_DATE_MS } from '../selection/rules.ts';
import { type BalanceRead, balanceLeft } from './balance-left.ts';
import { type ClaimedBatch, markClaimed } from './claimed-batch.ts';

/** Who claims, and until when it can be alive. */
export interface Claimant {
  readonly runId: string;
  /** The caps hold here once more, by what the log says when the claims are written and again when they are read back. */
  readonly rails: MoneyRails;
  /** What the account could pay, where it may be asked: that holds here once more as well. */
  readonly balance: BalanceRead | null;
  /** What may be committed on a day without a person's approval, minor units; null where none is asked for, or this very plan is approved. */
  readonly unapprovedDayMinor: number | null;
  /** When it began: what another run did to a domain since then, it has not judged. */
  readonly startedMs: number;
  /** The claimant submits nothing after this instant: the end of its function's time limit. */
  readonly untilMs: number;
}

export interface ClaimParts {
  readonly ledger: Ledger;
  readonly view: LedgerView;
  readonly clock: Clock;
  readonly makeId: MakeId;
}

/**
 * `lost`: domains that another run has claimed or renewed in the meantime; `displaced`: those whose money it has. Nothing is submitted for
 * either.
 */
export type ClaimOutcome =
  | {
      readonly kind: 'claimed';
      readonly batch: ClaimedBatch;
      readonly lost: readonly DomainName[];
      readonly displaced: readonly Displaced[];
    }
  | { readonly kind: 'all-lost'; readonly lost: readonly DomainName[]; readonly displaced: readonly Displaced[] }
  | { readonly kind: 'stopped'; readonly stop: Stop };

/**
 * Writes the claims of a batch and reads them back: steps 1 to 3 of the claim protocol (design section 2). Only what comes back as
 * live may be submitted.
 * @throws LedgerError when the ledger cannot be read or trusted; nothing was submitted then.
 */
export async function claimBatch(batch: Batch, claimant: Claimant, parts: ClaimParts): Promise<ClaimOutcome> {
  const { ledger, view, clock } = parts;
  await view.refresh();
  const { fit: free, displaced } = affordable(
    batch.filter((domain) => isFree(domain, claimant, view.state)),
    claimant,
    parts,
  );
  if (free.length === 0) return { kind: 'all-lost', ...leftOut(batch, [], displaced) };

  const append = view.state.lastAppend + 1;
  const pairs = free.map((domain) => ({ domain, claim: writeClaim(domain, append, claimant, parts) }));
  const claims = pairs.map(({ claim }) => claim);
  const claimedMs = clock.now();
  const appended = await ledger.appendClaims(claims, append);
  if (appended === 'conflict') {
    const isTaken = await readUntil(view, () => view.state.lastAppend >= append, clock);
    return { kind: 'stopped', stop: isTaken ? conflictStop(append) : spentStop(append) };
  }
  const isSeen = (): boolean => claims.every(({ claimId }) => view.state.claims.has(claimId));
  if (!(await readUntil(view, isSeen, clock))) return { kind: 'stopped', stop: notSeenStop(appended === 'unknown') };

  const live = pairs.filter(({ claim }) => isLive(claim, view.state));
  const judged = live.map((pair) => ({ pair, by: limitReached(pair, claimant, view.state) }));
  const paid = judged.flatMap(({ pair, by }) => (by === null ? [pair] : []));
  const above = judged.flatMap(({ pair, by }) => (by === null ? [] : [{ renewal: pair.domain, by }]));
  const out = leftOut(batch, paid, [...displaced, ...above]);
  if (paid.length === 0) return { kind: 'all-lost', ...out };
  return { kind: 'claimed', batch: markClaimed({ pairs: paid, claimedMs }), ...out };
}

type Pair = ClaimedBatch['pairs'][number];

/** What of the batch is not submitted, and what kept it out. */
function leftOut(
  batch: Batch,
  pairs: readonly Pair[],
  displaced: readonly Displaced[],
): Pick<Extract<ClaimOutcome, { kind: 'claimed' }>, 'lost' | 'displaced'> {
  const others = new Set([...pairs.map(({ domain }) => domain.name), ...displaced.map(({ renewal }) => renewal.name)]);
  return { lost: batch.map(({ name }) => name).filter((name) => !others.has(name)), displaced };
}

function writeClaim(domain: Renewal, append: number, claimant: Claimant, { clock, makeId }: ClaimParts): Claimed {
  return {
    kind: 'claimed',
    atMs: clock.now(),
    runId: claimant.runId,
    claimId: makeId() as ClaimId,
    domain: domain.name,
    expiryMs: domain.expiryMs ?? 0,
    years: domain.years,
    append,
    instanceId: domain.instanceId,
    claimantUntilMs: claimant.untilMs,
    priceMinor: domain.price?.minor ?? null,
    currency: domain.price?.currency ?? null,
    ...(domain.price === null ? { countedMinor: domain.countedMinor } : {}),
  };
}

/** What the caps, the approval and the balance leave room for now: another run may have committed money since this one planned. */
function affordable(
  batch: Batch,
  claimant: Claimant,
  { view, clock }: ClaimParts,
): { readonly fit: readonly Renewal[]; readonly displaced: readonly Displaced[] } {
  const { budget, nameOf } = moneyLeft(view.state, claimant, { atMs: clock.now() });
  const { fit, unfit } = fitBudget(batch, budget);
  return { fit, displaced: unfit.map(({ renewal, by }) => ({ renewal, by: nameOf(by) })) };
}

/**
 * What this claim would pass with the claims in front of it in the log; null when nothing. Of two runs whose claims were both appended,
 * because the log service forgot the number of the first, the first in the log has the money, as it has the domain.
 */
function limitReached({ claim, domain }: Pair, claimant: Claimant, state: LedgerState): MoneyLimit | null {
  const { budget, nameOf } = moneyLeft(state, claimant, { atMs: claim.atMs, before: claim.claimId });
  const cost = costOf({ ...claim, countedMinor: claim.countedMinor ?? null }, claimant.rails);
  const { unfit } = fitBudget([{ ...domain, countedMinor: cost }], budget);
  return unfit[0] === undefined ? null : nameOf(unfit[0].by);
}

/** What is left for the next claim, behind those in front of `before` in the log. A day has less where more than that needs approval. */
function moneyLeft(
  state: LedgerState,
  { runId, rails, balance, unapprovedDayMinor }: Claimant,
  at: { readonly atMs: number; readonly before?: ClaimId },
): { readonly budget: Budget; readonly nameOf: (by: BudgetName) => MoneyLimit } {
  const sums = committed(state, rails, { ...at, runId });
  const left = leftUnder(rails.caps, sums);
  const unapprovedMinor = unapprovedDayMinor === null ? Number.POSITIVE_INFINITY : unapprovedDayMinor - sums.day;
  const needsApproval = unapprovedMinor < (left.day ?? Number.POSITIVE_INFINITY);
  const day = needsApproval ? unapprovedMinor : left.day;
  return {
    budget: budgetOf({ ...left, day }, balanceLeft(state, rails, { balance, runId, ...at })),
    nameOf: (by) => (by === 'day' && needsApproval ? 'approval' : by),
  };
}

/** No claim of the domain is open, none of this expiry date was renewed, and no other run dealt with it since this one began. */
function isFree({ name, expiryMs }: ListedDomain, { startedMs }: Claimant, state: LedgerState): boolean {
  if (expiryMs === null || openClaims(state, name, expiryMs).length > 0) return false;
  // Two readings of one date may differ a little, as the rules know: a renewal under the other one counts.
  const ended = claimsOf(state, name).filter((claim) => Math.abs(claim.expiryMs - expiryMs) <= SAME_DATE_MS);
  return ended.every(({ standing, sinceMs }) => standing !== 'renewed' && sinceMs < startedMs);
}

/** The claim stands first in the log for its key, and no other claim of its domain and term, whatever its date, is open. */
function isLive(claim: Claimed, state: LedgerState): boolean {
  if (state.claims.get(claim.claimId)?.standing !== 'claimed') return false;
  return openClaims(state, claim.domain, claim.expiryMs).every(({ claimId }) => claimId === claim.claimId);
}

function openClaims(state: LedgerState, domain: DomainName, expiryMs: number): Claim[] {
  return claimsOf(state, domain).filter((claim) => isOpen(claim) && isOfTerm(claim, expiryMs));
}

function conflictStop(append: number): Stop {
  return {
    stop: 'claim-conflict',
    message: `claim append ${append} was taken by another run that is active now: this run claims nothing more. Nothing was spent twice; what is left waits for the next run`,
  };
}

/** No other run explains the conflict: this needs a person, or it would come again every day. */
function spentStop(append: number): Stop {
  return {
    stop: 'claim-conflict',
    message: `the ledger says that claim append ${append} is taken, but shows no claims under that number: a write was lost or is hidden, and no run can claim any more. Nothing was spent. Renew what is near its expiry by hand, and see src/README.md, "The ledger on the log service", for a new ledger`,
  };
}

function notSeenStop(doubtful: boolean): Stop {
  const written = doubtful ? 'the write of the claims got no answer, and they' : 'the claims were written, but they';
  return {
    stop: 'claim-not-seen',
    message: `${written} did not come back from the ledger within ${SEEN_WITHIN_MS / SECOND_MS} s, so nothing was submitted for them. Nothing was spent; the check run settles them`,
  };
}
