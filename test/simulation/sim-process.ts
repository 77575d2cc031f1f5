import type { Clock } from '../../src/lib/clock.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../src/model/time.ts';
import type { Faults } from './faults.ts';
import type { SimTime } from './sim-time.ts';

/** For each deed at the border of a process. */
const KILL_CHANCE = 0.006;
const PAUSE_CHANCE = 0.008;
/** For a deed between a claim and its submission: the worst place to fall asleep, and then for long. */
export const WORST_PAUSE_CHANCE = 0.2;
/** With the lid closed: over lunch, for a week, for two. */
const LONG_MS = [3 * HOUR_MS, 200 * HOUR_MS, 400 * HOUR_MS];

export interface ProcessOptions {
  /** Four characters: run ids end in them and a count. */
  readonly id: string;
  /** The platform kills it then; null for a process on somebody's laptop. */
  readonly killedAtMs: number | null;
  /** How far its clock is ahead of the true time. */
  readonly skewMs: number;
}

/**
 * A process that may die or fall asleep at any deed at its border. What is dead never goes on: its promises never settle. What falls
 * asleep (a laptop that is closed, a frozen instance) goes on later as if nothing had been.
 */
export class SimProcess {
  readonly id: string;
  readonly clock: Clock;
  readonly died: Promise<'died'>;
  isAlive = true;
  skewMs: number;
  /** Told when it dies. */
  onDeath: () => void = () => undefined;
  readonly #time: SimTime;
  readonly #faults: Faults;
  readonly #killedAtMs: number | null;
  #tellDeath: (word: 'died') => void = () => undefined;
  #idCount = 0;

  constructor(time: SimTime, faults: Faults, { id, killedAtMs, skewMs }: ProcessOptions) {
    this.id = id;
    this.#time = time;
    this.#faults = faults;
    this.#killedAtMs = killedAtMs;
    this.skewMs = skewMs;
    this.died = new Promise((resolve) => {
      this.#tellDeath = resolve;
    });
    this.clock = {
      now: () => time.nowMs + this.skewMs,
      sleep: async (durationMs) => {
        await time.clock.sleep(durationMs);
        await this.border();
      },
    };
  }

  readonly makeId = (): string => `${this.id}${String(++this.#idCount).padStart(4, '0')}`;

  /** One deed at the border: so long it takes to get there; the process may fall asleep or die before it, or after it without hearing of it. */
  async deed<T>(wayMs: number, work: () => T | Promise<T>, pauseChance: number = PAUSE_CHANCE): Promise<T> {
    // Nothing is awaited where nothing happens: that is nearly always, and costs a third of the simulation's time.
    const before = this.border(pauseChance);
    if (before !== null) await before;
    await this.#time.clock.sleep(wayMs);
    const done = await work();
    const after = this.border();
    if (after !== null) await after;
    return done;
  }

  /** It may fall asleep here, or die. Null when it just goes on. */
  border(pauseChance: number = PAUSE_CHANCE): Promise<void> | null {
    const pauseMs = this.drawPauseMs(pauseChance);
    if (pauseMs > 0) return this.#sleepOver(pauseMs);
    return this.isToDie() ? this.#neverEnding() : null;
  }

  /** How long it falls asleep now; nearly always 0. */
  drawPauseMs(pauseChance: number = PAUSE_CHANCE): number {
    if (!this.#faults.strikes('paused', pauseChance)) return 0;
    const row = this.#faults.row('paused');
    const isWorst = pauseChance === WORST_PAUSE_CHANCE;
    const longestMs = row.pick(isWorst ? LONG_MS : [20 * SECOND_MS, 5 * MINUTE_MS, 40 * MINUTE_MS, ...LONG_MS]);
    return Math.min(row.between(SECOND_MS, longestMs), this.#faults.calmMs - this.#time.nowMs);
  }

  /** Whether it dies here. */
  isToDie(): boolean {
    if (!this.isAlive || (this.#killedAtMs !== null && this.#time.nowMs >= this.#killedAtMs)) return true;
    return this.#faults.strikes('killed', KILL_CHANCE);
  }

  /** Ends it here and now. */
  die(): void {
    if (!this.isAlive) return;
    this.isAlive = false;
    this.onDeath();
    this.#tellDeath('died');
  }

  async #sleepOver(pauseMs: number): Promise<void> {
    await this.#time.clock.sleep(pauseMs);
    if (this.isToDie()) await this.#neverEnding();
  }

  /** Whoever waits for a dead process waits for ever. */
  #neverEnding(): Promise<never> {
    this.die();
    // A promise of its own: one for all would remember everybody who ever waited for it.
    return new Promise<never>(() => undefined);
  }
}
