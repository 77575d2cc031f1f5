import type { LedgerEntry, Opened } from '../ledger/entry.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { assert } from '../lib/assert.ts';
import type { Clock } from '../lib/clock.ts';
import { openingIsOld } from './log-service-checks.ts';
import { claimsPerAppendMax, groupOf, groupsOf } from './log-service-groups.ts';
import { LogServiceTail } from './log-service-reader.ts';
import { claimsOutcome, writeTrouble } from './log-service-trouble.ts';
import type { SlsClient } from './sls-client.ts';

export interface LogServiceLedgerOptions {
  readonly client: SlsClient;
  readonly clock: Clock;
  readonly horizonDays: number;
  /** Where the ledger is, for people: `<project>/<logstore>`. */
  readonly place: string;
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
export function logServiceLedger({ client, clock, horizonDays, place }: LogServiceLedgerOptions): Ledger {
  /** Of a log that forgets: the ledger's `opened` entry, at its newest writing. */
  let opening: Opened | null = null;
  const onOpened = (opened: Opened, forgets: boolean): void => {
    if (!forgets || (opening !== null && opening.ledgerId !== opened.ledgerId)) return;
    if (opening === null || opening.atMs < opened.atMs) opening = opened;
  };
  /** A log that forgets would lose its `opened` entry in time; written again now and then, one always stands inside the horizon. */
  const withOpening = (entries: readonly LedgerEntry[]): readonly LedgerEntry[] => {
    const atMs = clock.now();
    if (opening === null || !openingIsOld(opening.atMs, atMs)) return entries;
    return [{ ...opening, atMs }, ...entries];
  };

  return {
    reader: () => new LogServiceTail({ client, clock, horizonDays, place, onOpened }),
    async appendClaims(claims, append) {
      assert(claims.length >= 1 && claims.length <= claimsPerAppendMax(), `${claims.length} claims are not one write`);
      assert(append >= 1 && append <= SEQUENCE_ID_MAX, `${append} is no sequence id`);
      const route = { hashKey: LEDGER_HASH_KEY, sequenceId: append };
      return claimsOutcome(await client.putLogsOnce(groupOf(claims, clock.now()), route), place);
    },
    async append(entries) {
      try {
        for (const group of groupsOf(withOpening(entries), clock.now()))
          await client.putLogs(group, { hashKey: LEDGER_HASH_KEY });
      } catch (error) {
        throw writeTrouble(error, place);
      }
    },
  };
}
