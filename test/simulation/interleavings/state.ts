import type { LocalState, LocalStates } from './local-states.ts';
import { type Bound, leftAfter, type Move, type Standing } from './moves.ts';
import { type Performed, perform } from './operations.ts';
import { carryOut } from './registrar.ts';
import { nameOf, type Stage } from './scenario.ts';
import type { World } from './world.ts';

/** A state of everything. Two orders that lead to the same one have the same future. */
export interface State {
  readonly world: World;
  readonly processes: readonly Standing[];
  /** What is left of the bound. */
  readonly left: Bound;
}

/** The state that a move leads to. */
export async function stateAfter(state: State, move: Move, { universe, locals }: Stage): Promise<State> {
  const left = leftAfter(state.left, move);
  const { world, processes } = state;
  switch (move.kind) {
    case 'land':
      return { world: universe.landed(world, move.index), processes, left };
    case 'work': {
      const number = world.registrar.tasks[move.taskIndex]?.taskNo;
      if (number === undefined) throw new RangeError(`no task ${move.taskIndex}`);
      const registrar = { ...carryOut(world.registrar, number, universe.rules), id: -1 };
      return { world: universe.world({ ...world, registrar }), processes, left };
    }
    case 'pause':
      return { world: universe.at(world, world.nowMs + move.durationMs), processes, left };
    case 'step': {
      const process = processes[move.by] ?? null;
      const step = process?.step ?? null;
      if (process === null || step === null) throw new RangeError('a process without a step takes none');
      const put = (standing: Standing): Standing[] => processes.map((one, by) => (by === move.by ? standing : one));
      if (move.fate === 'died') return { world, processes: put(null), left };
      const actor = { name: nameOf(move.by), clock: process.clock };
      const done = perform(universe, world, actor, [step, move.fate]);
      if (move.fate === 'died-sending') return { world: done.world, processes: put(null), left };
      const next = await localAfter(process, done, locals[move.by]);
      return { world: done.world, processes: put(next), left };
    }
  }
}

async function localAfter(
  process: LocalState,
  { world: { nowMs }, answer, text }: Performed,
  locals: LocalStates | undefined,
): Promise<LocalState> {
  const key = `${nowMs}:${text}`;
  const next = locals?.known(process, key) ?? (await locals?.learn(process, key, { answer, nowMs }));
  if (next === undefined) throw new RangeError('a process without a program');
  return next;
}

/** Of a process that has ended only what it told matters; of a dead one nothing. */
export function keyOfStanding(standing: Standing): string {
  if (standing === null) return 'x';
  return standing.end === null ? String(standing.id) : `e${standing.end.told.join(',')}${standing.end.fault}`;
}
