import { describe, expect, it } from 'vitest';
import { CANARIES } from '../canaries.ts';
import { readArguments } from './arguments.ts';

const NONE = new Set<string>();
const MANY = {
  seeds: { from: 1, count: 10_000, without: NONE },
  replay: false,
  canary: null,
  fromTyped: null,
  countTyped: null,
  json: false,
};

describe('the arguments of npm run simulate', () => {
  it.each([
    [[], MANY],
    [
      ['--seeds', '1000000', '--from=7'],
      { ...MANY, seeds: { from: 7, count: 1_000_000, without: NONE }, fromTyped: 7, countTyped: 1_000_000 },
    ],
    [['--seed', '42'], { ...MANY, seeds: { from: 42, count: 1, without: NONE }, replay: true }],
    [
      ['--without', 'killed, paused', '--json'],
      { ...MANY, seeds: { ...MANY.seeds, without: new Set(['killed', 'paused']) }, json: true },
    ],
  ])('%j', (args, order) => {
    expect(readArguments(args)).toEqual({ kind: 'order', order });
  });

  it('gives a canary as many seeds as it needs at most', () => {
    const [canary] = CANARIES;
    const seeds = { from: 1, count: canary?.seedsMax, without: NONE };
    expect(readArguments(['--canary', canary?.name ?? ''])).toEqual({
      kind: 'order',
      order: { ...MANY, canary, seeds },
    });
  });

  it('shows its help', () => {
    expect(readArguments(['--seeds', 'x', '-h'])).toEqual({ kind: 'help' });
  });

  it.each([
    [['--seeds', '1.5'], '--seeds', '"1.5"', /^a whole number from 1 to/],
    [['--seeds'], '--seeds', 'without a value', /^a whole number/],
    [['--from', '-1'], '--from', '"-1"', /^a whole number from 0/],
    [['--seed', '1', '--from', '2'], '--from', 'together with --seed', /^one of the two/],
    [['--without', ''], '--without', '""', /^one or more of throttled,/],
    [['--canary', 'x'], '--canary', '"x"', /no-claim/],
    [['--canary', 'all', '--seed', '1'], '--canary', '"all"', /without --seed also all$/],
    [['--json=1'], '--json', '"1"', /^nothing behind it/],
    [['--fast'], '--fast', 'not known', /^--seeds N, /],
    [['1000'], '"1000"', 'too much', /^--seeds N, /],
  ])('refuses %j', (args, field, value, allowed) => {
    const read = readArguments(args);
    expect(read).toMatchObject({ kind: 'faults', faults: [{ field, value }] });
    expect(read.kind === 'faults' && read.faults[0]?.allowed).toMatch(allowed);
  });
});
