import type { Clock } from './clock.ts';

export interface RateOptions {
  readonly clock: Clock;
  readonly startPerSecond?: number;
  readonly perSecondMax?: number;
  readonly perSecondMin?: number;
  /** How many successes in a row raise the rate once. */
  readonly successesToRaise?: number;
  readonly raisePerSecond?: number;
}

/** Names the rate under which a call started. */
export type RateTicket = number;

/** The rate at which calls may start: falls by half when the other side is overloaded, rises slowly when it is not. */
export interface Rate {
  /** Resolves when this call may start; in the order of the calls. */
  turn(): Promise<RateTicket>;
  succeeded(): void;
  /**
   * Halves the rate and lets nobody start for `pauseMs`. Calls that were under way together halve it once, not once each:
   * only the first whose ticket is of the present rate counts.
   */
  throttled(ticket: RateTicket, pauseMs: number): void;
  perSecond(): number;
  /** How long a call would wait now, if nobody waits already. */
  waitMs(): number;
}

/** Starts at 20 calls a second, between 0.5 and 50. */
export function createRate(options: RateOptions): Rate {
  const { clock, perSecondMax = 50, perSecondMin = 0.5, successesToRaise = 10, raisePerSecond = 2 } = options;
  let perSecond = Math.min(options.startPerSecond ?? 20, perSecondMax);
  let nextStartMs = clock.now();
  let ticket: RateTicket = 0;
  let successes = 0;
  let queue: Promise<unknown> = Promise.resolve();

  async function waitForStart(): Promise<RateTicket> {
    let nowMs = clock.now();
    // A pause may have been added during the sleep. The sleep counts as done even if the clock is a moment behind.
    while (nowMs < nextStartMs) {
      const untilMs = nextStartMs;
      await clock.sleep(untilMs - nowMs);
      nowMs = Math.max(clock.now(), untilMs);
    }
    nextStartMs = nowMs + Math.ceil(1000 / perSecond);
    return ticket;
  }

  return {
    async turn() {
      const mine = queue.then(waitForStart, waitForStart);
      queue = mine;
      return await mine;
    },
    succeeded() {
      successes += 1;
      if (successes < successesToRaise) return;
      successes = 0;
      perSecond = Math.min(perSecondMax, perSecond + raisePerSecond);
    },
    throttled(ofCall, pauseMs) {
      nextStartMs = Math.max(nextStartMs, clock.now() + pauseMs);
      if (ofCall !== ticket) return;
      ticket += 1;
      successes = 0;
      perSecond = Math.max(perSecondMin, perSecond / 2);
    },
    perSecond: () => perSecond,
    waitMs: () => Math.max(0, nextStartMs - clock.now()),
  };
}
