import type { Config } from '../config/config.ts';
import type { RunOrder } from '../config/run-order.ts';
import type { AccountReader } from '../inventory/account-reader.ts';
import type { DomainReader } from '../inventory/domain-reader.ts';
import type { QuoteReader } from '../inventory/quote-reader.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Clock, MakeId } from '../lib/clock.ts';
import type { CloudError } from '../model/cloud-error.ts';
import type { Tell } from '../report/progress.ts';
import type { TaskReader } from '../settlement/task-reader.ts';
import type { Submitter } from '../submission/submitter.ts';
import type { Notes } from './notes.ts';

/** What both runs are given: everything that meets the world comes in here. */
export interface RunParts {
  readonly ledger: Ledger;
  readonly services: DomainReader & QuoteReader & Submitter & TaskReader;
  readonly account: AccountReader;
  readonly clock: Clock;
  readonly makeId: MakeId;
  readonly tell: Tell;
  /** After this instant, epoch milliseconds, the run is certainly dead; reads end some seconds before, to leave time for the heartbeat. */
  readonly deadlineMs: number;
}

/** What the stages of one renewal run share. */
export interface RenewalWork {
  readonly id: string;
  readonly startedMs: number;
  readonly config: Config;
  readonly order: RunOrder;
  readonly parts: RunParts;
  readonly notes: Notes;
  /** What has ended the price calls, where more than one stage asks for prices; filled in by them. */
  readonly priceCall?: PriceCall;
}

/** Whether the price call can be made, as far as one run knows it. */
export interface PriceCall {
  /** How it failed; null while it has not. */
  failed: CloudError | null;
  /** Why the site tells nobody a price; null while that is not known. */
  noCallWhy: string | null;
}

/** What the stages of one check run share. */
export interface CheckWork {
  readonly id: string;
  readonly startedMs: number;
  readonly order: RunOrder;
  readonly parts: RunParts;
  readonly notes: Notes;
}
