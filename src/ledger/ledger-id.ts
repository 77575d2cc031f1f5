import { type Ledger, LedgerError, type LedgerReader } from './ledger.ts';

/**
 * The ledger, refused unless its `opened` entry has this id: another account's ledger, or one that was deleted and begun anew, says
 * nothing about what this account has already paid. An empty ledger is refused too, so it cannot be opened under a new id.
 */
export function withLedgerId(ledger: Ledger, id: string): Ledger {
  return { ...ledger, reader: () => checkedReader(ledger.reader(), id) };
}

function checkedReader(reader: LedgerReader, id: string): LedgerReader {
  let isChecked = false;
  return {
    ...(reader.forgets === undefined ? {} : { forgets: reader.forgets }),
    async next() {
      const entries = await reader.next();
      const opened = entries.find(({ kind }) => kind === 'opened');
      if (!isChecked && opened?.kind === 'opened') check(opened.ledgerId, id);
      if (!isChecked && entries.length === 0) check(null, id);
      isChecked ||= opened !== undefined;
      return entries;
    },
  };
}

function check(found: string | null, id: string): void {
  if (found === id) return;
  const what = found === null ? 'has no "opened" entry with an id' : `has the id ${found}`;
  throw new LedgerError(
    'refused',
    `the ledger ${what}, but LEDGER_ID says ${id}: it is another account's ledger, or its history was lost, so what was already paid cannot be known from it. Nothing was spent. Point LEDGER and the SLS_ settings at the right ledger; only for a ledger that is meant to be new, clear LEDGER_ID`,
  );
}
