import { describe, expect, it } from 'vitest';
import type { Quote, QuoteQuery, QuoteReader } from '../../../src/inventory/quote-reader.ts';
import { readQuotes } from '../../../src/inventory/quotes.ts';
import { aCloudError } from '../../builders/cloud-error.ts';
import { aName } from '../../builders/domains.ts';
import { FakeMoney } from '../../fakes/fake-money.ts';

const queries = (count: number): QuoteQuery[] =>
  Array.from({ length: count }, (_, index) => {
    const name = aName(`d${index}.com`);
    return { name, listedName: name, years: 2 };
  });
const FREE: Quote = { kind: 'price', price: { minor: 18_000, currency: 'CNY' }, premium: false };

/** A reader whose second call throws. */
function failingSecond(error: unknown): QuoteReader {
  const money = new FakeMoney();
  return {
    renewalPrices: async (some, currency) => {
      const answer = await money.renewalPrices(some, currency);
      if (money.asked.length >= 2) throw money.asked.length === 2 ? error : new Error('asked again');
      return answer;
    },
  };
}

describe('readQuotes', () => {
  it('asks for fifty at a time, each for its years', async () => {
    const money = new FakeMoney();
    const { quotes, noCallWhy, failure } = await readQuotes(money, queries(120), 'CNY');
    expect(money.asked.map(({ length }) => length)).toEqual([50, 50, 20]);
    expect([quotes.size, noCallWhy, failure]).toEqual([120, null, null]);
    expect(quotes.get(aName('d119.com'))).toEqual(FREE);
  });

  it('asks nothing where nothing is chosen', async () => {
    const money = new FakeMoney();
    expect((await readQuotes(money, [], 'CNY')).quotes.size).toBe(0);
    expect(money.asked).toEqual([]);
  });

  it('what the answer does not name is not known', async () => {
    const reader: QuoteReader = {
      renewalPrices: async () => await Promise.resolve({ kind: 'quotes', quotes: new Map() }),
    };
    const { quotes } = await readQuotes(reader, queries(1), 'CNY');
    expect([...quotes.values()]).toEqual([{ kind: 'unknown', why: 'the answer does not name it' }]);
  });

  it('after a call that failed nothing more is asked, and what was not answered is unknown, with the why', async () => {
    const error = aCloudError({ kind: 'transient', code: 'InternalError' });
    const { quotes, failure } = await readQuotes(failingSecond(error), queries(120), 'CNY');
    const unknown = [...quotes].filter(([, { kind }]) => kind === 'unknown');
    expect(unknown.map(([name]) => name)).toEqual(
      queries(120)
        .slice(50)
        .map(({ name }) => name),
    );
    expect(unknown.every(([, quote]) => quote.kind === 'unknown' && quote.why === error.message)).toBe(true);
    expect(failure).toBe(error);
  });

  it('hands on a permission that is missing', async () => {
    const error = aCloudError({ kind: 'permission', code: 'NoPermission' });
    expect((await readQuotes(failingSecond(error), queries(60), 'CNY')).failure).toBe(error);
  });

  it('a site without the call says so, and is not asked again', async () => {
    const money = new FakeMoney();
    money.priceTrouble = 'no such action';
    const { noCallWhy } = await readQuotes(money, queries(60), 'CNY');
    expect(noCallWhy).toBe('no such action');
    expect(money.asked).toHaveLength(1);
  });

  it('throws when the time of the run is over, and what is no trouble of the cloud', async () => {
    const timeLeft = aCloudError({ code: 'TimeLeft' });
    await expect(readQuotes(failingSecond(timeLeft), queries(60), 'CNY')).rejects.toBe(timeLeft);
    const fault = new TypeError('a fault of this program');
    await expect(readQuotes(failingSecond(fault), queries(60), 'CNY')).rejects.toBe(fault);
  });
});
