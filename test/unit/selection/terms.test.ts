import { describe, expect, it } from 'vitest';
import { NO_POLICY, type PolicyMatch } from '../../../src/config/policy.ts';
import type { ListedDomain } from '../../../src/model/domain.ts';
import { isTablePrice, termsFinder, termsOf } from '../../../src/selection/terms.ts';
import { aListedDomain } from '../../builders/domains.ts';
import { aPolicy, aRule, matching, someLabels } from '../../builders/policies.ts';
import { aConfig } from '../../builders/settings.ts';

const settings = aConfig();
const prod = someLabels({ tags: ['env', 'env=prod'] });
const brands = someLabels({ groups: ['123456', 'Main brands'] });
const holder = someLabels({ registrants: ['Example Ltd.', 'enterprise'] });

describe('what a rule matches', () => {
  const cases: [
    what: string,
    match: PolicyMatch,
    domain: Partial<Omit<ListedDomain, 'name'>> & { name?: string },
    boolean,
  ][] = [
    ['a glob', { name: ['shop-*.com'] }, { name: 'shop-1.com' }, true],
    ['a glob that misses', { name: ['shop-*.com'] }, { name: 'shop-1.net' }, false],
    ['one glob of two', { name: ['a.com', '*.net'] }, { name: 'b.net' }, true],
    ['a glob with letters in its middle only', { name: ['*brand*'] }, { name: 'my-brand.cn' }, true],
    ['a glob of stars only', { name: ['*'] }, { name: 'a.cn' }, true],
    ['a glob with a question mark', { name: ['a?.cn'] }, { name: 'ab.cn' }, true],
    ['an exact name', { name: ['a.com'] }, { name: 'a.com' }, true],
    ['a name within another', { name: ['a.com'] }, { name: 'aa.com' }, false],
    ['a name in Chinese', { name: ['例*.cn'] }, { name: 'xn--fsqu00a.cn' }, true],
    ['the end of a name', { tld: ['com.cn'] }, { name: 'a.com.cn' }, true],
    ['a shorter end of it', { tld: ['cn'] }, { name: 'a.com.cn' }, true],
    ['a longer end than its', { tld: ['com.cn'] }, { name: 'a.cn' }, false],
    ['letters, but no end', { tld: ['n'] }, { name: 'a.cn' }, false],
    ['a tag by its key', { tag: ['env'] }, { labels: prod }, true],
    ['a tag by key and value', { tag: ['env=prod'] }, { labels: prod }, true],
    ['a tag with another value', { tag: ['env=test'] }, { labels: prod }, false],
    ['a tag by the beginning of its key', { tag: ['en'] }, { labels: prod }, false],
    ['a tag, where there is none', { tag: ['env'] }, {}, false],
    ['a group by its id', { group: ['123456'] }, { labels: brands }, true],
    ['a group by its name', { group: ['Main brands'] }, { labels: brands }, true],
    ['another group', { group: ['main brands'] }, { labels: brands }, false],
    ['a resource group', { resourceGroup: ['rg-1'] }, { labels: someLabels({ resourceGroups: ['rg-1'] }) }, true],
    [
      'another resource group',
      { resourceGroup: ['rg-1'] },
      { labels: someLabels({ resourceGroups: ['rg-2'] }) },
      false,
    ],
    ['a holder', { registrant: ['Example Ltd.'] }, { labels: holder }, true],
    ['a kind of holder', { registrant: ['enterprise'] }, { labels: holder }, true],
    ['another holder', { registrant: ['individual'] }, { labels: holder }, false],
    ['premium', { premium: true }, { premium: true }, true],
    ['not premium', { premium: false }, { premium: true }, false],
    ['two conditions that hold', { tld: ['cn'], tag: ['env'] }, { name: 'a.cn', labels: prod }, true],
    ['two conditions of which one holds', { tld: ['cn'], tag: ['env'] }, { name: 'a.com', labels: prod }, false],
  ];
  it.each(cases)('%s', (_, match, domain, isMatch) => {
    const listed = aListedDomain(domain);
    const rule = isMatch ? 'it' : null;
    expect(termsOf(listed, settings, matching(match)).rule).toBe(rule);
    expect(termsFinder(settings, matching(match))(listed).rule).toBe(rule);
  });
});

describe('terms', () => {
  it('are the settings where there is no policy', () => {
    const { windowDays, years, renewExpired, permitPremium, couponNo, promotionNo } = settings;
    expect(termsOf(aListedDomain(), settings, NO_POLICY)).toEqual({
      windowDays,
      years,
      renewExpired,
      permitPremium,
      couponNo,
      promotionNo,
      rule: null,
      action: 'renew',
      reason: '',
      decidedOn: '',
      unknownPrice: 'hold',
      graceDays: 30,
      redemptionDays: 29,
      maxYearPriceMinor: 50_000,
      expectedYearPriceMinor: null,
    });
  });

  it('are those of the first rule that matches, over the settings', () => {
    const policy = aPolicy([
      aRule({ name: 'others', match: { tld: ['net'] }, years: 3 }),
      aRule({ name: 'first', match: { tld: ['com'] }, years: 2, maxYearPriceMinor: 9000, couponNo: null }),
      aRule({ name: 'second', windowDays: 60 }),
    ]);
    const terms = termsOf(
      aListedDomain(),
      { ...settings, couponNo: 'c-1', promotionNo: 'p-1', windowDays: 20 },
      policy,
    );
    expect(terms).toMatchObject({ rule: 'first', years: 2, windowDays: 20, maxYearPriceMinor: 9000 });
    expect(terms).toMatchObject({ couponNo: null, promotionNo: 'p-1' });
  });

  it('tell why and when it was decided to let go', () => {
    const policy = aPolicy([
      aRule({ name: 'old', action: 'lapse', reason: 'campaign is over', decidedOn: '2026-05-01' }),
    ]);
    expect(termsOf(aListedDomain(), settings, policy)).toMatchObject({
      action: 'lapse',
      reason: 'campaign is over',
      decidedOn: '2026-05-01',
    });
  });

  const grace: [name: string, days: number][] = [
    ['a.com', 30],
    ['a.hk', 28],
    ['a.com.hk', 28],
    ['a.xin', 0],
    ['a.zz', 5],
    ['a.long.zz', 7],
  ];
  it.each(grace)('%s can be renewed for %i days after it expired', (name, days) => {
    const policy = aPolicy([], { tlds: { zz: { graceDays: 5 }, 'long.zz': { graceDays: 7 } } });
    expect(termsOf(aListedDomain({ name }), settings, policy).graceDays).toBe(days);
  });

  it('keep to the years that the end of name is sold for', () => {
    const policy = aPolicy([aRule({ years: 9 })], { tlds: { ai: { minYears: 2 }, zz: { maxYears: 5 } } });
    expect(termsOf(aListedDomain({ name: 'a.zz' }), settings, policy).years).toBe(5);
    expect(termsOf(aListedDomain({ name: 'a.ai' }), settings, { ...policy, rules: [] }).years).toBe(2);
  });

  it('are one object for all domains that have the same', () => {
    const terms = termsFinder(settings, matching({ tld: ['com'] }));
    expect(terms(aListedDomain({ name: 'a.com' }))).toBe(terms(aListedDomain({ name: 'b.com' })));
    expect(terms(aListedDomain({ name: 'a.hk' }))).not.toBe(terms(aListedDomain({ name: 'b.com' })));
  });
});

it('the table of prices knows the longest end of a name', () => {
  const rules = [
    aRule({ name: 'own price', match: { name: ['own.*'] }, expectedYearPriceMinor: 3900 }),
    aRule({ name: 'no price', match: { name: ['none.*'] } }),
  ];
  const policy = aPolicy(rules, { currency: 'CNY', yearPricesMinor: { cn: 3900, 'com.cn': 4900 } });
  const terms = ['a.cn', 'a.com.cn', 'a.net.cn', 'none.cn', 'own.cn', 'a.com', 'a.constructor'].map((name) =>
    termsOf(aListedDomain({ name }), settings, policy),
  );
  expect(terms.map(({ expectedYearPriceMinor }) => expectedYearPriceMinor)).toEqual([
    3900,
    4900,
    3900,
    3900,
    3900,
    null,
    null,
  ]);
  expect(terms.map((one) => isTablePrice(one, policy))).toEqual([true, true, true, true, false, false, false]);
});
