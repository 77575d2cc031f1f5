import { describe, expect, it } from 'vitest';
import { renderDeferred, renderDue } from '../../../src/report/render-due.ts';
import { renderNotDue } from '../../../src/report/render-judged.ts';
import { renderPlanMoney } from '../../../src/report/render-money.ts';
import type { MoneyResult } from '../../../src/report/result.ts';
import type { Judged } from '../../../src/selection/verdict.ts';
import { aListedDomain, aName, aRenewal, DAY, NOW_MS } from '../../builders/domains.ts';
import { AT, SOME_MONEY, USUAL } from './some-reports.ts';

const VIEW = { columns: 100, colour: false };

function text(lines: readonly string[]): string {
  return `\n${lines.join('\n')}\n`;
}

describe('the domains that are due', () => {
  const renewal = (name: string, days: number, rest: Parameters<typeof aRenewal>[0] = {}) =>
    aRenewal({ name, expiryMs: NOW_MS + days * DAY, ...rest });
  const dear = renewal('dear.io', 4, { price: { minor: 39_900, currency: 'CNY' } });
  const broke = renewal('broke.com', 5);
  const plan = {
    digest: 'd',
    batches: [
      [
        renewal('plain.com', 2),
        renewal('long.com', 3, { years: 3, price: { minor: 27_000, currency: 'CNY' }, couponNo: 'V1' }),
        renewal('blind.com', 50, { price: null, promotionNo: 'P1' }),
        renewal('table.cn', 51, { price: { minor: 3900, currency: 'CNY', noCallWhy: 'no such call' } }),
      ],
    ],
    deferred: [dear.name, broke.name, aName('many.com')],
    isFull: true,
    unfit: [
      { renewal: dear, by: 'day' },
      { renewal: broke, by: 'balance' },
    ],
    costMinor: 36_000,
  } as const;
  const judged: Judged[] = [dear, broke, renewal('many.com', 6)].map((domain) => {
    return { domain, verdict: 'expires-within-window', why: '' };
  });

  it('have a price, what is unusual about them, and why they wait', () => {
    expect(text([...renderDue(judged, plan, { ...AT, ...USUAL }, VIEW), ...renderDeferred(plan, VIEW)])).toBe(`
  DOMAIN     EXPIRES           WHEN     BATCH      CNY  WHY
  plain.com  2026-06-03   in 2 days         1    90.00  within 35 days
  long.com   2026-06-04   in 3 days         1   270.00  within 35 days; 3 years; voucher V1
  dear.io    2026-06-05   in 4 days  next run   399.00  within 35 days; no room under
                                                        RENEW_MAX_DAY_COST
  broke.com  2026-06-06   in 5 days  next run    90.00  within 35 days; the balance does not suffice
  many.com   2026-06-07   in 6 days  next run           within 35 days
  blind.com  2026-07-21  in 50 days         1  unknown  within the window of its rule; coupon P1
  table.cn   2026-07-22  in 51 days         1    39.00  within the window of its rule; by the
                                                        policy's price, not quoted
  1 domain left for the next run: RENEW_MAX_DOMAINS is reached
  1 domain left: no room under RENEW_MAX_DAY_COST
  1 domain left: the balance does not suffice
`);
  });
});

describe('the domains that are held for money', () => {
  it('show their figures, also when they are told below', () => {
    const held = (name: string, verdict: Judged['verdict'], why: string): Judged => {
      return { domain: aListedDomain({ name }), verdict, why };
    };
    const judged = [
      held('a.com', 'price-unknown', 'its price is not known: no answer'),
      held('b.com', 'price-over-limit', '600.00 CNY for a year, more than 500.00 CNY'),
      held('c.com', 'price-changed', '109.00 CNY for a year, +21.1 % against 90.00 CNY'),
      held('d.com', 'not-renewable', 'the service says that it cannot be renewed: locked'),
      held('e.com', 'notify-only', 'rule "old": ask marketing'),
      held('f.com', 'transfer-out-pending', 'it is being transferred to another registrar'),
    ];
    const told = new Set(judged.map(({ domain }) => domain.name));
    expect(text(renderNotDue(judged, { ...AT, told }, VIEW))).toBe(`
Not renewed, though within 35 days of expiry (6)
  DOMAIN  EXPIRES           WHEN  WHY NOT
  a.com   2026-06-11  in 10 days  price-unknown: its price is not known: no answer
  b.com   2026-06-11  in 10 days  price-over-limit: 600.00 CNY for a year, more than 500.00 CNY
  c.com   2026-06-11  in 10 days  price-changed: 109.00 CNY for a year, +21.1 % against 90.00 CNY
  d.com   2026-06-11  in 10 days  not-renewable: the service says that it cannot be renewed: locked
  e.com   2026-06-11  in 10 days  notify-only: rule "old": ask marketing
  f.com   2026-06-11  in 10 days  transfer-out-pending

`);
  });
});

describe('what a plan costs', () => {
  it('in yen, without caps, the balance not known', () => {
    const money: MoneyResult = {
      currency: 'JPY',
      planMinor: 2400,
      caps: SOME_MONEY.caps.map((cap) => ({ ...cap, limitMinor: cap.cap === 'day' ? 2000 : null })),
      balanceMinor: null,
      balanceUnknownWhy: 'no endpoint of BSS OpenAPI is set',
    };
    expect(text(renderPlanMoney(money, 2, VIEW))).toBe(`
Cost    2400 JPY for 2 domains
  CAP          JPY  COMMITTED  THIS PLAN  LEFT  SETTING
  this run    none          0       2400        RENEW_MAX_RUN_COST
  today       2000          0       2400     0  RENEW_MAX_DAY_COST
  this month  none       9000       2400        RENEW_MAX_MONTH_COST
  What the account can pay is not known, and limits nothing: no endpoint of BSS OpenAPI is set
`);
  });

  it('with vouchers, and a balance that will not reach', () => {
    const money: MoneyResult = {
      ...SOME_MONEY,
      caps: [],
      vouchersMinor: 9000,
      forecast: [
        { days: 30, costMinor: 50_000, unpricedCount: 0, shortMinor: 0 },
        { days: 60, costMinor: 120_000, unpricedCount: 2, shortMinor: 11_000 },
      ],
    };
    expect(renderPlanMoney(money, 3, VIEW).slice(2)).toEqual([
      '  The account can pay 1000.00 CNY; vouchers are reckoned to pay 90.00 CNY of the cost',
      '  Expiries ahead: 30 days 500.00 CNY, 60 days 1200.00 CNY and 2 without a price (110.00 CNY short)',
    ]);
  });
});
