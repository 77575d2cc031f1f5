import type { LocalState } from './local-states.ts';
import type { Fate, Operation } from './operations.ts';
import type { World } from './world.ts';

/** What the scheduler may let happen next. */
export type Move =
  | { readonly kind: 'step'; readonly by: number; readonly fate: Fate }
  /** A request on its way arrives. */
  | { readonly kind: 'land'; readonly index: number }
  /** The registrar carries a task out. */
  | { readonly kind: 'work'; readonly taskIndex: number }
  /** Time goes on while everybody stands still. */
  | { readonly kind: 'pause'; readonly durationMs: number };

/** How much of each evil one schedule may hold. */
export interface Bound {
  /** Crashes, lost answers, late or doubled writes, late sights: of all processes together. */
  readonly faults: number;
  /** The clock jumps so often while everybody stands still. */
  readonly pauses: number;
  /** Which faults there are. */
  readonly fates: readonly Fate[];
}

export const FAULTS: readonly Fate[] = ['died', 'died-sending', 'late', 'doubled', 'unseen'];

/** How long everybody may stand still: a claim grows too old to be sent, a claimant's time is over. */
export const PAUSES_MS: readonly number[] = [70_000, 20 * 60_000];

/** A process in a schedule: where it stands, or null when it was killed. */
export type Standing = LocalState | null;

/**
 * Every move that is possible. Nothing is left out but what changes nothing: a process that dies after a step without an effect leaves
 * the same behind as one that dies before it; and a process that dies after a write is one that dies with the write on its way, which
 * lands with the next move.
 */
export function movesAt(world: World, processes: readonly Standing[], left: Bound, areTasksSlow: boolean): Move[] {
  const moves: Move[] = [];
  for (const [by, process] of processes.entries()) {
    const step = process?.step ?? null;
    if (step === null) continue;
    moves.push({ kind: 'step', by, fate: 'done' });
    const faults = left.faults > 0 ? faultsOf(step, world).filter((fate) => left.fates.includes(fate)) : [];
    for (const fate of faults) moves.push({ kind: 'step', by, fate });
  }
  for (const index of world.flights.keys()) moves.push({ kind: 'land', index });
  if (areTasksSlow) {
    for (const [taskIndex, { ends }] of world.registrar.tasks.entries())
      if (ends === null) moves.push({ kind: 'work', taskIndex });
  }
  const isAnybodyAlive = processes.some((process) => process !== null && process.step !== null);
  if (left.pauses > 0 && isAnybodyAlive) {
    for (const durationMs of PAUSES_MS) moves.push({ kind: 'pause', durationMs });
  }
  return moves;
}

/** What is left after a move. */
export function leftAfter(left: Bound, move: Move): Bound {
  if (move.kind === 'pause') return { ...left, pauses: left.pauses - 1 };
  return move.kind === 'step' && move.fate !== 'done' ? { ...left, faults: left.faults - 1 } : left;
}

function faultsOf(step: Operation, { log }: World): Fate[] {
  switch (step.what) {
    case 'append':
      // The heartbeat comes or does not come: nothing about money reads it.
      if (step.write.entries.every(({ kind }) => kind === 'finished')) return ['died'];
      return ['died', 'died-sending', 'late', 'doubled'];
    case 'claim':
      return ['died', 'died-sending', 'late', 'doubled'];
    case 'submit':
      return ['died', 'died-sending', 'late'];
    case 'read':
      return step.place < log.writes.length ? ['died', 'unseen'] : ['died'];
    case 'start':
    case 'sleep':
    case 'list':
    case 'details':
    case 'task-details':
    case 'tasks':
      return ['died'];
  }
}

/** The move as a word; a schedule is a row of them. */
export function wordOf(move: Move, names: readonly string[]): string {
  switch (move.kind) {
    case 'step':
      return `${names[move.by]}${move.fate === 'done' ? '' : `:${move.fate}`}`;
    case 'land':
      return `land:${move.index}`;
    case 'work':
      return `work:${move.taskIndex}`;
    case 'pause':
      return `pause:${move.durationMs / 1000}`;
  }
}
