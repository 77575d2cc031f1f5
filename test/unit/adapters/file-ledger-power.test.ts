import { describe, expect, it } from 'vitest';
import { fileLedgerOn } from '../../../src/adapters/file-ledger.ts';
import { encodeEntry } from '../../../src/ledger/codec.ts';
import type { Claimed, LedgerEntry } from '../../../src/ledger/entry.ts';
import type { Ledger } from '../../../src/ledger/ledger.ts';
import { readLedger } from '../../../src/ledger/view.ts';
import { aClaimedEntry, aFinished, anAccepted, anOpened } from '../../builders/ledger.ts';
import { stillClock } from '../../fakes/fake-clock.ts';
import { type AtStep, type DiskStep, SimDisk } from '../../fakes/sim-disk.ts';

const claimed = (claim: string, append: number): Claimed =>
  aClaimedEntry({ claim, domain: `${claim}.com`, append, instanceId: '' });
const FIRST = claimed('first', 1);
const [ONE, TWO] = [claimed('one', 2), claimed('two', 2)];

/** What the disk holds before the deed that the power goes off in. */
type Before = (disk: SimDisk) => Promise<void>;

function ledgerOn(disk: SimDisk, process: number, atStep?: AtStep): Ledger {
  return fileLedgerOn(disk.open(process, stillClock, atStep), disk.place);
}

async function pass(ticks: number): Promise<void> {
  for (let tick = 0; tick < ticks; tick++) await Promise.resolve();
}

/** Written past the ledger, so that it stands whatever the ledger does. */
const healthy: Before = async (disk) =>
  await disk.open(1, stillClock).locked(async (file) => {
    for (const entry of [anOpened(), FIRST]) await file.append(`${JSON.stringify(encodeEntry(entry))}\n`);
    await file.sync();
  });

/** A disk that takes its time, most of all for a sync: who does not wait for it is through long before. */
const slowly: AtStep = async ({ deed }) => {
  await pass(deed === 'sync' ? 40 : 2);
  return null;
};

/** Another process was killed while it appended a fact; how many of its bytes landed. */
const torn =
  (landed: (bytes: number) => number): Before =>
  async (disk) => {
    await healthy(disk);
    const atStep: AtStep = ({ deed, bytes }) => (deed === 'append' ? landed(bytes) : null);
    void ledgerOn(disk, 2, atStep).append([anAccepted({ claim: 'first', domain: 'first.com' })]);
    await pass(50);
  };
const tornInTheMiddle = torn(() => 40);
const tornAtTheLineBreak = torn((bytes) => bytes - 1);

interface Outage {
  readonly returned: string;
  readonly unsynced: number;
  readonly kept: readonly LedgerEntry[];
  /** How the next program's claim ended. */
  readonly next: string;
}

/** The power goes off so many microtasks after the deed began; the first `keep` unsynced steps survive. */
async function outage(
  before: Before,
  deed: (ledger: Ledger) => Promise<string>,
  { ticks, keep }: { ticks: number; keep: number },
): Promise<Outage> {
  const disk = new SimDisk();
  await before(disk);
  let returned = 'nothing';
  void deed(ledgerOn(disk, 3, slowly)).then((end) => {
    returned = end;
  });
  await pass(ticks);
  const { unsynced } = disk;
  // What it says after this moment nobody hears: it is dead.
  const heard = returned;
  disk.losePower(keep);

  const ledger = ledgerOn(disk, 4);
  const view = await readLedger(ledger);
  const kept: LedgerEntry[] = [];
  const reader = ledger.reader();
  for (let entries = await reader.next(); entries.length > 0; entries = await reader.next()) kept.push(...entries);
  const append = view.state.lastAppend + 1;
  const next = await ledger.appendClaims([claimed('next', append)], append);
  await view.refresh();
  return { returned: heard, unsynced, kept, next };
}

/** Every moment of the deed at which the disk or the answer changed, and a few after it; at each, every number of bytes that may survive. */
async function everyOutage(before: Before, deed: (ledger: Ledger) => Promise<string>): Promise<Outage[]> {
  const outages: Outage[] = [];
  for (let ticks = 0, after = 0; after < 5; ticks++) {
    const wholly = await outage(before, deed, { ticks, keep: 0 });
    const last = outages.at(-1);
    outages.push(wholly);
    if (wholly.returned !== 'nothing') after += 1;
    if (wholly.returned === last?.returned && wholly.unsynced === last.unsynced) continue;
    for (let keep = 1; keep <= wholly.unsynced; keep++) outages.push(await outage(before, deed, { ticks, keep }));
  }
  return outages;
}

const claims = async (ledger: Ledger): Promise<string> => await ledger.appendClaims([ONE, TWO], 2);
const facts = async (ledger: Ledger): Promise<string> => {
  await ledger.append([ONE, TWO]);
  return 'appended';
};
const befores: [name: string, before: Before][] = [
  ['a healthy ledger', healthy],
  ['a torn line to be repaired', tornInTheMiddle],
  ['a line that lacks only its line break', tornAtTheLineBreak],
];

describe.each(befores)('a power failure at any moment of an append, on %s', (_name, before) => {
  it.each([
    ['claims', claims],
    ['facts', facts],
  ])('takes no %s back of which it was said that they stand', async (_kind, deed) => {
    const outages = await everyOutage(before, deed);
    const ends = outages.filter(({ returned }) => returned === 'appended');
    // The submission goes out in this state, and in no other.
    for (const { kept } of ends) {
      const standing = kept.flatMap((entry) => (entry.kind === 'claimed' ? [entry.claimId] : []));
      expect(standing).toEqual(['first', 'one', 'two']);
    }
    expect(ends.length).toBeGreaterThanOrEqual(5);
    // It went off at other moments too: before anything was written, and with each number of bytes on the disk.
    expect(outages.filter(({ unsynced }) => unsynced === 0).length).toBeGreaterThanOrEqual(5);
    expect(outages.filter(({ returned, unsynced }) => returned === 'nothing' && unsynced > 400).length).toBeGreaterThan(
      400,
    );
    // What was there before is never lost, and the ledger goes on.
    for (const { kept, next } of outages) {
      expect(kept.slice(0, 2)).toEqual([anOpened(), FIRST]);
      expect(['appended', 'conflict']).toContain(next);
    }
  });
});

describe('the steps of an append at the disk', () => {
  const stepsOf = async (
    before: Before,
    deed: (ledger: Ledger) => Promise<unknown>,
  ): Promise<[DiskStep['deed'][], unknown]> => {
    const disk = new SimDisk();
    await before(disk);
    const steps: DiskStep['deed'][] = [];
    const ledger = ledgerOn(disk, 5, ({ deed }) => {
      steps.push(deed);
      return null;
    });
    const end = await deed(ledger);
    expect(disk.unsynced).toBe(0);
    return [steps.filter((step) => step !== 'read'), end];
  };

  it('are write, sync, and only then the end', async () => {
    expect(await stepsOf(healthy, claims)).toEqual([['lock', 'append', 'sync', 'unlock'], 'appended']);
    expect(await stepsOf(healthy, facts)).toEqual([['lock', 'append', 'sync', 'unlock'], 'appended']);
  });

  it('write nothing when the number is taken', async () => {
    const taken = async (ledger: Ledger): Promise<string> => await ledger.appendClaims([ONE], 1);
    expect(await stepsOf(healthy, taken)).toEqual([['lock', 'unlock'], 'conflict']);
  });

  it('begin with the repair of a torn line, which is set aside before it is cut off', async () => {
    expect(await stepsOf(tornInTheMiddle, claims)).toEqual([
      ['lock', 'set-aside', 'truncate', 'sync', 'append', 'sync', 'unlock'],
      'appended',
    ]);
  });

  it('begin with the line break that the last line lacks', async () => {
    expect(await stepsOf(tornAtTheLineBreak, claims)).toEqual([
      ['lock', 'append', 'append', 'sync', 'unlock'],
      'appended',
    ]);
  });

  it.each(['append', 'sync'] as const)(
    'are an error when the disk fails at its %s, and the lock is free',
    async (at) => {
      const disk = new SimDisk();
      await healthy(disk);
      const failing = ledgerOn(disk, 6, ({ deed }) => {
        if (deed === at) throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
        return null;
      });
      await expect(failing.append([aFinished()])).rejects.toMatchObject({ name: 'LedgerError', code: 'unwritable' });
      await expect(failing.appendClaims([ONE], 2)).rejects.toThrow(
        'the ledger sim/ledger.jsonl could not be written: the system says ENOSPC',
      );
      expect(disk.lockHolder).toBeNull();
    },
  );
});
