import type { Config } from '../config/config.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { LedgerState } from '../ledger/state.ts';
import { readLedger } from '../ledger/view.ts';
import type { Clock } from '../lib/clock.ts';
import type { DomainSandbox } from '../sandbox/domain-api.ts';

/** What the show is played with. */
export interface Stage {
  readonly url: string;
  readonly seed: number;
  readonly sandbox: DomainSandbox;
  /** The registrar's own time: what the program believes is now. */
  readonly clock: Clock;
  /** The settings that differ from the defaults. */
  readonly settings: Readonly<Record<string, string>>;
  readonly config: Config;
  /** The file, or the logstore on the sandbox, for people. */
  readonly ledgerPlace: string;
  readonly ledger: Ledger;
}

/** The ledger as it is now. */
export async function stateOf({ ledger }: Stage): Promise<LedgerState> {
  return (await readLedger(ledger)).state;
}
