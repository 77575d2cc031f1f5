import { describe, expect, it } from 'vitest';
import { termsOfSettings } from '../../../src/config/settings-terms.ts';
import type { Quote } from '../../../src/inventory/quote-reader.ts';
import type { RuleContext } from '../../../src/selection/rule.ts';
import { select } from '../../../src/selection/select.ts';
import { problemsOf, problemsOfRun } from '../../../src/selection/told.ts';
import { aListedDomain, DAY, NOW_MS } from '../../builders/domains.ts';
import { aConfig, someRails } from '../../builders/settings.ts';

const NO_CALL: Quote = {
  kind: 'unknown',
  why: 'this site does not tell prices, and the policy does not have a price for it',
  noCallWhy: 'InvalidAction.NotFound',
};
const NO_ANSWER: Quote = { kind: 'unknown', why: 'no answer' };
const A_PRICE: Quote = { kind: 'price', price: { minor: 9000, currency: 'CNY' }, premium: false };
const OF_POLICY: Quote = {
  kind: 'price',
  price: { minor: 9000, currency: 'CNY', noCallWhy: 'InvalidAction.NotFound' },
  premium: false,
};

/** Domains that expire in so many days, each with what was said of its price. */
function told(
  domains: readonly (readonly [name: string, days: number, quote: Quote | undefined])[],
  tell = problemsOfRun,
  unknownPrice: 'hold' | 'renew' = 'hold',
): string[] {
  const quotes = new Map(domains.map(([name, , quote]) => [name, quote]));
  const context: RuleContext = {
    nowMs: NOW_MS,
    windowDaysOf: () => 35,
    isIncluded: () => true,
    isExcluded: () => false,
    termsOf: () => ({ ...termsOfSettings(aConfig()), unknownPrice }),
    rails: someRails(),
    claimsOf: () => [],
    readingOf: () => undefined,
    quoteOf: ({ name }) => quotes.get(name),
  };
  const listed = domains.map(([name, days]) => aListedDomain({ name, expiryMs: NOW_MS + days * DAY }));
  return tell(select(listed, context), context).map(({ problem, domain = '-', message }) =>
    [problem, domain, message].join(' | '),
  );
}
const kinds = (lines: readonly string[]): string[] => lines.map((line) => line.split(' | ').slice(0, 2).join(' '));

describe('on a site that tells no prices', () => {
  it('what is held for that is told once: how many, and the soonest with its date', () => {
    const domains: Parameters<typeof told>[0] = [
      ['later.com', 30, NO_CALL],
      ['soonest.com', 8, NO_CALL],
      ['priced.cn', 9, OF_POLICY],
    ];
    expect(told(domains)).toEqual([
      "price-call-missing | - | this site does not tell prices (InvalidAction.NotFound): the policy's prices stand for 1 domain that is due; the policy has none for 2 domains that are due, the soonest of them: soonest.com (expiry 2026-06-09). Held, nothing was spent on them. Put the prices of their top-level domains into the policy, and of a premium name into a rule of its own",
    ]);
  });

  it('one is told by its name', () => {
    expect(told([['only.com', 20, NO_CALL]])).toEqual([
      'price-call-missing | - | this site does not tell prices (InvalidAction.NotFound): the policy has none for 1 domain that is due: only.com (expiry 2026-06-21). Held, nothing was spent on it. Put the prices of their top-level domains into the policy, and of a premium name into a rule of its own',
    ]);
  });

  it.each<[string, number, boolean]>([
    ['expired', -3, true],
    ['a week before', 7, true],
    ['more than a week before', 7.01, false],
  ])('%s: by itself %s days before its expiry: %s', (_name, days, isApart) => {
    const lines = told([
      ['one.com', days, NO_CALL],
      ['far.com', 30, NO_CALL],
    ]);
    expect(kinds(lines)).toEqual(['price-call-missing -', ...(isApart ? ['price-unknown one.com'] : [])]);
    expect(lines[0]).toContain('2 domains that are due, the soonest of them: one.com');
  });

  it('that is told once also when the policy has every price', () => {
    const domains: Parameters<typeof told>[0] = [
      ['a.com', 3, OF_POLICY],
      ['b.com', 30, OF_POLICY],
    ];
    expect(told(domains)).toEqual([
      "price-call-missing | - | this site does not tell prices (InvalidAction.NotFound): the policy's prices stand for 2 domains that are due; none is held for that. No run sees when such a price changes: compare them with the console",
    ]);
  });

  it('of those that are due on one day the first of the list is named', () => {
    const domains: Parameters<typeof told>[0] = [
      ['first.com', 20, NO_CALL],
      ['second.com', 20, NO_CALL],
    ];
    expect(told(domains)).toEqual([
      'price-call-missing | - | this site does not tell prices (InvalidAction.NotFound): the policy has none for 2 domains that are due, the soonest of them: first.com (expiry 2026-06-21). Held, nothing was spent on them. Put the prices of their top-level domains into the policy, and of a premium name into a rule of its own',
    ]);
  });

  it.each<[string, free: string[], text: string]>([
    ['one', ['a.com'], '1 domain that is due goes'],
    ['two', ['a.com', 'c.com'], '2 domains that are due go'],
  ])('what goes on without a price is counted by itself: %s', (_name, free, text) => {
    const domains: Parameters<typeof told>[0] = [
      ['b.com', 30, OF_POLICY],
      ...free.map((name) => [name, 3, NO_CALL] as const),
    ];
    expect(told(domains, problemsOfRun, 'renew')).toEqual([
      `price-call-missing | - | this site does not tell prices (InvalidAction.NotFound): the policy's prices stand for 1 domain that is due; ${text} on without a price, as the terms permit; none is held for that. No run sees when such a price changes: compare them with the console`,
    ]);
  });

  it('nothing is told where nobody was asked for a price, or the price call answers', () => {
    expect(told([['a.com', 3, A_PRICE]])).toEqual([]);
    expect(told([['a.com', 3, undefined]])).toEqual([]);
    expect(told([])).toEqual([]);
  });
});

describe('a price that did not come', () => {
  it('is told of each domain, far or near: the next run may have it', () => {
    const domains: Parameters<typeof told>[0] = [
      ['near.com', 3, NO_ANSWER],
      ['far.com', 30, NO_ANSWER],
    ];
    expect(kinds(told(domains))).toEqual(['price-unknown near.com', 'price-unknown far.com']);
    expect(told(domains)).toEqual(told(domains, problemsOf));
  });
});
