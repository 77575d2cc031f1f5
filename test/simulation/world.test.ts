import { describe, expect, it } from 'vitest';
import { FAULT_KINDS, type FaultKind } from './fault-kinds.ts';
import type { Outcome } from './outcome.ts';
import { simulateSeed } from './simulate-seed.ts';

const CHUNK = 50;
/** Other worlds on every day, the same in one day's runs. */
const FRESH_FROM = 1_000_000 + Math.floor(Date.now() / 86_400_000) * 1000;

const counts = new Map<FaultKind, number>();

/** Lives through some seeds; a failure shows the whole history, and how to see it again in its shortest form. */
async function keepsItsPromises(from: number, count: number): Promise<void> {
  for (let seed = from; seed < from + count; seed++) {
    const outcome = await simulateSeed(seed);
    tally(outcome);
    if (outcome.findings.length === 0) continue;
    const { findings, history } = await simulateSeed(seed, { withHistory: true });
    const again = `shrunk and replayed by: npm run simulate -- --seeds 1 --from ${seed}`;
    expect(findings, [`seed ${seed}`, ...history, again].join('\n')).toEqual([]);
  }
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
