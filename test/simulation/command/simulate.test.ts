import { describe, expect, it } from 'vitest';
import { CANARIES } from '../canaries.ts';
import { FAULT_KINDS } from '../fault-kinds.ts';
import { fakeSimulate, playSimulate } from './fake-simulate.ts';

const NEEDS = ['lost-reply', 'killed'] as const;
const WITHOUT = /--without (\S+)/;

describe('npm run simulate', () => {
  it('ends with 0 and a table when all promises were kept', async () => {
    const { code, out, error, progress } = await playSimulate(['--seeds', '20'], fakeSimulate([]));
    expect(error).toEqual([]);
    expect(code).toBe(0);
    expect(out[1]).toMatch(/^ {2}throttled +20 {2}auto-renewal-on +20 {2}runs-at-once +20$/);
    expect(out.at(-2)).toMatch(
      /^20 schedules in .* \(.* a second\): 600 model days; 200 runs, 20 of them killed; 1,000 calls, 60 submissions, 40 paid renewals\.$/,
    );
    expect(out.at(-1)).toBe('All promises were kept.');
    expect(progress[0]).toMatch(/^\d+ of 20 seeds · [\d.]+\/s · \d+ runs · \d+ paid · \d+ killed · \d+ s · .* left$/);
  });

  it('finds the failing seed, shrinks it, and prints the short form first', async () => {
    const simulate = fakeSimulate([{ seed: 17, needs: NEEDS }]);
    const { code, out } = await playSimulate(['--seeds', '50'], simulate);
    expect(code).toBe(1);
    const from = out.indexOf('BROKEN seed 17: 1 finding');
    expect(out[from + 1]).toBe('  2026-11-22T08:00:00.000Z paid-twice: a.com was paid twice in seed 17');
    expect(out[from + 3]).toBe('Needed for it: lost-reply, killed');
    expect(out.slice(from + 6, from + 9)).toEqual([
      'Its history with these alone (2 lines)',
      'it happened: lost-reply',
      'it happened: killed',
    ]);
    expect(out[from + 10]).toBe(`Its whole history (${FAULT_KINDS.length} lines)`);
    expect(out.at(-2)).toBe('  npm run simulate -- --seed 17');
    const without = WITHOUT.exec(out.at(-1) ?? '')?.[1]?.split(',') ?? [];
    expect(without).toHaveLength(FAULT_KINDS.length - 2);
    expect(without).not.toEqual(expect.arrayContaining(['killed']));
  });

  it('replays what it says', async () => {
    const simulate = fakeSimulate([{ seed: 17, needs: NEEDS }]);
    const { out } = await playSimulate(['--seeds', '50'], simulate);
    const shrunk = await playSimulate((out.at(-1) ?? '').trim().split(' ').slice(4), simulate);
    expect(shrunk.code).toBe(1);
    expect(shrunk.out).toEqual([
      'Seed 17 (2 lines)',
      'it happened: lost-reply',
      'it happened: killed',
      '',
      'BROKEN seed 17: 1 finding',
      '  2026-11-22T08:00:00.000Z paid-twice: a.com was paid twice in seed 17',
    ]);
    const whole = await playSimulate(['--seed', '17', '--without', 'killed'], simulate);
    expect([whole.code, whole.out.at(-1)]).toEqual([0, 'All promises were kept.']);
  });

  it('finds the lowest failing seed, whichever worker comes first', async () => {
    const planted = [40, 9, 23].map((seed) => ({ seed, needs: NEEDS }));
    const { out } = await playSimulate(['--seeds', '50', '--json'], fakeSimulate(planted));
    expect(JSON.parse(out.join('\n'))).toMatchObject({ failure: { seed: 9, by: 'paid-twice', needed: NEEDS } });
  });

  it('reports a world that throws like a failure, with its stack', async () => {
    const error = new RangeError('no rule spoke', { cause: new Error('deeper') });
    const { code, out } = await playSimulate(['--seeds', '9'], fakeSimulate([{ seed: 5, needs: ['hang'], error }]));
    expect(code).toBe(1);
    const from = out.indexOf('BROKEN seed 5: the world came to no end');
    expect(out[from + 1]).toBe('RangeError: no rule spoke');
    expect(out).toContain('caused by Error: deeper');
    expect(out.at(-1)).toMatch(/--seed 5 --without (?!.*\bhang\b)/);
  });

  it('says so when a kind of fault never occurred', async () => {
    const { code, out } = await playSimulate(['--seeds', '1000'], fakeSimulate([], ['page-shift', 'paused']));
    expect(code).toBe(1);
    expect(out.at(-1)).toBe(
      'NOT COVERED: these kinds of fault never occurred: page-shift, paused. What was not tried is not proven',
    );
  });

  it.each([
    ['too few seeds to say so', ['--seeds', '999']],
    ['it was left out', ['--seeds', '1000', '--without', 'paused']],
  ])('is content without a kind of fault: %s', async (_name, args) => {
    expect((await playSimulate(args, fakeSimulate([], ['paused']))).code).toBe(0);
  });

  it('tells a simulation that does not depend on its seed alone', async () => {
    let count = 0;
    const fickle = fakeSimulate([{ seed: 3, needs: [] }]);
    const sound = fakeSimulate([]);
    const { out } = await playSimulate(['--seeds', '5'], async (seed, options) => {
      if (seed === 3) count += 1;
      return await (count > 1 ? sound : fickle)(seed, options);
    });
    expect(out.join('\n')).toContain('the simulation itself depends on more than its seed');
  });

  it('ends early when it is interrupted, and says so', async () => {
    const { code, out } = await playSimulate(['--seeds', '100000'], fakeSimulate([]), Promise.resolve());
    expect(code).toBe(1);
    expect(out.slice(-2)).toEqual([
      'Interrupted: the rest was not lived through.',
      'Until then all promises were kept.',
    ]);
  });

  it('counts a canary as well when it is found by a check that was expected', async () => {
    const args = ['--canary', 'limit-ignored'];
    const found = await playSimulate(args, fakeSimulate([{ seed: 4, needs: [] }]));
    expect(found.code).toBe(1);
    expect(found.out.join('\n')).toContain('found by paid-twice with seed 4, but only these count: over-limit');
    const money = await playSimulate(['--canary', 'unconditional-append-file'], fakeSimulate([{ seed: 4, needs: [] }]));
    expect(money.code).toBe(0);
    expect(money.out.at(-1)).toContain('--canary unconditional-append-file');
    const never = await playSimulate(args, fakeSimulate([]));
    expect([never.code, never.out.at(-1)]).toEqual([1, expect.stringMatching(/^NOT FOUND in \d+ seeds$/)]);
  });

  it('tries all canaries, and tells the seed that finds each', async () => {
    const args = ['--canary', 'all', '--seeds', '5'];
    const { code, out } = await playSimulate(args, fakeSimulate([{ seed: 4, needs: [] }]));
    expect(code).toBe(1);
    expect(out.find((line) => line.includes(' unconditional-append-file '))).toMatch(
      /^ {2}unconditional-append-file +paid-twice +4 +5 +\d+ s {2}a\.com was paid twice …$/,
    );
    expect(out.find((line) => line.includes(' secret-told '))).toContain(' paid-twice, not expected ');
    const never = await playSimulate([...args, '--json'], fakeSimulate([]));
    expect(JSON.parse(never.out.join(''))).toContainEqual(
      expect.objectContaining({ canary: 'no-claim', by: null, from: 1 }),
    );
    const rare = CANARIES.find(({ from = 1 }) => from > 1);
    expect(JSON.parse(never.out.join(''))).toContainEqual(
      expect.objectContaining({ canary: rare?.name, by: null, from: rare?.from }),
    );
  });

  it('refuses wrong arguments, all at once', async () => {
    const { code, out, error } = await playSimulate(
      ['--seeds', '0', '--sede', '--without', 'killed,kiled'],
      fakeSimulate([]),
    );
    expect([code, out]).toEqual([2, []]);
    expect(error[0]).toBe('wrong arguments (nothing was simulated):');
    expect(error.join('\n')).toMatch(
      /--sede is not known[^]*--seeds is "0"; allowed: a whole number from 1[^]*"kiled"/,
    );
  });
});
