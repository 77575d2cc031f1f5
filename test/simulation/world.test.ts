import { describe, expect, it } from 'vitest';
import { simulateSeed } from './simulate-seed.ts';

describe('a month of faults, then calm', () => {
  it('seeds', async () => {
    for (let seed = 1; seed <= 20; seed++) {
      const { findings, history } = await simulateSeed(seed, { withHistory: true });
      expect(findings, `seed ${seed}\n${history.join('\n')}`).toEqual([]);
    }
  });
});
