import type { Config } from '../../../src/config/config.ts';
import type { DomainName } from '../../../src/model/domain.ts';
import { checkRun } from '../../../src/runs/check-run.ts';
import { renewalRun } from '../../../src/runs/renewal-run.ts';
import type { RunParts } from '../../../src/runs/run-parts.ts';
import { MINUTE } from '../../builders/domains.ts';
import { aConfig, anOrder } from '../../builders/settings.ts';
import { NO_ACCOUNT } from '../../fakes/no-account.ts';
import { logServiceFront } from './log-service-front.ts';
import { type Ask, memoryFront, servicesFront } from './parts.ts';
import type { Universe } from './world.ts';

/** What one process does, in order: runs, and minutes between them. */
export type Deed = 'renew' | 'check' | number;

/** A process before it runs. */
export interface Program {
  readonly name: string;
  readonly deeds: readonly Deed[];
  readonly config: Partial<Config>;
  /** Only these; null for all. */
  readonly domains: readonly DomainName[] | null;
  /** The level at which the ledger is replaced: its interface, or the client of the log service below the real adapter. */
  readonly ledger: 'interface' | 'log-service';
  /** Makes the product weaker, to see that the explorer notices. */
  readonly weaken: (parts: RunParts) => RunParts;
}

/** How long a function may run. */
const LIVES_MS = 10 * MINUTE;

/** What every process of one program shares with the world: its clock, and whom it told what. */
export interface Surroundings {
  readonly universe: Universe;
  readonly clock: { nowMs: number };
  readonly ask: Ask;
  /** A domain of which a person was told. */
  readonly onTold: (domain: string) => void;
}

/** Runs the product's own code, every step of which is asked for. */
export async function runProgram(program: Program, { universe, clock, ask, onTold }: Surroundings): Promise<void> {
  let ids = 0;
  const makeId = (): string => `${program.name}-${++ids}`;
  const now = (): number => clock.nowMs;
  const sleep = async (durationMs: number): Promise<void> => {
    await ask({ what: 'sleep', durationMs });
  };
  const front = program.ledger === 'interface' ? memoryFront : logServiceFront;
  await ask({ what: 'start' });
  for (const deed of program.deeds) {
    if (typeof deed === 'number') {
      await sleep(deed * MINUTE);
      continue;
    }
    const parts = program.weaken({
      ledger: front({ universe, ask, clock: { now, sleep } }),
      services: servicesFront(ask),
      account: NO_ACCOUNT,
      clock: { now, sleep: async (durationMs) => await sleep(longer(durationMs)) },
      makeId,
      tell: (one) => {
        if (one.news === 'problem' && one.problem.domain !== undefined) onTold(one.problem.domain);
      },
      deadlineMs: now() + LIVES_MS,
    });
    if (deed === 'renew') await renewalRun(aConfig(program.config), anOrder({ domains: program.domains }), parts);
    else await checkRun(anOrder(), parts);
  }
}

/**
 * A sleep may always last longer. Fifteen seconds for a quarter: reading back looks twice instead of sixty times, and what lands late
 * still lands before, between or after its looks.
 */
function longer(durationMs: number): number {
  return Math.max(durationMs, 15_000);
}
