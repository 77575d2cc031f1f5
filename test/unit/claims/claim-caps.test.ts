import { describe, expect, it } from 'vitest';
import { claimBatch } from '../../../src/claims/claim-batch.ts';
import type { Caps } from '../../../src/config/money.ts';
import { readLedger } from '../../../src/ledger/view.ts';
import type { Renewal } from '../../../src/plan/renewal.ts';
import { aName, aRenewal, DAY, MINUTE, NOW_MS } from '../../builders/domains.ts';
import { aClaimedEntry, aDoubted, anAccepted, anOpened, aReleased } from '../../builders/ledger.ts';
import { someRails } from '../../builders/settings.ts';
import { countingIds, fakeClock } from '../../fakes/fake-clock.ts';
import { MemoryLog, memoryLedger } from '../../fakes/memory-ledger.ts';

/** Nothing but the balance stands in the way; what vouchers pay of the run's own renewals. */
interface Purse {
  readonly minor: number;
  readonly vouchers?: Readonly<Record<string, number>>;
}

/** Claims under these caps, and with this balance, on a view that was read before the rest of the test happens; the names that may be submitted. */
async function claiming(
  log: MemoryLog,
  caps: Partial<Caps>,
  runId = 'run-1',
  { purse = null, unapprovedDayMinor = null }: { purse?: Purse | null; unapprovedDayMinor?: number | null } = {},
): Promise<(...batch: Renewal[]) => Promise<string>> {
  if (log.entries.length === 0) log.write([anOpened()]);
  const ledger = memoryLedger(log);
  const parts = { ledger, view: await readLedger(ledger), clock: fakeClock(), makeId: countingIds(`${runId}-claim`) };
  const known = new Set(parts.view.state.claims.keys());
  const vouchersMinor = new Map(Object.entries(purse?.vouchers ?? {}).map(([name, minor]) => [aName(name), minor]));
  const balance = purse === null ? null : { minor: purse.minor, known, vouchersMinor };
  const claimant = {
    runId,
    rails: someRails({ caps }),
    balance,
    unapprovedDayMinor,
    startedMs: NOW_MS,
    untilMs: NOW_MS + 10 * MINUTE,
  };
  return async (...batch) => {
    const outcome = await claimBatch(batch, claimant, parts);
    if (outcome.kind === 'stopped') return `stopped ${outcome.stop.stop}`;
    const names = outcome.kind === 'claimed' ? outcome.batch.pairs.map(({ domain }) => domain.name) : [];
    const displaced = outcome.displaced.map(({ renewal, by }) => `${renewal.name}:${by}`);
    return `${names.join(' ')}; lost ${[...outcome.lost, ...displaced].join(' ')}`;
  };
}

const [A, B, C] = ['a.com', 'b.com', 'c.com'].map((name) => aRenewal({ name })) as [Renewal, Renewal, Renewal];
const OTHER = { claim: 'other', domain: 'other.com', runId: 'run-2', atMs: NOW_MS };

describe('the caps at the claim', () => {
  it.each<[string, Partial<Caps>, string]>([
    ['no cap is reached', { maxRunMinor: 27_000 }, 'a.com b.com c.com; lost '],
    ['the run has room for two', { maxRunMinor: 26_999 }, 'a.com b.com; lost c.com:run'],
    ['the day has room for one beside the other', { maxDayMinor: 18_000 }, 'a.com; lost b.com:day c.com:day'],
    ['the month has room for none', { maxMonthMinor: 17_999 }, '; lost a.com:month b.com:month c.com:month'],
  ])('%s', async (_name, caps, expected) => {
    const log = new MemoryLog();
    const claim = await claiming(log, caps);
    // Another run has committed 90.00 since the view was read; the run's own cap does not count that.
    log.write([aClaimedEntry(OTHER), aDoubted(OTHER)]);
    expect(await claim(A, B, C)).toBe(expected);
  });

  it('count what the run itself claimed before', async () => {
    const claim = await claiming(new MemoryLog(), { maxRunMinor: 20_000 });
    expect([await claim(A), await claim(B), await claim(C)]).toEqual([
      'a.com; lost ',
      'b.com; lost ',
      '; lost c.com:run',
    ]);
  });

  it('do not count what was released, nor what was claimed in another month', async () => {
    const log = new MemoryLog();
    const claim = await claiming(log, { maxMonthMinor: 9000 });
    const old = { ...OTHER, claim: 'old', domain: 'old.com', atMs: NOW_MS - 40 * DAY, append: 2 };
    log.write([aClaimedEntry(OTHER), aReleased(OTHER), aClaimedEntry(old)]);
    expect(await claim(A, B)).toBe('a.com; lost b.com:month');
  });

  it('count what stands in the place of a price as much when the claim is read back', async () => {
    const claim = await claiming(new MemoryLog(), { maxRunMinor: 14_000 });
    const [unpriced, another] = ['a.com', 'b.com'].map((name) =>
      aRenewal({ name, price: null, countedMinor: 7000 }),
    ) as [Renewal, Renewal];
    expect([await claim(unpriced, another), await claim(C)]).toEqual(['a.com b.com; lost ', '; lost c.com:run']);
  });

  it('write nothing where nothing fits', async () => {
    const log = new MemoryLog();
    await (await claiming(log, { maxRunMinor: 1 }))(A);
    expect(log.entries.map(({ kind }) => kind)).toEqual(['opened']);
  });
});

describe('two runs under one cap', () => {
  it.each<[string, boolean]>([
    ['where the number of the append is looked at', true],
    ['where the order of the log alone is left', false],
  ])('%s: the cap is kept', async (_name, checksNumbers) => {
    const log = new MemoryLog();
    log.checksNumbers = checksNumbers;
    const caps = { maxDayMinor: 10_000 };
    const one = await claiming(log, caps, 'run-1');
    const two = await claiming(log, caps, 'run-2');
    const outcomes = await Promise.all([one(A), two(B)]);
    expect(outcomes.filter((outcome) => /^[ab]\.com/.test(outcome))).toHaveLength(1);
  });

  it('the read-back alone keeps it: of two claims the first in the log has the money', async () => {
    const log = new MemoryLog();
    const claim = await claiming(log, { maxMonthMinor: 20_000 });
    // Another run's claim lands between this one's count and its append, under a number that collides.
    const { write } = log;
    log.write = (entries) => {
      log.write = write;
      write.call(log, [aClaimedEntry(OTHER)]);
      write.call(log, entries);
    };
    expect(await claim(A, B)).toBe('a.com; lost b.com:month');
  });
});

describe('the balance at the claim', () => {
  const paidBy = (domain: Renewal, voucherMinor: number): Renewal => ({ ...domain, couponNo: 'V', voucherMinor });

  it.each<[string, number, string]>([
    ['it pays all beside the other', 36_000, 'a.com b.com c.com; lost '],
    ['one minor unit short', 35_999, 'a.com b.com; lost c.com:balance'],
    ['it pays one', 18_000, 'a.com; lost b.com:balance c.com:balance'],
    ['the other has it all', 9000, '; lost a.com:balance b.com:balance c.com:balance'],
  ])('%s', async (_name, minor, expected) => {
    const log = new MemoryLog();
    const claim = await claiming(log, {}, 'run-1', { purse: { minor } });
    // Claimed since the balance was asked for; whether it is paid is not known.
    log.write([aClaimedEntry(OTHER), aDoubted(OTHER)]);
    expect(await claim(A, B, C)).toBe(expected);
  });

  it('what was claimed before it was asked for is taken to show in it', async () => {
    const log = new MemoryLog();
    log.write([anOpened(), aClaimedEntry(OTHER), anAccepted(OTHER)]);
    const claim = await claiming(log, {}, 'run-1', { purse: { minor: 9000 } });
    expect(await claim(A, B)).toBe('a.com; lost b.com:balance');
  });

  it('does not count what was released', async () => {
    const log = new MemoryLog();
    const claim = await claiming(log, {}, 'run-1', { purse: { minor: 9000 } });
    log.write([aClaimedEntry(OTHER), aReleased(OTHER)]);
    expect(await claim(A, B)).toBe('a.com; lost b.com:balance');
  });

  it('counts what the run itself claimed before, less what vouchers pay of it', async () => {
    const purse = { minor: 10_000, vouchers: { 'a.com': 8000, 'b.com': 9000 } };
    const claim = await claiming(new MemoryLog(), {}, 'run-1', { purse });
    expect([await claim(paidBy(A, 8000)), await claim(paidBy(B, 9000)), await claim(C)]).toEqual([
      'a.com; lost ',
      'b.com; lost ',
      'c.com; lost ',
    ]);
  });

  it('writes no claim that it does not pay: that would only block the domain', async () => {
    const log = new MemoryLog();
    await (await claiming(log, {}, 'run-1', { purse: { minor: 8999 } }))(A);
    expect(log.entries.map(({ kind }) => kind)).toEqual(['opened']);
  });

  it('a voucher of its own helps nobody else', async () => {
    const purse = { minor: 9999, vouchers: { 'a.com': 8000 } };
    const claim = await claiming(new MemoryLog(), {}, 'run-1', { purse });
    expect([await claim(paidBy(A, 8000)), await claim(B)]).toEqual(['a.com; lost ', '; lost b.com:balance']);
  });

  it('a voucher of its own helps no other run either that claimed the same domain', async () => {
    const log = new MemoryLog();
    const claim = await claiming(log, {}, 'run-1', { purse: { minor: 10_000, vouchers: { 'other.com': 8000 } } });
    log.write([aClaimedEntry(OTHER)]);
    expect(await claim(A)).toBe('; lost a.com:balance');
  });

  it.each<[string, boolean]>([
    ['where the number of the append is looked at', true],
    ['where the order of the log alone is left', false],
  ])('two runs, %s: together they claim what it pays', async (_name, checksNumbers) => {
    const log = new MemoryLog();
    log.checksNumbers = checksNumbers;
    const one = await claiming(log, {}, 'run-1', { purse: { minor: 10_000 } });
    const two = await claiming(log, {}, 'run-2', { purse: { minor: 10_000 } });
    const outcomes = await Promise.all([one(A), two(B)]);
    expect(outcomes.filter((outcome) => /^[ab]\.com/.test(outcome))).toHaveLength(1);
  });

  it('the read-back alone keeps it: of two claims the first in the log has the money', async () => {
    const log = new MemoryLog();
    const claim = await claiming(log, {}, 'run-1', { purse: { minor: 20_000 } });
    const { write } = log;
    log.write = (entries) => {
      log.write = write;
      write.call(log, [aClaimedEntry(OTHER)]);
      write.call(log, entries);
    };
    expect(await claim(A, B)).toBe('a.com; lost b.com:balance');
  });
});

describe('the amount of a day that needs no approval, at the claim', () => {
  it('is kept by two runs at once: what another run claimed today counts', async () => {
    const log = new MemoryLog();
    const claim = await claiming(log, {}, 'run-1', { unapprovedDayMinor: 27_000 });
    log.write([aClaimedEntry(OTHER), anAccepted(OTHER)]);
    expect(await claim(A, B, C)).toBe('a.com b.com; lost c.com:approval');
  });

  it.each<[string, boolean]>([
    ['where the number of the append is looked at', true],
    ['where the order of the log alone is left', false],
  ])('%s, one of two runs has it', async (_name, checksNumbers) => {
    const log = new MemoryLog();
    log.checksNumbers = checksNumbers;
    const one = await claiming(log, {}, 'run-1', { unapprovedDayMinor: 15_000 });
    const two = await claiming(log, {}, 'run-2', { unapprovedDayMinor: 15_000 });
    const outcomes = await Promise.all([one(A), two(B)]);
    expect(outcomes.filter((outcome) => /^[ab]\.com/.test(outcome))).toHaveLength(1);
  });

  it.each<[string, Partial<Caps>, string]>([
    ['a cap of the day that leaves as much', { maxDayMinor: 10_000 }, 'a.com; lost b.com:day'],
    ['a cap of the day that leaves more', { maxDayMinor: 10_001 }, 'a.com; lost b.com:approval'],
    ['a cap of the run that leaves less', { maxRunMinor: 9000 }, 'a.com; lost b.com:run'],
  ])('is not named in the place of another limit: %s', async (_name, caps, expected) => {
    const claim = await claiming(new MemoryLog(), caps, 'run-1', { unapprovedDayMinor: 10_000 });
    expect(await claim(A, B)).toBe(expected);
  });

  it('gives way to a day cap that leaves less, and does not count another day', async () => {
    const log = new MemoryLog();
    const yesterday = { ...OTHER, atMs: NOW_MS - DAY };
    log.write([anOpened(), aClaimedEntry(yesterday), anAccepted(yesterday)]);
    const claim = await claiming(log, { maxDayMinor: 9000 }, 'run-1', { unapprovedDayMinor: 10_000 });
    expect(await claim(A, B)).toBe('a.com; lost b.com:day');
  });
});
