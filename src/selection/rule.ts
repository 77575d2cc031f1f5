import type { MoneyRails } from '../config/money.ts';
import type { Terms } from '../config/terms.ts';
import type { Reading } from '../inventory/details.ts';
import type { Quote } from '../inventory/quote-reader.ts';
import type { Claim } from '../ledger/state.ts';
import type { ListedDomain } from '../model/domain.ts';
import type { Verdict } from './verdict.ts';

/** What the rules look at besides the domain. */
export interface RuleContext {
  readonly nowMs: number;
  /** In which the domain is renewed: by its terms, or as this run's event asks. */
  readonly windowDaysOf: (domain: ListedDomain) => number;
  readonly isIncluded: (domain: ListedDomain) => boolean;
  readonly isExcluded: (domain: ListedDomain) => boolean;
  readonly termsOf: (domain: ListedDomain) => Terms;
  /** Whether the price that its terms expect is only that of the policy's table, which is one of ordinary names; absent where nobody asks. */
  readonly isTablePriced?: (domain: ListedDomain) => boolean;
  readonly rails: MoneyRails;
  /** Whether native auto-renewal is on could not be found out; absent when it could for all. */
  readonly isAutoRenewalUnknown?: (domain: ListedDomain) => boolean;
  /** The claims about a domain that are not void, oldest first. */
  readonly claimsOf: (domain: ListedDomain) => readonly Claim[];
  /** What was read shortly before the claim; undefined before that. */
  readonly readingOf: (domain: ListedDomain) => Reading | undefined;
  /** What its renewal would cost, asked shortly before the plan; undefined before that. */
  readonly quoteOf: (domain: ListedDomain) => Quote | undefined;
  /** The numbers of the vouchers that can be used now; absent where they were not, or could not be, asked for. */
  readonly usableVouchers?: ReadonlySet<string>;
}

/** A rule speaks (a verdict and its figures) or is silent (null). */
export type Rule = (domain: ListedDomain, context: RuleContext) => { verdict: Verdict; why: string } | null;
