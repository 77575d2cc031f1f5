import { describe, expect, it } from 'vitest';
import type { Config } from '../../../src/config/config.ts';
import type { Policy } from '../../../src/config/policy.ts';
import { aListedDomain, DAY, HOUR, NOW_MS } from '../../builders/domains.ts';
import { aPolicy, aRule } from '../../builders/policies.ts';
import { aWorld } from '../../builders/runs.ts';

/** What a run under these settings paid for domains that expired so many days ago, and what it told of the others. */
async function renewed(expiredDays: Readonly<Record<string, number>>, config: Partial<Config>): Promise<string[][]> {
  const { registrar, renew, clock } = aWorld(
    Object.entries(expiredDays).map(([name, days]) => aListedDomain({ name, expiryMs: NOW_MS - days * DAY })),
  );
  const { problems } = await renew(config);
  clock.advance(HOUR);
  return [Object.keys(registrar.paidCounts()).sort(), problems.map(({ problem, domain }) => `${problem} ${domain}`)];
}

describe('renewExpired of a rule', () => {
  const expired = { 'ruled.com': 5, 'free.com': 4 };
  const ruled = (renewExpired: boolean) => aPolicy([aRule({ match: { name: ['ruled.com'] }, renewExpired })]);

  it.each<[rule: string, settings: boolean, policy: Policy, paid: string[], told: string[]]>([
    ['false', true, ruled(false), ['free.com'], ['expired-not-permitted ruled.com']],
    ['true', false, ruled(true), ['ruled.com'], ['expired-not-permitted free.com']],
    ['true', true, ruled(true), ['free.com', 'ruled.com'], []],
    ['false', false, ruled(false), [], ['expired-not-permitted ruled.com', 'expired-not-permitted free.com']],
    ['left out', true, aPolicy([aRule({ match: { name: ['ruled.com'] } })]), ['free.com', 'ruled.com'], []],
  ])(
    '%s, RENEW_EXPIRED %s: decides for its domains, and for no others',
    async (_rule, renewExpired, policy, ...ends) => {
      expect(await renewed(expired, { renewExpired, policy })).toEqual(ends);
    },
  );

  it('permits no domain whose grace period is over', async () => {
    const ends = [[], ['past-grace-period ruled.com']];
    expect(await renewed({ 'ruled.com': 30 }, { policy: ruled(true) })).toEqual(ends);
  });
});

describe('tlds of a policy', () => {
  const expired = { 'd.cn': 31, 'c.cn': 29, 'e.com': 29, 'b.cn': 6, 'a.cn': 4 };
  const past = (...names: readonly string[]) => names.map((name) => `past-grace-period ${name}`);

  it.each<[name: string, tlds: Policy['tlds'], paid: string[], told: string[]]>([
    ['nothing', {}, ['a.cn', 'b.cn', 'c.cn', 'e.com'], past('d.cn')],
    ['a shorter grace', { cn: { graceDays: 5 } }, ['a.cn', 'e.com'], past('d.cn', 'c.cn', 'b.cn')],
    ['a longer grace', { cn: { graceDays: 40 } }, ['a.cn', 'b.cn', 'c.cn', 'd.cn', 'e.com'], []],
    ['no grace', { cn: { graceDays: 0 } }, ['e.com'], past('d.cn', 'c.cn', 'b.cn', 'a.cn')],
  ])('say %s of .cn: that is when its renewal ends, and no other', async (_name, tlds, ...ends) => {
    expect(await renewed(expired, { policy: aPolicy([], { tlds }) })).toEqual(ends);
  });

  it.each<[domain: string, tlds: Policy['tlds'], until: string]>([
    ['gone.com', {}, ', until about 2026-06-20;'],
    ['gone.com', { com: { redemptionDays: 10 } }, ', until about 2026-06-01;'],
    ['gone.com', { com: { graceDays: 5, redemptionDays: 10 } }, ', until about 2026-05-07;'],
    ['gone.com', { cn: { redemptionDays: 10 } }, ', until about 2026-06-20;'],
    ['gone.hk', {}, ';'],
    ['gone.hk', { hk: { redemptionDays: 59 } }, ', until about 2026-07-18;'],
  ])('tell of %s, which expired 2026-04-22, how long a redemption can save it: %j', async (name, tlds, until) => {
    const domain = aListedDomain({ name, expiryMs: NOW_MS - 40 * DAY, status: 'needs-redemption' });
    const { renew, registrar } = aWorld([domain]);
    const { problems, verdicts } = await renew({ policy: aPolicy([], { tlds }) });
    expect(verdicts).toEqual({ 'needs-redemption': 1 });
    expect(problems.map(({ message }) => message)).toEqual([
      `${name} (expiry 2026-04-22): only a redemption, at its own price, can save it${until} never done by this tool. Redeem it in the console while that is possible`,
    ]);
    expect(registrar.calls.submit).toBe(0);
  });
});
