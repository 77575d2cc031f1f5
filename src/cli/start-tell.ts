import type { Terminal } from '../adapters/terminal.ts';
import { moneyText } from '../model/money.ts';
import type { Plan } from '../plan/plan.ts';
import type { Tell } from '../report/progress.ts';
import { renderOpen, renderSettled } from '../report/render-check.ts';
import { renderDeferred, renderDue, type Usual } from '../report/render-due.ts';
import { groupBy } from '../report/render-group.ts';
import type { JudgedAt } from '../report/render-judged.ts';
import { renderSpentMoney } from '../report/render-money.ts';
import { renderOverview } from '../report/render-overview.ts';
import { progressText } from '../report/render-progress.ts';
import { renderVerdicts } from '../report/render-renewal.ts';
import { renderSubmission } from '../report/render-submissions.ts';
import { counted, headline, paint, paragraph, type View } from '../report/render-text.ts';
import { lasted, toMinute } from '../report/render-time.ts';
import { renderProblems, renderStops } from '../report/render-trouble.ts';
import type { CheckResult, RenewalResult } from '../report/result.ts';
import { shownName } from '../report/shown-name.ts';
import type { Judged } from '../selection/verdict.ts';
import { usualOf } from './plan.ts';
import type { Stage } from './start-stage.ts';

/** Tells the show: on stdout what happened, on a terminal's stderr how far the present work is. */
export interface Narrator {
  readonly tell: Tell;
  say(lines: readonly string[]): void;
  renewalBegins(day: number): void;
  renewalEnds(result: RenewalResult): void;
  checkBegins(afterMs: number): void;
  checkEnds(result: CheckResult): void;
}

/** `silent` says nothing on stdout, for `--json`. */
export function narrator(
  terminal: Terminal,
  voice: 'aloud' | 'silent',
  stage: Pick<Stage, 'clock' | 'config'>,
): Narrator {
  const view = terminal.outView;
  const { clock, config } = stage;
  const knownTasks = new Set<string>();
  let judged: readonly Judged[] = [];
  let isFirst = true;
  const atOf = (): JudgedAt & Usual => {
    const at = { nowMs: clock.now(), windowDays: config.windowDays, all: false, told: new Set<string>() };
    return { ...at, ...usualOf(config) };
  };
  const say = (lines: readonly string[]): void => {
    if (voice === 'aloud') terminal.print(lines);
  };
  const scene = (text: string): void => {
    const head = `── ${toMinute(clock.now())} · ${text} `;
    say(['', paint(`${head}${'─'.repeat(Math.max(2, view.columns - head.length - 1))}`, 'cyan', view)]);
  };
  return {
    say,
    renewalBegins: (day) => scene(day === 1 ? 'the renewal run' : `day ${day}: the renewal run again`),
    checkBegins: (afterMs) => scene(`${lasted(afterMs)} later: a check run`),
    tell: (news) => {
      const progress = progressText(news);
      // In a pipe the story on stdout says enough.
      if (progress !== null) terminal.progress(voice === 'aloud' ? { ...progress, line: null } : progress);
      if (news.news === 'judged') judged = news.judged;
      if (isFirst && news.news === 'planned') say(firstPlan(judged, news.plan, atOf(), view));
      if (news.news === 'submitted') {
        const { outcome, domains, taskNo, reason } = news;
        if (taskNo !== null) knownTasks.add(taskNo);
        const submission = { outcome, domains, reason, ...(taskNo === null ? {} : { taskNo }) };
        say(renderSubmission(submission, view));
      }
    },
    renewalEnds: (result) => {
      if (isFirst && result.problems.length > 0) say(['', ...renderProblems(result.problems, view)]);
      if (!isFirst && result.submissions.length === 0) say([`  nothing to submit${waitingText(result)}`]);
      const spent = renderSpentMoney(result, view);
      if (spent.length > 0) say(['', ...spent]);
      if (result.stops.length > 0) say(['', ...renderStops(result.stops, view)]);
      isFirst = false;
    },
    checkEnds: ({ settled, open, problems, stops }) => {
      for (const taskNo of new Set(settled.flatMap((one) => one.taskNo ?? []))) {
        if (knownTasks.has(taskNo)) continue;
        knownTasks.add(taskNo);
        const text = `task ${taskNo} was found: it belongs to the submission whose answer was lost`;
        say(paragraph(`  ${paint('●', 'cyan', view)} `, text, view));
      }
      say(renderSettled(settled, view));
      say(renderOpen(open, view));
      for (const { domain = '', message } of problems) {
        const text = message.startsWith(domain) ? shownName(domain) + message.slice(domain.length) : message;
        say(paragraph(`  ${paint('!', 'yellow', view)} `, text, view));
      }
      say(renderStops(stops, view));
    },
  };
}

/** What the first run found and means to do. */
function firstPlan(judged: readonly Judged[], plan: Plan, at: JudgedAt & Usual, view: View): string[] {
  const domains = judged.map(({ domain }) => domain);
  const counts = groupBy(judged, ({ verdict }) => verdict).map(([verdict, all]): [string, number] => [
    verdict,
    all.length,
  ]);
  const verdicts: RenewalResult['verdicts'] = Object.fromEntries(counts);
  const head = (text: string): string => paint(text, 'bold', view);
  const cost = moneyText(plan.costMinor, at.currency);
  return [
    head(`${domains.length} domains found; when they expire`),
    ...renderOverview(domains, at, view),
    '',
    head('Every domain gets one verdict'),
    ...renderVerdicts(verdicts, view),
    '',
    ...headline(
      `The plan: ${plan.batches.flat().length} domains in ${plan.batches.length} batches for ${cost}, soonest expiry first`,
      '',
      view,
    ),
    ...renderDue(judged, plan, at, view),
    ...renderDeferred(plan, view),
    '',
    head('Each batch is claimed in the ledger, then sent once'),
  ];
}

function waitingText({ verdicts }: RenewalResult): string {
  const count = verdicts['waiting-to-retry'] ?? 0;
  return count === 0 ? '' : `; failed before and waiting for the next try: ${counted(count, 'domain')}`;
}
