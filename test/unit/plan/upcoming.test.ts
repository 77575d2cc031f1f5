import { describe, expect, it } from 'vitest';
import type { Quote } from '../../../src/inventory/quote-reader.ts';
import { foldLedger } from '../../../src/ledger/state.ts';
import type { DomainName, ListedDomain } from '../../../src/model/domain.ts';
import { upcomingDomains, upcomingRenewals } from '../../../src/plan/upcoming.ts';
import type { RuleContext } from '../../../src/selection/rule.ts';
import { ruleContext, select } from '../../../src/selection/select.ts';
import type { Verdict } from '../../../src/selection/verdict.ts';
import { aListedDomain, aName, DAY, NOW_MS } from '../../builders/domains.ts';
import { aClaimedEntry, anOpened, aRenewed } from '../../builders/ledger.ts';
import { aConfig, anOrder, someRails } from '../../builders/settings.ts';

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

  it.each<[Verdict, boolean]>([
    ['not-included', false],
    ['excluded', false],
    ['let-lapse', false],
    ['native-auto-renewal', false],
    ['auto-renewal-unknown', false],
    ['premium-not-permitted', false],
    ['needs-redemption', false],
    ['transfer-out-pending', false],
    ['holder-change-pending', false],
    ['verification-failed', false],
    ['expiry-unknown', false],
    ['past-grace-period', false],
    ['expired-not-permitted', false],
    ['claim-open', false],
    ['already-renewed', false],
    ['waiting-to-retry', true],
    ['outside-window', true],
    ['notify-only', false],
    ['not-confirmed', true],
    ['date-changed', true],
    ['not-renewable', false],
    ['price-unknown', true],
    ['price-over-limit', false],
    ['price-changed', true],
    ['voucher-unusable', true],
    ['expires-within-window', true],
  ])('%s: to be reckoned with is %s', (verdict, isUpcoming) => {
    const judged = [{ domain: later('a.com', 50), verdict, why: '' }];
    expect(upcomingDomains(judged, context())).toHaveLength(isUpcoming ? 1 : 0);
  });

  const upcoming = (...domains: ListedDomain[]): string[] =>
    upcomingDomains(
      domains.map((domain) => ({ domain, verdict: 'outside-window', why: '' })),
      context(),
    ).map(({ name }) => name);

  it.each<[string, ListedDomain[], string[]]>([
    ['what expires on the last of 90 days', [later('a.com', 90)], ['a.com']],
    ['nothing a millisecond later', [aListedDomain({ expiryMs: NOW_MS + 90 * DAY + 1 })], []],
    ['nothing without a date', [aListedDomain({ expiryMs: null })], []],
    [
      'the soonest first, whatever the names and the list',
      [later('a.com', 30), later('c.com', 10), later('b.com', 20)],
      ['c.com', 'b.com', 'a.com'],
    ],
    ['on one day by name', [later('b.com', 9), later('c.com', 9), later('a.com', 9)], ['a.com', 'b.com', 'c.com']],
  ])('is %s', (_name, domains, names) => {
    expect(upcoming(...domains)).toEqual(names);
  });

  const price = (minor: number, premium = false): Quote => ({
    kind: 'price',
    price: { minor, currency: 'CNY' },
    premium,
  });
  const quotesOf = (quotes: Record<string, Quote>): Map<DomainName, Quote> =>
    new Map(Object.entries(quotes).map(([name, one]) => [aName(name), one]));
  const costs = (
    domains: readonly ListedDomain[],
    ctx: RuleContext,
    quotes: Record<string, Quote>,
  ): (readonly [DomainName, number | null])[] =>
    upcomingRenewals(domains, ctx, quotesOf(quotes)).map(({ renewal, costMinor }) => [renewal.name, costMinor]);

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

  it('costs two years where its terms are two: of the dearest neighbour, of what was expected', () => {
    const policy = { currency: 'CNY', rules: [], tlds: {}, yearPricesMinor: { org: 7000 } } as const;
    const domains = ['quoted.com', 'dearer.com', 'b.com', 'listed.org'].map((name) => later(name, 60));
    const quotes = { 'quoted.com': price(17_001), 'dearer.com': price(18_001) };
    expect(costs(domains, context({ years: 2, policy }), quotes)).toEqual([
      ['quoted.com', 17_001],
      ['dearer.com', 18_001],
      ['b.com', 18_002],
      ['listed.org', 14_000],
    ]);
  });

  it.each<[string, number | null, number, string[]]>([
    ['the most of its two years', 50_000, 100_000, ['a.com']],
    ['a minor unit more than that', 50_000, 100_001, []],
    ['any price without a limit', null, 9_999_999, ['a.com']],
  ])('is left out above the limit only: %s', (_name, maxYearPriceMinor, minor, names) => {
    const ctx = context({ years: 2, money: someRails({ caps: { maxYearPriceMinor } }) });
    expect(costs([later('a.com', 60)], ctx, { 'a.com': price(minor) }).map(([name]) => name)).toEqual(names);
  });

  it('costs a premium domain what its own rule expects, and never what the table does', () => {
    const rules = [
      { name: 'gold', match: { name: ['gold.com'] }, action: 'renew', expectedYearPriceMinor: 88_000 },
    ] as const;
    const policy = { currency: 'CNY', rules, tlds: {}, yearPricesMinor: { com: 7000 } } as const;
    const domains = ['gold.com', 'other.com'].map((name) => later(name, 60, { premium: true }));
    expect(costs(domains, context({ policy, permitPremium: true }), {})).toEqual([
      ['gold.com', 88_000],
      ['other.com', null],
    ]);
    // Nobody tells where the price of its rule is from.
    const { isTablePriced: _, ...bare } = context({ policy, permitPremium: true });
    expect(costs(domains.slice(0, 1), bare, {})).toEqual([['gold.com', 88_000]]);
  });

  it.each([
    ['when its window opens', 60, 25],
    ['today where that was before', 10, 0],
    ['today where it is expired', -5, 0],
  ])('is due %s', (_name, expiresIn, dueIn) => {
    const [one] = upcomingRenewals([later('a.com', expiresIn)], context(), new Map());
    expect(one?.dueMs).toBe(NOW_MS + dueIn * DAY);
  });

  it.each([
    ['its quote', 50_000, { 'a.com': price(17_000) }, 17_000],
    ['without one the most that its years may cost', 50_000, {}, 100_000],
    ['without one and without a limit nothing', null, {}, 0],
  ])('counts under the caps as %s', (_name, maxYearPriceMinor, quotes, countedMinor) => {
    const ctx = context({ years: 2, money: someRails({ caps: { maxYearPriceMinor } }) });
    const [one] = upcomingRenewals([later('a.com', 60)], ctx, quotesOf(quotes));
    expect(one?.renewal.countedMinor).toBe(countedMinor);
  });
});
