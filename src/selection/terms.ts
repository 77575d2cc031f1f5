import type { Config } from '../config/config.ts';
import type { Policy, PolicyRule } from '../config/policy.ts';
import { termsOfSettings } from '../config/settings-terms.ts';
import type { Terms } from '../config/terms.ts';
import { longestEnd, registryEnd, type TldTerms, tldTermsOf } from '../config/tld-terms.ts';
import type { ListedDomain } from '../model/domain.ts';
import { indexRules } from './rule-index.ts';
import { featuresOf, ruleTest } from './rule-match.ts';

/** On which terms a domain is renewed: the first rule that matches it, over the settings. Asks every rule: meant for one domain. */
export function termsOf(domain: ListedDomain, defaults: Config, policy: Policy): Terms {
  const features = featuresOf(domain);
  const rule = policy.rules.find(({ match }) => ruleTest(match)(features)) ?? null;
  return termsBy(rule, defaults, policy, registryEnd(domain.name));
}

/** The same for many domains: made once, asked for each. Domains with equal terms share one object. */
export function termsFinder(defaults: Config, policy: Policy): (domain: ListedDomain) => Terms {
  const findRule = indexRules(policy.rules.map(({ match }) => match));
  const known = new Map<string, Terms>();
  return (domain) => {
    const place = findRule(domain);
    const tld = registryEnd(domain.name);
    const key = `${place} ${tld}`;
    const same = known.get(key);
    if (same !== undefined) return same;
    const rule = place === null ? null : (policy.rules[place] ?? null);
    const terms = termsBy(rule, defaults, policy, tld);
    known.set(key, terms);
    return terms;
  };
}

/** Whether what a year is expected to cost comes from the policy's table, and not from the rule that won, even at the same amount. */
export function isTablePrice({ rule, expectedYearPriceMinor: expected }: Terms, { rules }: Policy): boolean {
  return expected !== null && rules.find(({ name }) => name === rule)?.expectedYearPriceMinor === undefined;
}

/** What a year costs by the policy's own table, minor units; null when the table does not have it. */
function tablePrice({ yearPricesMinor }: Policy, end: string): number | null {
  const priceOf = (one: string): number | undefined =>
    Object.hasOwn(yearPricesMinor, one) ? yearPricesMinor[one] : undefined;
  return longestEnd(end, priceOf) ?? null;
}

function termsBy(rule: PolicyRule | null, settings: Config, policy: Policy, end: string): Terms {
  const { name, match: _, ...given }: Partial<PolicyRule> = rule ?? {};
  const tld = tldTermsOf(end, policy.tlds);
  const expected = { expectedYearPriceMinor: tablePrice(policy, end) };
  // What a rule leaves out is absent in it, never undefined: nothing of the settings is lost.
  const terms = { ...termsOfSettings(settings), ...expected, ...given, rule: name ?? null };
  const { graceDays, redemptionDays } = tld;
  return { ...terms, graceDays, redemptionDays, years: within(terms.years, tld) };
}

/** A domain is renewed for as many years as asked for, or for the nearest number that its end of name is sold for. */
function within(years: number, { minYears, maxYears }: TldTerms): number {
  return Math.min(Math.max(years, minYears), maxYears);
}
