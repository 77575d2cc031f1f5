import { encodeEntry, type StoredEntry } from '../ledger/codec.ts';
import type { LedgerEntry } from '../ledger/entry.ts';
import { type Ledger, LedgerError } from '../ledger/ledger.ts';
import type { Clock, MakeId } from '../lib/clock.ts';
import { fileLedgerDisk } from './file-ledger-disk.ts';
import { salvage } from './file-ledger-lines.ts';
import { FileTail } from './file-ledger-tail.ts';
import { codeOf, LockError } from './file-lock.ts';
import type { LedgerDisk, LockedFile } from './ledger-disk.ts';

/** The ledger in a file of this machine, as `fileLedgerOn` keeps it. */
export function fileLedger(path: string, clock: Clock, makeId: MakeId): Ledger {
  return fileLedgerOn(fileLedgerDisk(path, { clock, makeId }), path);
}

/**
 * The ledger in a file of any disk, one JSON object a line. Appends are made under a lock, in one write, and are on the disk (fsync)
 * before they return. A crash may leave a torn last line; the next append repairs it first. `place` is what errors call the file.
 */
export function fileLedgerOn(disk: LedgerDisk, place: string): Ledger {
  /** What this object has read so far, so that an append under the lock reads only what is new. */
  const tail = new FileTail(disk, place);
  let lastAppend = 0;

  const underLock = async <T>(work: (file: LockedFile) => Promise<T>): Promise<T> => {
    try {
      return await disk.locked(async (file) => {
        for (let entries = await tail.next(); entries.length > 0; entries = await tail.next()) {
          lastAppend = Math.max(
            lastAppend,
            ...entries.map((entry) => (entry.kind === 'claimed' ? (entry.append ?? 0) : 0)),
          );
        }
        return await work(file);
      });
    } catch (error) {
      throw asLedgerError(error, place);
    }
  };
  return {
    reader: () => new FileTail(disk, place),
    async appendClaims(claims, append) {
      return await underLock(async (file) => {
        const salvaged = await repair(file, tail, lastAppend + 1);
        if (salvaged || lastAppend + 1 !== append) return 'conflict';
        await write(file, claims);
        return 'appended';
      });
    },
    async append(entries) {
      await underLock(async (file) => {
        await repair(file, tail, lastAppend + 1);
        await write(file, entries);
      });
    },
  };
}

/** Only what is on the disk may be acted upon: a claim that a power failure takes back would be submitted by the next run once more. */
async function write(file: LockedFile, entries: readonly LedgerEntry[]): Promise<void> {
  await file.append(entries.map((entry) => lineOf(encodeEntry(entry))).join(''));
  await file.sync();
}

/**
 * Repairs a line that a crash cut off: what can be saved of it becomes a whole line, the rest is set aside. True when an entry was
 * saved. Called under the lock: nobody is writing that line any more.
 */
async function repair(file: LockedFile, tail: FileTail, append: number): Promise<boolean> {
  if (tail.endsOpen) await file.append('\n');
  const torn = tail.endsOpen ? '' : await tail.tornLine();
  if (torn === '') return false;
  const saved = salvage(torn, append);
  await file.setAside(torn);
  await file.truncate(tail.offset);
  if (saved !== null) await file.append(lineOf(saved));
  await file.sync();
  return saved !== null;
}

function lineOf(stored: StoredEntry): string {
  return `${JSON.stringify(stored)}\n`;
}

function asLedgerError(error: unknown, place: string): unknown {
  const code = codeOf(error);
  // A ledger that cannot be understood says so itself, with the line.
  if (error instanceof LedgerError || (!(error instanceof LockError) && code === undefined)) return error;
  const why = error instanceof LockError ? error.message : `the system says ${code}`;
  return new LedgerError(
    'unwritable',
    `the ledger ${place} could not be written: ${why}. Nothing was submitted after this; claims that stand are settled by the check run. Check that LEDGER names a file that this user may write, and that the disk is not full`,
  );
}
