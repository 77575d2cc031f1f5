import { createHmac } from 'node:crypto';
import { Agent } from 'node:http';
import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { PopClient } from '../../../src/adapters/pop-core-client.ts';
import { CloudError } from '../../../src/model/cloud-error.ts';
import { fakeClock } from '../../fakes/fake-clock.ts';
import type { LoopbackRequest, LoopbackStep } from '../../fakes/loopback.ts';
import { CREDENTIALS, loopbackApi, numberOf, START_MS } from './loopback-api.ts';

const PAGE = { Data: { Domain: [{ DomainName: 'a.com', InstanceId: 'S1' }] }, TotalItemNum: 1, TotalPageNum: 1 };
const THROTTLED = { reply: { Code: 'Throttling.User', Message: 'slow down', RequestId: 'R' }, status: 400 };

async function thrown(promise: Promise<unknown>): Promise<CloudError> {
  const error: unknown = await promise.then(
    () => null,
    (error: unknown) => error,
  );
  if (error instanceof CloudError) return error;
  throw new Error('no CloudError was thrown', { cause: error });
}

const ANY_TEXT: unknown = expect.any(String);
const SIGNED = {
  Version: '2018-01-29',
  Format: 'JSON',
  AccessKeyId: 'LTAI5tPlantedKeyId01',
  SecurityToken: 'CAISPlantedToken/xyz+UVW==stu987654321',
  SignatureMethod: 'HMAC-SHA1',
  SignatureVersion: '1.0',
  SignatureNonce: ANY_TEXT,
  Signature: ANY_TEXT,
  Timestamp: ANY_TEXT,
};

function encode(raw: string): string {
  return encodeURIComponent(raw).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Checks the signature as the service does: over all parameters, sorted, of a POST. */
function expectedSignature(request: LoopbackRequest): string {
  const query = Object.entries(request.params)
    .filter(([name]) => name !== 'Signature')
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .join('&');
  return createHmac('sha1', `${CREDENTIALS.accessKeySecret}&`)
    .update(`POST&%2F&${encode(query)}`)
    .digest('base64');
}

describe('requests', () => {
  it('lists with a signed form body and nothing in the URL', async () => {
    const { api, server } = await loopbackApi([{ reply: PAGE }]);
    await api.listPage({ pageNum: 2, pageSize: 100, expiresUntilMs: 1522080000000, domainName: 'a.com' });
    const [request] = server.requests;
    expect(request).toMatchObject({ method: 'POST', url: '/' });
    expect(request?.headers['content-type']).toBe('application/x-www-form-urlencoded');
    const { Signature, SignatureNonce, Timestamp, ...rest } = request?.params ?? {};
    expect(rest).toEqual({
      Action: 'QueryDomainList',
      Version: '2018-01-29',
      Format: 'JSON',
      AccessKeyId: 'LTAI5tPlantedKeyId01',
      SecurityToken: 'CAISPlantedToken/xyz+UVW==stu987654321',
      SignatureMethod: 'HMAC-SHA1',
      SignatureVersion: '1.0',
      Lang: 'en',
      UserClientIp: '127.0.0.1',
      OrderKeyType: 'ExpirationDate',
      OrderByType: 'ASC',
      PageNum: '2',
      PageSize: '100',
      EndExpirationDate: '1522080000000',
      DomainName: 'a.com',
    });
    expect(request && expectedSignature(request)).toBe(Signature);
    expect(SignatureNonce).not.toBe('');
    expect(Timestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  });

  it('leaves out what is not asked for; nothing is sent as undefined', async () => {
    const { api, server } = await loopbackApi([{ reply: { ...PAGE, ScrollId: 's' } }], {
      credentials: { accessKeyId: 'id-of-a-user', accessKeySecret: 'secret-of-a-user' },
    });
    await api.listPage({ pageNum: 1, pageSize: 50 });
    await api.scroll(null, 500);
    await api.scroll('s', 500);
    for (const { body } of server.requests) expect(body).not.toMatch(/undefined|null|SecurityToken/);
    expect(Object.keys(server.requests[0]?.params ?? {})).not.toContain('EndExpirationDate');
    expect(server.requests[1]?.params).not.toHaveProperty('ScrollId');
    expect(server.requests[2]?.params).toMatchObject({ ScrollId: 's', PageSize: '500' });
  });

  it('signs a retry anew', async () => {
    const { api, server } = await loopbackApi([
      { reply: { Code: 'SignatureNonceUsed' }, status: 400 },
      { reply: PAGE },
    ]);
    await api.listPage({ pageNum: 1, pageSize: 50 });
    const [first, second] = server.requests;
    expect(first?.params['SignatureNonce']).not.toBe(second?.params['SignatureNonce']);
  });
});

describe('reads', () => {
  const failures: [name: string, step: LoopbackStep][] = [
    ['throttling', THROTTLED],
    ['an internal error', { reply: { Code: 'InternalError' }, status: 500 }],
    ['an unknown code with HTTP 503', { reply: { Code: 'Surprise' }, status: 503 }],
    ['an unknown code with HTTP 429', { reply: { Code: 'Surprise' }, status: 429 }],
    ['a busy service', { reply: { Code: 'Busy' }, status: 400 }],
    ['a network error of theirs', { reply: { Code: 'NetworkIOError' }, status: 400 }],
    ['a dropped connection', { drop: true }],
    ['no answer', { hang: true }],
    ['an answer that trickles', { trickleEveryMs: 20 }],
    ['half an answer', { cut: '{"Data":{"Domain":[' }],
    ['truncated JSON', { text: '{"Data":{"Domain":[' }],
    ['an HTML page', { text: '<html>502</html>', status: 502 }],
    ['an HTML page with HTTP 200', { text: '<html>hello</html>' }],
    ['an empty body', { text: '' }],
    ['an empty object', { reply: {} }],
    ['null', { reply: null }],
    ['a text', { reply: 'fine' }],
    ['a list', { reply: [PAGE] }],
    ['a code that is no text', { reply: { Code: { odd: true } }, status: 400 }],
    ['the right body with HTTP 500', { reply: PAGE, status: 500 }],
    ['the right body with HTTP 302', { reply: PAGE, status: 302 }],
  ];
  it.each(failures)('are tried again after %s', async (_name, step) => {
    const { api, server, calls } = await loopbackApi([step, { reply: PAGE }]);
    const page = await api.listPage({ pageNum: 1, pageSize: 50 });
    expect(page.domains.map((domain) => domain.name)).toEqual(['a.com']);
    expect(server.requests).toHaveLength(2);
    expect(calls).toEqual(['QueryDomainList', 'QueryDomainList']);
  });

  it('are given up after six attempts', async () => {
    const { api, server } = await loopbackApi([{ reply: {} }]);
    const error = await thrown(api.listPage({ pageNum: 1, pageSize: 50 }));
    expect(error.fields).toMatchObject({ kind: 'unreadable', code: 'NotAsked', action: 'QueryDomainList' });
    expect(server.requests).toHaveLength(6);
  });

  it('are not tried again after the deadline', async () => {
    const busy = { reply: { Code: 'Busy' }, status: 400 };
    const { api, server } = await loopbackApi([busy], { deadlineMs: START_MS + 16_000 });
    const error = await thrown(api.listPage({ pageNum: 1, pageSize: 50 }));
    expect(error.fields).toMatchObject({ kind: 'no-answer', code: 'TimeLeft' });
    expect(error.message).toContain("the function's time limit is near, so it was not asked again; the last attempt");
    expect(error.message).toContain('QueryDomainList failed with Busy');
    expect(server.requests).toHaveLength(1);
  });

  it('are not begun when they could not end 15 s before the kill, the first one neither', async () => {
    const { api, server } = await loopbackApi([{ reply: PAGE }], { deadlineMs: START_MS + 15_999 });
    const error = await thrown(api.listPage({ pageNum: 1, pageSize: 50 }));
    expect(error.fields).toMatchObject({ kind: 'no-answer', code: 'TimeLeft' });
    expect(server.requests).toEqual([]);
    const inTime = await loopbackApi([{ reply: PAGE }], { deadlineMs: START_MS + 16_000 });
    expect((await inTime.api.listPage({ pageNum: 1, pageSize: 50 })).domains).toHaveLength(1);
  });

  it.each([
    ['far from the end', 600_000, [5000, 15_000]],
    ['20 s before its end', 35_000, [5000, 15_000]],
    ['12 s before', 27_000, [5000, 7000]],
    ['3 s before', 18_000, [1500, 1500]],
  ])('have time-outs that end in time: %s', async (_name, leftMs, limits) => {
    const asked: number[][] = [];
    const client: PopClient = {
      newAgent: () => new Agent(),
      async attempt({ connectMs, readMs }) {
        asked.push([connectMs, readMs]);
        return await Promise.resolve({ kind: 'body', body: PAGE, httpStatus: 200, headers: {} });
      },
    };
    const timeouts = { connectMs: 5000, readMs: 15_000, submitMs: 20_000 };
    const { api } = await loopbackApi([], { client, timeouts, deadlineMs: START_MS + leftMs });
    await api.listPage({ pageNum: 1, pageSize: 50 });
    expect(asked).toEqual([limits]);
  });

  it('are not tried again when the pause outlasts the deadline', async () => {
    const { api, server, sleeps } = await loopbackApi([THROTTLED], { deadlineMs: START_MS + 16_900 });
    const error = await thrown(api.listPage({ pageNum: 1, pageSize: 50 }));
    expect([error.fields.code, error.message.includes('failed with Throttling')]).toEqual(['TimeLeft', true]);
    expect([server.requests.length, sleeps]).toEqual([1, []]);
  });

  it('take an answer that is slower than the time to connect', async () => {
    const { api, server } = await loopbackApi([{ reply: PAGE, afterMs: 100 }]);
    await api.listPage({ pageNum: 1, pageSize: 50 });
    expect(server.requests).toHaveLength(1);
  });

  it('survive kept connections that died while we were frozen', async () => {
    const { api, server } = await loopbackApi([{ reply: PAGE }, { drop: true }, { reply: PAGE }]);
    await api.listPage({ pageNum: 1, pageSize: 50 });
    await api.listPage({ pageNum: 2, pageSize: 50 });
    expect(server.requests.map((request) => request.connection)).toEqual([1, 1, 2]);
  });

  const waits: [name: string, headers: Record<string, string>, waitMs: number][] = [
    ['milliseconds of x-acs-retry-after', { 'x-acs-retry-after': '4000' }, 4000],
    ['seconds of retry-after', { 'retry-after': '3' }, 3000],
    ['at most a minute', { 'retry-after': '86400' }, 60_000],
    ['the usual pause for what is no number', { 'retry-after': 'Fri, 31 Dec 2099 23:59:59 GMT' }, 1000],
  ];
  it.each(waits)('wait as asked: %s', async (_name, headers, waitMs) => {
    const { api, sleeps, throttledCount } = await loopbackApi([{ ...THROTTLED, headers }, { reply: PAGE }]);
    await api.listPage({ pageNum: 1, pageSize: 50 });
    expect(sleeps[0]).toBe(waitMs);
    expect(throttledCount()).toBe(1);
  });

  it('share one rate with the submission', async () => {
    const { api, sleeps } = await loopbackApi([THROTTLED, { reply: PAGE }, { reply: { TaskNo: 't' } }]);
    await api.listPage({ pageNum: 1, pageSize: 50 });
    await api.submitRenewal({ orders: [ORDER], couponNo: null, promotionNo: null }, SEND);
    // The pause of one second, then the spacing at 10 calls a second.
    expect(sleeps).toEqual([1000, 100]);
  });

  const lasting: [body: object, status: number, kind: string, ramAction: string][] = [
    [{ Code: 'Forbidden' }, 403, 'permission', 'domain:QueryCommonInfo'],
    [{ Code: 'Forbidden.RAM' }, 403, 'permission', 'domain:QueryCommonInfo'],
    [{ Code: 'NoPermission' }, 403, 'permission', 'domain:QueryCommonInfo'],
    [{ code: 'Forbidden.RAM', message: 'small letters' }, 403, 'permission', 'domain:QueryCommonInfo'],
    [{ Code: 'Forbidden.RiskControl' }, 403, 'rejected', ''],
    [{ Code: 'Forbidden.UserVerification' }, 403, 'rejected', ''],
    [{ Code: 'InvalidAccessKeyId.NotFound' }, 404, 'credentials', ''],
    [{ Code: 'InvalidAccessKeyId.Inactive' }, 403, 'credentials', ''],
    [{ Code: 'SignatureDoesNotMatch' }, 403, 'credentials', ''],
    [{ Code: 'IncompleteSignature' }, 400, 'credentials', ''],
    [{ Code: 'InvalidSecurityToken.Expired' }, 400, 'credentials', ''],
    [{ Code: 'MissingSecurityToken' }, 400, 'credentials', ''],
    [{ Code: 'InvalidTimeStamp.Expired' }, 400, 'credentials', ''],
    [{ Code: 'ParameterIllegal' }, 400, 'rejected', ''],
    [{ Code: 'MissingPageNum' }, 200, 'rejected', ''],
    [{ Code: 'ThrottlingIsNotThis' }, 400, 'rejected', ''],
    [{ Code: 4004 }, 400, 'rejected', ''],
    [{ Code: 'odd\ncode' }, 400, 'rejected', ''],
  ];
  it.each(lasting)('are not tried again after %j with HTTP %i: %s', async (reply, status, kind, ramAction) => {
    const { api, server } = await loopbackApi([{ reply: { ...reply, RequestId: 'R-1' }, status }]);
    const { fields } = await thrown(api.listPage({ pageNum: 1, pageSize: 50 }));
    expect(fields).toMatchObject({ kind, ramAction, httpStatus: status, requestId: 'R-1' });
    expect(server.requests).toHaveLength(1);
  });

  it('name the RAM action of each call', async () => {
    const { api } = await loopbackApi([{ reply: { Code: 'Forbidden.RAM', Message: 'no' }, status: 403 }]);
    const grants = await Promise.all(
      [
        api.scroll(null, 1),
        api.domainDetails('S1'),
        api.taskDetails(numberOf('t'), (live) => live.length > 0),
        api.tasksSince(START_MS),
      ].map(thrown),
    );
    expect(grants.map((error) => error.fields.ramAction)).toEqual([
      'domain:QueryCommonInfo',
      'domain:QueryCommonInfo',
      'domain:QueryDomainTask',
      'domain:QueryDomainTask',
    ]);
    expect(grants[1]?.message).toBe(
      'QueryDomainByInstanceId failed with Forbidden.RAM, HTTP 403: no; grant the RAM action domain:QueryCommonInfo',
    );
  });

  it('say that the clock is wrong', async () => {
    const { api } = await loopbackApi([
      { reply: { Code: 'InvalidTimeStamp.Expired', Message: 'Expired.' }, status: 400 },
    ]);
    const { fields } = await thrown(api.listPage({ pageNum: 1, pageSize: 1 }));
    expect(fields.detail).toBe('the clock of this machine is wrong (Expired.)');
  });

  it('cut long messages and keep them on one line', async () => {
    const Message = `first\nsecond\u0007\u202e${'x'.repeat(400)}`;
    const { api } = await loopbackApi([{ reply: { Code: 'ParameterIllegal', Message }, status: 400 }]);
    const { detail } = (await thrown(api.listPage({ pageNum: 1, pageSize: 1 }))).fields;
    expect(detail.startsWith('first second xxx')).toBe(true);
    expect(detail.length).toBeLessThanOrEqual(300);
  });
});

describe('domainDetails', () => {
  it('is null when the account has no such instance', async () => {
    const { api, server } = await loopbackApi([{ reply: { Code: 'DomainNotExist' }, status: 400 }]);
    expect(await api.domainDetails('S1')).toBeNull();
    expect(server.requests).toHaveLength(1);
  });

  it('is not null for a call that the site does not know', async () => {
    const { api } = await loopbackApi([{ reply: { Code: 'InvalidAction.NotFound' }, status: 404 }]);
    expect((await thrown(api.domainDetails('S1'))).fields.kind).toBe('rejected');
  });
});

const ORDER = { domainName: 'a.com', expiryMs: 1522080000000, years: 1, permitPremium: false };
const REQUEST = { orders: [ORDER], couponNo: null, promotionNo: null };
const SEND = (): null => null;

describe('submitRenewal', () => {
  it('sends every parameter of every order', async () => {
    const { api, server } = await loopbackApi([{ reply: { RequestId: 'R-1', TaskNo: 'T-1' } }]);
    const orders = [ORDER, { domainName: 'bücher.cn', expiryMs: 1550223035000, years: 10, permitPremium: true }];
    const reply = await api.submitRenewal({ orders, couponNo: 'C-1', promotionNo: 'P-1' }, SEND);
    expect(reply).toEqual({ kind: 'reply', taskNo: 'T-1', requestId: 'R-1' });
    const [request] = server.requests;
    expect(request).toMatchObject({ method: 'POST', url: '/' });
    expect(request && expectedSignature(request)).toBe(request?.params['Signature']);
    const { params = {} } = request ?? {};
    expect(params).toEqual({
      ...SIGNED,
      Action: 'SaveBatchTaskForCreatingOrderRenew',
      Lang: 'en',
      UserClientIp: '127.0.0.1',
      'OrderRenewParam.1.DomainName': 'a.com',
      'OrderRenewParam.1.CurrentExpirationDate': '1522080000000',
      'OrderRenewParam.1.SubscriptionDuration': '1',
      'OrderRenewParam.1.PermitPremiumRenew': 'false',
      'OrderRenewParam.2.DomainName': 'bücher.cn',
      'OrderRenewParam.2.CurrentExpirationDate': '1550223035000',
      'OrderRenewParam.2.SubscriptionDuration': '10',
      'OrderRenewParam.2.PermitPremiumRenew': 'true',
      UseCoupon: 'true',
      CouponNo: 'C-1',
      UsePromotion: 'true',
      PromotionNo: 'P-1',
    });
  });

  it('says outright that no voucher and no coupon is used', async () => {
    const { api, server } = await loopbackApi([{ reply: { TaskNo: 'T-1' } }]);
    await api.submitRenewal(REQUEST, SEND);
    expect(server.requests[0]?.params).toMatchObject({ UseCoupon: 'false', UsePromotion: 'false' });
    expect(server.requests[0]?.body).not.toMatch(/CouponNo|PromotionNo|undefined|null/);
  });

  it('carries 1000 orders', async () => {
    const { api, server } = await loopbackApi([{ reply: { TaskNo: 'T-1' } }], {
      timeouts: { connectMs: 1000, readMs: 5000, submitMs: 5000 },
    });
    const orders = Array.from({ length: 1000 }, (_, index) => ({
      ...ORDER,
      domainName: `${'x'.repeat(50)}${index}.com`,
    }));
    expect(await api.submitRenewal({ ...REQUEST, orders }, SEND)).toMatchObject({ kind: 'reply' });
    expect(server.requests[0]?.params['OrderRenewParam.1000.DomainName']).toBe(`${'x'.repeat(50)}999.com`);
  });

  const replies: [name: string, reply: object, taskNo: unknown][] = [
    ['in camel case', { requestId: 'R-1', taskNo: 'T-1' }, 'T-1'],
    ['a number', { RequestId: 'R-1', TaskNo: 12345 }, '12345'],
    ['empty', { RequestId: 'R-1', TaskNo: '' }, ''],
    ['missing', { RequestId: 'R-1' }, null],
    ['an object', { RequestId: 'R-1', TaskNo: {} }, {}],
    ['with a code that means success', { RequestId: 'R-1', TaskNo: 'T-1', Code: '200' }, 'T-1'],
  ];
  it.each(replies)('hands on a task number that is %s', async (_name, reply, taskNo) => {
    const { api } = await loopbackApi([{ reply }]);
    expect(await api.submitRenewal(REQUEST, SEND)).toEqual({ kind: 'reply', taskNo, requestId: 'R-1' });
  });

  const failures: [name: string, step: LoopbackStep, reply: object][] = [
    ['a dropped connection', { drop: true }, { kind: 'no-answer', code: 'ConnectionReset' }],
    ['no answer', { hang: true }, { kind: 'no-answer', code: 'TimedOut' }],
    ['an answer that trickles', { trickleEveryMs: 20 }, { kind: 'no-answer', code: 'TimedOut' }],
    ['half an answer', { cut: '{"TaskNo":"T-1"' }, { kind: 'no-answer', code: 'ConnectionReset' }],
    ['truncated JSON', { text: '{"TaskNo":"T-1"' }, { kind: 'no-answer', code: 'NotJson' }],
    [
      'an HTML page',
      { text: '<html>', status: 502 },
      { kind: 'no-answer', code: 'NotJson', detail: 'the answer is not JSON (HTTP 502)' },
    ],
    [
      'a task number with HTTP 500',
      { reply: { TaskNo: 'T-1' }, status: 500 },
      { kind: 'no-answer', code: 'NoErrorCode' },
    ],
    [
      'a task number with HTTP 302',
      { reply: { TaskNo: 'T-1' }, status: 302 },
      { kind: 'no-answer', code: 'NoErrorCode' },
    ],
    ['null', { reply: null }, { kind: 'no-answer' }],
    ['throttling', THROTTLED, { kind: 'error', code: 'Throttling.User', httpStatus: 400, detail: 'slow down' }],
    [
      'an internal error',
      { reply: { Code: 'InternalError' }, status: 500 },
      { kind: 'error', code: 'InternalError', httpStatus: 500 },
    ],
    [
      'an error with HTTP 200',
      { reply: { Code: 'ParameterIllegal' } },
      { kind: 'error', code: 'ParameterIllegal', httpStatus: 200 },
    ],
    [
      'a missing permission',
      { reply: { Code: 'Forbidden.RAM', RequestId: 'R-1' }, status: 403 },
      { kind: 'error', code: 'Forbidden.RAM', ramAction: 'domain:CreateOrderRenew', requestId: 'R-1' },
    ],
  ];
  it.each(failures)('is sent once, and never throws: %s', async (_name, step, reply) => {
    const { api, server, calls } = await loopbackApi([step]);
    expect(await api.submitRenewal(REQUEST, SEND)).toMatchObject(reply);
    expect(server.requests).toHaveLength(1);
    expect(calls).toEqual(['SaveBatchTaskForCreatingOrderRenew']);
    await expect.poll(() => server.openConnections()).toBe(0);
  });

  it('uses a connection of its own and closes it', async () => {
    const { api, server } = await loopbackApi((request) =>
      request.params['Action'] === 'QueryDomainList' ? { reply: PAGE } : { reply: { TaskNo: 'T-1' } },
    );
    await api.listPage({ pageNum: 1, pageSize: 50 });
    await api.submitRenewal(REQUEST, SEND);
    await api.submitRenewal(REQUEST, SEND);
    await api.listPage({ pageNum: 1, pageSize: 50 });
    expect(server.requests.map((request) => request.connection)).toEqual([1, 2, 3, 1]);
    expect(server.requests[1]?.headers.connection).toBe('close');
    await expect.poll(() => server.openConnections()).toBe(1);
  });

  it('tells when nothing listens, without throwing', async () => {
    const { api, server } = await loopbackApi([{ hang: true }]);
    await server.close();
    expect(await api.submitRenewal(REQUEST, SEND)).toMatchObject({ kind: 'no-answer', code: 'ConnectionRefused' });
  });

  it('gives up connecting before anything is sent', async () => {
    // Takes the connection and never says a word of TLS.
    const silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void silent.close());
    const address = silent.address();
    if (address === null || typeof address === 'string') throw new Error('the server has no port');
    const { api } = await loopbackApi([{ hang: true }], { endpoint: `https://127.0.0.1:${address.port}` });
    expect(await api.submitRenewal(REQUEST, SEND)).toEqual({
      kind: 'no-answer',
      code: 'ConnectTimedOut',
      detail: 'no connection within 60 ms',
    });
  });

  const broken: [name: string, orders: (typeof ORDER)[], more: object][] = [
    ['no orders', [], {}],
    ['1001 orders', Array.from({ length: 1001 }, (_, index) => ({ ...ORDER, domainName: `${index}.com` })), {}],
    ['one domain twice', [ORDER, { ...ORDER, domainName: 'A.com' }], {}],
    ['no name', [{ ...ORDER, domainName: '' }], {}],
    ['0 years', [{ ...ORDER, years: 0 }], {}],
    ['11 years', [{ ...ORDER, years: 11 }], {}],
    ['half a year', [{ ...ORDER, years: 0.5 }], {}],
    ['a date beyond the integers', [{ ...ORDER, expiryMs: 2 ** 53 }], {}],
    ['no date', [{ ...ORDER, expiryMs: Number.NaN }], {}],
    ['an empty voucher', [ORDER], { couponNo: '' }],
    ['an empty coupon', [ORDER], { promotionNo: '' }],
  ];
  it.each(broken)('refuses to build a request with %s', async (_name, orders, more) => {
    const { api, server } = await loopbackApi([{ reply: { TaskNo: 'T-1' } }]);
    await expect(api.submitRenewal({ ...REQUEST, orders, ...more }, SEND)).rejects.toThrow('broken promise');
    expect(server.requests).toHaveLength(0);
  });

  it('takes two domains for two whose listed names are one in small letters: ẞ.com is ss.com, and ß.com is not', async () => {
    const { api } = await loopbackApi([{ reply: { TaskNo: 'T-1' } }]);
    const orders = ['ẞ.com', 'ß.com'].map((domainName) => ({ ...ORDER, domainName }));
    expect(await api.submitRenewal({ ...REQUEST, orders }, SEND)).toMatchObject({ kind: 'reply' });
  });

  it('says not-sent when the request cannot be built', async () => {
    const { api, server } = await loopbackApi([{ reply: { TaskNo: 'T-1' } }]);
    const reply = await api.submitRenewal({ ...REQUEST, orders: [{ ...ORDER, domainName: '\ud800.com' }] }, SEND);
    expect(reply).toEqual({ kind: 'not-sent', why: 'the request could not be built' });
    expect(server.requests).toHaveLength(0);
  });

  it('is signed with the time of the last look, so that a process which was paused after it is refused by the gateway', async () => {
    const clock = fakeClock(START_MS);
    const { api, server } = await loopbackApi([{ reply: { TaskNo: 'T-1' } }], { clock });
    await api.submitRenewal(REQUEST, () => {
      clock.advance(86_400_000);
      return null;
    });
    const [request] = server.requests;
    expect(request?.params['Timestamp']).toBe('2026-11-22T00:00:00Z');
    expect(request && expectedSignature(request)).toBe(request?.params['Signature']);
  });

  it('asks at the last moment whether it may still send', async () => {
    const { api, server } = await loopbackApi([{ reply: { TaskNo: 'T-1' } }]);
    const reply = await api.submitRenewal(REQUEST, () => 'its claim is 61 s old');
    expect(reply).toEqual({ kind: 'not-sent', why: 'its claim is 61 s old' });
    expect(server.requests).toHaveLength(0);
  });
});
