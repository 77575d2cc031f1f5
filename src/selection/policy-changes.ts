import type { Config } from '../config/config.ts';
import type { Policy } from '../config/policy.ts';
import type { Terms } from '../config/terms.ts';
import { bySoonestExpiry, type ListedDomain } from '../model/domain.ts';
import { termsFinder } from './terms.ts';

/** A domain that another policy would treat otherwise. */
export interface TermsChange {
  readonly domain: ListedDomain;
  readonly before: Terms;
  readonly after: Terms;
}

/** How many domains a rule wins, by the one policy and by the other; null where that policy has no such rule. */
export interface RuleCount {
  /** null: the domains that no rule matches. */
  readonly rule: string | null;
  readonly before: number | null;
  readonly after: number | null;
}

export interface PolicyChanges {
  readonly comparedCount: number;
  /** Those of the action first, what is let go before all; then soonest expiry first, names deciding between equals. */
  readonly changes: readonly TermsChange[];
  /** In the order of the new policy, then what only the old one has; last the domains without a rule. */
  readonly rules: readonly RuleCount[];
}

/** What becomes different for these domains when one policy takes the place of another. Pure. */
export function comparePolicies(
  domains: readonly ListedDomain[],
  defaults: Config,
  { before, after }: { readonly before: Policy; readonly after: Policy },
): PolicyChanges {
  const [termsBefore, termsAfter] = [termsFinder(defaults, before), termsFinder(defaults, after)];
  const pairs = domains.map((domain) => ({ domain, before: termsBefore(domain), after: termsAfter(domain) }));
  return {
    comparedCount: domains.length,
    changes: pairs.filter(differ).sort(byWeight),
    rules: ruleCounts(before, after, pairs),
  };
}

/** A rule that only has another name treats nothing otherwise. */
function differ({ before, after }: TermsChange): boolean {
  const fields = Object.keys(after) as (keyof Terms)[];
  return fields.some((field) => field !== 'rule' && before[field] !== after[field]);
}

function ruleCounts(before: Policy, after: Policy, pairs: readonly TermsChange[]): RuleCount[] {
  const wonBefore = countBy(pairs.map((pair) => pair.before.rule));
  const wonAfter = countBy(pairs.map((pair) => pair.after.rule));
  const [had, has] = [namesOf(before), namesOf(after)];
  const names = [...[...has, ...had].filter((name) => name !== null), null];
  return [...new Set(names)].map((rule) => ({
    rule,
    before: had.has(rule) ? (wonBefore.get(rule) ?? 0) : null,
    after: has.has(rule) ? (wonAfter.get(rule) ?? 0) : null,
  }));
}

function namesOf({ rules }: Policy): ReadonlySet<string | null> {
  return new Set([...rules.map(({ name }) => name), null]);
}

function countBy(names: readonly (string | null)[]): Map<string | null, number> {
  const counts = new Map<string | null, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

/** What a domain loses weighs more than what is paid for it. */
const WEIGHTS: Readonly<Record<Terms['action'], number>> = { lapse: 0, notify: 1, renew: 2 };
const SAME_ACTION = 3;

function byWeight(one: TermsChange, other: TermsChange): number {
  return weightOf(one) - weightOf(other) || bySoonestExpiry(one.domain, other.domain);
}

function weightOf({ before, after }: TermsChange): number {
  return before.action === after.action ? SAME_ACTION : WEIGHTS[after.action];
}
