import { describe, expect, it } from 'vitest';
import { checkLimits } from '../../../src/plan/limits.ts';
import { makePlan } from '../../../src/plan/plan.ts';
import type { Renewal } from '../../../src/plan/renewal.ts';
import { aListedDomain, aRenewal, DAY, NOW_MS } from '../../builders/domains.ts';
import { aConfig, NO_LIMIT } from '../../builders/settings.ts';

/** Domains `a0.com`, `a1.com`, … that expire one day after another. */
const domains = (count: number): Renewal[] =>
  Array.from({ length: count }, (_, index) => aRenewal({ name: `a${index}.com`, expiryMs: NOW_MS + index * DAY }));
const CNY_600 = { minor: 60_000, currency: 'CNY' } as const;
const never = (): boolean => false;
const namesIn = ({ batches }: ReturnType<typeof makePlan>): string[] =>
  batches.map((batch) => batch.map(({ name }) => name.replace('.com', '')).join(' '));

describe('makePlan', () => {
  const table: [
    name: string,
    count: number,
    config: Parameters<typeof aConfig>[0],
    batches: string[],
    deferred: string[],
  ][] = [
    ['nothing', 0, {}, [], []],
    ['one batch', 3, {}, ['a0 a1 a2'], []],
    ['a full batch', 3, { batchSize: 3 }, ['a0 a1 a2'], []],
    ['a rest', 5, { batchSize: 2 }, ['a0 a1', 'a2 a3', 'a4'], []],
    ['one by one', 3, { batchSize: 1 }, ['a0', 'a1', 'a2'], []],
    [
      'the most that a run submits, soonest first',
      5,
      { batchSize: 2, maxDomains: 3 },
      ['a0 a1', 'a2'],
      ['a3.com', 'a4.com'],
    ],
    ['exactly the most', 3, { maxDomains: 3 }, ['a0 a1 a2'], []],
  ];
  it.each(table)('%s', (...[, count, config, batches, deferred]) => {
    const plan = makePlan(domains(count), NO_LIMIT, aConfig(config), never);
    expect(namesIn(plan)).toEqual(batches);
    expect(plan.deferred).toEqual(deferred);
  });

  it('gives the places to the first that fit: what there is no money for starves nobody behind it', () => {
    const dear = [0, 2].map((day) =>
      aRenewal({ name: `dear${day}.com`, expiryMs: NOW_MS + day * DAY, price: CNY_600 }),
    );
    const [first, second, third] = domains(3) as [Renewal, Renewal, Renewal];
    const chosen = [...dear, first, second, third];
    const plan = makePlan(chosen, { ...NO_LIMIT, day: 50_000 }, aConfig({ maxDomains: 2 }), never);
    expect(namesIn(plan)).toEqual(['a0 a1']);
    expect(plan.deferred).toEqual(['dear0.com', 'dear2.com', 'a2.com']);
    // Those that are not among them are above RENEW_MAX_DOMAINS.
    expect(plan.unfit.map(({ renewal, by }) => [renewal.name, by])).toEqual([
      ['dear0.com', 'day'],
      ['dear2.com', 'day'],
    ]);
    expect(plan.costMinor).toBe(18_000);
  });

  it('sends alone what was in a refused submission before, in its place by expiry', () => {
    const refused = new Set(['a1.com', 'a4.com']);
    const plan = makePlan(domains(6), NO_LIMIT, aConfig({ batchSize: 2 }), ({ name }) => refused.has(name));
    expect(namesIn(plan)).toEqual(['a0 a2', 'a1', 'a3 a5', 'a4']);
  });

  it('counts what goes alone against the most that a run submits', () => {
    const plan = makePlan(domains(4), NO_LIMIT, aConfig({ maxDomains: 2 }), () => true);
    expect(namesIn(plan)).toEqual(['a0', 'a1']);
    expect(plan.deferred).toEqual(['a2.com', 'a3.com']);
  });
});

describe('the digest', () => {
  const two = domains(2);
  const [first, second] = two as [Renewal, Renewal];
  const digest = (chosen: readonly Renewal[], config: Parameters<typeof aConfig>[0] = {}): string =>
    makePlan(chosen, NO_LIMIT, aConfig(config), never).digest;
  const base = digest(two);

  // Made with sha256sum. Plans are compared across versions: a digest that changes for no reason looks like another plan.
  it('is the SHA-256 of a line of JSON for each order, an empty text where there is no voucher or coupon', () => {
    // ["a0.com",1780315200000,1,false,"","",9000,"CNY"] and ["a1.com",1780401600000,1,false,"","",9000,"CNY"]
    expect(base).toBe('04e795cce9066344025a027103ee726b4b057ad390fc95cf771fe0a7c31c697a');
    // ["a0.com",1780315200000,2,true,"C-1","P-2",9000,"CNY"]
    expect(digest([{ ...first, years: 2, permitPremium: true, couponNo: 'C-1', promotionNo: 'P-2' }])).toBe(
      'b30715cfa865f90bfd5116935cd4b057d1088585fbc582913da3e66ea2a35eea',
    );
  });

  it.each<[string, () => string]>([
    ['another domain', () => digest([first, { ...second, name: aListedDomain({ name: 'b.com' }).name }])],
    ['a domain more', () => digest(domains(3))],
    ['a domain less', () => digest([first])],
    ['another expiry date', () => digest([first, { ...second, expiryMs: (second.expiryMs ?? 0) + 1 }])],
    [
      'the dates exchanged',
      () =>
        digest([
          { ...first, expiryMs: second.expiryMs },
          { ...second, expiryMs: first.expiryMs },
        ]),
    ],
    ['more years', () => digest([first, { ...second, years: 2 }])],
    ['another price', () => digest([first, { ...second, price: { minor: 9001, currency: 'CNY' } }])],
    ['another currency', () => digest([first, { ...second, price: { minor: 9000, currency: 'USD' } }])],
    ['no price', () => digest([first, { ...second, price: null }])],
    ['premium permitted', () => digest([first, { ...second, permitPremium: true }])],
    ['a voucher', () => digest([first, { ...second, couponNo: 'N' }])],
    ['a coupon', () => digest([first, { ...second, promotionNo: 'N' }])],
    ['a domain less by the maximum', () => digest(two, { maxDomains: 1 })],
  ])('changes with %s', (_name, other) => {
    expect(other()).not.toBe(base);
  });

  it('tells a voucher from a coupon of the same number', () => {
    expect(digest([{ ...first, couponNo: 'N' }])).not.toBe(digest([{ ...first, promotionNo: 'N' }]));
  });

  it.each<[string, () => string]>([
    ['the order of the list', () => digest([second, first])],
    ['the size of batches', () => digest(two, { batchSize: 1 })],
    ['the window', () => digest(two, { windowDays: 90 })],
    ['the instance id', () => digest([{ ...first, instanceId: 'S-x' }, second])],
    ['the status', () => digest([{ ...first, status: 'urgent-renewal' }, second])],
    ['the way a name is written', () => digest([{ ...first, listedName: 'A0.COM' }, second])],
    ['what is only deferred', () => digest(domains(3), { maxDomains: 2 })],
  ])('does not change with %s', (_name, other) => {
    expect(other()).toBe(base);
  });
});

describe('checkLimits', () => {
  const table: [name: string, renewCount: number, total: number, share: number, stops: boolean][] = [
    ['nothing to do', 0, 100, 0.01, false],
    ['3 of 10 at 0.3', 3, 10, 0.3, false],
    ['4 of 10 at 0.3', 4, 10, 0.3, true],
    ['29 of 100 at 0.29, where 0.29 × 100 is 28.999…', 29, 100, 0.29, false],
    ['30 of 100 at 0.29', 30, 100, 0.29, true],
    ['57 of 100 at 0.57', 57, 100, 0.57, false],
    ['7 of 70 at 0.1', 7, 70, 0.1, false],
    ['8 of 70 at 0.1', 8, 70, 0.1, true],
    ['all of nine: a share says nothing', 9, 9, 0.01, false],
    ['all of ten', 10, 10, 0.99, true],
    ['all of ten, permitted', 10, 10, 1, false],
    ['one of ten at 0.09', 1, 10, 0.09, true],
  ];
  it.each(table)('%s', (...[, renewCount, total, share, stops]) => {
    const plan = makePlan(domains(renewCount), NO_LIMIT, aConfig({ batchSize: 2, maxDomains: 1000 }), never);
    const found = checkLimits(plan, total, aConfig({ maxShare: share }));
    expect(found.map(({ stop }) => stop)).toEqual(stops ? ['share-limit'] : []);
  });

  it('says its numbers, that nothing was spent, and the way out', () => {
    const [stop] = checkLimits(makePlan(domains(6), NO_LIMIT, aConfig(), never), 12, aConfig({ maxShare: 0.25 }));
    expect(stop?.message).toBe(
      'this run would renew 6 of 12 domains (50 %), more than RENEW_MAX_SHARE=0.25 allows. Nothing was spent. Look at the plan; if it is right, raise RENEW_MAX_SHARE or lower RENEW_MAX_DOMAINS',
    );
  });
});
