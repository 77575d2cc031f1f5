// `npm run simulate`, bundled as dist/simulate/simulate.cjs.
import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import { processTerminal } from '../../../src/adapters/terminal.ts';
import type { Canary } from '../canaries/canary.ts';
import { weakenedBundle } from '../weakened-bundle.ts';
import { SeedThread } from './seed-thread.ts';
import { stackOf } from './seed-worker.ts';
import { simulateCommand } from './simulate.ts';

const terminal = processTerminal();
const bundles: string[] = [];

/** The threads' bundle is made now and lies apart from dist, so that a build during a long run changes nothing. */
async function startWorkers(canary: Canary | null, countMax: number): Promise<SeedThread[]> {
  const bundle = await weakenedBundle(
    'test/simulation/command/thread.ts',
    canary === null ? 'the simulation' : `canary ${canary.name}`,
    canary?.changes ?? [],
  );
  bundles.push(bundle);
  const count = Math.min(countMax, Math.max(1, availableParallelism()));
  return Array.from({ length: count }, () => new SeedThread(bundle));
}

async function main(): Promise<void> {
  try {
    terminal.exitWith(await simulateCommand({ terminal, nowMs: () => performance.now(), startWorkers }));
  } finally {
    for (const bundle of bundles) await rm(dirname(bundle), { recursive: true, force: true });
  }
}

main().catch((error: unknown) => {
  terminal.printError([stackOf(error)]);
  terminal.exitWith(1);
});
