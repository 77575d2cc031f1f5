import { expect, it } from 'vitest';
import { fileLedgerOn } from '../../src/adapters/file-ledger.ts';
import { stillClock } from '../fakes/fake-clock.ts';
import { rememberingDecoder } from '../fakes/remembering-decoder.ts';
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

ledgerContract('in a file on a simulated disk, with remembered lines', async () => {
  const disk = new SimDisk();
  const decode = rememberingDecoder();
  return await Promise.resolve({ open: () => fileLedgerOn(disk.open(1, stillClock), disk.place, decode) });
});

it('a line that cannot be understood is never remembered: it is named by its number each time', () => {
  const decode = rememberingDecoder();
  for (const lineNum of [3, 4]) {
    expect(() => decode('{}', lineNum, 'x.jsonl')).toThrow(
      `line ${lineNum} of the ledger x.jsonl cannot be understood`,
    );
  }
});
