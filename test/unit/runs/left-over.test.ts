import { describe, expect, it } from 'vitest';
import type { RenewalResult } from '../../../src/report/result.ts';
import { aCloudError } from '../../builders/cloud-error.ts';
import { aListedDomain, aName, DAY, NOW_MS } from '../../builders/domains.ts';
import { aClaimedEntry, anOpened } from '../../builders/ledger.ts';
import { aWorld, type World } from '../../builders/runs.ts';
import { someRails } from '../../builders/settings.ts';

/** Two that expire in three and in four days, at 90.00 each. */
const twoNear = (): World =>
  aWorld(['one.com', 'two.com'].map((name, index) => aListedDomain({ name, expiryMs: NOW_MS + (3 + index) * DAY })));
const rails = (maxDayMinor: number) => someRails({ caps: { maxDayMinor } });

/** The cause that each is told with. */
const causes = ({ problems }: RenewalResult): string[] =>
  problems
    .filter(({ problem }) => problem === 'due-not-submitted')
    .map(({ domain = '-', message }) => `${domain}: ${/next one, because (.*?)\. This run/.exec(message)?.[1]}`);

/** While the first is looked at, another run claims a third domain for 90.00. */
function anotherClaims(world: World): void {
  const { domainDetails } = world.registrar;
  world.registrar.domainDetails = async (instanceId) => {
    world.registrar.domainDetails = domainDetails;
    world.log.write([aClaimedEntry({ claim: 'other', domain: 'other.com', runId: 'run-2', atMs: NOW_MS })]);
    return await domainDetails.call(world.registrar, instanceId);
  };
}

describe('what is near its expiry and was left is told with the cause that applied', () => {
  it('a cap', async () => {
    expect(causes(await twoNear().renew({ money: rails(10_000) }))).toEqual([
      'two.com: RENEW_MAX_DAY_COST has no room for it',
    ]);
  });

  it('the balance', async () => {
    const world = twoNear();
    world.registrar.money.accountBalance = { kind: 'known', value: { minor: 9000, currency: 'CNY' } };
    expect(causes(await world.renew())).toEqual(['two.com: the balance does not pay it']);
  });

  it('the places of a run', async () => {
    expect(causes(await twoNear().renew({ maxDomains: 1 }))).toEqual([
      'two.com: others that expire sooner took all its places (RENEW_MAX_DOMAINS)',
    ]);
  });

  it('a missing approval', async () => {
    const money = someRails({ approval: { kind: 'always' } });
    expect(causes(await twoNear().renew({ money }))).toEqual([
      'one.com: it stopped (approval-missing)',
      'two.com: it stopped (approval-missing)',
    ]);
  });

  it('a missing approval, and a cap that would keep it out all the same', async () => {
    const money = { ...rails(10_000), approval: { kind: 'always' } as const };
    expect(causes(await twoNear().renew({ money }))).toEqual([
      'one.com: it stopped (approval-missing)',
      'two.com: it stopped (approval-missing), and RENEW_MAX_DAY_COST has no room for it',
    ]);
  });

  it('a reading that failed, whatever the places', async () => {
    const world = twoNear();
    world.registrar.trouble.details = aCloudError({ kind: 'permission' });
    expect(causes(await world.renew({ maxDomains: 1 }))).toEqual([
      'one.com: it stopped (details-unreadable)',
      'two.com: it stopped (details-unreadable)',
    ]);
  });

  it('a stop while others were sent does not touch what was never planned', async () => {
    const world = twoNear();
    world.registrar.mishaps.push({ refuse: 'Forbidden.RAM', httpStatus: 403 });
    expect(causes(await world.renew({ maxDomains: 1 }))).toEqual([
      'two.com: others that expire sooner took all its places (RENEW_MAX_DOMAINS)',
    ]);
  });

  it('a stop before its batch', async () => {
    const world = twoNear();
    world.registrar.mishaps.push({ refuse: 'Forbidden.RAM', httpStatus: 403 });
    expect(causes(await world.renew({ batchSize: 1 }))).toEqual(['two.com: it stopped (submission-refused)']);
  });

  it('so many before it that are too dear', async () => {
    const prices = [...Array.from({ length: 551 }, () => 60_000), 9000];
    const domains = prices.map((_, index) => aListedDomain({ name: `d${index}.com`, expiryMs: NOW_MS + DAY + index }));
    const world = aWorld(domains);
    prices.forEach((minor, index) => world.registrar.money.quotes.set(`d${index}.com`, minor));
    const money = someRails({ caps: { maxYearPriceMinor: null, maxRunMinor: 50_000 } });
    expect(causes(await world.renew({ maxShare: 1, money, maxDomains: 10 })).slice(-2)).toEqual([
      'd550.com: so many that expire sooner did not fit the money that it looked no further',
      'd551.com: so many that expire sooner did not fit the money that it looked no further',
    ]);
  });

  it('money that another run took meanwhile, above what a day may take without approval', async () => {
    const world = twoNear();
    world.log.write([anOpened()]);
    anotherClaims(world);
    const money = someRails({ approval: { kind: 'above', minor: 20_000 } });
    const result = await world.renew({ money }, { domains: [aName('one.com'), aName('two.com')] });
    expect(causes(result)).toEqual(['two.com: more than was claimed today needs approval (RENEW_APPROVAL)']);
    expect(result.problems.map(({ message }) => message)).toContain(
      'two.com (90.00 CNY) did not fit any more: another run has committed today what RENEW_APPROVAL (200.00 CNY) lets go without a person since this one planned. Nothing was spent on them; they wait for a later run',
    );
  });

  it.each([
    ['under a cap', 20_000, null, 'RENEW_MAX_DAY_COST has no room for it', 'money under RENEW_MAX_DAY_COST'],
    ['of the account', 500_000, 20_000, 'the balance does not pay it', "the account's money"],
  ])('money %s that another run took meanwhile', async (...[, capMinor, balanceMinor, cause, taken]) => {
    const world = twoNear();
    world.log.write([anOpened()]);
    if (balanceMinor !== null) {
      world.registrar.money.accountBalance = { kind: 'known', value: { minor: balanceMinor, currency: 'CNY' } };
    }
    anotherClaims(world);
    const order = { domains: [aName('one.com'), aName('two.com')] };
    const result = await world.renew({ money: rails(capMinor) }, order);
    expect(causes(result)).toEqual([`two.com: ${cause}`]);
    expect(result.problems.map(({ message }) => message)).toContain(
      `two.com (90.00 CNY) did not fit any more: another run has committed ${taken} since this one planned. Nothing was spent on them; they wait for a later run`,
    );
  });

  it('money that another run took in front of its own claim: the next run still finds that claim', async () => {
    const world = twoNear();
    const { log } = world;
    log.write([anOpened()]);
    const { write } = log;
    log.write = (entries) => {
      if (entries[0]?.kind === 'claimed') {
        log.write = write;
        write.call(log, [aClaimedEntry({ claim: 'other', domain: 'other.com', runId: 'run-2', atMs: NOW_MS })]);
      }
      write.call(log, entries);
    };
    const { problems } = await world.renew({ money: rails(20_000) }, { domains: [aName('one.com'), aName('two.com')] });
    expect(problems.map(({ message }) => message)).toEqual([
      'two.com (90.00 CNY) did not fit any more: another run has committed money under RENEW_MAX_DAY_COST since this one planned. Nothing was spent on them; they wait for a later run',
    ]);
    const next = await world.renew({ money: rails(50_000) }, { domains: [aName('two.com')] });
    expect(next.verdicts).toEqual({ 'not-included': 1, 'claim-open': 1 });
    expect(next.submissions).toEqual([]);
  });
});
