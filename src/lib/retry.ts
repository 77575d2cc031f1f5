import type { Clock, Random } from './clock.ts';

/** What a failed attempt calls for: no other one, or another one after at least so long. */
export type RetryAdvice = 'give-up' | { readonly waitMsMin: number };

export interface RetryOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** Epoch milliseconds: an attempt that could only start then or later is not made, the first one neither. */
  readonly deadlineMs: number;
  /** What is thrown when time is used up; `last` is how the attempt before failed, undefined when there was none. */
  readonly outOfTime: (last: unknown) => Error;
  /** Decides about each failure; `waitMsMin` is 0, or the wait which the other side asked for. */
  readonly adviceFor: (error: unknown) => RetryAdvice;
  readonly attemptsMax?: number;
  readonly baseMs?: number;
  readonly capMs?: number;
}

/** Makes the attempt until it succeeds; throws the last error when attempts are used up. For reads only. */
export async function retry<T>(attempt: () => Promise<T>, options: RetryOptions): Promise<T> {
  const attemptsMax = options.attemptsMax ?? 6;
  if (options.clock.now() >= options.deadlineMs) throw options.outOfTime(undefined);
  for (let made = 1; ; made += 1) {
    try {
      return await attempt();
    } catch (error) {
      const advice = options.adviceFor(error);
      if (advice === 'give-up' || made >= attemptsMax) throw error;
      const waitMs = Math.max(backOffMs(made, options), advice.waitMsMin);
      if (options.clock.now() + waitMs >= options.deadlineMs) throw options.outOfTime(error);
      await options.clock.sleep(waitMs);
    }
  }
}

/** Doubles with every failure up to the cap. The lower half is certain, the upper half is chance: never no wait at all. */
function backOffMs(failures: number, options: RetryOptions): number {
  const ceilingMs = Math.min(options.capMs ?? 8000, (options.baseMs ?? 250) * 2 ** (failures - 1));
  return Math.round(ceilingMs / 2 + (options.random() * ceilingMs) / 2);
}
