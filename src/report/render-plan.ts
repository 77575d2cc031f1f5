import type { Plan } from '../plan/plan.ts';
import type { Judged } from '../selection/verdict.ts';
import { renderDeferred, renderDue, title, type Usual } from './render-due.ts';
import { countNear, type JudgedAt, renderNotDue } from './render-judged.ts';
import { renderPlanMoney } from './render-money.ts';
import { counted, glued, headline, paint, paragraph, placeLines, type View } from './render-text.ts';
import { toMinute } from './render-time.ts';
import { renderProblems, renderStops } from './render-trouble.ts';
import type { RenewalResult } from './result.ts';

/** All that a plan on a terminal shows. */
export interface PlanReport {
  readonly result: RenewalResult;
  readonly judged: readonly Judged[];
  /** Null when the run stopped before there was one. */
  readonly plan: Plan | null;
  readonly at: JudgedAt;
  /** What the settings say: rows tell only what differs. */
  readonly usual: Usual;
  /** Where the ledger is, for people. */
  readonly ledger: string;
  /** The commands that would really renew, with what each covers. */
  readonly renewBy: readonly (readonly [command: string, covers: string])[];
}

/** What a run would renew and why the rest not, soonest first. */
export function renderPlan(report: PlanReport, view: View): string[] {
  const { result, judged, plan, at } = report;
  return [
    ...headline(
      'Plan',
      ` at ${toMinute(at.nowMs)}, for the next ${counted(at.windowDays, 'day')}. Nothing was spent.`,
      view,
    ),
    ...placeLines(report.ledger, view),
    '',
    ...(plan === null ? [] : renderPlanned(plan, report, view)),
    ...(plan === null ? [] : renderNotDue(judged, at, view)),
    ...withGap(renderStops(result.stops, view)),
    ...withGap(renderProblems(result.problems, view)),
    ...renderCost(report, view),
    ...renderTotals(report, view),
    ...renderHowTo(report, view),
  ];
}

const STOPS_FIRST = '(but it would stop first)';

function renderPlanned(plan: Plan, { judged, at, usual, result }: PlanReport, view: View): string[] {
  const count = plan.batches.flat().length;
  if (count + plan.deferred.length === 0) return [title('Nothing is due.', view), ''];
  const stopped = result.stops.length > 0 ? ` ${glued(STOPS_FIRST)}` : '';
  const head = headline(headText(plan, usual), stopped, view);
  return [
    ...head.map((line) => line.replace(STOPS_FIRST, paint(STOPS_FIRST, 'red', view))),
    ...renderDue(judged, plan, { ...at, ...usual }, view),
    ...renderDeferred(plan, view),
    '',
  ];
}

function headText({ batches, deferred }: Plan, { years }: Usual): string {
  const count = batches.flat().length;
  if (count === 0) return `Would renew none now; ${counted(deferred.length, 'domain')} due`;
  const term = years === 1 ? '1 year' : `${years} years each`;
  const batchText = counted(batches.length, 'batch').replace('batchs', 'batches');
  return `Would renew ${counted(count, 'domain')} for ${term}, in ${batchText}`;
}

function renderCost({ result: { money }, plan }: PlanReport, view: View): string[] {
  const count = plan?.batches.flat().length ?? 0;
  const isDull = plan === null || money === null || count + plan.unfit.length === 0;
  return isDull ? [] : [...renderPlanMoney(money, count, view), ''];
}

function renderTotals({ result, judged, plan, at }: PlanReport, view: View): string[] {
  const { total, listed, complete } = result.inventory;
  if (plan === null) return [];
  const dueCount = result.verdicts['expires-within-window'] ?? 0;
  const nearCount = countNear(judged, at);
  const proven = complete ? 'the list is proven complete' : 'the list could NOT be proven complete';
  const sum = `${listed} listed = ${dueCount} due + ${nearCount} near but not renewed + ${listed - dueCount - nearCount} others`;
  const head = `${title('Totals', view)}  `;
  const account = `${counted(total, 'domain')} in the account; ${proven}. Plan ${plan.digest.slice(0, 12)}.`;
  return [...paragraph(head, account, view), ...paragraph('        ', sum, view)];
}

function renderHowTo({ renewBy }: PlanReport, view: View): string[] {
  if (renewBy.length === 0) return [];
  const commands = renewBy.flatMap(([command, covers]) => [
    `  ${paint(command, 'cyan', view)}`,
    ...paragraph('      ', covers, view),
  ]);
  return ['', title('To really renew', view), ...commands];
}

function withGap(lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [...lines, ''];
}
