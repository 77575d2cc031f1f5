import type { Terms } from '../config/terms.ts';
import type { Quote } from '../inventory/quote-reader.ts';
import { readQuotes } from '../inventory/quotes.ts';
import type { DomainName, ListedDomain } from '../model/domain.ts';
import type { Currency } from '../model/money.ts';
import { permissionProblem } from './notes.ts';
import type { RenewalWork } from './run-parts.ts';

/**
 * What the renewals of these domains cost. On a site without the price call the prices of the policy stand in, and a domain for which
 * it has none is held: that is told once.
 */
export async function quoteDomains(
  domains: readonly ListedDomain[],
  termsOf: (domain: ListedDomain) => Terms,
  { parts, config, notes }: RenewalWork,
): Promise<Map<DomainName, Quote>> {
  const { currency } = config.money;
  const queries = domains.map((domain) => {
    return { name: domain.name, listedName: domain.listedName, years: termsOf(domain).years };
  });
  const { quotes, noCallWhy, denied } = await readQuotes(parts.services, queries, currency);
  if (denied !== null && notes.problems.every(({ problem }) => problem !== 'permission-missing')) {
    notes.problem(permissionProblem(denied.message));
  }
  if (noCallWhy === null) return new Map(quotes);

  const fixed = new Map(domains.map((domain) => [domain.name, fixedPrice(termsOf(domain), currency, noCallWhy)]));
  const isUncovered = [...fixed.values()].some(({ kind }) => kind === 'unknown');
  if (isUncovered && notes.problems.every(({ problem }) => problem !== 'price-call-missing')) {
    const message = `this site does not tell prices (${noCallWhy}), and the policy has none for some of the domains that are due. They were not renewed, nothing was spent on them. Put the prices of their top-level domains into the policy`;
    notes.problem({ problem: 'price-call-missing', message });
  }
  return fixed;
}

function fixedPrice({ expectedYearPriceMinor, years }: Terms, currency: Currency, why: string): Quote {
  return expectedYearPriceMinor === null
    ? { kind: 'unknown', why }
    : { kind: 'price', price: { minor: expectedYearPriceMinor * years, currency }, premium: false };
}
