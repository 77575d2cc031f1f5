import type { Mode } from '../config/config.ts';
import { toIso } from '../model/time.ts';
import type { CheckResult } from '../report/result.ts';
import type { OpenClaim, SettledClaim } from '../settlement/settle-claim.ts';
import type { Notes } from './notes.ts';

/** What a check run found. */
export interface CheckDone {
  readonly settled: readonly SettledClaim[];
  readonly open: readonly OpenClaim[];
}

/** The run's result in the form of the outside contract (design section 1). */
export function checkResult(
  run: { readonly id: string; readonly mode: Mode; readonly startedMs: number; readonly finishedMs: number },
  { settled, open }: CheckDone,
  notes: Notes,
): CheckResult {
  return {
    run: {
      id: run.id,
      kind: 'check',
      mode: run.mode,
      startedAt: toIso(run.startedMs),
      finishedAt: toIso(run.finishedMs),
    },
    settled: settled.map(({ domain, outcome, taskNo }) => ({
      domain,
      outcome,
      ...(taskNo === null ? {} : { taskNo }),
    })),
    open: open.map(({ domain, sinceMs, why }) => ({ domain, since: toIso(sinceMs), why })),
    stops: notes.stops,
    problems: notes.problems,
  };
}

/** The figures of the heartbeat entry. */
export function checkCounts({ settled, open }: CheckDone, notes: Notes): Record<string, number> {
  const count = (outcome: SettledClaim['outcome']): number => settled.filter((one) => one.outcome === outcome).length;
  return {
    renewed: count('renewed'),
    failed: count('failed'),
    released: count('released'),
    open: open.length,
    stops: notes.stops.length,
    problems: notes.problems.length,
  };
}
