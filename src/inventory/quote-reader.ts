import type { DomainName } from '../model/domain.ts';
import type { Currency, Money } from '../model/money.ts';

/** One domain whose renewal price is asked for. */
export interface QuoteQuery {
  readonly name: DomainName;
  /** As the service listed it. */
  readonly listedName: string;
  /** 1 to 10. */
  readonly years: number;
}

/** A price for all years together. */
export interface Price extends Money {
  /** Not quoted: the policy's, because the site tells nobody a price, and why it does not. */
  readonly noCallWhy?: string;
}

/** What the service says of one renewal: its price, or why there is none. */
export type Quote =
  /** `isOfTable`: not asked for, but what the policy's table says of ordinary names. */
  | { readonly kind: 'price'; readonly price: Price; readonly premium: boolean; readonly isOfTable?: true }
  | { readonly kind: 'not-renewable'; readonly reason: string }
  /** `noCallWhy`: the site tells nobody a price, and the policy has none for this one. */
  | { readonly kind: 'unknown'; readonly why: string; readonly noCallWhy?: string };

/** `no-such-call`: this site does not know the call at all; a later run need not hope. */
export type QuoteAnswer =
  | { readonly kind: 'quotes'; readonly quotes: ReadonlyMap<DomainName, Quote> }
  | { readonly kind: 'no-such-call'; readonly why: string };

/** Most domains of one call: the service's own cap is not documented. */
export const QUOTES_IN_ONE_CALL = 50;

/**
 * Reads renewal prices (QueryDomainRealTimePrice, since 2025-11): may repeat, spends nothing. Every domain that was asked for has an
 * answer, `unknown` where the reply had none that can be read or was in another currency or for other years.
 */
export interface QuoteReader {
  /** At most QUOTES_IN_ONE_CALL of them. Throws a CloudError when the retries inside are used up. */
  renewalPrices(queries: readonly QuoteQuery[], currency: Currency): Promise<QuoteAnswer>;
}
