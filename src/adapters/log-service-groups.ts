import { decodeEntry, EntryError, encodeEntry } from '../ledger/codec.ts';
import type { LedgerEntry } from '../ledger/entry.ts';
import { SECOND_MS } from '../model/time.ts';
import { refused } from './log-service-checks.ts';
import type { SlsLog, SlsLogGroup } from './sls-protobuf.ts';

/** One write takes so many logs and octets (the smaller of the documented limits, of 2021; today's are higher). */
export const LOGS_PER_WRITE_MAX = 4096;
export const WRITE_BYTES_MAX = 3_000_000;
/** In octets at most three times as much: a value takes 1 MB. */
const TEXT_LENGTH_MAX = 300_000;

/**
 * So many claims fit into one write, whatever their names: a claim with the longest domain name has under 1000 octets.
 * The largest batch (RENEW_BATCH_SIZE, the Domain API's own limit) has 1000 domains, so a batch is always one write.
 */
export function claimsPerAppendMax(): number {
  const claimBytesMax = 1000;
  return Math.min(LOGS_PER_WRITE_MAX, WRITE_BYTES_MAX / claimBytesMax);
}

/**
 * The entries as one write: each a log of flat texts. Its time is that of the writing, not the entry's own `at`: the service takes
 * no time that is a week old, and one such log would make it refuse the whole write.
 */
export function groupOf(entries: readonly LedgerEntry[], nowMs: number): SlsLogGroup {
  const time = Math.floor(nowMs / SECOND_MS);
  return { logs: entries.map((entry) => ({ time, contents: textsOf(entry) })) };
}

/** Facts as writes within the limits, in order. */
export function groupsOf(entries: readonly LedgerEntry[], nowMs: number): SlsLogGroup[] {
  const groups: SlsLog[][] = [];
  let roomBytes = 0;
  for (const log of groupOf(entries, nowMs).logs) {
    const group = groups.at(-1);
    const bytes = bytesMaxOf(log);
    if (group === undefined || group.length >= LOGS_PER_WRITE_MAX || bytes > roomBytes) {
      groups.push([log]);
      roomBytes = WRITE_BYTES_MAX - bytes;
    } else {
      group.push(log);
      roomBytes -= bytes;
    }
  }
  return groups.map((logs) => ({ logs }));
}

/**
 * The entries of pulled groups, in order. Fields of the platform are left alone.
 * @throws LedgerError naming the entry that cannot be understood.
 */
export function entriesOf(
  groups: readonly SlsLogGroup[],
  place: string,
  decode: DecodeStored = decodeEntry,
): LedgerEntry[] {
  return groups.flatMap(({ logs }) => logs.map(({ contents }) => decoded(contents, place, decode)));
}

/** Reads one stored entry; throws an EntryError. Another than `decodeEntry` only for a simulation, which reads the same entries ten thousand times. */
export type DecodeStored = (contents: Readonly<Record<string, string>>) => LedgerEntry;

function decoded(contents: Readonly<Record<string, string>>, place: string, decode: DecodeStored): LedgerEntry {
  try {
    return decode(contents);
  } catch (error) {
    if (!(error instanceof EntryError)) throw error;
    const at = contents['at'] === undefined ? '' : ` (at ${contents['at'].slice(0, 40)})`;
    throw refused(
      `an entry of the ledger ${place}${at} cannot be understood: ${error.message}. A claim may be hidden in it, and be paid again. Nothing was spent. If a newer version of this program wrote it, deploy that version everywhere; if another program writes to this logstore, give the ledger one of its own`,
      error,
    );
  }
}

function textsOf(entry: LedgerEntry): Record<string, string> {
  return Object.fromEntries(Object.entries(encodeEntry(entry)).map(([name, value]) => [name, cut(String(value))]));
}

/** Only the reason of a failure, which is for people, could ever be so long. */
function cut(text: string): string {
  return text.length > TEXT_LENGTH_MAX ? `${text.slice(0, TEXT_LENGTH_MAX)} …` : text;
}

/** At most three octets for each unit of a text, and a few around each field. */
function bytesMaxOf({ contents }: SlsLog): number {
  return Object.entries(contents).reduce((sum, [name, value]) => sum + 20 + 3 * (name.length + value.length), 20);
}
