import { HOUR_MS } from '../../src/model/time.ts';
import type { CheckResult, RenewalResult } from '../../src/report/result.ts';
import type { NotableEntry } from './auditor-log.ts';
import type { AuditedRun } from './auditor-returned.ts';
import type { AuditView } from './auditor-view.ts';

/** The product tells after 36 hours; the clocks of two runs may be so far apart. */
const SILENT_MS = 36 * HOUR_MS + 6 * HOUR_MS;

/** What a run tells of a submission that did not end well. */
const OF_SUBMISSIONS = ['submission-unknown', 'submission-refused', 'permission-missing'] as const;

interface TellingRun {
  readonly processId: string;
  readonly run: AuditedRun;
}

/** What a run wrote, and heard, that needs a person stands in its problems. */
export function auditTold(result: RenewalResult | CheckResult, auditor: AuditView, by: TellingRun): void {
  const { processId, run } = by;
  const find = (what: string): void => auditor.find('untold', `process ${processId} ${what}, and told nobody`);
  for (const entry of auditor.log.notableOf(processId)) {
    if (!isTold(entry, result)) find(`recorded ${entry.domain} as ${entry.kind}`);
  }
  const has = (kind: string): boolean => result.problems.some(({ problem }) => problem === kind);
  // By what came back to it alone: it may have written nothing of it.
  if (run.heard.unansweredCount > 0 && !OF_SUBMISSIONS.some(has)) find('got no task number for a submission');
  if (run.heard.isDeniedPrices && hasUnpriced(result) && !has('permission-missing')) {
    find('heard that it may not ask for prices');
  }
  // It may not have come so far as to read the ledger.
  if (result.stops.some(({ stop }) => stop === 'time-left' || stop.startsWith('ledger-'))) return;
  if (!auditor.log.hasEnded(processId)) find('came to its end without having written that');
  const isCheck = 'settled' in result;
  const other = isCheck ? 'renew' : 'check';
  // It read the log somewhere between its begin and now; an old entry may have landed since (seed 6124).
  const isSilent = [run.lastTimedMs[other], auditor.log.lastTimedMs[other]].every((lastMs) =>
    lastMs === null ? !isCheck : run.atMs - lastMs > SILENT_MS,
  );
  // The check run matters only where something waits for it.
  const isMissed = isCheck || hasOpenSince(run, auditor);
  if (isSilent && isMissed && !has(isCheck ? 'renewal-run-silent' : 'check-run-silent')) {
    find(`found no ${other} run by a timer for long`);
  }
}

function isTold({ kind, domain }: NotableEntry, { problems, ...result }: RenewalResult | CheckResult): boolean {
  if (kind === 'failed') return problems.some((one) => one.domain === domain);
  const outcome = kind === 'doubted' ? 'unknown' : 'refused';
  const submissions = 'submissions' in result ? result.submissions.filter((one) => one.outcome === outcome) : [];
  const kinds: readonly string[] = kind === 'doubted' ? OF_SUBMISSIONS.slice(0, 1) : OF_SUBMISSIONS.slice(1);
  // One problem for each submission; which of them names only its first domains.
  const toldCount = problems.filter(({ problem }) => kinds.includes(problem)).length;
  return submissions.some(({ domains }) => domains.includes(domain)) && toldCount >= submissions.length;
}

/** It held something for want of a price, or went on without. */
function hasUnpriced(result: RenewalResult | CheckResult): boolean {
  if (!('plan' in result)) return false;
  const isHeld = (result.verdicts['price-unknown'] ?? 0) > 0;
  return isHeld || result.plan.renewals.some(({ priceMinor }) => priceMinor === null);
}

/** A claim that stood in the log when the run began, and is old, is open to this day. */
function hasOpenSince({ atMs, logClaims }: AuditedRun, { log }: AuditView): boolean {
  return [...log.claims.values()]
    .slice(0, logClaims)
    .some(
      ({ standing, atMs: claimedMs }) =>
        claimedMs < atMs - SILENT_MS && (standing === 'claimed' || standing === 'doubted' || standing === 'accepted'),
    );
}

/** A list that is not proven whole is told; one that is said to be whole is, where nobody had a hand in the account meanwhile. */
export function auditListed(
  { inventory, problems, stops }: RenewalResult,
  auditor: AuditView,
  { run, domainCount }: { readonly run: AuditedRun; readonly domainCount: number },
): void {
  const { listed, total, complete } = inventory;
  // A run that stopped on its way tells that.
  const isListed = total > 0 || stops.length === 0;
  if (isListed && !complete && !problems.some(({ problem }) => problem === 'inventory-incomplete')) {
    auditor.find('untold', `${listed} of ${total} domains were listed, which proves nothing, and nobody was told`);
  }
  if (complete && listed !== domainCount && auditor.others.lastMs < run.atMs) {
    auditor.find('untold', `${listed} domains were listed as the whole account, which has ${domainCount}`);
  }
}
