import type { Mode } from '../config/config.ts';
import type { Trigger } from '../config/event.ts';
import type { DomainName } from '../model/domain.ts';
import type { Currency } from '../model/money.ts';
import type { TaskNo } from '../model/task.ts';

/** The one schema that this code writes and understands. */
export const SCHEMA = 1;

export type ClaimId = string & { readonly __brand: 'ClaimId' };

interface Common {
  /** When the writer wrote it, by the writer's clock, epoch milliseconds. Never decides an order: the log does. */
  readonly atMs: number;
  readonly runId: string;
}

/** What every entry about a claim repeats of it. The key of a claim is (domain, expiryMs). */
export interface ClaimFacts {
  readonly claimId: ClaimId;
  readonly domain: DomainName;
  /** The expiry date that the claim is about: the registrar's, before the renewal. */
  readonly expiryMs: number;
  readonly years: number;
}

/** The ledger's first entry. */
export interface Opened extends Common {
  readonly kind: 'opened';
  readonly ledgerId: string;
  /** Written again, in a log that forgot its old entries when this was written. */
  readonly again?: true;
}

/** The intent to renew one domain once, written before money moves. */
export interface Claimed extends Common, ClaimFacts {
  readonly kind: 'claimed';
  /** The number of the append that wrote it, from 1; null in an entry that another program wrote. */
  readonly append: number | null;
  readonly instanceId: string;
  /** After this instant the claimant is certainly dead: its time limit. Null when the writer did not say. */
  readonly claimantUntilMs: number | null;
  /** What all its years together were quoted at, in minor units of `currency`; null when it was claimed without a price. */
  readonly priceMinor: number | null;
  readonly currency: Currency | null;
  /** What it counts under the caps in the price's place, minor units of the settings' currency then; absent when there is a price. */
  readonly countedMinor?: number;
}

/** A task was made for it: money may move. */
export interface Accepted extends Common, ClaimFacts {
  readonly kind: 'accepted';
  readonly taskNo: TaskNo;
}

/** The service refused the submission with an error which proves that nothing was executed. */
export interface Refused extends Common, ClaimFacts {
  readonly kind: 'refused';
  readonly reason: string;
}

/**
 * The outcome of the submission is unknown. With `looked`, a check run found no trace of it at that time;
 * a second look an hour later may release the claim.
 */
export interface Doubted extends Common, ClaimFacts {
  readonly kind: 'doubted';
  readonly reason: string;
  readonly looked: boolean;
}

/** The registrar's expiry date moved. */
export interface Renewed extends Common, ClaimFacts {
  readonly kind: 'renewed';
  readonly taskNo: TaskNo | null;
  readonly newExpiryMs: number;
}

/** The task said so. */
export interface Failed extends Common, ClaimFacts {
  readonly kind: 'failed';
  readonly taskNo: TaskNo | null;
  readonly reason: string;
}

/** Evidence, or a person, says that nothing was submitted. */
export interface Released extends Common, ClaimFacts {
  readonly kind: 'released';
  readonly reason: string;
}

/** A run ended: the heartbeat. */
export interface Finished extends Common {
  readonly kind: 'finished';
  readonly runKind: 'renew' | 'check';
  readonly mode: Mode;
  readonly trigger: Trigger;
  /** Whole numbers by name: total, listed, chosen, submitted, accepted, …; for people and for the next run's comparison. */
  readonly counts: Readonly<Record<string, number>>;
  /** The lines of the plan (`planLine`), one below the other, where it was only planned: what an approval is compared with. */
  readonly plan?: string;
}

export type ClaimEntry = Claimed | Accepted | Refused | Doubted | Renewed | Failed | Released;
/** What may follow a claim. */
export type OutcomeEntry = Exclude<ClaimEntry, Claimed>;
export type LedgerEntry = Opened | ClaimEntry | Finished;
