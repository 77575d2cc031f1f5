import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Config } from '../../src/config/config.ts';
import { type Claim, foldLedger } from '../../src/ledger/state.ts';
import { type Budget, fitBudget } from '../../src/plan/budget.ts';
import { makePlan } from '../../src/plan/plan.ts';
import { digestOfLines, planDifference, planLine } from '../../src/plan/plan-lines.ts';
import type { Renewal } from '../../src/plan/renewal.ts';
import { renewalRun } from '../../src/runs/renewal-run.ts';
import { aListedDomain, aName, aRenewal, DAY, NOW_MS } from '../builders/domains.ts';
import { aWorld, type World } from '../builders/runs.ts';
import { aConfig, anOrder, NO_LIMIT, someRails } from '../builders/settings.ts';
import type { SubmissionMishap } from '../fakes/fake-registrar.ts';
import { type Gate, gatedParts, Killed } from '../fakes/gated-parts.ts';
import type { ClaimsMishap } from '../fakes/memory-ledger.ts';

const PARAMETERS = { numRuns: 300, verbose: fc.VerbosityLevel.Verbose } as const;

const aPrice = fc.option(fc.integer({ min: 0, max: 60_000 }), { freq: 6 });
const someText = fc.constantFrom(null, 'v1', 'v2');
const anyRenewals: fc.Arbitrary<Renewal[]> = fc
  .uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), { maxLength: 6 })
  .chain((names) => fc.tuple(...names.map((name) => aRenewalOf(`${name}.com`))));

function aRenewalOf(name: string): fc.Arbitrary<Renewal> {
  return fc
    .record({
      expiryMs: fc.constantFrom(NOW_MS, NOW_MS + DAY, NOW_MS + 2 * DAY),
      years: fc.integer({ min: 1, max: 3 }),
      permitPremium: fc.boolean(),
      couponNo: someText,
      promotionNo: someText,
      minor: aPrice,
    })
    .map(({ minor, ...rest }) =>
      aRenewal({ name, ...rest, price: minor === null ? null : { minor, currency: 'CNY' } }),
    );
}

const anAmount = fc.option(fc.integer({ min: -100, max: 150_000 }));
const aBudget: fc.Arbitrary<Budget> = fc.record({ run: anAmount, day: anAmount, month: anAmount, balance: anAmount });
const NAMES = ['run', 'day', 'month', 'balance'] as const;
/** What a renewal costs, said again: its price, or 500.00 a year. */
const cost = ({ price, years }: Renewal): number => price?.minor ?? 50_000 * years;
const total = (renewals: readonly Renewal[]): number => renewals.reduce((sum, one) => sum + cost(one), 0);

describe('what fits a budget', () => {
  it('never exceeds any of them, keeps the order, and leaves out only what does not fit', () => {
    fc.assert(
      fc.property(anyRenewals, aBudget, (renewals, budget) => {
        const { fit, unfit, costMinor } = fitBudget(renewals, budget);
        expect(costMinor).toBe(total(fit));
        if (fit.length > 0) for (const name of NAMES) expect(costMinor).toBeLessThanOrEqual(budget[name] ?? costMinor);
        const taken = new Set(fit);
        expect(fit).toEqual(renewals.filter((one) => taken.has(one)));
        expect(unfit.map(({ renewal }) => renewal)).toEqual(renewals.filter((one) => !taken.has(one)));
        for (const { renewal, by } of unfit) {
          const before = fit.filter((one) => renewals.indexOf(one) < renewals.indexOf(renewal));
          expect(total(before) + cost(renewal)).toBeGreaterThan(budget[by] ?? Number.POSITIVE_INFINITY);
        }
      }),
      PARAMETERS,
    );
  });
});

describe('a plan', () => {
  it('costs what its renewals cost together, and one batch has one voucher and one coupon', () => {
    fc.assert(
      fc.property(anyRenewals, aBudget, fc.integer({ min: 1, max: 4 }), (renewals, budget, batchSize) => {
        const plan = makePlan(renewals, budget, aConfig({ batchSize }), ({ name }) => name === 'a.com');
        const planned = plan.batches.flat();
        expect(plan.costMinor).toBe(total(planned));
        expect(planned.length + plan.deferred.length).toBe(renewals.length);
        for (const batch of plan.batches) {
          expect(new Set(batch.map(({ couponNo, promotionNo }) => `${couponNo} ${promotionNo}`)).size).toBe(1);
        }
      }),
      PARAMETERS,
    );
  });

  it('the places of a run go to the first that fit; whatever does not fit is named with its budget', () => {
    fc.assert(
      fc.property(anyRenewals, aBudget, fc.integer({ min: 1, max: 4 }), (renewals, budget, maxDomains) => {
        const { batches, unfit, deferred } = makePlan(renewals, budget, aConfig({ maxDomains }), () => false);
        const planned = new Set(batches.flat().map(({ name }) => name));
        expect(planned.size).toBeLessThanOrEqual(maxDomains);
        expect(deferred).toEqual(renewals.map(({ name }) => name).filter((name) => !planned.has(name)));
        const byOf = new Map(unfit.map(({ renewal, by }) => [renewal.name, by]));
        for (const [place, renewal] of renewals.entries()) {
          const before = renewals.slice(0, place).filter(({ name }) => planned.has(name));
          const by = byOf.get(renewal.name);
          if (by !== undefined) expect(total(before) + cost(renewal)).toBeGreaterThan(budget[by] ?? total(renewals));
          else if (!planned.has(renewal.name)) expect(before).toHaveLength(maxDomains);
        }
      }),
      PARAMETERS,
    );
  });

  it('is the same whatever stands among its domains that is too dear for a cap', () => {
    const someDear = fc.array(fc.nat(), { maxLength: 6 });
    fc.assert(
      fc.property(anyRenewals, someDear, fc.integer({ min: 1, max: 4 }), (renewals, places, maxDomains) => {
        const all = [...renewals];
        places.forEach((place, index) => {
          const dear = aRenewal({ name: `dear${index}.com`, price: { minor: 700_000, currency: 'CNY' } });
          all.splice(place % (all.length + 1), 0, dear);
        });
        const plan = (chosen: readonly Renewal[]): string =>
          makePlan(chosen, { ...NO_LIMIT, month: 699_999 }, aConfig({ maxDomains }), () => false).digest;
        expect(plan(all)).toBe(plan(renewals));
      }),
      PARAMETERS,
    );
  });

  const changes: readonly ((one: Renewal) => Renewal)[] = [
    (one) => ({ ...one, name: aName(`x${one.name}`) }),
    (one) => ({ ...one, expiryMs: (one.expiryMs ?? 0) + 1 }),
    (one) => ({ ...one, years: one.years + 1 }),
    (one) => ({ ...one, permitPremium: !one.permitPremium }),
    (one) => ({ ...one, couponNo: `${one.couponNo ?? ''}x` }),
    (one) => ({ ...one, promotionNo: `${one.promotionNo ?? ''}x` }),
    (one) => ({ ...one, price: one.price === null ? { minor: 1, currency: 'CNY' } : null }),
    (one) => ({ ...one, price: { minor: (one.price?.minor ?? 0) + 1, currency: 'CNY' } }),
    (one) => ({ ...one, price: { minor: one.price?.minor ?? 0, currency: 'USD' } }),
  ];
  const digest = (renewals: readonly Renewal[]): string => digestOfLines(renewals.map(planLine));

  it('has another digest when any covered field of any renewal changes, and its difference names that domain', () => {
    fc.assert(
      fc.property(anyRenewals, fc.nat(), fc.constantFrom(...changes), (renewals, place, change) => {
        fc.pre(renewals.length > 0);
        const at = place % renewals.length;
        const other = renewals.map((one, index) => (index === at ? change(one) : one));
        expect(digest(other)).not.toBe(digest(renewals));
        const difference = planDifference(renewals.map(planLine), other.map(planLine));
        expect(difference.join('; ')).toContain(renewals[at]?.name);
      }),
      PARAMETERS,
    );
  });

  it('has the same digest in any order, whatever else is known of its domains, and no difference', () => {
    fc.assert(
      fc.property(anyRenewals, fc.integer(), (renewals, seed) => {
        const other = [...renewals]
          .sort((a, b) => ((a.name.charCodeAt(0) * seed) % 7) - ((b.name.charCodeAt(0) * seed) % 7))
          .map((one) => ({ ...one, instanceId: 'another', premium: !one.premium, autoRenew: null }));
        expect(digest(other)).toBe(digest(renewals));
        expect(planDifference(renewals.map(planLine), other.map(planLine))).toEqual([]);
      }),
      PARAMETERS,
    );
  });

  it('differs from another exactly when their lines differ', () => {
    fc.assert(
      fc.property(anyRenewals, anyRenewals, (one, other) => {
        const [a, b] = [one.map(planLine), other.map(planLine)];
        expect(planDifference(a, b).length === 0).toBe([...a].sort().join() === [...b].sort().join());
      }),
      PARAMETERS,
    );
  });
});

const aBadDay = fc.record({
  years: fc.integer({ min: 1, max: 2 }),
  maxYearMinor: fc.constantFrom(null, 3900, 9000),
  maxRunMinor: fc.constantFrom(null, 9000, 18_000),
  maxDayMinor: fc.constantFrom(null, 9000, 13_000, 18_000),
  maxMonthMinor: fc.constantFrom(9000, 13_000, 20_000),
  prices: fc.array(fc.constantFrom(3900, 9000, 9001), { minLength: 4, maxLength: 4 }),
  submissions: fc.array(
    fc.constantFrom<SubmissionMishap>('none', 'lost-after', 'hang', 'empty', { refuse: 'ParameterIllegal' }),
    { maxLength: 4 },
  ),
  claims: fc.array(fc.constantFrom<ClaimsMishap>('none', 'unknown-landed', 'unknown-late', 'doubled'), {
    maxLength: 4,
  }),
  hiddenForReads: fc.integer({ min: 0, max: 4 }),
  checksNumbers: fc.boolean(),
  batchSize: fc.integer({ min: 1, max: 2 }),
  /** After so many awaits the process dies; one for each of three runs. */
  deaths: fc.array(fc.option(fc.integer({ min: 0, max: 60 }), { freq: 3 }), { minLength: 3, maxLength: 3 }),
});

interface Day {
  readonly prices: readonly number[];
  readonly submissions: readonly SubmissionMishap[];
  readonly claims: readonly ClaimsMishap[];
  readonly hiddenForReads: number;
  readonly checksNumbers: boolean;
}

/** Four domains that are due, at the prices of the day, and what goes wrong on it. */
function aWorldOn(day: Day): World {
  const names = ['a.com', 'b.com', 'c.com', 'd.com'];
  const world = aWorld(names.map((name) => aListedDomain({ name })));
  names.forEach((name, index) => world.registrar.money.quotes.set(name, day.prices[index] ?? 0));
  world.registrar.mishaps.push(...day.submissions);
  world.log.claimsMishaps.push(...day.claims);
  world.log.hiddenForReads = day.hiddenForReads;
  world.log.checksNumbers = day.checksNumbers;
  return world;
}

/** Said again here: a product that forgets one of them must not be believed. */
const SPENT = new Set<string>(['claimed', 'doubted', 'accepted', 'renewed']);
/** What each run is asked for: all that is due, or some of it by name. */
const ASKED = [null, ['b.com', 'c.com'], ['c.com', 'd.com']] as const;

/** Three runs at once in the order of the scheduler, which may die; then a healthy one by timer finds what they left. Gives the ids of the three. */
async function threeAtOnce(
  { world, config, scheduler }: { world: World; config: Config; scheduler: fc.Scheduler },
  { deaths, approve = [] }: { deaths: readonly (number | null)[]; approve?: readonly (string | null)[] },
): Promise<(string | null)[]> {
  const runs = ASKED.map(async (asked, index) => {
    const domains = asked?.map(aName) ?? null;
    const order = anOrder({ trigger: 'command', domains, approve: approve[index] ?? null });
    return await renewalRun(config, order, gatedParts(world.parts(), gateOf(scheduler, deaths[index] ?? null)));
  });
  const ends = await scheduler.waitFor(Promise.allSettled(runs));
  for (const end of ends) if (end.status === 'rejected') expect(end.reason).toBeInstanceOf(Killed);
  // Whatever is still in doubt.
  world.log.hiddenForReads = 0;
  await world.renew(config);
  return ends.map((end) => (end.status === 'fulfilled' ? end.value.run.id : null));
}

/** The claims that cost money, in the order of the log: what was sent has, whatever came back, by the registrar's own list of requests. */
function sentClaims({ log, registrar }: World): Claim[] {
  const sent = new Set(registrar.requests.flatMap(({ orders }) => orders.map(({ domainName }) => domainName)));
  return [...foldLedger(log.entries).claims.values()].filter(
    ({ standing, domain }) => SPENT.has(standing) && sent.has(domain),
  );
}

const sum = (claims: readonly Claim[]): number => claims.reduce((minor, claim) => minor + (claim.priceMinor ?? 0), 0);

describe('the caps', () => {
  it('three runs for different domains in any interleaving, with any faults and deaths: no cap is exceeded', async () => {
    await fc.assert(
      fc.asyncProperty(aBadDay, fc.scheduler(), async (day, scheduler) => {
        const world = aWorldOn(day);
        const { years, batchSize, maxYearMinor: maxYearPriceMinor, maxRunMinor, maxDayMinor, maxMonthMinor } = day;
        const money = someRails({ caps: { maxYearPriceMinor, maxRunMinor, maxDayMinor, maxMonthMinor } });
        await threeAtOnce({ world, config: aConfig({ years, batchSize, maxShare: 1, money }), scheduler }, day);
        const claims = sentClaims(world);
        expect(sum(claims)).toBeLessThanOrEqual(Math.min(maxDayMinor ?? maxMonthMinor, maxMonthMinor));
        for (const runId of new Set(claims.map((claim) => claim.runId))) {
          const own = claims.filter((claim) => claim.runId === runId);
          expect(sum(own)).toBeLessThanOrEqual(maxRunMinor ?? maxMonthMinor);
        }
        for (const { priceMinor } of claims) {
          expect(priceMinor).toBeLessThanOrEqual((maxYearPriceMinor ?? maxMonthMinor) * years);
        }
      }),
      { numRuns: 120, verbose: fc.VerbosityLevel.Verbose },
    );
  });
});

describe('the amount that a day may take without approval', () => {
  it('three runs in any interleaving, one of them approved: none of the others sends what takes the day above it', async () => {
    const amount = fc.constantFrom(9000, 13_000, 18_000, 22_000);
    await fc.assert(
      fc.asyncProperty(aBadDay, amount, fc.scheduler(), async (day, minor, scheduler) => {
        const world = aWorldOn(day);
        const money = someRails({ approval: { kind: 'above', minor } });
        const config = aConfig({ batchSize: day.batchSize, maxShare: 1, money });
        const [, byHand] = ASKED;
        const { plan } = await aWorldOn({ ...day, hiddenForReads: 0 }).renew(config, {
          mode: 'plan',
          domains: byHand.map(aName),
        });
        const [first = null, , third = null] = day.deaths;
        const runs = { deaths: [first, null, third], approve: [null, plan.digest, null] };
        const [, approvedId] = await threeAtOnce({ world, config, scheduler }, runs);
        const claims = sentClaims(world);
        for (const [place, { runId }] of claims.entries()) {
          if (runId !== approvedId) expect(sum(claims.slice(0, place + 1))).toBeLessThanOrEqual(minor);
        }
      }),
      { numRuns: 120, verbose: fc.VerbosityLevel.Verbose },
    );
  });
});

const aPoorDay = fc.record({
  balances: fc.tuple(...Array.from({ length: 3 }, () => fc.constantFrom(9000, 13_000, 18_000, 22_000))),
  prices: fc.array(fc.constantFrom(3900, 9000, 9001), { minLength: 4, maxLength: 4 }),
  submissions: fc.array(fc.constantFrom<SubmissionMishap>('none', 'lost-after', 'hang', 'empty'), { maxLength: 4 }),
  claims: fc.array(fc.constantFrom<ClaimsMishap>('none', 'unknown-landed', 'unknown-late', 'doubled'), {
    maxLength: 4,
  }),
  hiddenForReads: fc.integer({ min: 0, max: 4 }),
  checksNumbers: fc.boolean(),
  batchSize: fc.integer({ min: 1, max: 2 }),
});

describe('the balance', () => {
  it('three runs in any interleaving: none sends what it cannot pay beside what was claimed since it asked', async () => {
    await fc.assert(
      fc.asyncProperty(aPoorDay, fc.scheduler(), async (day, scheduler) => {
        const world = aWorldOn(day);
        const config = aConfig({ batchSize: day.batchSize, maxShare: 1 });
        /** By run: the claims that stood in the log when it was told its balance. */
        const told = new Map<string, { readonly minor: number; readonly before: ReadonlySet<string> }>();
        const claimIds = (): string[] => [...foldLedger(world.log.entries).claims.keys()];
        const runs = ASKED.map(async (asked, index) => {
          const minor = day.balances[index] ?? 0;
          const balance = async () => {
            told.set(`run ${index}`, { minor, before: new Set(claimIds()) });
            return await Promise.resolve({ kind: 'known', value: { minor, currency: 'CNY' } } as const);
          };
          const order = anOrder({ trigger: 'command', domains: asked?.map(aName) ?? null });
          const parts = world.parts({ account: { balance, cashCoupons: NO_COUPONS } });
          const { run } = await renewalRun(config, order, gatedParts(parts, gateOf(scheduler, null)));
          return { runId: run.id, ...told.get(`run ${index}`) };
        });
        const ended = await scheduler.waitFor(Promise.all(runs));
        const inOrder = sentClaims(world);
        for (const { runId, minor = 0, before } of ended) {
          const last = inOrder.findLastIndex((claim) => claim.runId === runId);
          const since = inOrder.slice(0, last + 1).filter(({ claimId }) => before?.has(claimId) === false);
          expect(sum(since)).toBeLessThanOrEqual(minor);
        }
      }),
      { numRuns: 120, verbose: fc.VerbosityLevel.Verbose },
    );
  });
});

const NO_COUPONS = async () => await Promise.resolve({ kind: 'unavailable', why: 'none' } as const);

function gateOf(scheduler: fc.Scheduler, death: number | null): Gate {
  let awaits = 0;
  return async (what) => {
    await scheduler.schedule(Promise.resolve(), what);
    awaits += 1;
    if (death !== null && awaits > death) throw new Killed(what);
  };
}
