import { describe, expect, it } from 'vitest';
import { NO_POLICY } from '../../../src/config/policy.ts';
import type { CashCoupon } from '../../../src/inventory/account-reader.ts';
import { fitBudget } from '../../../src/plan/budget.ts';
import { makePlan } from '../../../src/plan/plan.ts';
import type { Renewal } from '../../../src/plan/renewal.ts';
import { drawVoucher, endingVouchers, purseOf } from '../../../src/plan/vouchers.ts';
import { aRenewal, DAY, NOW_MS } from '../../builders/domains.ts';
import { aConfig, NO_LIMIT } from '../../builders/settings.ts';

/** A voucher for all products that ends in so many days. */
function aVoucher(couponNo: string, minor: number, days: number | null, rest: Partial<CashCoupon> = {}): CashCoupon {
  const expiresMs = days === null ? null : NOW_MS + days * DAY;
  return { couponNo, balance: { minor, currency: 'CNY' }, expiresMs, products: '通用', ...rest };
}

/** Renewals at 90.00 each, the first expires first. */
function renewals(...couponNos: (string | null)[]): Renewal[] {
  return couponNos.map((couponNo, index) =>
    aRenewal({ name: `d${index}.com`, expiryMs: NOW_MS + (index + 1) * DAY, couponNo }),
  );
}

function purse(...coupons: CashCoupon[]) {
  return purseOf(coupons, aConfig());
}

const shown = (fit: readonly Renewal[]) =>
  fit.map(({ name, couponNo, voucherMinor }) => [name, couponNo, voucherMinor]);

describe('vouchers that are chosen by themselves', () => {
  it('the one that ends soonest is used first, as far as it reaches, soonest expiry first', () => {
    const left = purse(aVoucher('late', 9000, 90), aVoucher('never', 99_999, null), aVoucher('soon', 10_000, 5));
    const { fit, costMinor } = fitBudget(renewals('auto', 'auto', 'auto', 'auto'), { ...NO_LIMIT, purse: left });
    expect(shown(fit)).toEqual([
      ['d0.com', 'soon', 9000],
      // 10.00 of this one are paid by the voucher, 80.00 by the balance.
      ['d1.com', 'soon', 1000],
      ['d2.com', 'late', 9000],
      ['d3.com', 'never', 9000],
    ]);
    expect(costMinor).toBe(36_000);
  });

  it('none is taken when all are spent, or not known', () => {
    const budget = { ...NO_LIMIT, purse: purse(aVoucher('V', 9000, 5)) };
    expect(shown(fitBudget(renewals('auto', 'auto'), budget).fit)).toEqual([
      ['d0.com', 'V', 9000],
      ['d1.com', null, undefined],
    ]);
    expect(shown(fitBudget(renewals('auto'), NO_LIMIT).fit)).toEqual([['d0.com', null, undefined]]);
  });

  it.each([
    ['of another currency', aVoucher('V', 9000, 5, { balance: { minor: 9000, currency: 'USD' } })],
    ['for other products', aVoucher('V', 9000, 5, { products: '云服务器 ECS' })],
    ['for one product', aVoucher('V', 9000, 5, { products: 'ECS' })],
    ['that a rule names', aVoucher('of-a-rule', 9000, 5)],
  ])('never one %s', (_name, voucher) => {
    const rules = [{ name: 'brands', action: 'renew', couponNo: 'of-a-rule' }] as const;
    const left = purseOf([voucher], aConfig({ policy: { ...NO_POLICY, rules } }));
    expect(shown(fitBudget(renewals('auto'), { ...NO_LIMIT, purse: left }).fit)).toEqual([['d0.com', null, undefined]]);
  });

  it.each(['', '  ', '通用', '域名', 'All products', 'Domain names'])('one for "%s" may be taken', (products) => {
    expect(purse(aVoucher('V', 9000, 5, { products }))[0]?.isFree).toBe(true);
  });

  it.each([
    ['B', 'A'],
    ['A', 'B'],
  ])('of two that end together the first by number, listed as %s and %s', (...numbers) => {
    expect(purse(...numbers.map((couponNo) => aVoucher(couponNo, 9000, 5))).map(({ couponNo }) => couponNo)).toEqual([
      'A',
      'B',
    ]);
  });

  it('what does not fit a cap takes nothing from a voucher', () => {
    const [dear, cheap] = [
      aRenewal({ name: 'dear.com', price: { minor: 50_000, currency: 'CNY' }, couponNo: 'auto' }),
      aRenewal({ name: 'cheap.com', couponNo: 'auto' }),
    ];
    const budget = { ...NO_LIMIT, run: 20_000, purse: purse(aVoucher('V', 9000, 5)) };
    expect(shown(fitBudget([dear, cheap], budget).fit)).toEqual([['cheap.com', 'V', 9000]]);
  });
});

describe('a named voucher', () => {
  it('is left out once this plan has spent it, and stays as it is when nothing is known of it', () => {
    const budget = { ...NO_LIMIT, purse: purse(aVoucher('V', 9000, 5)) };
    expect(shown(fitBudget(renewals('V', 'V'), budget).fit)).toEqual([
      ['d0.com', 'V', 9000],
      ['d1.com', null, undefined],
    ]);
    expect(shown(fitBudget(renewals('W'), budget).fit)).toEqual([['d0.com', 'W', undefined]]);
    expect(shown(fitBudget(renewals('V'), NO_LIMIT).fit)).toEqual([['d0.com', 'V', undefined]]);
  });

  it('may be for other products: a person named it', () => {
    const [renewal] = renewals('V');
    const left = purse(aVoucher('V', 500, 5, { products: 'ECS' }));
    expect(drawVoucher(renewal ?? aRenewal(), 9000, left)).toMatchObject({
      voucherMinor: 500,
      purse: [{ leftMinor: 0 }],
    });
  });
});

it('the voucher that a plan has chosen is not chosen again', () => {
  const renewal = aRenewal({ couponNo: 'V', voucherMinor: 4000 });
  const left = purse(aVoucher('V', 500, 5));
  expect(drawVoucher(renewal, 9000, left)).toEqual({ renewal, voucherMinor: 4000, purse: left });
});

describe('the balance', () => {
  it('pays only what a voucher does not; the caps count all', () => {
    const vouchers = purse(aVoucher('V', 20_000, 5));
    const balance = { ...NO_LIMIT, balance: 7000, purse: vouchers };
    expect(fitBudget(renewals('auto', 'auto', 'auto'), balance).fit).toHaveLength(3);
    expect(fitBudget(renewals('auto', 'auto', 'auto', 'auto'), balance).unfit).toMatchObject([
      { renewal: { name: 'd3.com' }, by: 'balance' },
    ]);
    const run = { ...NO_LIMIT, run: 18_000, purse: vouchers };
    expect(fitBudget(renewals('auto', 'auto', 'auto'), run).unfit).toMatchObject([{ by: 'run' }]);
  });
});

describe('a plan with vouchers', () => {
  it('has one voucher in a batch, and another digest when the voucher is another', () => {
    const plan = (voucher: string) => {
      const budget = { ...NO_LIMIT, purse: purse(aVoucher(voucher, 18_000, 5)) };
      return makePlan(renewals('auto', 'auto', 'auto'), budget, aConfig(), () => false);
    };
    expect(plan('V').batches.map((batch) => batch.map(({ name, couponNo }) => [name, couponNo]))).toEqual([
      [
        ['d0.com', 'V'],
        ['d1.com', 'V'],
      ],
      [['d2.com', null]],
    ]);
    expect(plan('V').digest).not.toBe(plan('W').digest);
  });
});

describe('a voucher that ends soon', () => {
  const NOW = { nowMs: NOW_MS, misreadIn: null };
  it('is told when no plan uses it, all of them in one problem', () => {
    const coupons = [
      aVoucher('B', 5000, 30),
      aVoucher('A', 8000, 2),
      aVoucher('far', 1, 31),
      aVoucher('open', 1, null),
    ];
    expect(endingVouchers(coupons, [], NOW)).toEqual([
      {
        problem: 'voucher-expires',
        message:
          'no renewal of this plan uses vouchers that end soon: A (80.00 CNY) ends 2026-06-03; B (50.00 CNY) ends 2026-07-01. What is left on it is lost then. COUPON_NO=auto uses the one that ends soonest first; or renew domains early',
      },
    ]);
    expect(endingVouchers(coupons, renewals('A'), NOW)).toEqual([
      {
        problem: 'voucher-expires',
        message:
          'no renewal of this plan uses a voucher that ends soon: B (50.00 CNY) ends 2026-07-01. What is left on it is lost then. COUPON_NO=auto uses the one that ends soonest first; or renew domains early',
      },
    ]);
    expect(endingVouchers(coupons, renewals('A', 'B'), NOW)).toEqual([]);
  });

  it('is nobody’s business here when it is for other products', () => {
    expect(endingVouchers([aVoucher('E', 5000, 3, { products: '云服务器 ECS' })], [], NOW)).toEqual([]);
  });

  it.each([
    ['is told where its currency is certain', null, 'A (80.00 CNY) ends 2026-06-03; D (7.00 USD) ends 2026-06-04'],
    ['is not told where it was read in the wrong one', 'CNY', 'A ends 2026-06-03; D (7.00 USD) ends 2026-06-04'],
  ] as const)('its amount %s', (_name, misreadIn, expected) => {
    const coupons = [aVoucher('A', 8000, 2), aVoucher('D', 0, 3, { balance: { minor: 700, currency: 'USD' } })];
    const [told] = endingVouchers(coupons, [], { nowMs: NOW_MS, misreadIn });
    expect(/soon: (.*)\. What is left/.exec(told?.message ?? '')?.[1]).toBe(expected);
  });
});
