import { describe, expect, it } from 'vitest';
import { type ClaimOutcome, claimBatch } from '../../../src/claims/claim-batch.ts';
import { isClaimedBatch } from '../../../src/claims/claimed-batch.ts';
import type { LedgerEntry } from '../../../src/ledger/entry.ts';
import { readLedger } from '../../../src/ledger/view.ts';
import { aRenewal, DAY, MINUTE, NOW_MS } from '../../builders/domains.ts';
import {
  aClaimedEntry,
  aDoubted,
  aFailed,
  anAccepted,
  anOpened,
  aRefused,
  aReleased,
  aRenewed,
} from '../../builders/ledger.ts';
import { someRails } from '../../builders/settings.ts';
import { countingIds, type FakeClock, fakeClock } from '../../fakes/fake-clock.ts';
import { type ClaimsMishap, MemoryLog, memoryLedger } from '../../fakes/memory-ledger.ts';

const BATCH = [aRenewal({ name: 'a.com', years: 2 }), aRenewal({ name: 'b.cn', years: 2 })];

interface Program {
  readonly log: MemoryLog;
  readonly clock: FakeClock;
  claim(batch?: typeof BATCH): Promise<ClaimOutcome>;
}

/** A program whose view was read before the rest of a test happens. */
async function aProgram(runId = 'run-1', log = new MemoryLog(), clock = fakeClock()): Promise<Program> {
  if (log.entries.length === 0) log.write([anOpened()]);
  const ledger = memoryLedger(log);
  const view = await readLedger(ledger);
  const makeId = countingIds(`${runId}-claim`);
  const claimant = {
    runId,
    rails: someRails(),
    balance: null,
    unapprovedDayMinor: null,
    startedMs: NOW_MS,
    untilMs: NOW_MS + 10 * MINUTE,
  };
  return {
    log,
    clock,
    claim: async (batch = BATCH) => await claimBatch(batch, claimant, { ledger, view, clock, makeId }),
  };
}

/** An outcome as one line: its kind, the domains that may be submitted, the lost ones or the stop. */
function lineOf(outcome: ClaimOutcome): string {
  switch (outcome.kind) {
    case 'claimed':
      return `claimed ${outcome.batch.pairs.map(({ domain }) => domain.name).join(' ')}; lost ${outcome.lost.join(' ')}`;
    case 'all-lost':
      return `all lost ${outcome.lost.join(' ')}`;
    case 'stopped':
      return `stopped ${outcome.stop.stop}`;
  }
}

const kindsIn = ({ entries }: MemoryLog): string => entries.map(({ kind }) => kind).join(' ');

describe('claimBatch', () => {
  it('writes one claim a domain in one append, and reads them back', async () => {
    const { log, claim } = await aProgram();
    const outcome = await claim();
    expect(lineOf(outcome)).toBe('claimed a.com b.cn; lost ');
    expect(log.entries.slice(1)).toEqual([
      aClaimedEntry({ claim: 'run-1-claim-1', domain: 'a.com', years: 2 }),
      aClaimedEntry({ claim: 'run-1-claim-2', domain: 'b.cn', years: 2 }),
    ]);
    expect(outcome.kind === 'claimed' && isClaimedBatch(outcome.batch)).toBe(true);
    expect(outcome).toMatchObject({ batch: { claimedMs: NOW_MS } });
  });

  it('writes what a domain counts in the place of a price that it does not have', async () => {
    const { log, claim } = await aProgram();
    expect(lineOf(await claim([aRenewal({ price: null, countedMinor: 7000 })]))).toBe('claimed example.com; lost ');
    expect(log.entries.slice(1)).toEqual([
      aClaimedEntry({ claim: 'run-1-claim-1', priceMinor: null, currency: null, countedMinor: 7000 }),
    ]);
  });

  it('numbers its appends', async () => {
    const { log, claim } = await aProgram();
    await claim();
    await claim([aRenewal({ name: 'c.com' })]);
    expect(log.entries.flatMap((entry) => (entry.kind === 'claimed' ? [entry.append] : []))).toEqual([1, 1, 2]);
  });

  const A = { claim: 'x', domain: 'a.com', atMs: NOW_MS - MINUTE };
  const before: [name: string, entries: LedgerEntry[], expected: string][] = [
    ['claimed by another', [aClaimedEntry(A)], 'claimed b.cn; lost a.com'],
    ['doubted', [aClaimedEntry(A), aDoubted(A)], 'claimed b.cn; lost a.com'],
    ['accepted', [aClaimedEntry(A), anAccepted(A)], 'claimed b.cn; lost a.com'],
    ['renewed', [aClaimedEntry(A), anAccepted(A), aRenewed(A)], 'claimed b.cn; lost a.com'],
    ['failed', [aClaimedEntry(A), aFailed(A)], 'claimed a.com b.cn; lost '],
    ['refused', [aClaimedEntry(A), aRefused(A)], 'claimed a.com b.cn; lost '],
    ['released', [aClaimedEntry(A), aReleased(A)], 'claimed a.com b.cn; lost '],
    ['claimed for another date', [aClaimedEntry({ ...A, expiryMs: NOW_MS - 339 * DAY })], 'claimed b.cn; lost a.com'],
    [
      'claimed for a term before this one',
      [aClaimedEntry({ ...A, expiryMs: NOW_MS - 340 * DAY })],
      'claimed a.com b.cn; lost ',
    ],
    [
      'renewed for another date',
      [aClaimedEntry({ ...A, expiryMs: NOW_MS - 355 * DAY }), aRenewed({ ...A, expiryMs: NOW_MS - 355 * DAY })],
      'claimed a.com b.cn; lost ',
    ],
    [
      'renewed for a reading of this date that is two days off',
      [aClaimedEntry({ ...A, expiryMs: NOW_MS + 8 * DAY }), aRenewed({ ...A, expiryMs: NOW_MS + 8 * DAY })],
      'claimed b.cn; lost a.com',
    ],
    ['both claimed', [aClaimedEntry(A), aClaimedEntry({ claim: 'y', domain: 'b.cn' })], 'all lost a.com b.cn'],
  ];
  it.each(before)('a.com was %s before', async (_name, entries, expected) => {
    const log = new MemoryLog();
    log.write([anOpened(), ...entries]);
    const { claim } = await aProgram('run-1', log);
    expect(lineOf(await claim())).toBe(expected);
  });

  it.each(
    before.filter(([name]) => !['renewed for another date', 'claimed for a term before this one'].includes(name)),
  )('a.com was %s since this run began: another run deals with it', async (name, entries) => {
    const { log, claim } = await aProgram();
    log.write(entries.map((entry) => ({ ...entry, atMs: NOW_MS })));
    expect(lineOf(await claim())).toBe(name === 'both claimed' ? 'all lost a.com b.cn' : 'claimed b.cn; lost a.com');
  });

  it('writes nothing when all are lost, not even an append without claims', async () => {
    const { log, claim } = await aProgram();
    log.write([aClaimedEntry(A), aClaimedEntry({ claim: 'y', domain: 'b.cn' })]);
    log.claimsMishaps.push('unwritable');
    expect(lineOf(await claim())).toBe('all lost a.com b.cn');
    expect(kindsIn(log)).toBe('opened claimed claimed');
  });

  it('never claims a domain without an expiry date', async () => {
    const { log, claim } = await aProgram();
    expect(lineOf(await claim([aRenewal({ expiryMs: null })]))).toBe('all lost example.com');
    expect(kindsIn(log)).toBe('opened');
  });

  const mishaps: [mishap: ClaimsMishap, expected: string, kinds: string][] = [
    ['none', 'claimed a.com b.cn; lost ', 'opened claimed claimed'],
    ['doubled', 'claimed a.com b.cn; lost ', 'opened claimed claimed claimed claimed'],
    ['conflict', 'stopped claim-conflict', 'opened'],
    ['unknown-landed', 'claimed a.com b.cn; lost ', 'opened claimed claimed'],
    ['unknown-lost', 'stopped claim-not-seen', 'opened'],
    ['unknown-late', 'claimed a.com b.cn; lost ', 'opened claimed claimed'],
  ];
  it.each(mishaps)('append: %s', async (mishap, expected, kinds) => {
    const { log, claim } = await aProgram();
    log.claimsMishaps.push(mishap);
    expect(lineOf(await claim())).toBe(expected);
    expect(kindsIn(log)).toBe(kinds);
  });

  it('waits for a log that shows its claims late', async () => {
    const { log, clock, claim } = await aProgram();
    log.hiddenForReads = 20;
    expect(lineOf(await claim())).toBe('claimed a.com b.cn; lost ');
    expect(clock.now() - NOW_MS).toBeGreaterThan(4000);
  });

  it('waits for the last claim of a batch that comes into sight one by one', async () => {
    const { log, clock, claim } = await aProgram();
    const { write } = log;
    log.write = (entries) => {
      log.write = write;
      for (const entry of entries) {
        write.call(log, [entry]);
        log.hiddenForReads = 20;
      }
    };
    expect(lineOf(await claim())).toBe('claimed a.com b.cn; lost ');
    expect(clock.now() - NOW_MS).toBeGreaterThan(4000);
  });

  it('gives up after 15 seconds, and submits nothing then', async () => {
    const { log, clock, claim } = await aProgram();
    log.hiddenForReads = 1000;
    const outcome = await claim();
    expect(outcome).toMatchObject({ kind: 'stopped', stop: { stop: 'claim-not-seen' } });
    expect(clock.now() - NOW_MS).toBe(15_000);
  });

  const stops: [name: string, world: (log: MemoryLog) => void, stop: string, message: string][] = [
    [
      'another run took the number',
      (log) => {
        log.hiddenForReads = 2;
        log.write([aClaimedEntry(A)]);
      },
      'claim-conflict',
      'claim append 1 was taken by another run that is active now: this run claims nothing more. Nothing was spent twice; what is left waits for the next run',
    ],
    [
      'nobody shows the number that is taken',
      (log) => log.claimsMishaps.push('conflict'),
      'claim-conflict',
      'the ledger says that claim append 1 is taken, but shows no claims under that number: a write was lost or is hidden, and no run can claim any more. Nothing was spent. Renew what is near its expiry by hand, and see src/README.md, "The ledger on the log service", for a new ledger',
    ],
    [
      'no answer, and nothing to be seen',
      (log) => log.claimsMishaps.push('unknown-lost'),
      'claim-not-seen',
      'the write of the claims got no answer, and they did not come back from the ledger within 15 s, so nothing was submitted for them. Nothing was spent; the check run settles them',
    ],
    [
      'written, and nothing to be seen',
      (log) => {
        log.hiddenForReads = 1000;
      },
      'claim-not-seen',
      'the claims were written, but they did not come back from the ledger within 15 s, so nothing was submitted for them. Nothing was spent; the check run settles them',
    ],
  ];
  it.each(stops)('says what became of the money when it stops: %s', async (_name, world, stop, message) => {
    const { log, claim } = await aProgram();
    world(log);
    expect(await claim()).toEqual({ kind: 'stopped', stop: { stop, message } });
  });

  it('throws what the ledger throws', async () => {
    const { log, claim } = await aProgram();
    log.claimsMishaps.push('unwritable');
    await expect(claim()).rejects.toMatchObject({ name: 'LedgerError', code: 'unwritable' });
    log.unreadable = true;
    await expect(claim()).rejects.toMatchObject({ name: 'LedgerError', code: 'unreadable' });
  });

  it('is never won by two programs at once', async () => {
    const one = await aProgram('one');
    const two = await aProgram('two', one.log, one.clock);
    const lines = (await Promise.all([one.claim(), two.claim()])).map(lineOf);
    expect(lines.filter((line) => line.startsWith('claimed a.com b.cn'))).toHaveLength(1);
  });

  it('the order of the log alone is enough: where the number was not checked, the later claim is void', async () => {
    const { log, claim } = await aProgram();
    // Another program's claim lands between this one's read and its append, under a number that collides.
    const { write } = log;
    log.write = (entries) => {
      log.write = write;
      write.call(log, [aClaimedEntry(A)]);
      write.call(log, entries);
    };
    expect(lineOf(await claim())).toBe('claimed b.cn; lost a.com');
  });

  it('and when all of its claims are void, all is lost', async () => {
    const { log, claim } = await aProgram();
    const { write } = log;
    log.write = (entries) => {
      log.write = write;
      write.call(log, [aClaimedEntry(A), aClaimedEntry({ claim: 'y', domain: 'b.cn' })]);
      write.call(log, entries);
    };
    expect(await claim()).toEqual({ kind: 'all-lost', lost: ['a.com', 'b.cn'], displaced: [] });
  });

  it('and the later claim of another date is not live', async () => {
    const { log, claim } = await aProgram();
    const { write } = log;
    log.write = (entries) => {
      log.write = write;
      write.call(log, [aClaimedEntry({ ...A, expiryMs: NOW_MS + 9 * DAY })]);
      write.call(log, entries);
    };
    expect(lineOf(await claim())).toBe('claimed b.cn; lost a.com');
  });

  it('a claim behind one that was even renewed meanwhile is void, though nothing is open', async () => {
    const { log, claim } = await aProgram();
    const { write } = log;
    log.write = (entries) => {
      log.write = write;
      write.call(log, [aClaimedEntry(A), anAccepted(A), aRenewed(A)]);
      write.call(log, entries);
    };
    expect(lineOf(await claim())).toBe('claimed b.cn; lost a.com');
  });

  it('the number alone is enough: a log that hides the other claim refuses the append', async () => {
    const { log, claim } = await aProgram();
    log.hiddenForReads = 1000;
    log.write([aClaimedEntry(A)]);
    expect(lineOf(await claim())).toBe('stopped claim-conflict');
  });
});
