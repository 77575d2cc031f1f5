import { describe, expect, it } from 'vitest';
import type { SandboxReply } from '../../src/lib/wire.ts';
import { type FcInstance, timerEvent } from '../fakes/fc-function.ts';
import { DAY, EACH_ONCE, HOUR, makeWorld } from './world.ts';

const DROPPED: SandboxReply = { status: 0, headers: {}, body: '', delayMs: 0, fate: 'drop' };

/**
 * A renewal run of this account makes nine requests: the list, five single queries, three submissions. The function is killed
 * (SIGKILL) at each: when the request arrives, and when it has been carried out but not answered.
 */
const REQUESTS = [1, 2, 3, 4, 5, 6, 7, 8, 9];
const cases = (['rejected', 'charged'] as const).flatMap((staleDate) =>
  (['before', 'after'] as const).flatMap((moment) => REQUESTS.map((at) => ({ staleDate, moment, at }))),
);

describe('the function is killed in a renewal run, then both runs go on by their timers', () => {
  it.concurrent.each(cases)('$moment request $at, stale date $staleDate: each domain is paid once', async (one) => {
    let victim: FcInstance | null = null;
    let requestCount = 0;
    const w = await makeWorld({
      staleDate: one.staleDate,
      intercept(request, handle) {
        if (victim === null) return handle(request);
        requestCount += 1;
        if (requestCount !== one.at) return handle(request);
        if (one.moment === 'after') handle(request);
        victim.kill();
        victim = null;
        return DROPPED;
      },
    });
    try {
      victim = w.instance();
      await expect(victim.renew(timerEvent())).rejects.toThrow('the instance died');

      const fc = w.instance();
      for (let day = 1; day <= 2; day++) {
        for (let look = 0; look < 3; look++) {
          w.advance(4 * HOUR);
          expect((await fc.check(timerEvent())).error).toBeUndefined();
        }
        w.advance(DAY - 12 * HOUR);
        expect((await fc.renew(timerEvent())).error).toBeUndefined();
      }
      w.advance(4 * HOUR);
      const last = await fc.check(timerEvent());

      expect(w.paid()).toEqual(EACH_ONCE);
      expect(last.result?.open).toEqual([]);
      const renewed = (await w.ledgerLines()).filter(({ kind }) => kind === 'renewed').map(({ domain }) => domain);
      expect(renewed.map(String).toSorted()).toEqual(Object.keys(EACH_ONCE));
    } finally {
      await w.close();
    }
  });
});
