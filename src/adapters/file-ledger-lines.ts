import { decodeEntry, EntryError, type StoredEntry } from '../ledger/codec.ts';
import type { LedgerEntry } from '../ledger/entry.ts';
import { LedgerError } from '../ledger/ledger.ts';

/**
 * Reads complete lines of the ledger file.
 * @throws LedgerError naming the file and the line of an entry that cannot be understood.
 */
export function decodeLine(line: string, lineNum: number, place: string): LedgerEntry {
  try {
    return decodeEntry(JSON.parse(line));
  } catch (error) {
    if (!(error instanceof EntryError) && !(error instanceof SyntaxError)) throw error;
    const why = error instanceof EntryError ? error.message : 'it is not JSON';
    throw new LedgerError(
      'unreadable',
      `line ${lineNum} of the ledger ${place} cannot be understood: ${why}. A claim may be hidden there, so nothing was spent. Restore the file from a backup, or mend that line by hand`,
    );
  }
}

/**
 * What can be saved of a line that a crash cut off. A whole entry that only lacks its line break is kept as it is. Of a claim the key
 * is enough: it is kept as a claim, which costs nothing but a look by the check run. Null when not even that can be read: such a line
 * was never read back, so nothing was done on its strength.
 */
export function salvage(torn: string, append: number): StoredEntry | null {
  const whole = parse(torn);
  if (whole !== null) return whole;
  if (!/"kind":"claimed"/.test(torn)) return null;
  // Only fields that are followed by a comma are certainly whole.
  const fields = parse(`${torn.slice(0, torn.lastIndexOf(','))}}`);
  if (fields === null) return null;
  const claim = { years: 1, append, ...fields };
  try {
    decodeEntry(claim);
    return claim;
  } catch (error) {
    if (error instanceof EntryError) return null;
    throw error;
  }
}

function parse(text: string): StoredEntry | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as StoredEntry) : null;
  } catch {
    // A torn line is not JSON: that is what is asked here.
    return null;
  }
}
