import { fileLedgerOn } from '../../src/adapters/file-ledger.ts';
import { stillClock } from '../fakes/fake-clock.ts';
import { SimDisk } from '../fakes/sim-disk.ts';
import { ledgerContract } from './ledger-contract.ts';

ledgerContract('in a file on a simulated disk, each program a process', async () => {
  const disk = new SimDisk();
  let processes = 0;
  return await Promise.resolve({ open: () => fileLedgerOn(disk.open((processes += 1), stillClock), disk.place) });
});

ledgerContract('in a file on a simulated disk, all programs in one process', async () => {
  const disk = new SimDisk();
  return await Promise.resolve({ open: () => fileLedgerOn(disk.open(1, stillClock), disk.place) });
});
