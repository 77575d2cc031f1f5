import { appendFile, type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { encodeEntry } from '../ledger/codec.ts';
import type { LedgerEntry } from '../ledger/entry.ts';
import { type Ledger, LedgerError } from '../ledger/ledger.ts';
import type { Clock, MakeId } from '../lib/clock.ts';
import { salvage } from './file-ledger-lines.ts';
import { FileTail } from './file-ledger-tail.ts';
import { codeOf, LockError, withFileLock } from './file-lock.ts';

/**
 * The ledger in a file, one JSON object a line. Appends are made under a lock, in one write, and are on the disk (fsync) before they
 * return. A crash may leave a torn last line; the next append repairs it first.
 */
export function fileLedger(path: string, clock: Clock, makeId: MakeId): Ledger {
  /** What this object has read so far, so that an append under the lock reads only what is new. */
  const tail = new FileTail(path);
  let lastAppend = 0;

  const underLock = async <T>(work: (file: FileHandle) => Promise<T>): Promise<T> => {
    try {
      await makeFolder(dirname(resolve(path)));
      return await withFileLock(`${path}.lock`, { clock, makeId }, async () => {
        const file = await open(path, 'a+');
        try {
          for (let entries = await tail.next(); entries.length > 0; entries = await tail.next()) {
            lastAppend = Math.max(
              lastAppend,
              ...entries.map((entry) => (entry.kind === 'claimed' ? (entry.append ?? 0) : 0)),
            );
          }
          return await work(file);
        } finally {
          await file.close();
        }
      });
    } catch (error) {
      throw asLedgerError(error, path);
    }
  };
  const write = async (file: FileHandle, entries: readonly LedgerEntry[]): Promise<void> => {
    await file.appendFile(entries.map((entry) => `${JSON.stringify(encodeEntry(entry))}\n`).join(''));
    await file.sync();
    await syncFolder(path);
  };
  return {
    reader: () => new FileTail(path),
    async appendClaims(claims, append) {
      return await underLock(async (file) => {
        const salvaged = await repair(file, tail, { path, append: lastAppend + 1 });
        if (salvaged || lastAppend + 1 !== append) return 'conflict';
        await write(file, claims);
        return 'appended';
      });
    },
    async append(entries) {
      await underLock(async (file) => {
        await repair(file, tail, { path, append: lastAppend + 1 });
        await write(file, entries);
      });
    },
  };
}

/**
 * Repairs a line that a crash cut off: what can be saved of it becomes a whole line, the rest goes to a file beside the ledger.
 * True when an entry was saved. Called under the lock: nobody is writing that line any more.
 */
async function repair(file: FileHandle, tail: FileTail, at: { path: string; append: number }): Promise<boolean> {
  if (tail.endsOpen) await file.appendFile('\n');
  const torn = tail.endsOpen ? '' : await tail.tornLine();
  if (torn === '') return false;
  const saved = salvage(torn, at.append);
  await appendFile(`${at.path}.torn`, `${torn}\n`);
  await file.truncate(tail.offset);
  if (saved !== null) await file.appendFile(`${JSON.stringify(saved)}\n`);
  await file.sync();
  return saved !== null;
}

/** Level by level: Node's own recursive call never comes back from places like /proc, where nothing can be made. */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return;
    if (codeOf(error) !== 'ENOENT' || dirname(folder) === folder) throw error;
    await makeFolder(dirname(folder));
    await mkdir(folder);
  }
}

/** A new file is only found again after a power failure when its folder is on the disk too. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(dirname(path), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function asLedgerError(error: unknown, path: string): unknown {
  const code = codeOf(error);
  // A ledger that cannot be understood says so itself, with the line.
  if (error instanceof LedgerError || (!(error instanceof LockError) && code === undefined)) return error;
  const why = error instanceof LockError ? error.message : `the system says ${code}`;
  return new LedgerError(
    'unwritable',
    `the ledger ${path} could not be written: ${why}. Nothing was submitted after this; claims that stand are settled by the check run. Check that LEDGER names a file that this user may write, and that the disk is not full`,
  );
}
