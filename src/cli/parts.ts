import { type CloudServices, createCloudServices } from '../adapters/cloud-services.ts';
import { openLedgerPlace } from '../adapters/ledger-place.ts';
import { loadPolicy } from '../adapters/policy-file.ts';
import { systemClock, systemId, systemRandom } from '../adapters/system.ts';
import type { Terminal } from '../adapters/terminal.ts';
import type { Config, Credentials, LedgerPlace } from '../config/config.ts';
import { InputError, type InputFault } from '../config/fault.ts';
import { policyFitFaults } from '../config/policy-fit.ts';
import { type Environment, orFaults, readAll, readCredentials, readSettings } from '../config/settings.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { HOUR_MS, MINUTE_MS } from '../model/time.ts';
import type { RunParts } from '../runs/run-parts.ts';
import type { Host } from './command.ts';
import { type Watch, watchRun } from './watch.ts';

/**
 * The settings with the policy of this file, or of the one beside the functions where there is one.
 * @throws InputError naming every fault of both.
 */
function readConfig(
  environment: Environment,
  policyFile: string | null,
): { readonly config: Config; readonly file: string | null } {
  const faults: InputFault[] = [];
  const settings = orFaults(faults, () => readSettings(environment, 'command-line'));
  const loaded = orFaults(faults, () => loadPolicy(policyFile));
  if (settings !== null && loaded !== null) faults.push(...policyFitFaults(loaded.policy, settings, loaded.locate));
  if (settings === null || loaded === null || faults.length > 0) throw new InputError('settings and policy', faults);
  return { config: { ...settings, policy: loaded.policy }, file: loaded.file };
}

/** What a command that makes a run works with. */
export interface Prepared {
  readonly config: Config;
  readonly parts: RunParts;
  /** What the run has told so far. */
  readonly watch: Watch;
  /** Where the ledger is, for people. */
  readonly ledger: string;
  /** Null where there is no policy. */
  readonly policyFile: string | null;
}

/** A person waits, and nobody kills the process: long enough for a large account. */
const RUN_LASTS_MAX_MS = HOUR_MS;

/**
 * Reads settings and keys, and puts the parts of a run together.
 * @throws InputError naming everything that is wrong; no call has been made then.
 */
export function prepareRun({ environment, terminal }: Host, policyFile: string | null = null): Prepared {
  const { config: read, credentials } = readAll(
    () => readConfig(environment, policyFile),
    () => readCredentials(environment),
  );
  const { config } = read;
  const watch = watchRun(terminal);
  const deadlineMs = systemClock.now() + RUN_LASTS_MAX_MS;
  const cloud = createServices(config, credentials, deadlineMs);
  const world = { clock: systemClock, makeId: systemId, deadlineMs };
  const ledger = openLedgerPlace(config, { ...world, random: systemRandom, credentials: () => credentials });
  const parts = { ...world, ...cloud, ledger, tell: watch.tell };
  return { config, parts, watch, ledger: placeText(config.ledger, terminal), policyFile: read.file };
}

/**
 * The ledger alone, for a command that only reads it.
 * @throws InputError when its place needs keys and there are none.
 */
export function openLedgerFor(config: Config, environment: Environment): Ledger {
  return openLedgerPlace(config, {
    clock: systemClock,
    makeId: systemId,
    random: systemRandom,
    credentials: () => readCredentials(environment),
    deadlineMs: systemClock.now() + MINUTE_MS,
  });
}

/** The services of the account that the keys belong to. */
export function createServices(config: Config, credentials: Credentials, deadlineMs: number): CloudServices {
  return createCloudServices(config, credentials, { deadlineMs, clock: systemClock, random: systemRandom });
}

/** Where the ledger is, in a form that can be opened from any folder. */
export function placeText(place: LedgerPlace, terminal: Terminal): string {
  return place.kind === 'file' ? terminal.absolute(place.path) : `log service ${place.project}/${place.logstore}`;
}
