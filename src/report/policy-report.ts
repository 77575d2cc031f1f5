import type { PolicyMatch } from '../config/policy.ts';
import type { Currency } from '../model/money.ts';
import type { PolicyChanges } from '../selection/policy-changes.ts';
import type { PolicyHints } from '../selection/policy-hints.ts';

/** One of the two policies that were compared. */
export interface PolicySide {
  /** null for no policy: the settings alone. */
  readonly file: string | null;
  readonly ruleCount: number;
  readonly currency: Currency;
}

/** What `policy check` found out. */
export interface PolicyReport {
  readonly before: PolicySide;
  readonly after: PolicySide;
  /** Those of the policy that is checked; without an account, what its text alone tells. */
  readonly hints: PolicyHints;
  readonly rules: readonly HintedRule[];
  /** Where the build takes its policy from, and whether the checked one is there already. */
  readonly built: { readonly file: string; readonly isChecked: boolean };
  /** What changes for the account's domains, or why that could not be told. */
  readonly account:
    | { readonly kind: 'compared'; readonly changes: PolicyChanges; readonly incompleteWhy: string }
    | { readonly kind: 'no-keys' }
    | { readonly kind: 'unreadable'; readonly why: string };
}

/** A rule as a hint shows it. */
export interface HintedRule {
  readonly name: string;
  readonly match: PolicyMatch | undefined;
  /** Null where it is not known. */
  readonly line: number | null;
}
