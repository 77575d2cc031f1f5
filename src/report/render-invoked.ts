import { fromIso } from '../model/time.ts';
import { renderCheck } from './render-check.ts';
import { renderPlanMoney } from './render-money.ts';
import { renderRenewal } from './render-renewal.ts';
import { counted, oneLine, paint, paragraph, type View } from './render-text.ts';
import type { CheckResult, RenewalResult } from './result.ts';
import { shownName } from './shown-name.ts';

/** What came of calling a deployed function by hand. */
export interface InvokedReport {
  readonly functionName: string;
  readonly qualifier: string;
  readonly region: string;
  readonly requestId: string;
  /** Null when the function returned. */
  readonly errorType: string | null;
  readonly body: string;
  /** The body when it is the result of a run. */
  readonly result: RenewalResult | CheckResult | null;
  readonly logTail: string;
  /** That the event asked for; null for the function's own. */
  readonly windowDays: number | null;
}

const LEDGER = "the function's own";

/** The result as the run itself would show it, or the error; then the end of the function's log. */
export function renderInvoked(report: InvokedReport, view: View): string[] {
  const { functionName, qualifier, region, requestId, errorType, result } = report;
  const name = paint(functionName, 'bold', view);
  return [
    `Called ${name} (${qualifier}) in ${region}: request ${requestId}`,
    '',
    ...(errorType === null ? [] : renderError(errorType, report.body, view)),
    ...(errorType === null && result === null ? renderBody(report.body, view) : []),
    ...(errorType === null && result !== null ? renderResult(result, report, view) : []),
    '',
    ...renderLog(report.logTail, view),
  ];
}

function renderResult(result: RenewalResult | CheckResult, { windowDays }: InvokedReport, view: View): string[] {
  if (isCheck(result)) return renderCheck(result, LEDGER, view);
  const nowMs = fromIso(result.run.startedAt) ?? 0;
  return [
    ...renderRenewal({ result, at: { nowMs, windowDays }, ledger: LEDGER }, view),
    ...renderPlanned(result, view),
  ];
}

function isCheck(result: RenewalResult | CheckResult): result is CheckResult {
  return result.run.kind === 'check';
}

/** A run that only plans: what it would have submitted, what that costs, and what an approval of it has to name. */
function renderPlanned({ run, plan, money }: RenewalResult, view: View): string[] {
  const names = plan.batches.flat();
  if (run.mode !== 'plan' || names.length === 0) return [];
  const head = paint(`It only planned (${counted(names.length, 'domain')})`, 'bold', view);
  return [
    ...paragraph(`${head}: `, names.map(shownName).join(', '), view),
    '',
    ...(money === null ? [] : [...renderPlanMoney(money, names.length, view), '']),
    `Exactly this plan, from the console: {"mode":"renew","approve":"${plan.digest}"}`,
    '',
  ];
}

function renderError(errorType: string, body: string, view: View): string[] {
  return [
    paint(`The function failed: ${errorType}`, 'red', view),
    ...plainLines(messageOf(body)),
    ...paragraph(
      '',
      'What it had submitted before, if anything, stands in its ledger: `domain-renew status` shows it.',
      view,
    ),
  ];
}

/** The message of an error as Function Compute writes it down; the body as it stands when it is something else. */
function messageOf(body: string): string {
  try {
    const value = JSON.parse(body) as unknown;
    const message: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, 'errorMessage') : null;
    return typeof message === 'string' ? message : body;
  } catch {
    // Not JSON is an expected answer here.
    return body;
  }
}

function renderBody(body: string, view: View): string[] {
  const text = 'It returned something that is not the result of a run: is this a function of domain-renew?';
  return [paint(text, 'yellow', view), ...plainLines(body)];
}

function renderLog(logTail: string, view: View): string[] {
  if (logTail.trim() === '') return ['Its log: no end of it came with the answer.'];
  return [paint('The end of its log', 'bold', view), ...plainLines(logTail)];
}

/** The lines of another program's text, indented as they were, without what a terminal would obey. */
function plainLines(text: string): string[] {
  return text
    .replace(/\n+$/, '')
    .split('\n')
    .map((line) => `  ${/^ */.exec(line)?.[0] ?? ''}${oneLine(line)}`);
}
