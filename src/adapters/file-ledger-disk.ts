import { appendFile, type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Clock, MakeId } from '../lib/clock.ts';
import { codeOf, withFileLock } from './file-lock.ts';
import type { DiskPiece, LedgerDisk, LockedFile } from './ledger-disk.ts';

/** The ledger's file on this machine's disk, with a lock file beside it. Reading makes nothing. */
export function fileLedgerDisk(path: string, parts: { clock: Clock; makeId: MakeId }): LedgerDisk {
  return {
    read: async (offset, bytesMax) => await readPiece(path, offset, bytesMax),
    async locked(work) {
      await makeFolder(dirname(resolve(path)));
      return await withFileLock(`${path}.lock`, parts, async () => {
        const file = await open(path, 'a+');
        try {
          return await work(lockedFile(file, path));
        } finally {
          await file.close();
        }
      });
    },
  };
}

async function readPiece(path: string, offset: number, bytesMax: number): Promise<DiskPiece | null> {
  let file: FileHandle;
  try {
    file = await open(path, 'r');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
  try {
    const { size } = await file.stat();
    const buffer = Buffer.alloc(Math.max(0, Math.min(bytesMax, size - offset)));
    const { bytesRead } = await file.read(buffer, 0, buffer.length, offset);
    return { bytes: buffer.subarray(0, bytesRead), size };
  } finally {
    await file.close();
  }
}

function lockedFile(file: FileHandle, path: string): LockedFile {
  return {
    append: async (text) => await file.appendFile(text),
    async sync() {
      await file.sync();
      await syncFolder(path);
    },
    truncate: async (length) => await file.truncate(length),
    setAside: async (text) => await appendFile(`${path}.torn`, `${text}\n`),
  };
}

/**
 * Level by level: Node's own recursive call never comes back from places like /proc, where nothing can be made. Another program may make
 * the same folders meanwhile.
 */
async function makeFolder(folder: string, mayMakeAbove = true): Promise<void> {
  try {
    await mkdir(folder);
    await syncFolder(folder);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return;
    if (codeOf(error) !== 'ENOENT' || !mayMakeAbove || dirname(folder) === folder) throw error;
    await makeFolder(dirname(folder));
    await makeFolder(folder, false);
  }
}

/** A new file or folder is only found again after a power failure when the folder that it stands in is on the disk too. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(dirname(path), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
