import { describe, expect, it } from 'vitest';
import type { PlantedLogFault } from '../../src/sandbox/log-service-faults.ts';
import { timerEvent } from '../fakes/fc-function.ts';
import {
  AGREED,
  beliefOf,
  claimsMeet,
  DAY,
  EACH_ONCE,
  FOUR_WORLDS,
  HOUR,
  type Intercept,
  inSlsWorld,
  type SlsE2eWorld,
  timersGoOn,
} from './sls-world.ts';

function claimWrites(w: SlsE2eWorld): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { seqid, state } of w.logs.books().writes) {
    if (seqid !== null) counts[state] = (counts[state] ?? 0) + 1;
  }
  return counts;
}

describe('renewal runs at once, each a process of its own, with the log service as ledger', () => {
  const cases = FOUR_WORLDS.flatMap((guards) => [2, 3, 4, 5].map((runCount) => ({ guards, runCount })));

  it.concurrent.each(cases)(
    '$runCount runs that claim at the same instant, $guards.seqidState and $guards.staleDate: each domain is paid once',
    async ({ guards, runCount }) => {
      await inSlsWorld({ guards, intercept: claimsMeet(runCount) }, async (w) => {
        const runs = Array.from({ length: runCount }, () => w.instance());
        const ends = await Promise.all(runs.map(async (fc) => await fc.renew(timerEvent())));
        expect(ends.map(({ error }) => error)).toEqual(ends.map(() => undefined));
        // They did meet: without sequence ids all of the first claims are stored, with them one.
        const first = w.logs.books().writes.filter(({ seqid }) => seqid === 1);
        expect(first.map(({ state }) => state).toSorted()).toEqual(
          first.map((_, index) => (guards.seqidState === 'forgotten' || index === runCount - 1 ? 'stored' : 'refused')),
        );
        expect(first).toHaveLength(runCount);
        const [fc = w.instance()] = runs;
        await timersGoOn(w, fc, 2);
        expect(w.paid()).toEqual(EACH_ONCE);
        expect(beliefOf(w)).toEqual(AGREED);
      });
    },
  );

  it.concurrent.each(FOUR_WORLDS)(
    'five runs as they come, $seqidState and $staleDate: each domain is paid once',
    async (guards) => {
      await inSlsWorld({ guards }, async (w) => {
        const runs = Array.from({ length: 5 }, () => w.instance());
        await Promise.all(runs.map(async (fc) => await fc.renew(timerEvent())));
        const [fc = w.instance()] = runs;
        await timersGoOn(w, fc, 2);
        expect(w.paid()).toEqual(EACH_ONCE);
        expect(beliefOf(w)).toEqual(AGREED);
      });
    },
  );

  it.concurrent.each(FOUR_WORLDS)(
    'a renewal and a check run at once, again and again, $seqidState and $staleDate: each domain is paid once',
    async (guards) => {
      await inSlsWorld({ guards }, async (w) => {
        const [one, two] = [w.instance(), w.instance()];
        for (let round = 0; round < 4; round += 1) {
          await Promise.all([one.renew(timerEvent()), two.check(timerEvent())]);
          w.advance(5 * HOUR);
        }
        await timersGoOn(w, one, 1);
        expect(w.paid()).toEqual(EACH_ONCE);
        expect(beliefOf(w)).toEqual(AGREED);
      });
    },
  );
});

/** The first write of a run on an empty ledger opens it; the second one writes the first batch's claims, the third its outcome. */
const CLAIMS = { action: 'PutLogs', skip: 1, times: 1 };
const OUTCOME = { action: 'PutLogs', skip: 2 };

interface Trouble {
  readonly name: string;
  readonly fault: PlantedLogFault;
  /** Of the run that it hits; null: it goes on as if nothing had been. */
  readonly stop: string | null;
  readonly says: string;
  /** What the run had submitted when it ended. */
  readonly submitted: number;
  /** Whether anything with a sequence id is stored without the run's knowing: then both kinds of log service are tried. */
  readonly ghost: boolean;
}

const GOES_ON = { stop: null, says: '', submitted: 2, ghost: true };
const NOT_SEEN = {
  stop: 'claim-not-seen',
  says: 'did not come back from the ledger within 15 s',
  submitted: 0,
  ghost: true,
};
const NO_ANSWER = { ...NOT_SEEN, says: 'the write of the claims got no answer, and they did not come back' };

const TROUBLES: readonly Trouble[] = [
  { name: 'reply to the claim lost', fault: { ...CLAIMS, kind: 'lost-reply' }, ...GOES_ON },
  { name: 'reply to the claim cut', fault: { ...CLAIMS, kind: 'truncated' }, ...GOES_ON },
  { name: 'claim written behind a 502 page', fault: { ...CLAIMS, kind: 'bad-gateway' }, ...GOES_ON },
  { name: 'claim written behind a wrong 200', fault: { ...CLAIMS, kind: 'wrong-200' }, ...GOES_ON },
  { name: 'claim written, no answer at all', fault: { ...CLAIMS, kind: 'hang' }, ...GOES_ON },
  {
    name: 'claim written behind InternalServerError',
    fault: { ...CLAIMS, kind: { code: 'InternalServerError', httpStatus: 500, executed: true } },
    ...GOES_ON,
  },
  {
    name: 'a code that proves nothing with 400, claim written',
    fault: { ...CLAIMS, kind: { code: 'SomethingNew', httpStatus: 400, executed: true } },
    ...GOES_ON,
  },
  { name: 'claim lands 5 s late', fault: { ...CLAIMS, kind: 'lands-late', ms: 5000 }, ...GOES_ON },
  { name: 'own claims seen 6 s late', fault: { ...CLAIMS, kind: 'seen-late', ms: 6000 }, ...GOES_ON },
  { name: 'claim lands after the run', fault: { ...CLAIMS, kind: 'lands-late', ms: 900_000 }, ...NO_ANSWER },
  { name: 'claim never written: request lost', fault: { ...CLAIMS, kind: 'lost-request' }, ...NO_ANSWER, ghost: false },
  {
    name: 'claim never written: wrong 200',
    fault: { ...CLAIMS, kind: 'wrong-200-unexecuted' },
    ...NO_ANSWER,
    ghost: false,
  },
  {
    name: 'claim never written: 502 page',
    fault: { ...CLAIMS, kind: 'bad-gateway-unexecuted' },
    ...NO_ANSWER,
    ghost: false,
  },
  { name: 'claim answered 200 and swallowed', fault: { ...CLAIMS, kind: 'swallowed' }, ...NOT_SEEN, ghost: false },
  { name: 'own claims seen after the run', fault: { ...CLAIMS, kind: 'seen-late', ms: 900_000 }, ...NOT_SEEN },
  {
    name: 'claim refused by a quota',
    fault: { ...CLAIMS, kind: 'throttled' },
    stop: 'ledger-unwritable',
    says: 'The claims were not written',
    submitted: 0,
    ghost: false,
  },
  {
    name: 'outcome cannot be written: not permitted',
    fault: { ...OUTCOME, times: 2, kind: { code: 'Unauthorized', httpStatus: 401, executed: false } },
    stop: 'ledger-unwritable',
    says: 'log:PostLogStoreLogs',
    submitted: 1,
    ghost: false,
  },
  {
    name: 'outcome never gets through',
    fault: { ...OUTCOME, times: 12, kind: 'lost-request' },
    stop: 'ledger-unwritable',
    says: 'nothing is submitted after this, and claims that stand are settled by the check run',
    submitted: 1,
    ghost: false,
  },
  {
    name: 'outcome gets through at the fourth try',
    fault: { ...OUTCOME, times: 3, kind: 'lost-request' },
    ...GOES_ON,
    ghost: false,
  },
  { name: 'outcome written twice', fault: { ...OUTCOME, times: 1, kind: 'lost-reply' }, ...GOES_ON, ghost: false },
  {
    name: 'outcome behind a wrong 200',
    fault: { ...OUTCOME, times: 1, kind: 'wrong-200-unexecuted' },
    ...GOES_ON,
    ghost: false,
  },
];

describe('trouble with the log service in a renewal run', () => {
  const cases = TROUBLES.flatMap((trouble) =>
    (trouble.ghost ? (['enforced', 'forgotten'] as const) : (['enforced'] as const)).map((seqidState) => ({
      ...trouble,
      seqidState,
    })),
  );

  it.concurrent.each(cases)(
    '$name, sequence ids $seqidState: nothing twice, and settled later',
    async (one) => {
      const guards = { seqidState: one.seqidState, staleDate: 'charged' } as const;
      await inSlsWorld({ guards, haste: 4 }, async (w) => {
        w.logs.fault(one.fault);
        const fc = w.instance();
        const { result } = await fc.renew(timerEvent());
        expect(result?.stops.map(({ stop }) => stop)[0] ?? null).toBe(one.stop);
        expect(result?.stops[0]?.message ?? '').toContain(one.says);
        expect(w.registrar.books().submissions).toHaveLength(one.submitted);
        await timersGoOn(w, fc);
        expect(w.paid()).toEqual(EACH_ONCE);
        expect(beliefOf(w)).toEqual(AGREED);
        expect(Object.keys(claimWrites(w))).not.toContain('waiting');
      });
    },
    90_000,
  );

  it.concurrent.each(['enforced', 'forgotten'] as const)(
    'own claims never seen, sequence ids %s: nothing is submitted until the log shows them, then they are settled',
    async (seqidState) => {
      await inSlsWorld({ guards: { seqidState, staleDate: 'charged' }, haste: 4 }, async (w) => {
        w.logs.fault({ ...CLAIMS, kind: 'never-seen' });
        const fc = w.instance();
        expect((await fc.renew(timerEvent())).result?.stops).toMatchObject([{ stop: 'claim-not-seen' }]);
        w.advance(DAY);
        await fc.check(timerEvent());
        const stop = seqidState === 'enforced' ? 'claim-conflict' : 'claim-not-seen';
        expect((await fc.renew(timerEvent())).result?.stops).toMatchObject([{ stop }]);
        expect(w.registrar.books().submissions).toEqual([]);
        w.logs.reveal();
        await timersGoOn(w, fc);
        expect(w.paid()).toEqual(EACH_ONCE);
        expect(beliefOf(w)).toEqual(AGREED);
      });
    },
  );

  it.concurrent.each(['enforced', 'forgotten'] as const)(
    'a claim that lands after another run has paid for its domains, sequence ids %s: it is void',
    async (seqidState) => {
      await inSlsWorld({ guards: { seqidState, staleDate: 'charged' }, haste: 4 }, async (w) => {
        w.logs.fault({ ...CLAIMS, kind: 'lands-late', ms: 3 * HOUR });
        const fc = w.instance();
        expect((await fc.renew(timerEvent())).result?.stops).toMatchObject([{ stop: 'claim-not-seen' }]);
        w.advance(HOUR);
        const second = await fc.renew(timerEvent());
        expect(second.result?.submissions.map(({ outcome }) => outcome)).toEqual(['accepted', 'accepted']);
        w.advance(3 * HOUR);
        await timersGoOn(w, fc);
        expect(claimWrites(w)).toEqual(seqidState === 'enforced' ? { refused: 1, stored: 2 } : { stored: 3 });
        expect(w.paid()).toEqual(EACH_ONCE);
        expect(beliefOf(w)).toEqual(AGREED);
      });
    },
  );

  it('the shard is split between reading and claiming: no run sees its claims, nothing is submitted, later runs are refused', async () => {
    let split = (): void => undefined;
    const intercept: Intercept = (call, request, handle) => {
      if (call.claims) split();
      return handle(request);
    };
    await inSlsWorld({ haste: 4, intercept }, async (w) => {
      split = () => {
        if (w.logs.shards().length === 1) w.logs.splitShard(0);
      };
      const runs = [w.instance(), w.instance()];
      const ends = await Promise.all(runs.map(async (fc) => await fc.renew(timerEvent())));
      for (const { result } of ends) {
        expect(['claim-not-seen', 'claim-conflict', 'ledger-refused']).toContain(result?.stops[0]?.stop);
      }
      w.advance(DAY);
      expect((await w.instance().renew(timerEvent())).result?.stops).toMatchObject([{ stop: 'ledger-refused' }]);
      expect(w.registrar.books().submissions).toEqual([]);
    });
  });
});
