import type { OutcomeEntry } from '../ledger/entry.ts';
import { unicodeName } from '../model/domain.ts';
import { toDay } from '../model/time.ts';
import type { ClaimCost, ClaimStory, Money, Proof } from './proof.ts';
import { type Column, table } from './render-table.ts';
import { counted, headline, type Ink, paint, paragraph, placeLines, type View } from './render-text.ts';
import { inDays, toMinute } from './render-time.ts';

/** All that a proof shows. */
export interface ProofReport {
  readonly proof: Proof;
  /** Where the ledger is. */
  readonly ledger: string;
  readonly entryCount: number;
  /** So many days back was read; null when the whole ledger was. */
  readonly horizonDays: number | null;
}

const TWO_COLUMNS: readonly Column[] = [{ head: '' }, { head: '', narrow: 'wrap' }];

const COSTS: Readonly<Record<ClaimCost, readonly [mark: string, ink: Ink]>> = {
  spent: ['✓', 'green'],
  unverified: ['…', 'cyan'],
  perhaps: ['?', 'yellow'],
  'not-spent': ['○', 'dim'],
};

/** The chain of a domain as the ledger has it, claim by claim, and in one line whether money was spent. */
export function renderProof(report: ProofReport, view: View): string[] {
  const { proof, ledger } = report;
  const name = unicodeName(proof.domain);
  const also = name === proof.domain ? '' : ` (${proof.domain})`;
  const { stories } = proof;
  return [
    ...headline('Proof', ` for ${name}${also}, by the ledger alone: nobody else was asked`, view),
    ...placeLines(ledger, view),
    '',
    ...stories.flatMap((story, index) => [...renderStory(story, [index + 1, stories.length], view), '']),
    ...renderMoney(report, view),
  ];
}

/** Whether money was spent on the domain, and how often: the one sentence that the proof is for. */
export function moneyText({ proof, entryCount, horizonDays }: ProofReport): string {
  const { money, stories } = proof;
  if (entryCount === 0) return 'nothing is recorded: the ledger is empty, no run has used it yet';
  if (stories.length === 0) return nothingText(horizonDays);
  if (money.twiceFor.length > 0) return twiceText(money);
  const sureCount = money.spent + money.unverified;
  if (sureCount + money.perhaps === 0) return 'no money was spent';
  if (sureCount === 0) return `money was perhaps spent${times(money.perhaps)}: ${PERHAPS}`;
  const perhaps = money.perhaps === 0 ? '' : `; and perhaps once more, for another expiry date: ${PERHAPS}`;
  return `money was spent ${howOften(sureCount)}: ${sureText(money)}${perhaps}`;
}

function nothingText(horizonDays: number | null): string {
  if (horizonDays === null)
    return 'nothing is recorded of it: it was never claimed, so this program spent nothing on it';
  const back = `the last ${counted(horizonDays, 'day')} (LEDGER_HORIZON_DAYS)`;
  return `nothing is recorded of it in ${back}: it was not claimed then, so this program spent nothing on it`;
}

const PERHAPS = 'how the submission ended is not recorded. `domain-renew check` finds out';

function twiceText({ twiceFor }: Money): string {
  const dates = twiceFor.map(toDay).join(', ');
  return `SUSPECTED TWICE: more than one payment is possible for the expiry date ${dates}. Compare with the orders in the console and ask the registrar's support`;
}

function howOften(count: number): string {
  return count === 1 ? 'once' : `${count} times, once for each of ${count} expiry dates`;
}

function times(count: number): string {
  return count === 1 ? '' : ` ${count} times, for as many expiry dates`;
}

function sureText({ spent, unverified }: Money): string {
  const renewed = spent < 2 ? 'renewed' : `renewed ${spent} times`;
  const waiting = 'a task was made, its success is not yet verified';
  if (unverified === 0) return renewed;
  return spent === 0 ? waiting : `${renewed}; for ${unverified} more ${waiting}`;
}

function renderMoney(report: ProofReport, view: View): string[] {
  const { money } = report.proof;
  const text = moneyText(report);
  if (money.twiceFor.length > 0) return paragraph('✗ ', text, view).map((line) => paint(line, 'red', view));
  const [mark, ink] = COSTS[worstOf(money)];
  return paragraph(`${paint(mark, ink, view)} `, `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`, view);
}

function worstOf({ spent, unverified, perhaps }: Money): ClaimCost {
  if (perhaps > 0) return 'perhaps';
  if (unverified > 0) return 'unverified';
  return spent > 0 ? 'spent' : 'not-spent';
}

function renderStory(story: ClaimStory, [place, count]: readonly [number, number], view: View): string[] {
  const { claim, outcomes } = story;
  const submissions = outcomes.filter(({ runId }) => runId === claim.runId);
  const checks = outcomes.filter(({ runId }) => runId !== claim.runId);
  const head = count === 1 ? 'The claim' : `Claim ${place} of ${count}`;
  const rows = [
    [label('verdict'), verdictText(story)],
    [label('run'), runText(story)],
    [label('claim'), claimText(story)],
    ...(submissions.length === 0 ? [[label('submission'), noSubmissionText(story)]] : []),
    ...submissions.map((entry) => [label('submission'), `${toMinute(entry.atMs)}: ${sentText(entry)}`]),
    ...checks.map((entry) => [label('found'), `${toMinute(entry.atMs)}, by ${entry.runId}: ${foundText(entry)}`]),
    [label('registrar'), datesText(story)],
    [label('money'), [costText(story), COSTS[story.cost][1]] as const],
  ];
  const title = headline(`${head}, for the expiry date ${toDay(claim.expiryMs)}`, '', view);
  return [...title, ...table(TWO_COLUMNS, rows, view).slice(1)];
}

function label(text: string): readonly [string, Ink] {
  return [text, 'dim'];
}

/** The one verdict that leads to a claim. */
function verdictText({ claim, claimed }: ClaimStory): string {
  const left = claimed === null ? '' : `, which was ${inDays(claimed.atMs, claim.expiryMs)}`;
  return `expires-within-window: ${toDay(claim.expiryMs)}${left}`;
}

function runText({ claim, run, claimed }: ClaimStory): string {
  if (claimed === null) return 'not read: it claimed before the horizon of the ledger';
  if (run === null) return `${claim.runId}: it recorded no end: it was cut off, or is still at work`;
  return `${claim.runId}: ${run.runKind}, mode ${run.mode}, by ${run.trigger}, finished ${toMinute(run.atMs)}`;
}

function claimText({ claim, claimed }: ClaimStory): string {
  const when = claimed === null ? 'before the horizon' : toMinute(claim.claimedMs);
  const append = claimed === null || claimed.append === null ? '' : `, claim append ${claimed.append}`;
  return `${when}: ${counted(claim.years, 'year')} from ${toDay(claim.expiryMs)}; id ${claim.claimId}${append}`;
}

function noSubmissionText({ claim, claimed, outcomes }: ClaimStory): string {
  if (claim.standing === 'void') return 'none: another claim of it stood before this one in the log';
  if (claimed === null) return 'not read';
  const after = outcomes.length === 0 ? '; it may have been sent' : '; what a check run found is below';
  return `no outcome was recorded by the run${after}`;
}

/** What the run that claimed recorded of its submission. */
function sentText(entry: OutcomeEntry): string {
  switch (entry.kind) {
    case 'accepted':
      return `accepted as task ${entry.taskNo}`;
    case 'refused':
      return `refused, nothing was executed: ${entry.reason}`;
    case 'doubted':
      return `sent, outcome unknown: ${entry.reason}`;
    case 'renewed':
    case 'failed':
    case 'released':
      return foundText(entry);
  }
}

/** What somebody found later. */
function foundText(entry: OutcomeEntry): string {
  switch (entry.kind) {
    case 'accepted':
      return `its task was found: ${entry.taskNo}`;
    case 'doubted':
      return entry.looked ? `nothing: ${entry.reason}` : `outcome unknown: ${entry.reason}`;
    case 'renewed':
      return `renewed${entry.taskNo === null ? '' : ` by task ${entry.taskNo}`}`;
    case 'failed':
      return `${entry.taskNo === null ? 'failed' : `task ${entry.taskNo} failed`}: ${entry.reason}`;
    case 'released':
      return `released, nothing was submitted: ${entry.reason}`;
    case 'refused':
      return sentText(entry);
  }
}

function datesText({ claim, movedTooFar }: ClaimStory): string {
  const before = `${toMinute(claim.expiryMs)} before`;
  if (claim.newExpiryMs === null) return `${before}; no later date is recorded`;
  // What another program wrote may not say where the date went.
  if (claim.newExpiryMs === claim.expiryMs) return `${before}; it moved, where to is not recorded`;
  const far = movedTooFar ? `: further than the ${counted(claim.years, 'year')} asked for` : '';
  return `${before}, ${toMinute(claim.newExpiryMs)} after${far}`;
}

function costText(story: ClaimStory): string {
  const { claim, cost, paidMax } = story;
  const several = paidMax > 1 ? `; ${paidMax} tasks were made for it` : '';
  switch (cost) {
    case 'spent':
      if (claim.taskNo === null) return 'spent: the date moved, though no task of ours is recorded';
      return `spent: renewed${several}`;
    case 'unverified':
      return `spent, not yet verified: the registrar's new date was not seen yet${several}`;
    case 'perhaps':
      return claim.standing === 'claimed'
        ? 'perhaps spent: it was claimed, and no outcome is recorded'
        : 'perhaps spent: the outcome of the submission is unknown';
    case 'not-spent':
      return `not spent: ${claim.standing}`;
  }
}
