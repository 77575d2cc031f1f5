import type { LabelsWanted } from '../model/domain.ts';
import type { Currency } from '../model/money.ts';
import type { PolicyAction } from './terms.ts';
import type { TldTerms } from './tld-terms.ts';

/** Which domains a rule is about: every condition that it names must hold, and of each list one item is enough. */
export interface PolicyMatch {
  /** Globs in lower case, as those of RENEW_INCLUDE. */
  readonly name?: readonly string[];
  /** Ends of names in lower-case punycode, without the dot: `cn` is also the end of `example.com.cn`. */
  readonly tld?: readonly string[];
  /** `key`, whatever its value, or `key=value`. */
  readonly tag?: readonly string[];
  /** Ids or names of domain groups. */
  readonly group?: readonly string[];
  readonly resourceGroup?: readonly string[];
  /** The holder as listed, or `individual`, `enterprise`. */
  readonly registrant?: readonly string[];
  readonly premium?: boolean;
}

/** One rule. What it leaves out the settings say. Prices in minor units of the policy's currency. */
export interface PolicyRule {
  readonly name: string;
  /** Absent: it matches every domain, so it is the last. */
  readonly match?: PolicyMatch;
  readonly action: PolicyAction;
  /** Of `notify` and `lapse` only. */
  readonly reason?: string;
  /** `2026-11-22`; always there for `lapse`. */
  readonly decidedOn?: string;
  readonly years?: number;
  readonly windowDays?: number;
  readonly maxYearPriceMinor?: number;
  readonly expectedYearPriceMinor?: number;
  readonly permitPremium?: boolean;
  readonly renewExpired?: boolean;
  readonly unknownPrice?: 'hold' | 'renew';
  /** null: none, whatever the settings say. */
  readonly couponNo?: string | null;
  readonly promotionNo?: string | null;
}

/** A checked policy, as plain data: the build puts it into the functions as JSON. */
export interface Policy {
  /** null when it names no price. */
  readonly currency: Currency | null;
  /** In order: the first that matches a domain wins. */
  readonly rules: readonly PolicyRule[];
  /** What is different from the table in tld-terms.ts, by end of name. */
  readonly tlds: Readonly<Record<string, Partial<TldTerms>>>;
  /** What one year costs, minor units, by end of name: for a site without the price call. */
  readonly yearPricesMinor: Readonly<Record<string, number>>;
}

/** The settings alone. */
export const NO_POLICY: Policy = { currency: null, rules: [], tlds: {}, yearPricesMinor: {} };

/** The longest window that any rule asks for: the horizon of the ledger must cover it. 0 when none does. */
export function longestWindowDays({ rules }: Policy): number {
  return Math.max(0, ...rules.map(({ windowDays }) => windowDays ?? 0));
}

/** The labels that the rules of these policies ask for: a run need not keep others, and an account may have 100,000 domains. */
export function labelsWanted(...policies: readonly Policy[]): LabelsWanted {
  const matches = policies.flatMap(({ rules }) => rules.flatMap(({ match }) => match ?? []));
  return {
    tags: new Set(matches.flatMap(({ tag }) => tag ?? [])),
    groups: new Set(matches.flatMap(({ group }) => group ?? [])),
    resourceGroups: new Set(matches.flatMap(({ resourceGroup }) => resourceGroup ?? [])),
    registrants: new Set(matches.flatMap(({ registrant }) => registrant ?? [])),
  };
}
