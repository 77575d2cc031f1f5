import { chunk } from '../lib/chunk.ts';
import { CloudError, isTimeLeft } from '../model/cloud-error.ts';
import type { DomainName } from '../model/domain.ts';
import type { Currency } from '../model/money.ts';
import { QUOTES_IN_ONE_CALL, type Quote, type QuoteAnswer, type QuoteQuery, type QuoteReader } from './quote-reader.ts';

/** The prices of one run: every domain that was asked for has a quote, unless the site has no price call at all. */
export interface Quotes {
  readonly quotes: ReadonlyMap<DomainName, Quote>;
  /** Why the site can give no price to anybody; null when it can. */
  readonly noCallWhy: string | null;
  /** How the price call failed; it is not asked again then, or a silent service would take the time of the run. Null when it did not. */
  readonly failure: CloudError | null;
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
  let failure: CloudError | null = null;
  for (const some of chunk(queries, QUOTES_IN_ONE_CALL)) {
    const answer: QuoteAnswer | CloudError = failure ?? (await reader.renewalPrices(some, currency).catch(expected));
    if (answer instanceof CloudError) failure = answer;
    else if (answer.kind === 'no-such-call') return { quotes, noCallWhy: answer.why, failure };
    for (const { name } of some) quotes.set(name, quoteIn(answer, name));
  }
  return { quotes, noCallWhy: null, failure };
}

/** Trouble of the service is an answer too. */
function expected(error: unknown): CloudError {
  if (error instanceof CloudError && !isTimeLeft(error)) return error;
  throw error;
}

function quoteIn(answer: Extract<QuoteAnswer, { kind: 'quotes' }> | CloudError, name: DomainName): Quote {
  return answer instanceof CloudError ? unknown(answer) : (answer.quotes.get(name) ?? MISSING);
}

/** What is known of a price after the call failed. */
export function unknown(failure: CloudError): Quote {
  return { kind: 'unknown', why: failure.message };
}

const MISSING: Quote = { kind: 'unknown', why: 'the answer does not name it' };
