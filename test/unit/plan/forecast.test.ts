import { describe, expect, it } from 'vitest';
import type { Quote } from '../../../src/inventory/quote-reader.ts';
import { foldLedger } from '../../../src/ledger/state.ts';
import type { DomainName, ListedDomain } from '../../../src/model/domain.ts';
import { forecast, forecastProblem } from '../../../src/plan/forecast.ts';
import { type Upcoming, upcomingDomains, upcomingRenewals } from '../../../src/plan/upcoming.ts';
import { ruleContext, select } from '../../../src/selection/select.ts';
import { aListedDomain, aName, aRenewal, DAY, NOW_MS } from '../../builders/domains.ts';
import { aClaimedEntry, anOpened, aRenewed } from '../../builders/ledger.ts';
import { aConfig, anOrder } from '../../builders/settings.ts';

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

  it('tells once: by when, how much, for what', () => {
    const ahead = forecast(upcoming, means(10_000));
    expect(forecastProblem(ahead, 10_000, 'CNY')).toEqual([
      {
        problem: 'balance-short',
        message: expect.stringMatching(
          /can pay 100\.00 CNY, .* next 60 days cost about 140\.00 CNY: 40\.00 CNY are missing .* 130\.00 CNY for the next 90; 1 more have no known price\. It runs out on \d{4}-\d\d-\d\d, when edge\.com .* Top it up/,
        ) as string,
      },
    ]);
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
    const until = (days: number) => [{ ...voucher, expiresMs: NOW_MS + days * DAY }];
    const shorts = (days: number) => forecast(some, means(9000, until(days))).spans.map(({ shortMinor }) => shortMinor);
    // b.com is paid on day 35.
    expect(shorts(40)).toEqual([0, 0, 0]);
    expect(shorts(34)).toEqual([0, 0, 9000]);
  });
});

describe('what is to come', () => {
  const later = (name: string, days: number, rest: Partial<ListedDomain> = {}) =>
    aListedDomain({ name, expiryMs: NOW_MS + days * DAY, ...rest, ...(rest.name ? { name } : {}) });
  const context = (config: Parameters<typeof aConfig>[0] = {}, log: Parameters<typeof foldLedger>[0] = []) =>
    ruleContext(aConfig(config), anOrder(), foldLedger([anOpened(), ...log]), { nowMs: NOW_MS, readings: new Map() });

  it('is what the policy would renew within 90 days, soonest first', () => {
    const rules = [
      { name: 'told', match: { name: ['told.com'] }, action: 'notify', reason: 'asked' },
      { name: 'gone', match: { name: ['gone.com'] }, action: 'lapse', reason: 'over', decidedOn: '2026-01-01' },
    ] as const;
    const domains = [
      later('next.com', 80),
      later('due.com', 10),
      later('far.com', 91),
      later('told.com', 50),
      later('gone.com', 50),
      later('native.com', 50, { autoRenew: true }),
      later('gold.com', 50, { premium: true }),
      later('out.com', 50),
    ];
    const ctx = context({ exclude: ['out.com'], policy: { currency: null, rules, tlds: {}, yearPricesMinor: {} } });
    expect(upcomingDomains(select(domains, ctx), ctx).map(({ name }) => name)).toEqual(['due.com', 'next.com']);
  });

  const price = (minor: number, premium = false): Quote => ({
    kind: 'price',
    price: { minor, currency: 'CNY' },
    premium,
  });
  const costs = (
    domains: readonly ListedDomain[],
    ctx: ReturnType<typeof context>,
    quotes: Record<string, Quote>,
  ): (readonly [DomainName, number | null])[] =>
    upcomingRenewals(domains, ctx, new Map(Object.entries(quotes).map(([name, one]) => [aName(name), one]))).map(
      ({ renewal, costMinor }) => [renewal.name, costMinor],
    );

  it('costs its quote, else what the policy expects, else what was last paid, else what its neighbour costs', () => {
    const domains = ['quoted.com', 'b.com', 'paid.net', 'listed.org', 'nothing.io'].map((name) => later(name, 60));
    const about = { claim: 'c', domain: 'paid.net', expiryMs: NOW_MS - 300 * DAY };
    const log = [aClaimedEntry({ ...about, years: 2, priceMinor: 15_001 }), aRenewed({ ...about, years: 2 })];
    const policy = { currency: 'CNY', rules: [], tlds: {}, yearPricesMinor: { org: 7000 } } as const;
    expect(costs(domains, context({ policy }, log), { 'quoted.com': price(9100) })).toEqual([
      ['quoted.com', 9100],
      ['b.com', 9100],
      ['paid.net', 7501],
      ['listed.org', 7000],
      ['nothing.io', null],
    ]);
  });

  it('a premium domain has no neighbours and is none, and what will be held is left out', () => {
    const domains = [
      later('gold.com', 60, { premium: true }),
      later('plain.com', 60),
      later('dear.com', 60),
      later('last.com', 60),
      later('secret.com', 60),
    ];
    const quotes = {
      'dear.com': price(60_000),
      'last.com': { kind: 'not-renewable', reason: 'no' } as const,
      'secret.com': price(40_000, true),
    };
    expect(costs(domains, context(), quotes)).toEqual([
      ['gold.com', null],
      ['plain.com', null],
    ]);
    expect(costs(domains, context({ permitPremium: true }), quotes)).toEqual([
      ['gold.com', null],
      ['plain.com', null],
      ['secret.com', 40_000],
    ]);
  });
});
