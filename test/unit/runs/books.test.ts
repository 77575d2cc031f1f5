import { describe, expect, it } from 'vitest';
import { renewalRun } from '../../../src/runs/renewal-run.ts';
import type { RunParts } from '../../../src/runs/run-parts.ts';
import { aListedDomain, DAY, HOUR, MINUTE, NOW_MS, SECOND } from '../../builders/domains.ts';
import { aWorld, DUE, threeDueOfTen, untilSettled, type World } from '../../builders/runs.ts';
import { aConfig, anOrder } from '../../builders/settings.ts';
import type { SubmissionMishap } from '../../fakes/fake-registrar.ts';
import { gatedParts, Killed, killAfter } from '../../fakes/gated-parts.ts';
import type { ClaimsMishap, FactsMishap } from '../../fakes/memory-ledger.ts';

/** What the auditor wants to see: each domain in the window paid once, nothing else paid. */
const ONCE_EACH = { 'first.com': 1, 'second.cn': 1, 'third.org': 1 };
const WORLDS = ['rejected', 'charged'] as const;

function aWorldWhere(staleDate: (typeof WORLDS)[number]): World {
  const world = aWorld();
  world.registrar.staleDate = staleDate;
  return world;
}

describe.each(WORLDS)('the books, where a stale date is %s', (staleDate) => {
  it('an undisturbed run and a check', async () => {
    const world = aWorldWhere(staleDate);
    const result = await world.renew();
    expect(result).toMatchObject({
      inventory: { total: 10, listed: 10, complete: true },
      verdicts: { 'expires-within-window': 3, 'outside-window': 7 },
      submissions: [{ outcome: 'accepted', taskNo: 'task-1', domains: [...DUE] }],
      stops: [],
      problems: [],
      deferred: [],
    });
    world.clock.advance(MINUTE);
    const check = await world.check();
    expect(check.settled.map(({ outcome }) => outcome)).toEqual(['renewed', 'renewed', 'renewed']);
    expect(check).toMatchObject({ open: [], stops: [], problems: [] });
    expect(world.registrar.paidCounts()).toEqual(ONCE_EACH);
  });

  const mishaps: [name: string, mishap: SubmissionMishap][] = [
    ['a reply that is lost', 'lost-after'],
    ['a request that is lost', 'lost-before'],
    ['a hang', 'hang'],
    ['{}', 'empty'],
    ['a task number that is a number', 'number'],
    ['a refusal of the request', { refuse: 'ParameterIllegal' }],
    ['throttling', { refuse: 'Throttling.User' }],
    ['a network error inside the service', { refuse: 'NetworkIOError' }],
    ['an internal error', { refuse: 'InternalError', httpStatus: 500 }],
  ];
  it.each(mishaps)('%s, in one batch', async (_name, mishap) => {
    const world = aWorldWhere(staleDate);
    world.registrar.mishaps.push(mishap);
    const { submissions } = await world.renew();
    const refused = typeof mishap === 'object' && ['ParameterIllegal', 'Throttling.User'].includes(mishap.refuse);
    expect(submissions.map(({ outcome }) => outcome)).toEqual([refused ? 'refused' : 'unknown']);
    expect(world.registrar.requests).toHaveLength(1);
    await untilSettled(world);
    expect(world.registrar.paidCounts()).toEqual(ONCE_EACH);
  });

  it.each(mishaps)('%s, for the second of three batches', async (_name, mishap) => {
    const world = aWorldWhere(staleDate);
    world.registrar.mishaps.push('none', mishap);
    await world.renew({ batchSize: 1 });
    await untilSettled(world, { batchSize: 1 });
    expect(world.registrar.paidCounts()).toEqual(ONCE_EACH);
  });

  it.each(mishaps)('%s, and tasks that take two hours', async (_name, mishap) => {
    const world = aWorldWhere(staleDate);
    world.registrar.mishaps.push(mishap);
    world.registrar.taskMs = 2 * HOUR;
    await world.renew();
    await untilSettled(world);
    expect(world.registrar.paidCounts()).toEqual(ONCE_EACH);
  });

  it('a reply that is lost, and a task that shows one of its domains a day before the others', async () => {
    const world = aWorldWhere(staleDate);
    const { registrar, clock } = world;
    registrar.mishaps.push('lost-after');
    registrar.taskMs = 24 * HOUR;
    const doneMs = clock.now() + registrar.taskMs;
    const taskDetails = registrar.taskDetails.bind(registrar);
    registrar.taskDetails = async (number) =>
      (await taskDetails(number)).filter(({ domain }) => domain === 'first.com' || clock.now() >= doneMs);
    await world.renew();
    await untilSettled(world);
    expect(registrar.paidCounts()).toEqual(ONCE_EACH);
  });

  it('runs that come one after the other', async () => {
    const world = aWorldWhere(staleDate);
    world.registrar.taskMs = 90 * MINUTE;
    const first = await world.renew();
    const second = await world.renew();
    expect(first.submissions).toHaveLength(1);
    expect(second).toMatchObject({ submissions: [], verdicts: { 'claim-open': 3 } });
    await untilSettled(world);
    expect(world.registrar.paidCounts()).toEqual(ONCE_EACH);
  });

  it.each([1, 2, 3, 50])('runs at once, with batches of %i', async (batchSize) => {
    const world = aWorldWhere(staleDate);
    const results = await Promise.all([
      world.renew({ batchSize }),
      world.renew({ batchSize }),
      world.renew({ batchSize }),
    ]);
    expect(results.flatMap(({ submissions }) => submissions.flatMap(({ domains }) => domains)).sort()).toEqual([
      ...DUE,
    ]);
    await untilSettled(world);
    expect(world.registrar.paidCounts()).toEqual(ONCE_EACH);
  });

  it.each([1, 2, 3, 50])('runs at once with batches of %i, on a log that does not check numbers', async (batchSize) => {
    const world = aWorldWhere(staleDate);
    world.log.checksNumbers = false;
    await Promise.all([world.renew({ batchSize }), world.renew({ batchSize }), world.renew({ batchSize })]);
    await untilSettled(world);
    expect(world.registrar.paidCounts()).toEqual(ONCE_EACH);
  });

  it('a run while the log shows nothing of the other', async () => {
    const world = aWorldWhere(staleDate);
    world.log.hiddenForReads = 12;
    const results = await Promise.all([world.renew(), world.renew()]);
    expect(results.map(({ stops }) => stops.map(({ stop }) => stop))).toContainEqual(['claim-conflict']);
    world.log.hiddenForReads = 0;
    await untilSettled(world);
    expect(world.registrar.paidCounts()).toEqual(ONCE_EACH);
  });

  it.each<ClaimsMishap>(['conflict', 'unknown-landed', 'unknown-lost', 'unknown-late', 'doubled', 'unwritable'])(
    'an append of claims that ends: %s',
    async (mishap) => {
      const world = aWorldWhere(staleDate);
      world.log.claimsMishaps.push(mishap);
      await world.renew();
      await untilSettled(world);
      expect(world.registrar.paidCounts()).toEqual(ONCE_EACH);
    },
  );

  it('claims that land long after their run gave up', async () => {
    const world = aWorldWhere(staleDate);
    world.log.claimsMishaps.push('unknown-late');
    world.log.lateByReads = 200;
    const { stops } = await world.renew();
    expect(stops.map(({ stop }) => stop)).toEqual(['claim-not-seen']);
    await untilSettled(world);
    expect(world.registrar.paidCounts()).toEqual(ONCE_EACH);
  });

  it.each<FactsMishap>(['lost', 'landed', 'doubled'])('a record of the submission that ends: %s', async (mishap) => {
    const world = aWorldWhere(staleDate);
    // The first append of facts opens the ledger.
    world.log.factsMishaps.push('none', mishap);
    const { stops, submissions } = await world.renew({ batchSize: 1 });
    expect(stops.map(({ stop }) => stop)).toEqual(mishap === 'doubled' ? [] : ['ledger-unwritable']);
    expect(submissions).toHaveLength(mishap === 'doubled' ? 3 : 1);
    await untilSettled(world);
    expect(world.registrar.paidCounts()).toEqual(ONCE_EACH);
  });

  it('a run that is killed at any await', async () => {
    let kills = 0;
    for (let awaits = 0; ; awaits++) {
      const world = aWorldWhere(staleDate);
      const { gate } = killAfter(awaits);
      const run = renewalRun(aConfig({ batchSize: 2 }), anOrder(), gatedParts(world.parts(), gate));
      const killed = await run.then(
        () => false,
        (error: unknown) => error instanceof Killed,
      );
      if (!killed) break;
      kills += 1;
      await untilSettled(world);
      expect({ awaits, paid: world.registrar.paidCounts() }).toEqual({ awaits, paid: ONCE_EACH });
    }
    // Ten calls and more, each with an await before and one after it.
    expect(kills).toBeGreaterThan(30);
  });

  it('a check that is killed at any await', async () => {
    for (let awaits = 0; ; awaits++) {
      const world = aWorldWhere(staleDate);
      world.registrar.mishaps.push('lost-after', 'none', 'lost-before');
      await world.renew({ batchSize: 1 });
      world.clock.advance(HOUR);
      const { gate } = killAfter(awaits);
      const killed = await world.check({}, gatedParts(world.parts(), gate)).then(
        () => false,
        (error: unknown) => error instanceof Killed,
      );
      await untilSettled(world, { batchSize: 1 });
      expect({ awaits, paid: world.registrar.paidCounts() }).toEqual({ awaits, paid: ONCE_EACH });
      if (!killed) break;
    }
  });

  it('a check while the renewal run is at work', async () => {
    const world = aWorldWhere(staleDate);
    const [result, check] = await Promise.all([world.renew({ batchSize: 1 }), world.check(), world.check()]);
    expect(check.settled).toEqual([]);
    expect(result.submissions).toHaveLength(3);
    await untilSettled(world);
    expect(world.registrar.paidCounts()).toEqual(ONCE_EACH);
  });

  it('a zombie: killed checks aside, a claim is not freed while its run may still send', async () => {
    const world = aWorldWhere(staleDate);
    world.registrar.turnMs = 55 * SECOND;
    const run = world.renew();
    const early = await world.check();
    expect(early.settled).toEqual([]);
    await run;
    world.registrar.turnMs = 0;
    await untilSettled(world);
    expect(world.registrar.paidCounts()).toEqual(ONCE_EACH);
  });

  it('a task that shows in the lists only after half an hour', async () => {
    const world = aWorldWhere(staleDate);
    world.registrar.mishaps.push('lost-after');
    world.registrar.taskHiddenMs = 30 * MINUTE;
    world.registrar.taskMs = 3 * HOUR;
    await world.renew();
    await untilSettled(world);
    expect(world.registrar.paidCounts()).toEqual(ONCE_EACH);
  });

  it('a payment that never moves the date is not paid again', async () => {
    const world = aWorldWhere(staleDate);
    world.registrar.fates.set('second.cn', ['not-moved']);
    await world.renew();
    await expect(untilSettled(world)).rejects.toThrow('not settled');
    expect(world.registrar.paidCounts()).toEqual(ONCE_EACH);
    const { open, problems } = await world.check();
    expect(open.map(({ domain }) => domain)).toEqual(['second.cn']);
    expect(problems.map(({ problem }) => problem)).toEqual(['paid-not-verified']);
  });

  it('a task that fails is tried again after a wait, and paid once', async () => {
    const world = aWorldWhere(staleDate);
    world.registrar.fates.set('first.com', ['fail', 'fail']);
    await world.renew();
    world.clock.advance(MINUTE);
    const check = await world.check();
    expect(check.problems.map(({ problem, message }) => [problem, message.includes('余额不足')])).toEqual([
      ['renewal-failed', true],
    ]);
    expect((await world.renew()).verdicts).toMatchObject({ 'waiting-to-retry': 1 });
    for (let day = 0; day < 6; day++) {
      world.clock.advance(25 * HOUR);
      await world.renew();
      world.clock.advance(MINUTE);
      await world.check();
    }
    expect(world.registrar.paidCounts()).toEqual(ONCE_EACH);
  });
});

it('the world of these tests pays nobody by itself', async () => {
  const world = aWorld(threeDueOfTen());
  await untilSettled(world, { mode: 'plan', maxShare: 0.3, exclude: ['*'] });
  expect(world.registrar.paidCounts()).toEqual({});
});

describe('a check run that is slow', () => {
  it('does not take the task of a later claim for that of one which another check run released meanwhile', async () => {
    const world = aWorld([aListedDomain({ name: 'first.com', expiryMs: NOW_MS + 10 * DAY })]);
    world.registrar.mishaps.push('lost-before');
    await world.renew();
    world.clock.advance(HOUR);
    // The first look finds nothing.
    await world.check();
    world.clock.advance(2 * HOUR);
    // While a second one is under way, a third releases the claim, and a renewal run claims and submits anew.
    const { registrar } = world;
    let isFirst = true;
    const slow: RunParts['services'] = {
      listPage: async (query) => await registrar.listPage(query),
      scroll: async () => await registrar.scroll(),
      domainDetails: async (instanceId) => await registrar.domainDetails(instanceId),
      renewalPrices: async (queries, currency) => await registrar.renewalPrices(queries, currency),
      submitRenewal: async (request, holdBack) => await registrar.submitRenewal(request, holdBack),
      taskDetails: async (taskNo) => await registrar.taskDetails(taskNo),
      tasksSince: async (sinceMs) => {
        if (isFirst) {
          isFirst = false;
          expect((await world.check()).settled).toEqual([{ domain: 'first.com', outcome: 'released' }]);
          world.clock.advance(SECOND);
          expect((await world.renew()).submissions).toMatchObject([{ outcome: 'accepted', taskNo: 'task-1' }]);
        }
        return await registrar.tasksSince(sinceMs);
      },
    };
    const result = await world.check({}, { services: slow });
    expect(result).toMatchObject({ settled: [], open: [], problems: [] });
    const recorded = world.log.entries.filter(({ kind }) => kind === 'accepted' || kind === 'renewed');
    expect(recorded.map((entry) => ('claimId' in entry ? entry.kind : ''))).toEqual(['accepted']);
    await untilSettled(world);
    expect(registrar.paidCounts()).toEqual({ 'first.com': 1 });
  });
});
