import { VERDICTS, type Verdict } from '../selection/verdict.ts';
import type { JudgedAt } from './render-judged.ts';
import { renderSpentMoney } from './render-money.ts';
import { renderSubmission } from './render-submissions.ts';
import { type Cell, type Column, table } from './render-table.ts';
import { counted, headline, paint, paragraph, placeLines, type View } from './render-text.ts';
import { toMinute } from './render-time.ts';
import { renderProblems, renderStops } from './render-trouble.ts';
import type { RenewalResult, SubmissionResult } from './result.ts';
import { shownName } from './shown-name.ts';
import { VERDICT_TEXTS } from './verdict-text.ts';

/** All that a renewal run on a terminal shows. */
export interface RenewalReport {
  readonly result: RenewalResult;
  /** `windowDays` is null where it is not known. */
  readonly at: Pick<JudgedAt, 'nowMs'> & { readonly windowDays: number | null };
  readonly ledger: string;
}

/** What a renewal run submitted, what it left, and what a person has to do. */
export function renderRenewal({ result, at, ledger }: RenewalReport, view: View): string[] {
  const { submissions, deferred, inventory } = result;
  const lines = [
    ...headline('Renewal run', ` at ${toMinute(at.nowMs)}${windowText(at.windowDays)}.`, view),
    ...placeLines(ledger, view),
    '',
    ...(submissions.length === 0 ? ['Nothing was submitted, nothing was spent.'] : [paint('Submitted', 'bold', view)]),
    ...submissions.flatMap((submission) => renderSubmission(submission, view)),
    '',
    ...withGap(renderSpentMoney(result, view)),
  ];
  if (deferred.length > 0) {
    const head = `${paint('Left for the next run', 'bold', view)} (${deferred.length}): `;
    lines.push(...paragraph(head, deferred.map(shownName).join(', '), view), '');
  }
  if (inventory.listed > 0) {
    const head = `${paint('Verdicts', 'bold', view)}: ${inventory.listed} of ${counted(inventory.total, 'domain')} listed`;
    lines.push(head, ...renderVerdicts(result.verdicts, view), '');
  }
  for (const part of [renderStops(result.stops, view), renderProblems(result.problems, view)]) {
    if (part.length > 0) lines.push(...part, '');
  }
  return [...lines, ...renderNext(submissions, view)];
}

function withGap(lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [...lines, ''];
}

function windowText(windowDays: number | null): string {
  return windowDays === null ? '' : `, for the next ${counted(windowDays, 'day')}`;
}

/** One line for each verdict that a domain got; they add up to the domains listed. */
export function renderVerdicts(verdicts: RenewalResult['verdicts'], view: View): string[] {
  const columns: Column[] = [
    { head: 'DOMAINS', align: 'right' },
    { head: 'VERDICT' },
    { head: 'MEANS', narrow: 'wrap' },
  ];
  const rows = VERDICTS.toReversed()
    .filter((verdict) => (verdicts[verdict] ?? 0) > 0)
    .map((verdict): Cell[] => [String(verdicts[verdict] ?? 0), verdictCell(verdict), VERDICT_TEXTS[verdict]]);
  return table(columns, rows, view);
}

function verdictCell(verdict: Verdict): Cell {
  return verdict === 'expires-within-window' ? [verdict, 'green'] : verdict;
}

function renderNext(submissions: readonly SubmissionResult[], view: View): string[] {
  if (!submissions.some(({ outcome }) => outcome !== 'refused')) return [];
  const text = 'A task takes minutes. A domain counts as renewed only when its expiry date has moved; look with';
  return [...paragraph('', text, view), `  ${paint('npx domain-renew check', 'cyan', view)}`];
}
