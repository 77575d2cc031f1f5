import { describe, expect, it } from 'vitest';
import { batchParams, directClient, rowsOf, START_MS } from './direct-client.ts';

const SAVE = 'SaveBatchTaskForCreatingOrderRenew';
/** 2026-12-11T04:00:45Z and a year later. */
const EXPIRY_MS = 1_796_961_645_000;
const NEXT_EXPIRY_MS = 1_828_497_645_000;
const AFTER_NEXT_EXPIRY_MS = 1_860_120_045_000;
const DOMAINS = [
  { name: 'one.com', expiryMs: EXPIRY_MS },
  { name: 'two.cn', expiryMs: EXPIRY_MS },
];

describe('a renewal', () => {
  it('waits, executes, moves the date by calendar years and is paid', () => {
    const { sandbox, json } = directClient({ domains: DOMAINS });
    const { TaskNo } = json(SAVE, batchParams([{ name: 'one.com', expiryMs: EXPIRY_MS, years: 2 }]));
    const detail = (): unknown => {
      const [row] = rowsOf(
        json('QueryTaskDetailList', { TaskNo: String(TaskNo), PageNum: '1', PageSize: '10' }),
        'TaskDetail',
      );
      return [row?.['TaskStatus'], row?.['TaskStatusCode'], row?.['ErrorMsg']];
    };
    expect(detail()).toEqual(['WAITING_EXECUTE', 0, '']);
    sandbox.advance(3999);
    expect(detail()).toEqual(['EXECUTING', 1, '']);
    expect(sandbox.domain('one.com')?.expiryMs).toBe(EXPIRY_MS);
    sandbox.advance(1);
    expect(detail()).toEqual(['EXECUTE_SUCCESS', 2, 'The operation is successful.']);
    expect(sandbox.domain('one.com')?.expiryMs).toBe(AFTER_NEXT_EXPIRY_MS);
    expect(sandbox.books()).toMatchObject({ paidCount: 1, paidMinor: 18_000, forbidden: 0 });
    expect(sandbox.books().orders).toMatchObject([
      {
        taskNo: TaskNo,
        domain: 'one.com',
        expiryBeforeMs: EXPIRY_MS,
        expiryActualMs: EXPIRY_MS,
        expiryAfterMs: AFTER_NEXT_EXPIRY_MS,
        years: 2,
        priceMinor: 18_000,
        currency: 'CNY',
        state: 'paid',
        reason: '',
        couponNo: null,
        promotionNo: null,
        placedMs: START_MS,
        paidMs: START_MS + 4000,
      },
    ]);
  });

  it('carries vouchers and the submission into the books', () => {
    const { sandbox, json } = directClient({ domains: DOMAINS });
    const params = { UseCoupon: 'true', CouponNo: 'C-1', UsePromotion: 'false', PromotionNo: 'P-1', Lang: 'zh' };
    const { TaskNo, RequestId } = json(SAVE, { ...batchParams(DOMAINS), ...params });
    const { submissions, orders, calls } = sandbox.books();
    expect(submissions).toMatchObject([
      {
        atMs: START_MS,
        requestId: RequestId,
        taskNo: TaskNo,
        executed: true,
        orders: [{ domain: 'one.com' }, { domain: 'two.cn' }],
      },
    ]);
    expect(orders.map(({ couponNo, promotionNo, state }) => [couponNo, promotionNo, state])).toEqual([
      ['C-1', null, 'waiting'],
      ['C-1', null, 'waiting'],
    ]);
    expect(calls).toEqual({ [SAVE]: 1 });
  });

  it.each([
    ['no orders', {}, 'MissingOrderRenewParam'],
    ['an object that was not flattened', { OrderRenewParam: '[object Object]' }, 'ParameterIllegal'],
    ['a gap in the numbers', { 'OrderRenewParam.3.DomainName': 'a.com' }, 'ParameterIllegal'],
    ['an unknown field', { ...batchParams(DOMAINS), 'OrderRenewParam.1.Years': '1' }, 'ParameterIllegal'],
    ['no name', { ...batchParams(DOMAINS), 'OrderRenewParam.1.DomainName': '' }, 'ParameterIllegal'],
    [
      'a date that is no number',
      { ...batchParams(DOMAINS), 'OrderRenewParam.2.CurrentExpirationDate': '2026-12-11' },
      'ParameterIllegal',
    ],
    ['eleven years', { ...batchParams(DOMAINS), 'OrderRenewParam.2.SubscriptionDuration': '11' }, 'ParameterIllegal'],
    [
      'a flag that is none',
      { ...batchParams(DOMAINS), 'OrderRenewParam.1.PermitPremiumRenew': 'yes' },
      'ParameterIllegal',
    ],
    ['a voucher flag without a number', { ...batchParams(DOMAINS), UseCoupon: 'true' }, 'ParameterIllegal'],
    ['an undefined voucher', { ...batchParams(DOMAINS), CouponNo: 'undefined' }, 'ParameterIllegal'],
    ['another language', { ...batchParams(DOMAINS), Lang: 'fr' }, 'ParameterIllegal'],
  ])('refuses %s and executes nothing', (_, params, code) => {
    const { sandbox, call } = directClient({ domains: DOMAINS });
    const reply = call(SAVE, params);
    expect([reply.status, JSON.parse(String(reply.body))]).toMatchObject([400, { Code: code }]);
    expect(sandbox.books()).toMatchObject({ submissions: [{ executed: false, taskNo: null }], orders: [] });
  });

  it('takes 1000 orders and refuses 1001', () => {
    const { sandbox, call } = directClient({ domains: DOMAINS });
    const orders = Array.from({ length: 1001 }, (_, index) => ({ name: `d${index}.com`, expiryMs: EXPIRY_MS }));
    expect(call(SAVE, batchParams(orders)).status).toBe(400);
    expect(call(SAVE, batchParams(orders.slice(1))).status).toBe(200);
    expect(sandbox.books().orders).toHaveLength(1000);
  });

  it.each([
    ['of nobody', {}, 'nobody.com', 'The domain name does not exist in your account.'],
    [
      'that is premium',
      { premium: true },
      'odd.com',
      'Premium domain names can be renewed only with PermitPremiumRenew.',
    ],
    ['in redemption', { status: '2' as const }, 'odd.com', '域名处于赎回期，请先赎回'],
    ['being transferred', { transferOut: true }, 'odd.com', '域名正在转出，不能续费'],
    ['changing hands', { holderChange: true }, 'odd.com', '域名正在过户，不能续费'],
    ['that failed verification', { audit: 'FAILED' as const }, 'odd.com', '域名实名认证失败，不能续费'],
  ])('fails in its detail for a domain %s', (_, oddity, name, reason) => {
    const { sandbox, json } = directClient({ domains: [{ name: 'odd.com', expiryMs: EXPIRY_MS, ...oddity }] });
    const { TaskNo } = json(SAVE, batchParams([{ name, expiryMs: EXPIRY_MS }]));
    sandbox.advance(4000);
    const answer = json('QueryTaskDetailList', { TaskNo: String(TaskNo), PageNum: '1', PageSize: '10' });
    expect(rowsOf(answer, 'TaskDetail')).toMatchObject([
      { DomainName: name, TaskStatus: 'EXECUTE_FAILURE', TaskStatusCode: 3, ErrorMsg: reason, FailReason: reason },
    ]);
    expect(sandbox.books()).toMatchObject({ paidCount: 0, orders: [{ state: 'failed', reason, expiryAfterMs: null }] });
  });

  it('fails beyond ten years in all', () => {
    const { sandbox, json } = directClient({ domains: DOMAINS });
    json(SAVE, batchParams([{ name: 'one.com', expiryMs: EXPIRY_MS, years: 10 }]));
    sandbox.advance(4000);
    expect(sandbox.books().orders).toMatchObject([{ reason: 'The term of a domain name cannot exceed ten years.' }]);
  });

  it('charges a permitted premium its own price', () => {
    const { sandbox, json } = directClient({ domains: [{ name: 'gold.com', expiryMs: EXPIRY_MS, premium: true }] });
    const params = batchParams([{ name: 'gold.com', expiryMs: EXPIRY_MS }]);
    json(SAVE, { ...params, 'OrderRenewParam.1.PermitPremiumRenew': 'true' });
    sandbox.advance(4000);
    expect(sandbox.books()).toMatchObject({ paidCount: 1, paidMinor: 180_000 });
  });
});

describe('a second submission for the same domain and date', () => {
  const order = batchParams([{ name: 'one.com', expiryMs: EXPIRY_MS }]);
  const outcome = (client: ReturnType<typeof directClient>): unknown => {
    const { orders, paidCount } = client.sandbox.books();
    return {
      paidCount,
      states: orders.map((record) => [record.state, record.reason]),
      expiryMs: client.sandbox.domain('one.com')?.expiryMs,
    };
  };

  it('is turned down while the first is in flight, in the world that rejects', () => {
    const client = directClient({ domains: DOMAINS, staleDate: 'rejected' });
    client.json(SAVE, order);
    client.json(SAVE, order);
    client.sandbox.advance(4000);
    expect(outcome(client)).toEqual({
      paidCount: 1,
      states: [
        ['paid', ''],
        ['failed', 'An operation is being processed. Please try again later.'],
      ],
      expiryMs: NEXT_EXPIRY_MS,
    });
  });

  it('is turned down by its stale date later, in the world that rejects', () => {
    const client = directClient({ domains: DOMAINS, staleDate: 'rejected' });
    client.json(SAVE, order);
    client.sandbox.advance(4000);
    client.json(SAVE, order);
    client.sandbox.advance(4000);
    expect(outcome(client)).toEqual({
      paidCount: 1,
      states: [
        ['paid', ''],
        ['failed', 'The current expiration date does not match the expiration date of the domain name.'],
      ],
      expiryMs: NEXT_EXPIRY_MS,
    });
  });

  it.each([0, 4000])('renews and charges again after %i ms, in the world that does not care', (waitMs) => {
    const client = directClient({ domains: DOMAINS, staleDate: 'charged' });
    client.json(SAVE, order);
    client.sandbox.advance(waitMs);
    client.json(SAVE, order);
    client.sandbox.advance(4000);
    expect(outcome(client)).toEqual({
      paidCount: 2,
      states: [
        ['paid', ''],
        ['paid', ''],
      ],
      expiryMs: AFTER_NEXT_EXPIRY_MS,
    });
  });

  it('in one batch pays once or twice by the same rule', () => {
    const twice = batchParams([DOMAINS[0], DOMAINS[0]].filter((domain) => domain !== undefined));
    const paid = (['rejected', 'charged'] as const).map((staleDate) => {
      const client = directClient({ domains: DOMAINS, staleDate });
      client.json(SAVE, twice);
      client.sandbox.advance(4000);
      return client.sandbox.books().paidCount;
    });
    expect(paid).toEqual([1, 2]);
  });

  it('as a single renewal is refused at once where the first is in flight', () => {
    const { call, json } = directClient({ domains: DOMAINS });
    json(SAVE, order);
    const single = { DomainName: 'one.com', CurrentExpirationDate: String(EXPIRY_MS), SubscriptionDuration: '1' };
    const reply = call('SaveSingleTaskForCreatingOrderRenew', single);
    expect([reply.status, JSON.parse(String(reply.body))]).toMatchObject([400, { Code: 'TaskIsBeingProcessed' }]);
  });
});

describe('the books', () => {
  it('count calls which the product must never make, and refuse them', () => {
    const { sandbox, call } = directClient();
    const replies = ['SaveBatchTaskForCreatingOrderRedeem', 'SetupDomainAutoRenew', 'CancelTask'].map((action) =>
      call(action),
    );
    expect(replies.map((reply) => reply.status)).toEqual([403, 403, 403]);
    expect(sandbox.books()).toMatchObject({ forbidden: 3, orders: [], submissions: [] });
  });

  it('are a copy', () => {
    const { sandbox, json } = directClient({ domains: DOMAINS });
    json(SAVE, batchParams(DOMAINS));
    (sandbox.books().orders as unknown[]).length = 0;
    expect(sandbox.books().orders).toHaveLength(2);
  });
});
