import { describe, expect, it } from 'vitest';
import type { SandboxReply, SandboxRequest } from '../../src/lib/wire.ts';
import { type FcInstance, timerEvent } from '../fakes/fc-function.ts';
import {
  AGREED,
  beliefOf,
  EACH_ONCE,
  type Handle,
  inSlsWorld,
  makeSlsWorld,
  timersGoOn,
  type WireCall,
} from './sls-world.ts';

const DROPPED: SandboxReply = { status: 0, headers: {}, body: '', delayMs: 0, fate: 'drop' };

/** The requests of a healthy run, to both services together: the boundaries at which a run can be killed. */
const HEALTHY = await healthyRun();

const WORLDS = [
  { seqidState: 'enforced', staleDate: 'rejected' },
  { seqidState: 'forgotten', staleDate: 'charged' },
] as const;
const cases = WORLDS.flatMap((guards) =>
  (['before', 'after'] as const).flatMap((moment) =>
    HEALTHY.map(({ service, action }, index) => ({ guards, moment, at: index + 1, name: `${service} ${action}` })),
  ),
);

async function healthyRun(): Promise<readonly WireCall[]> {
  const w = await makeSlsWorld();
  try {
    await w.instance().renew(timerEvent());
    return [...w.calls];
  } finally {
    await w.close();
  }
}

describe('the function is killed in a renewal run with the log service as ledger, then both runs go on by their timers', () => {
  it('a healthy run makes the requests that are counted here: a new kind of request is a new boundary', () => {
    const counts: Record<string, number> = {};
    for (const { service, action } of HEALTHY) {
      counts[`${service} ${action}`] = (counts[`${service} ${action}`] ?? 0) + 1;
    }
    expect(counts).toEqual({
      'log GetLogStore': 1,
      'log ListShards': 1,
      'log GetCursor': 2,
      'log PullLogs': 6,
      'log PutLogs': 6,
      'domain QueryDomainList': 1,
      'domain QueryDomainByInstanceId': 3,
      'domain SaveBatchTaskForCreatingOrderRenew': 2,
    });
  });

  it.concurrent.each(cases)('$moment request $at ($name), $guards.seqidState and $guards.staleDate', async (one) => {
    let victim: FcInstance | null = null;
    let requestCount = 0;
    const options = {
      guards: one.guards,
      intercept: (_call: WireCall, request: SandboxRequest, handle: Handle): SandboxReply => {
        requestCount += 1;
        if (victim === null || requestCount !== one.at) return handle(request);
        if (one.moment === 'after') handle(request);
        victim.kill();
        victim = null;
        return DROPPED;
      },
    };
    await inSlsWorld(options, async (w) => {
      victim = w.instance();
      await expect(victim.renew(timerEvent())).rejects.toThrow('the instance died');
      // The first two are made at once and come in either order.
      expect(w.calls.slice(2, one.at)).toEqual(HEALTHY.slice(2, one.at));
      await timersGoOn(w, w.instance());
      expect(w.paid()).toEqual(EACH_ONCE);
      expect(beliefOf(w)).toEqual(AGREED);
    });
  });
});
