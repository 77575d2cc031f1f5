import { link, open, readFile, readlink, unlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import type { Clock, MakeId } from '../lib/clock.ts';

/** The lock could not be had in time; the message says who holds it. */
export class LockError extends Error {
  override readonly name = 'LockError';
}

/** Who holds a lock. */
interface Holder {
  readonly id: string;
  readonly pid: number;
  readonly host: string;
  /** Start of the process (clock ticks since boot, from /proc); null where the system has no /proc. */
  readonly started: string | null;
  /** The boot of the machine, and the name space its process numbers belong to; null where the system does not tell. */
  readonly boot: string | null;
  readonly pidSpace: string | null;
}

/** So long a program waits for the lock. */
export const LOCK_WAIT_MS_MAX = 10_000;
const LOOK_EVERY_MS = 15;

/**
 * Does the work while holding the lock file. A lock whose process is certainly dead is taken over; age alone proves nothing, since a
 * paused process may wake and write.
 * @throws LockError when another process holds it for 10 s.
 */
export async function withFileLock<T>(
  lockPath: string,
  { clock, makeId }: { clock: Clock; makeId: MakeId },
  work: () => Promise<T>,
): Promise<T> {
  const me = await myself(makeId());
  const giveUpMs = clock.now() + LOCK_WAIT_MS_MAX;
  while (!(await create(lockPath, me))) {
    if (await takenFromDead(lockPath, me)) continue;
    if (clock.now() >= giveUpMs) {
      const holder = await readHolder(lockPath);
      const who = holder === null ? 'an unknown process' : `process ${holder.pid} on ${holder.host}`;
      throw new LockError(`${lockPath} is held by ${who}; delete that file only when that process is gone`);
    }
    await clock.sleep(LOOK_EVERY_MS);
  }
  try {
    return await work();
  } finally {
    await unlinkIfMine(lockPath, me);
  }
}

async function myself(id: string): Promise<Holder> {
  const { pid } = process;
  const boot = await orNull(async () => (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim());
  const pidSpace = await orNull(async () => await readlink('/proc/self/ns/pid'));
  return { id, pid, host: hostname(), started: await startOf(pid), boot, pidSpace };
}

/** The lock appears with its content or not at all: a crash or a full disk leaves no lock that nobody holds. */
async function create(path: string, holder: Holder): Promise<boolean> {
  // The usual answer while waiting, without writing anything.
  if ((await orNull(async () => await readFile(path, 'utf8'))) !== null) return false;
  const draftPath = `${path}.${holder.id}`;
  try {
    const file = await open(draftPath, 'wx');
    try {
      await file.writeFile(JSON.stringify(holder));
    } finally {
      await file.close();
    }
    await link(draftPath, path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await unlinkIfThere(draftPath);
  }
}

/** Removes the lock of a dead process. Only one of several waiters does: a second lock file guards the removal. */
async function takenFromDead(lockPath: string, me: Holder): Promise<boolean> {
  if (!(await isDead(lockPath, me))) return false;
  const guardPath = `${lockPath}.takeover`;
  if (!(await create(guardPath, me))) {
    if (await isDead(guardPath, me)) await unlinkIfThere(guardPath);
    return false;
  }
  try {
    // Looked at again under the guard: another waiter may have taken it over in between.
    if (await isDead(lockPath, me)) await unlinkIfThere(lockPath);
    return true;
  } finally {
    await unlinkIfMine(guardPath, me);
  }
}

async function isDead(path: string, me: Holder): Promise<boolean> {
  const holder = await readHolder(path);
  if (holder === null || holder.host !== me.host) return false;
  // No process outlives its machine's restart.
  if (differ(holder.boot, me.boot)) return true;
  // In another container the same number is another process: nothing can be asked about it from here.
  if (differ(holder.pidSpace, me.pidSpace)) return false;
  if (!processExists(holder.pid)) return true;
  // The number may have been given to a new process since.
  return holder.started !== null && holder.started !== (await startOf(holder.pid));
}

/** Both are known, and they are not the same. */
function differ(theirs: string | null | undefined, mine: string | null): boolean {
  return typeof theirs === 'string' && mine !== null && theirs !== mine;
}

function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) !== 'ESRCH';
  }
}

async function readHolder(path: string): Promise<Holder | null> {
  try {
    const holder: unknown = JSON.parse(await readFile(path, 'utf8'));
    return isHolder(holder) ? holder : null;
  } catch (error) {
    // Gone, or not written yet: nothing is known of the holder.
    if (error instanceof SyntaxError || codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

function isHolder(value: unknown): value is Holder {
  const holder = value as Partial<Holder> | null;
  return typeof holder?.id === 'string' && typeof holder.pid === 'number' && typeof holder.host === 'string';
}

async function startOf(pid: number): Promise<string | null> {
  const stat = await orNull(async () => await readFile(`/proc/${pid}/stat`, 'utf8'));
  // Field 22, counted after the command name, which may hold blanks and brackets (proc(5)).
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
}

/** What the system tells, or null where it has no such file. */
async function orNull(read: () => Promise<string>): Promise<string | null> {
  try {
    return await read();
  } catch (error) {
    if (codeOf(error) !== undefined) return null;
    throw error;
  }
}

/** A lock that was taken over meanwhile, by somebody who believed us dead, is not ours to remove. */
async function unlinkIfMine(path: string, { id }: Holder): Promise<void> {
  const holder = await readHolder(path);
  if (holder?.id === id) await unlinkIfThere(path);
}

async function unlinkIfThere(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}

/** The system's error code (`ENOENT`, …), undefined for any other error. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
