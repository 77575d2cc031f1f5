import { describe, expect, it } from 'vitest';
import { amountFrom } from '../../../src/adapters/cloud-amount.ts';
import type { Quote, QuoteQuery } from '../../../src/inventory/quote-reader.ts';
import { CloudError } from '../../../src/model/cloud-error.ts';
import type { Currency } from '../../../src/model/money.ts';
import { aName } from '../../builders/domains.ts';
import type { LoopbackStep } from '../../fakes/loopback.ts';
import { CREDENTIALS, loopbackApi } from './loopback-api.ts';

function query(listedName: string, years = 1): QuoteQuery {
  return { name: aName(listedName), listedName, years };
}

/** A row with every field that the SDK knows. */
function row(rest: object = {}): object {
  const fields = {
    DomainName: 'a.com',
    Action: 'renew',
    Avail: 1,
    Currency: 'CNY',
    Period: 1,
    Premium: false,
    Price: 90,
  };
  return { ...fields, ...rest };
}

function reply(DomainPrices: unknown): LoopbackStep {
  return { reply: { RequestId: 'R', Success: true, HttpStatusCode: 200, Module: { DomainPrices } } };
}

async function quoteFor(
  step: LoopbackStep,
  asked = query('a.com'),
  currency: Currency = 'CNY',
): Promise<Quote | undefined> {
  const { api } = await loopbackApi([step]);
  const answer = await api.renewalPrices([asked], currency);
  if (answer.kind !== 'quotes') throw new Error(answer.why);
  expect([...answer.quotes.keys()]).toEqual([asked.name]);
  return answer.quotes.get(asked.name);
}

function price(minor: number, premium = false, currency: Currency = 'CNY'): Quote {
  return { kind: 'price', price: { minor, currency }, premium };
}

function unknownFor(why: string): unknown {
  const says: unknown = expect.stringContaining(why);
  return { kind: 'unknown', why: says };
}

describe('the question', () => {
  it('is one signed form with the domains as one JSON text, without Lang and UserClientIp', async () => {
    const { api, server } = await loopbackApi([reply([])]);
    await api.renewalPrices([query('A.com', 2), query('例子.中国')], 'CNY');
    const [request] = server.requests;
    expect(request).toMatchObject({ method: 'POST', url: '/' });
    expect(request?.params).toMatchObject({
      Action: 'QueryDomainRealTimePrice',
      Version: '2018-01-29',
      Currency: 'CNY',
    });
    expect(request?.params).not.toHaveProperty('Lang');
    expect(request?.params).not.toHaveProperty('UserClientIp');
    expect(JSON.parse(request?.params['DomainItem'] ?? '')).toEqual([
      { DomainName: 'A.com', Action: 'renew', Period: 2 },
      { DomainName: '例子.中国', Action: 'renew', Period: 1 },
    ]);
  });

  it('is not asked for no domain', async () => {
    const { api, server } = await loopbackApi([reply([])]);
    expect(await api.renewalPrices([], 'CNY')).toEqual({ kind: 'quotes', quotes: new Map() });
    expect(server.requests).toHaveLength(0);
  });

  it('takes neither 51 domains nor one twice nor 11 years', async () => {
    const { api } = await loopbackApi([reply([])]);
    const many = Array.from({ length: 51 }, (_, index) => query(`a${index}.com`));
    await expect(api.renewalPrices(many, 'CNY')).rejects.toThrow('50 domains');
    await expect(api.renewalPrices([query('a.com'), query('A.COM')], 'CNY')).rejects.toThrow('once');
    await expect(api.renewalPrices([query('a.com', 11)], 'CNY')).rejects.toThrow('not 11');
  });
});

describe('an answer', () => {
  const cases: [name: string, rows: unknown, expected: unknown][] = [
    ['a price', [row()], price(9000)],
    ['a price with cents', [row({ Price: 16.22 })], price(1622)],
    ['a price as a text', [row({ Price: '90.00' })], price(9000)],
    ['a price with separators', [row({ Price: '1,234.50' })], price(123_450)],
    ['a price with the noise of doubles', [row({ Price: 178.20000000000002 })], price(17_820)],
    ['noise below', [row({ Price: 0.30000000000000004 * 100 })], price(3000)],
    ['a premium domain', [row({ Premium: 'true', Price: 1800 })], price(180_000, true)],
    ['one object in place of an array', row(), price(9000)],
    ['texts for numbers', [row({ Avail: '1', Period: '1' })], price(9000)],
    ['a true Avail', [row({ Avail: true })], price(9000)],
    ['no Action, Avail, Period, Premium', [{ DomainName: 'a.com', Currency: 'CNY', Price: 90 }], price(9000)],
    ['the name in capitals, with a dot', [row({ DomainName: 'A.COM.' })], price(9000)],
    ['a currency in small letters', [row({ Currency: 'cny' })], price(9000)],
    ['small first letters', [{ domainName: 'a.com', currency: 'CNY', price: 90, period: 1, avail: 1 }], price(9000)],
    ['the same row twice', [row(), row()], price(9000)],
    ['rows of other terms too', [row({ Period: 2, Price: 180 }), row()], price(9000)],
    ['a row about another action too', [row({ Action: 'create', Price: 10 }), row()], price(9000)],
    ['rows that are none', [null, 7, { DomainName: 'b.com' }, {}, row()], price(9000)],
    ['a remark beside a good price', [row({ Reason: 'promotion' })], price(9000)],
    ['no renewal', [row({ Avail: 0, Reason: '不可续费' })], { kind: 'not-renewable', reason: '不可续费' }],
    ['no renewal, no price', [row({ Price: null, Reason: '不可续费' })], { kind: 'not-renewable', reason: '不可续费' }],
    ['no renewal for a price of 0', [row({ Price: 0, Reason: 'x' })], { kind: 'not-renewable', reason: 'x' }],
    ['no renewal in any term', [row({ Avail: '0', Period: 5, Reason: 'x' })], { kind: 'not-renewable', reason: 'x' }],
    ['no rows', [], unknownFor('no row')],
    ['no list', undefined, unknownFor('no row')],
    ['only other domains', [row({ DomainName: 'b.com' })], unknownFor('no row')],
    ['only another action', [row({ Action: 'create' })], unknownFor('no row')],
    ['another currency', [row({ Currency: 'USD' })], unknownFor('in USD, not CNY')],
    ['a currency nobody knows', [row({ Currency: 'XYZ' })], unknownFor('in XYZ')],
    ['no currency', [row({ Currency: '' })], unknownFor('which currency')],
    ['another term', [row({ Period: 2 })], unknownFor('for 2 years, not 1')],
    ['a term that cannot be read', [row({ Period: 'one' })], unknownFor('for how long')],
    ['no price', [row({ Price: null })], unknownFor('no price')],
    ['a price of 0', [row({ Price: 0 })], unknownFor('"0"')],
    ['a negative price', [row({ Price: -90 })], unknownFor('"-90"')],
    ['a price of three decimals', [row({ Price: 90.005 })], unknownFor('"90.005"')],
    ['a price that is a word', [row({ Price: 'free' })], unknownFor('"free"')],
    ['a price that is an object', [row({ Price: {} })], unknownFor('no price')],
    ['two prices', [row(), row({ Price: 91 })], unknownFor('contradict')],
    ['a price and a reason', [row(), row({ Avail: 0, Reason: 'x' })], unknownFor('contradict')],
    ['Avail 0 without a reason', [row({ Avail: 0 })], unknownFor('Avail 0')],
    ['Avail -1', [row({ Avail: -1 })], unknownFor('Avail -1')],
    ['a reason without Avail', [row({ Avail: null, Reason: 'x' })], unknownFor('reason: x')],
  ];
  it.each(cases)('%s', async (_name, rows, expected) => {
    expect(await quoteFor(reply(rows))).toEqual(expected);
  });

  it('is for all years together', async () => {
    expect(await quoteFor(reply([row({ Period: 3, Price: 270 })]), query('a.com', 3))).toEqual(price(27_000));
    expect(await quoteFor(reply([row({ Price: 270, Period: null })]), query('a.com', 3))).toEqual(unknownFor('not 3'));
  });

  it('of whole yen', async () => {
    expect(await quoteFor(reply([row({ Price: 1200, Currency: 'JPY' })]), query('a.com'), 'JPY')).toEqual(
      price(1200, false, 'JPY'),
    );
    const half = reply([row({ Price: 1200.5, Currency: 'JPY' })]);
    expect(await quoteFor(half, query('a.com'), 'JPY')).toEqual(unknownFor('1200.5'));
  });

  it('finds a domain of which the name is written otherwise', async () => {
    const step = reply([row({ DomainName: 'xn--fsqu00a.xn--fiqs8s' })]);
    expect(await quoteFor(step, query('例子.中国'))).toEqual(price(9000));
  });

  it('may have its rows directly in Module', async () => {
    expect(await quoteFor({ reply: { module: [row()] } })).toEqual(price(9000));
  });

  it('without Module is asked for again', async () => {
    const { api, server } = await loopbackApi([{ reply: { RequestId: 'R' } }, { reply: {} }, reply([row()])]);
    expect(await api.renewalPrices([query('a.com')], 'CNY')).toMatchObject({ kind: 'quotes' });
    expect(server.requests).toHaveLength(3);
  });
});

describe('what is refused as a whole', () => {
  const NAMES = Array.from({ length: 10 }, (_, index) => `d${index}.com`);

  function namesIn(text: string | undefined): string[] {
    return (JSON.parse(text ?? '[]') as { DomainName: string }[]).map(({ DomainName }) => DomainName);
  }

  it.each([
    ['in the answer', { reply: { Success: false, ErrorCode: '3002', ErrorMsg: '非法参数' } }, '3002 非法参数'],
    ['by an error', { reply: { Code: 'InvalidParameter', Message: 'bad name' }, status: 400 }, 'bad name'],
  ] as const)('%s is asked again in halves, until the bad one is found', async (_name, refusal, why) => {
    const { api, server } = await loopbackApi(({ params }) => {
      const names = namesIn(params['DomainItem']);
      return names.includes('d7.com') ? refusal : reply(names.map((DomainName) => row({ DomainName })));
    });
    const answer = await api.renewalPrices(
      NAMES.map((name) => query(name)),
      'CNY',
    );
    if (answer.kind !== 'quotes') throw new Error(answer.why);
    for (const name of NAMES) {
      expect(answer.quotes.get(aName(name))).toEqual(name === 'd7.com' ? unknownFor(why) : price(9000));
    }
    expect(server.requests.length).toBeLessThanOrEqual(9);
  });

  it('finds its own way to what the service takes at once', async () => {
    const { api } = await loopbackApi(({ params }) => {
      const names = namesIn(params['DomainItem']);
      return names.length > 3
        ? { reply: { success: 'false', errorCode: 'TooMany' } }
        : reply(names.map((DomainName) => row({ DomainName })));
    });
    const answer = await api.renewalPrices(
      NAMES.map((name) => query(name)),
      'CNY',
    );
    expect(answer.kind === 'quotes' && [...answer.quotes.values()]).toEqual(NAMES.map(() => price(9000)));
  });

  it('is given up after 24 calls, with an answer for each domain', async () => {
    const { api, server } = await loopbackApi([{ reply: { Success: false, DynamicCode: '4000' } }]);
    const many = Array.from({ length: 50 }, (_, index) => query(`a${index}.com`));
    const answer = await api.renewalPrices(many, 'CNY');
    expect(server.requests).toHaveLength(24);
    expect(answer.kind === 'quotes' && [...answer.quotes.values()]).toEqual(many.map(() => unknownFor('4000')));
  });
});

describe('trouble', () => {
  it.each([
    ['InvalidAction.NotFound', 404],
    ['UnsupportedOperation', 400],
    ['NoSuchVersion', 400],
    ['InvalidVersion', 400],
  ])('%s: the site has no such call', async (Code, status) => {
    const { api, server } = await loopbackApi([{ reply: { Code, Message: 'no', RequestId: 'R' }, status }]);
    const why: unknown = expect.stringContaining(Code);
    expect(await api.renewalPrices([query('a.com')], 'CNY')).toEqual({ kind: 'no-such-call', why });
    expect(server.requests).toHaveLength(1);
  });

  it.each([
    ['NoPermission', 'permission'],
    ['Forbidden.RAM', 'permission'],
    ['Forbidden.RiskControl', 'rejected'],
    ['InvalidAccessKeyId.NotFound', 'credentials'],
  ])('%s is an error', async (Code, kind) => {
    const { api } = await loopbackApi([{ reply: { Code, Message: '' }, status: 403 }]);
    const error: unknown = await api.renewalPrices([query('a.com')], 'CNY').catch((thrown: unknown) => thrown);
    const ramAction = kind === 'permission' ? 'domain:QueryDomainRealTimePrice' : '';
    expect(error).toBeInstanceOf(CloudError);
    expect(error).toMatchObject({ fields: { kind, ramAction } });
  });

  it('is tried again when it may pass', async () => {
    const { api, server } = await loopbackApi([
      { reply: { Code: 'Throttling.User' }, status: 400 },
      { drop: true },
      reply([row()]),
    ]);
    expect(await api.renewalPrices([query('a.com')], 'CNY')).toMatchObject({ kind: 'quotes' });
    expect(server.requests).toHaveLength(3);
  });

  it('tells no secret', async () => {
    const { accessKeyId, accessKeySecret, securityToken } = CREDENTIALS;
    const everything = `${accessKeyId} ${accessKeySecret} ${securityToken}`;
    const steps: LoopbackStep[] = [
      { reply: { Success: false, ErrorMsg: everything } },
      reply([row({ Avail: 0, Reason: everything })]),
      reply([row({ Currency: accessKeyId })]),
      reply([row({ Price: accessKeySecret })]),
      reply([row({ Avail: accessKeyId })]),
      { reply: { Code: 'InvalidParameter', Message: everything }, status: 400 },
    ];
    for (const step of steps) expect(JSON.stringify(await quoteFor(step))).not.toContain('Planted');
  });
});

describe('amounts', () => {
  const cases: [text: string, currency: Currency, minor: number | null][] = [
    ['10000.00\n', 'CNY', 1_000_000],
    ['-11.19', 'CNY', -1119],
    ['-1,234,567.5', 'CNY', -123_456_750],
    ['1234.5000', 'USD', 123_450],
    ['178.20000000000002', 'CNY', 17_820],
    ['177.99999999999997', 'CNY', 17_800],
    ['178.2050000001', 'CNY', null],
    ['1200.00', 'JPY', 1200],
    ['1,23.50', 'CNY', null],
    ['12,34', 'CNY', null],
    ['1.234,50', 'CNY', null],
    ['1e3', 'CNY', null],
    ['¥90', 'CNY', null],
    ['', 'CNY', null],
  ];
  it.each(cases)('%j in %s', (text, currency, minor) => {
    expect(amountFrom(text, currency)).toBe(minor);
  });
});
