import type { Ledger } from '../../src/ledger/ledger.ts';
import type { Clock } from '../../src/lib/clock.ts';
import type { Chance } from '../../src/sandbox/chance.ts';

/** How a process of the simulation fares, for each await. */
export interface Fate {
  readonly killChance: number;
  readonly pauseChance: number;
  readonly pauseMsMax: number;
  /** The platform kills it then; null for a process on somebody's laptop. */
  readonly killedAtMs: number | null;
}

/** A process that may die or fall asleep at any await. What is dead never goes on: its promises never settle. */
export class SimProcess {
  readonly #chance: Chance;
  readonly #clock: Clock;
  readonly #fate: Fate;
  #onDeath: () => void = () => undefined;
  readonly died: Promise<'died'>;
  alive = true;

  constructor(chance: Chance, clock: Clock, fate: Fate) {
    this.#chance = chance;
    this.#clock = clock;
    this.#fate = fate;
    this.died = new Promise((resolve) => {
      this.#onDeath = () => resolve('died');
    });
  }

  /** Does one deed at the border of the process; it may die before it, or after it without hearing of it. */
  async deed<T>(work: () => Promise<T>, mayPause = true): Promise<T> {
    if (mayPause && this.#chance.happens(this.#fate.pauseChance)) {
      await this.#clock.sleep(this.#chance.between(1000, this.#fate.pauseMsMax));
    }
    await this.#maybeDie();
    const done = await work();
    await this.#maybeDie();
    return done;
  }

  clock(): Clock {
    return {
      now: () => this.#clock.now(),
      sleep: async (durationMs) => await this.deed(async () => await this.#clock.sleep(durationMs)),
    };
  }

  ledger(ledger: Ledger): Ledger {
    return {
      reader: () => {
        const reader = ledger.reader();
        return { next: async () => await this.deed(async () => await reader.next()) };
      },
      appendClaims: async (claims, append) => await this.deed(async () => await ledger.appendClaims(claims, append)),
      append: async (entries) => await this.deed(async () => await ledger.append(entries)),
    };
  }

  async #maybeDie(): Promise<void> {
    const { killChance, killedAtMs } = this.#fate;
    const late = killedAtMs !== null && this.#clock.now() >= killedAtMs;
    if (this.alive && !late && !this.#chance.happens(killChance)) return;
    this.alive = false;
    this.#onDeath();
    await new Promise<never>(() => undefined);
  }
}
