import { describe, expect, it } from 'vitest';
import { shrink } from './command/shrink.ts';
import { FAULT_KINDS, type FaultKind } from './fault-kinds.ts';
import type { Finding, Outcome } from './outcome.ts';
import { simulateSeed } from './simulate-seed.ts';

const CHUNK = 50;
/** Other worlds on every day, the same in one day's runs. */
const FRESH_FROM = 1_000_000 + Math.floor(Date.now() / 86_400_000) * 1000;

const counts = new Map<FaultKind, number>();

/** Seeds that once found a fault of the product or of the auditor; test/README.md tells what. */
const FOUND = [40_296, 6124, 61_026_704, 51_111, 801_348, 20_005_199, 30_022_378, 75_063_360, 83_003_068];

/** Lives through some seeds. */
async function keepsItsPromises(from: number, count: number): Promise<void> {
  for (let seed = from; seed < from + count; seed++) await keepsItsPromise(seed);
}

async function keepsItsPromise(seed: number): Promise<void> {
  const outcome = await simulateSeed(seed);
  tally(outcome);
  const { findings } = outcome;
  if (findings.length > 0) expect(findings, await shortestFirst(seed, findings)).toEqual([]);
}

/** As `npm run simulate` shows it: with the kinds of fault that it needs alone, then as it was. */
async function shortestFirst(seed: number, findings: readonly Finding[]): Promise<string> {
  const by = findings[0]?.check ?? 'thrown';
  const shrunk = await shrink(simulateSeed, { seed, by, findings, trouble: '' }, new Set(), () => undefined);
  const { history } = await simulateSeed(seed, { withHistory: true });
  const without = shrunk.without.size === 0 ? '' : ` --without ${[...shrunk.without].join(',')}`;
  return [
    `seed ${seed}, needed for it: ${shrunk.needed.join(', ')}`,
    ...(shrunk.outcome?.history ?? []),
    'the whole history:',
    ...history,
    `to see it again: npm run simulate -- --seed ${seed}${without}`,
  ].join('\n');
}

function tally({ faults }: Outcome): void {
  for (const kind of FAULT_KINDS) counts.set(kind, (counts.get(kind) ?? 0) + faults[kind]);
}

function chunks(from: number, count: number): number[] {
  return Array.from({ length: count / CHUNK }, (_, index) => from + index * CHUNK);
}

describe('a month of faults, then calm: at most one payment a domain, and nothing silently undone', () => {
  it.each(chunks(1, 100))('fixed seeds from %d on', async (from) => {
    await keepsItsPromises(from, CHUNK);
    expect(counts.size).toBe(FAULT_KINDS.length);
  });

  it.each(chunks(FRESH_FROM, 50))('fresh seeds from %d on', async (from) => {
    await keepsItsPromises(from, CHUNK);
    expect(counts.size).toBe(FAULT_KINDS.length);
  });

  it.each(FOUND)('seed %d, which once found a fault', async (seed) => {
    await keepsItsPromise(seed);
    expect(counts.size).toBe(FAULT_KINDS.length);
  });

  it('met every kind of fault', () => {
    expect(FAULT_KINDS.filter((kind) => (counts.get(kind) ?? 0) === 0)).toEqual([]);
  });

  it('is the same world for the same seed', async () => {
    const [first, second] = [
      await simulateSeed(7, { withHistory: true }),
      await simulateSeed(7, { withHistory: true }),
    ];
    expect(second).toEqual(first);
    expect(first.history.length).toBeGreaterThan(20);
    expect((await simulateSeed(7)).figures).toEqual(first.figures);
  });
});
