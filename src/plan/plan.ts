import type { Config } from '../config/config.ts';
import { chunk } from '../lib/chunk.ts';
import type { DomainName, ListedDomain } from '../model/domain.ts';
import { type Budget, fitBudget, type Unfit } from './budget.ts';
import { digestOfLines, planLine } from './plan-lines.ts';
import type { Renewal } from './renewal.ts';

/** What is to be submitted together, in this order. */
export type Batch = readonly Renewal[];

/** What vouchers are reckoned to pay of a plan, minor units. */
export function vouchersOf({ batches }: Pick<Plan, 'batches'>): number {
  return batches.flat().reduce((sum, { voucherMinor = 0 }) => sum + voucherMinor, 0);
}

/** What one run would submit: data, to be printed, compared and stored before anything happens. */
export interface Plan {
  /** SHA-256 (hex) over what would be ordered: domain, expiry date, years, price, premium permission, voucher, coupon. */
  readonly digest: string;
  /** Soonest expiry first. */
  readonly batches: readonly Batch[];
  /** Chosen, but above the most that one run submits or may spend: left for the next one. Soonest expiry first. */
  readonly deferred: readonly DomainName[];
  /** As many as one run may submit are in it; else those that are deferred without being `unfit` are behind too many that are. */
  readonly isFull: boolean;
  /** Those of the deferred for which there was no money, and why. */
  readonly unfit: readonly Unfit[];
  /** What all of it costs, minor units of the settings' currency. */
  readonly costMinor: number;
}

/**
 * Takes of the chosen renewals, soonest expiry first, the first that the money allows, as many as one run may submit, and cuts them into
 * batches of one voucher and coupon each. What there is no money for takes no place from what is behind it. A domain that was in a
 * refused submission before goes alone: when a fault of its own caused the refusal, it no longer holds up its neighbours.
 */
export function makePlan(
  chosen: readonly Renewal[],
  budget: Budget,
  config: Pick<Config, 'maxDomains' | 'batchSize'>,
  wasRefused: (domain: ListedDomain) => boolean,
): Plan {
  const { fit: taken, unfit, costMinor } = fitBudget(chosen, budget, config.maxDomains);
  const takenNames = new Set(taken.map(({ name }) => name));
  const alone = taken.filter(wasRefused).map((renewal) => [renewal]);
  const groups = byPayment(taken.filter((renewal) => !wasRefused(renewal)));
  const together = groups.flatMap((group) => chunk(group, config.batchSize));
  return {
    digest: digestOfLines(taken.map(planLine)),
    batches: [...together, ...alone].sort((a, b) => firstExpiry(a) - firstExpiry(b)),
    deferred: chosen.filter(({ name }) => !takenNames.has(name)).map(({ name }) => name),
    isFull: taken.length >= config.maxDomains,
    unfit,
    costMinor,
  };
}

function firstExpiry(batch: Batch): number {
  return batch[0]?.expiryMs ?? 0;
}

/** One submission has one voucher and one coupon, or none. */
function byPayment(renewals: readonly Renewal[]): Renewal[][] {
  const groups = new Map<string, Renewal[]>();
  for (const renewal of renewals) {
    const payment = JSON.stringify([renewal.couponNo, renewal.promotionNo]);
    const group = groups.get(payment) ?? [];
    groups.set(payment, group);
    group.push(renewal);
  }
  return [...groups.values()];
}
