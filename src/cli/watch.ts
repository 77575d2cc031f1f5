import type { Terminal } from '../adapters/terminal.ts';
import type { Plan } from '../plan/plan.ts';
import type { Tell } from '../report/progress.ts';
import { progressText } from '../report/render-progress.ts';
import type { Judged } from '../selection/verdict.ts';

/** What a run told that its result does not hold. */
export interface Watch {
  readonly tell: Tell;
  judged(): readonly Judged[];
  /** Null when the run stopped before there was one. */
  plan(): Plan | null;
}

/** Listens to a run: keeps what a table needs, and shows on stderr how far it is. */
export function watchRun(terminal: Terminal): Watch {
  let judged: readonly Judged[] = [];
  let plan: Plan | null = null;
  return {
    tell: (news) => {
      if (news.news === 'judged') judged = news.judged;
      if (news.news === 'planned') plan = news.plan;
      const text = progressText(news);
      if (text !== null) terminal.progress(text);
    },
    judged: () => judged,
    plan: () => plan,
  };
}
