import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { withFileLock } from '../../../src/adapters/file-lock.ts';
import { countingIds, fakeClock } from '../../fakes/fake-clock.ts';

/** A process number that no process has. */
const DEAD_PID = 2 ** 22 + 1;

async function aLock(): Promise<{ folder: string; path: string; lock: (work: () => Promise<void>) => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'domain-renew-lock-'));
  onTestFinished(async () => await rm(folder, { recursive: true }));
  const path = join(folder, 'x.lock');
  const parts = { clock: fakeClock(), makeId: countingIds() };
  return { folder, path, lock: async (work) => await withFileLock(path, parts, work) };
}

/** What this process writes into a lock. */
async function ownHolder(): Promise<Record<string, unknown>> {
  const { path, lock } = await aLock();
  let text = '';
  await lock(async () => {
    text = await readFile(path, 'utf8');
  });
  return JSON.parse(text) as Record<string, unknown>;
}

describe('the lock file', () => {
  it('says who holds it, by boot and name space too, and is gone afterwards', async () => {
    const { folder, lock } = await aLock();
    expect(await ownHolder()).toMatchObject({ pid: process.pid, host: hostname() });
    await lock(async () => expect(await readdir(folder)).toEqual(['x.lock']));
    expect(await readdir(folder)).toEqual([]);
  });

  it('is never there without its content', async () => {
    const { path, lock } = await aLock();
    const seen = new Set<string>();
    const working = { done: false };
    const watch = async (): Promise<void> => {
      while (!working.done) {
        const text = await readFile(path, 'utf8').catch(() => 'none');
        seen.add(text === '' ? 'empty' : 'whole or none');
      }
    };
    const watching = Promise.all([watch(), watch(), watch()]);
    for (let round = 0; round < 300; round++) await lock(async () => await Promise.resolve());
    working.done = true;
    await watching;
    expect(seen).toEqual(new Set(['whole or none']));
  });

  it('is not removed when another process has taken it over meanwhile', async () => {
    const { path, lock } = await aLock();
    const theirs = JSON.stringify({ ...(await ownHolder()), id: 'theirs' });
    await lock(async () => await writeFile(path, theirs));
    expect(await readFile(path, 'utf8')).toBe(theirs);
  });

  it.each([
    ['of a dead process', { pid: DEAD_PID }, true],
    ['of a living process of an earlier boot', { boot: 'earlier' }, true],
    ['of a number that is dead here, but counted elsewhere', { pid: DEAD_PID, pidSpace: 'pid:[1]' }, false],
    ['of an earlier boot, counted elsewhere', { boot: 'earlier', pidSpace: 'pid:[1]' }, true],
    ['of another host', { pid: DEAD_PID, host: 'other' }, false],
    ['of a living process', {}, false],
    ['of a dead process that told neither', { pid: DEAD_PID, boot: undefined, pidSpace: undefined }, true],
  ])('%s: %s', async (_name, theirs, taken) => {
    const { path, lock } = await aLock();
    await writeFile(path, JSON.stringify({ ...(await ownHolder()), id: 'theirs', ...theirs }));
    const ended = await lock(async () => await Promise.resolve()).then(
      () => 'taken over',
      (error: unknown) => (error instanceof Error ? error.name : ''),
    );
    expect(ended).toBe(taken ? 'taken over' : 'LockError');
  });
});
