import { createCloudServices } from '../src/adapters/cloud-services.ts';
import { credentialsOf, deadlineOf, type FcContext } from '../src/adapters/fc-context.ts';
import { openLedgerPlace } from '../src/adapters/ledger-place.ts';
import { createLog, outward, type RunLog } from '../src/adapters/log.ts';
import { systemClock, systemEnvironment, systemId, systemRandom } from '../src/adapters/system.ts';
import type { Config, Credentials } from '../src/config/config.ts';
import { readEvent } from '../src/config/event.ts';
import { InputError, type InputFault } from '../src/config/fault.ts';
import { policyFitFaults } from '../src/config/policy-fit.ts';
import { orderCheck, orderRun, type RunOrder } from '../src/config/run-order.ts';
import { readSettings } from '../src/config/settings.ts';
import type { RunParts } from '../src/runs/run-parts.ts';
import { BUILT_POLICY } from './policy.ts';

/** What one invocation works with. Built anew each time: keys change, and a warm instance may have been frozen. */
export interface Invocation {
  readonly config: Config;
  readonly order: RunOrder;
  readonly parts: RunParts;
  readonly log: RunLog;
}

/**
 * Reads settings, event and keys, and puts the parts of a run together.
 * @throws InputError naming everything that is wrong; no call has been made then.
 */
export function prepare(event: Uint8Array, context: FcContext, run: 'renew' | 'check'): Invocation {
  try {
    const deadlineMs = deadlineOf(context, systemClock.now());
    const { config, credentials, order } = readInput(event, context, run);
    const log = createLog(config.logLevel, context.requestId, run);
    const world = { clock: systemClock, makeId: systemId, deadlineMs };
    const cloud = createCloudServices(config, credentials, { ...world, random: systemRandom });
    const ledger = openLedgerPlace(config, { ...world, random: systemRandom, credentials: () => credentials });
    return { config, order, parts: { ...world, ...cloud, ledger, tell: log.tell }, log };
  } catch (error) {
    createLog('info', context.requestId, run).failed(error);
    throw outward(error);
  }
}

interface Input {
  readonly config: Config;
  readonly credentials: Credentials;
  readonly order: RunOrder;
}

/** Everything that is given from outside; what is wrong with any of it is told together. */
function readInput(bytes: Uint8Array, context: FcContext, run: 'renew' | 'check'): Input {
  const environment = systemEnvironment();
  const settings: InputFault[] = [];
  const asked: InputFault[] = [];
  const makeOrder = run === 'renew' ? orderRun : orderCheck;
  const config = orFaults(settings, () => ({ ...readSettings(environment, 'function'), policy: BUILT_POLICY }));
  if (config !== null) settings.push(...policyFitFaults(BUILT_POLICY, config, null));
  const credentials = orFaults(settings, () => credentialsOf(context, environment));
  const event = orFaults(asked, () => readEvent(bytes));
  if (config !== null && settings.length === 0) {
    const order = event === null ? null : orFaults(asked, () => makeOrder(config, event));
    if (credentials !== null && order !== null) return { config, credentials, order };
  }
  throw inputError(settings, asked);
}

function inputError(settings: readonly InputFault[], asked: readonly InputFault[]): InputError {
  const all = [...settings, ...asked];
  if (asked.length === 0) return new InputError('settings', all);
  return new InputError(settings.length === 0 ? 'event' : 'settings and event', all);
}

function orFaults<T>(faults: InputFault[], read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    faults.push(...error.faults);
    return null;
  }
}
