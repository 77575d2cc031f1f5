import type { ClaimedBatch } from '../claims/claimed-batch.ts';
import type { DomainName } from '../model/domain.ts';
import type { SubmissionResult } from '../report/result.ts';
import type { SentOutcome } from '../submission/outcome.ts';
import { permissionProblem } from './notes.ts';
import type { RenewalWork } from './run-parts.ts';

/** One lost reply is chance; two in one run are an outage, and each leaves claims that only the check run can settle. */
const UNKNOWN_MAX = 2;

/** Adds a submission's outcome to the result, tells it, and stops the run where the next submission would be in vain. */
export function tellOutcome(
  batch: ClaimedBatch,
  outcome: SentOutcome,
  submissions: SubmissionResult[],
  work: RenewalWork,
): void {
  const domains = namesOf(batch);
  const { tell } = work.parts;
  switch (outcome.outcome) {
    case 'accepted': {
      const { taskNo } = outcome;
      submissions.push({ outcome: 'accepted', taskNo, domains });
      tell({ news: 'submitted', outcome: 'accepted', domains, taskNo, reason: '' });
      return;
    }
    case 'refused':
      submissions.push({ outcome: 'refused', domains, reason: outcome.reason });
      tell({ news: 'submitted', outcome: 'refused', domains, taskNo: null, reason: outcome.reason });
      tellRefused(outcome, domains, work);
      return;
    case 'unknown':
      submissions.push({ outcome: 'unknown', domains, reason: outcome.reason });
      tell({ news: 'submitted', outcome: 'unknown', domains, taskNo: null, reason: outcome.reason });
      tellUnknown(outcome.reason, submissions, work);
      return;
  }
}

/** The domains of a claimed batch, in its order. */
export function namesOf(batch: ClaimedBatch): DomainName[] {
  return batch.pairs.map(({ domain }) => domain.name);
}

function tellRefused(
  { reason, ramAction, accountWide }: Extract<SentOutcome, { outcome: 'refused' }>,
  domains: readonly DomainName[],
  { notes }: RenewalWork,
): void {
  const what = `the submission of ${shortList(domains)} was refused: ${reason}. Nothing was spent on it`;
  if (ramAction !== '') notes.problem(permissionProblem(`${what}. It needs the RAM action ${ramAction}`));
  else notes.problem({ problem: 'submission-refused', message: `${what}. Its domains are tried again after a wait` });
  if (accountWide) {
    notes.stop({
      stop: 'submission-refused',
      message: `${what}. The next one would be refused too, so the run sends no more`,
    });
  }
}

function tellUnknown(reason: string, submissions: readonly SubmissionResult[], { notes }: RenewalWork): void {
  const domains = submissions.at(-1)?.domains ?? [];
  notes.problem({
    problem: 'submission-unknown',
    message: `what became of the submission of ${shortList(domains)} is not known: ${reason}. It may have been paid. It is not sent again; the check run looks for its task`,
  });
  const unknownCount = submissions.filter(({ outcome }) => outcome === 'unknown').length;
  if (unknownCount < UNKNOWN_MAX) return;
  notes.stop({
    stop: 'submissions-unknown',
    message: `the outcome of ${unknownCount} submissions is not known, so the run sends no more. The check run settles them; the rest waits for the next run`,
  });
}

function shortList(domains: readonly string[]): string {
  const names = domains.slice(0, 3).join(', ');
  return domains.length <= 3 ? names : `${domains.length} domains (${names}, …)`;
}
