import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Canary } from './canaries/canary.ts';
import { CANARIES } from './canaries.ts';
import { SeedThread } from './command/seed-thread.ts';
import type { Failure } from './command/seed-worker.ts';
import { changedText, weakenedBundle } from './weakened-bundle.ts';

const THREAD = 'test/simulation/command/thread.ts';

/** Lives through the seeds, with the product weakened, until one fails. */
async function firstFailure(
  what: string,
  { changes, seedsMax, from = 1, without = [] }: Pick<Canary, 'changes' | 'seedsMax' | 'from' | 'without'>,
): Promise<Failure | null> {
  const bundle = await weakenedBundle(THREAD, what, changes);
  const thread = new SeedThread(bundle);
  try {
    return (await thread.liveSeeds({ from, count: seedsMax, without: new Set(without) })).failure;
  } finally {
    await thread.stop();
    await rm(dirname(bundle), { recursive: true });
  }
}

describe('the list of canaries', () => {
  it('names each once', () => {
    expect(new Set(CANARIES.map(({ name }) => name)).size).toBe(CANARIES.length);
    expect(CANARIES.length).toBeGreaterThanOrEqual(14);
  });

  it.each(CANARIES)('$name fits the source', ({ name, changes }) => {
    const texts = new Map<string, string>();
    for (const change of changes) {
      const text = texts.get(change.file) ?? readFileSync(join(import.meta.dirname, '..', '..', change.file), 'utf8');
      texts.set(change.file, changedText(text, change, name));
    }
    expect(texts.size).toBeGreaterThan(0);
  });
});

/** Each has a thread of its own, so two at once take both cores. */
describe.concurrent('the simulation finds', () => {
  it('nothing in the product as it is', async ({ expect }) => {
    // By the same path; `world.test.ts` lives through more of them.
    expect(await firstFailure('the control', { changes: [], seedsMax: 60 })).toBeNull();
  });

  it.for(CANARIES)('$name', async (canary: Canary, { expect }) => {
    const { name, what, checks, seedsMax, from = 1 } = canary;
    const failure = await firstFailure(`canary ${name}`, canary);
    expect(failure, `not found in ${seedsMax} seeds: ${what}`).not.toBeNull();
    expect(checks, failure?.trouble).toContain(failure?.by);
    process.stdout.write(
      `canary ${name}: found by ${failure?.by} with seed ${failure?.seed}, ${seedsMax} tried from ${from} on\n`,
    );
  });
});
