import { describe, expect, it } from 'vitest';
import type { Clock } from '../../../src/lib/clock.ts';
import { type RetryAdvice, type RetryOptions, retry } from '../../../src/lib/retry.ts';

function fakeClock(): Clock & { sleeps: number[] } {
  let nowMs = 0;
  const sleeps: number[] = [];
  return {
    sleeps,
    now: () => nowMs,
    sleep: (durationMs) => {
      sleeps.push(durationMs);
      nowMs += durationMs;
      return Promise.resolve();
    },
  };
}

const outOfTime = (last: unknown): Error =>
  new Error(last instanceof Error ? `out of time after ${last.message}` : 'out of time before the first');

async function failing(options: Partial<RetryOptions>, advice: RetryAdvice = { waitMsMin: 0 }) {
  const clock = fakeClock();
  let attempts = 0;
  const attempt = (): Promise<never> => {
    attempts += 1;
    return Promise.reject(new Error(`attempt ${attempts}`));
  };
  const whole = { clock, random: () => 0, deadlineMs: 1_000_000, adviceFor: () => advice, outOfTime, ...options };
  const message = await retry(attempt, whole).catch((error: unknown) => (error instanceof Error ? error.message : ''));
  return { attempts, message, sleeps: clock.sleeps };
}

describe('retry', () => {
  const table: [name: string, options: Partial<RetryOptions>, advice: RetryAdvice, sleeps: number[]][] = [
    ['half of the doubling wait, without luck', {}, { waitMsMin: 0 }, [125, 250, 500, 1000, 2000]],
    ['three quarters of it by chance', { random: () => 0.5 }, { waitMsMin: 0 }, [188, 375, 750, 1500, 3000]],
    ['no wait above the cap', { attemptsMax: 8 }, { waitMsMin: 0 }, [125, 250, 500, 1000, 2000, 4000, 4000]],
    ['the wait that was asked for', { attemptsMax: 3 }, { waitMsMin: 3000 }, [3000, 3000]],
    ['a short request does not shorten', { attemptsMax: 3 }, { waitMsMin: 10 }, [125, 250]],
    ['nothing at or after the deadline', { deadlineMs: 375 }, { waitMsMin: 0 }, [125]],
    ['a wait beyond the deadline is not begun', { deadlineMs: 2000 }, { waitMsMin: 2000 }, []],
    ['an advice to give up', {}, 'give-up', []],
  ];
  it.each(table)('%s', async (_name, options, advice, sleeps) => {
    const result = await failing(options, advice);
    const attempts = sleeps.length + 1;
    const inTime = options.deadlineMs === undefined;
    const message = inTime ? `attempt ${attempts}` : `out of time after attempt ${attempts}`;
    expect(result).toEqual({ attempts, message, sleeps });
  });

  it.each([-1, 0])('makes no attempt at or after the deadline, the first one neither (%s)', async (deadlineMs) => {
    expect(await failing({ deadlineMs })).toEqual({ attempts: 0, message: 'out of time before the first', sleeps: [] });
  });

  it('returns the first success', async () => {
    const clock = fakeClock();
    let attempts = 0;
    const attempt = async () => {
      attempts += 1;
      if (attempts < 3) throw new Error('not yet');
      return await Promise.resolve('done');
    };
    const options = { clock, random: () => 0, deadlineMs: 10_000, adviceFor: () => ({ waitMsMin: 0 }), outOfTime };
    expect(await retry(attempt, options)).toBe('done');
    expect(clock.sleeps).toEqual([125, 250]);
  });
});
