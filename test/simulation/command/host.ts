import type { Terminal } from '../../../src/adapters/terminal.ts';
import type { Canary } from '../canaries/canary.ts';
import type { SeedWorker } from './seed-worker.ts';

/** What the command works with. */
export interface SimulateHost {
  readonly terminal: Terminal;
  /** Rises; only differences mean anything. */
  readonly nowMs: () => number;
  /** One for each core, with the product as it is or weakened; no more than `countMax`. */
  readonly startWorkers: (canary: Canary | null, countMax: number) => Promise<readonly SeedWorker[]>;
}
