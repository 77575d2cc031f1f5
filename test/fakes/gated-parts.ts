import type { Ledger } from '../../src/ledger/ledger.ts';
import type { RunParts } from '../../src/runs/run-parts.ts';

/** What stands at every await of a run, before and after each effect: it may wait, or throw. */
export type Gate = (what: string) => Promise<void>;

/** A process that was killed: no effect happens any more. */
export class Killed extends Error {
  override readonly name = 'Killed';
}

/** A gate that lets so many awaits pass and kills the process at the next one, for ever. */
export function killAfter(awaitsMax: number): { readonly gate: Gate; readonly passed: () => number } {
  let awaits = 0;
  return {
    passed: () => awaits,
    async gate(what) {
      await Promise.resolve();
      if (awaits >= awaitsMax) throw new Killed(what);
      awaits += 1;
    },
  };
}

/** The parts of a run with a gate at every await. What is thrown before an effect prevents it; what is thrown after it loses its answer. */
export function gatedParts(parts: RunParts, gate: Gate): RunParts {
  const { services, account, clock } = parts;
  const around =
    <Args extends unknown[], T>(what: string, effect: (...args: Args) => Promise<T>): ((...args: Args) => Promise<T>) =>
    async (...args) => {
      await gate(`before ${what}`);
      const result = await effect(...args);
      await gate(`after ${what}`);
      return result;
    };
  return {
    ...parts,
    ledger: gatedLedger(parts.ledger, around),
    clock: {
      now: () => clock.now(),
      sleep: around('sleep', async (durationMs: number) => await clock.sleep(durationMs)),
    },
    services: {
      listPage: around('listPage', services.listPage.bind(services)),
      scroll: around('scroll', services.scroll.bind(services)),
      domainDetails: around('domainDetails', services.domainDetails.bind(services)),
      renewalPrices: around('renewalPrices', services.renewalPrices.bind(services)),
      submitRenewal: around('submitRenewal', services.submitRenewal.bind(services)),
      taskDetails: around('taskDetails', services.taskDetails.bind(services)),
      tasksSince: around('tasksSince', services.tasksSince.bind(services)),
    },
    account: {
      balance: around('balance', account.balance.bind(account)),
      cashCoupons: around('cashCoupons', account.cashCoupons.bind(account)),
    },
  };
}

type Around = <Args extends unknown[], T>(
  what: string,
  effect: (...args: Args) => Promise<T>,
) => (...args: Args) => Promise<T>;

function gatedLedger(ledger: Ledger, around: Around): Ledger {
  return {
    reader() {
      const reader = ledger.reader();
      return { next: around('read', async () => await reader.next()) };
    },
    appendClaims: around('appendClaims', async (claims, append) => await ledger.appendClaims(claims, append)),
    append: around('append', async (entries) => await ledger.append(entries)),
  };
}
