import { chunk } from '../lib/chunk.ts';
import { CloudError, isTimeLeft } from '../model/cloud-error.ts';
import type { DomainName } from '../model/domain.ts';
import type { Currency } from '../model/money.ts';
import { QUOTES_IN_ONE_CALL, type Quote, type QuoteQuery, type QuoteReader } from './quote-reader.ts';

/** The prices of one run: every domain that was asked for has a quote, unless the site has no price call at all. */
export interface Quotes {
  readonly quotes: ReadonlyMap<DomainName, Quote>;
  /** Why the site can give no price to anybody; null when it can. */
  readonly noCallWhy: string | null;
  /** A permission that is missing for it; null when none is. */
  readonly denied: CloudError | null;
}

/**
 * Asks for the renewal prices of these domains, a few calls for all. What cannot be read is `unknown`, and why.
 * @throws CloudError only when the time of the run is over.
 */
export async function readQuotes(
  reader: QuoteReader,
  queries: readonly QuoteQuery[],
  currency: Currency,
): Promise<Quotes> {
  const quotes = new Map<DomainName, Quote>();
  let denied: CloudError | null = null;
  for (const some of chunk(queries, QUOTES_IN_ONE_CALL)) {
    try {
      const answer = await reader.renewalPrices(some, currency);
      if (answer.kind === 'no-such-call') return { quotes, noCallWhy: answer.why, denied };
      for (const { name } of some) quotes.set(name, answer.quotes.get(name) ?? MISSING);
    } catch (error) {
      if (!(error instanceof CloudError) || isTimeLeft(error)) throw error;
      for (const { name } of some) quotes.set(name, { kind: 'unknown', why: error.message });
      if (error.fields.kind === 'permission') denied = error;
    }
  }
  return { quotes, noCallWhy: null, denied };
}

const MISSING: Quote = { kind: 'unknown', why: 'the answer does not name it' };
