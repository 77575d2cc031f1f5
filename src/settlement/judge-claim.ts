import type { Claim } from '../ledger/state.ts';
import type { ProblemKind } from '../model/problem.ts';
import type { TaskDetail } from '../model/task.ts';
import { addYears, DAY_MS, daysBetween, HOUR_MS, toIso } from '../model/time.ts';
import type { Candidate, Evidence } from './evidence.ts';
import type { Ruling } from './ruling.ts';

/** Two readings of one expiry date may differ by so much ("±24 h" on each side). */
export const DATE_TOLERANCE_MS: number = 2 * DAY_MS;
/** Two looks that find nothing must be so far apart before a claim is released. */
export const LOOKS_APART_MS: number = HOUR_MS;
/** A claim that is open for longer is told to a person. */
export const TELL_AFTER_MS: number = DAY_MS;

/** Rules on one open claim by the evidence alone (design section 2); none of it is older than `nowMs`. Pure. */
export function judgeClaim(claim: Claim, evidence: Evidence, nowMs: number): Ruling {
  const ruling = evidence.details === null ? judgeWithoutTask(claim, evidence, nowMs) : judgeByTask(claim, evidence);
  if (ruling.kind !== 'open' || ruling.problem !== null || nowMs - claim.claimedMs < TELL_AFTER_MS) return ruling;
  return { ...ruling, problem: slowProblem(evidence) };
}

function judgeByTask(claim: Claim, evidence: Evidence): Ruling {
  const details = evidence.details ?? [];
  const statuses = new Set(details.map(({ status }) => status));
  if (statuses.size > 1) {
    const texts = details.map(({ statusText }) => statusText).join(', ');
    return open(`task ${claim.taskNo} has several results for it: ${texts}`, 'task-contradicts-itself');
  }
  const [detail] = details;
  switch (detail?.status) {
    case undefined:
      if (movedByYearsPaid(claim, evidence)) return { kind: 'renewed', newExpiryMs: evidence.expiryMs ?? 0 };
      return open(`task ${claim.taskNo} has no result for it yet`);
    case 'failed':
      return { kind: 'failed', reason: reasonOf(detail) };
    case 'succeeded':
      return judgePaid(claim, evidence);
    case 'waiting':
    case 'executing':
      return open(`task ${claim.taskNo} is still ${detail.status}`);
    case 'unknown':
      return open(`task ${claim.taskNo} has a status that is not known: ${detail.statusText}`, 'task-status-unknown');
  }
}

/** A task that succeeded made an order; only the registrar's date says that the domain is renewed. */
function judgePaid(claim: Claim, evidence: Evidence): Ruling {
  if (evidence.expiryMs === null) {
    return open('paid, but the account does not show the domain or its expiry date any more', 'domain-gone');
  }
  if (movedByYearsPaid(claim, evidence)) return { kind: 'renewed', newExpiryMs: evidence.expiryMs };
  const movedDays = daysBetween(claim.expiryMs, evidence.expiryMs);
  if (Math.abs(evidence.expiryMs - claim.expiryMs) <= DATE_TOLERANCE_MS) {
    return open(`paid, not yet verified: its expiry date is still ${toIso(evidence.expiryMs)}`);
  }
  return open(
    `paid, but its expiry date moved by ${movedDays} days, which is not the ${claim.years} year(s) paid`,
    'expiry-moved-otherwise',
  );
}

function judgeWithoutTask(claim: Claim, evidence: Evidence, nowMs: number): Ruling {
  const candidates = evidence.candidates ?? [];
  const [first] = candidates;
  if (candidates.length > 1) {
    const numbers = candidates.map(({ taskNo }) => taskNo).join(', ');
    return open(`several renewal tasks of it were made since the claim: ${numbers}`, 'several-tasks');
  }
  const moved = judgeMove(claim, evidence);
  if (first === undefined && moved !== null) return moved;
  if (evidence.blankTasks.length > 0) {
    const numbers = evidence.blankTasks.join(', ');
    return open(`renewal task ${numbers} does not show all of its domains yet and may be its own`);
  }
  if (first !== undefined && (first.isSinceClaim || !allFailed(first))) return { kind: 'found', task: first };
  return judgeSeenTwice(claim, first ?? null, nowMs);
}

/** What the date alone says; null when it has not moved. A renewal moves it by whole years, a correction by days. */
function judgeMove(claim: Claim, { expiryMs }: Evidence): Ruling | null {
  if (expiryMs === null) {
    return open('the account does not show the domain or its expiry date any more', 'domain-gone');
  }
  if (Math.abs(expiryMs - claim.expiryMs) <= DATE_TOLERANCE_MS) return null;
  if (expiryMs >= addYears(claim.expiryMs, 1) - DATE_TOLERANCE_MS) return { kind: 'renewed', newExpiryMs: expiryMs };
  const movedDays = daysBetween(claim.expiryMs, expiryMs);
  return open(`its expiry date moved by ${movedDays} days, which no renewal does`, 'expiry-moved-otherwise');
}

/**
 * No trace, or nothing but a failed task from about the time of the claim, which may be somebody else's with our own not in the list yet:
 * either counts only when it is seen twice, an hour apart.
 */
function judgeSeenTwice(claim: Claim, failed: Candidate | null, nowMs: number): Ruling {
  const seen = failed === null ? 'no renewal task of it' : `only the failed renewal task ${failed.taskNo}`;
  const why = `${seen} since the claim, and its expiry date has not moved`;
  if (claim.firstLookMs === null) return { kind: 'no-trace', why };
  const secondLookMs = claim.firstLookMs + LOOKS_APART_MS;
  if (nowMs < secondLookMs) return open(`${why}; a second look is due after ${toIso(secondLookMs)}`);
  if (failed !== null) return { kind: 'found', task: failed };
  return { kind: 'released', reason: `${why}; seen at ${toIso(claim.firstLookMs)} and at ${toIso(nowMs)}` };
}

function allFailed({ details }: Candidate): boolean {
  return details.every(({ status }) => status === 'failed');
}

function movedByYearsPaid(claim: Claim, evidence: Evidence): boolean {
  if (evidence.expiryMs === null) return false;
  return Math.abs(evidence.expiryMs - addYears(claim.expiryMs, claim.years)) <= DATE_TOLERANCE_MS;
}

function slowProblem(evidence: Evidence): ProblemKind {
  if (evidence.details === null) return 'task-slow';
  const [detail] = evidence.details;
  if (detail === undefined) return 'task-detail-missing';
  return detail.status === 'succeeded' ? 'paid-not-verified' : 'task-slow';
}

function reasonOf(detail: TaskDetail): string {
  return detail.reason === '' ? `the task says ${detail.statusText} without a reason` : detail.reason;
}

function open(why: string, problem: ProblemKind | null = null): Ruling {
  return { kind: 'open', why, problem };
}
