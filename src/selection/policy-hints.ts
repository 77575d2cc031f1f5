import type { Policy, PolicyMatch } from '../config/policy.ts';
import type { DomainName, ListedDomain } from '../model/domain.ts';
import { firstCoverings } from './first-covering.ts';
import { indexRules } from './rule-index.ts';
import { featuresOf, ruleTest } from './rule-match.ts';

/** A rule that probably is not what its owner meant; places count from 0. */
export type PolicyHint =
  /** Whatever the account has: the rule `by` matches first all that this one matches. */
  | { readonly hint: 'never-wins'; readonly place: number; readonly by: number }
  | { readonly hint: 'matches-nothing'; readonly place: number }
  /** It matches this domain and perhaps others, and each of them is won by an earlier rule; this one by `by`. */
  | { readonly hint: 'always-behind'; readonly place: number; readonly by: number; readonly domain: DomainName };

/** In the order of the rules. */
export interface PolicyHints {
  readonly hints: readonly PolicyHint[];
  /** From this place on hints may be missing, because so many rules take too long; null where there are all. */
  readonly missingFrom: number | null;
}

/** The rules that no domain can ever reach, as far as their matches alone tell it. Pure. */
export function unreachableRules({ rules }: Policy, workMax?: number): PolicyHints {
  const found = firstCoverings(
    rules.map(({ match }) => match),
    workMax,
  );
  const hints = found.flatMap((by, place): PolicyHint[] => (by === null ? [] : [{ hint: 'never-wins', place, by }]));
  return { hints, missingFrom: found.length < rules.length ? found.length : null };
}

/**
 * All hints for an account with these domains, in the order of the rules. A rule that matches everything else needs no domain. An account
 * without domains tells nothing. Pure.
 */
export function policyHints(policy: Policy, domains: readonly ListedDomain[], workMax?: number): PolicyHints {
  const unreachable = unreachableRules(policy, workMax);
  if (domains.length === 0) return unreachable;
  const never = unreachable.hints;
  const matches = policy.rules.map(({ match }) => match);
  const findWinner = indexRules(matches);
  const winners = new Set(domains.map(findWinner));
  const known = new Set(never.map(({ place }) => place));
  const winless = matches.flatMap((match, place) => {
    return match === undefined || winners.has(place) || known.has(place) ? [] : [{ match, place }];
  });
  const { found, unasked } = firstMatches(winless, domains, workMax);
  const others = winless.flatMap(({ place }): PolicyHint[] => {
    if (unasked.has(place)) return [];
    const domain = found.get(place);
    if (domain === undefined) return [{ hint: 'matches-nothing', place }];
    // It has a winner: this rule at least matches it.
    return [{ hint: 'always-behind', place, by: findWinner(domain) ?? place, domain: domain.name }];
  });
  const missing = [unreachable.missingFrom, ...unasked].filter((place) => place !== null);
  return {
    hints: [...never, ...others].sort((a, b) => a.place - b.place),
    missingFrom: missing.length === 0 ? null : missing.reduce((a, b) => Math.min(a, b)),
  };
}

/** Rules and domains of all rounds together: some seconds. */
const ROUNDS_MAX = 1_000_000;
/** So many domains of a round are asked about every rule that is left. */
const ASKED_ALL = 10;

/**
 * For each of these rules a domain that it matches, and the rules of which that is not known. The index finds the first rule of each domain
 * only, so it is asked again without those that were found, until it finds none: a rule that matches nothing is in nobody's way.
 */
function firstMatches(
  rules: readonly Placed[],
  domains: readonly ListedDomain[],
  workMax: number = ROUNDS_MAX,
): { readonly found: ReadonlyMap<number, ListedDomain>; readonly unasked: ReadonlySet<number> } {
  const found = new Map<number, ListedDomain>();
  let [left, asked, work] = [rules, domains, 0];
  // The first round is always made: after it a domain without a rule has none among fewer rules either.
  while (asked.length > 0 && work <= workMax) {
    const hits = askOnce(left, asked, found);
    left = left.filter(({ place }) => !found.has(place));
    asked = hits;
    work += left.length + hits.length;
  }
  return { found, unasked: new Set(asked.length === 0 ? [] : left.map(({ place }) => place)) };
}

/** A rule with its place. */
interface Placed {
  readonly match: PolicyMatch;
  readonly place: number;
}

/** Notes the rules that some domain is found for; returns the domains that any of the rules matches. */
function askOnce(
  rules: readonly Placed[],
  domains: readonly ListedDomain[],
  found: Map<number, ListedDomain>,
): ListedDomain[] {
  const findRule = indexRules(rules.map(({ match }) => match));
  const note = (place: number, domain: ListedDomain): void => {
    if (!found.has(place)) found.set(place, domain);
  };
  const hits = domains.filter((domain) => {
    const rule = rules[findRule(domain) ?? -1];
    if (rule !== undefined) note(rule.place, domain);
    return rule !== undefined;
  });
  // One domain may have a thousand rules, of which the index finds one in a round.
  for (const domain of hits.slice(0, ASKED_ALL)) {
    const features = featuresOf(domain);
    for (const { match, place } of rules) if (ruleTest(match)(features)) note(place, domain);
  }
  return hits;
}
