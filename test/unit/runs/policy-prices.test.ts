import { expect, it } from 'vitest';
import type { Config } from '../../../src/config/config.ts';
import { aListedDomain, aName, DAY, MINUTE, NOW_MS } from '../../builders/domains.ts';
import { aClaimedEntry, anOpened } from '../../builders/ledger.ts';
import { aPolicy, aRule } from '../../builders/policies.ts';
import { aWorld } from '../../builders/runs.ts';

const table = { com: 9000, cn: 3900, org: 8000 };
const messages = async (rest: Partial<Config>): Promise<string[]> => {
  const world = aWorld();
  world.registrar.money.priceTrouble = 'InvalidAction.NotFound';
  const result = await world.renew(rest);
  return [
    ...result.plan.renewals.map(({ domain, priceMinor, priceOf }) => `${domain} ${priceMinor} ${priceOf}`),
    ...result.problems.map(({ problem, domain = '-', message }) => `${problem} ${domain} ${message}`),
  ];
};

it('a site that tells no prices is told once, also when the policy has all of them', async () => {
  expect(await messages({ policy: aPolicy([], { currency: 'CNY', yearPricesMinor: table }) })).toEqual([
    'first.com 9000 policy',
    'second.cn 3900 policy',
    'third.org 8000 policy',
    "price-call-missing - this site does not tell prices (InvalidAction.NotFound): the policy's prices stand for 3 domains that are due; none is held for that. No run sees when such a price changes: compare them with the console",
  ]);
});

it('a price of a rule counts as the policy, too; what has none is held', async () => {
  const rules = [aRule({ name: 'cn', match: { tld: ['cn'] }, expectedYearPriceMinor: 4000 })];
  const policy = aPolicy(rules, { currency: 'CNY', yearPricesMinor: { com: 9000 } });
  expect(await messages({ policy })).toEqual([
    'first.com 9000 policy',
    'second.cn 4000 policy',
    "price-call-missing - this site does not tell prices (InvalidAction.NotFound): the policy's prices stand for 2 domains that are due; the policy has none for 1 domain that is due: third.org (expiry 2026-06-13). Held, nothing was spent on it. Put the prices of their top-level domains into the policy, and of a premium name into a rule of its own",
  ]);
});

it('that is not told anew of a domain which another run has taken meanwhile', async () => {
  const world = aWorld();
  world.registrar.money.priceTrouble = 'InvalidAction.NotFound';
  world.log.write([anOpened()]);
  const { domainDetails } = world.registrar;
  world.registrar.domainDetails = async (instanceId) => {
    world.registrar.domainDetails = domainDetails;
    const other = { claim: 'other', domain: 'second.cn', expiryMs: NOW_MS + 11 * DAY, runId: 'run-2', atMs: NOW_MS };
    world.log.write([aClaimedEntry(other)]);
    return await domainDetails.call(world.registrar, instanceId);
  };
  const policy = aPolicy([], { currency: 'CNY', yearPricesMinor: table });
  const { submissions, problems } = await world.renew({ policy });
  expect(submissions.flatMap(({ domains }) => domains)).toEqual(['first.com', 'third.org']);
  expect(problems.map(({ problem }) => problem)).toEqual(['price-call-missing']);
});

it('the price of a rule stands for a premium domain, also where the table has the same amount', async () => {
  const world = aWorld([aListedDomain({ name: 'gold.com', premium: true })]);
  world.registrar.money.priceTrouble = 'InvalidAction.NotFound';
  const sent = async (expectedYearPriceMinor: number): Promise<unknown> => {
    const gold = aRule({ name: 'gold', match: { name: ['gold.com'] }, permitPremium: true, expectedYearPriceMinor });
    const policy = aPolicy([gold], { currency: 'CNY', yearPricesMinor: table });
    return (await world.renew({ policy }, { mode: 'plan' })).plan.batches;
  };
  expect(await Promise.all([sent(9001), sent(9000)])).toEqual([[['gold.com']], [['gold.com']]]);
});

it('the table says nothing of a premium domain in the forecast either: its price is not known', async () => {
  const gold = aListedDomain({ name: 'gold.com', premium: true, expiryMs: NOW_MS + 60 * DAY });
  const world = aWorld([aListedDomain({ name: 'plain.com' }), gold]);
  world.registrar.money.priceTrouble = 'InvalidAction.NotFound';
  world.registrar.money.accountBalance = { kind: 'known', value: { minor: 100_000, currency: 'CNY' } };
  const policy = aPolicy([aRule({ permitPremium: true })], { currency: 'CNY', yearPricesMinor: table });
  const { money } = await world.renew({ policy });
  expect(money?.forecast?.at(-1)).toMatchObject({ costMinor: 9000, unpricedCount: 1 });
});

it('what is premium only when it is read again is not sent at the price of the table', async () => {
  const world = aWorld([aListedDomain({ name: 'gold.com' })]);
  const { registrar, clock } = world;
  registrar.money.priceTrouble = 'InvalidAction.NotFound';
  const { domainDetails } = registrar;
  registrar.domainDetails = async (instanceId) => {
    const details = await domainDetails.call(registrar, instanceId);
    clock.advance(3 * MINUTE);
    registrar.domainDetails = async (id) => {
      const later = await domainDetails.call(registrar, id);
      return later === null ? null : { ...later, premium: true };
    };
    return details;
  };
  const rule = aRule({ permitPremium: true, unknownPrice: 'renew', maxYearPriceMinor: 500_000 });
  const policy = aPolicy([rule], { currency: 'CNY', yearPricesMinor: table });
  const result = await world.renew({ policy }, { domains: [aName('gold.com')] });
  expect(result.plan.renewals.map(({ priceMinor }) => priceMinor)).toEqual([9000]);
  expect(registrar.paid).toEqual([]);
  expect(result.deferred).toEqual(['gold.com']);
});
