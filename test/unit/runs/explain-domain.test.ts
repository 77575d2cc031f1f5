import { describe, expect, it } from 'vitest';
import type { Config } from '../../../src/config/config.ts';
import { readLedger } from '../../../src/ledger/view.ts';
import type { Explanation } from '../../../src/report/explanation.ts';
import { explainDomain } from '../../../src/runs/explain-domain.ts';
import { newNotes } from '../../../src/runs/notes.ts';
import { aCloudError } from '../../builders/cloud-error.ts';
import { aListedDomain, aName, DAY, HOUR, NOW_MS } from '../../builders/domains.ts';
import { aWorld, type World } from '../../builders/runs.ts';
import { aConfig, anOrder, someRails } from '../../builders/settings.ts';

async function explained(world: World, name: string, rest: Partial<Config> = {}): Promise<Explanation | null> {
  const parts = world.parts();
  const config = aConfig(rest);
  const order = anOrder({ mode: config.mode });
  const notes = newNotes(() => undefined);
  const work = { id: 'explain', startedMs: world.clock.now(), config, order, parts, notes };
  const before = [world.log.entries.length, world.registrar.calls.submit];
  const found = await explainDomain(aName(name), work, await readLedger(parts.ledger));
  expect([world.log.entries.length, world.registrar.calls.submit]).toEqual(before);
  problems = notes.problems.map(({ problem }) => problem);
  return found?.explanation ?? null;
}

/** What the last explanation told beside it. */
let problems: string[] = [];

const texts = (explanation: Explanation | null): string[] => (explanation?.steps ?? []).map(({ text }) => text);

describe('an explanation', () => {
  it('of a due domain says what goes first, and what each cap says', async () => {
    const world = aWorld();
    await world.check();
    const money = someRails({ caps: { maxDayMinor: 8000 } });
    const explanation = await explained(world, 'second.cn', { money });
    expect(explanation).toMatchObject({
      judged: { verdict: 'expires-within-window' },
      costMinor: 9000,
      quote: { kind: 'price', price: { minor: 9000 } },
      balanceUnknownWhy: 'this registrar shows no balance',
      // The first one does not fit either, so nothing goes before it.
      place: { waitsBy: 'day', aheadCount: 0, aheadMinor: 0, aheadWaitingCount: 1 },
      stops: [],
    });
    expect(explanation?.budgets.map(({ budget, fits }) => [budget, fits])).toEqual([
      ['run', true],
      ['day', false],
      ['month', true],
      ['balance', true],
    ]);
    expect(texts(explanation).slice(0, 2)).toEqual([
      'Waits: RENEW_MAX_DAY_COST is 80.00 CNY, 0.00 CNY of it are spent or committed, and the 80.00 CNY left are too little for its 90.00 CNY',
      'It costs more than the whole cap: no run renews it until RENEW_MAX_DAY_COST is raised',
    ]);
  });

  it('has the voucher of the plan, which may be another than that of its rule, or none', async () => {
    const coupon = (couponNo: string, minor: number, days: number) => {
      return { couponNo, balance: { minor, currency: 'CNY' }, expiresMs: NOW_MS + days * DAY, products: '' } as const;
    };
    const world = aWorld();
    world.registrar.money.coupons = { kind: 'known', value: [coupon('soon', 9000, 100), coupon('late', 500, 200)] };
    const vouchers: unknown[] = [];
    for (const name of ['first.com', 'second.cn', 'third.org']) {
      const explanation = await explained(world, name, { couponNo: 'auto' });
      vouchers.push([explanation?.terms.couponNo, explanation?.place?.couponNo]);
    }
    expect(vouchers).toEqual([
      ['auto', 'soon'],
      ['auto', 'late'],
      ['auto', null],
    ]);
    const { place } = (await explained(world, 'first.com', { money: someRails({ caps: { maxRunMinor: 1 } }) })) ?? {};
    expect(place).not.toHaveProperty('couponNo');
  });

  it('of a domain that was submitted shows its claim', async () => {
    const world = aWorld();
    await world.renew();
    const explanation = await explained(world, 'first.com');
    expect(explanation?.judged.verdict).toBe('claim-open');
    expect(explanation?.claims.map(({ standing, priceMinor }) => [standing, priceMinor])).toEqual([['accepted', 9000]]);
  });

  it('of a domain far away asks for its price too, and says what would hold it', async () => {
    const world = aWorld();
    world.registrar.money.quotes.set('later0.com', 60_000);
    expect(texts(await explained(world, 'later0.com'))[0]).toMatch(
      /^Held, and a person told, on or after .*: price-over-limit \(600\.00 CNY for a year/,
    );
  });

  it('says that nothing is renewed while runs stop', async () => {
    const world = aWorld();
    world.registrar.domainDetails = async () => await Promise.reject(aCloudError({ kind: 'permission' }));
    expect(texts(await explained(world, 'first.com'))[0]).toBe(
      'The next run stops with details-unreadable and spends nothing, see below; once that is mended:',
    );
  });

  const four = [0, 1, 2, 3].map((n) => aListedDomain({ name: `due${n}.com`, expiryMs: NOW_MS + (10 + n) * DAY }));
  const later = Array.from({ length: 10 }, (_, n) => {
    return aListedDomain({ name: `later${n}.com`, expiryMs: NOW_MS + 100 * DAY });
  });
  const threeFit = { money: someRails({ caps: { maxMonthMinor: 30_000 } }) };

  it('says which cap three sooner domains use up, as the next run then does', async () => {
    const world = aWorld([...four, ...later]);
    await world.check();
    const explanation = await explained(world, 'due3.com', threeFit);
    expect(explanation?.place).toEqual({
      waitsBy: 'month',
      aheadCount: 3,
      aheadMinor: 27_000,
      aheadVouchersMinor: 0,
      aheadWaitingCount: 0,
    });
    expect(explanation?.budgets.map(({ budget, leftMinor, fits }) => [budget, leftMinor, fits])).toEqual([
      ['run', 500_000, true],
      ['day', 500_000, true],
      ['month', 30_000, false],
      ['balance', null, true],
    ]);
    expect(texts(explanation)).toEqual([
      'Waits: RENEW_MAX_MONTH_COST is 300.00 CNY, 0.00 CNY of it are spent or committed, 3 due domains with a sooner expiry take 270.00 CNY, and the 30.00 CNY left are too little for its 90.00 CNY',
      'The next month begins at 2026-06-30 16:00 UTC, AFTER its expiry: then there is room again, soonest expiry first. Before that, only if RENEW_MAX_MONTH_COST is raised',
      'A person is told louder on or after 2026-06-07',
      'Every run tells of it now, see below',
    ]);
    expect(explanation?.told).toEqual([
      'due3.com (90.00 CNY) did not fit and waits: RENEW_MAX_MONTH_COST is 300.00 CNY; 0.00 CNY were spent or committed this month before, this plan takes 270.00 CNY, 30.00 CNY are left. Raise RENEW_MAX_MONTH_COST if this is right; soonest expiry goes first',
    ]);
    expect(texts(await explained(world, 'due2.com', threeFit))).toEqual([
      "Renewed by the timer's next run; 2 due domains with a sooner expiry take 180.00 CNY before it, and it fits too",
    ]);
    const { deferred, submissions } = await world.renew(threeFit);
    expect(deferred).toEqual(['due3.com']);
    expect(submissions.flatMap(({ domains }) => domains)).toEqual(['due0.com', 'due1.com', 'due2.com']);
  });

  it('counts what sooner domains really cost, and asks for all prices in one call', async () => {
    const world = aWorld([...four, ...later]);
    world.registrar.money.quotes.set('due1.com', 3000);
    const explanation = await explained(world, 'due3.com', threeFit);
    expect(explanation?.place).toMatchObject({ waitsBy: null, aheadCount: 3, aheadMinor: 21_000 });
    expect(world.registrar.money.asked.map((queries) => queries.length)).toEqual([4]);
  });

  it('counts the balance of the account, too', async () => {
    const world = aWorld([...four, ...later]);
    world.registrar.money.accountBalance = { kind: 'known', value: { minor: 20_000, currency: 'CNY' } };
    expect(texts(await explained(world, 'due2.com'))[0]).toBe(
      'Waits: the account can pay 200.00 CNY, 2 due domains with a sooner expiry take 180.00 CNY, and the 20.00 CNY left are too little for its 90.00 CNY. Top it up',
    );
  });

  it('says that the plan waits for approval, and which', async () => {
    const world = aWorld([...four, ...later]);
    const explanation = await explained(world, 'due0.com', { money: someRails({ approval: { kind: 'always' } }) });
    const { plan } = await world.renew({ mode: 'plan' }, { mode: 'plan' });
    expect(explanation?.stops.map(({ stop }) => stop)).toEqual(['approval-missing']);
    expect(explanation?.stops[0]?.message).toContain(`domain-renew renew --approve ${plan.digest}`);
    expect(texts(explanation).slice(0, 2)).toEqual([
      'Waits for a person: the next run stops with approval-missing and spends nothing until its plan is approved, see below; then:',
      "Renewed by the timer's next run; nothing that is due expires sooner",
    ]);
    expect(explanation?.told[0]).toMatch(/^due0\.com \(expiry 2026-06-11\) waits for approval and is near its expiry/);
  });

  it('says that also while RENEW_MODE is plan, and what to do by hand', async () => {
    const world = aWorld([...four, ...later]);
    const approval = { mode: 'plan', money: someRails({ approval: { kind: 'always' } }) } as const;
    const explanation = await explained(world, 'due0.com', approval);
    const { plan } = await world.renew({ mode: 'plan' }, { mode: 'plan' });
    expect(explanation?.stops.map(({ stop }) => stop)).toEqual(['approval-missing']);
    expect(explanation?.stops[0]?.message).toContain(`domain-renew renew --approve ${plan.digest}`);
    expect(explanation?.told).toEqual([]);
    expect(texts(explanation)).toEqual([
      "The timer's run only plans it: RENEW_MODE is plan, so it is never renewed that way",
      'With RENEW_MODE=renew it would be renewed; nothing that is due expires sooner',
      'But not before a person approves its plan: that run would stop with approval-missing and spend nothing, see below',
      'A person is told on or after 2026-06-04',
      'Now by hand: domain-renew plan due0.com, then the command with --approve that it ends with, because RENEW_APPROVAL wants that',
    ]);
  });

  it.each([
    [9000, 'Now by hand: domain-renew renew due0.com'],
    [
      8999,
      'Now by hand: domain-renew plan due0.com, then the command with --approve that it ends with, because RENEW_APPROVAL wants that',
    ],
  ])('where plans above %d need approval, what that is for it alone', async (minor, byHand) => {
    const world = aWorld([...four, ...later]);
    const money = someRails({ approval: { kind: 'above', minor } });
    const explanation = await explained(world, 'due0.com', { mode: 'plan', money });
    // All four together are above it either way.
    expect(explanation?.stops.map(({ stop }) => stop)).toEqual(['approval-missing']);
    expect(texts(explanation).at(-1)).toBe(byHand);
  });

  it('of a domain that its last look holds says nothing of a plan, nor of its approval', async () => {
    const world = aWorld([...four, ...later]);
    const details = world.registrar.domainDetails.bind(world.registrar);
    world.registrar.domainDetails = async (id) => {
      const found = await details(id);
      return found === null ? null : { ...found, holderChangePending: true };
    };
    const noRoom = { caps: { maxMonthMinor: 1000 }, approval: { kind: 'always' } } as const;
    const explanation = await explained(world, 'due0.com', { mode: 'plan', money: someRails(noRoom) });
    expect(explanation?.judged.verdict).toBe('holder-change-pending');
    expect(explanation).toMatchObject({ place: null, stops: [] });
    expect(explanation?.told).toHaveLength(1);
    expect(explanation?.told[0]).toContain("holder's data is being changed");
    expect(texts(explanation).join(' ')).not.toMatch(/Waits|approv/);
  });

  it('makes a price call that fails once, and tells it once, also for a domain that no call has reached', async () => {
    const many = Array.from({ length: 60 }, (_, n) =>
      aListedDomain({ name: `due${n}.com`, expiryMs: NOW_MS + 10 * DAY + n * HOUR }),
    );
    const world = aWorld(many);
    world.registrar.money.priceTrouble = aCloudError({ kind: 'permission' });
    const rest = { maxDomains: 1, money: someRails({ unknownPrice: 'renew' }) };
    const explanation = await explained(world, 'due59.com', rest);
    expect(world.registrar.money.asked.map((queries) => queries.length)).toEqual([50]);
    expect(problems).toEqual(['permission-missing']);
    expect(explanation?.quote).toMatchObject({ kind: 'unknown' });
  });

  it('says that the next run stops at a limit', async () => {
    const world = aWorld([...four, ...later]);
    const explanation = await explained(world, 'due0.com', { maxShare: 0.2 });
    expect(explanation?.stops).toEqual([
      {
        stop: 'share-limit',
        message:
          'this run would renew 4 of 14 domains (29 %), more than RENEW_MAX_SHARE=0.2 allows. Nothing was spent. Look at the plan; if it is right, raise RENEW_MAX_SHARE or lower RENEW_MAX_DOMAINS',
      },
    ]);
    expect(texts(explanation)[0]).toBe(
      'The next run stops with share-limit and spends nothing, see below; once that is mended:',
    );
  });

  it('of a domain behind as many as one run submits reads it all the same', async () => {
    const world = aWorld([...four, ...later]);
    const explanation = await explained(world, 'due3.com', { maxDomains: 2 });
    expect(explanation).toMatchObject({
      quote: { kind: 'price', price: { minor: 9000 } },
      place: { waitsBy: 'count', aheadCount: 2, aheadMinor: 18_000, aheadWaitingCount: 1 },
    });
    expect(explanation?.answers.filter(({ rule }) => rule === 'not-confirmed')).toMatchObject([{ answer: 'silent' }]);
    expect(texts(explanation)[0]).toMatch(/^Waits: RENEW_MAX_DOMAINS lets one run submit 2, /);
  });

  it('of a domain that the account does not list is none', async () => {
    expect(await explained(aWorld(), 'nobody.com')).toBe(null);
  });
});
