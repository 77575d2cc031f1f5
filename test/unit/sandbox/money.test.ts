import { describe, expect, it } from 'vitest';
import type { DomainSandboxOptions } from '../../../src/sandbox/options.ts';
import { batchParams, type DirectClient, directClient, rowsOf, START_MS } from './direct-client.ts';

const SAVE = 'SaveBatchTaskForCreatingOrderRenew';
const PRICE = 'QueryDomainRealTimePrice';
const BSS = { Version: '2017-12-14' };
/** 2026-12-11T04:00:45Z. */
const EXPIRY_MS = 1_796_961_645_000;
const DAY_MS = 86_400_000;
const DOMAINS = [
  { name: 'one.com', expiryMs: EXPIRY_MS },
  { name: 'two.cn', expiryMs: EXPIRY_MS },
  { name: 'gold.com', expiryMs: EXPIRY_MS, premium: true },
  { name: 'last.com', expiryMs: EXPIRY_MS, renewable: false },
  { name: 'own.com', expiryMs: EXPIRY_MS, priceMinor: 12_345 },
  { name: '例子.中国', expiryMs: EXPIRY_MS },
];

function client(options: Partial<DomainSandboxOptions> = {}): DirectClient {
  return directClient({ domains: DOMAINS, ...options });
}

function item(DomainName: string, Period = 1): object {
  return { DomainName, Action: 'renew', Period };
}

function ask(json: DirectClient['json'], items: unknown, Currency = 'CNY'): Record<string, unknown> {
  return json(PRICE, { Currency, DomainItem: typeof items === 'string' ? items : JSON.stringify(items) });
}

function pricesIn(answer: Record<string, unknown>): unknown[] {
  const rows = (answer['Module'] as { DomainPrices: Record<string, unknown>[] }).DomainPrices;
  return rows.map(({ Price, Reason }) => Price ?? Reason);
}

/** Orders these and waits; what the task's details say of each. */
function renew(
  { json, sandbox }: DirectClient,
  names: readonly string[],
  params: Record<string, string> = {},
): (readonly [unknown, unknown])[] {
  const orders = names.map((name) => ({ name, expiryMs: EXPIRY_MS }));
  const { TaskNo } = json(SAVE, { ...batchParams(orders), ...params });
  sandbox.advance(4000);
  const details = json('QueryTaskDetailList', { TaskNo: String(TaskNo), PageNum: '1', PageSize: '10' });
  return rowsOf(details, 'TaskDetail').map((row) => [row['TaskStatus'], row['FailReason']] as const);
}

function codeOf(reply: { body: string | Uint8Array }): unknown {
  return (JSON.parse(String(reply.body)) as Record<string, unknown>)['Code'];
}

describe('the price call', () => {
  it('answers in whole units, with the fields that the SDK knows', () => {
    const answer = ask(client().json, [item('One.com', 2), item('last.com')]);
    expect(answer).toMatchObject({
      Success: true,
      HttpStatusCode: 200,
      Module: {
        DomainPrices: [
          { DomainName: 'One.com', Action: 'renew', Avail: 1, Currency: 'CNY', Period: 2, Premium: false, Price: 180 },
          { DomainName: 'last.com', Action: 'renew', Avail: 0, Currency: 'CNY', Period: 1, Reason: '不可续费' },
        ],
      },
    });
  });

  it('knows premium domains, prices of a domain itself, IDN, and none for what is not here', () => {
    const names = ['gold.com', 'own.com', 'xn--fsqu00a.xn--fiqs8s', 'else.com'];
    const answer = ask(
      client().json,
      names.map((name) => item(name)),
    );
    expect(pricesIn(answer)).toEqual([1800, 123.45, 150, 'The domain name does not exist in your account.']);
  });

  it('takes a period of one year for granted', () => {
    expect(pricesIn(ask(client().json, [{ DomainName: 'one.com', Action: 'renew' }]))).toEqual([90]);
  });

  it('does not renew what needs redemption', () => {
    const { json } = client({ domains: [{ name: 'old.com', expiryMs: START_MS - 40 * DAY_MS }] });
    expect(pricesIn(ask(json, [item('old.com')]))).toEqual(['不可续费']);
  });

  it('converts at sample rates', () => {
    const { json } = client();
    expect(pricesIn(ask(json, [item('one.com')], 'USD'))).toEqual([12.86]);
    expect(pricesIn(ask(json, [item('one.com')], 'JPY'))).toEqual([1800]);
  });

  it('follows the price percent, and a change of one domain', () => {
    const { json, sandbox } = client();
    sandbox.setPricePercent(121);
    sandbox.editDomain('own.com', { priceMinor: 10_000 });
    expect(pricesIn(ask(json, [item('one.com'), item('own.com', 3)]))).toEqual([108.9, 363]);
  });

  it.each([
    ['no JSON', '{'],
    ['no list', item('one.com')],
    ['an empty list', []],
    ['no name', [{ Action: 'renew', Period: 1 }]],
    ['another action', [{ DomainName: 'one.com', Action: 'create', Period: 1 }]],
    ['11 years', [item('one.com', 11)]],
    ['half a year', [item('one.com', 0.5)]],
    ['one bad among good ones', [item('one.com'), 7]],
    ['more than it takes', Array.from({ length: 101 }, (_, index) => item(`a${index}.com`))],
  ])('refuses %s inside an answer', (_name, items) => {
    const answer = ask(client().json, items);
    expect(answer).toMatchObject({ Success: false, ErrorCode: '3002', ErrorMsg: '非法参数' });
    expect(answer).not.toHaveProperty('Module');
  });

  it('refuses a currency that nobody has, and wants both parameters', () => {
    const { json, call } = client();
    expect(ask(json, [item('one.com')], 'XYZ')).toMatchObject({ Success: false });
    expect(codeOf(call(PRICE, { Currency: 'CNY' }))).toBe('MissingDomainItem');
    expect(codeOf(call(PRICE, { DomainItem: '[]' }))).toBe('MissingCurrency');
  });
});

describe('an order', () => {
  it('is paid from the balance at the price that was quoted when it was placed', () => {
    const made = client({ account: { balanceMinor: 50_000 } });
    made.sandbox.setPricePercent(110);
    expect(pricesIn(ask(made.json, [item('own.com')]))).toEqual([135.8]);
    expect(renew(made, ['own.com'])).toEqual([['EXECUTE_SUCCESS', undefined]]);
    const { orders, account, paidMinor } = made.sandbox.books();
    expect(orders).toMatchObject([
      { priceMinor: 13_580, balancePaidMinor: 13_580, couponPaidMinor: 0, currency: 'CNY' },
    ]);
    expect(paidMinor).toBe(13_580);
    expect(account).toEqual({ currency: 'CNY', balanceMinor: 36_420, coupons: [] });
  });

  it('that the balance cannot pay fails in its task, and the date stays', () => {
    const made = client({ account: { balanceMinor: 10_000 } });
    expect(renew(made, ['one.com', 'two.cn'])).toEqual([
      ['EXECUTE_SUCCESS', undefined],
      ['EXECUTE_FAILURE', '账户余额不足，支付失败'],
    ]);
    expect(made.sandbox.domain('two.cn')?.expiryMs).toBe(EXPIRY_MS);
    const books = made.sandbox.books();
    expect(books).toMatchObject({ paidCount: 1, paidMinor: 9000, account: { balanceMinor: 1000 } });
    expect(books.orders[1]).toMatchObject({ state: 'failed', couponPaidMinor: 0, balancePaidMinor: 0, paidMs: null });
    made.sandbox.setBalance(3900);
    expect(renew(made, ['two.cn'])).toEqual([['EXECUTE_SUCCESS', undefined]]);
    expect(made.sandbox.books().account.balanceMinor).toBe(0);
  });

  it('of a domain that is not renewed any more fails, and costs nothing', () => {
    const made = client({ account: { balanceMinor: 50_000 } });
    expect(renew(made, ['last.com'])).toEqual([['EXECUTE_FAILURE', '不可续费']]);
    expect(made.sandbox.books().account.balanceMinor).toBe(50_000);
  });

  it('takes the coupon first and the rest from the balance', () => {
    const coupons = [{ couponNo: 'Q-1', balanceMinor: 10_000, expiresMs: START_MS + DAY_MS }];
    const made = client({ account: { balanceMinor: 20_000, coupons } });
    renew(made, ['one.com', 'two.cn', 'own.com'], { UseCoupon: 'true', CouponNo: 'Q-1' });
    const { orders, account } = made.sandbox.books();
    expect(orders.map(({ couponPaidMinor, balancePaidMinor }) => [couponPaidMinor, balancePaidMinor])).toEqual([
      [9000, 0],
      [1000, 2900],
      [0, 12_345],
    ]);
    expect(account).toMatchObject({ balanceMinor: 4755, coupons: [{ balanceMinor: 0, nominalMinor: 10_000 }] });
  });

  it('that coupon and balance together cannot pay takes from neither', () => {
    const coupons = [{ couponNo: 'Q-1', balanceMinor: 5000, expiresMs: START_MS + DAY_MS }];
    const made = client({ account: { balanceMinor: 3999, coupons } });
    expect(renew(made, ['one.com'], { UseCoupon: 'true', CouponNo: 'Q-1' })).toEqual([
      ['EXECUTE_FAILURE', '账户余额不足，支付失败'],
    ]);
    expect(made.sandbox.books().account).toMatchObject({ balanceMinor: 3999, coupons: [{ balanceMinor: 5000 }] });
  });

  it.each([
    ['that is not there', 'Q-9', '代金券不存在或不可用，支付失败'],
    ['that was cancelled', 'Q-2', '代金券不存在或不可用，支付失败'],
    ['that expires before the payment', 'Q-3', '代金券已过期，支付失败'],
    ['of tomorrow', 'Q-4', '代金券尚未生效，支付失败'],
  ])('with a coupon %s fails', (_name, CouponNo, reason) => {
    const fresh = { balanceMinor: 10_000, expiresMs: START_MS + 9 * DAY_MS };
    const coupons = [
      { ...fresh, couponNo: 'Q-2', cancelled: true },
      { ...fresh, couponNo: 'Q-3', expiresMs: START_MS + 4000 },
      { ...fresh, couponNo: 'Q-4', effectiveMs: START_MS + DAY_MS },
    ];
    const made = client({ account: { coupons } });
    expect(renew(made, ['one.com'], { UseCoupon: 'true', CouponNo })).toEqual([['EXECUTE_FAILURE', reason]]);
    expect(made.sandbox.books()).toMatchObject({ paidCount: 0 });
  });

  it('is in the currency of the account', () => {
    const made = client({ account: { currency: 'USD', balanceMinor: 2000 } });
    renew(made, ['one.com']);
    expect(made.sandbox.books()).toMatchObject({
      orders: [{ priceMinor: 1286, currency: 'USD' }],
      account: { currency: 'USD', balanceMinor: 714 },
    });
  });
});

describe('the account', () => {
  it('shows its balance as texts, one with the line break of the official sample', () => {
    const { json, sandbox } = client({ account: { balanceMinor: -1119 } });
    expect(json('QueryAccountBalance', BSS)).toMatchObject({
      Code: '200',
      Success: true,
      Data: { AvailableAmount: '-11.19', Currency: 'CNY', QuotaLimit: '-11.19\n' },
    });
    sandbox.setBalance(1_000_000);
    expect(json('QueryAccountBalance', BSS)).toMatchObject({ Data: { AvailableAmount: '10000.00' } });
  });

  it('shows its coupons, all or those in effect', () => {
    const fresh = { balanceMinor: 10_000, expiresMs: START_MS + 9 * DAY_MS };
    const coupons = [
      { ...fresh, couponNo: 'Q-1' },
      { ...fresh, couponNo: 'Q-2', cancelled: true },
      { ...fresh, couponNo: 'Q-3', expiresMs: START_MS },
      { ...fresh, couponNo: 'Q-4', effectiveMs: START_MS + DAY_MS },
    ];
    const { json } = client({ account: { coupons } });
    const statuses = (params: object): unknown[] =>
      rowsOf(json('QueryCashCoupons', { ...BSS, ...params }), 'CashCoupon').map((row) => [
        row['CashCouponNo'],
        row['Status'],
      ]);
    expect(statuses({})).toEqual([
      ['Q-1', 'Available'],
      ['Q-2', 'Cancelled'],
      ['Q-3', 'Expired'],
      ['Q-4', 'Available'],
    ]);
    expect(statuses({ EffectiveOrNot: 'true' })).toEqual([['Q-1', 'Available']]);
    expect(statuses({ ExpiryTimeEnd: '2026-11-22T00:00:00Z' })).toEqual([['Q-3', 'Expired']]);
    expect(json('QueryCashCoupons', { ...BSS, EffectiveOrNot: 'true' })).toMatchObject({
      Code: 'Success',
      Data: {
        CashCoupon: [{ Balance: '100.00', EffectiveTime: '2026-11-21T00:00:00Z', ExpiryTime: '2026-11-30T00:00:00Z' }],
      },
    });
  });

  it.each([
    ['QueryAccountBalance', '2018-01-29', 404],
    ['QueryDomainRealTimePrice', '2017-12-14', 404],
    ['QueryDomainList', '2017-12-14', 404],
    ['QueryAccountBalance', '2016-01-01', 400],
  ])('%s is not there in version %s', (action, Version, status) => {
    expect(client().call(action, { Version }).status).toBe(status);
  });

  it('is behind the same signature check', () => {
    expect(codeOf(client().call('QueryAccountBalance', { ...BSS, AccessKeyId: 'else' }))).toBe(
      'InvalidAccessKeyId.NotFound',
    );
  });
});

describe('calls that are switched off', () => {
  it.each([
    ['no-permission', 'NoPermission', 403],
    ['not-found', 'InvalidAction.NotFound', 404],
  ] as const)('answer %s, until they are on again', (answer, code, status) => {
    const { call, sandbox, json } = client({ switches: { QueryAccountBalance: answer } });
    expect(call('QueryAccountBalance', BSS).status).toBe(status);
    expect(codeOf(call('QueryAccountBalance', BSS))).toBe(code);
    sandbox.switchCall(PRICE, answer);
    sandbox.switchCall('QueryAccountBalance', 'normal');
    expect(codeOf(call(PRICE, { Currency: 'CNY', DomainItem: '[]' }))).toBe(code);
    expect(json('QueryAccountBalance', BSS)).toMatchObject({ Success: true });
  });
});
