import { describe, expect, it } from 'vitest';
import type { SandboxDomainSeed } from '../../src/sandbox/registry.ts';
import { timerEvent } from '../fakes/fc-function.ts';
import { builtWithPolicy, moneyWorld, renew, told } from './money-world.ts';
import { DAY, type World } from './world.ts';

/** A year of a .com costs 90.00 in the sandbox, and twenty times as much when it is premium. */
const POLICY = `currency: CNY
rules:
  - name: old campaign
    match: { tag: [campaign=2024] }
    action: lapse
    reason: the campaign is over
    decidedOn: 2026-03-01
  - name: brands
    match: { group: [Brands] }
    action: renew
    years: 2
  - name: shops
    match: { resourceGroup: [rg-shops] }
    action: renew
    years: 3
  - name: subsidiary
    match: { registrant: [Example Ltd.] }
    action: notify
    reason: the subsidiary decides
  - name: gold
    match: { premium: true }
    action: renew
    permitPremium: true
    maxYearPrice: 2000
  - name: with a coupon
    match: { name: ["coupon-*"] }
    action: renew
    promotionNo: P-77
`;
const withPolicy = builtWithPolicy(POLICY);

/** Due in the order in which they are given. */
function due(...domains: readonly Omit<SandboxDomainSeed, 'expiryMs'>[]): SandboxDomainSeed[] {
  return domains.map((domain, index) => ({ ...domain, expiryMs: Date.now() + (10 + index) * DAY }));
}

/** Every domain here is due: the share of the account says nothing. */
const ALL_DUE = { RENEW_MAX_SHARE: '1', RENEW_BATCH_SIZE: '50' };

/** By submission, in their order: its coupon, and its orders with years and price. */
function bookedBySubmission(w: World): string[][] {
  const { submissions, orders } = w.sandbox.books();
  return submissions.map(({ taskNo }) => {
    const own = orders.filter((order) => order.taskNo === taskNo);
    const coupons = new Set(own.map(({ promotionNo }) => promotionNo ?? 'no coupon'));
    return [
      [...coupons].join(', '),
      ...own.map(({ domain, years, priceMinor, state }) => `${domain} ${years} ${priceMinor} ${state}`),
    ];
  });
}

describe('the rules of a policy', () => {
  it('match by tag, domain group, resource group, registrant and premium, and take nothing beside that', async () => {
    const domains = due(
      { name: 'tag.com', tag: 'campaign=2024' },
      { name: 'other-tag.com', tag: 'campaign=2025' },
      { name: 'group.com', group: 'Brands' },
      { name: 'other-group.com', group: 'brands of others' },
      { name: 'resources.com', resourceGroup: 'rg-shops' },
      { name: 'other-resources.com', resourceGroup: 'rg-shop' },
      { name: 'holder.com', registrant: 'Example Ltd.' },
      { name: 'other-holder.com', registrant: 'Example' },
      { name: 'gold.com', premium: true },
      // Of two rules that match the first one wins.
      { name: 'both.com', resourceGroup: 'rg-shops', group: 'Brands' },
    );
    const w = await moneyWorld({ domains, env: ALL_DUE });
    const result = await renew(w, timerEvent(), withPolicy);
    expect(bookedBySubmission(w)).toEqual([
      [
        'no coupon',
        'other-tag.com 1 9000 paid',
        'group.com 2 18000 paid',
        'other-group.com 1 9000 paid',
        'resources.com 3 27000 paid',
        'other-resources.com 1 9000 paid',
        'other-holder.com 1 9000 paid',
        'gold.com 1 180000 paid',
        'both.com 2 18000 paid',
      ],
    ]);
    expect(told(result)).toEqual(['notify-only holder.com']);
  });

  it('give a coupon to their domains, which go in a submission of their own; no other carries it', async () => {
    const names = ['plain-a.com', 'coupon-a.com', 'plain-b.com', 'coupon-b.com'];
    const w = await moneyWorld({ domains: due(...names.map((name) => ({ name }))), env: ALL_DUE });
    const result = await renew(w, timerEvent(), withPolicy);
    expect(bookedBySubmission(w)).toEqual([
      ['no coupon', 'plain-a.com 1 9000 paid', 'plain-b.com 1 9000 paid'],
      ['P-77', 'coupon-a.com 1 9000 paid', 'coupon-b.com 1 9000 paid'],
    ]);
    expect(told(result)).toEqual([]);
  });
});
