import type { Operation } from './operations.ts';
import { type End, Process } from './process.ts';
import type { Program } from './program.ts';
import type { Universe } from './world.ts';

/**
 * Where a process stands. A process is deterministic: its state follows from what it was told, and when; so a state is known by the
 * row of answers that leads to it, and what it does next is learned from the real code once.
 */
export interface LocalState {
  readonly id: number;
  /** Its next step; null when it has ended. */
  readonly step: Operation | null;
  readonly end: End | null;
  /** What `holdBack` of the step reads. */
  readonly clock: { nowMs: number };
}

interface Told {
  readonly answer: unknown;
  readonly nowMs: number;
}

interface Known extends LocalState {
  readonly before: { readonly state: Known; readonly told: Told } | null;
  readonly next: Map<string, Known>;
  /** A process that stands here and has not gone on. */
  process: Process | null;
}

const ANSWERS = ['conflict', 'unknown', 'not-sent', 'no-answer', 'no answer'] as const;

/** The states of one program, learned as they are reached. */
export class LocalStates {
  readonly #program: Program;
  readonly #universe: Universe;
  readonly #startMs: number;
  readonly #states: Known[] = [];

  constructor(program: Program, universe: Universe, startMs: number) {
    this.#program = program;
    this.#universe = universe;
    this.#startMs = startMs;
  }

  get count(): number {
    return this.#states.length;
  }

  async first(): Promise<LocalState> {
    const [known] = this.#states;
    return known ?? this.#keep(await this.#newProcess(), null);
  }

  /** The state after this answer, if it is known. */
  known({ id }: LocalState, text: string): LocalState | undefined {
    return this.#states[id]?.next.get(text);
  }

  /** Learns the state after this answer from the real code. */
  async learn({ id }: LocalState, text: string, told: Told): Promise<LocalState> {
    const state = this.#states[id];
    if (state === undefined) throw new RangeError(`no state ${id}`);
    const process = state.process ?? (await this.#replay(state));
    state.process = null;
    await process.answer(told.answer, told.nowMs);
    const next = this.#keep(process, { state, told });
    state.next.set(text, next);
    return next;
  }

  /** The telling answers among those that were ever given. */
  heard(): string[] {
    const given = new Set(this.#states.flatMap(({ next }) => [...next.keys()]));
    return ANSWERS.filter((answer) => [...given].some((text) => text.includes(answer)));
  }

  async #replay(state: Known): Promise<Process> {
    const row: Told[] = [];
    for (let at = state; at.before !== null; at = at.before.state) row.push(at.before.told);
    const process = await this.#newProcess();
    for (const { answer, nowMs } of row.toReversed()) await process.answer(answer, nowMs);
    return process;
  }

  async #newProcess(): Promise<Process> {
    return await new Process(this.#program, this.#universe, this.#startMs).begun();
  }

  #keep(process: Process, before: Known['before']): Known {
    const { step, end, clock } = process;
    if (step === null && end === null) throw new Error(`${this.#program.name} waits for nothing and has not ended`);
    const id = this.#states.length;
    const known = { id, step, end, clock, before, next: new Map(), process: end === null ? process : null };
    this.#states.push(known);
    return known;
  }
}
