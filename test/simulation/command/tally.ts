import { FAULT_KINDS, type FaultCounts, type FaultKind } from '../fault-kinds.ts';
import type { Outcome, SimulationFigures } from '../outcome.ts';

/** What many seeds' worlds came to, added up. */
export interface Tally {
  /** Worlds that were lived through. */
  readonly seeds: number;
  readonly faults: FaultCounts;
  readonly figures: SimulationFigures;
}

export const EMPTY_TALLY: Tally = {
  seeds: 0,
  faults: countsOf(() => 0),
  figures: { runs: 0, died: 0, submissions: 0, paid: 0, calls: 0, modelDays: 0 },
};

/** One world as a tally. */
export function tallyOf({ faults, figures }: Outcome): Tally {
  return { seeds: 1, faults, figures };
}

/** Both together. */
export function plus(a: Tally, b: Tally): Tally {
  return {
    seeds: a.seeds + b.seeds,
    faults: countsOf((kind) => a.faults[kind] + b.faults[kind]),
    figures: {
      runs: a.figures.runs + b.figures.runs,
      died: a.figures.died + b.figures.died,
      submissions: a.figures.submissions + b.figures.submissions,
      paid: a.figures.paid + b.figures.paid,
      calls: a.figures.calls + b.figures.calls,
      modelDays: a.figures.modelDays + b.figures.modelDays,
    },
  };
}

/** The kinds of fault that never occurred, though nobody left them out. */
export function missingKinds({ faults }: Tally, without: ReadonlySet<FaultKind>): FaultKind[] {
  return FAULT_KINDS.filter((kind) => faults[kind] === 0 && !without.has(kind));
}

function countsOf(count: (kind: FaultKind) => number): FaultCounts {
  return Object.fromEntries(FAULT_KINDS.map((kind) => [kind, count(kind)])) as FaultCounts;
}
