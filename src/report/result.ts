import type { RunOrder } from '../config/run-order.ts';
import type { SumCap } from '../ledger/spending.ts';
import type { Currency } from '../model/money.ts';
import type { Problem } from '../model/problem.ts';
import type { ForecastSpan } from '../plan/forecast.ts';
import type { Stop } from '../plan/limits.ts';
import type { Verdict } from '../selection/verdict.ts';

/** What every result says about its run; instants are UTC ISO 8601. */
export interface RunFacts<Kind extends 'renew' | 'check'> {
  readonly id: string;
  readonly kind: Kind;
  readonly mode: RunOrder['mode'];
  readonly startedAt: string;
  readonly finishedAt: string;
}

/** What the renewal run returns and `--json` prints (design section 1). */
export interface RenewalResult {
  readonly run: RunFacts<'renew'>;
  readonly inventory: { readonly total: number; readonly listed: number; readonly complete: boolean };
  /** How many domains got each verdict; they add up to `listed`. */
  readonly verdicts: Readonly<Partial<Record<Verdict, number>>>;
  readonly plan: {
    readonly digest: string;
    readonly batches: readonly (readonly string[])[];
    /** What would be ordered, in the order of the batches. */
    readonly renewals: readonly PlannedRenewal[];
  };
  /** Null when the run stopped before there was a plan. */
  readonly money: MoneyResult | null;
  readonly stops: readonly Stop[];
  readonly submissions: readonly SubmissionResult[];
  /** Due, but left for the next run. */
  readonly deferred: readonly string[];
  readonly problems: readonly Problem[];
}

/** One renewal of a plan: what the digest covers. */
export interface PlannedRenewal {
  readonly domain: string;
  /** The expiry date before the renewal, UTC ISO 8601. */
  readonly expiry: string;
  readonly years: number;
  /** For all years together, minor units of `money.currency`; null where it is not known and the terms permit that. */
  readonly priceMinor: number | null;
  /** There where the price was not quoted: the site tells none, and the policy's stands in. */
  readonly priceOf?: 'policy';
  readonly couponNo?: string;
  readonly promotionNo?: string;
}

/** Amounts in minor units of `currency`. */
export interface MoneyResult {
  readonly currency: Currency;
  /** What the plan costs. */
  readonly planMinor: number;
  /** What of that vouchers are reckoned to pay; 0 where they are not known. */
  readonly vouchersMinor?: number;
  readonly caps: readonly CapResult[];
  /** What the account can pay; null where it could not be asked for, and then why. */
  readonly balanceMinor: number | null;
  readonly balanceUnknownWhy?: string;
  /** What the expiries of the next 30, 60 and 90 days are reckoned to cost; absent without a balance, and in a run of named domains. */
  readonly forecast?: readonly ForecastSpan[];
}

/** One cap before this run spent anything. */
export interface CapResult {
  readonly cap: SumCap;
  readonly setting: string;
  /** Null for no such cap. */
  readonly limitMinor: number | null;
  /** Spent or committed in the period: renewed, accepted, doubted or claimed. */
  readonly committedMinor: number;
}

export interface SubmissionResult {
  readonly outcome: 'accepted' | 'refused' | 'unknown';
  /** Only when accepted. */
  readonly taskNo?: string;
  readonly domains: readonly string[];
  /** Why it was refused or is unknown. */
  readonly reason?: string;
}

/** What the check run returns and `--json` prints. */
export interface CheckResult {
  readonly run: RunFacts<'check'>;
  readonly settled: readonly { readonly domain: string; readonly outcome: string; readonly taskNo?: string }[];
  readonly open: readonly { readonly domain: string; readonly since: string; readonly why: string }[];
  readonly stops: readonly Stop[];
  readonly problems: readonly Problem[];
}

/** Whether a person has to look: something stopped, or there is a problem. */
export function needsPerson(result: RenewalResult | CheckResult): boolean {
  return result.stops.length > 0 || result.problems.length > 0;
}
