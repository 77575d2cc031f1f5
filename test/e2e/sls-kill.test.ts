import { describe, expect, it } from 'vitest';
import type { SandboxReply, SandboxRequest } from '../../src/lib/wire.ts';
import { type FcInstance, timerEvent } from '../fakes/fc-function.ts';
import {
  AGREED,
  beliefOf,
  EACH_ONCE,
  type Handle,
  HOUR,
  inSlsWorld,
  makeSlsWorld,
  type SlsE2eWorld,
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
/** Each boundary in both worlds: killed before the request in the one, after it in the other; the next boundary the other way round. */
const cases = (['before', 'after'] as const).flatMap((moment, turn) =>
  HEALTHY.map(({ service, action }, index) => {
    const guards = WORLDS[(index + turn) % 2] ?? WORLDS[0];
    return { guards, moment, at: index + 1, name: `${service} ${action}` };
  }),
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
      'domain QueryDomainRealTimePrice': 1,
      'domain QueryAccountBalance': 1,
      'domain QueryCashCoupons': 1,
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

/** The requests of a check run that settles a lost reply and what was accepted, after a healthy renewal run. */
const HEALTHY_CHECK = await healthyCheck();

async function healthyCheck(): Promise<readonly WireCall[]> {
  const w = await makeSlsWorld();
  try {
    const fc = await renewedWithDoubt(w);
    const before = w.calls.length;
    await fc.check(timerEvent());
    return w.calls.slice(before);
  } finally {
    await w.close();
  }
}

/** Three domains are paid, one batch of them without our knowing its task. */
async function renewedWithDoubt(w: SlsE2eWorld): Promise<FcInstance> {
  w.registrar.fault({ action: 'SaveBatchTaskForCreatingOrderRenew', times: 1, kind: 'lost-reply' });
  const fc = w.instance();
  await fc.renew(timerEvent());
  w.advance(2 * HOUR);
  return fc;
}

describe('the function is killed in a check run with the log service as ledger, then both runs go on by their timers', () => {
  const checks = (['before', 'after'] as const).flatMap((moment) =>
    HEALTHY_CHECK.map(({ service, action }, index) => ({ moment, at: index + 1, name: `${service} ${action}` })),
  );
  it.concurrent.each(checks)('$moment request $at ($name)', async (one) => {
    let victim: FcInstance | null = null;
    let requestCount = 0;
    const intercept = (_call: WireCall, request: SandboxRequest, handle: Handle): SandboxReply => {
      if (victim === null) return handle(request);
      requestCount += 1;
      if (requestCount !== one.at) return handle(request);
      if (one.moment === 'after') handle(request);
      victim.kill();
      victim = null;
      return DROPPED;
    };
    const guards = { seqidState: 'forgotten', staleDate: 'charged' } as const;
    await inSlsWorld({ guards, intercept }, async (w) => {
      victim = null;
      const fc = await renewedWithDoubt(w);
      victim = fc;
      await expect(fc.check(timerEvent())).rejects.toThrow('the instance died');
      await timersGoOn(w, w.instance());
      expect(w.paid()).toEqual(EACH_ONCE);
      expect(beliefOf(w)).toEqual(AGREED);
    });
  });
});
