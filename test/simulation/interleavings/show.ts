import type { Explored, Violation } from './explore.ts';
import { type Bound, FAULTS, type Move, movesAt, wordOf } from './moves.ts';
import { type Operation, perform } from './operations.ts';
import { nameOf, type Scenario, stageOf } from './scenario.ts';
import { type State, stateAfter } from './state.ts';
import type { World } from './world.ts';

/** One line with the figures of a scenario; the time is the processor's. */
export function figuresOf({ name, bound }: Scenario, explored: Explored, durationMs: number): string {
  const { orders, states, learned, ends, stepsMax } = explored;
  const bounds = boundText(bound);
  return `${name} | ${bounds} | ${stepsMax} steps | ${grouped(orders)} orders | ${grouped(states)} states | ${learned} local | ${ends} ends | ${(durationMs / 1000).toFixed(1)} s`;
}

/** A bound for people: `1 fault (late), 0 pauses`. */
export function boundText({ faults, pauses, fates }: Bound): string {
  const only = faults === 0 || fates.length === FAULTS.length ? '' : ` (${fates.join(', ')})`;
  return `${faults} fault${faults === 1 ? '' : 's'}${only}, ${pauses} pause${pauses === 1 ? '' : 's'}`;
}

/** A broken promise for people: the findings, each step with what came of it, and the words by which it is lived again. */
export async function showViolation(scenario: Scenario, { findings, moves, aftermath }: Violation): Promise<string> {
  const { lines, words } = await live(scenario, moves);
  return [
    ...findings,
    ...lines.map((line, index) => `${index + 1}. ${line}`),
    ...aftermath.map((line) => `then ${line}`),
    `again: replay(scenario, '${words.join(' ')}')`,
  ].join('\n');
}

/** Lives a schedule again, by its words; returns a line for each step. */
export async function replay(scenario: Scenario, schedule: string): Promise<string[]> {
  return (await live(scenario, schedule.split(' '))).lines;
}

async function live(
  scenario: Scenario,
  schedule: readonly (Move | string)[],
): Promise<{ lines: string[]; words: string[] }> {
  const stage = stageOf(scenario);
  const names = stage.programs.map(({ name }) => name);
  const processes = await Promise.all(stage.locals.map(async (locals) => await locals.first()));
  let state: State = { world: stage.world, processes, left: scenario.bound };
  const lines: string[] = [];
  const words: string[] = [];
  for (const wanted of schedule) {
    const word = typeof wanted === 'string' ? wanted : wordOf(wanted, names);
    const possible = movesAt(state.world, state.processes, state.left, scenario.rules.tasks !== 'at-once');
    const move = possible.find((one) => wordOf(one, names) === word);
    if (move === undefined) throw new RangeError(`${word} is not possible after ${words.join(' ')}`);
    lines.push(`${word.padEnd(8)} ${lineOf(state, move, stage)}`);
    words.push(word);
    state = await stateAfter(state, move, stage);
  }
  return { lines, words };
}

function lineOf({ world, processes }: State, move: Move, { universe }: ReturnType<typeof stageOf>): string {
  if (move.kind !== 'step') return TEXTS[move.kind];
  const process = processes[move.by] ?? null;
  const step = process?.step ?? null;
  if (process === null || step === null) return 'no step';
  if (move.fate === 'died') return `${textOf(step)}: dies before`;
  const actor = { name: nameOf(move.by), clock: process.clock };
  const { world: after, answer } = perform(universe, world, actor, [step, move.fate]);
  const heard = move.fate === 'died-sending' ? 'dies with it on its way' : answerOf(step, answer);
  return `${textOf(step)}: ${heard}${newIn(after, world)}`;
}

const TEXTS = {
  land: 'what is on its way arrives',
  work: 'the registrar carries the task out',
  pause: 'time goes on, in seconds',
} as const;

function textOf(step: Operation): string {
  switch (step.what) {
    case 'claim':
      return `claim as append ${step.append}: ${kindsOf([step.write])}`;
    case 'append':
      return `append ${kindsOf([step.write])}`;
    case 'submit':
      return `submit ${step.orders.map(({ domainName }) => domainName).join(', ')}`;
    case 'sleep':
      return `sleep ${step.durationMs / 1000} s`;
    case 'start':
    case 'read':
    case 'list':
    case 'details':
    case 'task-details':
    case 'tasks':
      return step.what;
  }
}

function answerOf({ what }: Operation, answer: unknown): string {
  if (what === 'read') return `[${kindsOf(answer as World['log']['writes'])}]`;
  if (what === 'list' || what === 'details')
    return JSON.stringify(answer).replace(/.*?"expiryMs":(\d+).*/, 'expiry $1');
  return answer === null || answer === true ? 'done' : JSON.stringify(answer).slice(0, 160);
}

function newIn(after: World, before: World): string {
  const paid = after.registrar.paid.slice(before.registrar.paid.length);
  return paid.map(({ domain, claimId }) => ` → ${domain} is paid (${claimId === '' ? 'no claim' : claimId})`).join('');
}

function kindsOf(writes: World['log']['writes']): string {
  return writes
    .flatMap(({ entries }) => entries)
    .map((entry) => ('claimId' in entry ? `${entry.kind} ${entry.claimId}` : entry.kind))
    .join(', ');
}

/** Groups of three digits. */
export function grouped(count: bigint | number): string {
  return count.toString().replace(/\B(?=(\d{3})+$)/g, ' ');
}
