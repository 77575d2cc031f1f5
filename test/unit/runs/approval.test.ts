import { describe, expect, it } from 'vitest';
import type { RenewalResult } from '../../../src/report/result.ts';
import { aListedDomain, aName, DAY, HOUR, NOW_MS } from '../../builders/domains.ts';
import { aWorld, DUE, type World } from '../../builders/runs.ts';
import { someRails } from '../../builders/settings.ts';

describe("an approved plan beside a timer's run that nobody approved", () => {
  /** A day may take 100.00 without approval; each of the three that are due costs 90.00. */
  const money = someRails({ approval: { kind: 'above', minor: 10_000 } });
  const PLANNED = ['first.com', 'second.cn'].map(aName);

  type Start = () => Promise<RenewalResult>;

  async function runsOf(world: World, timerDomains: readonly string[]): Promise<{ approved: Start; timer: Start }> {
    const byHand = { trigger: 'command', domains: PLANNED } as const;
    const { plan } = await world.renew({ money }, { ...byHand, mode: 'plan' });
    return {
      approved: async () => await world.renew({ money }, { ...byHand, approve: plan.digest }),
      timer: async () => await world.renew({ money }, { domains: timerDomains.map(aName) }),
    };
  }

  /** Starts one run and, when it knows what the day has taken and has not yet claimed, has the whole other in between. */
  async function around(
    world: World,
    outer: Start,
    inner: Start,
  ): Promise<[outer: RenewalResult, inner: RenewalResult]> {
    const { registrar, clock } = world;
    const { domainDetails } = registrar;
    const between: Promise<RenewalResult>[] = [];
    registrar.domainDetails = async (instanceId) => {
      registrar.domainDetails = domainDetails;
      between.push(inner());
      await between[0];
      return await domainDetails.call(registrar, instanceId);
    };
    const ended = await outer();
    const [other] = await Promise.all(between);
    if (other === undefined) throw new Error('the one run never came to the place of the other');
    clock.advance(HOUR);
    return [ended, other];
  }

  it('that claims first has the day: what the timer would add waits and is told, until the next day', async () => {
    const world = aWorld();
    const { approved, timer } = await runsOf(world, ['third.org']);
    const [late] = await around(world, timer, approved);
    expect(world.registrar.paidCounts()).toEqual({ 'first.com': 1, 'second.cn': 1 });
    expect([late.plan.batches, late.deferred]).toEqual([[['third.org']], ['third.org']]);
    expect(late.problems).toMatchObject([{ problem: 'cap-reached' }]);
    expect(late.problems[0]?.message).toMatch(
      /another run has committed today what RENEW_APPROVAL \(100\.00 CNY\) lets/,
    );
    world.clock.advance(DAY);
    await timer();
    world.clock.advance(HOUR);
    expect(world.registrar.paidCounts()).toEqual({ 'first.com': 1, 'second.cn': 1, 'third.org': 1 });
  });

  it('that claims second is paid all the same: what the timer took of the day does not count against it', async () => {
    const world = aWorld();
    const { approved, timer } = await runsOf(world, ['third.org']);
    const ends = await around(world, approved, timer);
    expect(world.registrar.paidCounts()).toEqual({ 'first.com': 1, 'second.cn': 1, 'third.org': 1 });
    expect(ends.flatMap(({ stops, problems }) => [...stops, ...problems])).toEqual([]);
  });

  it('without a domain that the timer took meanwhile: it is paid once, the others as they were approved', async () => {
    const world = aWorld();
    const { approved, timer } = await runsOf(world, ['second.cn']);
    const ends = await around(world, approved, timer);
    expect(ends.map(({ submissions }) => submissions.flatMap(({ domains }) => domains))).toEqual([
      ['first.com'],
      ['second.cn'],
    ]);
    expect(world.registrar.paidCounts()).toEqual({ 'first.com': 1, 'second.cn': 1 });
  });

  it('and the timer alone would pass the amount: it pays nothing, whichever began first', async () => {
    const worlds = [aWorld(), aWorld()] as const;
    const [one, other] = [await runsOf(worlds[0], DUE), await runsOf(worlds[1], DUE)];
    const [timerFirst] = await around(worlds[0], one.timer, one.approved);
    const [, timerLast] = await around(worlds[1], other.approved, other.timer);
    for (const { stops } of [timerFirst, timerLast]) expect(stops).toMatchObject([{ stop: 'approval-missing' }]);
    const paid = { 'first.com': 1, 'second.cn': 1 };
    expect(worlds.map(({ registrar }) => registrar.paidCounts())).toEqual([paid, paid]);
  });
});

describe('a plan that waits for approval', () => {
  const money = someRails({ approval: { kind: 'always' } });

  it('is told louder near the expiry of each domain, timer after timer, and nothing is spent before a person approves it', async () => {
    const inDays = (name: string, days: number) => aListedDomain({ name, expiryMs: NOW_MS + days * DAY });
    const { renew, registrar, log, clock } = aWorld([inDays('near.com', 11), inDays('later.com', 20)]);
    /** From which day on which domains are told. */
    const told: [day: number, domains: string][] = [];
    for (let day = 0; day <= 12; day += 0.5) {
      const { stops, problems } = await renew({ money });
      expect(stops.map(({ stop }) => stop)).toEqual(['approval-missing']);
      const near = problems.filter(({ problem }) => problem === 'approval-near-expiry');
      const domains = near.map(({ domain, message }) => `${domain} ${/near its expiry|EXPIRED/.exec(message)?.[0]}`);
      if (told.at(-1)?.[1] !== domains.join(', ')) told.push([day, domains.join(', ')]);
      clock.advance(DAY / 2);
    }
    expect(told).toEqual([
      [0, ''],
      [1, 'near.com near its expiry'],
      [10, 'near.com near its expiry, later.com near its expiry'],
      [11, 'near.com EXPIRED, later.com near its expiry'],
    ]);
    expect([registrar.calls.submit, log.entries.filter(({ kind }) => kind === 'claimed')]).toEqual([0, []]);
    const { plan } = await renew({ money });
    await renew({ money }, { trigger: 'command', approve: plan.digest });
    clock.advance(HOUR);
    expect(registrar.paidCounts()).toEqual({ 'later.com': 1, 'near.com': 1 });
  });
});
