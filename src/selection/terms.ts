import type { Config } from '../config/config.ts';
import type { Policy, PolicyRule } from '../config/policy.ts';
import type { Terms } from '../config/terms.ts';
import { longestEnd, registryEnd, type TldTerms, tldTermsOf } from '../config/tld-terms.ts';
import type { DomainName, ListedDomain } from '../model/domain.ts';
import { indexRules } from './rule-index.ts';
import { featuresOf, ruleTest } from './rule-match.ts';

/** The settings that hold where no rule says otherwise. */
export type TermDefaults = Pick<
  Config,
  'years' | 'windowDays' | 'renewExpired' | 'permitPremium' | 'couponNo' | 'promotionNo'
> & {
  /** The most that one year may cost; null and absent for no limit. */
  readonly maxYearPriceMinor?: number | null;
  /** `hold` when absent. */
  readonly unknownPrice?: Terms['unknownPrice'];
};

/** On which terms a domain is renewed: the first rule that matches it, over the settings. Asks every rule: meant for one domain. */
export function termsOf(domain: ListedDomain, defaults: TermDefaults, policy: Policy): Terms {
  const features = featuresOf(domain);
  const rule = policy.rules.find(({ match }) => ruleTest(match)(features)) ?? null;
  return termsBy(rule, defaults, tldTermsOf(registryEnd(domain.name), policy.tlds));
}

/** The same for many domains: made once, asked for each. Domains with equal terms share one object. */
export function termsFinder(defaults: TermDefaults, policy: Policy): (domain: ListedDomain) => Terms {
  const findRule = indexRules(policy.rules.map(({ match }) => match));
  const known = new Map<string, Terms>();
  return (domain) => {
    const place = findRule(domain);
    const tld = registryEnd(domain.name);
    const key = `${place ?? ''} ${tld}`;
    const same = known.get(key);
    if (same !== undefined) return same;
    const rule = place === null ? null : (policy.rules[place] ?? null);
    const terms = termsBy(rule, defaults, tldTermsOf(tld, policy.tlds));
    known.set(key, terms);
    return terms;
  };
}

/** What a year of this domain costs by the policy's own table, minor units; null when the table does not have it. */
export function fixedYearPriceMinor({ yearPricesMinor }: Policy, name: DomainName): number | null {
  const priceOf = (end: string): number | undefined =>
    Object.hasOwn(yearPricesMinor, end) ? yearPricesMinor[end] : undefined;
  return longestEnd(registryEnd(name), priceOf) ?? null;
}

function termsBy(rule: PolicyRule | null, defaults: TermDefaults, tld: TldTerms): Terms {
  const { name, match: _, ...given }: Partial<PolicyRule> = rule ?? {};
  // What a rule leaves out is absent in it, never undefined: nothing of the settings is lost.
  const terms = { ...settingsTerms(defaults), ...given, rule: name ?? null, graceDays: tld.graceDays };
  return { ...terms, years: within(terms.years, tld) };
}

function settingsTerms(defaults: TermDefaults): Omit<Terms, 'graceDays'> {
  return {
    rule: null,
    action: 'renew',
    reason: '',
    decidedOn: '',
    years: defaults.years,
    windowDays: defaults.windowDays,
    maxYearPriceMinor: defaults.maxYearPriceMinor ?? null,
    expectedYearPriceMinor: null,
    permitPremium: defaults.permitPremium,
    renewExpired: defaults.renewExpired,
    unknownPrice: defaults.unknownPrice ?? 'hold',
    couponNo: defaults.couponNo,
    promotionNo: defaults.promotionNo,
  };
}

/** A domain is renewed for as many years as asked for, or for the nearest number that its end of name is sold for. */
function within(years: number, { minYears, maxYears }: TldTerms): number {
  return Math.min(Math.max(years, minYears), maxYears);
}
