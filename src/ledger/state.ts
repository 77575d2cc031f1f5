import type { DomainName } from '../model/domain.ts';
import type { TaskNo } from '../model/task.ts';
import { type Claim, type ClaimStanding, claimKey, isOpen, newClaim } from './claim.ts';
import type { Claimed, ClaimId, LedgerEntry, OutcomeEntry } from './entry.ts';
import { countAppend, missingAppends } from './missing-appends.ts';
import { type LastRuns, takeFinished, takePlan } from './state-runs.ts';

export { type Claim, type ClaimStanding, claimKey, isOfTerm, isOpen } from './claim.ts';
export type { LastRuns } from './state-runs.ts';

/** What the ledger says, folded. Changed only by `advance`. */
export interface LedgerState {
  readonly ledgerId: string | null;
  /** Every claim by its id, void ones too. */
  readonly claims: ReadonlyMap<ClaimId, Claim>;
  /** For each key the claims that are not void, in log order. */
  readonly byKey: ReadonlyMap<string, readonly ClaimId[]>;
  /** The keys' expiry dates by domain, oldest claim first. */
  readonly expiries: ReadonlyMap<DomainName, readonly number[]>;
  /** `n`: the number of the last claim append; 0 before the first. */
  readonly lastAppend: number;
  /** The claim append numbers have a gap: a claim may be missing from what was read. */
  readonly missingAppends: readonly number[];
  /** Claims of which an entry names another domain or expiry date: nothing writes that, so the log was changed or damaged. */
  readonly contradicted: ReadonlySet<ClaimId>;
  readonly lastFinished: LastRuns;
  /** The same of the runs that a timer started: a run by hand does not hide a dead timer. */
  readonly lastTimed: LastRuns;
  /** The plans of the last runs that only planned, newest last: the text of each. */
  readonly plans: readonly string[];
}

type Writable<T> = { -readonly [Name in keyof T]: T[Name] };

interface Working {
  ledgerId: string | null;
  claims: Map<ClaimId, Claim>;
  byKey: Map<string, ClaimId[]>;
  expiries: Map<DomainName, number[]>;
  waiting: Map<ClaimId, OutcomeEntry[]>;
  firstAppend: number;
  lastAppend: number;
  appends: Set<number>;
  contradicted: Set<ClaimId>;
  lastFinished: Writable<LastRuns>;
  lastTimed: Writable<LastRuns>;
  plans: string[];
}

/** A claim that forbids another of its key: an open one, or one that was renewed. */
function blocks(claim: Claim): boolean {
  return isOpen(claim) || claim.standing === 'renewed';
}

/** The claims of a domain that are not void, whatever their date, oldest date first. */
export function claimsOf(state: LedgerState, domain: DomainName): Claim[] {
  return (state.expiries.get(domain) ?? [])
    .flatMap((expiryMs) => state.byKey.get(claimKey(domain, expiryMs)) ?? [])
    .flatMap((id) => state.claims.get(id) ?? []);
}

/** A fold in progress: entries go in, in log order, a piece at a time; the state comes out. */
export class LedgerFold {
  readonly #working: Working = {
    ledgerId: null,
    claims: new Map(),
    byKey: new Map(),
    expiries: new Map(),
    waiting: new Map(),
    firstAppend: 0,
    lastAppend: 0,
    appends: new Set(),
    contradicted: new Set(),
    lastFinished: { renew: null, check: null },
    lastTimed: { renew: null, check: null },
    plans: [],
  };
  /** Until something is added: whoever looks at the state looks at it for every domain. */
  #state: LedgerState | null = null;

  /** Takes the next entries of the log. A doubled entry changes nothing. */
  advance(entries: readonly LedgerEntry[]): void {
    for (const entry of entries) take(this.#working, entry);
    this.#state = null;
  }

  get state(): LedgerState {
    this.#state ??= { ...this.#working, missingAppends: missingAppends(this.#working) };
    return this.#state;
  }
}

/** The state that a whole log stands for. */
export function foldLedger(entries: readonly LedgerEntry[]): LedgerState {
  const fold = new LedgerFold();
  fold.advance(entries);
  return fold.state;
}

function take(state: Working, entry: LedgerEntry): void {
  switch (entry.kind) {
    case 'opened':
      // Two runs that met an empty ledger both opened it: the first entry in the log counts.
      state.ledgerId ??= entry.ledgerId;
      return;
    case 'finished':
      takeFinished(state.lastFinished, entry);
      if (entry.trigger === 'timer') takeFinished(state.lastTimed, entry);
      if (entry.plan !== undefined) takePlan(state.plans, entry.plan);
      return;
    case 'claimed':
      takeClaimed(state, entry);
      return;
    case 'accepted':
    case 'refused':
    case 'doubted':
    case 'renewed':
    case 'failed':
    case 'released':
      takeOutcome(state, entry);
      return;
  }
}

function takeClaimed(state: Working, entry: Claimed): void {
  if (entry.append !== null) countAppend(state, entry.append);
  const before = state.claims.get(entry.claimId);
  if (before !== undefined) {
    compareKeys(state, before, entry);
    return;
  }
  const key = claimKey(entry.domain, entry.expiryMs);
  const ids = state.byKey.get(key) ?? [];
  const blocked = ids.some((id) => blocks(known(state, id)));
  state.claims.set(entry.claimId, newClaim(entry, blocked ? 'void' : 'claimed'));
  if (!blocked) {
    state.byKey.set(key, [...ids, entry.claimId]);
    const expiries = state.expiries.get(entry.domain) ?? [];
    if (!expiries.includes(entry.expiryMs)) state.expiries.set(entry.domain, [...expiries, entry.expiryMs]);
  }
  const early = state.waiting.get(entry.claimId) ?? [];
  state.waiting.delete(entry.claimId);
  for (const outcome of early) takeOutcome(state, outcome);
}

/** A fact about another key would free, or take, a key that it does not speak of. */
function compareKeys(state: Working, claim: Claim, entry: Claimed | OutcomeEntry): void {
  const isSame = claim.domain === entry.domain && claim.expiryMs === entry.expiryMs;
  if (!isSame) state.contradicted.add(claim.claimId);
}

/** A fact that outranks the claim's present standing replaces it; so the order of facts about one claim does not matter. */
const RANK: Readonly<Record<ClaimStanding | 'looked', number>> = {
  claimed: 0,
  // Below `refused`: a look that saw nothing knows less than the claimant, and one written late must not open a refused claim again.
  looked: 1,
  refused: 2,
  doubted: 3,
  released: 4,
  // Only a sign of money brings a void claim back.
  void: 5,
  // Above `released`: a claimant believed dead that did submit has spent money after all, and must be followed.
  accepted: 6,
  failed: 7,
  renewed: 8,
};

function takeOutcome(state: Working, entry: OutcomeEntry): void {
  const claim = state.claims.get(entry.claimId);
  if (claim === undefined) {
    // Its claim was written earlier but is not read yet (outside the horizon, or doubled late): kept until it comes.
    state.waiting.set(entry.claimId, [...(state.waiting.get(entry.claimId) ?? []), entry]);
    return;
  }
  compareKeys(state, claim, entry);
  const facts = withFacts(claim, entry);
  const [rank, before] = [rankOfFact(entry), rankOfClaim(claim)];
  const outranks = rank > before;
  if (claim.standing === 'void' && outranks) unvoid(state, claim);
  // Of two facts of one rank the earlier one counts, in whatever order they are read.
  const moved = outranks || (rank === before && entry.atMs < claim.sinceMs);
  state.claims.set(claim.claimId, {
    ...facts,
    standing: outranks ? entry.kind : claim.standing,
    sinceMs: moved ? entry.atMs : claim.sinceMs,
    reason: moved ? reasonOf(entry) : claim.reason,
  });
}

/** A void claim that was submitted all the same: it must not happen, so it must be seen. */
function unvoid(state: Working, claim: Claim): void {
  const key = claimKey(claim.domain, claim.expiryMs);
  state.byKey.set(key, [...(state.byKey.get(key) ?? []), claim.claimId]);
}

function rankOfFact(entry: OutcomeEntry): number {
  return RANK[entry.kind === 'doubted' && entry.looked ? 'looked' : entry.kind];
}

function rankOfClaim({ standing, doubtedMs }: Claim): number {
  return RANK[standing === 'doubted' && doubtedMs === null ? 'looked' : standing];
}

function withFacts(claim: Claim, entry: OutcomeEntry): Claim {
  const doubt = entry.kind === 'doubted' ? entry : null;
  const named = 'taskNo' in entry ? entry.taskNo : null;
  return {
    ...claim,
    taskNo: claim.taskNo ?? named,
    taskNos: withNumber(claim.taskNos, named),
    doubtedMs: doubt !== null && !doubt.looked ? earlier(claim.doubtedMs, doubt.atMs) : claim.doubtedMs,
    firstLookMs: doubt?.looked === true ? earlier(claim.firstLookMs, doubt.atMs) : claim.firstLookMs,
    newExpiryMs: entry.kind === 'renewed' ? entry.newExpiryMs : claim.newExpiryMs,
  };
}

function withNumber(taskNos: readonly TaskNo[], named: TaskNo | null): readonly TaskNo[] {
  return named === null || taskNos.includes(named) ? taskNos : [...taskNos, named];
}

function earlier(knownMs: number | null, atMs: number): number {
  return knownMs === null ? atMs : Math.min(knownMs, atMs);
}

function reasonOf(entry: OutcomeEntry): string {
  return 'reason' in entry ? entry.reason : '';
}

function known(state: Working, claimId: ClaimId): Claim {
  const claim = state.claims.get(claimId);
  if (claim === undefined) throw new TypeError(`no claim ${claimId}`);
  return claim;
}
