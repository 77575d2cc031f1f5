import { describe, expect, it } from 'vitest';
import { FAULT_KINDS } from '../fault-kinds.ts';
import type { Simulate } from '../outcome.ts';
import { fakeSimulate } from './fake-simulate.ts';
import { BrokenWorld, type FailedBy, type Failure } from './seed-worker.ts';
import { shrink } from './shrink.ts';

const failure = (by: FailedBy): Failure => ({ seed: 1, by, findings: [], trouble: '' });

async function shrunk(simulate: Simulate, by: FailedBy = 'paid-twice'): ReturnType<typeof shrink> {
  return await shrink(simulate, failure(by), new Set(['hang']), () => undefined);
}

describe('shrinking', () => {
  it('keeps what is needed, and what was left out from the start stays so', async () => {
    const { needed, without, outcome } = await shrunk(fakeSimulate([{ seed: 1, needs: ['paused', 'late-task'] }]));
    expect(needed).toEqual(['late-task', 'paused']);
    expect(without.size).toBe(FAULT_KINDS.length - 2);
    expect(without).toContain('hang');
    expect(outcome?.history).toEqual(['it happened: late-task', 'it happened: paused']);
  });

  it('does not leave out what never occurred: that would only make the command longer', async () => {
    const { without } = await shrunk(fakeSimulate([{ seed: 1, needs: [] }], ['killed']));
    expect(without).not.toContain('killed');
  });

  it('does not take another check for the same', async () => {
    const base = fakeSimulate([{ seed: 1, needs: [] }]);
    const { needed } = await shrunk(async (seed, options) => {
      const outcome = await base(seed, options);
      if (options?.without?.has('throttled') !== true) return outcome;
      return { ...outcome, findings: outcome.findings.map((one) => ({ ...one, check: 'untold' })) };
    });
    expect(needed).toEqual(['throttled']);
  });

  it('tries again what was needed at first, once others are gone', async () => {
    const base = fakeSimulate([{ seed: 1, needs: [] }]);
    const { needed } = await shrunk(async (seed, options) => {
      const outcome = await base(seed, options);
      const { without = new Set() } = options ?? {};
      // With `killed` about it takes `throttled`; without either it breaks as well.
      return without.has('throttled') && !without.has('killed') ? { ...outcome, findings: [] } : outcome;
    });
    expect(needed).toEqual([]);
  });

  it('shrinks a world that throws', async () => {
    const simulate = fakeSimulate([{ seed: 1, needs: ['paused'], error: new Error('no') }]);
    const { needed, outcome } = await shrunk(simulate, 'thrown');
    expect(needed).toEqual(['paused']);
    expect(outcome).toBeNull();
  });

  it('tries a world that hangs no more than once', async () => {
    let count = 0;
    const { without } = await shrunk(async () => {
      count += 1;
      await Promise.resolve();
      throw new BrokenWorld('hung', 'it did not end');
    }, 'hung');
    expect(count).toBe(1);
    expect(without).toEqual(new Set(['hang']));
  });
});
