import type { RunEvent } from '../../src/config/event.ts';
import type { RenewalResult } from '../../src/report/result.ts';
import type { OrderRecord, SubmissionRecord } from '../../src/sandbox/books.ts';
import type { SandboxDomain } from '../../src/sandbox/registry.ts';
import type { Heard } from './auditor-heard.ts';
import { type AuditedClaim, orderKey } from './auditor-log.ts';
import { ApprovedPlans } from './auditor-plans.ts';
import { type Rails, railsFor } from './auditor-settings.ts';
import type { AuditView } from './auditor-view.ts';
import { mayUse, NO_VOUCHERS, type VoucherFacts, vouchersMinor } from './auditor-vouchers.ts';
import { HISTORY } from './draw-money.ts';
import type { RegistrarPrices } from './registrar-prices.ts';

/** What the auditor knows of the world's money, beside the log. */
export interface MoneyFacts {
  readonly rails: Rails;
  /** The prices of a year that the policy acknowledges, by end of name. */
  readonly policyPrices: Readonly<Record<string, number>>;
  readonly prices: RegistrarPrices;
  readonly vouchers?: VoucherFacts;
  readonly domain: (name: string) => SandboxDomain | null;
}

/** A run from outside, as far as its money goes. */
export interface SpendingRun {
  readonly atMs: number;
  readonly asked: RunEvent;
  /** What the account was said to have, when the run asked last; null when it was told nothing. */
  balanceMinor: number | null;
  /** So many claims stood in the log by then. */
  claimCount: number;
  readonly heard: Heard;
}

type Standing = 'taken' | 'failed' | 'not-taken';

interface Sent {
  readonly claim: AuditedClaim;
  readonly standing: () => Standing;
}

/** The settings' time zone, Asia/Shanghai: 8 hours ahead all the year. */
const ZONE_MS = 8 * 3_600_000;

/** The day, and the month, in which a claim counts: by the clock of the run that wrote it. */
export function dayOf(atMs: number): string {
  return new Date(atMs + ZONE_MS).toISOString().slice(0, 10);
}
export function monthOf(atMs: number): string {
  return dayOf(atMs).slice(0, 7);
}

/** What was submitted, against the settings' caps, the prices that the registrar told, and what people approved. */
export class MoneyAuditor {
  readonly #facts: MoneyFacts;
  readonly #sent: Sent[] = [];
  readonly #approved = new ApprovedPlans();

  constructor(facts: MoneyFacts) {
    this.#facts = facts;
  }

  /** A plan was told by a run: from now on a person may approve it. */
  told(result: RenewalResult, auditor: AuditView): void {
    const trouble = this.#approved.told(result);
    if (trouble !== null) auditor.find('over-budget', trouble);
  }

  /** A renewal request reached the registrar; `failed` tells whether the order of a claim has failed there. */
  arrived(
    { orders, executed }: Readonly<SubmissionRecord>,
    auditor: AuditView,
    by: {
      readonly processId: string;
      readonly run: SpendingRun;
      readonly hasFailed: (claim: AuditedClaim) => boolean;
    },
  ): void {
    const find = (why: string): void => auditor.find('over-budget', `process ${by.processId} submitted ${why}`);
    const claims = orders.flatMap(
      ({ domain, expiryBeforeMs }) => auditor.log.claimOf(orderKey(by.processId, domain, expiryBeforeMs)) ?? [],
    );
    for (const claim of claims) {
      const why = this.#whyTooDear(claim, auditor, by.run);
      if (why !== null) find(`${claim.domain}: ${why}`);
    }
    // What this very request asks for counts, whether it was taken or not: the run could not know.
    const earlier = this.#sent.filter(({ standing }) => standing() === 'taken').map(({ claim }) => claim);
    this.#holdAgainstCaps([...earlier, ...claims], claims, find);
    const all = [...this.#sent.map(({ claim }) => claim), ...claims].filter((one) => one.processId === by.processId);
    const spentMinor = this.#sum(all);
    const { balanceMinor, asked } = by.run;
    if (balanceMinor !== null && spentMinor > balanceMinor + this.#vouchersMinor()) {
      find(`${spentMinor} in all, and knew that the account has ${balanceMinor}`);
    }
    this.#holdAgainstBalance([...earlier, ...claims], claims, auditor, { run: by.run, find });
    // The amount that needs no approval is one of a day, whichever runs submit it.
    const days = new Set(claims.map(({ atMs }) => dayOf(atMs)));
    const ofDays = [...earlier, ...claims].filter(({ atMs }) => days.has(dayOf(atMs)));
    const unapprovedMinor = Math.max(spentMinor, this.#sum(ofDays));
    const { approval } = this.#facts.rails;
    const why = this.#approved.whyNot(claims, { asked, spentMinor: unapprovedMinor, approval });
    if (why !== null) find(why);
    for (const claim of claims) {
      const standing = (): Standing => (executed ? (by.hasFailed(claim) ? 'failed' : 'taken') : 'not-taken');
      this.#sent.push({ claim, standing });
    }
  }

  /** An order was taken, to be paid with this voucher. */
  ordered({ domain, couponNo, promotionNo }: Readonly<OrderRecord>, auditor: AuditView): void {
    if (promotionNo !== null)
      auditor.find('over-budget', `${domain} was ordered with ${promotionNo}, which nobody named`);
    if (mayUse(couponNo, this.#facts.vouchers ?? NO_VOUCHERS)) return;
    auditor.find('over-budget', `${domain} was ordered with voucher ${couponNo}, which nobody named`);
  }

  /** What a claim counts as: without a price the most that a year may cost. */
  costMinor({ domain, priceMinor, years }: Pick<AuditedClaim, 'domain' | 'priceMinor' | 'years'>): number {
    return priceMinor ?? (railsFor(this.#facts.rails, domain).caps.maxYearPriceMinor ?? 0) * years;
  }

  /** Why the rails hold back a price for a domain; null when they let it pass. */
  whyHeld(domain: string, priceMinor: number, years: number, auditor: AuditView): string | null {
    const { maxYearPriceMinor } = railsFor(this.#facts.rails, domain).caps;
    if (maxYearPriceMinor !== null && priceMinor / years > maxYearPriceMinor) return `a year costs over the cap`;
    const known = this.#knownYearMinor(domain, auditor);
    const { maxPriceChangeBp } = this.#facts.rails;
    if (known === null || maxPriceChangeBp === null) return null;
    const change = Math.abs(priceMinor / years / known - 1);
    // A price at the very edge is permitted: quotients are not exact.
    return change > maxPriceChangeBp / 10_000 + 1e-9 ? `a year costs ${priceMinor / years} instead of ${known}` : null;
  }

  #whyTooDear(claim: AuditedClaim, auditor: AuditView, run: SpendingRun): string | null {
    const { domain, priceMinor, years } = claim;
    const { rails, prices, domain: find } = this.#facts;
    if (priceMinor === null) {
      if (railsFor(rails, domain).unknownPrice === 'hold') return 'nobody knew its price';
      return run.heard.hasPriceOf(domain) ? 'without a price, and the registrar had told it' : null;
    }
    const there = find(domain);
    if (there !== null && prices.areToldSince(domain, run.atMs)) {
      const realMinor = prices.priceMinor(there, years);
      if (realMinor !== priceMinor) return `for ${priceMinor}, and the registrar said ${realMinor}`;
    }
    // Where the call is missing the policy's own prices stand in for it.
    const isTold = !prices.areUntoldSince(run.atMs) || priceMinor === (this.#acknowledgedMinor(domain) ?? 0) * years;
    return isTold ? this.whyHeld(domain, priceMinor, years, auditor) : `for ${priceMinor}, which nobody told`;
  }

  /** By its rule, or else by the end of its name. */
  #acknowledgedMinor(domain: string): number | null {
    const { expectedMinor } = railsFor(this.#facts.rails, domain);
    return expectedMinor ?? this.#facts.policyPrices[domain.slice(domain.lastIndexOf('.') + 1)] ?? null;
  }

  /** What the policy acknowledges, or what the last renewal of the domain in the ledger cost a year. */
  #knownYearMinor(domain: string, { log }: AuditView): number | null {
    const acknowledged = this.#acknowledgedMinor(domain);
    if (acknowledged !== null) return acknowledged;
    const renewed = [...log.claims.values()].filter((one) => one.domain === domain && one.standing === 'renewed');
    const paid = renewed.filter(({ priceMinor }) => priceMinor !== null).at(-1);
    return paid === undefined ? null : (paid.priceMinor ?? 0) / paid.years;
  }

  #holdAgainstCaps(all: readonly AuditedClaim[], now: readonly AuditedClaim[], find: (why: string) => void): void {
    const { maxRunMinor, maxDayMinor, maxMonthMinor } = this.#facts.rails.caps;
    const caps = [
      [maxRunMinor, (claim: AuditedClaim) => `run ${claim.processId}`],
      [maxDayMinor, (claim: AuditedClaim) => `day ${dayOf(claim.atMs)}`],
      [maxMonthMinor, (claim: AuditedClaim) => `month ${monthOf(claim.atMs)}`],
    ] as const;
    for (const [capMinor, periodOf] of caps) {
      for (const period of new Set(now.map(periodOf))) {
        const sumMinor = this.#sum(all.filter((claim) => periodOf(claim) === period));
        if (capMinor !== null && sumMinor > capMinor) find(`${sumMinor} in ${period}, above its cap of ${capMinor}`);
      }
    }
  }

  /** What stands in the log between the moment when the run was told its balance and its last claim, it knew of when it sent. */
  #holdAgainstBalance(
    all: readonly AuditedClaim[],
    now: readonly AuditedClaim[],
    { log }: AuditView,
    { run, find }: { readonly run: SpendingRun; readonly find: (why: string) => void },
  ): void {
    if (run.balanceMinor === null) return;
    const order = [...log.claims.values()];
    const last = Math.max(...now.map((claim) => order.indexOf(claim)));
    const since = new Set(order.slice(run.claimCount, last + 1));
    const sumMinor = this.#sum(all.filter((claim) => since.has(claim)));
    if (sumMinor > run.balanceMinor + this.#vouchersMinor())
      find(`up to ${sumMinor} since it heard that the account has ${run.balanceMinor}`);
  }

  #vouchersMinor(): number {
    return vouchersMinor(this.#facts.vouchers ?? NO_VOUCHERS);
  }

  #sum(claims: readonly AuditedClaim[]): number {
    return claims.reduce((sum, claim) => sum + this.costMinor(claim), 0);
  }
}

/** A claim that the simulation put into the ledger before its first day: nothing in the registrar's books stands behind it. */
export function isHistory({ processId }: AuditedClaim): boolean {
  return processId === HISTORY;
}
