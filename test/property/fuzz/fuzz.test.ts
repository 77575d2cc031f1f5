import { describe, expect, it } from 'vitest';
import { DAY } from '../../builders/domains.ts';
import { FIXED_CASES } from './fixed-cases.ts';
import { fuzz } from './target.ts';
import { TARGETS } from './targets.ts';

/** Other inputs on every day, the same in one day's runs. The long form is `npm run fuzz`. */
const SEEDS = [1, Math.floor(Date.now() / DAY)];

describe.each(SEEDS)('seed %d', (seed) => {
  it.each(TARGETS.map((target) => [`${target.name}: ${target.shortCases} cases`, target] as const))(
    '%s',
    async (_, target) => {
      expect(await fuzz(target, { cases: target.shortCases, seed })).toBeNull();
    },
  );
});

describe('what once failed', () => {
  it.each(FIXED_CASES)('%s', async (_found, name, input) => {
    const target = TARGETS.find((one) => one.name === name);
    if (target === undefined) throw new Error(`there is no target "${name}"`);
    await expect((async () => await target.check(input))()).resolves.toBeUndefined();
  });
});
