import { describe, expect, it } from 'vitest';
import { timeLeftError } from '../../../src/model/cloud-error.ts';
import type { CheckResult, RenewalResult } from '../../../src/report/result.ts';
import { aListedDomain, DAY, HOUR, MINUTE, NOW_MS, SECOND } from '../../builders/domains.ts';
import { aClaimedEntry, aFinished, anAccepted, anOpened } from '../../builders/ledger.ts';
import { aWorld, DUE, threeDueOfTen, type World } from '../../builders/runs.ts';
import { someRails } from '../../builders/settings.ts';

const stopsOf = ({ stops }: RenewalResult | CheckResult): string[] => stops.map(({ stop }) => stop);
const problemsOf = ({ problems }: RenewalResult | CheckResult): string[] =>
  problems.map(({ problem, domain }) => [problem, domain].join(' ').trim());

describe('when the time runs out', () => {
  it.each([
    ['list', 0, []],
    ['details', 10, [...DUE]],
  ] as const)('while reading the %s, the run ends with a stop and its heartbeat', async (call, listed, deferred) => {
    const { renew, registrar, log } = aWorld();
    registrar.trouble[call] = timeLeftError('QueryDomainList', undefined);
    const result = await renew();
    expect([stopsOf(result), result.problems]).toEqual([['time-left'], []]);
    expect(result.stops[0]?.message).toContain("the function's time limit is near");
    expect([result.inventory.listed, result.deferred]).toEqual([listed, deferred]);
    expect(registrar.calls.submit).toBe(0);
    expect(log.entries.at(-1)).toMatchObject({ kind: 'finished', runKind: 'renew', counts: { stops: 1 } });
  });

  it('while reading a batch again, nothing is claimed', async () => {
    const { renew, registrar, clock, log } = aWorld();
    const details = registrar.domainDetails.bind(registrar);
    registrar.domainDetails = async (instanceId) => {
      const read = await details(instanceId);
      // The first reading takes so long that the batch is read again, and that the time is over then.
      clock.advance(registrar.calls.details <= 3 ? MINUTE : 3 * MINUTE);
      return read;
    };
    const result = await renew({}, {}, { deadlineMs: clock.now() + 10 * MINUTE });
    expect([stopsOf(result), result.deferred]).toEqual([['time-left'], [...DUE]]);
    expect(log.entries.map(({ kind }) => kind)).toEqual(['opened', 'finished']);
  });

  it('readings that are certain to be too old when sent are not claimed', async () => {
    const { renew, registrar, clock, log } = aWorld();
    const details = registrar.domainDetails.bind(registrar);
    registrar.domainDetails = async (instanceId) => {
      const read = await details(instanceId);
      clock.advance(5 * MINUTE);
      return read;
    };
    const result = await renew({}, {}, { deadlineMs: clock.now() + 5 * HOUR });
    expect([stopsOf(result), result.deferred]).toEqual([['stale'], [...DUE]]);
    expect(log.entries.map(({ kind }) => kind)).toEqual(['opened', 'finished']);
  });

  it('a large batch that is read slowly goes out in parts, each with fresh readings', async () => {
    const due = Array.from({ length: 100 }, (_, index) => aListedDomain({ name: `d${index}.com` }));
    const { renew, registrar, clock } = aWorld(due);
    const details = registrar.domainDetails.bind(registrar);
    registrar.domainDetails = async (instanceId) => {
      clock.advance(5 * SECOND);
      return await details(instanceId);
    };
    const money = someRails({ caps: { maxRunMinor: null, maxDayMinor: null } });
    const config = { batchSize: 100, maxShare: 1, money };
    const result = await renew(config, {}, { deadlineMs: clock.now() + 5 * HOUR });
    expect([stopsOf(result), result.deferred]).toEqual([[], []]);
    expect(result.submissions.length).toBeGreaterThan(1);
    expect(result.submissions.flatMap(({ domains }) => domains)).toHaveLength(100);
    expect(new Set(Object.values(registrar.paidCounts()))).toEqual(new Set([1]));
  });

  /** Three accepted claims, and one whose submission is lost: older than all, and looked at last. */
  async function fourClaims(world: World): Promise<void> {
    world.log.write([anOpened(), aClaimedEntry({ claim: 'lost', domain: 'later0.com', atMs: NOW_MS - DAY })]);
    await world.renew();
    world.clock.advance(HOUR);
  }

  it('while looking at a claim, what was found before is recorded', async () => {
    const world = aWorld();
    await fourClaims(world);
    world.registrar.trouble.tasks = timeLeftError('QueryTaskList', undefined);
    const details = world.registrar.taskDetails.bind(world.registrar);
    world.registrar.taskDetails = async (number) => {
      delete world.registrar.trouble.tasks;
      const read = await details(number);
      world.registrar.trouble.tasks = timeLeftError('QueryTaskList', undefined);
      return read;
    };
    const result = await world.check();
    expect([stopsOf(result), problemsOf(result)]).toEqual([['time-left'], []]);
    expect(result.settled.map(({ domain }) => domain)).toEqual([...DUE]);
    expect(result.open).toMatchObject([{ domain: 'later0.com', why: 'this run stopped before it was looked at' }]);
    expect(world.log.entries.slice(-4).map(({ kind }) => kind)).toEqual(['renewed', 'renewed', 'renewed', 'finished']);
  });

  it('looks are recorded every ten seconds', async () => {
    const world = aWorld();
    await fourClaims(world);
    const details = world.registrar.domainDetails.bind(world.registrar);
    const recorded: number[] = [];
    world.registrar.domainDetails = async (instanceId) => {
      recorded.push(world.log.entries.filter(({ kind }) => kind === 'renewed').length);
      world.clock.advance(6 * SECOND);
      return await details(instanceId);
    };
    await world.check();
    expect(recorded).toEqual([0, 0, 2, 2]);
  });
});

describe('a run that is silent', () => {
  const old = { atMs: NOW_MS - 36 * HOUR - 1 };
  it.each([
    ['by its timer, 36 h ago', old, ['renewal-run-silent']],
    ['by its timer, just in time', { atMs: NOW_MS - 36 * HOUR }, []],
    ['by a person', { ...old, trigger: 'direct' as const }, []],
  ])('renewal %s: the check run tells', async (_name, last, expected) => {
    const { check, log } = aWorld();
    log.write([anOpened(), aFinished(last)]);
    expect(problemsOf(await check())).toEqual(expected);
  });

  it.each([
    ['with an open claim', true, [aFinished({ ...old, runKind: 'check' })], ['check-run-silent']],
    ['with nothing open', false, [aFinished({ ...old, runKind: 'check' })], []],
    ['never made', true, [], ['check-run-silent']],
    ['just in time', true, [aFinished({ atMs: NOW_MS - 36 * HOUR, runKind: 'check' })], []],
  ])('check %s: the renewal run tells', async (_name, open, finished, expected) => {
    const { renew, log } = aWorld();
    const claim = { domain: 'later0.com', atMs: NOW_MS - 2 * DAY };
    log.write([anOpened(), ...(open ? [aClaimedEntry(claim), anAccepted(claim)] : []), ...finished]);
    expect(problemsOf(await renew())).toEqual(expected);
  });
});

describe('what is due within a week and not submitted', () => {
  const near = () => [
    aListedDomain({ name: 'now.com', expiryMs: NOW_MS + 6 * DAY }),
    aListedDomain({ name: 'soon.com', expiryMs: NOW_MS + 7 * DAY }),
    aListedDomain({ name: 'week.com', expiryMs: NOW_MS + 7 * DAY + 1 }),
    ...threeDueOfTen().slice(3),
  ];

  it('is told when it is above the maximum', async () => {
    expect(problemsOf(await aWorld(near()).renew({ maxDomains: 1 }))).toEqual(['due-not-submitted soon.com']);
  });

  it('is told when the run stopped before', async () => {
    const result = await aWorld(near()).renew({ maxShare: 0.1 });
    expect(problemsOf(result)).toEqual(['due-not-submitted now.com', 'due-not-submitted soon.com']);
  });

  it.each([
    ['a timer', 'timer', ['due-but-plan-mode now.com', 'due-but-plan-mode soon.com']],
    ['a person', 'direct', []],
    ['a command', 'command', []],
  ] as const)('is told when %s only plans', async (_name, trigger, expected) => {
    expect(problemsOf(await aWorld(near()).renew({ mode: 'plan' }, { mode: 'plan', trigger }))).toEqual(expected);
  });

  it('is nothing on an ordinary day', async () => {
    expect((await aWorld(near()).renew()).problems).toEqual([]);
    expect((await aWorld().renew({ mode: 'plan' }, { mode: 'plan' })).problems).toEqual([]);
  });
});
