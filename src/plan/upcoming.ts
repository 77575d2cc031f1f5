import type { Terms } from '../config/terms.ts';
import { registryEnd } from '../config/tld-terms.ts';
import type { Quote } from '../inventory/quote-reader.ts';
import { bySoonestExpiry, type DomainName, type ListedDomain } from '../model/domain.ts';
import { DAY_MS } from '../model/time.ts';
import { knownPrice, lastPaid } from '../selection/price-rules.ts';
import type { RuleContext } from '../selection/rule.ts';
import type { Judged, Verdict } from '../selection/verdict.ts';
import { type Renewal, renewalOn } from './renewal.ts';

/** A renewal that is to be expected, on the terms that hold today. */
export interface Upcoming {
  readonly renewal: Renewal;
  /** The day on which a run would pay it: its window opens. Epoch milliseconds. */
  readonly dueMs: number;
  /** Minor units of the settings' currency, for all its years; null where nothing says. */
  readonly costMinor: number | null;
}

/** The spans of the forecast. */
export const FORECAST_DAYS: readonly number[] = [30, 60, 90];
const LAST_DAYS = 90;

/** Verdicts of domains that are renewed sooner or later, if nothing changes: those that only wait, and prices that a person has to look at. */
const RENEWED_LATER: ReadonlySet<Verdict> = new Set<Verdict>([
  'expires-within-window',
  'outside-window',
  'waiting-to-retry',
  'not-confirmed',
  'date-changed',
  'price-unknown',
  'price-changed',
  'voucher-unusable',
]);

/** The listed domains whose renewal the next 90 days bring, soonest expiry first. Pure. */
export function upcomingDomains(judged: readonly Judged[], context: RuleContext): ListedDomain[] {
  return (
    judged
      .filter(({ verdict }) => RENEWED_LATER.has(verdict))
      .map(({ domain }) => domain)
      .filter(({ expiryMs }) => expiryMs !== null && expiryMs - context.nowMs <= LAST_DAYS * DAY_MS)
      // Asked last: an account may have 100,000 domains.
      .filter((domain) => context.termsOf(domain).action === 'renew')
      .sort(bySoonestExpiry)
  );
}

/**
 * What each of them is reckoned to cost: its quote; what its policy expects or what was last paid for it; what the dearest of its
 * neighbours under the same end of name is quoted at. A premium domain has no neighbours. One whose quote says that it will be held is
 * left out. Pure.
 */
export function upcomingRenewals(
  domains: readonly ListedDomain[],
  context: RuleContext,
  quotes: ReadonlyMap<DomainName, Quote>,
): Upcoming[] {
  const expected = domains
    .map((domain) => ({ domain, terms: context.termsOf(domain), quote: quotes.get(domain.name) }))
    .filter(({ quote, terms }) => isPayable(quote, terms));
  const neighbours = yearPrices(expected);
  return expected.map(({ domain, terms, quote }) => {
    const price = quote?.kind === 'price' ? quote.price : null;
    const yearMinor = domain.premium ? undefined : neighbours.get(registryEnd(domain.name));
    const perYear = yearMinor === undefined ? null : yearMinor * terms.years;
    return {
      renewal: renewalOn(domain, terms, price),
      dueMs: Math.max(context.nowMs, (domain.expiryMs ?? 0) - context.windowDaysOf(domain) * DAY_MS),
      costMinor: price?.minor ?? costBefore(domain, context) ?? perYear,
    };
  });
}

function isPayable(quote: Quote | undefined, { permitPremium, maxYearPriceMinor, years }: Terms): boolean {
  if (quote?.kind !== 'price') return quote?.kind !== 'not-renewable';
  const isTooDear = maxYearPriceMinor !== null && quote.price.minor > maxYearPriceMinor * years;
  return !isTooDear && (permitPremium || !quote.premium);
}

/** A price of the policy's table is none of a premium domain. */
function costBefore(domain: ListedDomain, context: RuleContext): number | null {
  const isOrdinary = domain.premium && context.isTablePriced?.(domain) === true;
  const known = isOrdinary ? lastPaid(domain, context) : knownPrice(domain, context);
  return known === null ? null : Math.ceil((known.minor * context.termsOf(domain).years) / known.years);
}

interface Quoted {
  readonly domain: ListedDomain;
  readonly terms: Terms;
  readonly quote: Quote | undefined;
}

/** By end of name: the dearest year among the quotes, premium domains left out. */
function yearPrices(quoted: readonly Quoted[]): Map<string, number> {
  const prices = new Map<string, number>();
  for (const { domain, terms, quote } of quoted) {
    if (quote?.kind !== 'price' || quote.premium) continue;
    const end = registryEnd(domain.name);
    prices.set(end, Math.max(Math.ceil(quote.price.minor / terms.years), prices.get(end) ?? 0));
  }
  return prices;
}
