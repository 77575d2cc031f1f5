import { describe, expect, it } from 'vitest';
import { type Budget, budgetOf, fitBudget } from '../../../src/plan/budget.ts';
import { budgetProblems } from '../../../src/plan/budget-problems.ts';
import type { Renewal } from '../../../src/plan/renewal.ts';
import { aRenewal } from '../../builders/domains.ts';
import { NO_LIMIT, someRails } from '../../builders/settings.ts';

/** `a.com` at the first price, `b.com` at the second, …; without a price for null. */
const priced = (...prices: (number | null)[]): Renewal[] =>
  prices.map((minor, index) =>
    aRenewal({
      name: `${String.fromCharCode(97 + index)}.com`,
      price: minor === null ? null : { minor, currency: 'CNY' },
    }),
  );
const budget = (rest: Partial<Budget>): Budget => ({ ...NO_LIMIT, ...rest });

describe('fitBudget', () => {
  const table: [
    name: string,
    prices: (number | null)[],
    budget: Partial<Budget>,
    fit: string,
    unfit: string,
    cost: number,
  ][] = [
    ['no limit', [9000, 9000], {}, 'a b', '', 18_000],
    ['exactly all', [9000, 9000], { run: 18_000 }, 'a b', '', 18_000],
    ['one minor unit short', [9000, 9000], { run: 17_999 }, 'a', 'b:run', 9000],
    ['a dear one waits, a cheaper one behind it goes', [9000, 20_000, 3900], { day: 13_000 }, 'a c', 'b:day', 12_900],
    [
      'the first budget that is too small is named',
      [9000],
      { run: 9000, day: 8999, month: 1, balance: 1 },
      '',
      'a:day',
      0,
    ],
    ['the month', [9000], { month: 8999, balance: 1 }, '', 'a:month', 0],
    ['the balance', [9000, 3900], { balance: 4000 }, 'b', 'a:balance', 3900],
    ['nothing is left', [9000], { month: 0 }, '', 'a:month', 0],
    ['less than nothing is left', [9000], { month: -500 }, '', 'a:month', 0],
    ['a negative balance', [9000], { balance: -1 }, '', 'a:balance', 0],
    ['without a price it counts as the most that a year may cost', [null, 9000], { run: 50_000 }, 'a', 'b:run', 50_000],
    ['and does not fit where that does not', [null, 9000], { run: 49_999 }, 'b', 'a:run', 9000],
    ['nothing to renew', [], { run: 0 }, '', '', 0],
  ];
  it.each(table)('%s', (...[, prices, rest, fit, unfit, cost]) => {
    const fitted = fitBudget(priced(...prices), budget(rest));
    const short = (name: string): string => name.replace('.com', '');
    expect(fitted.fit.map(({ name }) => short(name)).join(' ')).toBe(fit);
    expect(fitted.unfit.map(({ renewal, by }) => `${short(renewal.name)}:${by}`).join(' ')).toBe(unfit);
    expect(fitted.costMinor).toBe(cost);
  });

  it.each<[string, number, (number | null)[], Partial<Budget>, string, string, number]>([
    ['a place for all', 3, [9000, 9000, 9000], {}, 'a b c', '', 27_000],
    ['places for two', 2, [9000, 9000, 9000], {}, 'a b', '', 18_000],
    [
      'what is too dear takes no place',
      2,
      [60_000, 9000, 60_000, 9000, 9000],
      { run: 20_000 },
      'b d',
      'a:run c:run',
      18_000,
    ],
    ['nobody looks behind the last place', 1, [9000, 60_000], { run: 20_000 }, 'a', '', 9000],
    ['no place', 0, [9000], {}, '', '', 0],
  ])('%s', (...[, countMax, prices, rest, fit, unfit, cost]) => {
    const fitted = fitBudget(priced(...prices), budget(rest), countMax);
    const short = (name: string): string => name.replace('.com', '');
    expect(fitted.fit.map(({ name }) => short(name)).join(' ')).toBe(fit);
    expect(fitted.unfit.map(({ renewal, by }) => `${short(renewal.name)}:${by}`).join(' ')).toBe(unfit);
    expect(fitted.costMinor).toBe(cost);
  });

  it('a balance that is not known limits nothing', () => {
    expect(budgetOf({ run: 1, day: 2, month: null }, null)).toEqual({ run: 1, day: 2, month: null, balance: null });
  });
});

describe('budgetProblems', () => {
  const told = (prices: number[], rest: Partial<Budget>): string[] => {
    const all = budget(rest);
    const { unfit, costMinor: planMinor } = fitBudget(priced(...prices), all);
    const committed = { run: 0, day: 4000, month: 90_000 };
    return budgetProblems(unfit, { budget: all, committed, planMinor, vouchersMinor: 0 }, someRails()).map(
      ({ problem, message }) => `${problem}: ${message}`,
    );
  };

  it('says nothing when all fits', () => {
    expect(told([9000], { run: 9000 })).toEqual([]);
  });

  it.each<[string, number[], Partial<Budget>, string]>([
    [
      'the run, one domain',
      [9000, 9000],
      { run: 10_000 },
      'cap-reached: b.com (90.00 CNY) did not fit and waits: RENEW_MAX_RUN_COST is 100.00 CNY; 0.00 CNY were spent or committed by this run before, this plan takes 90.00 CNY, 10.00 CNY are left. Raise RENEW_MAX_RUN_COST if this is right; soonest expiry goes first',
    ],
    [
      'the day, two domains',
      [9000, 3900],
      { day: 1000 },
      'cap-reached: a.com, b.com (129.00 CNY) did not fit and wait (a.com costs more than the whole cap: waiting does not help): RENEW_MAX_DAY_COST is 50.00 CNY; 40.00 CNY were spent or committed today before, this plan takes 0.00 CNY, 10.00 CNY are left. Raise RENEW_MAX_DAY_COST if this is right; soonest expiry goes first',
    ],
    [
      'the month, lowered meanwhile, more domains than are named',
      [9000, 9000, 9000, 9000],
      { month: -10_000 },
      'cap-reached: 4 domains (a.com, b.com, c.com, …) (360.00 CNY) did not fit and wait: RENEW_MAX_MONTH_COST is 800.00 CNY; 900.00 CNY were spent or committed this month before, this plan takes 0.00 CNY, 0.00 CNY are left. Raise RENEW_MAX_MONTH_COST if this is right; soonest expiry goes first',
    ],
    [
      'the day, which one domain alone exceeds',
      [9000, 3900],
      { day: -1000 },
      'cap-reached: a.com, b.com (129.00 CNY) did not fit and wait (a.com, b.com each cost more than the whole cap: waiting does not help): RENEW_MAX_DAY_COST is 30.00 CNY; 40.00 CNY were spent or committed today before, this plan takes 0.00 CNY, 0.00 CNY are left. Raise RENEW_MAX_DAY_COST if this is right; soonest expiry goes first',
    ],
    [
      'the balance',
      [9000],
      { balance: 5 },
      'balance-short: a.com (90.00 CNY) did not fit and waits: the account can pay 0.05 CNY, this plan takes 0.00 CNY. Top it up; soonest expiry goes first',
    ],
  ])('%s', (_name, prices, rest, message) => {
    expect(told(prices, rest)).toEqual([message]);
  });

  it('tells each budget that was reached once', () => {
    const lines = told([9000, 20_000, 9000], { run: 9000, balance: 100 });
    expect(lines.map((line) => line.split(':')[0])).toEqual(['balance-short', 'cap-reached']);
  });
});
