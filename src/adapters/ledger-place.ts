import type { LedgerPlace } from '../config/config.ts';
import { InputError } from '../config/fault.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Clock, MakeId } from '../lib/clock.ts';
import { fileLedger } from './file-ledger.ts';

/**
 * The ledger at the place that the settings name.
 * @throws InputError for the log service, which this version does not have yet.
 */
export function openLedgerPlace(place: LedgerPlace, clock: Clock, makeId: MakeId): Ledger {
  if (place.kind === 'file') return fileLedger(place.path, clock, makeId);
  const allowed = 'file:<path>; the ledger on the log service is not part of this version yet';
  throw new InputError('settings', [{ field: 'LEDGER', value: '"sls"', allowed }]);
}
