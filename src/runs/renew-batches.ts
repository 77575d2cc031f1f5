import { claimBatch } from '../claims/claim-batch.ts';
import type { ClaimedBatch } from '../claims/claimed-batch.ts';
import type { LedgerView } from '../ledger/view.ts';
import type { DomainName, ListedDomain } from '../model/domain.ts';
import { MINUTE_MS, SECOND_MS } from '../model/time.ts';
import type { Batch, Plan } from '../plan/plan.ts';
import type { SubmissionResult } from '../report/result.ts';
import { chosenOf, select } from '../selection/select.ts';
import type { Judged } from '../selection/verdict.ts';
import { BATCH_NEEDS_MS, staleWhy } from '../submission/freshness.ts';
import type { SentOutcome } from '../submission/outcome.ts';
import { outcomeEntries, submitBatch } from '../submission/submit-batch.ts';
import { contextOf, type Judgement, readChosen, tellProblems } from './judge-domains.ts';
import { stage } from './notes.ts';
import type { RenewalWork } from './run-parts.ts';
import { namesOf, tellOutcome } from './tell-outcome.ts';

/** What came of the planned batches. */
export interface Sent {
  readonly submissions: readonly SubmissionResult[];
  /** Planned, but not sent in this run. */
  readonly unsent: readonly DomainName[];
  /** Verdicts that changed when a batch was read again. */
  readonly rejudged: ReadonlyMap<DomainName, Judged>;
}

interface Sending {
  readonly work: RenewalWork;
  readonly view: LedgerView;
  readonly judgement: Judgement;
  readonly submissions: SubmissionResult[];
  readonly unsent: DomainName[];
  readonly rejudged: Map<DomainName, Judged>;
}

/** Details that are older are read again just before the claim. */
const READ_AGAIN_AFTER_MS = 2 * MINUTE_MS;

/** Steps 5 and 6 for each batch, in order; after a stop the rest is left for the next run. */
export async function renewBatches(
  plan: Plan,
  judgement: Judgement,
  work: RenewalWork,
  view: LedgerView,
): Promise<Sent> {
  const sending: Sending = { work, view, judgement, submissions: [], unsent: [], rejudged: new Map() };
  for (const batch of plan.batches) {
    if (work.notes.stops.length === 0) await renewBatch(batch, sending);
    else sending.unsent.push(...batch.map(({ name }) => name));
  }
  return sending;
}

async function renewBatch(batch: Batch, sending: Sending): Promise<void> {
  const { parts, notes } = sending.work;
  const leftMs = parts.deadlineMs - parts.clock.now();
  if (leftMs < BATCH_NEEDS_MS) {
    notes.stop({ stop: 'time-left', message: timeLeftMessage(leftMs) });
    sending.unsent.push(...batch.map(({ name }) => name));
    return;
  }
  const fresh = await stage(notes, 'details-unreadable', async () => await confirm(batch, sending));
  if (fresh === null) sending.unsent.push(...batch.map(({ name }) => name));
  else if (fresh.length > 0) await claimAndSend(fresh, sending);
}

/** Reads again what is too old to spend on, and keeps what the rules still choose. */
async function confirm(batch: Batch, sending: Sending): Promise<ListedDomain[]> {
  const { work, view, judgement } = sending;
  const nowMs = work.parts.clock.now();
  const old = batch.filter(({ name }) => nowMs - (judgement.readings.get(name)?.readMs ?? 0) > READ_AGAIN_AFTER_MS);
  if (old.length === 0) return [...batch];
  for (const [name, reading] of await readChosen(old, work)) judgement.readings.set(name, reading);
  const context = contextOf(work, view, judgement.readings);
  const judged = select(batch, context);
  const dropped = judged.filter(({ verdict }) => verdict !== 'expires-within-window');
  for (const one of dropped) sending.rejudged.set(one.domain.name, one);
  tellProblems(dropped, context, work);
  return chosenOf(judged);
}

async function claimAndSend(batch: Batch, sending: Sending): Promise<void> {
  const { work, view } = sending;
  const { parts, notes, config } = work;
  const claimant = { runId: work.id, years: config.years, startedMs: work.startedMs, untilMs: parts.deadlineMs };
  const claimed = await stage(
    notes,
    'ledger-unreadable',
    async () => await claimBatch(batch, claimant, { ...parts, view }),
  );
  if (claimed?.kind !== 'claimed') {
    if (claimed?.kind === 'stopped') notes.stop(claimed.stop);
    sending.unsent.push(...batch.map(({ name }) => name));
    return;
  }
  sending.unsent.push(...claimed.lost);
  parts.tell({ news: 'claimed', domains: namesOf(claimed.batch) });

  const readMs = namesOf(claimed.batch).map((name) => sending.judgement.readings.get(name)?.readMs ?? 0);
  const outcome = await submitBatch(claimed.batch, config, parts.services, () =>
    staleWhy(claimed.batch, {
      nowMs: parts.clock.now(),
      oldestReadingMs: Math.min(...readMs),
      deadlineMs: parts.deadlineMs,
    }),
  );
  if (outcome.outcome === 'not-sent') {
    notes.stop({ stop: 'stale', message: staleMessage(outcome.reason) });
    sending.unsent.push(...namesOf(claimed.batch));
    return;
  }
  tellOutcome(claimed.batch, outcome, sending.submissions, work);
  await recordOutcome(claimed.batch, outcome, work);
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
