import { describe, expect, it } from 'vitest';
import { forecast, forecastProblem } from '../../../src/plan/forecast.ts';
import type { Upcoming } from '../../../src/plan/upcoming.ts';
import { aRenewal, DAY, NOW_MS } from '../../builders/domains.ts';

/** Expires in so many days, is paid 35 days before. */
function expected(name: string, days: number, costMinor: number | null, couponNo: string | null = null): Upcoming {
  const expiryMs = NOW_MS + days * DAY;
  return { renewal: aRenewal({ name, expiryMs, couponNo }), dueMs: Math.max(NOW_MS, expiryMs - 35 * DAY), costMinor };
}

const means = (balanceMinor: number, purse?: Parameters<typeof forecast>[1]['purse']) => {
  return { balanceMinor, purse, nowMs: NOW_MS };
};

describe('the forecast', () => {
  const upcoming = [
    expected('late.com', 80, 9000),
    expected('unpriced.io', 58, null),
    expected('soon.com', 10, 9000),
    expected('edge.com', 60, 4000),
    expected('expired.com', -5, 1000),
  ];

  it('sums what expires within 30, 60 and 90 days, and counts what has no price', () => {
    expect(forecast(upcoming, means(10_000))).toMatchObject({
      spans: [
        { days: 30, costMinor: 10_000, unpricedCount: 0, shortMinor: 0 },
        { days: 60, costMinor: 14_000, unpricedCount: 1, shortMinor: 4000 },
        { days: 90, costMinor: 23_000, unpricedCount: 1, shortMinor: 13_000 },
      ],
      runsOut: { renewal: { name: 'edge.com' }, dueMs: NOW_MS + 25 * DAY },
    });
  });

  it.each([
    [
      'how much is missing so soon, how much in all, and what has no price',
      10_000,
      upcoming,
      'the account can pay 100.00 CNY, and the domains that expire in the next 60 days cost about 140.00 CNY: 40.00 CNY are missing for them, and 130.00 CNY for the next 90; 1 more have no known price. It runs out on 2026-06-26, when edge.com (expiry 2026-07-31) is to be renewed. Top it up before',
    ],
    [
      'what is missing only for the last of them',
      9000,
      [expected('soon.com', 10, 9000), expected('late.com', 80, 9000)],
      'the account can pay 90.00 CNY, and the domains that expire in the next 90 days cost about 180.00 CNY: 90.00 CNY are missing for them. It runs out on 2026-07-16, when late.com (expiry 2026-08-20) is to be renewed. Top it up before',
    ],
    [
      'what an account lacks that owes',
      -1119,
      [expected('unpriced.io', 9, null), expected('soon.com', 10, 9000)],
      'the account can pay -11.19 CNY, and the domains that expire in the next 30 days cost about 90.00 CNY: 101.19 CNY are missing for them, and 101.19 CNY for the next 90; 1 more have no known price. It runs out on 2026-06-01, when soon.com (expiry 2026-06-11) is to be renewed. Top it up before',
    ],
  ])('tells once: by when, and %s', (_name, balanceMinor, some, message) => {
    const ahead = forecast(some, means(balanceMinor));
    expect(forecastProblem(ahead, balanceMinor, 'CNY')).toEqual([{ problem: 'balance-short', message }]);
  });

  it('does not say yet what is missing for renewals beyond its spans', () => {
    const ahead = forecast([expected('far.com', 91, 9000)], means(0));
    expect(ahead.runsOut).toMatchObject({ renewal: { name: 'far.com' } });
    expect(forecastProblem(ahead, 0, 'CNY')).toEqual([]);
  });

  it('lacks nothing where nothing is to be paid, whatever the account owes', () => {
    const { spans } = forecast([expected('unpriced.io', 20, null)], means(-1119));
    expect(spans.map(({ shortMinor }) => shortMinor)).toEqual([0, 0, 0]);
  });

  const early = { ...expected('early.com', 60, 9000), dueMs: NOW_MS + DAY };
  it.each<[string, Upcoming[], string]>([
    ['by the day that its window opens', [expected('late.com', 50, 9000), early], 'late.com'],
    ['by that day, listed so', [early, expected('late.com', 50, 9000)], 'late.com'],
    ['by expiry on one day', [expected('a.com', 20, 9000), expected('b.com', 10, 9000)], 'a.com'],
    ['by expiry on one day, listed so', [expected('b.com', 10, 9000), expected('a.com', 20, 9000)], 'a.com'],
    ['by name where all is equal', [expected('b.com', 10, 9000), expected('a.com', 10, 9000)], 'b.com'],
    ['by name where all is equal, listed so', [expected('a.com', 10, 9000), expected('b.com', 10, 9000)], 'b.com'],
  ])('pays %s, so the second is too much', (_name, two, second) => {
    expect(forecast(two, means(9000)).runsOut?.renewal.name).toBe(second);
  });

  it.each([
    ['the balance reaches', 23_000, upcoming],
    ['nothing is to come', 0, []],
    ['the account owes, and nothing is to come', -1119, []],
    ['no price is known', 0, [expected('unpriced.io', 58, null)]],
  ])('says nothing when %s', (_name, balanceMinor, some) => {
    const ahead = forecast(some, means(balanceMinor));
    expect(forecastProblem(ahead, balanceMinor, 'CNY')).toEqual([]);
    expect(ahead.runsOut).toBeNull();
  });

  it('reckons with vouchers as far as they reach and until they end', () => {
    const some = [
      expected('a.com', 20, 9000, 'auto'),
      expected('b.com', 70, 9000, 'auto'),
      expected('c.com', 71, 9000),
    ];
    const voucher = { couponNo: 'V', leftMinor: 99_000, isFree: true };
    const shorts = (days: number | null) => {
      const purse = [{ ...voucher, expiresMs: days === null ? null : NOW_MS + days * DAY }];
      return forecast(some, means(9000, purse)).spans.map(({ shortMinor }) => shortMinor);
    };
    // b.com is paid on day 35.
    expect(shorts(null)).toEqual([0, 0, 0]);
    expect(shorts(36)).toEqual([0, 0, 0]);
    expect(shorts(35)).toEqual([0, 0, 9000]);
  });
});
