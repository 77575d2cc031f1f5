import type { Clock } from '../lib/clock.ts';
import { SECOND_MS } from '../model/time.ts';
import type { LedgerEntry } from './entry.ts';
import { type Ledger, LedgerError } from './ledger.ts';
import { LedgerFold, type LedgerState } from './state.ts';

/** The ledger as one run sees it: what was read so far, folded. */
export interface LedgerView {
  readonly state: LedgerState;
  /**
   * Reads on to the present end of the log.
   * @throws LedgerError when the log cannot be read or what it says cannot be trusted.
   */
  refresh(): Promise<void>;
}

/** A write that is not seen for so long is taken for lost. */
export const SEEN_WITHIN_MS: number = 15 * SECOND_MS;
const LOOK_EVERY_MS = 250;

/**
 * Reads the ledger to its end. An empty one is opened with `opening`; of two runs that do so at once the first in the log counts. Nothing is
 * written behind an opening that does not come back: a log that begins with anything else is refused for ever.
 * @throws LedgerError when it cannot be read, understood, trusted or opened: nothing has been spent then.
 */
export async function openLedger(ledger: Ledger, opening: LedgerEntry, clock: Clock): Promise<LedgerView> {
  const view = await readLedger(ledger);
  if (view.state.ledgerId !== null) return view;
  await ledger.append([opening]);
  if (await readUntil(view, () => view.state.ledgerId !== null, clock)) return view;
  throw new LedgerError(
    'unreadable',
    `the ledger is empty, and its first entry did not come back within ${SEEN_WITHIN_MS / SECOND_MS} s after it was written: the write was lost or is hidden. Nothing was spent. The next run tries again; if it says the same, look at the ledger's place with domain-renew doctor`,
  );
}

/** Reads on until it is so; false when it is not in time. */
export async function readUntil(view: LedgerView, isSo: () => boolean, clock: Clock): Promise<boolean> {
  const giveUpMs = clock.now() + SEEN_WITHIN_MS;
  for (;;) {
    await view.refresh();
    if (isSo()) return true;
    if (clock.now() >= giveUpMs) return false;
    await clock.sleep(LOOK_EVERY_MS);
  }
}

/** Reads the ledger to its end and writes nothing. */
export async function readLedger(ledger: Ledger): Promise<LedgerView> {
  const reader = ledger.reader();
  const fold = new LedgerFold();
  let entryCount = 0;
  let startsWith: LedgerEntry['kind'] | null = null;
  const refresh = async (): Promise<void> => {
    for (;;) {
      const entries = await reader.next();
      if (entries.length === 0) break;
      entryCount += entries.length;
      startsWith ??= entries[0]?.kind ?? null;
      fold.advance(entries);
    }
    const isWhole = reader.forgets?.() !== true;
    checkTrust(fold.state, { entryCount, lostBeginning: isWhole && startsWith !== 'opened' });
  };
  await refresh();
  return {
    get state(): LedgerState {
      return fold.state;
    },
    refresh,
  };
}

function checkTrust(state: LedgerState, seen: { entryCount: number; lostBeginning: boolean }): void {
  if (seen.entryCount > 0 && (state.ledgerId === null || seen.lostBeginning)) {
    const has = state.ledgerId === null ? 'no "opened" entry' : 'no "opened" entry as their first';
    throw new LedgerError(
      'refused',
      `the ledger has ${seen.entryCount} entries but ${has}: it is not a ledger of domain-renew, or its beginning is lost. Nothing was spent. Point LEDGER at the right place, or restore the beginning from a backup`,
    );
  }
  if (state.missingAppends.length > 0) {
    throw new LedgerError(
      'refused',
      `claim append ${state.missingAppends.slice(0, 5).join(', ')} is missing from the ledger: entries were removed or are hidden, so what was already submitted is not known. Nothing was spent. Restore the ledger from a backup`,
    );
  }
  if (state.contradicted.size > 0) {
    const claimIds = [...state.contradicted].slice(0, 5).join(', ');
    throw new LedgerError(
      'refused',
      `entries of claim ${claimIds} name another domain or expiry date than the claim itself: the ledger was changed or damaged, so what was already submitted is not known. Nothing was spent. Restore the ledger from a backup`,
    );
  }
}
