import { describe, expect, it } from 'vitest';
import type { Clock } from '../../../src/lib/clock.ts';
import { createRate } from '../../../src/lib/rate.ts';

function fakeClock(): Clock & { advance: (ms: number) => void } {
  let nowMs = 1000;
  return {
    now: () => nowMs,
    sleep: async (durationMs) => {
      await new Promise((resolve) => setImmediate(resolve));
      nowMs += durationMs;
    },
    advance: (ms) => {
      nowMs += ms;
    },
  };
}

describe('createRate', () => {
  it('spaces the starts by 50 ms at first', async () => {
    const clock = fakeClock();
    const rate = createRate({ clock });
    const starts: number[] = [];
    await Promise.all([1, 2, 3, 4].map(async () => await rate.turn().then(() => starts.push(clock.now()))));
    expect(starts).toEqual([1000, 1050, 1100, 1150]);
  });

  it('saves up no turns while nobody calls', async () => {
    const clock = fakeClock();
    const rate = createRate({ clock });
    await rate.turn();
    clock.advance(10_000);
    await rate.turn();
    await rate.turn();
    expect(clock.now()).toBe(11_050);
  });

  type Event = 'throttled' | 'ten successes' | 'nine successes';
  const table: [name: string, events: Event[], perSecond: number][] = [
    ['starts at 20 calls a second', [], 20],
    ['falls by half', ['throttled'], 10],
    ['falls by half each time', ['throttled', 'throttled', 'throttled'], 2.5],
    ['stops falling at one call in two seconds', Array.from({ length: 8 }, () => 'throttled' as const), 0.5],
    ['rises after ten successes', ['ten successes'], 22],
    ['does not rise after nine', ['nine successes'], 20],
    ['forgets successes when throttled', ['nine successes', 'throttled', 'nine successes'], 10],
    ['rises again after falling', ['throttled', 'ten successes', 'ten successes'], 14],
    ['rises to 50 and not above', Array.from({ length: 20 }, () => 'ten successes' as const), 50],
  ];
  it.each(table)('%s', async (_name, events, perSecond) => {
    const rate = createRate({ clock: fakeClock() });
    for (const event of events) {
      const ticket = await rate.turn();
      if (event === 'throttled') rate.throttled(ticket, 1000);
      else for (let count = event === 'ten successes' ? 10 : 9; count > 0; count -= 1) rate.succeeded();
    }
    expect(rate.perSecond()).toBe(perSecond);
  });

  it('halves once for calls that were throttled together', async () => {
    const rate = createRate({ clock: fakeClock() });
    const tickets = [await rate.turn(), await rate.turn(), await rate.turn()];
    for (const ticket of tickets) rate.throttled(ticket, 1000);
    expect(rate.perSecond()).toBe(10);
  });

  it('lets nobody start during the pause, then spaces by the new rate', async () => {
    const clock = fakeClock();
    const rate = createRate({ clock });
    rate.throttled(await rate.turn(), 3000);
    expect(rate.waitMs()).toBe(3000);
    const starts: number[] = [];
    await Promise.all([1, 2].map(async () => await rate.turn().then(() => starts.push(clock.now()))));
    expect(starts).toEqual([4000, 4100]);
  });

  it('keeps a call waiting whose pause is made longer during its wait', async () => {
    const clock = fakeClock();
    let onSleep: (() => void) | null = null;
    const rate = createRate({
      clock: {
        now: () => clock.now(),
        sleep: async (durationMs) => {
          await clock.sleep(durationMs);
          onSleep?.();
        },
      },
    });
    const ticket = await rate.turn();
    onSleep = () => {
      onSleep = null;
      rate.throttled(ticket, 2000);
    };
    await rate.turn();
    expect(clock.now()).toBe(3050);
  });
});
