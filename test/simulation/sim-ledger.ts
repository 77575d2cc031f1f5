import type { LedgerEntry } from '../../src/ledger/entry.ts';
import type { Ledger } from '../../src/ledger/ledger.ts';
import type { SimProcess } from './sim-process.ts';

/** The one ledger of a world: the product's own on top, a simulated service or disk below. */
export interface SimLedger {
  /** Its runs are functions with a time limit; otherwise they are commands on one machine, which nobody kills. */
  readonly isOnPlatform: boolean;
  /** As one process has it, which is killed at the deadline. */
  open(process: SimProcess, deadlineMs: number): Ledger;
  /** In the true order of the log, whether they can be seen yet or not; another array when entries were taken back. */
  entries(): readonly LedgerEntry[];
  /** What in it nobody can understand any more; null when there is nothing. */
  readonly damage: string | null;
  /** Once a day: what happens to it as a whole. */
  newDay(): void;
}
