import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FAULT_KINDS } from '../fault-kinds.ts';
import { weakenedBundle } from '../weakened-bundle.ts';
import { SeedThread } from './seed-thread.ts';

const NONE = new Set<never>();
let bundle = '';
let thread: SeedThread;

beforeAll(async () => {
  bundle = await weakenedBundle('test/simulation/command/fake-thread.ts', 'the fake', []);
  // A new thread's start counts too, and a busy machine takes its time for that.
  thread = new SeedThread(bundle, 3000);
});

afterAll(async () => {
  await thread.stop();
  await rm(dirname(bundle), { recursive: true });
});

describe('a thread that lives through seeds', () => {
  it('adds them up', async () => {
    const { tally, failure } = await thread.liveSeeds({ from: 1, count: 4, without: NONE });
    expect(failure).toBeNull();
    expect(tally).toMatchObject({ seeds: 4, figures: { runs: 40 }, faults: { killed: 4 } });
  });

  it('stops at the first that fails', async () => {
    const { tally, failure } = await thread.liveSeeds({ from: 4, count: 9, without: NONE });
    expect(tally.seeds).toBe(2);
    expect(failure).toMatchObject({ seed: 5, by: 'paid-twice', findings: [{ check: 'paid-twice' }] });
  });

  it('hands the options to the world', async () => {
    const outcome = await thread.simulate(1, { without: new Set(['killed']), withHistory: true });
    expect(outcome.faults.killed).toBe(0);
    expect(outcome.history).toHaveLength(FAULT_KINDS.length - 1);
  });

  it.each([
    ['throws', 10, 'thrown', 'Error: thrown in the world'],
    ['hangs', 20, 'hung', 'it did not end within 3 s'],
    ['throws where nobody waits', 30, 'thrown', 'Error: thrown where nobody waits'],
    ['ends the thread', 40, 'thrown', 'the thread ended by itself, code 3'],
  ])('names the seed that %s, and goes on with a new thread', async (_name, seed, by, trouble) => {
    const { failure } = await thread.liveSeeds({ from: seed - 2, count: 5, without: NONE });
    expect(failure).toMatchObject({ seed, by, findings: [] });
    expect(failure?.trouble).toContain(trouble);
    await expect(thread.simulate(seed)).rejects.toThrow(trouble);
    expect((await thread.simulate(1)).findings).toEqual([]);
  });
});
