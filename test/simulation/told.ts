import type { CheckResult, RenewalResult } from '../../src/report/result.ts';

/** How a renewal run of the calm days went. */
export interface CalmRenewal {
  readonly atMs: number;
  readonly stops: readonly string[];
  readonly submittedCount: number;
  readonly deferred: readonly string[];
}

/** What people were told, and how the runs of the calm days went. */
export class Told {
  /** By domain: when a problem last named it. */
  readonly #lastMs = new Map<string, number>();
  /** The renewal runs by timer since all is calm. */
  readonly calmRenewals: CalmRenewal[] = [];
  /** The digests of the plans that were told, the last one last. */
  readonly digests: string[] = [];

  take(result: RenewalResult | CheckResult, nowMs: number, isCalm: boolean): void {
    for (const { domain } of result.problems) if (domain !== undefined) this.#lastMs.set(domain, nowMs);
    if (!('submissions' in result)) return;
    if (result.plan.renewals.length > 0) this.digests.push(result.plan.digest);
    if (!isCalm) return;
    const submittedCount = result.submissions.reduce((sum, { domains }) => sum + domains.length, 0);
    const stops = result.stops.map(({ stop }) => stop);
    this.calmRenewals.push({ atMs: nowMs, stops, submittedCount, deferred: result.deferred });
  }

  /** Whether a person was told about the domain since then. */
  since(domain: string, fromMs: number): boolean {
    return (this.#lastMs.get(domain) ?? 0) >= fromMs;
  }
}
