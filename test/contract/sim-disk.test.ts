import { describe, expect, it } from 'vitest';
import type { LedgerDisk } from '../../src/adapters/ledger-disk.ts';
import type { Clock } from '../../src/lib/clock.ts';
import { stillClock } from '../fakes/fake-clock.ts';
import { type AtStep, SimDisk } from '../fakes/sim-disk.ts';

/** Time that only the test moves, for all who sleep. */
function handClock(): { clock: Clock; pass: (durationMs: number) => Promise<void> } {
  let nowMs = 0;
  let sleepers: { atMs: number; wake: () => void }[] = [];
  const clock: Clock = {
    now: () => nowMs,
    sleep: async (durationMs) =>
      await new Promise((wake) => {
        sleepers.push({ atMs: nowMs + durationMs, wake });
      }),
  };
  const pass = async (durationMs: number): Promise<void> => {
    await settle();
    nowMs += durationMs;
    const due = sleepers.filter(({ atMs }) => atMs <= nowMs);
    sleepers = sleepers.filter(({ atMs }) => atMs > nowMs);
    for (const { wake } of due) wake();
    await settle();
  };
  return { clock, pass };
}

/** Lets every promise go on that can. */
async function settle(): Promise<void> {
  for (let tick = 0; tick < 100; tick++) await Promise.resolve();
}

/** How a deed stands: what it came to, or that nobody heard of it. */
function watched(work: Promise<unknown>): { end: string } {
  const seen = { end: 'nothing' };
  work.then(
    (value) => {
      seen.end = String(value);
    },
    (error: unknown) => {
      seen.end = String(error);
    },
  );
  return seen;
}

async function append(disk: LedgerDisk, ...texts: string[]): Promise<string> {
  return await disk.locked(async (file) => {
    for (const text of texts) await file.append(text);
    return 'done';
  });
}

const text = (disk: SimDisk): string => disk.content.toString('utf8');
const dyingAt =
  (deed: string, landed: number): AtStep =>
  (step) =>
    step.deed === deed ? landed : null;

describe('a process that dies on the simulated disk', () => {
  it.each([
    ['read', 0, ''],
    ['lock', 0, ''],
    ['append', 0, ''],
    ['append', 2, 'ab'],
    ['append', 4, 'abcd'],
    ['truncate', 0, 'abcd'],
    ['sync', 0, ''],
    ['set-aside', 0, ''],
    ['unlock', 0, ''],
  ])(
    'at its %s, after %i bytes: leaves what it wrote, never hears of it, and holds no lock',
    async (deed, landed, left) => {
      const disk = new SimDisk();
      const victim = disk.open(1, stillClock, dyingAt(deed, landed));
      const deeds = watched(
        victim.locked(async (file) => {
          if (deed === 'read') await victim.read(0, 10);
          if (deed === 'sync') await file.sync();
          if (deed === 'set-aside') await file.setAside('x');
          if (deed === 'append' || deed === 'truncate') await file.append('abcd');
          if (deed === 'truncate') await file.truncate(1);
        }),
      );
      await settle();
      expect([deeds.end, text(disk), disk.aside]).toEqual(['nothing', left, []]);
      expect(disk.lockHolder).toBeNull();
      expect(() => disk.open(1, stillClock)).toThrow('process 1 is dead');
      expect(await append(disk.open(2, stillClock), '+')).toBe('done');
      expect(text(disk)).toBe(`${left}+`);
    },
  );

  it('by the hand of another: does nothing more, also with what it was in the middle of', async () => {
    const disk = new SimDisk();
    const gate = handClock();
    const victim = disk.open(1, stillClock, async ({ deed }) => {
      if (deed === 'append') await gate.clock.sleep(5);
      return null;
    });
    const deeds = watched(append(victim, 'never'));
    await settle();
    disk.processDied(1);
    await gate.pass(5);
    expect([deeds.end, text(disk), disk.lockHolder]).toEqual(['nothing', '', null]);
    const read = watched(victim.read(0, 10));
    await settle();
    expect(read.end).toBe('nothing');
  });
});

describe('the lock of the simulated disk', () => {
  /** Process 1 is paused at its append; then others come. */
  async function held(): Promise<{ disk: SimDisk; pauses: ReturnType<typeof handClock>; first: { end: string } }> {
    const disk = new SimDisk();
    const pauses = handClock();
    const paused = disk.open(1, stillClock, async ({ deed }) => {
      if (deed === 'append') await pauses.clock.sleep(60_000);
      return null;
    });
    const first = watched(append(paused, '1'));
    await settle();
    expect(disk.lockHolder).toBe(1);
    return { disk, pauses, first };
  }

  it('goes to those who wait in the order in which they came', async () => {
    const { disk, pauses } = await held();
    for (const process of [4, 2, 3]) void append(disk.open(process, stillClock), String(process));
    await settle();
    expect(text(disk)).toBe('');
    await pauses.pass(60_000);
    expect([text(disk), disk.lockHolder]).toEqual(['1423', null]);
  });

  it('of a process that is paused is waited for ten seconds, and kept', async () => {
    const { disk, pauses, first } = await held();
    const { clock, pass } = handClock();
    const waiting = watched(append(disk.open(2, clock), '2'));
    await pass(9_999);
    expect(waiting.end).toBe('nothing');
    await pass(1);
    expect(waiting.end).toBe(
      'LockError: sim/ledger.jsonl.lock is held by process 1 on sim; delete that file only when that process is gone',
    );
    await pauses.pass(60_000);
    expect([first.end, text(disk)]).toEqual(['done', '1']);
  });

  it('of a process that dies goes to the next that lives', async () => {
    const { disk } = await held();
    const { clock, pass } = handClock();
    const [two, three] = [2, 3].map((process) => watched(append(disk.open(process, clock), String(process))));
    await settle();
    disk.processDied(2);
    disk.processDied(1);
    await pass(10_000);
    expect([two?.end, three?.end, text(disk)]).toEqual(['nothing', 'done', '3']);
  });
});

describe('a loss of power on the simulated disk', () => {
  /** Durable: `ab`. Since then: `cd` was appended, the file cut to one byte, `EF` appended. */
  async function written(): Promise<SimDisk> {
    const disk = new SimDisk();
    await disk.open(1, stillClock).locked(async (file) => {
      await file.append('a');
      await file.append('b');
      await file.sync();
      await file.append('cd');
      await file.truncate(1);
      await file.append('EF');
    });
    expect([text(disk), disk.unsynced]).toEqual(['aEF', 5]);
    return disk;
  }

  it.each([
    [0, 'ab'],
    [1, 'abc'],
    [2, 'abcd'],
    [3, 'a'],
    [4, 'aE'],
    [5, 'aEF'],
  ])('keeps what was synced, and of the rest the first %i steps: %s', async (keep, left) => {
    const disk = await written();
    disk.losePower(keep);
    expect([text(disk), disk.unsynced]).toEqual([left, 0]);
    await append(disk.open(1, stillClock), 'more');
    expect([text(disk), disk.unsynced]).toEqual([`${left}more`, 4]);
    disk.losePower(0);
    expect(text(disk)).toBe(left);
  });

  it.each([-1, 6, 0.5, Number.NaN])('refuses to keep %d of 5 steps', async (keep) => {
    const disk = await written();
    expect(() => disk.losePower(keep)).toThrow(new RangeError(`${keep} steps cannot be kept of 5`));
  });

  it('takes a file along of which nothing was synced', async () => {
    const disk = new SimDisk();
    await append(disk.open(1, stillClock), 'abc');
    disk.losePower(0);
    expect(await disk.open(1, stillClock).read(0, 10)).toBeNull();
  });

  it('ends every process, and those who wait for the lock; the handles of before stay dead', async () => {
    const disk = new SimDisk();
    const [one, two] = [disk.open(1, stillClock), disk.open(2, stillClock)];
    const works = [watched(append(one, 'a', 'b')), watched(append(two, 'c'))];
    disk.losePower(0);
    works.push(watched(one.read(0, 10)));
    await settle();
    expect(works.map(({ end }) => end)).toEqual(['nothing', 'nothing', 'nothing']);
    expect([text(disk), disk.lockHolder]).toEqual(['', null]);
    expect(await append(disk.open(1, stillClock), 'new')).toBe('done');
    expect(text(disk)).toBe('new');
  });
});
