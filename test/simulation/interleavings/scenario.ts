import { groupOf } from '../../../src/adapters/log-service-groups.ts';
import type { LedgerEntry } from '../../../src/ledger/entry.ts';
import type { RunParts } from '../../../src/runs/run-parts.ts';
import { aName, DAY, NOW_MS } from '../../builders/domains.ts';
import { someRails } from '../../builders/settings.ts';
import { LocalStates } from './local-states.ts';
import { type Bound, FAULTS } from './moves.ts';
import type { Deed, Program } from './program.ts';
import type { Order, Rules } from './registrar.ts';
import { Universe, type World } from './world.ts';

/** A small world, two processes in it, and how much evil they meet. */
export interface Scenario {
  readonly name: string;
  /** What each process does; the first is called A. */
  readonly deeds: readonly (readonly Deed[])[];
  /** How many domains are due, and how many go out together. */
  readonly domains: number;
  readonly batchSize: number;
  readonly ledger: Program['ledger'];
  readonly rules: Rules;
  readonly bound: Bound;
  /** What stands in the log before. */
  readonly before: readonly LedgerEntry[];
  /** An order that the registrar took before. */
  readonly ordered: { readonly by: string; readonly takenMs: number; readonly orders: readonly Order[] } | null;
  readonly weaken: (parts: RunParts) => RunParts;
  /** What a day may cost, minor units, and which domains each process is asked for; one costs 90.00. Null: no such cap, and all. */
  readonly dayCapMinor: number | null;
  readonly asked: readonly (readonly string[])[] | null;
  /** What must have happened in some order, or the scenario proves nothing: kinds of entries and of answers. */
  readonly mustHappen: readonly string[];
}

/** A scenario with nothing odd about it: two renewal runs on an empty ledger, one domain, no faults. */
export function aScenario(rest: Partial<Scenario> & Pick<Scenario, 'name'>): Scenario {
  return {
    deeds: [['renew'], ['renew']],
    domains: 1,
    batchSize: 2,
    ledger: 'interface',
    rules: { staleDate: 'charged', tasks: 'at-once', checksNumbers: true },
    bound: { faults: 0, pauses: 0, fates: FAULTS },
    before: [],
    ordered: null,
    weaken: (parts) => parts,
    dayCapMinor: null,
    asked: null,
    mustHappen: [],
    ...rest,
  };
}

/** The world as two processes meet it, and all that can be learned of them. */
export interface Stage {
  readonly universe: Universe;
  readonly world: World;
  readonly programs: readonly Program[];
  readonly locals: readonly LocalStates[];
}

export const DOMAINS = ['first.com', 'second.cn'] as const;
export const EXPIRY_MS: number = NOW_MS + 10 * DAY;

/** Sets a scenario up. */
export function stageOf(scenario: Scenario): Stage {
  const universe = new Universe(scenario.rules);
  const domains = DOMAINS.slice(0, scenario.domains).map((name) => ({ name: aName(name), expiryMs: EXPIRY_MS }));
  const registrar = { id: -1, domains, tasks: [], paid: [] };
  let world = universe.world({
    nowMs: NOW_MS,
    log: universe.emptyLog,
    lastAppend: 0,
    registrar,
    flights: [],
  });
  for (const entry of scenario.before) {
    world = universe.appended(
      world,
      universe.write([entry], scenario.ledger === 'interface' ? null : groupOf([entry], entry.atMs)),
    );
    if (entry.kind === 'claimed') world = universe.world({ ...world, lastAppend: entry.append ?? 0 });
  }
  if (scenario.ordered !== null) {
    const { by, takenMs, orders } = scenario.ordered;
    const taken = universe.ordered(universe.world({ ...world, nowMs: takenMs }), by, orders);
    world = universe.at(taken, NOW_MS);
  }
  const programs = scenario.deeds.map((deeds, index): Program => {
    const { batchSize, ledger, weaken } = scenario;
    const money = someRails({ caps: { maxDayMinor: scenario.dayCapMinor } });
    const domains = scenario.asked?.[index]?.map(aName) ?? null;
    return { name: nameOf(index), deeds, config: { batchSize, money }, domains, ledger, weaken };
  });
  return { universe, world, programs, locals: programs.map((one) => new LocalStates(one, universe, NOW_MS)) };
}

/** The processes are called A, B, … */
export function nameOf(index: number): string {
  return String.fromCharCode(65 + index);
}
