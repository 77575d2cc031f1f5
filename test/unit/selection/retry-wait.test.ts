import { describe, expect, it } from 'vitest';
import { retryAt } from '../../../src/selection/retry-wait.ts';
import { at } from '../../builders/domains.ts';

describe('retryAt', () => {
  const table: [name: string, failures: number, failed: string, expiry: string, expected: string][] = [
    ['a day after the first failure', 1, '2026-06-01T12:00:00Z', '2026-07-01T12:00:00Z', '2026-06-02T12:00:00.000Z'],
    ['two days after the second', 2, '2026-06-01T12:00:00Z', '2026-07-01T12:00:00Z', '2026-06-03T12:00:00.000Z'],
    ['four after the third', 3, '2026-06-01T12:00:00Z', '2026-07-01T12:00:00Z', '2026-06-05T12:00:00.000Z'],
    [
      'a quarter of 30 days after the fourth',
      4,
      '2026-06-01T12:00:00Z',
      '2026-07-01T12:00:00Z',
      '2026-06-09T00:00:00.000Z',
    ],
    ['no more after the hundredth', 100, '2026-06-01T12:00:00Z', '2026-07-01T12:00:00Z', '2026-06-09T00:00:00.000Z'],
    ['six hours when a day is left', 1, '2026-06-01T12:00:00Z', '2026-06-02T12:00:00Z', '2026-06-01T18:00:00.000Z'],
    ['an hour when two are left', 1, '2026-06-01T12:00:00Z', '2026-06-01T14:00:00Z', '2026-06-01T13:00:00.000Z'],
    [
      'at the expiry: a day of the 30 of grace',
      1,
      '2026-06-01T12:00:00Z',
      '2026-06-01T12:00:00Z',
      '2026-06-02T12:00:00.000Z',
    ],
    ['expired, two days of grace left', 1, '2026-06-29T12:00:00Z', '2026-06-01T12:00:00Z', '2026-06-30T00:00:00.000Z'],
    ['past the grace period', 3, '2026-07-15T12:00:00Z', '2026-06-01T12:00:00Z', '2026-07-15T13:00:00.000Z'],
    [
      'a year ahead, after eleven failures',
      11,
      '2026-06-01T00:00:00Z',
      '2027-06-01T00:00:00Z',
      '2026-08-31T06:00:00.000Z',
    ],
  ];
  it.each(table)('%s', (...[, failures, failed, expiry, expected]) => {
    expect(new Date(retryAt(failures, at(failed), at(expiry), 30)).toISOString()).toBe(expected);
  });
});
