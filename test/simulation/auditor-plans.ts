import type { RunEvent } from '../../src/config/event.ts';
import type { PlannedRenewal, RenewalResult } from '../../src/report/result.ts';
import type { AuditedClaim } from './auditor-log.ts';
import type { Rails } from './auditor-settings.ts';

/** The plans that runs told, and whether what is submitted was approved by a person. */
export class ApprovedPlans {
  /** By digest: what stands behind it, a line for each domain, sorted. */
  readonly #lines = new Map<string, readonly string[]>();

  /** Takes the plan of a result; why that cannot be, when its digest was told for another plan before. */
  told({ plan, money }: RenewalResult): string | null {
    if (money === null || plan.renewals.length === 0) return null;
    const lines = plan.renewals.map(lineOf).sort();
    const known = this.#lines.get(plan.digest);
    this.#lines.set(plan.digest, lines);
    if (known === undefined || known.join() === lines.join()) return null;
    return `the digest ${plan.digest} was told for two plans: ${known.join('; ')} and ${lines.join('; ')}`;
  }

  /** Why nobody has approved what a run submits; null when nobody needs to, or has. */
  whyNot(
    claims: readonly AuditedClaim[],
    by: { readonly asked: RunEvent; readonly spentMinor: number; readonly approval: Rails['approval'] },
  ): string | null {
    const { asked, spentMinor, approval } = by;
    const approved = asked.trigger === 'timer' ? null : asked.options.approve;
    if (approved === null) {
      const isFree = approval.kind === 'never' || (approval.kind === 'above' && spentMinor <= approval.minor);
      return isFree ? null : `${spentMinor} in all, which nobody has approved`;
    }
    const lines = this.#lines.get(approved) ?? [];
    const other = claims.map(lineOfClaim).find((line) => !lines.includes(line));
    return other === undefined ? null : `${other}, which is not in the plan that was approved: ${lines.join('; ')}`;
  }
}

function lineOf({ domain, expiry, years, priceMinor }: PlannedRenewal): string {
  return `${domain} ${Date.parse(expiry)} ${years} ${priceMinor}`;
}

function lineOfClaim({ domain, expiryMs, years, priceMinor }: AuditedClaim): string {
  return `${domain} ${expiryMs} ${years} ${priceMinor}`;
}
