import { describe, expect, it } from 'vitest';
import { permittedBy, permittedFor, pricesBy, railsBy, railsFor } from './auditor-settings.ts';

describe('the auditor reads the texts of the settings', () => {
  it('with the defaults of the README', () => {
    expect(permittedBy({})).toEqual({
      mode: 'plan',
      windowDays: 35,
      years: 1,
      batchSize: 50,
      maxDomains: 100,
      maxShare: 0.3,
      include: [],
      exclude: [],
      renewExpired: true,
      permitPremium: false,
      rules: [],
    });
    expect(railsBy({})).toEqual({
      caps: { maxYearPriceMinor: 50_000, maxRunMinor: 500_000, maxDayMinor: 500_000, maxMonthMinor: 1_000_000 },
      maxPriceChangeBp: 2000,
      unknownPrice: 'hold',
      approval: { kind: 'never' },
      rules: [],
    });
  });

  it('and takes what stands there', () => {
    const texts = {
      RENEW_MODE: 'renew',
      RENEW_MAX_DOMAINS: '2',
      RENEW_EXCLUDE: '*.net,b.cn',
      RENEW_EXPIRED: 'false',
      RENEW_MAX_YEAR_PRICE: '45.50',
      RENEW_MAX_RUN_COST: 'off',
      RENEW_MAX_PRICE_CHANGE: 'off',
      RENEW_APPROVAL: '100',
    };
    expect(permittedBy(texts)).toMatchObject({
      mode: 'renew',
      maxDomains: 2,
      exclude: ['*.net', 'b.cn'],
      renewExpired: false,
    });
    const { caps, maxPriceChangeBp, approval } = railsBy(texts);
    expect(caps).toMatchObject({ maxYearPriceMinor: 4550, maxRunMinor: null, maxDayMinor: 500_000 });
    expect([maxPriceChangeBp, approval]).toEqual([null, { kind: 'above', minor: 10_000 }]);
  });
});

describe('a rule of the policy, over the settings', () => {
  const policy = {
    currency: 'CNY',
    rules: [
      { name: 'ask', match: { name: ['a.*'] }, action: 'notify', reason: 'its owner decides' },
      {
        name: 'long',
        match: { tld: ['com'] },
        action: 'renew',
        years: 3,
        maxYearPrice: '95',
        expectedYearPrice: '45.00',
      },
    ],
    prices: { com: '90' },
  } as const;

  it('holds for the domains that it matches first', () => {
    const permitted = permittedBy({ RENEW_YEARS: '2' }, policy);
    expect(permittedFor(permitted, 'a.com')).toMatchObject({ action: 'notify', years: 2 });
    expect(permittedFor(permitted, 'b.com')).toMatchObject({ action: 'renew', years: 3, windowDays: 35 });
    expect(permittedFor(permitted, 'b.net')).toBe(permitted);
  });

  it('and for their prices', () => {
    const rails = railsBy({}, policy);
    expect(railsFor(rails, 'b.com')).toMatchObject({ caps: { maxYearPriceMinor: 9500 }, expectedMinor: 4500 });
    expect(railsFor(rails, 'b.net')).toMatchObject({ caps: { maxYearPriceMinor: 50_000 }, expectedMinor: null });
    expect(pricesBy(policy)).toEqual({ com: 9000 });
  });
});
