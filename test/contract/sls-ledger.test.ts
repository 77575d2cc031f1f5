import { afterEach } from 'vitest';
import { type SlsWorld, slsWorld } from '../fakes/sls-world.ts';
import { ledgerContract } from './ledger-contract.ts';

/** A value of the log service has at most 1 MB. */
const LONGEST_REASON = 300_000;
const worlds: SlsWorld[] = [];
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.close();
});

ledgerContract(
  'on the log service',
  async () => {
    const world = await slsWorld();
    worlds.push(world);
    return { open: () => world.makeLedger() };
  },
  LONGEST_REASON,
);

ledgerContract(
  'on a log service that gives short pages, compressed unasked',
  async () => {
    const world = await slsWorld({ profile: { shortPageChance: 0.3, unaskedLz4Chance: 0.3, countsLogs: true } });
    worlds.push(world);
    return { open: () => world.makeLedger() };
  },
  LONGEST_REASON,
);
