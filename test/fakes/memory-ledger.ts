import { decodeEntry, encodeEntry } from '../../src/ledger/codec.ts';
import type { Claimed, LedgerEntry } from '../../src/ledger/entry.ts';
import { type ClaimsAppended, type Ledger, LedgerError, type LedgerReader } from '../../src/ledger/ledger.ts';

/**
 * How one append of claims misbehaves: `conflict` although the number is free · the answer is lost, with the claims in the log
 * (`unknown-landed`), not in it (`unknown-lost`), or landing only a few reads later, if their number is still free then (`unknown-late`) ·
 * `doubled` stores them twice · `unwritable` throws, with nothing written.
 */
export type ClaimsMishap =
  | 'none'
  | 'conflict'
  | 'unknown-landed'
  | 'unknown-lost'
  | 'unknown-late'
  | 'doubled'
  | 'unwritable';

/** How one append of facts misbehaves: `doubled`, `lost` (throws, not written), `landed` (throws, but written), `acknowledged-lost` (neither). */
export type FactsMishap = 'none' | 'doubled' | 'lost' | 'landed' | 'acknowledged-lost';

interface Stored {
  readonly text: string;
  /** It can be seen from this read on, counted over all readers. */
  readonly seenFromRead: number;
}

/** What a log service would hold. Several ledgers share one: several programs on one log. */
export class MemoryLog {
  readonly #stored: Stored[] = [];
  #late: { claims: readonly Claimed[]; append: number; fromRead: number }[] = [];
  #reads = 0;
  #lastAppend = 0;
  /** The mishaps to come, first come first served; none when used up. */
  readonly claimsMishaps: ClaimsMishap[] = [];
  readonly factsMishaps: FactsMishap[] = [];
  /** New entries are seen only after so many more reads. */
  hiddenForReads = 0;
  lateByReads = 6;
  unreadable = false;
  /** False: a log that takes any number. The order of the log alone must be enough then. */
  checksNumbers = true;

  /** Everything in it, seen or not. */
  get entries(): LedgerEntry[] {
    return this.#stored.map(({ text }) => decodeEntry(JSON.parse(text)));
  }

  get lastAppend(): number {
    return this.#lastAppend;
  }

  write(entries: readonly LedgerEntry[]): void {
    for (const entry of entries) {
      const text = JSON.stringify(encodeEntry(entry));
      this.#stored.push({ text, seenFromRead: this.#reads + this.hiddenForReads + 1 });
      if (entry.kind === 'claimed') this.#lastAppend = Math.max(this.#lastAppend, entry.append ?? 0);
    }
  }

  writeLate(claims: readonly Claimed[], append: number): void {
    this.#late.push({ claims, append, fromRead: this.#reads + this.lateByReads });
  }

  /** The entries from a place on that can be seen; none behind one that cannot. */
  readFrom(place: number): LedgerEntry[] {
    this.#reads += 1;
    this.#land();
    const rest = this.#stored.slice(place);
    const hidden = rest.findIndex(({ seenFromRead }) => seenFromRead > this.#reads);
    return rest.slice(0, hidden === -1 ? rest.length : hidden).map(({ text }) => decodeEntry(JSON.parse(text)));
  }

  #land(): void {
    const due = this.#late.filter(({ fromRead }) => fromRead <= this.#reads);
    this.#late = this.#late.filter(({ fromRead }) => fromRead > this.#reads);
    // The condition holds when the write arrives, not when it was sent.
    for (const { claims, append } of due)
      if (!this.checksNumbers || append === this.#lastAppend + 1) this.write(claims);
  }
}

/** A ledger in memory that keeps the promises of `Ledger`, and misbehaves within them when its log is told to. */
export function memoryLedger(log: MemoryLog = new MemoryLog()): Ledger {
  return {
    reader: () => memoryReader(log),
    async appendClaims(claims, append) {
      await Promise.resolve();
      return appendClaims(log, claims, append);
    },
    async append(entries) {
      await Promise.resolve();
      const mishap = log.factsMishaps.shift() ?? 'none';
      if (mishap !== 'lost' && mishap !== 'acknowledged-lost') log.write(entries);
      if (mishap === 'doubled') log.write(entries);
      if (mishap === 'lost' || mishap === 'landed') throw new LedgerError('unwritable', 'the log took no answer');
    },
  };
}

function appendClaims(log: MemoryLog, claims: readonly Claimed[], append: number): ClaimsAppended {
  const mishap = log.claimsMishaps.shift() ?? 'none';
  if (mishap === 'unwritable') throw new LedgerError('unwritable', 'the log takes no claims');
  if (mishap === 'conflict' || (log.checksNumbers && append !== log.lastAppend + 1)) return 'conflict';
  if (mishap === 'unknown-lost') return 'unknown';
  if (mishap === 'unknown-late') {
    log.writeLate(claims, append);
    return 'unknown';
  }
  log.write(claims);
  if (mishap === 'doubled') log.write(claims);
  return mishap === 'unknown-landed' ? 'unknown' : 'appended';
}

function memoryReader(log: MemoryLog): LedgerReader {
  let place = 0;
  return {
    async next() {
      await Promise.resolve();
      if (log.unreadable) throw new LedgerError('unreadable', 'the log cannot be read');
      const entries = log.readFrom(place);
      place += entries.length;
      return entries;
    },
  };
}
