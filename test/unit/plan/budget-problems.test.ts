import { describe, expect, it } from 'vitest';
import type { Approval } from '../../../src/config/money.ts';
import { type Budget, fitBudget, type MoneyLimit } from '../../../src/plan/budget.ts';
import { budgetProblems, moneyTakenProblems } from '../../../src/plan/budget-problems.ts';
import { pricedRenewals } from '../../builders/domains.ts';
import { NO_LIMIT, someRails } from '../../builders/settings.ts';

describe('budgetProblems', () => {
  const told = (prices: number[], rest: Partial<Budget>, vouchersMinor = 0): string[] => {
    const budget = { ...NO_LIMIT, ...rest };
    const { unfit, costMinor: planMinor } = fitBudget(pricedRenewals(...prices), budget);
    const committed = { run: 0, day: 4000, month: 90_000 };
    return budgetProblems(unfit, { budget, committed, planMinor, vouchersMinor }, someRails()).map(
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
      'the day, of which one domain alone takes all: it waits for another day',
      [5000],
      { day: 1000 },
      'cap-reached: a.com (50.00 CNY) did not fit and waits: RENEW_MAX_DAY_COST is 50.00 CNY; 40.00 CNY were spent or committed today before, this plan takes 0.00 CNY, 10.00 CNY are left. Raise RENEW_MAX_DAY_COST if this is right; soonest expiry goes first',
    ],
    [
      'the month, three domains',
      [9000, 9000, 9000],
      { month: 0 },
      'cap-reached: a.com, b.com, c.com (270.00 CNY) did not fit and wait: RENEW_MAX_MONTH_COST is 900.00 CNY; 900.00 CNY were spent or committed this month before, this plan takes 0.00 CNY, 0.00 CNY are left. Raise RENEW_MAX_MONTH_COST if this is right; soonest expiry goes first',
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

  it('says what vouchers pay of a plan for which the balance does not reach', () => {
    expect(told([3000, 9000], { balance: 5000 }, 1250)).toEqual([
      'balance-short: b.com (90.00 CNY) did not fit and waits: the account can pay 50.00 CNY, this plan takes 30.00 CNY, of which vouchers pay 12.50 CNY. Top it up; soonest expiry goes first',
    ]);
  });

  it('tells each budget that was reached once, with the domains that it kept out', () => {
    expect(told([9000, 20_100, 10_000, 500], { run: 20_000, day: 9700, balance: 9200 })).toEqual([
      'cap-reached: b.com (201.00 CNY) did not fit and waits (b.com costs more than the whole cap: waiting does not help): RENEW_MAX_RUN_COST is 200.00 CNY; 0.00 CNY were spent or committed by this run before, this plan takes 90.00 CNY, 110.00 CNY are left. Raise RENEW_MAX_RUN_COST if this is right; soonest expiry goes first',
      'cap-reached: c.com (100.00 CNY) did not fit and waits: RENEW_MAX_DAY_COST is 137.00 CNY; 40.00 CNY were spent or committed today before, this plan takes 90.00 CNY, 7.00 CNY are left. Raise RENEW_MAX_DAY_COST if this is right; soonest expiry goes first',
      'balance-short: d.com (5.00 CNY) did not fit and waits: the account can pay 92.00 CNY, this plan takes 90.00 CNY. Top it up; soonest expiry goes first',
    ]);
  });
});

describe('moneyTakenProblems', () => {
  const told = (limits: MoneyLimit[], approval: Approval = { kind: 'above', minor: 15_000 }): string[] => {
    const renewals = pricedRenewals(9000, 3900, 700, 80);
    const displaced = limits.flatMap((by, index) =>
      renewals.slice(index, index + 1).map((renewal) => ({ renewal, by })),
    );
    return moneyTakenProblems(displaced, someRails({ approval })).map(
      ({ problem, message }) => `${problem}: ${message}`,
    );
  };

  it.each<[string, MoneyLimit[], string[]]>([
    ['nothing', [], []],
    [
      'a cap, two domains',
      ['day', 'day'],
      [
        'cap-reached: a.com, b.com (129.00 CNY) did not fit any more: another run has committed money under RENEW_MAX_DAY_COST since this one planned. Nothing was spent on them; they wait for a later run',
      ],
    ],
    [
      'what may go without approval',
      ['approval'],
      [
        'cap-reached: a.com (90.00 CNY) did not fit any more: another run has committed today what RENEW_APPROVAL (150.00 CNY) lets go without a person since this one planned. Nothing was spent on them; they wait for a later run',
      ],
    ],
    [
      'each limit once, with the domains that it kept out',
      ['balance', 'run', 'balance'],
      [
        "balance-short: a.com, c.com (97.00 CNY) did not fit any more: another run has committed the account's money since this one planned. Nothing was spent on them; they wait for a later run",
        'cap-reached: b.com (39.00 CNY) did not fit any more: another run has committed money under RENEW_MAX_RUN_COST since this one planned. Nothing was spent on them; they wait for a later run',
      ],
    ],
  ])('%s', (_name, limits, messages) => {
    expect(told(limits)).toEqual(messages);
  });

  it('names no amount where approval is not by amount', () => {
    expect(told(['approval'], { kind: 'always' })).toEqual([
      'cap-reached: a.com (90.00 CNY) did not fit any more: another run has committed today what RENEW_APPROVAL lets go without a person since this one planned. Nothing was spent on them; they wait for a later run',
    ]);
  });
});
