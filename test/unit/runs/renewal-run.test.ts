import { describe, expect, it } from 'vitest';
import type { RenewalResult } from '../../../src/report/result.ts';
import { aCloudError } from '../../builders/cloud-error.ts';
import { aListedDomain, aName, DAY, HOUR, MINUTE, NOW_MS, SECOND } from '../../builders/domains.ts';
import { aClaimedEntry, aFinished, anOpened } from '../../builders/ledger.ts';
import { aWorld, DUE, threeDueOfTen, untilSettled } from '../../builders/runs.ts';

const stopsOf = ({ stops }: Pick<RenewalResult, 'stops'>): string[] => stops.map(({ stop }) => stop);
const problemsOf = ({ problems }: Pick<RenewalResult, 'problems'>): string[] =>
  problems.map(({ problem, domain }) => [problem, domain].join(' ').trim());
const sum = (counts: RenewalResult['verdicts']): number => Object.values(counts).reduce((a, b) => a + b, 0);

describe('the renewal run', () => {
  it('writes what happened in the order in which it happened', async () => {
    const { renew, log, news } = aWorld();
    const result = await renew({ batchSize: 2 });
    expect(log.entries.map(({ kind }) => kind)).toEqual([
      'opened',
      'claimed',
      'claimed',
      'accepted',
      'accepted',
      'claimed',
      'accepted',
      'finished',
    ]);
    expect(log.entries.at(-1)).toMatchObject({
      runKind: 'renew',
      mode: 'renew',
      trigger: 'timer',
      counts: {
        total: 10,
        listed: 10,
        planned: 3,
        accepted: 3,
        refused: 0,
        unknown: 0,
        deferred: 0,
        stops: 0,
        problems: 0,
      },
    });
    expect(new Set(log.entries.map(({ runId }) => runId))).toEqual(new Set([result.run.id]));
    expect(news.map((one) => one.news)).toEqual([
      'listing',
      'listed',
      'confirming',
      'confirming',
      'confirming',
      'judged',
      'planned',
      'claimed',
      'submitted',
      'claimed',
      'submitted',
    ]);
    expect(result.plan.batches).toEqual([['first.com', 'second.cn'], ['third.org']]);
  });

  it('in plan mode never claims or submits, and says the same plan', async () => {
    const planning = aWorld();
    const planned = await planning.renew({}, { mode: 'plan' });
    expect(planned).toMatchObject({
      run: { mode: 'plan' },
      plan: { batches: [[...DUE]] },
      submissions: [],
      stops: [],
      deferred: [],
    });
    expect(planning.registrar.calls.submit).toBe(0);
    expect(planning.log.entries.map(({ kind }) => kind)).toEqual(['opened', 'finished']);
    expect((await aWorld().renew()).plan).toEqual(planned.plan);
  });

  it('a missing permission names the RAM action and stops', async () => {
    const { renew, registrar } = aWorld();
    registrar.mishaps.push({ refuse: 'Forbidden.RAM', httpStatus: 403, ramAction: 'domain:CreateOrderRenew' });
    const result = await renew({ batchSize: 1 });
    expect(result.submissions.map(({ outcome, domains }) => [outcome, ...domains])).toEqual([['refused', 'first.com']]);
    expect(stopsOf(result)).toEqual(['submission-refused']);
    expect(problemsOf(result)).toEqual(['permission-missing']);
    expect(result.problems[0]?.message).toContain('domain:CreateOrderRenew');
    expect(result.deferred).toEqual(['second.cn', 'third.org']);
    expect(registrar.requests).toHaveLength(1);
  });

  it('a refusal of one request lets the others go on, and its domains go alone later', async () => {
    const { renew, registrar, clock } = aWorld();
    registrar.mishaps.push({ refuse: 'ParameterIllegal' });
    const result = await renew({ batchSize: 2 });
    expect(result.submissions.map(({ outcome, domains }) => [outcome, ...domains])).toEqual([
      ['refused', 'first.com', 'second.cn'],
      ['accepted', 'third.org'],
    ]);
    expect([stopsOf(result), problemsOf(result)]).toEqual([[], ['submission-refused']]);
    clock.advance(25 * HOUR);
    expect((await renew({ batchSize: 2 })).plan.batches).toEqual([['first.com'], ['second.cn']]);
  });

  it('two submissions with an unknown end are an outage', async () => {
    const { renew, registrar } = aWorld();
    registrar.mishaps.push('lost-before', 'empty', 'none');
    const result = await renew({ batchSize: 1 });
    expect(result.submissions.map(({ outcome }) => outcome)).toEqual(['unknown', 'unknown']);
    expect([stopsOf(result), result.deferred]).toEqual([['submissions-unknown'], ['third.org']]);
    expect(problemsOf(result)).toEqual(['submission-unknown', 'submission-unknown']);
  });

  it('the share limit stops before anything is claimed', async () => {
    const { renew, registrar, log } = aWorld();
    const result = await renew({ maxShare: 0.29 });
    expect(stopsOf(result)).toEqual(['share-limit']);
    expect(result.deferred).toEqual([...DUE]);
    expect(result.plan.batches).toEqual([[...DUE]]);
    expect(registrar.calls.submit).toBe(0);
    expect(log.entries.map(({ kind }) => kind)).toEqual(['opened', 'finished']);
    const planned = await renew({ maxShare: 0.29 }, { mode: 'plan' });
    expect([stopsOf(planned), planned.deferred]).toEqual([['share-limit'], []]);
    const most = await renew({ maxShare: 0.1, maxDomains: 2 });
    expect([stopsOf(most), most.deferred]).toEqual([['share-limit'], [...DUE]]);
  });

  it('what is above the maximum is deferred, soonest first', async () => {
    const { renew } = aWorld();
    const result = await renew({ maxDomains: 1 });
    expect(result.submissions.map(({ domains }) => domains)).toEqual([['first.com']]);
    expect(result.deferred).toEqual(['second.cn', 'third.org']);
  });

  it('a domain that drops out lets the next one move up', async () => {
    const { renew, registrar } = aWorld();
    registrar.plantDetails('first.com', { transferOutPending: true });
    const result = await renew({ maxDomains: 1 });
    expect(result.submissions.map(({ domains }) => domains)).toEqual([['second.cn']]);
    expect(problemsOf(result)).toEqual(['transfer-out-pending first.com']);
    expect(result.verdicts).toEqual({ 'transfer-out-pending': 1, 'outside-window': 7, 'expires-within-window': 2 });
    expect(registrar.calls.details).toBe(2);
  });

  it('a date that changed since the list drops the domain', async () => {
    const { renew, registrar } = aWorld();
    registrar.plantDetails('second.cn', { expiryMs: NOW_MS + 400 * DAY });
    const result = await renew();
    expect(result.submissions.map(({ domains }) => domains)).toEqual([['first.com', 'third.org']]);
    expect(result.verdicts).toMatchObject({ 'date-changed': 1 });
    expect(problemsOf(result)).toEqual(['date-changed second.cn']);
  });

  it('a date beyond any calendar does not end the run', async () => {
    const { renew, registrar } = aWorld();
    registrar.plantDetails('second.cn', { expiryMs: Number.MAX_SAFE_INTEGER });
    registrar.change('later0.com', { expiryMs: Number.MAX_SAFE_INTEGER });
    expect((await renew()).submissions.map(({ domains }) => domains)).toEqual([['first.com', 'third.org']]);
  });

  it('details that are old are read again, and what changed in between is not sent', async () => {
    const { renew, registrar, clock } = aWorld();
    const submit = registrar.submitRenewal.bind(registrar);
    registrar.submitRenewal = async (request, holdBack) => {
      const reply = await submit(request, holdBack);
      // While the first batch was on its way somebody renewed the third by hand.
      clock.advance(3 * MINUTE);
      registrar.change('third.org', { expiryMs: NOW_MS + 377 * DAY });
      return reply;
    };
    const result = await renew({ batchSize: 1 });
    expect(result.submissions.map(({ domains }) => domains)).toEqual([['first.com'], ['second.cn']]);
    expect(result.verdicts).toEqual({ 'date-changed': 1, 'expires-within-window': 2, 'outside-window': 7 });
    expect(problemsOf(result)).toEqual(['date-changed third.org']);
  });

  it.each([
    ['no more time for a batch', 45 * SECOND - 1, ['time-left'], 0],
    ['just enough', 45 * SECOND, [], 1],
  ])('%s', async (...[, leftMs, stops, submissions]) => {
    const { renew, clock, registrar } = aWorld();
    const result = await renew({}, {}, { deadlineMs: clock.now() + leftMs });
    expect([stopsOf(result), result.submissions.length]).toEqual([stops, submissions]);
    expect(registrar.calls.submit).toBe(submissions);
    if (submissions === 0) expect(result.deferred).toEqual([...DUE]);
  });

  it.each([
    ['a wait of 60 s for its turn', 60 * SECOND, 1],
    ['a wait of 61 s for its turn', 61 * SECOND, 0],
    ['a process that slept for an hour', HOUR, 0],
    ['a clock that was set back meanwhile', -SECOND, 0],
  ])('%s before the sending', async (_name, waitMs, sent) => {
    const world = aWorld();
    const { renew, registrar, clock } = world;
    const submit = registrar.submitRenewal.bind(registrar);
    registrar.submitRenewal = async (request, holdBack) => {
      clock.advance(waitMs);
      return await submit(request, holdBack);
    };
    const result = await renew();
    expect(registrar.requests).toHaveLength(sent);
    expect(stopsOf(result)).toEqual(sent === 1 ? [] : ['stale']);
    if (sent === 0) expect(result).toMatchObject({ submissions: [], deferred: [...DUE] });
    registrar.submitRenewal = submit;
    await untilSettled(world);
    expect(registrar.paidCounts()).toEqual({ 'first.com': 1, 'second.cn': 1, 'third.org': 1 });
  });

  it('a domain that another run claimed since it was judged is under way, and not left for the next run', async () => {
    const { renew, log, registrar, news } = aWorld();
    const list = registrar.listPage.bind(registrar);
    registrar.listPage = async (query) => {
      log.write([aClaimedEntry({ claim: 'other', domain: 'second.cn', expiryMs: NOW_MS + 11 * DAY })]);
      return await list(query);
    };
    const result = await renew();
    expect(result.submissions.map(({ domains }) => domains)).toEqual([['first.com', 'third.org']]);
    expect(result.deferred).toEqual([]);
    expect(result.verdicts).toMatchObject({ 'claim-open': 1, 'expires-within-window': 2 });
    expect(result.problems).toEqual([]);
    expect(news).toContainEqual({ news: 'lost', domains: ['second.cn'] });
  });

  it('only named domains, and those that are not there are told', async () => {
    const { renew } = aWorld();
    const result = await renew({}, { domains: [aName('second.cn'), aName('gone.com')] });
    expect(result.submissions.map(({ domains }) => domains)).toEqual([['second.cn']]);
    expect(problemsOf(result)).toEqual(['domain-not-found gone.com']);
    expect(sum(result.verdicts)).toBe(10);
  });

  it('tells what a timer asked for in vain', async () => {
    const result = await aWorld().renew({}, { ignored: ['the timer wished for more'] });
    expect(result.problems).toEqual([{ problem: 'option-ignored', message: 'the timer wished for more' }]);
  });

  it.each([
    ['list', 'inventory-unreadable', 0],
    ['details', 'details-unreadable', 10],
  ] as const)('a %s that is not permitted stops with the action', async (call, stop, listed) => {
    const { renew, registrar, log } = aWorld();
    registrar.trouble[call] = aCloudError({
      kind: 'permission',
      code: 'Forbidden.RAM',
      ramAction: 'domain:QueryCommonInfo',
    });
    const result = await renew();
    expect(stopsOf(result)).toEqual([stop]);
    expect(problemsOf(result)).toEqual(['permission-missing']);
    expect(result.problems[0]?.message).toContain('domain:QueryCommonInfo');
    expect([result.inventory.listed, sum(result.verdicts)]).toEqual([listed, listed]);
    expect(registrar.calls.submit).toBe(0);
    expect(log.entries.at(-1)).toMatchObject({ kind: 'finished', counts: { stops: 1 } });
  });

  it('a list that could not be read does not count as an empty account for the next run', async () => {
    const { renew, registrar } = aWorld();
    await renew({}, { mode: 'plan' });
    registrar.trouble.list = aCloudError();
    await renew({}, { mode: 'plan' });
    delete registrar.trouble.list;
    for (const { name } of threeDueOfTen().slice(3, 6)) registrar.remove(name);
    expect(problemsOf(await renew({}, { mode: 'plan' }))).toEqual([]);
  });

  it('an account that shrank since the last run is told', async () => {
    const { renew, registrar } = aWorld();
    await renew({}, { mode: 'plan' });
    for (const { name } of threeDueOfTen().slice(3, 6)) registrar.remove(name);
    expect(problemsOf(await renew({ maxShare: 1 }, { mode: 'plan' }))).toEqual(['inventory-shrunken']);
  });

  it.each([
    ['cannot be read', 'ledger-unreadable'],
    ['has lost its beginning', 'ledger-refused'],
    ['has a gap', 'ledger-refused'],
    ['cannot be opened', 'ledger-unwritable'],
  ])('a ledger that %s: nothing is called, nothing spent', async (fault, stop) => {
    const { renew, check, registrar, log } = aWorld();
    if (fault === 'cannot be read') log.unreadable = true;
    if (fault === 'has lost its beginning') log.write([aFinished()]);
    if (fault === 'has a gap')
      log.write([anOpened(), aClaimedEntry(), aClaimedEntry({ claim: 'B', domain: 'b.com', append: 3 })]);
    if (fault === 'cannot be opened') log.factsMishaps.push('lost', 'lost');
    const result = await renew();
    expect(stopsOf(result)).toEqual([stop]);
    expect(result).toMatchObject({ submissions: [], verdicts: {}, plan: { batches: [] } });
    expect(stopsOf(await check())).toEqual([stop]);
    expect(Object.values(registrar.calls)).toEqual([0, 0, 0, 0, 0]);
  });

  it('a fault of this program goes up, and is not taken for an answer', async () => {
    const { renew, registrar } = aWorld();
    registrar.listPage = async () => await Promise.reject(new TypeError('a fault of ours'));
    await expect(renew()).rejects.toThrow('a fault of ours');
  });

  it('a list that is not proven complete is served', async () => {
    const { renew, registrar } = aWorld();
    const list = registrar.listPage.bind(registrar);
    registrar.listPage = async (query) => ({ ...(await list(query)), totalCount: 11, pageCount: 1 });
    const result = await renew();
    expect(result.inventory).toEqual({ total: 11, listed: 10, complete: false });
    expect(problemsOf(result)).toEqual(['inventory-incomplete']);
    expect(result.submissions).toHaveLength(1);
  });

  it('sends vouchers, years and premium permission as the settings say', async () => {
    const { renew, registrar } = aWorld([aListedDomain({ premium: true })]);
    await renew({ years: 2, permitPremium: true, couponNo: 'C', promotionNo: null });
    expect(registrar.requests).toEqual([
      {
        orders: [{ domainName: 'example.com', expiryMs: NOW_MS + 10 * DAY, years: 2, permitPremium: true }],
        couponNo: 'C',
        promotionNo: null,
      },
    ]);
  });
});

describe('the check run', () => {
  it('counts what it settled, and beats', async () => {
    const { renew, check, clock, registrar, log } = aWorld();
    registrar.fates.set('first.com', ['fail']);
    registrar.fates.set('second.cn', ['not-moved']);
    await renew();
    clock.advance(HOUR);
    const result = await check();
    expect(result.settled).toEqual([
      { domain: 'first.com', outcome: 'failed', taskNo: 'task-1' },
      { domain: 'third.org', outcome: 'renewed', taskNo: 'task-1' },
    ]);
    expect(result.open).toEqual([
      {
        domain: 'second.cn',
        since: '2026-06-01T12:00:00.000Z',
        why: 'paid, not yet verified: its expiry date is still 2026-06-12T12:00:00.000Z',
      },
    ]);
    expect(log.entries.at(-1)).toMatchObject({
      kind: 'finished',
      runKind: 'check',
      counts: { renewed: 1, failed: 1, released: 0, open: 1, stops: 0, problems: 1 },
    });
  });

  it('looks only at the named domains', async () => {
    const { renew, check, clock } = aWorld();
    await renew();
    clock.advance(HOUR);
    expect((await check({ domains: [aName('third.org')] })).settled.map(({ domain }) => domain)).toEqual(['third.org']);
  });

  it('reports nothing as settled that could not be written', async () => {
    const { renew, check, clock, log } = aWorld();
    await renew();
    clock.advance(HOUR);
    log.factsMishaps.push('lost');
    const result = await check();
    expect(result.settled).toEqual([]);
    expect(stopsOf(result)).toEqual(['ledger-unwritable']);
    expect(result.open.map(({ why }) => why)).toEqual(
      DUE.map(() => 'what was found could not be written to the ledger'),
    );
    expect((await check()).settled).toHaveLength(3);
  });

  it('says why a claim is open of which there was nothing to write, also where the ledger is gone', async () => {
    const { renew, check, clock, log, registrar } = aWorld();
    registrar.fates.set('second.cn', ['not-moved']);
    await renew();
    clock.advance(HOUR);
    const taskDetails = registrar.taskDetails.bind(registrar);
    registrar.taskDetails = async (task) => {
      log.unreadable = true;
      return await taskDetails(task);
    };
    const result = await check();
    expect(stopsOf(result)).toContain('ledger-unreadable');
    expect(result.open.map(({ why }) => why)).toEqual([
      'what was found could not be written to the ledger',
      'paid, not yet verified: its expiry date is still 2026-06-12T12:00:00.000Z',
      'what was found could not be written to the ledger',
    ]);
  });

  it('leaves what it has no time for, and says so', async () => {
    const { renew, check, clock } = aWorld();
    await renew();
    clock.advance(HOUR);
    const result = await check({}, { deadlineMs: clock.now() + 19 * SECOND });
    expect(stopsOf(result)).toEqual(['time-left']);
    expect(result.open).toHaveLength(3);
  });

  it('names the permission that its evidence needs', async () => {
    const { renew, check, clock, registrar } = aWorld();
    await renew();
    clock.advance(HOUR);
    registrar.trouble.tasks = aCloudError({ kind: 'permission', ramAction: 'domain:QueryDomainTask' });
    const result = await check();
    expect(new Set(result.problems.map(({ problem }) => problem))).toEqual(new Set(['permission-missing']));
    expect(result.problems[0]?.message).toContain('domain:QueryDomainTask');
    expect(result).toMatchObject({ settled: [], open: [{}, {}, {}] });
  });

  it('needs nothing on an empty ledger, and opens it', async () => {
    const { check, log, registrar } = aWorld();
    expect(await check()).toMatchObject({ settled: [], open: [], stops: [], problems: [] });
    expect(log.entries.map(({ kind }) => kind)).toEqual(['opened', 'finished']);
    expect(Object.values(registrar.calls)).toEqual([0, 0, 0, 0, 0]);
  });
});
