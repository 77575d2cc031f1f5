import { describe, expect, it } from 'vitest';
import type { LedgerEntry } from '../../src/ledger/entry.ts';
import type { Ledger, LedgerReader } from '../../src/ledger/ledger.ts';
import { foldLedger } from '../../src/ledger/state.ts';
import {
  aDoubted,
  aFailed,
  aFinished,
  anAccepted,
  anOpened,
  aRefused,
  aReleased,
  aRenewed,
} from '../builders/ledger.ts';
import { claimsOf } from './ledger-claims.ts';

/** One store that several programs can open, each with a ledger object of its own. */
export interface LedgerStore {
  open(): Ledger;
}

/** Reads to the present end of the log. */
export async function readAll(reader: LedgerReader): Promise<LedgerEntry[]> {
  const all: LedgerEntry[] = [];
  for (let entries = await reader.next(); entries.length > 0; entries = await reader.next()) all.push(...entries);
  return all;
}

/** What every implementation of `Ledger` promises. It may cut the reason of a failure that is longer than `longestReason`. */
export function ledgerContract(name: string, newStore: () => Promise<LedgerStore>, longestReason = 3_000_000): void {
  describe(`the ledger contract: ${name}`, () => {
    it('is empty at first, and stays so when it is only read', async () => {
      const store = await newStore();
      expect(await readAll(store.open().reader())).toEqual([]);
      expect(await readAll(store.open().reader())).toEqual([]);
    });

    it('gives every kind of entry back as it was written, in order', async () => {
      const store = await newStore();
      const facts = [
        anOpened(),
        anAccepted(),
        aRefused({ reason: '余额不足\n\u2028"},{"' }),
        aDoubted({ looked: true }),
        aRenewed(),
        aFailed({ reason: '' }),
        aReleased(),
        aFinished(),
      ];
      const ledger = store.open();
      for (const fact of facts) await ledger.append([fact]);
      expect(await ledger.appendClaims(claimsOf(1, 3), 1)).toBe('appended');
      await ledger.append([anAccepted({ taskNo: 'a' }), anAccepted({ taskNo: 'b' })]);
      expect(await readAll(store.open().reader())).toEqual([
        ...facts,
        ...claimsOf(1, 3),
        anAccepted({ taskNo: 'a' }),
        anAccepted({ taskNo: 'b' }),
      ]);
    });

    it('shows a program what another wrote, before and after its own reading began', async () => {
      const store = await newStore();
      const [one, two] = [store.open(), store.open()];
      await one.append([anOpened()]);
      const reader = two.reader();
      expect(await readAll(reader)).toEqual([anOpened()]);
      expect(await reader.next()).toEqual([]);
      await one.append([aFinished()]);
      expect(await readAll(reader)).toEqual([aFinished()]);
      expect(await reader.next()).toEqual([]);
    });

    it('lets several readers go each at its own pace', async () => {
      const ledger = (await newStore()).open();
      await ledger.append([anOpened()]);
      const early = ledger.reader();
      await readAll(early);
      await ledger.append([aFinished()]);
      expect(await readAll(ledger.reader())).toEqual([anOpened(), aFinished()]);
      expect(await readAll(early)).toEqual([aFinished()]);
    });

    it.each([
      ['a number that is taken', 1],
      ['a number that is taken by the last', 2],
      ['a number that leaves a gap', 4],
      ['a number far off', 1000],
    ])('refuses %s, and writes nothing', async (_name, append) => {
      const store = await newStore();
      const ledger = store.open();
      await ledger.append([anOpened()]);
      await ledger.appendClaims(claimsOf(1), 1);
      await ledger.appendClaims(claimsOf(2), 2);
      const before = await readAll(store.open().reader());
      expect(await ledger.appendClaims(claimsOf(append), append)).toBe('conflict');
      expect(await store.open().appendClaims(claimsOf(append), append)).toBe('conflict');
      expect(await readAll(store.open().reader())).toEqual(before);
      expect(await store.open().appendClaims(claimsOf(3), 3)).toBe('appended');
    });

    it('counts appends, not claims, and no facts', async () => {
      const store = await newStore();
      await store.open().appendClaims(claimsOf(1, 50), 1);
      await store.open().append([anAccepted(), aFinished()]);
      expect(await store.open().appendClaims(claimsOf(2), 2)).toBe('appended');
    });

    it('gives a number to one of several that want it at once, and stores all of its claims or none', async () => {
      const store = await newStore();
      await store.open().append([anOpened()]);
      const claims = Array.from({ length: 8 }, (_, writer) =>
        claimsOf(1, 3).map((claim) => ({
          ...claim,
          runId: `run-${writer}`,
          claimId: `${claim.claimId}-${writer}` as typeof claim.claimId,
        })),
      );
      const ends = await Promise.all(claims.map(async (mine) => await store.open().appendClaims(mine, 1)));
      expect(ends.filter((end) => end === 'appended')).toHaveLength(1);
      expect(ends.filter((end) => end === 'conflict')).toHaveLength(7);
      const winner = claims[ends.indexOf('appended')] ?? [];
      expect((await readAll(store.open().reader())).slice(1)).toEqual(winner);
    });

    it('loses no fact that several write at once, also through one object', async () => {
      const store = await newStore();
      const shared = store.open();
      const facts = Array.from({ length: 24 }, (_, number) => aFinished({ runId: `run-${number}` }));
      await Promise.all(
        facts.map(async (fact, index) => await (index % 2 === 0 ? shared : store.open()).append([fact])),
      );
      const read = await readAll(store.open().reader());
      expect(read.map(({ runId }) => runId).sort()).toEqual(facts.map(({ runId }) => runId).sort());
    });

    it('means the same when facts are stored twice', async () => {
      const store = await newStore();
      const ledger = store.open();
      await ledger.append([anOpened()]);
      await ledger.appendClaims(claimsOf(1, 2), 1);
      const [first] = claimsOf(1, 2);
      const accepted = anAccepted({ claim: first?.claimId ?? '', domain: 'd1-0.com' });
      await ledger.append([accepted]);
      const once = foldLedger(await readAll(ledger.reader()));
      await ledger.append([accepted, accepted]);
      await ledger.append([anOpened({ ledgerId: 'another' })]);
      const twice = foldLedger(await readAll(ledger.reader()));
      expect([...twice.claims]).toEqual([...once.claims]);
      expect([twice.ledgerId, twice.lastAppend]).toEqual([once.ledgerId, once.lastAppend]);
    });

    it('holds a long log', async () => {
      const store = await newStore();
      const ledger = store.open();
      const long = aRefused({ reason: 'x'.repeat(longestReason) });
      await ledger.append([anOpened(), long, ...claimsOf(7, 0)]);
      await ledger.append(Array.from({ length: 5000 }, (_, number) => aFinished({ runId: `run-${number}` })));
      const read = await readAll(store.open().reader());
      expect(read).toHaveLength(5002);
      expect(read[1]).toEqual(long);
      expect(read.at(-1)?.runId).toBe('run-4999');
    });
  });
}
