import type { Config } from '../../src/config/config.ts';
import type { RunOrder } from '../../src/config/run-order.ts';
import type { ListedDomain } from '../../src/model/domain.ts';
import type { RunNews } from '../../src/report/progress.ts';
import type { CheckResult, RenewalResult } from '../../src/report/result.ts';
import { checkRun } from '../../src/runs/check-run.ts';
import { renewalRun } from '../../src/runs/renewal-run.ts';
import type { RunParts } from '../../src/runs/run-parts.ts';
import { countingIds, type FakeClock, fakeClock } from '../fakes/fake-clock.ts';
import { FakeRegistrar } from '../fakes/fake-registrar.ts';
import { MemoryLog, memoryLedger } from '../fakes/memory-ledger.ts';
import { aListedDomain, DAY, HOUR, MINUTE, NOW_MS } from './domains.ts';
import { aConfig, anOrder } from './settings.ts';

/** One account, one log, one clock; any number of programs run in it. */
export interface World {
  readonly clock: FakeClock;
  readonly log: MemoryLog;
  readonly registrar: FakeRegistrar;
  readonly news: RunNews[];
  /** What a new program is given. */
  parts(rest?: Partial<RunParts>): RunParts;
  renew(config?: Partial<Config>, order?: Partial<RunOrder>, parts?: Partial<RunParts>): Promise<RenewalResult>;
  check(order?: Partial<RunOrder>, parts?: Partial<RunParts>): Promise<CheckResult>;
}

/** Three domains in the window, due in this order, and seven outside of it. */
export const DUE = ['first.com', 'second.cn', 'third.org'] as const;

export function threeDueOfTen(): ListedDomain[] {
  const due = DUE.map((name, index) => aListedDomain({ name, expiryMs: NOW_MS + (10 + index) * DAY }));
  const later = Array.from({ length: 7 }, (_, index) =>
    aListedDomain({ name: `later${index}.com`, expiryMs: NOW_MS + (100 + index) * DAY }),
  );
  return [...due, ...later];
}

export function aWorld(domains: readonly ListedDomain[] = threeDueOfTen()): World {
  const clock = fakeClock();
  const log = new MemoryLog();
  const registrar = new FakeRegistrar(clock, domains);
  const makeId = countingIds();
  const news: RunNews[] = [];
  const parts = (rest: Partial<RunParts> = {}): RunParts => ({
    ledger: memoryLedger(log),
    services: registrar,
    account: registrar.money,
    clock,
    makeId,
    tell: (one) => news.push(one),
    deadlineMs: clock.now() + 10 * MINUTE,
    ...rest,
  });
  return {
    clock,
    log,
    registrar,
    news,
    parts,
    renew: async (config, order, rest) => await renewalRun(aConfig(config), anOrder(order), parts(rest)),
    check: async (order, rest) => await checkRun(anOrder(order), parts(rest)),
  };
}

/** Lets both runs go on by the schedule, a check every hour and a renewal every third, until nothing is open, nothing waits and nothing is due. */
export async function untilSettled(world: World, config: Partial<Config> = {}, hoursMax = 90): Promise<number> {
  for (let hour = 1; hour <= hoursMax; hour++) {
    world.clock.advance(HOUR);
    const { open } = await world.check();
    const last = hour % 3 === 0 ? await world.renew(config) : null;
    if (open.length === 0 && last !== null && isQuiet(last)) return hour;
  }
  throw new Error(`not settled after ${hoursMax} hours`);
}

/** The run found nothing to do, now or later. */
function isQuiet({ stops, verdicts }: RenewalResult): boolean {
  const busy = ['expires-within-window', 'waiting-to-retry', 'claim-open'] as const;
  return stops.length === 0 && busy.every((verdict) => verdicts[verdict] === undefined);
}
