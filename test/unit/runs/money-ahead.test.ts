import { describe, expect, it } from 'vitest';
import { NO_POLICY } from '../../../src/config/policy.ts';
import type { CashCoupon } from '../../../src/inventory/account-reader.ts';
import type { RenewalResult } from '../../../src/report/result.ts';
import { aCloudError } from '../../builders/cloud-error.ts';
import { aListedDomain, aName, DAY, NOW_MS } from '../../builders/domains.ts';
import { aWorld, DUE, threeDueOfTen, type World } from '../../builders/runs.ts';

const told = ({ problems }: RenewalResult): string[] =>
  problems.map(({ problem, domain }) => [problem, domain].join(' ').trim());

/** Three due, and so many that expire from day 40 on. */
function aWorldWithLater(count: number, balanceMinor: number | null): World {
  const later = Array.from({ length: count }, (_, index) =>
    aListedDomain({ name: `next${index}.com`, expiryMs: NOW_MS + (40 + index / 10) * DAY }),
  );
  const world = aWorld([...threeDueOfTen(), ...later]);
  if (balanceMinor !== null) {
    world.registrar.money.accountBalance = { kind: 'known', value: { minor: balanceMinor, currency: 'CNY' } };
  }
  return world;
}

describe('the balance ahead', () => {
  it('is told before it bites, and the plan is paid', async () => {
    const { renew, registrar } = aWorldWithLater(5, 50_000);
    const result = await renew();
    expect(result.submissions.flatMap(({ domains }) => domains)).toEqual([...DUE]);
    expect(told(result)).toEqual(['balance-short']);
    expect(result.problems[0]?.message).toContain('220.00 CNY are missing');
    expect(result.money?.forecast).toEqual([
      { days: 30, costMinor: 27_000, unpricedCount: 0, shortMinor: 0 },
      { days: 60, costMinor: 72_000, unpricedCount: 0, shortMinor: 22_000 },
      { days: 90, costMinor: 72_000, unpricedCount: 0, shortMinor: 22_000 },
    ]);
    expect(registrar.money.asked.map(({ length }) => length)).toEqual([3, 5]);
  });

  it('says nothing more beside the cut of the present plan', async () => {
    const result = await aWorldWithLater(5, 20_000).renew();
    expect(told(result)).toEqual(['balance-short']);
    expect(result.problems[0]?.message).toContain('third.org');
    expect(result.deferred).toEqual(['third.org']);
  });

  it('asks for the prices of a hundred more at most, the others cost what these do', async () => {
    const { renew, registrar } = aWorldWithLater(130, 5_000_000);
    const result = await renew();
    expect(registrar.money.asked.map(({ length }) => length)).toEqual([3, 50, 50]);
    expect(result.money?.forecast?.at(-1)).toEqual({
      days: 90,
      costMinor: 133 * 9000,
      unpricedCount: 0,
      shortMinor: 0,
    });
    expect(told(result)).toEqual([]);
  });

  it('asks for none where the balance is not known, in a run of named domains, and when no price came at all', async () => {
    const unknown = aWorldWithLater(5, null);
    expect((await unknown.renew()).money?.forecast).toBeUndefined();
    const named = aWorldWithLater(5, 1_000_000);
    expect((await named.renew({}, { domains: [aName(DUE[0])] })).money?.forecast).toBeUndefined();
    const broken = aWorldWithLater(5, 1_000_000);
    broken.registrar.money.priceTrouble = aCloudError({ kind: 'transient' });
    expect((await broken.renew()).money?.forecast?.at(-1)).toMatchObject({ costMinor: 0, unpricedCount: 8 });
    expect([unknown, named, broken].map(({ registrar }) => registrar.money.asked.length)).toEqual([1, 1, 1]);
  });
});

describe('vouchers', () => {
  function aVoucher(couponNo: string, minor: number, days: number): CashCoupon {
    return { couponNo, balance: { minor, currency: 'CNY' }, expiresMs: NOW_MS + days * DAY, products: '通用' };
  }
  function aWorldWith(...coupons: CashCoupon[]): World {
    const world = aWorld();
    world.registrar.money.coupons = { kind: 'known', value: coupons };
    return world;
  }
  const sent = ({ registrar }: World) =>
    registrar.requests.map(({ couponNo, orders }) => [couponNo, ...orders.map(({ domainName }) => domainName)]);

  it('auto takes the one that ends soonest, and the rest is paid without', async () => {
    const world = aWorldWith(aVoucher('late', 500, 200), aVoucher('soon', 10_000, 100));
    const result = await world.renew({ couponNo: 'auto' });
    expect(sent(world)).toEqual([
      ['soon', 'first.com', 'second.cn'],
      ['late', 'third.org'],
    ]);
    expect(result.money).toMatchObject({ planMinor: 27_000, vouchersMinor: 10_500 });
    expect(told(result)).toEqual([]);
  });

  it('auto pays from the balance, and says so, where they cannot be read', async () => {
    const world = aWorld();
    const result = await world.renew({ couponNo: 'auto' });
    expect(sent(world)).toEqual([[null, ...DUE]]);
    expect(told(result)).toEqual(['vouchers-unreadable']);
  });

  it('a named one that cannot be used holds its domains; the others go on', async () => {
    const world = aWorldWith(aVoucher('V', 50_000, 100));
    const rules = [{ name: 'old', match: { tld: ['cn'] }, action: 'renew', couponNo: 'GONE' }] as const;
    const result = await world.renew({ couponNo: 'V', policy: { ...NO_POLICY, rules } });
    expect(sent(world)).toEqual([['V', 'first.com', 'third.org']]);
    expect(result.verdicts['voucher-unusable']).toBe(1);
    expect(told(result)).toEqual(['voucher-unusable second.cn']);
  });

  it('a named one is used as it is where they cannot be read', async () => {
    const world = aWorld();
    expect(told(await world.renew({ couponNo: 'V' }))).toEqual([]);
    expect(sent(world)).toEqual([['V', ...DUE]]);
  });

  it.each([
    ['CNY', ['voucher-expires E (50.00 CNY) ends 2026-06-21']],
    ['USD', ['voucher-expires E ends 2026-06-21']],
  ] as const)('one that ends, of an account in %s, under settings in CNY', async (currency, expected) => {
    const world = aWorldWith(aVoucher('E', 5000, 20));
    world.registrar.money.accountBalance = { kind: 'known', value: { minor: 5_000_000, currency } };
    const { problems, stops } = await world.renew({}, { mode: 'plan', trigger: 'direct' });
    expect(stops.map(({ stop }) => stop)).toEqual(currency === 'CNY' ? [] : ['currency-differs']);
    expect(problems.map(({ problem, message }) => `${problem} ${/soon: (.*)\. What is/.exec(message)?.[1]}`)).toEqual(
      expected,
    );
  });

  it('one that ends unused is told by the timer and in a plan, not to who renews by hand', async () => {
    const ending = aVoucher('E', 5000, 20);
    expect(told(await aWorldWith(ending).renew())).toEqual(['voucher-expires']);
    expect(told(await aWorldWith(ending).renew({}, { trigger: 'direct', mode: 'plan' }))).toEqual(['voucher-expires']);
    expect(told(await aWorldWith(ending).renew({ couponNo: 'E' }))).toEqual([]);
    const byHand = aWorldWith(ending);
    expect(told(await byHand.renew({}, { trigger: 'direct' }))).toEqual([]);
    expect(byHand.registrar.money.couponCalls).toBe(0);
  });
});
