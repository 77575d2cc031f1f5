import { HOUR_MS } from '../../src/model/time.ts';
import type { RenewalResult } from '../../src/report/result.ts';
import type { SandboxDomain } from '../../src/sandbox/registry.ts';
import type { AuditedClaim } from './auditor-log.ts';
import type { MoneyFacts } from './auditor-money.ts';
import { KNOWN_MS } from './auditor-permits.ts';
import type { AuditedRun } from './auditor-returned.ts';
import { type Permitted, permittedFor, railsFor } from './auditor-settings.ts';
import type { AuditView } from './auditor-view.ts';
import { isPaidByVoucher } from './auditor-vouchers.ts';

const CLOCKS_MS = 5 * HOUR_MS;

export interface SoonestParts {
  readonly processId: string;
  readonly run: AuditedRun;
  /** With names in punycode. */
  readonly domains: readonly SandboxDomain[];
  readonly settings: Permitted;
  readonly money: MoneyFacts;
}

/**
 * The soonest expiry goes first: what a run left for the next one does not expire before what it submitted. One that costs more may be
 * overtaken by a cheaper one, because no money was left for it. It cannot see runs that met another one's claims, domains in which somebody had a
 * hand, prices that changed meanwhile, what a voucher pays, and a domain that was refused before: that goes alone, behind its neighbours'
 * batch.
 */
export function auditSoonestFirst({ deferred }: RenewalResult, auditor: AuditView, parts: SoonestParts): void {
  if (deferred.length === 0) return;
  const { processId, run, domains, money, settings } = parts;
  // A cheaper one is not the only one that may overtake then.
  if (isPaidByVoucher(money.vouchers)) return;
  const since = [...auditor.log.claims.values()].slice(run.logClaims);
  if (since.some((claim) => claim.processId !== processId)) return;
  for (const domain of domains) {
    const { name, expiryMs } = domain;
    const isKnown = auditor.others.areAwaySince(name, run.atMs - KNOWN_MS) && money.prices.areToldSince(name, run.atMs);
    // What it claimed and left all the same it had no right to.
    const isClaimed = since.some((one) => one.domain === name);
    if (!deferred.includes(name) || !isKnown || isClaimed || wasRefused(name, auditor) || wasInHand(name, run, auditor))
      continue;
    const { years } = permittedFor(settings, name);
    const costMinor = Math.max(money.prices.priceMinor(domain, years), unpricedMinor(name, years, money));
    const other = since.find((one) => one.expiryMs > expiryMs && wasSent(one) && costOf(one, money) >= costMinor);
    if (other === undefined) continue;
    auditor.find(
      'lapsed',
      `process ${processId} left ${name}, which expires before ${other.domain}, and submitted that`,
    );
  }
}

/** By the clocks of two runs, each two hours off at most, another one may have dealt with it since this one began (seed 61026704). */
function wasInHand(domain: string, { atMs }: AuditedRun, { log }: AuditView): boolean {
  return [...log.claims.values()].some((claim) => claim.domain === domain && claim.sinceMs > atMs - CLOCKS_MS);
}

function wasRefused(domain: string, { log }: AuditView): boolean {
  return [...log.claims.values()].some((claim) => claim.domain === domain && claim.standing === 'refused');
}

/** What became of the others they may still be: nothing is certain of them. */
function wasSent({ standing }: AuditedClaim): boolean {
  return standing === 'accepted' || standing === 'doubted' || standing === 'failed' || standing === 'renewed';
}

/** What a domain may count as without a price, where unknown prices go on: the most that its years may cost. */
function unpricedMinor(domain: string, years: number, { rails }: MoneyFacts): number {
  const { unknownPrice, caps } = railsFor(rails, domain);
  return unknownPrice === 'renew' ? (caps.maxYearPriceMinor ?? 0) * years : 0;
}

function costOf({ domain, priceMinor, years }: AuditedClaim, { rails }: MoneyFacts): number {
  return priceMinor ?? (railsFor(rails, domain).caps.maxYearPriceMinor ?? 0) * years;
}
