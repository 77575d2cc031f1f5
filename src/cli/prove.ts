import { InputError } from '../config/fault.ts';
import { readSettings } from '../config/settings.ts';
import type { ClaimEntry, Finished } from '../ledger/entry.ts';
import { type Ledger, LedgerError } from '../ledger/ledger.ts';
import { readLedger } from '../ledger/view.ts';
import type { DomainName } from '../model/domain.ts';
import { proofOf, type Recorded } from '../report/proof.ts';
import { renderProof } from '../report/render-prove.ts';
import { type Command, type ExitCode, type Given, type Host, JSON_FLAG } from './command.ts';
import { openLedgerFor, placeText } from './parts.ts';
import { proofJson } from './prove-json.ts';
import { printLedgerTrouble } from './trouble.ts';

export const proveCommand: Command = {
  name: 'prove',
  does: 'show from the ledger what was done and paid for one domain; never spends',
  about: [
    'Prints every claim of the domain, oldest first: the run and its verdict, the claim, what came of its submission, what the check runs found, and the expiry date before and after. The last line says whether money was spent, and how often. Only the ledger is read; with LEDGER=sls that needs keys, and what is older than LEDGER_HORIZON_DAYS is not read.',
    'The name may be in any form (an IDN in its own script or as xn--…). It ends with 1 when more than one payment for one expiry date is possible, and with 0 otherwise, also when nothing is recorded.',
    '--json prints {"domain", "ledger", "claims", "money"}.',
  ],
  takesNames: true,
  namesShow: '<domain>',
  flags: [JSON_FLAG],
  run: prove,
};

async function prove({ names, switches }: Given, { terminal, environment }: Host): Promise<ExitCode> {
  const domain = onlyName(names);
  const config = readSettings(environment, 'command-line');
  const { ledger: place } = config;
  try {
    const { recorded, entryCount, ledgerId } = await readRecorded(openLedgerFor(config, environment), domain);
    const proof = proofOf(recorded);
    const horizonDays = place.kind === 'sls' ? place.horizonDays : null;
    const report = { proof, ledger: placeText(place, terminal), entryCount, horizonDays };
    const isJson = switches.has('json');
    terminal.print(isJson ? [JSON.stringify(proofJson(report, ledgerId))] : renderProof(report, terminal.outView));
    return proof.money.twiceFor.length > 0 ? 1 : 0;
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error;
    return printLedgerTrouble(error, terminal);
  }
}

/**
 * The one name that was typed.
 * @throws InputError when there is none, or more.
 */
export function onlyName(names: readonly DomainName[]): DomainName {
  const [domain, ...more] = names;
  if (domain !== undefined && more.length === 0) return domain;
  const value = domain === undefined ? 'missing' : `${names.length} names`;
  throw new InputError('arguments', [{ field: 'name', value, allowed: 'one domain name, for example example.com' }]);
}

/** What the ledger has of the domain; the whole of it is read and has to be trusted, as a run would. */
async function readRecorded(
  ledger: Ledger,
  domain: DomainName,
): Promise<{ recorded: Recorded; entryCount: number; ledgerId: string | null }> {
  const entries: ClaimEntry[] = [];
  const runs = new Map<string, Finished>();
  let entryCount = 0;
  const reader: Ledger['reader'] = () => {
    const inner = ledger.reader();
    return {
      ...(inner.forgets === undefined ? {} : { forgets: inner.forgets }),
      async next() {
        const read = await inner.next();
        entryCount += read.length;
        for (const entry of read) {
          if (entry.kind === 'finished') runs.set(entry.runId, entry);
          else if (entry.kind !== 'opened' && entry.domain === domain) entries.push(entry);
        }
        return read;
      },
    };
  };
  const { state } = await readLedger({ ...ledger, reader });
  return { recorded: { domain, entries, runs }, entryCount, ledgerId: state.ledgerId };
}
