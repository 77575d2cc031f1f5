import type { LedgerEntry } from '../ledger/entry.ts';
import type { LedgerReader } from '../ledger/ledger.ts';
import type { Clock } from '../lib/clock.ts';
import { CloudError } from '../model/cloud-error.ts';
import { SECOND_MS } from '../model/time.ts';
import { checkClock, checkRetention, horizonStartMs, TTL_FOREVER_DAYS, trustedShards } from './log-service-checks.ts';
import { type DecodeStored, entriesOf } from './log-service-groups.ts';
import { readTrouble } from './log-service-trouble.ts';
import type { SlsClient } from './sls-client.ts';
import type { SlsPage } from './sls-page.ts';

export interface LogServiceReading {
  readonly client: SlsClient;
  readonly clock: Clock;
  readonly horizonDays: number;
  /** Where the ledger is, for people. */
  readonly place: string;
  readonly decode?: DecodeStored | undefined;
  /** Told of all that was read. */
  readonly onRead: (entries: readonly LedgerEntry[], forgets: boolean) => void;
}

/** A place in a shard: the next group to read. */
interface Position {
  readonly shardId: number;
  readonly cursor: string;
}

const GROUPS_PER_PAGE_MAX = 1000;
/** About so large a page is asked for: a long ledger needs little memory. */
const PAGE_BYTES = 128 * 1024;

/**
 * Reads the ledger's logstore forward: its very first entry, then everything from the horizon on. When no claim stands inside the
 * horizon everything is read, because the number of the last claim append must be known.
 */
export class LogServiceTail implements LedgerReader {
  readonly #parts: LogServiceReading;
  /** Where to read on; each readonly shard is read to its end, the last one for ever. Null before the checks. */
  #route: Position[] | null = null;
  #forgets = false;
  #held: LedgerEntry[] = [];
  #groupsMax = GROUPS_PER_PAGE_MAX;
  #wasAtEnd = false;
  #endIsTold = false;

  constructor(parts: LogServiceReading) {
    this.#parts = parts;
  }

  readonly forgets = (): boolean => this.#forgets;

  async next(): Promise<LedgerEntry[]> {
    try {
      this.#route ??= await this.#begin();
      if (this.#held.length === 0) return await this.#readOn(this.#route);
      const held = this.#held;
      this.#held = [];
      return held;
    } catch (error) {
      throw readTrouble(error, this.#parts.place);
    }
  }

  /** Refuses a logstore that cannot be a ledger, and finds where to start. */
  async #begin(): Promise<Position[]> {
    const { client, clock, place, horizonDays } = this.#parts;
    const [store, shards] = await Promise.all([client.getLogStore(), client.listShards()]);
    checkClock(store.serverMs, clock.now(), place);
    checkRetention(store.ttlDays, place, horizonDays);
    this.#forgets = store.ttlDays !== TTL_FOREVER_DAYS;
    const horizonMs = horizonStartMs(clock.now(), horizonDays);
    const { current, older } = trustedShards(shards, place, horizonMs);
    const ids = [...older, current].map(({ shardId }) => shardId);
    const whole = await Promise.all(
      ids.map(async (shardId) => ({ shardId, cursor: await client.getCursor(shardId, 'begin') })),
    );
    const fromSecond = Math.floor(horizonMs / SECOND_MS);
    const cursor = await client.getCursor(current.shardId, fromSecond);
    const start = { shardId: current.shardId, cursor };
    if (older.length === 0 && whole[0]?.cursor === cursor) return whole;
    return await this.#beginAtHorizon(start, whole);
  }

  async #beginAtHorizon(start: Position, whole: Position[]): Promise<Position[]> {
    const first = await this.#firstEntry(whole);
    const route = [start];
    const held = first === null ? [] : [first];
    for (;;) {
      const entries = await this.#readOn(route);
      held.push(...entries);
      if (entries.some((entry) => entry.kind === 'claimed' && entry.append !== null)) break;
      if (entries.length > 0) continue;
      // The whole log is read anew, older shards first: an end that was seen on the way does not count.
      this.#wasAtEnd = false;
      return whole;
    }
    this.#held = held;
    return route;
  }

  /** The first entry of the log; null when it is empty. */
  async #firstEntry(whole: readonly Position[]): Promise<LedgerEntry | null> {
    for (const { shardId, cursor } of whole) {
      const { groups } = await this.#parts.client.pullLogs(shardId, cursor, 1);
      const [first] = this.#understood(groups);
      if (first !== undefined) return first;
    }
    return null;
  }

  /** The next entries; empty at the end of the log. What fails can be asked again: the place moves only with what is handed out. */
  async #readOn(route: Position[]): Promise<LedgerEntry[]> {
    if (this.#endIsTold) {
      this.#endIsTold = false;
      return [];
    }
    for (;;) {
      const [here, ...after] = route;
      if (here === undefined) return [];
      const page = await this.#pull(here);
      if (page.nextCursor === here.cursor) {
        if (after.length === 0) {
          this.#wasAtEnd = true;
          return [];
        }
        route.shift();
        continue;
      }
      const entries = this.#understood(page.groups);
      route[0] = { ...here, cursor: page.nextCursor };
      // Only a reader that has once seen the real end takes the service's word for it: it saves a call after each own write.
      this.#endIsTold = after.length === 0 && this.#wasAtEnd && page.saysEnd && entries.length > 0;
      if (entries.length > 0) return entries;
    }
  }

  /** Pages of about one size, whatever the size of the groups. One too long to hold is asked for in smaller pieces. */
  async #pull({ shardId, cursor }: Position): Promise<SlsPage> {
    for (;;) {
      try {
        const page = await this.#parts.client.pullLogs(shardId, cursor, this.#groupsMax);
        const fitting = Math.ceil((page.groups.length * PAGE_BYTES) / Math.max(1, page.byteCount));
        if (page.groups.length > 0) this.#groupsMax = Math.min(GROUPS_PER_PAGE_MAX, fitting);
        return page;
      } catch (error) {
        const isTooLong = error instanceof CloudError && error.fields.code === 'TooLong';
        if (!isTooLong || this.#groupsMax === 1) throw error;
        this.#groupsMax = Math.ceil(this.#groupsMax / 4);
      }
    }
  }

  #understood(groups: SlsPage['groups']): LedgerEntry[] {
    const entries = entriesOf(groups, this.#parts.place, this.#parts.decode);
    // Kept for ever now, but it was not always: its beginning is gone, and `opened` goes on being written again.
    this.#forgets ||= entries.some((entry) => entry.kind === 'opened' && entry.again === true);
    this.#parts.onRead(entries, this.#forgets);
    return entries;
  }
}
