import type { Clock } from '../../src/lib/clock.ts';

interface Waiting {
  readonly atMs: number;
  readonly order: number;
  readonly wake: () => void;
}

/** A clock that only moves when everybody waits for it: months in milliseconds, and the same order every time. */
export class SimTime {
  nowMs: number;
  #waiting: Waiting[] = [];
  #order = 0;

  constructor(nowMs: number) {
    this.nowMs = nowMs;
  }

  readonly clock: Clock = {
    now: () => this.nowMs,
    sleep: async (durationMs) => {
      await new Promise<void>((wake) => {
        this.#waiting.push({ atMs: this.nowMs + Math.max(0, durationMs), order: this.#order++, wake });
      });
    },
  };

  /** Lets time pass until the work is done. What never ends (a killed process) does not keep it from ending. */
  async drive(work: Promise<unknown>): Promise<void> {
    let ended = false;
    const watched = work.finally(() => {
      ended = true;
    });
    for (;;) {
      // One turn of the real loop: every promise that can go on has gone on.
      await new Promise((resolve) => setImmediate(resolve));
      if (ended) break;
      this.#waiting.sort((a, b) => a.atMs - b.atMs || a.order - b.order);
      const next = this.#waiting.shift();
      if (next === undefined) throw new Error('everybody waits, and nobody for the clock');
      this.nowMs = Math.max(this.nowMs, next.atMs);
      next.wake();
    }
    await watched;
  }
}
