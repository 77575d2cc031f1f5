import { describe, expect, it } from 'vitest';
import type { RenewalResult } from '../../src/report/result.ts';
import type { SandboxDomainSeed } from '../../src/sandbox/registry.ts';
import { timerEvent } from '../fakes/fc-function.ts';
import { builtWithPolicy, renew, submitted, told, moneyWorld as world } from './money-world.ts';
import { claimsMeet, inSlsWorld, type SlsE2eWorld } from './sls-world.ts';
import { DAY, DUE, EACH_ONCE, HOUR, smallAccount, type World } from './world.ts';

/** What the sandbox's price list says a year costs: soonest.com 90.00, second.cn 39.00, third.net 99.00, fourth.org 112.00, fifth.io 399.00. */
const POLICY = `currency: CNY
rules:
  - name: chinese
    match: { tld: [cn] }
    action: renew
    couponNo: "900123"
  - name: gold
    match: { name: [gold.com] }
    action: renew
    permitPremium: true
    maxYearPrice: 2000
    expectedYearPrice: 1800
prices:
  com: 90
  cn: 39
`;

const withPolicy = builtWithPolicy(POLICY);

/** Of these, a person is told of each by itself: a week or less is left. */
const NEAR = ['soonest.com'];
const messageOf = ({ problems, stops }: RenewalResult, kind: string): string =>
  [...problems.filter(({ problem }) => problem === kind), ...stops.filter(({ stop }) => stop === kind)]
    .map(({ message }) => message)
    .join('\n');
const orders = (w: World) =>
  w.sandbox
    .books()
    .orders.map(({ domain, couponNo, couponPaidMinor, balancePaidMinor, state }) =>
      [domain, couponNo ?? '-', couponPaidMinor, balancePaidMinor, state].join(' '),
    )
    .sort();

/** Two runs claim different domains at the same instant. Each may alone, both together may not: 129.00 and 99.00. */
async function oneOfTwoPays(w: SlsE2eWorld): Promise<void> {
  const asked = [['soonest.com', 'second.cn'], ['third.net']];
  const ends = await Promise.all(asked.map(async (domains) => await w.instance().renew({ mode: 'renew', domains })));
  expect(ends.map(({ result }) => result?.money?.planMinor)).toEqual([12_900, 9900]);
  w.advance(HOUR);
  expect([{ 'second.cn': 1, 'soonest.com': 1 }, { 'third.net': 1 }]).toContainEqual(w.paid());
}

describe('a price that is not known', () => {
  it('because the call fails: all are held and told, nothing is paid', async () => {
    const w = await world();
    const kind = { code: 'ParameterIllegal', httpStatus: 400, executed: false } as const;
    w.sandbox.fault({ action: 'QueryDomainRealTimePrice', times: 99, kind });
    const result = await renew(w);
    expect(result.verdicts['price-unknown']).toBe(5);
    expect(told(result)).toEqual(DUE.map((name) => `price-unknown ${name}`));
    expect(w.sandbox.books().submissions).toEqual([]);
  });

  it('on a site without the call: all are held, and that is told once; by itself only what is near its expiry', async () => {
    const w = await world({ switches: { QueryDomainRealTimePrice: 'not-found' } });
    const result = await renew(w);
    expect(result.verdicts['price-unknown']).toBe(5);
    expect(told(result)).toEqual(['price-call-missing', ...NEAR.map((name) => `price-unknown ${name}`)]);
    expect(messageOf(result, 'price-call-missing')).toMatch(
      /has none for 5 domains that are due, the soonest of them: soonest\.com \(expiry 20..-..-..\)/,
    );
    expect(w.sandbox.books().submissions).toEqual([]);
  });

  it("on such a site with the policy's table: what it prices is paid, the rest held", async () => {
    const coupons = [{ couponNo: '900123', balanceMinor: 1000, expiresMs: Date.now() + 90 * DAY }];
    const w = await world({ switches: { QueryDomainRealTimePrice: 'not-found' }, account: { coupons } });
    const result = await renew(w, timerEvent(), withPolicy);
    expect(result.money).toMatchObject({ planMinor: 12_900, vouchersMinor: 1000 });
    expect(told(result)).toEqual(['price-call-missing']);
    expect(messageOf(result, 'price-call-missing')).toMatch(
      /the policy's prices stand for 2 domains that are due; the policy has none for 3 domains that are due, the soonest of them: third\.net/,
    );
    expect(result.plan.renewals).toMatchObject([{ priceOf: 'policy' }, { priceOf: 'policy' }]);
    expect(w.paid()).toEqual({ 'second.cn': 1, 'soonest.com': 1 });
  });
});

describe('a price that has changed', () => {
  it('by 21 % with the limit at 20 %: held and told, while 20 % and the rest go on', async () => {
    const inDays = (name: string, days: number): SandboxDomainSeed => ({ name, expiryMs: Date.now() + days * DAY });
    const far = Array.from({ length: 8 }, (_, index) => inDays(`far${index}.com`, 900));
    const w = await world({ domains: [inDays('up21.com', 3), inDays('up20.com', 4), inDays('new.net', 368), ...far] });
    await renew(w);
    await w.run().check(timerEvent());
    w.advance(362 * DAY);
    w.sandbox.editDomain('up21.com', { priceMinor: 10_890 });
    w.sandbox.editDomain('up20.com', { priceMinor: 10_800 });
    const result = await renew(w);
    expect(told(result)).toEqual(['price-changed up21.com']);
    expect(messageOf(result, 'price-changed')).toMatch(
      /108\.90 CNY .*\+21 % against 90\.00 CNY .*MAX_PRICE_CHANGE is 20 %/,
    );
    expect(w.paid()).toEqual({ 'new.net': 1, 'up20.com': 2, 'up21.com': 1 });
  });
});

describe('a premium domain', () => {
  const domains = [...smallAccount(Date.now()), { name: 'gold.com', premium: true, expiryMs: Date.now() + 5 * DAY }];

  it('is held and told, while the others go on', async () => {
    const w = await world({ domains });
    expect(told(await renew(w))).toEqual(['premium-not-permitted gold.com']);
    expect(w.paid()).toEqual(EACH_ONCE);
  });

  it('is paid where its rule permits it at that price', async () => {
    const w = await world({ domains });
    await renew(w, { mode: 'renew', domains: ['gold.com'] }, withPolicy);
    expect(orders(w)).toEqual(['gold.com - 0 180000 paid']);
  });
});

describe('caps', () => {
  it('of the month: what does not fit waits, with numbers and the name of the setting; the next month goes on', async () => {
    const w = await world({ env: { RENEW_MAX_MONTH_COST: '300' } });
    const first = await renew(w);
    expect(first.deferred).toEqual(['fourth.org', 'fifth.io']);
    expect(told(first)).toEqual(['cap-reached']);
    expect(messageOf(first, 'cap-reached')).toMatch(/RENEW_MAX_MONTH_COST is 300\.00 CNY; 0\.00 CNY were spent/);
    await w.run().check(timerEvent());
    const again = await renew(w);
    expect(messageOf(again, 'cap-reached')).toContain('228.00 CNY were spent or committed this month before');
    expect(w.paid()).toEqual({ 'second.cn': 1, 'soonest.com': 1, 'third.net': 1 });
    w.advance(31 * DAY);
    const next = await renew(w);
    expect(submitted(next)).toEqual([['fourth.org']]);
    expect(w.paid()).toEqual({ 'fourth.org': 1, 'second.cn': 1, 'soonest.com': 1, 'third.net': 1 });
  });

  it('take no place of a run from what fits: a dear domain at the front waits, those behind it go', async () => {
    const domains = [
      ...smallAccount(Date.now()),
      { name: 'dear.com', priceMinor: 45_000, expiryMs: Date.now() + 2 * DAY },
    ];
    const w = await world({ domains, env: { RENEW_MAX_DAY_COST: '250', RENEW_MAX_DOMAINS: '2' } });
    const result = await renew(w);
    expect(submitted(result)).toEqual([['soonest.com', 'second.cn']]);
    expect(result.deferred).toEqual(['dear.com', 'third.net', 'fourth.org', 'fifth.io']);
    expect(told(result)).toEqual(['cap-reached', 'due-not-submitted dear.com']);
    expect(messageOf(result, 'due-not-submitted')).toContain('because RENEW_MAX_DAY_COST has no room for it');
  });

  it('hold when two runs come at once', async () => {
    const w = await world({ env: { RENEW_MAX_DAY_COST: '130' } });
    const [one, two] = [w.instance(), w.instance()];
    await Promise.all([one.renew(timerEvent()), two.renew(timerEvent())]);
    w.advance(HOUR);
    expect(w.paid()).toEqual({ 'second.cn': 1, 'soonest.com': 1 });
  });

  it.each(['enforced', 'forgotten'] as const)(
    'hold when two runs claim different domains at the same instant, sequence ids %s',
    async (seqidState) => {
      const guards = { seqidState, staleDate: 'rejected' } as const;
      const env = { RENEW_MAX_MONTH_COST: '150' };
      await inSlsWorld({ guards, env, intercept: claimsMeet(2) }, async (w) => {
        await oneOfTwoPays(w);
      });
    },
  );
});

describe('approval above an amount', () => {
  it.each(['enforced', 'forgotten'] as const)(
    'holds for two runs at the same instant, sequence ids %s: no more than the amount goes out unapproved',
    async (seqidState) => {
      const guards = { seqidState, staleDate: 'rejected' } as const;
      const env = { RENEW_APPROVAL: '150' };
      await inSlsWorld({ guards, env, intercept: claimsMeet(2) }, async (w) => {
        await oneOfTwoPays(w);
      });
    },
  );
});

describe('the balance', () => {
  it('cuts the plan to what it can pay, soonest expiry first, and that is told once', async () => {
    const w = await world({ account: { balanceMinor: 15_000 } });
    const result = await renew(w);
    expect(submitted(result)).toEqual([['soonest.com', 'second.cn']]);
    expect(told(result)).toEqual(['balance-short']);
    expect(messageOf(result, 'balance-short')).toContain('can pay 150.00 CNY, this plan takes 129.00 CNY. Top it up');
    expect(w.sandbox.books()).toMatchObject({ account: { balanceMinor: 2100 } });
    expect(orders(w)).toEqual(['second.cn - 0 3900 paid', 'soonest.com - 0 9000 paid']);
  });

  it.each(['enforced', 'forgotten'] as const)(
    'is not claimed twice by two runs at the same instant, sequence ids %s: no order fails for lack of money',
    async (seqidState) => {
      await inSlsWorld({ guards: { seqidState, staleDate: 'rejected' }, intercept: claimsMeet(2) }, async (w) => {
        w.registrar.setBalance(15_000);
        await oneOfTwoPays(w);
        expect(w.registrar.books().orders.map(({ state }) => state)).not.toContain('failed');
      });
    },
  );

  it('that will not reach for what expires later is told before, and this plan is paid', async () => {
    const domains = [...smallAccount(Date.now()), { name: 'later.net', expiryMs: Date.now() + 50 * DAY }];
    const w = await world({ domains, account: { balanceMinor: 80_000 } });
    const result = await renew(w);
    expect(result.money?.forecast?.map(({ days, costMinor, shortMinor }) => [days, costMinor, shortMinor])).toEqual([
      [30, 73_900, 0],
      [60, 83_800, 3800],
      [90, 83_800, 3800],
    ]);
    expect(told(result)).toEqual(['balance-short']);
    expect(messageOf(result, 'balance-short')).toMatch(/38\.00 CNY are missing .* when later\.net/);
    expect(w.paid()).toEqual(EACH_ONCE);
  });
});

describe('approval', () => {
  const env = { RENEW_APPROVAL: 'always' };

  it('is asked for with the digest, and then pays exactly that plan', async () => {
    const w = await world({ env });
    const refused = await renew(w);
    expect(refused.stops).toMatchObject([{ stop: 'approval-missing' }]);
    expect(refused.stops[0]?.message).toContain(`{"mode":"renew","approve":"${refused.plan.digest}"}`);
    expect(w.sandbox.books().submissions).toEqual([]);
    const approved = await renew(w, { mode: 'renew', approve: refused.plan.digest });
    expect(approved.stops).toEqual([]);
    expect(approved.plan).toEqual(refused.plan);
    expect(w.paid()).toEqual(EACH_ONCE);
  });

  it('of a plan that has changed since is refused, and the difference shown', async () => {
    const w = await world({ env });
    const { plan } = await renew(w, {});
    w.sandbox.editDomain('soonest.com', { priceMinor: 9500 });
    const result = await renew(w, { mode: 'renew', approve: plan.digest });
    expect(result.stops).toMatchObject([{ stop: 'plan-drifted' }]);
    expect(messageOf(result, 'plan-drifted')).toContain('soonest.com: price 90.00 CNY → 95.00 CNY');
    expect(w.sandbox.books().submissions).toEqual([]);
  });
});

describe('vouchers', () => {
  const coupon = (couponNo: string, balanceMinor: number, days: number) => {
    return { couponNo, balanceMinor, expiresMs: Date.now() + days * DAY };
  };

  it('auto: the one that ends soonest pays first, the balance the rest; one voucher a submission', async () => {
    const coupons = [coupon('late', 5000, 200), coupon('soon', 10_000, 20)];
    const w = await world({ env: { COUPON_NO: 'auto' }, account: { coupons } });
    const result = await renew(w);
    expect(submitted(result)).toEqual([['soonest.com', 'second.cn'], ['third.net'], ['fourth.org', 'fifth.io']]);
    expect(told(result)).toEqual([]);
    expect(orders(w)).toEqual([
      'fifth.io - 0 39900 paid',
      'fourth.org - 0 11200 paid',
      'second.cn soon 1000 2900 paid',
      'soonest.com soon 9000 0 paid',
      'third.net late 5000 4900 paid',
    ]);
  });

  it('a rule names one for its domains, which go in a submission of their own; one that ends unused is told', async () => {
    const coupons = [coupon('900123', 10_000, 60), coupon('unused', 5000, 20)];
    const w = await world({ account: { coupons } });
    const result = await renew(w, timerEvent(), withPolicy);
    expect(submitted(result)).toEqual([['soonest.com', 'third.net'], ['second.cn'], ['fourth.org', 'fifth.io']]);
    expect(orders(w)).toContain('second.cn 900123 3900 0 paid');
    expect(told(result)).toEqual(['voucher-expires']);
  });

  it('a named one that has expired: its domains are held before anything is sent, the others go on', async () => {
    const w = await world({ account: { coupons: [coupon('900123', 10_000, -1)] } });
    const result = await renew(w, timerEvent(), withPolicy);
    expect(told(result)).toEqual(['voucher-unusable second.cn']);
    expect(Object.keys(w.paid())).toEqual(DUE.filter((name) => name !== 'second.cn'));
  });

  it('a named one is used as it is where nobody may ask for vouchers', async () => {
    const account = { coupons: [coupon('V-1', 1_000_000, 60)] };
    const w = await world({ env: { COUPON_NO: 'V-1' }, account, switches: { QueryCashCoupons: 'no-permission' } });
    expect(told(await renew(w))).toEqual([]);
    expect(w.sandbox.books().orders.map(({ couponPaidMinor }) => couponPaidMinor > 0)).toEqual(DUE.map(() => true));
  });
});
