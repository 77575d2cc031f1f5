import type { Terminal } from '../../../src/adapters/terminal.ts';
import { FAULT_KINDS, type FaultCounts, type FaultKind } from '../fault-kinds.ts';
import type { Outcome, Simulate } from '../outcome.ts';
import { liveSeeds, type SeedWorker } from './seed-worker.ts';
import { simulateCommand } from './simulate.ts';

/** A seed that fails while all of these kinds are there. */
export interface Planted {
  readonly seed: number;
  readonly needs: readonly FaultKind[];
  /** Thrown instead of found. */
  readonly error?: Error;
}

/** Worlds without a world: every kind of fault occurs once, but for those left out and `never`; planted seeds fail. */
export function fakeSimulate(planted: readonly Planted[], never: readonly FaultKind[] = []): Simulate {
  return async (seed, { without = new Set(), withHistory = false } = {}): Promise<Outcome> => {
    await Promise.resolve();
    const kinds = FAULT_KINDS.filter((kind) => !without.has(kind) && !never.includes(kind));
    const fails = planted.find((one) => one.seed === seed && one.needs.every((kind) => kinds.includes(kind)));
    if (fails?.error !== undefined) throw fails.error;
    const message = `a.com was paid twice in seed ${seed}`;
    return {
      seed,
      findings: fails === undefined ? [] : [{ check: 'paid-twice', atMs: Date.UTC(2026, 10, 22, 8), message }],
      faults: Object.fromEntries(FAULT_KINDS.map((kind) => [kind, kinds.includes(kind) ? 1 : 0])) as FaultCounts,
      figures: { runs: 10, died: 1, submissions: 3, paid: 2, calls: 50, modelDays: 30 },
      history: withHistory ? kinds.map((kind) => `it happened: ${kind}`) : [],
    };
  };
}

/** A worker here, without a thread. */
export function workerHere(simulate: Simulate): SeedWorker {
  return {
    liveSeeds: async (order) => await liveSeeds(simulate, order, () => undefined),
    simulate,
    stop: async () => await Promise.resolve(),
  };
}

/** Plays `npm run simulate` with these worlds: two workers, and a clock that rises by a second at every look. */
export async function playSimulate(
  args: readonly string[],
  simulate: Simulate,
  interrupted: Promise<void> = new Promise(() => undefined),
): Promise<{ code: number; out: string[]; error: string[]; progress: string[] }> {
  const out: string[] = [];
  const error: string[] = [];
  const progress: string[] = [];
  const view = { columns: 100, colour: false };
  const terminal: Terminal = {
    args,
    outView: view,
    errorView: view,
    print: (lines) => out.push(...lines),
    printError: (lines) => error.push(...lines),
    progress: ({ line }) => {
      if (line !== null) progress.push(line);
    },
    exitWith: () => undefined,
    interrupted: async () => await interrupted,
    absolute: (path) => path,
  };
  let seconds = 0;
  const code = await simulateCommand({
    terminal,
    nowMs: () => 1000 * seconds++,
    startWorkers: async () => await Promise.resolve([workerHere(simulate), workerHere(simulate)]),
  });
  return { code, out, error, progress };
}
