import type { Claimed } from '../../src/ledger/entry.ts';
import { aClaimedEntry } from '../builders/ledger.ts';

/** Claims of so many domains by one append. */
export function claimsOf(append: number, count = 1): Claimed[] {
  return Array.from({ length: count }, (_, index) =>
    aClaimedEntry({ claim: `claim-${append}-${index}`, domain: `d${append}-${index}.com`, append }),
  );
}
