import type { Clock } from '../../src/lib/clock.ts';

interface Due {
  readonly atMs: number;
  readonly order: number;
  readonly deed: () => void;
}

/** Time that moves only when everybody waits for it: months in milliseconds, and the same order every time. */
export class SimTime {
  nowMs: number;
  /** The next one last. */
  readonly #due: Due[] = [];
  #order = 0;

  constructor(nowMs: number) {
    this.nowMs = nowMs;
  }

  readonly clock: Clock = {
    now: () => this.nowMs,
    sleep: async (durationMs) => {
      await new Promise<void>((wake) => {
        this.at(this.nowMs + Math.max(0, durationMs), wake);
      });
    },
  };

  /** The deed is done at that instant; of two at one instant the one that was planned first. */
  at(atMs: number, deed: () => void): void {
    const due = { atMs, order: this.#order++, deed };
    let place = this.#due.length;
    while (place > 0 && isBefore(this.#due[place - 1], due)) place -= 1;
    this.#due.splice(place, 0, due);
  }

  /** Does what is due, in order, until that instant, or until `goesOn`, asked after every step, says no. */
  async run(untilMs: number, goesOn: () => boolean): Promise<void> {
    for (;;) {
      const next = this.#due.at(-1);
      if (next === undefined || next.atMs > untilMs) break;
      this.#due.pop();
      this.nowMs = Math.max(this.nowMs, next.atMs);
      next.deed();
      await everybodyWaits();
      if (!goesOn()) return;
    }
    this.nowMs = Math.max(this.nowMs, untilMs);
  }
}

function isBefore(planned: Due | undefined, due: Due): boolean {
  return planned !== undefined && (planned.atMs < due.atMs || (planned.atMs === due.atMs && planned.order < due.order));
}

/**
 * A tick that is asked for while promises are at work comes when none of them can go on: five times cheaper than a turn of the loop,
 * and enough, because nothing in the simulation waits for the outside.
 */
async function everybodyWaits(): Promise<void> {
  await new Promise<void>((resolve) => {
    process.nextTick(resolve);
  });
}
