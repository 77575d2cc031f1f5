import { createDomainApi } from '../src/adapters/domain-api.ts';
import { credentialsOf, deadlineOf, type FcContext } from '../src/adapters/fc-context.ts';
import { openLedgerPlace } from '../src/adapters/ledger-place.ts';
import { createLog, type RunLog } from '../src/adapters/log.ts';
import { systemClock, systemEnvironment, systemId, systemRandom } from '../src/adapters/system.ts';
import type { Config } from '../src/config/config.ts';
import { type RunEvent, readEvent } from '../src/config/event.ts';
import { readAll, readSettings } from '../src/config/settings.ts';
import type { RunParts } from '../src/runs/run-parts.ts';

/** What one invocation works with. Built anew each time: keys change, and a warm instance may have been frozen. */
export interface Invocation {
  readonly config: Config;
  readonly event: RunEvent;
  readonly parts: RunParts;
  readonly log: RunLog;
}

/**
 * Reads settings, event and keys, and puts the parts of a run together.
 * @throws InputError naming everything that is wrong; no call has been made then.
 */
export function prepare(event: Uint8Array, context: FcContext, run: 'renew' | 'check'): Invocation {
  const deadlineMs = deadlineOf(context, systemClock.now());
  const environment = systemEnvironment();
  try {
    const { config, credentials } = readAll(
      () => readSettings(environment, 'function'),
      () => credentialsOf(context, environment),
    );
    const log = createLog(config.logLevel, context.requestId, run);
    const services = createDomainApi({
      endpoint: config.domainEndpoint,
      apiVersion: config.domainApiVersion,
      credentials,
      lang: config.apiLang,
      userClientIp: config.userClientIp,
      deadlineMs,
      clock: systemClock,
      random: systemRandom,
    });
    const world = { clock: systemClock, makeId: systemId, deadlineMs };
    const ledger = openLedgerPlace(config, { ...world, random: systemRandom, credentials: () => credentials });
    const parts = { ...world, ledger, services, tell: log.tell };
    return { config, event: readEvent(event), parts, log };
  } catch (error) {
    createLog('info', context.requestId, run).failed(error);
    throw error;
  }
}
