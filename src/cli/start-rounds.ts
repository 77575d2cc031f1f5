import { createCloudServices } from '../adapters/cloud-services.ts';
import { systemId, systemRandom } from '../adapters/system.ts';
import { NO_OPTIONS, type RunEvent } from '../config/event.ts';
import { orderCheck, orderRun } from '../config/run-order.ts';
import { isOpen, type LedgerState } from '../ledger/state.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../model/time.ts';
import type { CheckResult, RenewalResult } from '../report/result.ts';
import { checkRun } from '../runs/check-run.ts';
import { renewalRun } from '../runs/renewal-run.ts';
import type { RunParts } from '../runs/run-parts.ts';
import { SANDBOX_KEYS } from './sandbox.ts';
import { type Stage, stateOf } from './start-stage.ts';
import type { Narrator } from './start-tell.ts';

/** A timer as on Function Compute: it acts in RENEW_MODE. */
const TIMER: RunEvent = { trigger: 'timer', options: NO_OPTIONS };
/** As the functions' time limit. */
const RUN_LASTS_MAX_MS = 10 * MINUTE_MS;
/** Until the next check, in turn, while a claim is open. */
const CHECK_WAITS_MS: readonly number[] = [10 * MINUTE_MS, HOUR_MS, HOUR_MS, 6 * HOUR_MS, 12 * HOUR_MS];
const DAYS_MAX = 6;

/**
 * A renewal run a day, each followed by check runs while a claim is open; over when everything that was begun is renewed, or after
 * some days. Time is stepped over, not waited for.
 */
export async function playRounds(stage: Stage, voice: Narrator): Promise<(RenewalResult | CheckResult)[]> {
  const results: (RenewalResult | CheckResult)[] = [];
  for (let day = 1; day <= DAYS_MAX; day++) {
    if (day > 1) step(stage, DAY_MS);
    voice.renewalBegins(day);
    const renewal = await renewalRun(stage.config, orderRun(stage.config, TIMER), partsOf(stage, voice));
    voice.renewalEnds(renewal);
    results.push(renewal);
    for (const waitMs of CHECK_WAITS_MS) {
      if (openCountOf(await stateOf(stage)) === 0) break;
      step(stage, waitMs);
      voice.checkBegins(waitMs);
      const check = await checkRun(orderCheck(stage.config, TIMER), partsOf(stage, voice));
      voice.checkEnds(check);
      results.push(check);
    }
    if (isOver(await stateOf(stage), renewal)) break;
  }
  return results;
}

function step({ sandbox }: Stage, durationMs: number): void {
  sandbox.advance(durationMs);
}

function partsOf({ config, clock, ledger }: Stage, voice: Narrator): RunParts {
  const deadlineMs = clock.now() + RUN_LASTS_MAX_MS;
  const cloud = createCloudServices(config, SANDBOX_KEYS, { deadlineMs, clock, random: systemRandom });
  return { ...cloud, ledger, clock, makeId: systemId, tell: voice.tell, deadlineMs };
}

function openCountOf({ claims }: LedgerState): number {
  return [...claims.values()].filter(isOpen).length;
}

/** Nothing is open, nothing was left for a later run, and every domain that was begun is renewed. */
function isOver(state: LedgerState, renewal: RenewalResult): boolean {
  const claims = [...state.claims.values()];
  const renewed = new Set(claims.filter(({ standing }) => standing === 'renewed').map(({ domain }) => domain));
  return (
    openCountOf(state) === 0 &&
    renewal.deferred.length === 0 &&
    renewal.stops.length === 0 &&
    claims.every(({ domain }) => renewed.has(domain))
  );
}
