import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/model/time.ts';
import { whyNotOfNow, whyNotSoPaid } from './auditor-arrived.ts';
import type { Permitted } from './auditor-permits.ts';

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

describe('an order', () => {
  const none = {} as Permitted;
  const named = { couponNo: 'V-1', promotionNo: 'P-1' } as Permitted;

  it.each<[string, Permitted, readonly [couponNo: string | null, promotionNo: string | null], string | null]>([
    ['without anything, as nobody named anything', none, [null, null], null],
    ['with a voucher that nobody named', none, ['V-1', null], 'with voucher V-1'],
    ['with a promotion that nobody named', none, [null, 'P-1'], 'with promotion P-1'],
    ['with what the settings name', named, ['V-1', 'P-1'], null],
    ['without the voucher that the settings name', named, [null, 'P-1'], 'with voucher null'],
  ])('%s', (_name, settings, [couponNo, promotionNo], why) => {
    expect(whyNotSoPaid({ couponNo, promotionNo }, settings)).toBe(why);
  });
});
