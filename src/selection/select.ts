import type { Config } from '../config/config.ts';
import type { RunOrder } from '../config/run-order.ts';
import type { Terms } from '../config/terms.ts';
import type { Readings } from '../inventory/details.ts';
import type { Quote } from '../inventory/quote-reader.ts';
import { claimsOf, type LedgerState } from '../ledger/state.ts';
import { bySoonestExpiry, type DomainName, type ListedDomain } from '../model/domain.ts';
import { globMatcher } from './globs.ts';
import type { RuleContext } from './rule.ts';
import { RULES } from './rules.ts';
import { isTablePrice, termsFinder } from './terms.ts';
import type { Judged } from './verdict.ts';

/** Gives every listed domain exactly one verdict, in the order of the list. Pure. */
export function select(domains: readonly ListedDomain[], context: RuleContext): Judged[] {
  return domains.map((domain) => judge(domain, context));
}

/** The domains to renew, soonest expiry first, names deciding between equals. */
export function chosenOf(judged: readonly Judged[]): ListedDomain[] {
  return judged
    .filter(({ verdict }) => verdict === 'expires-within-window')
    .map(({ domain }) => domain)
    .sort(bySoonestExpiry);
}

function judge(domain: ListedDomain, context: RuleContext): Judged {
  for (const rule of RULES) {
    const spoken = rule(domain, context);
    if (spoken !== null) return { domain, ...spoken };
  }
  // Not reached: the last rule always speaks.
  throw new RangeError(`no rule spoke about ${domain.name}`);
}

/** Gathers what the rules look at from the settings, the run's order, the ledger and the readings so far. */
export function ruleContext(
  config: Config,
  order: RunOrder,
  ledger: LedgerState,
  at: {
    readonly nowMs: number;
    readonly readings: Readings;
    readonly quotes?: ReadonlyMap<DomainName, Quote>;
    readonly autoRenewalUnknown?: ReadonlySet<DomainName> | undefined;
    readonly usableVouchers?: ReadonlySet<string> | null;
  },
): RuleContext {
  const termsOf = termsFinder(config, config.policy);
  const matchesInclude = globMatcher(config.include);
  const named = order.domains === null ? null : new Set(order.domains);
  return {
    nowMs: at.nowMs,
    windowDaysOf: (domain) => windowDays(termsOf(domain), config, order),
    isIncluded: (domain) =>
      (config.include.length === 0 || matchesInclude(domain)) && (named === null || named.has(domain.name)),
    isExcluded: globMatcher(config.exclude),
    termsOf,
    isTablePriced: (domain) => isTablePrice(termsOf(domain), config.policy),
    rails: config.money,
    isAutoRenewalUnknown: ({ name }) => at.autoRenewalUnknown?.has(name) === true,
    claimsOf: ({ name }) => claimsOf(ledger, name),
    readingOf: (domain) => at.readings.get(domain.name),
    quoteOf: (domain) => at.quotes?.get(domain.name),
    ...(at.usableVouchers ? { usableVouchers: at.usableVouchers } : {}),
  };
}

/** A person's event may ask for any window, a timer's may narrow one. */
function windowDays(terms: Terms, config: Config, { trigger, windowDays: asked, isWindowAsked }: RunOrder): number {
  if (isWindowAsked !== true && asked === config.windowDays) return terms.windowDays;
  return trigger === 'timer' ? Math.min(asked, terms.windowDays) : asked;
}
