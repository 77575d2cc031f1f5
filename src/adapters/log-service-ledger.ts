import type { LedgerEntry, Opened } from '../ledger/entry.ts';
import type { Ledger, LedgerReader } from '../ledger/ledger.ts';
import { assert } from '../lib/assert.ts';
import type { Clock } from '../lib/clock.ts';
import { openingIsOld } from './log-service-checks.ts';
import { claimsPerAppendMax, type DecodeStored, groupOf, groupsOf } from './log-service-groups.ts';
import { LogServiceTail } from './log-service-reader.ts';
import { claimsOutcome, writeTrouble } from './log-service-trouble.ts';
import type { SlsClient } from './sls-client.ts';

export interface LogServiceLedgerOptions {
  readonly client: SlsClient;
  readonly clock: Clock;
  readonly horizonDays: number;
  /** Where the ledger is, for people: `<project>/<logstore>`. */
  readonly place: string;
  /** `decodeEntry` when absent. */
  readonly decode?: DecodeStored;
}

/**
 * The one hash key of every ledger: the MD5 of the text `domain-renew ledger`. One key is one shard and one row of sequence ids;
 * it must never change, or two versions of this program would no longer see each other's numbers.
 */
export const LEDGER_HASH_KEY = 'aa853da25352416c101f11fbc94036b0';

const SEQUENCE_ID_MAX = 2 ** 31 - 1;

/**
 * The ledger in a logstore with one shard. Two guards: the service takes a claim append only under a sequence id above the last one,
 * and the order of the shard decides between two claims. Reads go through cursors, never through the index.
 */
export function logServiceLedger({ client, clock, horizonDays, place, decode }: LogServiceLedgerOptions): Ledger {
  const known = new Known();
  const onRead = known.take.bind(known);
  const reader = (): LedgerReader => new LogServiceTail({ client, clock, horizonDays, place, decode, onRead });
  return {
    reader,
    async appendClaims(claims, append) {
      assert(claims.length >= 1 && claims.length <= claimsPerAppendMax(), `${claims.length} claims are not one write`);
      assert(append >= 1 && append <= SEQUENCE_ID_MAX, `${append} is no sequence id`);
      // The service takes any number above the last one; a gap would make the whole ledger distrusted for ever.
      if (append > known.lastAppend + 1) await readToEnd(reader());
      if (append !== known.lastAppend + 1) return 'conflict';
      const route = { hashKey: LEDGER_HASH_KEY, sequenceId: append };
      return claimsOutcome(await client.putLogsOnce(groupOf(claims, clock.now()), route), place);
    },
    async append(entries) {
      try {
        const atMs = clock.now();
        for (const group of groupsOf([...known.openingAgain(atMs), ...entries], atMs)) {
          await client.putLogs(group, { hashKey: LEDGER_HASH_KEY });
        }
      } catch (error) {
        throw writeTrouble(error, place);
      }
    },
  };
}

async function readToEnd(reader: LedgerReader): Promise<void> {
  while ((await reader.next()).length > 0);
}

/** What all readers of one ledger object have seen. */
class Known {
  /** Of a log that forgets: the ledger's `opened` entry, at its newest writing. */
  #opening: Opened | null = null;
  lastAppend = 0;

  take(entries: readonly LedgerEntry[], forgets: boolean): void {
    for (const entry of entries) {
      if (entry.kind === 'claimed') this.lastAppend = Math.max(this.lastAppend, entry.append ?? 0);
      if (entry.kind === 'opened' && forgets) this.#takeOpened(entry);
    }
  }

  /** A log that forgets would lose its `opened` entry in time; written again now and then, one always stands inside the horizon. */
  openingAgain(atMs: number): readonly LedgerEntry[] {
    return this.#opening !== null && openingIsOld(this.#opening.atMs, atMs)
      ? [{ ...this.#opening, atMs, again: true }]
      : [];
  }

  #takeOpened(opened: Opened): void {
    const isOther = this.#opening !== null && this.#opening.ledgerId !== opened.ledgerId;
    if (!isOther && (this.#opening?.atMs ?? 0) < opened.atMs) this.#opening = opened;
  }
}
