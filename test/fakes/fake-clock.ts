import type { Clock, MakeId } from '../../src/lib/clock.ts';
import { NOW_MS } from '../builders/domains.ts';

/** A clock that only a test, or a sleeper, moves. */
export interface FakeClock extends Clock {
  readonly sleeps: number[];
  /** May be negative: a clock that was set back. */
  advance(durationMs: number): void;
}

export function fakeClock(startMs: number = NOW_MS): FakeClock {
  let nowMs = startMs;
  const sleeps: number[] = [];
  return {
    sleeps,
    now: () => nowMs,
    async sleep(durationMs) {
      sleeps.push(durationMs);
      nowMs += durationMs;
      await Promise.resolve();
    },
    advance(durationMs) {
      nowMs += durationMs;
    },
  };
}

/** A clock that stands: whoever sleeps never wakes. */
export const stillClock: Clock = {
  now: () => NOW_MS,
  sleep: async () => await new Promise<never>(() => undefined),
};

/** Ids that count: `id-1`, `id-2`, … */
export function countingIds(prefix = 'id'): MakeId {
  let count = 0;
  return () => `${prefix}-${++count}`;
}
