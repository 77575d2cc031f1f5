import type { Terms } from '../config/terms.ts';
import type { Quote } from '../inventory/quote-reader.ts';
import type { Claim } from '../ledger/state.ts';
import type { BudgetName } from '../plan/budget.ts';
import type { Stop } from '../plan/limits.ts';
import type { PolicyLook, RuleAnswer } from '../selection/answers.ts';
import type { Judged } from '../selection/verdict.ts';
import type { PlanPlace } from './plan-place.ts';

/** What happens to a domain next; the instant where there is one, epoch milliseconds. */
export interface NextStep {
  readonly text: string;
  readonly atMs: number | null;
}

/** What one cap, or the balance, says of a domain's cost; minor units. */
export interface BudgetSays {
  readonly budget: BudgetName;
  /** Null for no such cap, and for the balance. */
  readonly limitMinor: number | null;
  /** What is left before it; null where nothing limits. */
  readonly leftMinor: number | null;
  /** What the next run would take of that before it, for domains that expire sooner; 0 for a domain that is not due. */
  readonly aheadMinor: number;
  /** Whether this domain fits behind them. */
  readonly fits: boolean;
}

/** Everything that decides what becomes of one domain. */
export interface Explanation {
  readonly judged: Judged;
  /** The rules of the policy up to the one that matches. */
  readonly looks: readonly PolicyLook[];
  readonly terms: Terms;
  readonly windowDays: number;
  readonly answers: readonly RuleAnswer[];
  /** Null when the price could not be asked for. */
  readonly quote: Quote | null;
  /** What it counts as under the caps, minor units of the settings' currency. */
  readonly costMinor: number;
  /** Where the plan of the next run has it; null when it is not due. */
  readonly place: PlanPlace | null;
  readonly budgets: readonly BudgetSays[];
  /** Why the balance is not known; null when it is. */
  readonly balanceUnknownWhy: string | null;
  /** In the order of their dates, without those that are void. */
  readonly claims: readonly Claim[];
  /** What would stop the next run before it spends anything. */
  readonly stops: readonly Stop[];
  readonly steps: readonly NextStep[];
  /** What every run tells a person of it now. */
  readonly told: readonly string[];
}
