import { describe, expect, it } from 'vitest';
import type { LedgerEntry } from '../../../src/ledger/entry.ts';
import { LedgerError } from '../../../src/ledger/ledger.ts';
import { withLedgerId } from '../../../src/ledger/ledger-id.ts';
import { aClaimedEntry, aFinished, anOpened } from '../../builders/ledger.ts';
import { MemoryLog, memoryLedger } from '../../fakes/memory-ledger.ts';
import { scriptedLedger } from '../../fakes/scripted-ledger.ts';

const MINE = anOpened({ ledgerId: 'mine' });
const OTHER = anOpened({ ledgerId: 'other' });

/** What the checked ledger answers, one look after another. */
async function looks(...pages: LedgerEntry[][]): Promise<LedgerEntry[][]> {
  const reader = withLedgerId(scriptedLedger(pages), 'mine').reader();
  const seen: LedgerEntry[][] = [];
  for (const _page of pages) seen.push(await reader.next());
  return seen;
}

const REST =
  "but LEDGER_ID says mine: it is another account's ledger, or its history was lost, so what was already paid cannot be known from it. Nothing was spent. Point LEDGER and the SLS_ settings at the right ledger; only for a ledger that is meant to be new, clear LEDGER_ID";

describe('withLedgerId', () => {
  it.each<[string, LedgerEntry[][]]>([
    ['its own id first', [[MINE, aClaimedEntry()]]],
    ['its own id behind other entries, in a log that forgets', [[aClaimedEntry(), { ...MINE, again: true }]]],
    ['its own id in a later piece', [[aClaimedEntry()], [aFinished(), MINE], []]],
    ['nothing more to come', [[MINE], []]],
    ['an opening of somebody else later: the first in the log counts', [[MINE], [OTHER]]],
    ['both in one piece', [[MINE, OTHER]]],
  ])('passes on what it reads: %s', async (_name, pages) => {
    expect(await looks(...pages)).toEqual(pages);
  });

  it.each<[string, string, LedgerEntry[][]]>([
    ['another id', 'has the id other', [[OTHER]]],
    ['another id behind other entries', 'has the id other', [[aClaimedEntry(), OTHER]]],
    ['another id before its own', 'has the id other', [[OTHER, MINE]]],
    ['nothing at all', 'has no "opened" entry with an id', [[]]],
    ['entries without an opening', 'has no "opened" entry with an id', [[aClaimedEntry()], []]],
  ])('refuses a ledger that shows %s', async (_name, what, pages) => {
    const seen = looks(...pages);
    await expect(seen).rejects.toBeInstanceOf(LedgerError);
    await expect(seen).rejects.toMatchObject({ code: 'refused', message: `the ledger ${what}, ${REST}` });
  });

  it.each([
    [undefined, undefined],
    [() => true, true],
    [() => false, false],
  ])('passes on whether the log forgets: %s', (forgets, expected) => {
    expect(withLedgerId(scriptedLedger([], forgets), 'mine').reader().forgets?.()).toBe(expected);
  });

  it('writes as the ledger itself does', async () => {
    const log = new MemoryLog();
    const ledger = withLedgerId(memoryLedger(log), 'mine');
    await ledger.append([MINE]);
    expect(await ledger.appendClaims([aClaimedEntry()], 1)).toBe('appended');
    expect(log.entries).toEqual([MINE, aClaimedEntry()]);
  });
});
