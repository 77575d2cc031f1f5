import { describe, expect, it } from 'vitest';
import type { SandboxReply, SandboxRequest } from '../../src/lib/wire.ts';
import { timerEvent } from '../fakes/fc-function.ts';
import {
  AGREED,
  beliefOf,
  claimsMeet,
  DAY,
  EACH_ONCE,
  type Handle,
  type Intercept,
  inSlsWorld,
  timersGoOn,
  type WireCall,
} from './sls-world.ts';

describe('what a claim costs', () => {
  it('three round trips at most, from the last answer before it to the submission', async () => {
    const callsAtSubmission: number[] = [];
    const options = {
      env: { RENEW_BATCH_SIZE: '1' },
      intercept: ({ action }: WireCall, request: SandboxRequest, handle: Handle): SandboxReply => {
        if (action === 'SaveBatchTaskForCreatingOrderRenew') callsAtSubmission.push(logCalls());
        return handle(request);
      },
    };
    let logCalls = (): number => 0;
    await inSlsWorld(options, async (w) => {
      logCalls = () => Object.values(w.logs.books().calls).reduce((sum, count) => sum + count, 0);
      const { result } = await w.instance().renew(timerEvent());
      expect(result?.submissions).toHaveLength(3);
      const [first = 0, second = 0, third = 0] = callsAtSubmission;
      // One of those between two submissions writes the outcome of the first.
      expect([second - first - 1, third - second - 1]).toEqual([3, 3]);
      const beforeList = w.calls.findIndex(({ action }) => action === 'QueryDomainList');
      expect(first - beforeList).toBe(3);
    });
  });

  it('the same for a large batch: its claims are one write', async () => {
    const count = 300;
    await inSlsWorld(
      {
        env: {
          RENEW_BATCH_SIZE: '1000',
          RENEW_MAX_DOMAINS: '1000',
          RENEW_MAX_SHARE: '1',
          RENEW_MAX_RUN_COST: 'off',
          RENEW_MAX_DAY_COST: 'off',
          RENEW_MAX_MONTH_COST: 'off',
        },
      },
      async (w) => {
        const expiryMs = w.logs.now() + 5 * DAY;
        for (let index = 3; index < count; index += 1) w.registrar.addDomain({ name: `many-${index}.com`, expiryMs });
        const { result } = await w.instance().renew(timerEvent());
        expect(result?.submissions.map(({ domains }) => domains.length)).toEqual([count]);
        const claims = w.logs.books().writes.filter(({ seqid }) => seqid !== null);
        expect(claims).toMatchObject([{ logCount: count, state: 'stored' }]);
        const submission = w.calls.findIndex(({ action }) => action === 'SaveBatchTaskForCreatingOrderRenew');
        const between = w.calls.slice(0, submission).map(({ service, action }) => `${service} ${action}`);
        const lastQuery = between.lastIndexOf('domain QueryDomainByInstanceId');
        // Fifty prices a call, all before the single queries.
        expect(between.filter((call) => call === 'domain QueryDomainRealTimePrice')).toHaveLength(6);
        expect(between.lastIndexOf('domain QueryDomainRealTimePrice')).toBeLessThan(lastQuery);
        expect(between.slice(lastQuery + 1)).toEqual(['log PullLogs', 'log PutLogs', 'log PullLogs']);
      },
    );
  });
});

/** An answer of the log service that took a write. */
function taken({ headers }: SandboxReply): SandboxReply {
  const id = headers['x-log-requestid'] ?? '';
  return { status: 200, headers: { 'x-log-requestid': id }, body: '', delayMs: 0, fate: 'answer' };
}

describe('either guard is enough alone', () => {
  it.concurrent.each([2, 5])(
    '%i runs that never hear of a conflict, as if InvalidSequenceId were ignored: the order of the log decides',
    async (runCount) => {
      const meet = claimsMeet(runCount);
      const intercept: Intercept = async (call, request, handle) => {
        const reply = await meet(call, request, handle);
        return call.claims && reply.status === 400 ? taken(reply) : reply;
      };
      const guards = { seqidState: 'enforced', staleDate: 'charged' } as const;
      await inSlsWorld({ guards, haste: 4, intercept }, async (w) => {
        const runs = Array.from({ length: runCount }, () => w.instance());
        const ends = await Promise.all(runs.map(async (fc) => await fc.renew(timerEvent())));
        const stops = ends.flatMap(({ result }) => result?.stops ?? []).map(({ stop }) => stop);
        expect(stops).toEqual(Array.from({ length: runCount - 1 }, () => 'claim-not-seen'));
        await timersGoOn(w, runs[0] ?? w.instance(), 2);
        expect(w.paid()).toEqual(EACH_ONCE);
        expect(beliefOf(w)).toEqual(AGREED);
      });
    },
    90_000,
  );
});
