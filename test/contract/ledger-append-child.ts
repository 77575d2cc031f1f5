import { fileLedger } from '../../src/adapters/file-ledger.ts';
import { systemClock, systemId } from '../../src/adapters/system.ts';
import { readLedger } from '../../src/ledger/view.ts';
import { aFinished } from '../builders/ledger.ts';
import { claimsOf } from './ledger-claims.ts';

/** A process of its own that appends as fast as it can: facts, and claims under whatever number is free. */
const [path = '', name = '', count = '0'] = process.argv.slice(2);
const ledger = fileLedger(path, systemClock, systemId);
const view = await readLedger(ledger);
for (let done = 0; done < Number(count); ) {
  await view.refresh();
  const append = view.state.lastAppend + 1;
  const claims = claimsOf(append, 2).map((claim) => ({ ...claim, runId: name }));
  if ((await ledger.appendClaims(claims, append)) !== 'appended') continue;
  await ledger.append([aFinished({ runId: `${name}-${done}` })]);
  done += 1;
}
