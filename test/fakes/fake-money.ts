import type { AccountAnswer, AccountReader, CashCoupon } from '../../src/inventory/account-reader.ts';
import type { Quote, QuoteAnswer, QuoteQuery, QuoteReader } from '../../src/inventory/quote-reader.ts';
import { CloudError } from '../../src/model/cloud-error.ts';
import type { DomainName } from '../../src/model/domain.ts';
import type { Currency, Money } from '../../src/model/money.ts';

/** Prices and an account in a registrar's books: 90.00 a year in the currency that is asked for, the account not shown. */
export class FakeMoney implements QuoteReader, AccountReader {
  yearPriceMinor = 9000;
  /** By domain: another price for a year in minor units, or the whole answer. */
  readonly quotes: Map<string, number | Quote> = new Map<string, number | Quote>();
  premium: ReadonlySet<string> = new Set<string>();
  accountBalance: AccountAnswer<Money> = { kind: 'unavailable', why: 'this registrar shows no balance' };
  coupons: AccountAnswer<readonly CashCoupon[]> = { kind: 'unavailable', why: 'this registrar shows no coupons' };
  /** Set: the site does not know the price call, or the call fails. */
  priceTrouble: string | CloudError | null = null;
  readonly asked: QuoteQuery[][] = [];
  balanceCalls = 0;
  couponCalls = 0;

  async renewalPrices(queries: readonly QuoteQuery[], currency: Currency): Promise<QuoteAnswer> {
    this.asked.push([...queries]);
    await Promise.resolve();
    if (this.priceTrouble instanceof CloudError) throw this.priceTrouble;
    if (this.priceTrouble !== null) return { kind: 'no-such-call', why: this.priceTrouble };
    const quotes = queries.map(({ name, years }) => [name, this.#quote(name, years, currency)] as const);
    return { kind: 'quotes', quotes: new Map(quotes) };
  }

  async balance(): Promise<AccountAnswer<Money>> {
    this.balanceCalls += 1;
    return await Promise.resolve(this.accountBalance);
  }

  async cashCoupons(): Promise<AccountAnswer<readonly CashCoupon[]>> {
    this.couponCalls += 1;
    return await Promise.resolve(this.coupons);
  }

  #quote(name: DomainName, years: number, currency: Currency): Quote {
    const set = this.quotes.get(name) ?? this.yearPriceMinor;
    if (typeof set !== 'number') return set;
    return { kind: 'price', price: { minor: set * years, currency }, premium: this.premium.has(name) };
  }
}
