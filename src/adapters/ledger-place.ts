import type { Config, Credentials, LogServicePlace } from '../config/config.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { withLedgerId } from '../ledger/ledger-id.ts';
import type { Clock, MakeId, Random } from '../lib/clock.ts';
import { fileLedger } from './file-ledger.ts';
import { logServiceLedger } from './log-service-ledger.ts';
import { createSlsCalls } from './sls-calls.ts';
import { createSlsClient } from './sls-client.ts';

export interface LedgerParts {
  readonly clock: Clock;
  readonly makeId: MakeId;
  readonly random: Random;
  /** Asked only by a ledger that needs keys. */
  readonly credentials: () => Credentials;
  /** Epoch milliseconds after which nothing is tried again. */
  readonly deadlineMs: number;
}

/**
 * The ledger at the place that the settings name, with the id that they ask for. Makes no call yet.
 * @throws InputError when the place needs keys and there are none.
 */
export function openLedgerPlace(config: Pick<Config, 'ledger' | 'ledgerId'>, parts: LedgerParts): Ledger {
  const { ledger: place, ledgerId } = config;
  const ledger =
    place.kind === 'file' ? fileLedger(place.path, parts.clock, parts.makeId) : openLogService(place, parts);
  return ledgerId === null ? ledger : withLedgerId(ledger, ledgerId);
}

function openLogService({ endpoint, project, logstore, horizonDays }: LogServicePlace, parts: LedgerParts): Ledger {
  const { clock, random, deadlineMs } = parts;
  const calls = createSlsCalls({ endpoint, project, credentials: parts.credentials(), clock, random, deadlineMs });
  const client = createSlsClient(calls, logstore);
  return logServiceLedger({ client, clock, horizonDays, place: `${project}/${logstore}` });
}
