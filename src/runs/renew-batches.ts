import type { BalanceRead } from '../claims/balance-left.ts';
import { claimBatch } from '../claims/claim-batch.ts';
import type { ClaimedBatch } from '../claims/claimed-batch.ts';
import type { LedgerView } from '../ledger/view.ts';
import { chunk } from '../lib/chunk.ts';
import type { DomainName } from '../model/domain.ts';
import { MINUTE_MS, SECOND_MS } from '../model/time.ts';
import type { Displaced } from '../plan/budget.ts';
import { moneyTakenProblems } from '../plan/budget-problems.ts';
import type { Batch, Plan } from '../plan/plan.ts';
import type { Renewal } from '../plan/renewal.ts';
import type { SubmissionResult } from '../report/result.ts';
import { chosenOf, select } from '../selection/select.ts';
import { problemsOf } from '../selection/told.ts';
import type { Judged } from '../selection/verdict.ts';
import { BATCH_NEEDS_MS, INVENTORY_AGE_MAX_MS, SUBMISSION_NEEDS_MS, staleWhy } from '../submission/freshness.ts';
import type { SentOutcome } from '../submission/outcome.ts';
import { outcomeEntries, submitBatch } from '../submission/submit-batch.ts';
import { contextOf, type Judgement, readChosen, takeReading } from './judge-domains.ts';
import { stage } from './notes.ts';
import type { Funds } from './read-funds.ts';
import type { RenewalWork } from './run-parts.ts';
import { namesOf, tellOutcome } from './tell-outcome.ts';

/** What came of the planned batches. */
export interface Sent {
  readonly submissions: readonly SubmissionResult[];
  /** Planned, but not sent in this run. */
  readonly unsent: readonly DomainName[];
  /** Those for which there was money when they were planned, and none when they were claimed. */
  readonly displaced: readonly Displaced[];
  /** Verdicts that changed when a batch was read again. */
  readonly rejudged: ReadonlyMap<DomainName, Judged>;
}

interface Sending {
  readonly work: RenewalWork;
  readonly view: LedgerView;
  readonly judgement: Judgement;
  readonly balance: BalanceRead | null;
  readonly submissions: SubmissionResult[];
  readonly unsent: DomainName[];
  readonly displaced: Displaced[];
  readonly rejudged: Map<DomainName, Judged>;
}

/** Details that are older are read again just before the claim. */
const READ_AGAIN_AFTER_MS = 2 * MINUTE_MS;
/** So many are read, then it is looked at whether the first of them are still fresh. */
const SLICE = 20;
/** What is older when it is claimed would be too old once the claim was read back. */
const CLAIM_READING_AGE_MAX_MS = INVENTORY_AGE_MAX_MS - (BATCH_NEEDS_MS - SUBMISSION_NEEDS_MS);

/** Steps 5 and 6 for each batch, in order; after a stop the rest is left for the next run. */
export async function renewBatches(
  plan: Plan,
  { judgement, funds }: { readonly judgement: Judgement; readonly funds: Funds },
  work: RenewalWork,
  view: LedgerView,
): Promise<Sent> {
  const balance = balanceRead(plan, funds);
  const empty = { submissions: [], unsent: [], displaced: [], rejudged: new Map<DomainName, Judged>() };
  const sending: Sending = { work, view, judgement, balance, ...empty };
  for (const batch of plan.batches) await renewBatch(batch, sending);
  return sending;
}

/** Where a person approved exactly this plan, the day's amount asks for nobody. */
function unapprovedDay({ config, order }: RenewalWork): number | null {
  const { approval } = config.money;
  return approval.kind === 'above' && order.approve === null ? approval.minor : null;
}

/** What the claims are held against again. */
function balanceRead({ batches }: Plan, { budget, knownClaims }: Funds): BalanceRead | null {
  if (budget.balance === null) return null;
  const vouchersMinor = new Map(batches.flat().map(({ name, voucherMinor = 0 }) => [name, voucherMinor]));
  return { minor: budget.balance, known: knownClaims, vouchersMinor };
}

/** A batch goes out whole, unless reading it takes so long that its first details grow old: then it goes in parts. */
async function renewBatch(batch: Batch, sending: Sending): Promise<void> {
  const { notes } = sending.work;
  let rest = batch;
  while (rest.length > 0 && notes.stops.length === 0 && hasTime(sending)) {
    const waiting = rest;
    const part = await stage(notes, 'details-unreadable', async () => await confirm(waiting, sending));
    if (part === null) break;
    rest = rest.slice(part.readCount);
    if (part.fresh.length === 0) continue;
    if (mayClaim(part.fresh, sending)) await claimAndSend(part.fresh, sending);
    else leave(part.fresh, sending);
  }
  leave(rest, sending);
}

/** These are due, and wait for the next run. */
function leave(domains: Batch, { unsent }: Sending): void {
  unsent.push(...domains.map(({ name }) => name));
}

function hasTime({ work: { parts, notes } }: Sending): boolean {
  const leftMs = parts.deadlineMs - parts.clock.now();
  if (leftMs >= BATCH_NEEDS_MS) return true;
  notes.stop({ stop: 'time-left', message: timeLeftMessage(leftMs) });
  return false;
}

/** Asked after the reading, which may have taken long: a claim that is certain not to be sent would only block its domains. */
function mayClaim(batch: Batch, sending: Sending): boolean {
  if (!hasTime(sending)) return false;
  const ageMs = sending.work.parts.clock.now() - oldestReadingMs(batch, sending);
  if (ageMs >= 0 && ageMs <= CLAIM_READING_AGE_MAX_MS) return true;
  const message = `the next batch was not claimed, because its domains were read ${Math.round(ageMs / SECOND_MS)} s ago and would be out of date when it is sent. Nothing was spent on it; the next run renews its domains`;
  sending.work.notes.stop({ stop: 'stale', message });
  return false;
}

/** When the first of them was read; in 1970 when one never was. */
function oldestReadingMs(batch: Batch, { judgement }: Sending): number {
  return Math.min(...batch.map(({ name }) => judgement.readings.get(name)?.readMs ?? 0));
}

interface Confirmed {
  /** So many domains from the start of the batch were looked at. */
  readonly readCount: number;
  /** Those of them which the rules still choose. */
  readonly fresh: Batch;
}

/** Reads again what is too old to spend on, a slice at a time, as long as the first slice is fresh, and keeps what the rules still choose. */
async function confirm(batch: Batch, sending: Sending): Promise<Confirmed> {
  const { work, judgement } = sending;
  const { clock } = work.parts;
  const looked: Renewal[] = [];
  let readAny = false;
  for (const slice of chunk(batch, SLICE)) {
    if (looked.length > 0 && isOld(oldestReadingMs(looked, sending), clock.now())) break;
    const old = slice.filter((domain) => isOld(oldestReadingMs([domain], sending), clock.now()));
    if (old.length > 0) {
      for (const [name, reading] of await readChosen(old, work)) takeReading(name, reading, judgement);
      readAny = true;
    }
    looked.push(...slice);
  }
  return { readCount: looked.length, fresh: readAny ? leaveRepriced(judgeAgain(looked, sending), sending) : looked };
}

/** What turns out to be premium after all has lost the price of the policy's table, at which it was planned and the caps were kept. */
function leaveRepriced(domains: Batch, sending: Sending): Renewal[] {
  const { quotes } = sending.judgement;
  const isAsPlanned = ({ name, price }: Renewal): boolean => price === null || quotes.get(name)?.kind === 'price';
  leave(
    domains.filter((domain) => !isAsPlanned(domain)),
    sending,
  );
  return domains.filter(isAsPlanned);
}

/** Also when the clock was set back: then no age is certain. */
function isOld(readMs: number, nowMs: number): boolean {
  return nowMs - readMs > READ_AGAIN_AFTER_MS || nowMs < readMs;
}

function judgeAgain(domains: Batch, { work, view, judgement, rejudged }: Sending): Renewal[] {
  const context = contextOf(work, view, judgement);
  const judged = select(domains, context);
  const dropped = judged.filter(({ verdict }) => verdict !== 'expires-within-window');
  for (const one of dropped) rejudged.set(one.domain.name, one);
  // What the run has to say of all its domains together it has said.
  problemsOf(dropped, context).forEach(work.notes.problem);
  const chosen = new Set(chosenOf(judged).map(({ name }) => name));
  return domains.filter(({ name }) => chosen.has(name));
}

async function claimAndSend(batch: Batch, sending: Sending): Promise<void> {
  const { work, view } = sending;
  const { parts, notes, config } = work;
  const { startedMs } = work;
  const claimant = {
    runId: work.id,
    rails: config.money,
    balance: sending.balance,
    unapprovedDayMinor: unapprovedDay(work),
    startedMs,
    untilMs: parts.deadlineMs,
  };
  const claimed = await stage(
    notes,
    'ledger-unreadable',
    async () => await claimBatch(batch, claimant, { ...parts, view }),
  );
  if (claimed?.kind === 'stopped') notes.stop(claimed.stop);
  if (claimed !== null && claimed.kind !== 'stopped') {
    tellLost(claimed.lost, sending);
    sending.displaced.push(...claimed.displaced);
    moneyTakenProblems(claimed.displaced, config.money).forEach(notes.problem);
  }
  if (claimed?.kind !== 'claimed') {
    await leaveUnclaimed(batch, sending);
    return;
  }
  await sendClaimed(claimed.batch, sending);
  // Only now: nothing stands between the claims and their submission that is not needed for it.
  const sent = new Set(namesOf(claimed.batch));
  const left = batch.filter(({ name }) => !sent.has(name));
  if (left.length > 0) await leaveUnclaimed(left, sending);
}

async function sendClaimed(batch: ClaimedBatch, sending: Sending): Promise<void> {
  const { parts, notes } = sending.work;
  parts.tell({ news: 'claimed', domains: namesOf(batch) });
  const domains = batch.pairs.map(({ domain }) => domain);
  const outcome = await submitBatch(batch, parts.services, () =>
    staleWhy(batch, {
      nowMs: parts.clock.now(),
      oldestReadingMs: oldestReadingMs(domains, sending),
      deadlineMs: parts.deadlineMs,
    }),
  );
  if (outcome.outcome === 'not-sent') {
    notes.stop({ stop: 'stale', message: staleMessage(outcome.reason) });
    sending.unsent.push(...namesOf(batch));
    return;
  }
  tellOutcome(batch, outcome, sending.submissions, sending.work);
  await recordOutcome(batch, outcome, sending.work);
}

/** What this run did not get: another run may hold it by now, and then it is not left for the next one, but under way. */
async function leaveUnclaimed(domains: Batch, sending: Sending): Promise<void> {
  await stage(sending.work.notes, 'ledger-unreadable', async () => await sending.view.refresh());
  leave(judgeAgain(domains, sending), sending);
}

/** Another run has claimed or renewed these since they were judged. */
function tellLost(domains: readonly DomainName[], { work }: Sending): void {
  if (domains.length > 0) work.parts.tell({ news: 'lost', domains });
}

/** Step 6. A failed write stops the run: the claims stand, and the check run finds out what became of them. */
async function recordOutcome(batch: ClaimedBatch, outcome: SentOutcome, work: RenewalWork): Promise<void> {
  const { ledger, clock } = work.parts;
  await stage(work.notes, 'ledger-unwritable', async () => {
    await ledger.append(outcomeEntries(batch, outcome, clock.now()));
  });
}

function timeLeftMessage(leftMs: number): string {
  return `${Math.max(0, Math.round(leftMs / SECOND_MS))} s of the time limit are left, a batch needs ${BATCH_NEEDS_MS / SECOND_MS} s. What is left waits for the next run; raise the function's timeout if this comes again`;
}

function staleMessage(reason: string): string {
  return `a claimed batch was not sent because ${reason}. Nothing was spent on it; the check run frees its claims, and a later run renews its domains`;
}
