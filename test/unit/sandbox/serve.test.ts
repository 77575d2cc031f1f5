import { createConnection } from 'node:net';
import RpcClient from '@alicloud/pop-core';
import { afterEach, describe, expect, it } from 'vitest';
import type { SandboxBooks } from '../../../src/sandbox/books.ts';
import { type SandboxServer, type SandboxServerOptions, startSandbox } from '../../../src/sandbox/serve.ts';

const SAVE = 'SaveBatchTaskForCreatingOrderRenew';
const LIST = { PageNum: 1, PageSize: 100 };

let server: SandboxServer;

async function start(options: Partial<SandboxServerOptions> = {}): Promise<void> {
  server = await startSandbox({
    seed: 1,
    chaos: 'off',
    staleDate: 'rejected',
    domainCount: 250,
    now: Date.now,
    ...options,
  });
}

afterEach(async () => {
  await server.close();
});

function popCore(options: { secret?: string } = {}): RpcClient {
  return new RpcClient({
    endpoint: server.url,
    apiVersion: '2018-01-29',
    accessKeyId: 'sandbox',
    accessKeySecret: options.secret ?? 'sandbox-secret',
    securityToken: 'CAIS-token',
  });
}

async function control(path: string, body?: unknown): Promise<unknown> {
  const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  const response = await fetch(`${server.url}/sandbox/${path}`, init);
  return { status: response.status, ...((await response.json()) as object) };
}

describe('the real client over a socket', () => {
  it.each(['GET', 'POST', 'post'])('lists and renews by %s', async (method) => {
    await start();
    const client = popCore();
    const list = await client.request<{ TotalItemNum: number }>('QueryDomainList', LIST, { method });
    expect(list.TotalItemNum).toBe(250);
    const [domain] = server.sandbox.domains().filter((candidate) => candidate.expiryMs > Date.now() + 90 * 86_400_000);
    const { name, expiryMs } = domain ?? { name: '', expiryMs: 0 };
    const OrderRenewParam = [{ DomainName: name, CurrentExpirationDate: expiryMs, SubscriptionDuration: 1 }];
    const { TaskNo } = await client.request<{ TaskNo: string }>(SAVE, { OrderRenewParam }, { method });
    expect(server.sandbox.books().submissions).toMatchObject([{ taskNo: TaskNo, executed: true }]);
  });

  it('sends 1000 orders in a form body, and is told 414 with them in the URL', async () => {
    await start();
    const OrderRenewParam = Array.from({ length: 1000 }, (_, index) => ({
      DomainName: `d${index}.com`,
      CurrentExpirationDate: 1_796_961_645_000,
      SubscriptionDuration: 1,
    }));
    await popCore().request(SAVE, { OrderRenewParam }, { method: 'POST' });
    expect(server.sandbox.books().orders).toHaveLength(1000);
    await expect(popCore().request(SAVE, { OrderRenewParam })).rejects.toMatchObject({ name: 'SyntaxError' });
    expect(server.sandbox.books().orders).toHaveLength(1000);
  });

  it('gets the string to sign, key and token in it, for a wrong secret', async () => {
    await start();
    const failure = popCore({ secret: 'wrong' }).request('QueryDomainList', LIST, { method: 'POST' });
    await expect(failure).rejects.toThrow(/AccessKeyId%3Dsandbox.*SecurityToken%3DCAIS-token/);
    await expect(failure).rejects.toMatchObject({ code: 'SignatureDoesNotMatch' });
  });

  it('sees a lost reply, half a body and a hang as what they are', async () => {
    await start();
    const call = async (readTimeout: number): Promise<unknown> =>
      await popCore().request('QueryDomainList', LIST, { method: 'POST', timeout: readTimeout });
    server.sandbox.fault({ action: '*', times: 1, kind: 'lost-reply' });
    await expect(call(2000)).rejects.toThrow(/socket hang up/);
    server.sandbox.fault({ action: '*', times: 1, kind: 'truncated' });
    await expect(call(2000)).rejects.toThrow();
    server.sandbox.fault({ action: '*', times: 1, kind: 'hang' });
    await expect(call(200)).rejects.toThrow(/Timeout/);
    expect(server.sandbox.books().calls).toEqual({ QueryDomainList: 3 });
  });
});

describe('the server', () => {
  it('listens on loopback only, and ends with requests hanging', async () => {
    await start();
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const socket = createConnection(Number(new URL(server.url).port), '127.0.0.1');
    socket.write('GET / HTTP/1.1\r\n');
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.on('error', () => undefined);
    await new Promise((resolve) => socket.once('connect', resolve));
    await server.close();
    await expect(closed).resolves.toBeDefined();
    await expect(server.close()).resolves.toBeUndefined();
  });
});

describe('the control plane', () => {
  it('shows the books and takes faults and time', async () => {
    await start({ domains: [{ name: 'one.com', expiryMs: Date.now() + 86_400_000 }] });
    expect(await control('faults', { action: SAVE, kind: 'bad-gateway' })).toEqual({ status: 200, planted: true });
    const [domain] = server.sandbox.domains();
    const OrderRenewParam = [
      { DomainName: 'one.com', CurrentExpirationDate: domain?.expiryMs, SubscriptionDuration: 1 },
    ];
    await expect(popCore().request(SAVE, { OrderRenewParam }, { method: 'POST' })).rejects.toMatchObject({
      name: 'SyntaxError',
    });
    expect(await control('advance', { ms: 10_000 })).toMatchObject({ status: 200 });
    const books = (await control('books')) as SandboxBooks;
    expect(books).toMatchObject({ paidCount: 1, paidMinor: 9000, calls: { [SAVE]: 1 } });
  });

  it('adds, edits, removes and lists domains', async () => {
    await start({ domains: [] });
    expect(
      await control('domains', { add: { name: 'new.org', expiryMs: 1_796_961_645_000, premium: true } }),
    ).toMatchObject({
      status: 200,
      domain: { name: 'new.org', premium: true },
    });
    expect(await control('domains', { edit: { name: 'new.org', audit: 'FAILED', status: null } })).toMatchObject({
      domain: { audit: 'FAILED', premium: true },
    });
    const labels = { group: 'Brands', tag: 'env=prod', resourceGroup: 'rg-1', registrant: 'Example Ltd.' };
    expect(await control('domains', { edit: { name: 'new.org', ...labels } })).toMatchObject({ domain: labels });
    expect(await control('domains', { edit: { name: 'new.org', registrant: null } })).toMatchObject({
      domain: { ...labels, registrant: null },
    });
    expect(await control('domains')).toMatchObject({ domains: [{ name: 'new.org' }] });
    expect(await control('domains', { remove: 'new.org' })).toEqual({ status: 200, removed: 'new.org' });
    expect(await control('domains', { remove: 'new.org' })).toMatchObject({ status: 404 });
  });

  it('changes prices, money and which calls there are', async () => {
    const expiryMs = Date.now() + 30 * 86_400_000;
    await start({ domains: [{ name: 'one.com', expiryMs }] });
    expect(await control('prices', { percent: 121 })).toEqual({ status: 200, percent: 121 });
    expect(await control('prices', { name: 'one.com', priceMinor: 10_000 })).toMatchObject({
      domain: { name: 'one.com', priceMinor: 10_000 },
    });
    const DomainItem = JSON.stringify([{ DomainName: 'one.com', Action: 'renew', Period: 1 }]);
    const asked = async () =>
      await popCore().request('QueryDomainRealTimePrice', { Currency: 'CNY', DomainItem }, { method: 'POST' });
    expect(await asked()).toMatchObject({ Module: { DomainPrices: [{ Price: 121 }] } });
    await control('calls', { action: 'QueryDomainRealTimePrice', answer: 'no-permission' });
    await expect(asked()).rejects.toMatchObject({ code: 'NoPermission' });
    expect(await control('account', { balanceMinor: -5 })).toMatchObject({ account: { balanceMinor: -5 } });
    const addCoupon = { couponNo: 'Q-1', balanceMinor: 100, expiresMs: expiryMs, effectiveMs: 0 };
    expect(await control('account', { addCoupon })).toMatchObject({
      account: { balanceMinor: -5, coupons: [{ ...addCoupon, nominalMinor: 100 }] },
    });
    expect(await control('books')).toMatchObject({ account: { currency: 'CNY', balanceMinor: -5 } });
  });

  it.each([
    ['prices', {}, 'percent, or name and priceMinor'],
    ['prices', { name: 'a.com' }, 'priceMinor: a whole number'],
    ['prices', { name: 'a.com', priceMinor: 1.5 }, 'priceMinor: a whole number'],
    ['prices', { name: 'a.com', priceMinor: 1 }, 'no domain a.com'],
    ['account', {}, 'one of balanceMinor and addCoupon'],
    ['account', { balanceMinor: '5' }, 'balanceMinor: a whole number'],
    ['account', { addCoupon: { couponNo: '' } }, 'couponNo: a text'],
    ['calls', { action: 'X', answer: 'maybe' }, 'answer: one of normal, no-permission, not-found'],
    ['faults', { action: '*', kind: 'explode' }, 'kind: one of lost-reply,'],
    ['faults', { action: '*', kind: { code: 'Busy', httpStatus: '400' } }, 'httpStatus: a whole number'],
    ['advance', { ms: -1 }, 'ms: a whole number'],
    ['domains', { add: { name: 'a.com' } }, 'expiryMs: a whole number'],
    ['domains', { edit: { name: 'a.com', colour: 'red' } }, 'colour: not known; there are name, expiryMs,'],
    ['domains', { edit: { name: 'a.com', tag: ['env'] } }, 'tag: a text'],
    ['domains', { add: { name: 'not a name', expiryMs: 1 } }, 'name:'],
    ['domains', {}, 'one of add, edit and remove'],
    ['domains', [], 'not a JSON object'],
  ])('refuses on %s %j by name', async (path, body, text) => {
    await start({ domains: [] });
    expect(await control(path, body)).toEqual({ status: 400, error: expect.stringContaining(text) as string });
  });
});
