import { fromIso } from '../model/time.ts';
import { groupBy, renderGroup } from './render-group.ts';
import { counted, headline, type Ink, paragraph, placeLines, type View } from './render-text.ts';
import { lasted, toMinute } from './render-time.ts';
import { renderProblems, renderStops } from './render-trouble.ts';
import type { CheckResult } from './result.ts';
import { shownName } from './shown-name.ts';

interface Ending {
  readonly mark: string;
  readonly ink: Ink;
  readonly means: string;
}

const ENDINGS: Readonly<Record<string, Ending>> = {
  renewed: { mark: '✓', ink: 'green', means: 'renewed' },
  failed: { mark: '✗', ink: 'red', means: 'failed' },
  released: { mark: '○', ink: 'yellow', means: 'released: nothing was submitted' },
};

/** How the open claims ended, and which are still open. */
export function renderCheck(result: CheckResult, ledger: string, view: View): string[] {
  const nowMs = fromIso(result.run.startedAt) ?? 0;
  const lines = [
    ...headline('Check run', ` at ${toMinute(nowMs)}. A check never spends.`, view),
    ...placeLines(ledger, view),
    '',
  ];
  const { settled, open } = result;
  if (settled.length > 0) {
    const head = `Settled (${counted(settled.length, 'claim')})`;
    lines.push(
      ...headline(head, ': renewed means that the expiry date has moved', view),
      ...renderSettled(settled, view),
      '',
    );
  }
  if (open.length > 0) {
    const head = `Still open (${counted(open.length, 'claim')})`;
    lines.push(
      ...headline(head, ': each stays claimed, so it is not paid a second time', view),
      ...renderOpen(open, view),
    );
    const oldestMs = Math.min(...open.map(({ since }) => fromIso(since) ?? nowMs));
    const oldest = `The oldest has been open for ${lasted(nowMs - oldestMs)}. Look again later with the same command.`;
    lines.push(...paragraph('  ', oldest, view), '');
  }
  if (settled.length + open.length + result.stops.length === 0) {
    lines.push(...paragraph('', 'No open claims: everything that was submitted is settled.', view), '');
  }
  for (const part of [renderStops(result.stops, view), renderProblems(result.problems, view)]) {
    if (part.length > 0) lines.push(...part, '');
  }
  return lines.slice(0, -1);
}

/** The settled claims, those of one task and outcome together. */
export function renderSettled(settled: CheckResult['settled'], view: View): string[] {
  return groupBy(settled, endOf).flatMap(([end, group]) => {
    const { mark, ink } = endingOf(group[0]?.outcome ?? '');
    const head = `${counted(group.length, 'domain')} ${end}`;
    return renderGroup({ mark, ink, head, names: group.map(({ domain }) => shownName(domain)) }, view);
  });
}

/** The open claims, those with the same reason together. */
export function renderOpen(open: CheckResult['open'], view: View): string[] {
  return groupBy(open, ({ why }) => why).flatMap(([why, group]) => {
    const head = `${counted(group.length, 'domain')}: ${why}`;
    return renderGroup({ mark: '…', ink: 'dim', head, names: group.map(({ domain }) => shownName(domain)) }, view);
  });
}

function endOf({ outcome, taskNo }: CheckResult['settled'][number]): string {
  return `${endingOf(outcome).means}${taskNo === undefined ? '' : ` by task ${taskNo}`}`;
}

function endingOf(outcome: string): Ending {
  return ENDINGS[outcome] ?? { mark: '·', ink: 'dim', means: outcome };
}
