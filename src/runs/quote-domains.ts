import type { Config } from '../config/config.ts';
import type { Terms } from '../config/terms.ts';
import type { Quote } from '../inventory/quote-reader.ts';
import { readQuotes, unknown } from '../inventory/quotes.ts';
import type { DomainName, ListedDomain } from '../model/domain.ts';
import { isTablePrice } from '../selection/terms.ts';
import { permissionProblem } from './notes.ts';
import type { PriceCall, RenewalWork } from './run-parts.ts';

/** Asks for the prices of one run. */
export interface PriceAsker {
  /** @throws CloudError only when the time of the run is over. */
  quote(domains: readonly ListedDomain[]): Promise<ReadonlyMap<DomainName, Quote>>;
}

/**
 * What renewals cost. A price call that failed is not asked again in this run. On a site without the call the prices of the policy stand
 * in, and the quote of a domain for which it has none says so.
 */
export function priceAsker(termsOf: (domain: ListedDomain) => Terms, work: RenewalWork): PriceAsker {
  const { parts, config, notes } = work;
  const call: PriceCall = work.priceCall ?? { failed: null, noCallWhy: null };
  return {
    async quote(domains) {
      if (domains.length === 0) return new Map();
      if (call.failed === null && call.noCallWhy === null) {
        const queries = domains.map((domain) => {
          return { name: domain.name, listedName: domain.listedName, years: termsOf(domain).years };
        });
        const answer = await readQuotes(parts.services, queries, config.money.currency);
        if (answer.failure?.fields.kind === 'permission') notes.problem(permissionProblem(answer.failure.message));
        [call.failed, call.noCallWhy] = [answer.failure, answer.noCallWhy];
        if (answer.noCallWhy === null) return answer.quotes;
      }
      const { failed, noCallWhy } = call;
      if (noCallWhy === null)
        return new Map(domains.map(({ name }) => [name, failed === null ? NEVER : unknown(failed)]));
      const site = { noCallWhy, config };
      return new Map(domains.map((domain) => [domain.name, fixedPrice(domain, termsOf(domain), site)]));
    },
  };
}

const NEVER: Quote = { kind: 'unknown', why: 'it was not asked for' };

/** A price of the table is that of ordinary names: for a premium one only its own rule can know. */
function fixedPrice(
  domain: ListedDomain,
  terms: Terms,
  { noCallWhy, config }: { readonly noCallWhy: string; readonly config: Config },
): Quote {
  const { expectedYearPriceMinor: expected, years } = terms;
  const isOfTable = isTablePrice(terms, config.policy);
  if (expected === null || (domain.premium && isOfTable)) {
    const lacks = domain.premium ? 'the price of this premium name' : 'a price for it';
    return { kind: 'unknown', why: `this site does not tell prices, and the policy does not have ${lacks}`, noCallWhy };
  }
  const price = { minor: expected * years, currency: config.money.currency, noCallWhy };
  return { kind: 'price', price, premium: domain.premium, ...(isOfTable ? { isOfTable } : {}) };
}
