import type { RunOrder } from '../config/run-order.ts';
import type { Problem } from '../model/problem.ts';
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
  readonly plan: { readonly digest: string; readonly batches: readonly (readonly string[])[] };
  readonly stops: readonly Stop[];
  readonly submissions: readonly SubmissionResult[];
  /** Due, but left for the next run. */
  readonly deferred: readonly string[];
  readonly problems: readonly Problem[];
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
