import { HOUR, NOW_MS } from '../../builders/domains.ts';
import { perform } from './operations.ts';
import { Process } from './process.ts';
import type { Program } from './program.ts';
import { brokenPromises, lostFromLedger } from './promises.ts';
import { type Scenario, type Stage } from './scenario.ts';
import type { World } from './world.ts';

/** What healthy runs made of a world that two processes left behind. */
export interface Aftermath {
  readonly findings: readonly string[];
  /** Domains that are due and were not paid. */
  readonly unsaved: readonly { readonly domain: string; readonly why: string; readonly isTold: boolean }[];
  /** One line a run. */
  readonly history: readonly string[];
}

const ROUNDS_MAX = 12;
const HOURS_APART = 6;

/**
 * What follows when nothing goes wrong any more: a check run and a renewal run every six hours, until all is settled. What was on its
 * way is lost by then, and every task carried out.
 */
export async function aftermathOf(left: World, scenario: Scenario, { universe }: Stage): Promise<Aftermath> {
  const told = new Set<string>();
  const history: string[] = [];
  let world = universe.world({ ...left, flights: [] });
  // Always on the full six hours: worlds that differ by seconds only have one aftermath.
  let round = Math.ceil((world.nowMs - NOW_MS) / (HOURS_APART * HOUR)) + 1;
  for (const last = round + ROUNDS_MAX; round < last; round++) {
    for (const deed of ['check', 'renew'] as const) {
      const atMs = NOW_MS + round * HOURS_APART * HOUR + (deed === 'renew' ? HOUR : 0);
      world = universe.at(world, atMs);
      const program: Program = {
        name: `${deed}${round}`,
        deeds: [deed],
        config: { batchSize: scenario.batchSize },
        domains: null,
        ledger: scenario.ledger,
        weaken: (parts) => parts,
      };
      const before = world;
      world = await runThrough(program, world, { universe, told });
      history.push(`${program.name}: ${newIn(world, before)}`);
    }
    if (isSettled(world)) break;
  }
  const { registrar, log } = world;
  const findings = brokenPromises(registrar, log);
  const unsaved = registrar.domains
    .filter(({ name }) => registrar.paid.every(({ domain }) => domain !== name))
    .map(({ name }) => ({ domain: name, why: 'was never renewed', isTold: told.has(name) }));
  const lost = lostFromLedger(registrar, log);
  // A loss of which a person was told is what is promised where it cannot be settled.
  const untold = lost.filter((finding) => ![...told].some((domain) => finding.includes(domain)));
  return { findings: [...findings, ...untold], unsaved, history };
}

async function runThrough(
  program: Program,
  start: World,
  { universe, told }: { universe: Stage['universe']; told: Set<string> },
): Promise<World> {
  let world = start;
  const process = await new Process(program, universe, world.nowMs).begun();
  for (let step = process.step; step !== null; step = process.step) {
    const done = perform(universe, world, { name: program.name, clock: process.clock }, [step, 'done']);
    world = done.world;
    await process.answer(done.answer, world.nowMs);
  }
  for (const domain of process.end?.told ?? []) told.add(domain);
  if (process.end?.fault !== '') throw new Error(`${program.name} threw ${process.end?.fault}`);
  return world;
}

function isSettled({ registrar, log }: World): boolean {
  if (registrar.domains.some(({ name }) => registrar.paid.every(({ domain }) => domain !== name))) return false;
  return lostFromLedger(registrar, log).length === 0;
}

function newIn({ log, registrar }: World, before: World): string {
  const entries = log.writes.slice(before.log.writes.length).flatMap((write) => write.entries);
  const paid = registrar.paid.slice(before.registrar.paid.length).map(({ domain }) => `${domain} is paid`);
  return [...entries.map(({ kind }) => kind), ...paid].join(', ');
}
