import { access, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { fileLedgerDisk } from '../../src/adapters/file-ledger-disk.ts';
import type { LedgerDisk } from '../../src/adapters/ledger-disk.ts';
import { systemClock, systemId } from '../../src/adapters/system.ts';
import type { Clock } from '../../src/lib/clock.ts';
import { countingIds, fakeClock } from '../fakes/fake-clock.ts';
import { SimDisk } from '../fakes/sim-disk.ts';

/** One disk, opened by several programs; what was set aside on it. */
interface DiskStore {
  open(clock?: Clock): LedgerDisk;
  aside(): Promise<string>;
}

async function realStore(): Promise<DiskStore> {
  const folder = await mkdtemp(join(tmpdir(), 'domain-renew-disk-'));
  onTestFinished(async () => await rm(folder, { recursive: true }));
  const path = join(folder, 'not', 'there', 'yet', 'ledger.jsonl');
  return {
    open: (clock = systemClock) => fileLedgerDisk(path, { clock, makeId: systemId }),
    aside: async () => await readFile(`${path}.torn`, 'utf8'),
  };
}

async function simStore(): Promise<DiskStore> {
  const disk = new SimDisk();
  let processes = 0;
  return await Promise.resolve({
    open: (clock = systemClock) => disk.open((processes += 1), clock),
    aside: async () => await Promise.resolve(disk.aside.map((text) => `${text}\n`).join('')),
  });
}

async function read(disk: LedgerDisk, offset = 0, bytesMax = 1000): Promise<string> {
  const piece = await disk.read(offset, bytesMax);
  return piece === null ? 'no file' : `${piece.bytes.toString('utf8')} of ${piece.size}`;
}

describe.each([
  ['the real one', realStore],
  ['the simulated one', simStore],
])('the disk of a ledger: %s', (_name, newStore) => {
  it('has no file until somebody held the lock, also when it was read', async () => {
    const disk = (await newStore()).open();
    expect(await read(disk)).toBe('no file');
    expect(await read(disk, 5)).toBe('no file');
    expect(await disk.locked(async () => await read(disk))).toBe(' of 0');
    expect(await read(disk)).toBe(' of 0');
  });

  it('shows what was appended to everybody, synced or not, from any byte on', async () => {
    const store = await newStore();
    const [one, two] = [store.open(), store.open()];
    await one.locked(async (file) => {
      await file.append('ab余\n');
      expect(await read(two)).toBe('ab余\n of 6');
      await file.sync();
      await file.append('');
      await file.append('c');
    });
    expect(await read(one, 5)).toBe('\nc of 7');
    expect(await read(two, 1, 4)).toBe('b余 of 7');
    expect(await read(two, 7)).toBe(' of 7');
    expect(await read(two, 9)).toBe(' of 7');
    expect(await read(two, 0, Number.MAX_SAFE_INTEGER)).toBe('ab余\nc of 7');
  });

  it('cuts the file, and goes on from there; what was read stays what it was', async () => {
    const store = await newStore();
    const [one, two] = [store.open(), store.open()];
    await one.locked(async (file) => await file.append('old\ntorn'));
    const early = await two.read(0, 1000);
    await two.locked(async (file) => {
      await file.truncate(4);
      expect(await read(one)).toBe('old\n of 4');
      await file.append('new\n');
      await file.sync();
    });
    expect(await read(one)).toBe('old\nnew\n of 8');
    expect(early?.bytes.toString('utf8')).toBe('old\ntorn');
  });

  it('sets torn texts aside, one after another', async () => {
    const store = await newStore();
    await store.open().locked(async (file) => await file.setAside('first'));
    await store.open().locked(async (file) => await file.setAside('second'));
    expect(await store.aside()).toBe('first\nsecond\n');
    expect(await read(store.open())).toBe(' of 0');
  });

  it('lets one at a time do its work, also of one program', async () => {
    const store = await newStore();
    const shared = store.open();
    let inside = 0;
    const most: number[] = [];
    const work = async (disk: LedgerDisk): Promise<void> =>
      await disk.locked(async (file) => {
        inside += 1;
        await file.append('x');
        most.push(inside);
        inside -= 1;
      });
    await Promise.all([work(shared), work(shared), work(store.open()), work(store.open())]);
    expect(most).toEqual([1, 1, 1, 1]);
    expect(await read(shared)).toBe('xxxx of 4');
  });

  it('gives the lock back after a failure, and tells of it', async () => {
    const store = await newStore();
    await expect(
      store.open().locked(async (file) => {
        await file.append('half');
        throw new RangeError('broken');
      }),
    ).rejects.toThrow(new RangeError('broken'));
    expect(await store.open().locked(async () => await Promise.resolve('had'))).toBe('had');
    expect(await read(store.open())).toBe('half of 4');
  });

  it('gives up after ten seconds of the clock, and names the holder', async () => {
    const store = await newStore();
    const clock = fakeClock();
    const startMs = clock.now();
    await store.open().locked(async () => {
      const waited = store.open(clock).locked(async () => await Promise.resolve('had'));
      await expect(waited).rejects.toMatchObject({ name: 'LockError' });
      await expect(waited).rejects.toThrow(
        /ledger\.jsonl\.lock is held by process \d+ on \S+; delete that file only when that process is gone$/,
      );
    });
    expect(clock.now() - startMs).toBeGreaterThanOrEqual(10_000);
    expect(clock.now() - startMs).toBeLessThan(10_100);
    expect(await store.open().locked(async () => await Promise.resolve('had'))).toBe('had');
  });
});

it('the real disk makes the folders of its file, also when several programs do so at once', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'domain-renew-disk-'));
  onTestFinished(async () => await rm(folder, { recursive: true }));
  for (let round = 0; round < 20; round++) {
    const path = join(folder, String(round), 'a', 'b', 'ledger.jsonl');
    const append = async (): Promise<void> => {
      const disk = fileLedgerDisk(path, { clock: systemClock, makeId: systemId });
      await disk.locked(async (file) => await file.append('x'));
    };
    await Promise.all([append(), append(), append(), append()]);
    expect(await readFile(path, 'utf8')).toBe('xxxx');
  }
});

it('the real disk makes nothing by reading', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'domain-renew-disk-'));
  onTestFinished(async () => await rm(folder, { recursive: true }));
  const parts = { clock: fakeClock(), makeId: countingIds() };
  const disk = fileLedgerDisk(join(folder, 'a', 'ledger.jsonl'), parts);
  expect(await disk.read(0, 10)).toBeNull();
  await expect(access(join(folder, 'a'))).rejects.toMatchObject({ code: 'ENOENT' });
  await writeFile(join(folder, 'a'), 'a file where the folder should be');
  await expect(disk.read(0, 10)).rejects.toMatchObject({ code: 'ENOTDIR' });
  await expect(disk.locked(async () => await Promise.resolve())).rejects.toMatchObject({ code: 'ENOTDIR' });
});
