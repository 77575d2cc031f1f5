import { describe, expect, it } from 'vitest';
import { type Budget, budgetOf, fitBudget } from '../../../src/plan/budget.ts';
import { pricedRenewals } from '../../builders/domains.ts';
import { NO_LIMIT } from '../../builders/settings.ts';

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
    const fitted = fitBudget(pricedRenewals(...prices), budget(rest));
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
    const fitted = fitBudget(pricedRenewals(...prices), budget(rest), countMax);
    const short = (name: string): string => name.replace('.com', '');
    expect(fitted.fit.map(({ name }) => short(name)).join(' ')).toBe(fit);
    expect(fitted.unfit.map(({ renewal, by }) => `${short(renewal.name)}:${by}`).join(' ')).toBe(unfit);
    expect(fitted.costMinor).toBe(cost);
  });

  it('a balance that is not known limits nothing', () => {
    expect(budgetOf({ run: 1, day: 2, month: null }, null)).toEqual({ run: 1, day: 2, month: null, balance: null });
  });
});
