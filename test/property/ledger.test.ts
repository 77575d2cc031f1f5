import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeEntry, encodeEntry } from '../../src/ledger/codec.ts';
import type { LedgerEntry, OutcomeEntry } from '../../src/ledger/entry.ts';
import { foldLedger, isOpen, type LedgerState } from '../../src/ledger/state.ts';
import { anyEntry, anyLog, anyLogOfOneKey, anyOutcome } from '../builders/arbitraries.ts';
import { aClaimedEntry } from '../builders/ledger.ts';

const PARAMETERS = { numRuns: 500, verbose: fc.VerbosityLevel.Verbose } as const;

/** What the rest of the program sees of a state. */
function seen({ claims, byKey, expiries, ledgerId, lastAppend }: LedgerState): unknown {
  return { claims: [...claims], byKey: [...byKey], expiries: [...expiries], ledgerId, lastAppend };
}

describe('the fold', () => {
  it('is changed by no repetition of an entry at a later place', () => {
    fc.assert(
      fc.property(anyLog, fc.infiniteStream(fc.nat()), (log, numbers) => {
        const repeated = log.flatMap((entry, index) => {
          // Any entry of the part that is already in the log may come again.
          const again = log[(numbers.next().value ?? 0) % (index + 1)];
          return again === undefined ? [entry] : [entry, again];
        });
        expect(seen(foldLedger(repeated))).toEqual(seen(foldLedger(log)));
      }),
      PARAMETERS,
    );
  });

  it('does not depend on the order of the outcomes of one claim', () => {
    const outcomes = fc.array(anyOutcome('A'), { maxLength: 7 });
    fc.assert(
      fc.property(
        outcomes.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        fc.boolean(),
        ([all, shuffled], isVoid) => {
          const claim = aClaimedEntry({ claim: 'A', domain: 'a.com', expiryMs: all[0]?.expiryMs ?? 1, append: null });
          const before: LedgerEntry[] = isVoid
            ? [{ ...claim, claimId: aClaimedEntry({ claim: 'Z' }).claimId }, claim]
            : [claim];
          const after = (entries: readonly OutcomeEntry[]): unknown => {
            const known = foldLedger([...before, ...entries]).claims.get(claim.claimId);
            // The instant and the reason of a standing come from its own entry, of which there is one kind here.
            return known;
          };
          expect(after(shuffled)).toEqual(after(all));
        },
      ),
      PARAMETERS,
    );
  });

  it('has at most one live claim a key at any prefix, unless one believed dead or refused turns up after all', () => {
    fc.assert(
      fc.property(fc.oneof(anyLog, anyLogOfOneKey), (log) => {
        for (let length = 0; length <= log.length; length++) {
          const state = foldLedger(log.slice(0, length));
          for (const ids of state.byKey.values()) {
            const live = ids.flatMap((id) => state.claims.get(id) ?? []).filter(isOpen);
            // Both were really sent, or that is in doubt, and both have to be seen; what was only claimed, or looked at, stands alone.
            const unsent = live.filter(({ standing, doubtedMs }) => standing !== 'accepted' && doubtedMs === null);
            expect(unsent.length).toBeLessThanOrEqual(1);
          }
        }
      }),
      PARAMETERS,
    );
  });

  it('never makes a void claim live again without a sign of money', () => {
    fc.assert(
      fc.property(anyLog, (log) => {
        const voids = new Set<string>();
        for (let length = 0; length <= log.length; length++) {
          for (const { claimId, standing } of foldLedger(log.slice(0, length)).claims.values()) {
            if (standing === 'void') voids.add(claimId);
            else if (voids.has(claimId)) expect(['accepted', 'failed', 'renewed']).toContain(standing);
          }
        }
        expect(voids.size).toBeLessThanOrEqual(5);
      }),
      PARAMETERS,
    );
  });
});

describe('the codec', () => {
  it('gives back what it was given', () => {
    fc.assert(
      fc.property(anyEntry, (entry) => {
        expect(decodeEntry(JSON.parse(JSON.stringify(encodeEntry(entry))))).toEqual(entry);
      }),
      PARAMETERS,
    );
  });

  it('gives it back through texts alone, as a log service keeps them', () => {
    fc.assert(
      fc.property(anyEntry, (entry) => {
        const texts = Object.fromEntries(
          Object.entries(encodeEntry(entry)).map(([name, value]) => [name, String(value)]),
        );
        expect(decodeEntry(texts)).toEqual(entry);
      }),
      PARAMETERS,
    );
  });

  it('reads anything or says what is wrong', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom('opened', 'claimed', 'accepted', 'finished', 'x'), (value, kind) => {
        const stored =
          typeof value === 'object' && value !== null && !Array.isArray(value)
            ? { schema: 1, kind, at: '2026-06-01T12:00:00Z', ...value }
            : value;
        try {
          decodeEntry(stored);
        } catch (error) {
          expect(error).toMatchObject({ name: 'EntryError', message: expect.stringContaining('allowed: ') as unknown });
        }
        expect(true).toBe(true);
      }),
      PARAMETERS,
    );
  });
});
