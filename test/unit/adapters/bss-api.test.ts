import { describe, expect, it, onTestFinished } from 'vitest';
import { type BssApiOptions, createBssApi } from '../../../src/adapters/bss-api.ts';
import type { AccountReader } from '../../../src/inventory/account-reader.ts';
import { fakeClock } from '../../fakes/fake-clock.ts';
import { type Loopback, type LoopbackStep, startLoopback } from '../../fakes/loopback.ts';
import balanceSample from '../../fixtures/domain-api/account-balance.json' with { type: 'json' };
import couponsSample from '../../fixtures/domain-api/cash-coupons.json' with { type: 'json' };
import { CREDENTIALS, START_MS } from './loopback-api.ts';

async function bss(
  script: readonly LoopbackStep[],
  options: Partial<BssApiOptions> = {},
): Promise<{ api: AccountReader; server: Loopback }> {
  const server = await startLoopback(script);
  onTestFinished(async () => await server.close());
  const api = createBssApi({
    endpoint: server.url,
    currency: 'CNY',
    credentials: CREDENTIALS,
    deadlineMs: START_MS + 600_000,
    clock: fakeClock(START_MS),
    random: () => 0,
    timeouts: { connectMs: 60, readMs: 150, submitMs: 150 },
    ...options,
  });
  return { api, server };
}

function unavailable(why: string): unknown {
  const says: unknown = expect.stringContaining(why);
  return { kind: 'unavailable', why: says };
}

function balanceReply(data: object, rest: object = {}): LoopbackStep {
  const Data = { AvailableAmount: '10000.00', Currency: 'CNY', ...data };
  return { reply: { Code: '200', Message: 'success', RequestId: 'R', Success: true, Data, ...rest } };
}

/** In effect at START_MS. */
function coupon(rest: object = {}): object {
  const times = { EffectiveTime: '2026-11-01T00:00:00Z', ExpiryTime: '2026-12-31T00:00:00Z' };
  const fields = { CashCouponNo: 'Q-1', Status: 'Available', Balance: '100.00', ApplicableProducts: '通用' };
  return { ...fields, ...times, ...rest };
}

function couponsReply(CashCoupon: unknown, rest: object = {}): LoopbackStep {
  return { reply: { Code: 'Success', Message: 'Successful！', Success: true, Data: { CashCoupon }, ...rest } };
}

describe('the balance', () => {
  it('is asked for by a signed form of its own version, without Lang and UserClientIp', async () => {
    const { api, server } = await bss([{ reply: balanceSample }]);
    expect(await api.balance()).toEqual({ kind: 'known', value: { minor: 1_000_000, currency: 'CNY' } });
    const [request] = server.requests;
    expect(request).toMatchObject({ method: 'POST', url: '/' });
    expect(request?.params).toMatchObject({ Action: 'QueryAccountBalance', Version: '2017-12-14', Format: 'JSON' });
    expect(request?.params).not.toHaveProperty('Lang');
    expect(request?.params).not.toHaveProperty('UserClientIp');
  });

  const known: [name: string, step: LoopbackStep, minor: number, currency: string][] = [
    ['negative, as in the XML sample', balanceReply({ AvailableAmount: '-11.19' }), -1119, 'CNY'],
    ['with a stray line break', balanceReply({ AvailableAmount: '10000.00\n' }), 1_000_000, 'CNY'],
    ['with separators', balanceReply({ AvailableAmount: '1,234.50' }), 123_450, 'CNY'],
    ['as a number', balanceReply({ AvailableAmount: 12.5 }), 1250, 'CNY'],
    ['of nothing', balanceReply({ AvailableAmount: '0.00' }), 0, 'CNY'],
    ['in dollars', balanceReply({ Currency: 'USD' }), 1_000_000, 'USD'],
    ['in yen', balanceReply({ AvailableAmount: '1200', Currency: 'JPY' }), 1200, 'JPY'],
    ['with Code Success', balanceReply({}, { Code: 'Success' }), 1_000_000, 'CNY'],
    ['with Success as a text', balanceReply({}, { Success: 'true' }), 1_000_000, 'CNY'],
    [
      'in small first letters',
      { reply: { code: 200, data: { availableAmount: '1.00', currency: 'cny' } } },
      100,
      'CNY',
    ],
  ];
  it.each(known)('%s', async (_name, step, minor, currency) => {
    const { api } = await bss([step]);
    expect(await api.balance()).toEqual({ kind: 'known', value: { minor, currency } });
  });

  const trouble: [name: string, step: LoopbackStep, why: string][] = [
    ['no Success', balanceReply({}, { Success: false }), 'did not succeed'],
    ['no Data', { reply: { Code: '200', Success: true } }, 'no Data'],
    ['no amount', balanceReply({ AvailableAmount: '' }), 'AvailableAmount'],
    ['an amount that is none', balanceReply({ AvailableAmount: 'lots' }), '"lots" cannot be read'],
    ['an unknown currency', balanceReply({ Currency: 'XYZ' }), 'XYZ'],
    ['NoPermission', { reply: { Code: 'NoPermission' }, status: 400 }, 'bssapi:QueryAccountBalance'],
    ['NotAuthorized', { reply: { Code: 'NotAuthorized', Success: false } }, 'bssapi:QueryAccountBalance'],
    ['NotApplicable', { reply: { Code: 'NotApplicable' }, status: 400 }, 'NotApplicable'],
    ['no such call', { reply: { Code: 'InvalidAction.NotFound' }, status: 404 }, 'InvalidAction.NotFound'],
    ['wrong keys', { reply: { Code: 'SignatureDoesNotMatch' }, status: 403 }, 'wrong access key secret'],
    ['a page', { text: '<html>502</html>', status: 502 }, 'not JSON'],
    ['no answer', { drop: true }, 'broke'],
    ['half an answer', { cut: '{"Data":' }, 'broke'],
  ];
  it.each(trouble)('not known: %s', async (_name, step, why) => {
    const { api } = await bss([step]);
    expect(await api.balance()).toEqual(unavailable(why));
  });

  it('is tried again when trouble may pass, inside the time', async () => {
    const { api, server } = await bss([
      { reply: { Code: 'Throttling' }, status: 400 },
      { drop: true },
      balanceReply({}),
    ]);
    expect(await api.balance()).toMatchObject({ kind: 'known' });
    expect(server.requests).toHaveLength(3);
    const late = await bss([balanceReply({})], { deadlineMs: START_MS + 15_000 });
    expect(await late.api.balance()).toEqual(unavailable('time limit is near'));
    expect(late.server.requests).toHaveLength(0);
  });
});

describe('coupons', () => {
  it('of the sample had their time', async () => {
    const { api, server } = await bss([{ reply: couponsSample }]);
    expect(await api.cashCoupons()).toEqual({ kind: 'known', value: [] });
    expect(server.requests[0]?.params).toMatchObject({ Action: 'QueryCashCoupons', EffectiveOrNot: 'true' });
    const then = await bss([{ reply: couponsSample }], {
      clock: fakeClock(Date.UTC(2018, 7, 9)),
      deadlineMs: Date.UTC(2018, 7, 10),
    });
    expect(await then.api.cashCoupons()).toEqual({
      kind: 'known',
      value: [
        {
          couponNo: 'Q-b1485def8f04a',
          balance: { minor: 10_000, currency: 'CNY' },
          expiresMs: Date.UTC(2018, 7, 10),
          products: '通用',
        },
      ],
    });
  });

  const cases: [name: string, rows: unknown, numbers: string[]][] = [
    ['one object in place of an array', coupon(), ['Q-1']],
    ['none', [], []],
    ['no list', undefined, []],
    [
      'expired by their status',
      [coupon({ Status: 'Expired' }), coupon({ Status: 'Cancelled' }), coupon({ Status: '' })],
      [],
    ],
    ['expired by their time', [coupon({ ExpiryTime: '2026-11-22T00:00:00Z' })], []],
    ['a second before', [coupon({ ExpiryTime: '2026-11-22T00:00:01Z' })], ['Q-1']],
    ['not yet in effect', [coupon({ EffectiveTime: '2026-11-22T00:00:01Z' })], []],
    ['in effect since now', [coupon({ EffectiveTime: '2026-11-22T00:00:00Z' })], ['Q-1']],
    ['with nothing left', [coupon({ Balance: '0.00' }), coupon({ Balance: '-1.00' })], []],
    ['a used one without a number', [coupon({ Status: 'Expired', CashCouponNo: '', Balance: '?' })], []],
    [
      'soonest first, those without a readable end last',
      [
        coupon({ CashCouponNo: 'never', ExpiryTime: '' }),
        coupon({ CashCouponNo: 'late' }),
        coupon({ CashCouponNo: 'soon', ExpiryTime: '2026-11-25T00:00:00Z', EffectiveTime: 'x' }),
      ],
      ['soon', 'late', 'never'],
    ],
  ];
  it.each(cases)('%s', async (_name, rows, numbers) => {
    const { api } = await bss([couponsReply(rows)]);
    const answer = await api.cashCoupons();
    expect(answer.kind === 'known' && answer.value.map(({ couponNo }) => couponNo)).toEqual(numbers);
  });

  it('are in the currency of the account unless they say otherwise', async () => {
    const rows = [coupon({ Balance: '1,000' }), coupon({ CashCouponNo: 'Q-2', Currency: 'USD', Balance: 5 })];
    const { api } = await bss([couponsReply(rows)], { currency: 'JPY' });
    expect(await api.cashCoupons()).toMatchObject({
      kind: 'known',
      value: [{ balance: { minor: 1000, currency: 'JPY' } }, { balance: { minor: 500, currency: 'USD' } }],
    });
  });

  const trouble: [name: string, step: LoopbackStep, why: string][] = [
    ['a balance that is none', couponsReply([coupon(), coupon({ Balance: 'much' })]), '"much"'],
    ['no number', couponsReply([coupon({ CashCouponNo: ' ' })]), 'CashCouponNo'],
    ['a number with odd letters', couponsReply([coupon({ CashCouponNo: 'Q\u202e1' })]), 'odd letters'],
    ['a row that is none', couponsReply([7]), 'no object'],
    ['no Success', couponsReply([], { Success: false }), 'did not succeed'],
    ['no permission', { reply: { Code: 'NoPermission' }, status: 400 }, 'bssapi:QueryCashCoupons'],
    ['not authorized', { reply: { Code: 'NotAuthorized' }, status: 400 }, 'bssapi:QueryCashCoupons'],
  ];
  it.each(trouble)('not known: %s', async (_name, step, why) => {
    const { api } = await bss([step]);
    expect(await api.cashCoupons()).toEqual(unavailable(why));
  });
});

describe('the account', () => {
  it('is not asked without an endpoint', async () => {
    const { api } = await bss([balanceReply({})], { endpoint: null });
    expect(await api.balance()).toEqual(unavailable('no endpoint'));
    expect(await api.cashCoupons()).toEqual(unavailable('no endpoint'));
  });

  it('tells no secret', async () => {
    const { accessKeyId, accessKeySecret, securityToken } = CREDENTIALS;
    const everything = `${accessKeyId} ${accessKeySecret} ${securityToken}`;
    const steps = [
      balanceReply({ AvailableAmount: accessKeySecret }),
      balanceReply({ Currency: accessKeyId }),
      { reply: { Code: 'NoPermission', Message: everything }, status: 400 },
      { reply: { Code: 'NotAuthorized', Message: encodeURIComponent(securityToken) }, status: 400 },
    ];
    for (const step of steps) {
      const { api } = await bss([step]);
      expect(JSON.stringify(await api.balance())).not.toContain('Planted');
    }
  });

  it('tells no secret of a voucher either: its number makes the answer unreadable, what it is for is withheld', async () => {
    const { accessKeyId } = CREDENTIALS;
    const told = async (fields: object): Promise<unknown> => {
      const { api } = await bss([couponsReply([coupon(fields)])]);
      return await api.cashCoupons();
    };
    expect(JSON.stringify(await told({ CashCouponNo: accessKeyId }))).toContain('odd letters');
    expect(JSON.stringify(await told({ ApplicableProducts: accessKeyId }))).toContain('"products":"withheld"');
  });
});
