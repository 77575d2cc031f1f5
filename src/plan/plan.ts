import { createHash } from 'node:crypto';
import type { Config } from '../config/config.ts';
import { chunk } from '../lib/chunk.ts';
import type { DomainName, ListedDomain } from '../model/domain.ts';

/** What is to be submitted together, in this order. */
export type Batch = readonly ListedDomain[];

/** What one run would submit: data, to be printed, compared and stored before anything happens. */
export interface Plan {
  /** SHA-256 (hex) over what would be ordered: domain, expiry date, years, premium permission, voucher, coupon. */
  readonly digest: string;
  /** Soonest expiry first. */
  readonly batches: readonly Batch[];
  /** Chosen, but above the most that one run submits: left for the next one. Soonest expiry first. */
  readonly deferred: readonly DomainName[];
}

/**
 * Cuts the chosen domains, soonest expiry first, into batches. A domain that was in a refused submission before goes alone: when a
 * fault of its own caused the refusal, it no longer holds up its neighbours.
 */
export function makePlan(
  chosen: readonly ListedDomain[],
  config: Config,
  wasRefused: (domain: ListedDomain) => boolean,
): Plan {
  const taken = chosen.slice(0, config.maxDomains);
  const alone = taken.filter(wasRefused).map((domain) => [domain]);
  const together = chunk(
    taken.filter((domain) => !wasRefused(domain)),
    config.batchSize,
  );
  return {
    digest: digestOf(taken, config),
    batches: [...together, ...alone].sort((a, b) => firstExpiry(a) - firstExpiry(b)),
    deferred: chosen.slice(config.maxDomains).map(({ name }) => name),
  };
}

function firstExpiry(batch: Batch): number {
  return batch[0]?.expiryMs ?? 0;
}

function digestOf(domains: readonly ListedDomain[], config: Config): string {
  const terms = [config.years, config.permitPremium, config.couponNo ?? '', config.promotionNo ?? ''];
  const lines = domains.map(({ name, expiryMs }) => JSON.stringify([name, expiryMs, ...terms]));
  return createHash('sha256').update(lines.sort().join('\n')).digest('hex');
}
