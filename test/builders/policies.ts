import { NO_POLICY, type Policy, type PolicyMatch, type PolicyRule } from '../../src/config/policy.ts';
import type { DomainLabels } from '../../src/model/domain.ts';

/** A rule that renews what it matches; without a match it matches everything. */
export function aRule(rule: Partial<PolicyRule> = {}): PolicyRule {
  return { name: 'a rule', action: 'renew', ...rule };
}

/** A policy of these rules, in this order. */
export function aPolicy(rules: readonly PolicyRule[], rest: Partial<Policy> = {}): Policy {
  return { ...NO_POLICY, rules, ...rest };
}

/** A policy of one rule with this match, called `it`. */
export function matching(match: PolicyMatch): Policy {
  return aPolicy([aRule({ name: 'it', match })]);
}

/** Labels that say nothing but this. */
export function someLabels(labels: Partial<DomainLabels> = {}): DomainLabels {
  return { tags: [], groups: [], resourceGroups: [], registrants: [], ...labels };
}
