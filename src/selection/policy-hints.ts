import type { Policy, PolicyMatch } from '../config/policy.ts';
import type { DomainName, ListedDomain } from '../model/domain.ts';
import { covers } from './covers.ts';
import { indexRules } from './rule-index.ts';

/** A rule that probably is not what its owner meant; places count from 0. */
export type PolicyHint =
  /** Whatever the account has: the rule `by` matches first all that this one matches. */
  | { readonly hint: 'never-wins'; readonly place: number; readonly by: number }
  | { readonly hint: 'matches-nothing'; readonly place: number }
  /** It matches this domain and perhaps others, and each of them is won by an earlier rule; this one by `by`. */
  | { readonly hint: 'always-behind'; readonly place: number; readonly by: number; readonly domain: DomainName };

/** The rules that no domain can ever reach, as far as their matches alone tell it. Pure. */
export function unreachableRules({ rules }: Policy): PolicyHint[] {
  return rules.flatMap(({ match }, place): PolicyHint[] => {
    const by = rules.findIndex((earlier, index) => index < place && covers(earlier.match, match));
    return by === -1 ? [] : [{ hint: 'never-wins', place, by }];
  });
}

/**
 * All hints for an account with these domains, in the order of the rules. A rule that matches everything else needs no domain. An account
 * without domains tells nothing. Pure.
 */
export function policyHints(policy: Policy, domains: readonly ListedDomain[]): PolicyHint[] {
  const never = unreachableRules(policy);
  if (domains.length === 0) return never;
  const matches = policy.rules.map(({ match }) => match);
  const findWinner = indexRules(matches);
  const winners = new Set(domains.map(findWinner));
  const known = new Set(never.map(({ place }) => place));
  const winless = matches.flatMap((match, place) => {
    return match === undefined || winners.has(place) || known.has(place) ? [] : [{ match, place }];
  });
  const found = firstMatches(winless, domains);
  const others = winless.map(({ place }): PolicyHint => {
    const domain = found.get(place);
    const by = domain === undefined ? null : findWinner(domain);
    if (domain === undefined || by === null) return { hint: 'matches-nothing', place };
    return { hint: 'always-behind', place, by, domain: domain.name };
  });
  return [...never, ...others].sort((a, b) => a.place - b.place);
}

/**
 * For each of these rules a domain that it matches. The index finds the first rule of each domain only, so it is asked again without those
 * that were found, until it finds none: a rule that matches nothing is in nobody's way.
 */
function firstMatches(
  rules: readonly { readonly match: PolicyMatch; readonly place: number }[],
  domains: readonly ListedDomain[],
): Map<number, ListedDomain> {
  const found = new Map<number, ListedDomain>();
  for (;;) {
    const left = rules.filter(({ place }) => !found.has(place));
    const findRule = indexRules(left.map(({ match }) => match));
    const before = found.size;
    for (const domain of left.length === 0 ? [] : domains) {
      const place = left[findRule(domain) ?? -1]?.place;
      if (place !== undefined && !found.has(place)) found.set(place, domain);
    }
    if (found.size === before) return found;
  }
}
