import { QUOTES_IN_ONE_CALL, type Quote, type QuoteQuery, type QuoteReader } from '../inventory/quote-reader.ts';
import { assert } from '../lib/assert.ts';
import { CloudError } from '../model/cloud-error.ts';
import type { DomainName } from '../model/domain.ts';
import type { Currency } from '../model/money.ts';
import type { DomainApiCalls } from './domain-api-calls.ts';
import { type PriceReply, parsePrices } from './domain-api-price-rows.ts';
import type { Scrub } from './domain-api-scrub.ts';
import type { PopParams } from './pop-core-client.ts';

const ACTION = 'QueryDomainRealTimePrice';
/** Calls for one set of queries, most: one bad name among 50 is found in 13. */
const CALLS_MAX = 24;

/**
 * Renewal prices on QueryDomainRealTimePrice. The most domains of one call are not documented, nor whether one bad name spoils the
 * others: what is refused as a whole is asked again in halves.
 */
export function createQuoteReader(calls: DomainApiCalls, scrub: Scrub): QuoteReader {
  return {
    async renewalPrices(queries, currency) {
      assertQueries(queries);
      let callsLeft = CALLS_MAX;
      const ask = async (asked: readonly QuoteQuery[], refusal: string): Promise<QuoteEntry[]> => {
        if (callsLeft === 0) return allUnknown(asked, refusal);
        callsLeft -= 1;
        const reply = await readPrices(calls, asked, currency, scrub);
        if (reply.kind === 'quotes') return [...reply.quotes];
        if (asked.length === 1) return allUnknown(asked, reply.why);
        const half = Math.ceil(asked.length / 2);
        return [...(await ask(asked.slice(0, half), reply.why)), ...(await ask(asked.slice(half), reply.why))];
      };
      if (queries.length === 0) return { kind: 'quotes', quotes: new Map() };
      try {
        return { kind: 'quotes', quotes: new Map(await ask(queries, '')) };
      } catch (error) {
        if (error instanceof CloudError && saysNoSuchCall(error)) return { kind: 'no-such-call', why: error.message };
        throw error;
      }
    },
  };
}

type QuoteEntry = readonly [name: DomainName, quote: Quote];

async function readPrices(
  calls: DomainApiCalls,
  queries: readonly QuoteQuery[],
  currency: Currency,
  scrub: Scrub,
): Promise<PriceReply> {
  try {
    return await calls.read(ACTION, priceParams(queries, currency), (body) =>
      parsePrices(body, queries, currency, scrub.message),
    );
  } catch (error) {
    if (error instanceof CloudError && saysMalformed(error)) return { kind: 'refused', why: error.message };
    throw error;
  }
}

/** `DomainItem` is one text of JSON; `Suffix`, which samples show, is optional and not sent. */
function priceParams(queries: readonly QuoteQuery[], currency: Currency): PopParams {
  const items = queries.map(({ listedName, years }) => ({ DomainName: listedName, Action: 'renew', Period: years }));
  return { Currency: currency, DomainItem: JSON.stringify(items) };
}

function assertQueries(queries: readonly QuoteQuery[]): void {
  assert(queries.length <= QUOTES_IN_ONE_CALL, `prices are asked for ${QUOTES_IN_ONE_CALL} domains at most`);
  assert(new Set(queries.map(({ name }) => name)).size === queries.length, 'prices are asked for each domain once');
  for (const { name, years } of queries) {
    assert(Number.isInteger(years) && years >= 1 && years <= 10, `${name} is renewed by 1 to 10 years, not ${years}`);
  }
}

function allUnknown(queries: readonly QuoteQuery[], why: string): QuoteEntry[] {
  return queries.map(({ name }) => [name, { kind: 'unknown', why }]);
}

/** What gateways say of a call, or of a version with that call, which they do not have. */
function saysNoSuchCall({ fields }: CloudError): boolean {
  return (
    fields.kind === 'rejected' &&
    /^(?:InvalidAction|UnsupportedOperation|NoSuchVersion|InvalidVersion)\b/.test(fields.code)
  );
}

/** The question was not to its taste: too many domains, or a name that it cannot take. */
function saysMalformed({ fields }: CloudError): boolean {
  return fields.kind === 'rejected' && /Parameter|TooMany|Exceed/i.test(fields.code);
}
