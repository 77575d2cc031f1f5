import { describe, expect, it, onTestFinished } from 'vitest';
import { createBssApi } from '../../src/adapters/bss-api.ts';
import { createDomainApi, type DomainApi } from '../../src/adapters/domain-api.ts';
import type { AccountReader } from '../../src/inventory/account-reader.ts';
import type { Quote, QuoteQuery, QuoteReader } from '../../src/inventory/quote-reader.ts';
import { domainName } from '../../src/model/domain.ts';
import type { SandboxDomainSeed } from '../../src/sandbox/registry.ts';
import { type SandboxServer, type SandboxServerOptions, startSandbox } from '../../src/sandbox/serve.ts';
import { aName } from '../builders/domains.ts';
import { fakeClock } from '../fakes/fake-clock.ts';
import { FakeMoney } from '../fakes/fake-money.ts';

const DAY_MS = 86_400_000;

interface Served {
  readonly server: SandboxServer;
  readonly api: DomainApi;
  readonly account: AccountReader;
}

/** Both adapters before a sandbox of its own, over a socket; waits cost no time. */
async function served(
  domains: readonly SandboxDomainSeed[],
  options: Partial<SandboxServerOptions> = {},
): Promise<Served> {
  const startMs = Date.now();
  const common = { seed: 7, staleDate: 'rejected', domainCount: 0, now: () => startMs } as const;
  const server = await startSandbox({ ...common, chaos: 'off', domains, ...options });
  onTestFinished(async () => await server.close());
  const shared = {
    endpoint: server.url,
    credentials: { accessKeyId: 'sandbox', accessKeySecret: 'sandbox-secret' },
    deadlineMs: startMs + 600_000,
    clock: fakeClock(startMs),
    random: () => 0.5,
  };
  const api = createDomainApi({ ...shared, apiVersion: '2018-01-29', lang: 'en', userClientIp: '127.0.0.1' });
  return { server, api, account: createBssApi({ ...shared, currency: 'CNY' }) };
}

function seed(name: string, rest: Partial<SandboxDomainSeed> = {}): SandboxDomainSeed {
  return { name, expiryMs: Date.UTC(2027, 5, 1), ...rest };
}

function query(listedName: string, years = 1): QuoteQuery {
  return { name: aName(listedName), listedName, years };
}

async function quotesOf(reader: QuoteReader, queries: readonly QuoteQuery[]): Promise<ReadonlyMap<string, Quote>> {
  const answer = await reader.renewalPrices(queries, 'CNY');
  if (answer.kind !== 'quotes') throw new Error(answer.why);
  return answer.quotes;
}

const readers: [name: string, make: () => Promise<QuoteReader>][] = [
  [
    'the adapter before the sandbox',
    async () =>
      (
        await served([
          seed('a.com'),
          seed('例子.com'),
          seed('gold.com', { premium: true, priceMinor: 180_000 }),
          seed('last.com', { renewable: false }),
        ])
      ).api,
  ],
  [
    'the fake',
    async () => {
      const money = new FakeMoney();
      money.quotes.set('gold.com', 180_000);
      money.premium = new Set(['gold.com']);
      money.quotes.set('last.com', { kind: 'not-renewable', reason: '不可续费' });
      return await Promise.resolve(money);
    },
  ],
];

describe.each(readers)('prices of %s', (_name, make) => {
  it('come for every domain that was asked for, by its normal form, for all years together', async () => {
    const reader = await make();
    const quotes = await quotesOf(reader, [
      query('A.com'),
      query('例子.com', 3),
      query('gold.com', 2),
      query('last.com'),
    ]);
    expect([...quotes]).toEqual([
      ['a.com', { kind: 'price', price: { minor: 9000, currency: 'CNY' }, premium: false }],
      ['xn--fsqu00a.com', { kind: 'price', price: { minor: 27_000, currency: 'CNY' }, premium: false }],
      ['gold.com', { kind: 'price', price: { minor: 360_000, currency: 'CNY' }, premium: true }],
      ['last.com', { kind: 'not-renewable', reason: '不可续费' }],
    ]);
  });

  it('may be asked for again, and for no domain', async () => {
    const reader = await make();
    expect(await quotesOf(reader, [query('a.com')])).toEqual(await quotesOf(reader, [query('a.com')]));
    expect(await quotesOf(reader, [])).toEqual(new Map());
  });

  it('come in the currency that was asked for', async () => {
    const reader = await make();
    const answer = await reader.renewalPrices([query('a.com')], 'USD');
    expect(answer).toMatchObject({ kind: 'quotes' });
    expect(answer.kind === 'quotes' && answer.quotes.get(aName('a.com'))).toMatchObject({ price: { currency: 'USD' } });
  });
});

describe('what is quoted is what is charged', () => {
  it('for years, prices of their own, a price change, and a coupon', async () => {
    const coupons = [{ couponNo: 'Q-1', balanceMinor: 10_000, expiresMs: Date.now() + DAY_MS }];
    const domains = [seed('a.com'), seed('b.cn', { priceMinor: 1622 }), seed('gold.com', { premium: true })];
    const { server, api, account } = await served(domains, { account: { balanceMinor: 500_000, coupons } });
    server.sandbox.setPricePercent(121);
    const queries = [query('a.com', 2), query('b.cn'), query('gold.com')];
    const quoted = [...(await quotesOf(api, queries)).values()].map((quote) =>
      quote.kind === 'price' ? quote.price.minor : Number.NaN,
    );
    expect(quoted).toEqual([21_780, 1963, 217_800]);
    const orders = queries.map(({ listedName, years }) => ({
      domainName: listedName,
      expiryMs: Date.UTC(2027, 5, 1),
      years,
      permitPremium: true,
    }));
    const reply = await api.submitRenewal({ orders, couponNo: 'Q-1', promotionNo: null }, () => null);
    expect(reply.kind).toBe('reply');
    server.sandbox.advance(DAY_MS / 2);
    const charged = server.sandbox.books().orders.map(({ domain, priceMinor, state }) => [domain, priceMinor, state]);
    expect(charged).toEqual(queries.map(({ name }, index) => [name, quoted[index], 'paid']));
    expect(await account.balance()).toEqual({ kind: 'known', value: { minor: 268_457, currency: 'CNY' } });
    expect(await account.cashCoupons()).toEqual({ kind: 'known', value: [] });
  });
});

describe('the account', () => {
  it('shows its balance and the coupons that can be used, soonest expiry first', async () => {
    const now = Math.floor(Date.now() / 1000) * 1000;
    const { server, account } = await served([], { account: { balanceMinor: -1119 } });
    for (const [couponNo, days] of [
      ['late', 30],
      ['soon', 2],
      ['gone', -1],
    ] as const) {
      server.sandbox.addCoupon({ couponNo, balanceMinor: 10_000, expiresMs: now + days * DAY_MS, effectiveMs: 0 });
    }
    expect(await account.balance()).toEqual({ kind: 'known', value: { minor: -1119, currency: 'CNY' } });
    const balance = { minor: 10_000, currency: 'CNY' };
    expect(await account.cashCoupons()).toEqual({
      kind: 'known',
      value: [
        { couponNo: 'soon', balance, expiresMs: now + 2 * DAY_MS, products: '通用' },
        { couponNo: 'late', balance, expiresMs: now + 30 * DAY_MS, products: '通用' },
      ],
    });
  });

  it('of the fake is not shown until a test says so', async () => {
    const money = new FakeMoney();
    expect([await money.balance(), await money.cashCoupons()]).toMatchObject([
      { kind: 'unavailable' },
      { kind: 'unavailable' },
    ]);
  });
});

describe('a role or a site without these calls', () => {
  it('is told from trouble, and the rest goes on', async () => {
    const switches = {
      QueryDomainRealTimePrice: 'not-found',
      QueryAccountBalance: 'no-permission',
      QueryCashCoupons: 'not-found',
    } as const;
    const { server, api, account } = await served([seed('a.com')], { switches });
    const says = (text: string): unknown => expect.stringContaining(text);
    expect(await api.renewalPrices([query('a.com')], 'CNY')).toEqual({ kind: 'no-such-call', why: says('NotFound') });
    expect(await account.balance()).toEqual({
      kind: 'unavailable',
      why: says('grant the RAM action bssapi:QueryAccountBalance'),
    });
    expect(await account.cashCoupons()).toEqual({ kind: 'unavailable', why: says('InvalidAction.NotFound') });
    server.sandbox.switchCall('QueryDomainRealTimePrice', 'no-permission');
    await expect(api.renewalPrices([query('a.com')], 'CNY')).rejects.toMatchObject({
      fields: { kind: 'permission', ramAction: 'domain:QueryDomainRealTimePrice' },
    });
    expect(await api.listPage({ pageNum: 1, pageSize: 10 })).toMatchObject({ totalCount: 1 });
  });
});

describe('a service that misbehaves', () => {
  const names = Array.from({ length: 50 }, (_, index) => `d${index}.com`);
  /** Waiting for the slow and the silent would only cost time: they are the same as a reset. */
  const profile = { slowChance: 0, hangChance: 0 };

  // Seed 2 draws seven failures in a row, which the six attempts of a read do not outlast: then it is an error, as promised.
  it.each([1, 3, 4, 6])('is read all the same, in any shape (seed %i)', async (seedNumber) => {
    const coupons = [{ couponNo: 'Q-1', balanceMinor: 10_000, expiresMs: Date.now() + 2 * DAY_MS }];
    const options = { seed: seedNumber, chaos: 'harsh', profile, account: { balanceMinor: 123_456, coupons } } as const;
    const { api, account } = await served(
      names.map((name) => seed(name)),
      options,
    );
    const quotes = await quotesOf(
      api,
      names.map((name) => query(name)),
    );
    expect([...quotes.values()].map((quote) => quote.kind === 'price' && quote.price.minor)).toEqual(
      names.map(() => 9000),
    );
    for (let reading = 0; reading < 5; reading += 1) {
      expect(await account.balance()).toEqual({ kind: 'known', value: { minor: 123_456, currency: 'CNY' } });
      expect(await account.cashCoupons()).toMatchObject({ kind: 'known', value: [{ couponNo: 'Q-1' }] });
    }
  });

  it('is an error once the attempts are used up', async () => {
    const { server, api, account } = await served([seed('a.com')]);
    server.sandbox.fault({ action: '*', kind: 'bad-gateway', times: 100 });
    await expect(api.renewalPrices([query('a.com')], 'CNY')).rejects.toMatchObject({ fields: { kind: 'transient' } });
    expect(await account.balance()).toMatchObject({ kind: 'unavailable' });
    expect(server.sandbox.books().calls).toEqual({ QueryDomainRealTimePrice: 6, QueryAccountBalance: 6 });
  });

  it('may take fewer domains at once', async () => {
    const { server, api } = await served(
      names.map((name) => seed(name)),
      { profile: { priceItemsMax: 7 } },
    );
    const quotes = await quotesOf(
      api,
      names.map((name) => query(name)),
    );
    expect([...quotes.keys()]).toEqual(names.map((name) => domainName(name)));
    expect([...quotes.values()].every(({ kind }) => kind === 'price')).toBe(true);
    expect(server.sandbox.books().calls['QueryDomainRealTimePrice']).toBe(15);
  });
});
