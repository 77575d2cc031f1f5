import type { Operation } from './operations.ts';
import { type Program, runProgram } from './program.ts';
import type { Universe } from './world.ts';

/** How a process ended. `told`: the domains of which it told a person, sorted. `fault`: what it threw; empty for a good end. */
export interface End {
  readonly told: readonly string[];
  readonly fault: string;
}

interface Waiting {
  readonly operation: Operation;
  readonly go: (answer: unknown) => void;
}

/** A process that runs: it goes as far as it can, and then waits for the answer to the step that it has announced. */
export class Process {
  readonly clock: { nowMs: number };
  readonly #waiting: Waiting[] = [];
  readonly #told = new Set<string>();
  #end: End | null = null;

  constructor(program: Program, universe: Universe, nowMs: number) {
    this.clock = { nowMs };
    const ask = async <T>(operation: Operation): Promise<T> =>
      await new Promise<T>((resolve) => {
        this.#waiting.push({ operation, go: (answer) => resolve(answer as T) });
      });
    const onTold = (domain: string): void => void this.#told.add(domain);
    runProgram(program, { universe, clock: this.clock, ask, onTold }).then(
      () => this.#ended(''),
      (error: unknown) => this.#ended(String(error)),
    );
  }

  /** Begins: lets it go on to its first step. */
  async begun(): Promise<this> {
    await everybodyWaits();
    return this;
  }

  /** The step that it waits for; of several that it asked for at once the first. Null when it has ended. */
  get step(): Operation | null {
    return this.#waiting[0]?.operation ?? null;
  }

  get end(): End | null {
    return this.#end;
  }

  /** Answers its step at this instant, and lets it go on to the next one. */
  async answer(answer: unknown, nowMs: number): Promise<void> {
    this.clock.nowMs = nowMs;
    this.#waiting.shift()?.go(answer);
    await everybodyWaits();
  }

  #ended(fault: string): void {
    this.#end = { told: [...this.#told].sort(), fault };
  }
}

/** A tick that is asked for inside a microtask comes when no microtask is left: all have gone on as far as they can. */
async function everybodyWaits(): Promise<void> {
  await Promise.resolve();
  await new Promise<void>((resolve) => process.nextTick(resolve));
}
