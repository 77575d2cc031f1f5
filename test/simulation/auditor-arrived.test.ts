import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/model/time.ts';
import { whyNotOfNow } from './auditor-arrived.ts';

const NOW_MS = Date.parse('2026-12-01T12:00:00Z');

describe('the date of a claim that was just sent', () => {
  it.each<[string, number, number, boolean]>([
    ['is of now', 0, HOUR_MS, true],
    ['is of now by a clock that was set forward', 2 * HOUR_MS, HOUR_MS, true],
    ['is of now by a clock that was set back', -2 * HOUR_MS, MINUTE_MS, true],
    ['is of the day after', DAY_MS, HOUR_MS, false],
    ['is of the day before', -DAY_MS, 2 * DAY_MS, false],
    ['is of before the run', -4 * HOUR_MS, HOUR_MS, false],
  ])('%s', (_name, awayMs, ranMs, holds) => {
    const why = whyNotOfNow({ atMs: NOW_MS + awayMs }, { run: { atMs: NOW_MS - ranMs }, nowMs: NOW_MS });
    expect(why === null).toBe(holds);
  });
});
