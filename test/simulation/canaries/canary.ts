import type { FailedBy } from '../command/seed-worker.ts';
import type { FaultKind } from '../fault-kinds.ts';
import type { Change } from '../weakened-bundle.ts';

/** The product with one of its defences taken out. The simulation must notice, or it proves nothing about that defence. */
export interface Canary {
  readonly name: string;
  /** What is missing in it, and where two defences stand together, why both are taken out. */
  readonly what: string;
  readonly changes: readonly Change[];
  /** Kinds of fault that would give it away by another weakness. */
  readonly without?: readonly FaultKind[];
  /** The checks that may find it, or how its world may break. */
  readonly checks: readonly FailedBy[];
  /** One of so many seeds must find it. */
  readonly seedsMax: number;
  /** The seed from which the search begins, for what is rare; 1 when absent. `--canary NAME --from 1 --seeds 5000` tells the first of all. */
  readonly from?: number;
}

/** So many seeds each canary has. */
export const SEEDS = 120;
/** The checks that find what may cost money. */
export const MONEY: readonly FailedBy[] = ['paid-twice', 'no-claim-first', 'released-but-paid', 'lost-from-ledger'];
/** The checks that find what is silently not done. */
export const SILENCE: readonly FailedBy[] = ['unsettled', 'lapsed', 'untold'];

/** One line that reads otherwise. */
export function at(file: string, find: string, replace: string): Change {
  return { file, find, replace };
}
