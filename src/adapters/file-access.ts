import { readFileSync } from 'node:fs';
import { access, constants, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { codeOf } from './file-lock.ts';

/** What this user may do with a file; the codes are the system's (`EACCES`, …), null where there is no hindrance. */
export interface FileAccess {
  readonly exists: boolean;
  readonly cannotRead: string | null;
  /** Of the file and of its folder, in which the lock is made; for a file that is not there yet, of the nearest folder that is. */
  readonly cannotWrite: string | null;
}

/** Asks the system, and changes nothing. */
export async function fileAccess(path: string): Promise<FileAccess> {
  const missing = await hindrance(path, constants.F_OK);
  if (missing === 'ENOENT') return { exists: false, cannotRead: null, cannotWrite: await cannotWriteIn(dirname(path)) };
  const cannotWrite = (await hindrance(path, constants.W_OK)) ?? (await cannotWriteIn(dirname(path)));
  return { exists: true, cannotRead: await hindrance(path, constants.R_OK), cannotWrite };
}

/** Why this user may not make or replace a file of this name in its folder, which must be there; null when nothing hinders. */
export async function cannotPut(path: string): Promise<string | null> {
  if (await isFolder(path)) return 'EISDIR';
  return await hindrance(dirname(path), constants.W_OK);
}

/** The text at a path, which may be empty; null when there is no such file. Throws what else the system says. */
export function textAt(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

async function isFolder(path: string): Promise<boolean> {
  return (await hindrance(path, constants.F_OK)) === null && (await stat(path)).isDirectory();
}

async function cannotWriteIn(folder: string): Promise<string | null> {
  const code = await hindrance(folder, constants.W_OK);
  return code === 'ENOENT' && dirname(folder) !== folder ? await cannotWriteIn(dirname(folder)) : code;
}

async function hindrance(path: string, mode: number): Promise<string | null> {
  try {
    await access(path, mode);
    return null;
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined) throw error;
    return code;
  }
}
