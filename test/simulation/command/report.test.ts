import { describe, expect, it } from 'vitest';
import { FAULT_KINDS } from '../fault-kinds.ts';
import { nextPiece } from './crew.ts';
import { coverageTable, lasting, perSecond, progressLine, replayCommand } from './report.ts';
import { EMPTY_TALLY, missingKinds, type Tally } from './tally.ts';

const TALLY: Tally = {
  seeds: 12_345,
  faults: { ...EMPTY_TALLY.faults, throttled: 1234, killed: 5 },
  figures: { runs: 987_654, died: 321, submissions: 5, paid: 4567, calls: 6, modelDays: 7 },
};

describe('what npm run simulate prints', () => {
  it.each([
    [0, '0 s'],
    [59_400, '59 s'],
    [59_600, '1:00 min'],
    [187_000, '3:07 min'],
    [3_600_000, '1:00:00 h'],
    [7_387_000, '2:03:07 h'],
  ])('%d ms as %s', (durationMs, text) => {
    expect(lasting(durationMs)).toBe(text);
  });

  it.each([
    [1000, 2000, 500],
    [3, 2000, 1.5],
    [0, 0, 0],
  ])('%d in %d ms as %d a second', (count, elapsedMs, rate) => {
    expect(perSecond(count, elapsedMs)).toBe(rate);
  });

  it('how far it is', () => {
    expect(progressLine(TALLY, 1_000_000, 24_690)).toBe(
      '12,345 of 1,000,000 seeds · 500/s · 987,654 runs · 4,567 paid · 321 killed · 25 s · 32:55 min left',
    );
    expect(progressLine(EMPTY_TALLY, 1, 0)).toBe('0 of 1 seed · 0/s · 0 runs · 0 paid · 0 killed · 0 s · – left');
  });

  it('every kind of fault with its count', () => {
    const lines = coverageTable(TALLY, new Set(['paused']), { columns: 100, colour: false });
    const text = lines.join('\n');
    for (const kind of FAULT_KINDS) expect(text).toContain(` ${kind} `);
    expect(text).toMatch(/throttled +1,234 /);
    expect(text).toMatch(/paused +left out/);
  });

  it('the command that shows it again', () => {
    const order = {
      seeds: { from: 1, count: 1, without: new Set<never>() },
      replay: false,
      canary: null,
      fromTyped: null,
      countTyped: null,
      json: false,
    };
    expect(replayCommand(7, new Set(), order)).toBe('npm run simulate -- --seed 7');
    expect(replayCommand(7, new Set(['hang', 'killed']), order)).toBe(
      'npm run simulate -- --seed 7 --without hang,killed',
    );
  });
});

describe('the kinds that are missing', () => {
  it('are those that never occurred and were not left out', () => {
    const left = new Set(FAULT_KINDS.filter((kind) => kind !== 'hang' && kind !== 'paused'));
    expect(missingKinds(TALLY, left)).toEqual(['hang', 'paused']);
    expect(missingKinds(TALLY, new Set())).toHaveLength(FAULT_KINDS.length - 2);
  });
});

describe('the next piece of work', () => {
  it.each([
    ['twice as much at most', 10, 1, 20],
    ['as much as fits', 100, 800, 50],
    ['one at least', 1, 5000, 1],
    ['no more than its maximum', 2000, 100, 2000],
  ])('%s', (_name, count, tookMs, next) => {
    expect(nextPiece(count, tookMs)).toBe(next);
  });
});
