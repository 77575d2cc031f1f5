import type { LedgerEntry } from '../../src/ledger/entry.ts';
import { type Ledger, LedgerError } from '../../src/ledger/ledger.ts';

/** A log that shows these entries, a piece at each look, to whoever reads it, and takes none. `forgets` is absent unless given. */
export function scriptedLedger(pages: readonly (readonly LedgerEntry[])[], forgets?: () => boolean): Ledger {
  const refuse = async (): Promise<never> =>
    await Promise.reject(new LedgerError('unwritable', 'this log takes nothing'));
  return {
    reader() {
      const left = [...pages];
      return {
        next: async () => await Promise.resolve([...(left.shift() ?? [])]),
        ...(forgets === undefined ? {} : { forgets }),
      };
    },
    appendClaims: refuse,
    append: refuse,
  };
}
