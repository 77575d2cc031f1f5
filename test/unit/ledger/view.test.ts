import { describe, expect, it } from 'vitest';
import type { LedgerEntry } from '../../../src/ledger/entry.ts';
import { LedgerError } from '../../../src/ledger/ledger.ts';
import { openLedger, readLedger } from '../../../src/ledger/view.ts';
import { NOW_MS } from '../../builders/domains.ts';
import { aClaimedEntry, aFailed, anAccepted, anOpened } from '../../builders/ledger.ts';
import { fakeClock } from '../../fakes/fake-clock.ts';
import { MemoryLog, memoryLedger } from '../../fakes/memory-ledger.ts';
import { scriptedLedger } from '../../fakes/scripted-ledger.ts';

function logOf(...entries: LedgerEntry[]): MemoryLog {
  const log = new MemoryLog();
  log.write(entries);
  return log;
}

describe('openLedger', () => {
  it('opens an empty ledger, once', async () => {
    const log = new MemoryLog();
    const view = await openLedger(memoryLedger(log), anOpened({ ledgerId: 'mine' }), fakeClock());
    await openLedger(memoryLedger(log), anOpened({ ledgerId: 'later' }), fakeClock());
    expect(view.state.ledgerId).toBe('mine');
    expect(log.entries.map(({ kind }) => kind)).toEqual(['opened']);
  });

  it('agrees with a run that opened it at the same instant', async () => {
    const log = new MemoryLog();
    const views = await Promise.all(
      ['one', 'two'].map(async (ledgerId) => await openLedger(memoryLedger(log), anOpened({ ledgerId }), fakeClock())),
    );
    await Promise.all(views.map(async (view) => await view.refresh()));
    expect(new Set(views.map(({ state }) => state.ledgerId)).size).toBe(1);
  });

  it('waits until its own opening is seen', async () => {
    const log = new MemoryLog();
    log.hiddenForReads = 3;
    const clock = fakeClock();
    const view = await openLedger(memoryLedger(log), anOpened(), clock);
    expect(view.state.ledgerId).toBe('ledger-1');
    expect(clock.sleeps).toEqual([250, 250, 250]);
  });

  it('writes nothing behind an opening that was acknowledged and lost: the next run finds an empty ledger, and opens it', async () => {
    const log = new MemoryLog();
    log.factsMishaps.push('acknowledged-lost');
    const clock = fakeClock();
    const opened = openLedger(memoryLedger(log), anOpened({ ledgerId: 'mine' }), clock);
    await expect(opened).rejects.toMatchObject({ code: 'unreadable' });
    await expect(opened).rejects.toThrow(/did not come back within 15 s .* Nothing was spent/);
    expect(clock.sleeps.reduce((sum, ms) => sum + ms, 0)).toBe(15_000);
    const view = await openLedger(memoryLedger(log), anOpened({ ledgerId: 'later' }), clock);
    expect(view.state.ledgerId).toBe('later');
  });

  it.each<[string, MemoryLog, string]>([
    ['has entries but no opening', logOf(aClaimedEntry()), 'the ledger has 1 entries but no "opened" entry'],
    [
      'has a gap',
      logOf(anOpened(), aClaimedEntry(), aClaimedEntry({ claim: 'B', domain: 'b.com', append: 3 })),
      'claim append 2 is missing',
    ],
    [
      'has a fact of another domain than its claim',
      logOf(anOpened(), aClaimedEntry(), aFailed({ domain: 'b.com' })),
      'entries of claim claim-1 name another domain or expiry date than the claim itself',
    ],
    [
      'has a fact of another date than its claim, read before it',
      logOf(anOpened(), anAccepted({ expiryMs: NOW_MS }), aClaimedEntry()),
      'entries of claim claim-1 name another domain',
    ],
    [
      'has a claim of another domain under an id that is taken',
      logOf(anOpened(), aClaimedEntry(), aClaimedEntry({ domain: 'b.com' })),
      'entries of claim claim-1 name another domain',
    ],
  ])('refuses a ledger that %s, and writes nothing', async (_name, log, message) => {
    const before = log.entries.length;
    const opened = openLedger(memoryLedger(log), anOpened(), fakeClock());
    await expect(opened).rejects.toThrow(message);
    await expect(opened).rejects.toMatchObject({ code: 'refused' });
    await expect(opened).rejects.toThrow('Nothing was spent');
    expect(log.entries).toHaveLength(before);
  });

  it('passes on that it cannot be read', async () => {
    const log = logOf(anOpened());
    log.unreadable = true;
    await expect(openLedger(memoryLedger(log), anOpened(), fakeClock())).rejects.toBeInstanceOf(LedgerError);
  });

  it('passes on that it cannot be opened', async () => {
    const log = new MemoryLog();
    log.factsMishaps.push('lost');
    await expect(openLedger(memoryLedger(log), anOpened(), fakeClock())).rejects.toMatchObject({ code: 'unwritable' });
  });
});

describe('readLedger', () => {
  it('writes nothing, also to an empty one', async () => {
    const log = new MemoryLog();
    expect((await readLedger(memoryLedger(log))).state.ledgerId).toBeNull();
    expect(log.entries).toEqual([]);
  });

  const STRANGE =
    'it is not a ledger of domain-renew, or its beginning is lost. Nothing was spent. Point LEDGER at the right place, or restore the beginning from a backup';
  it.each<[string, LedgerEntry[][], (() => boolean) | undefined, string | null]>([
    ['begins with its opening', [[anOpened()], [aClaimedEntry()]], undefined, null],
    ['has its opening behind a claim', [[aClaimedEntry(), anOpened()]], undefined, 'no "opened" entry as their first'],
    [
      'has its opening in a later piece',
      [[aClaimedEntry()], [anOpened()]],
      undefined,
      'no "opened" entry as their first',
    ],
    ['does not forget, and says so', [[aClaimedEntry(), anOpened()]], () => false, 'no "opened" entry as their first'],
    ['forgets by plan, and shows an opening', [[aClaimedEntry()], [anOpened({ again: true })]], () => true, null],
    ['forgets by plan, and shows none', [[aClaimedEntry()], [anAccepted()]], () => true, 'no "opened" entry'],
    ['is empty', [], undefined, null],
  ])('a ledger that %s', async (...[, pages, forgets, refusal]) => {
    const read = readLedger(scriptedLedger(pages, forgets));
    if (refusal === null) expect((await read).state.claims.size).toBe(pages.length === 0 ? 0 : 1);
    else {
      await expect(read).rejects.toMatchObject({
        code: 'refused',
        message: `the ledger has 2 entries but ${refusal}: ${STRANGE}`,
      });
    }
  });

  it('names the first five of the claim appends that are missing', async () => {
    const log = logOf(anOpened(), aClaimedEntry(), aClaimedEntry({ claim: 'B', domain: 'b.com', append: 9 }));
    await expect(readLedger(memoryLedger(log))).rejects.toMatchObject({
      code: 'refused',
      message:
        'claim append 2, 3, 4, 5, 6 is missing from the ledger: entries were removed or are hidden, so what was already submitted is not known. Nothing was spent. Restore the ledger from a backup',
    });
  });

  it('names the first five of the claims that other entries contradict', async () => {
    const claims = ['A', 'B', 'C', 'D', 'E', 'F'];
    const log = logOf(
      anOpened(),
      ...claims.map((claim) => aClaimedEntry({ claim, domain: `${claim}.com` })),
      ...claims.map((claim) => anAccepted({ claim, domain: 'other.com' })),
    );
    await expect(readLedger(memoryLedger(log))).rejects.toMatchObject({
      code: 'refused',
      message:
        'entries of claim A, B, C, D, E name another domain or expiry date than the claim itself: the ledger was changed or damaged, so what was already submitted is not known. Nothing was spent. Restore the ledger from a backup',
    });
  });

  it('reads on, and notices a gap that comes later', async () => {
    const log = logOf(anOpened(), aClaimedEntry());
    const view = await readLedger(memoryLedger(log));
    log.write([anAccepted()]);
    await view.refresh();
    expect([...view.state.claims.values()].map(({ standing }) => standing)).toEqual(['accepted']);
    log.write([aClaimedEntry({ claim: 'B', domain: 'b.com', append: 7 })]);
    await expect(view.refresh()).rejects.toThrow('claim append 2, 3, 4, 5, 6 is missing');
  });
});
