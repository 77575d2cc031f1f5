import type { DomainName } from '../model/domain.ts';
import type { Currency } from '../model/money.ts';
import type { TaskNo } from '../model/task.ts';
import { DAY_MS } from '../model/time.ts';
import type { Claimed, ClaimId } from './entry.ts';

/**
 * Where a claim stands. `void`: it was appended while another claim of its key was live, or after its key was renewed; it was
 * never submitted and never will be. Open are `claimed`, `doubted` and `accepted`. `doubted` by who sent it has a `doubtedMs`; without
 * one a check run saw no trace of it, which says less.
 */
export type ClaimStanding = 'void' | 'claimed' | 'doubted' | 'accepted' | 'renewed' | 'failed' | 'refused' | 'released';

/** A claim with all that the log says of it. */
export interface Claim {
  readonly claimId: ClaimId;
  readonly domain: DomainName;
  readonly expiryMs: number;
  readonly years: number;
  readonly runId: string;
  readonly claimedMs: number;
  readonly claimantUntilMs: number | null;
  readonly instanceId: string;
  /** The quote, minor units, for all its years; null when it was claimed without one. */
  readonly priceMinor: number | null;
  readonly currency: Currency | null;
  /** What it counts under the caps in the price's place; null when it was not written down. */
  readonly countedMinor: number | null;
  readonly standing: ClaimStanding;
  /** The task that renews it; null until known. */
  readonly taskNo: TaskNo | null;
  /** Every task number that was recorded for it; more than one must not happen. */
  readonly taskNos: readonly TaskNo[];
  /** When the fact that it stands by was recorded, by its writer's clock. */
  readonly sinceMs: number;
  /** When the submission was doubted, by the run that sent it; null when it was not. */
  readonly doubtedMs: number | null;
  /** When a check run first found no trace of a submission; null when none did. */
  readonly firstLookMs: number | null;
  readonly reason: string;
  readonly newExpiryMs: number | null;
}

/** The key of a claim: one renewal for one domain and one expiry date, for ever. */
export function claimKey(domain: DomainName, expiryMs: number): string {
  return `${domain}|${expiryMs}`;
}

/** A claim that money may stand behind and that nothing has settled yet. */
export function isOpen(claim: Claim): boolean {
  return claim.standing === 'claimed' || claim.standing === 'doubted' || claim.standing === 'accepted';
}

/**
 * Whether a claim is about the term that ends at this date. A renewal moves the date by a year at least: a claim whose date lies further
 * back is about an earlier term, and what is still uncertain about that (a person looks) must not let the domain lapse.
 */
export function isOfTerm(claim: Claim, expiryMs: number | null): boolean {
  return expiryMs === null || expiryMs - claim.expiryMs < TERM_MS_MIN;
}

/** Nearly a year: two readings of one date may differ by days. */
const TERM_MS_MIN = 350 * DAY_MS;

/** A claim of which nothing is known but that it was written. */
export function newClaim(entry: Claimed, standing: 'void' | 'claimed'): Claim {
  return {
    claimId: entry.claimId,
    domain: entry.domain,
    expiryMs: entry.expiryMs,
    years: entry.years,
    runId: entry.runId,
    claimedMs: entry.atMs,
    claimantUntilMs: entry.claimantUntilMs,
    instanceId: entry.instanceId,
    priceMinor: entry.priceMinor,
    currency: entry.currency,
    countedMinor: entry.countedMinor ?? null,
    standing,
    taskNo: null,
    taskNos: [],
    sinceMs: entry.atMs,
    doubtedMs: null,
    firstLookMs: null,
    reason: '',
    newExpiryMs: null,
  };
}
