import { describe, expect, it } from 'vitest';
import type { Claim } from '../../../src/ledger/state.ts';
import { foldLedger } from '../../../src/ledger/state.ts';
import { findDoubleClaims } from '../../../src/settlement/double-claims.ts';
import { type Evidence, type EvidenceReader, evidenceReader } from '../../../src/settlement/evidence.ts';
import { settleClaim } from '../../../src/settlement/settle-claim.ts';
import { aCloudError } from '../../builders/cloud-error.ts';
import { aListedDomain, at, DAY, HOUR, MINUTE, NOW_MS } from '../../builders/domains.ts';
import { aCandidate, aDetail, aTaskInfo, noTrace, someEvidence } from '../../builders/evidence.ts';
import {
  aClaim,
  aClaimedEntry,
  aDoubted,
  aFailed,
  anAccepted,
  aReleased,
  aRenewed,
  aTaskNo,
} from '../../builders/ledger.ts';
import { fakeClock } from '../../fakes/fake-clock.ts';
import { FakeRegistrar } from '../../fakes/fake-registrar.ts';

const LOOK = { runId: 'check-1', startedMs: NOW_MS, now: () => NOW_MS + 7 };
const FACTS = { atMs: NOW_MS + 7, runId: 'check-1' };

function aReader(evidence: Evidence) {
  let gathered = 0;
  const reader: EvidenceReader = {
    async gather() {
      gathered += 1;
      return await Promise.resolve({ kind: 'evidence', evidence });
    },
  };
  return { reader, count: () => gathered };
}

const settle = async (claim: Claim, evidence: Evidence) => await settleClaim(claim, aReader(evidence).reader, LOOK);
const MOVED = { expiryMs: NOW_MS + 375 * DAY };
const NONE = 'no renewal task of it since the claim, and its expiry date has not moved';

describe('settleClaim', () => {
  const withTask = aClaim({ taskNo: 'T', standing: 'accepted' });

  it('renewed', async () => {
    expect(await settle(withTask, someEvidence({ details: [aDetail()], ...MOVED }))).toEqual({
      entries: [aRenewed({ ...FACTS, taskNo: 'T' })],
      settled: { domain: 'example.com', outcome: 'renewed', taskNo: 'T' },
      open: null,
      problem: null,
    });
  });

  it('failed, with the reason verbatim and a person told', async () => {
    const settlement = await settle(
      withTask,
      someEvidence({ details: [aDetail({ status: 'failed', reason: '余额不足' })] }),
    );
    expect(settlement.entries).toEqual([aFailed({ ...FACTS, taskNo: 'T', reason: '余额不足' })]);
    expect(settlement.settled).toEqual({ domain: 'example.com', outcome: 'failed', taskNo: 'T' });
    expect(settlement.problem).toEqual({
      problem: 'renewal-failed',
      domain: 'example.com',
      message:
        'example.com (expiry 2026-06-11) was not renewed; the task says: 余额不足. Mend the cause; the renewal run tries again after a wait',
    });
  });

  it('no trace: noted, and open', async () => {
    const settlement = await settle(aClaim(), noTrace());
    expect(settlement.entries).toEqual([aDoubted({ ...FACTS, reason: NONE, looked: true })]);
    expect(settlement).toMatchObject({
      settled: null,
      open: { domain: 'example.com', sinceMs: NOW_MS - 2 * HOUR, why: `${NONE}; looked for the first time` },
      problem: null,
    });
  });

  it('released', async () => {
    const settlement = await settle(aClaim({ firstLookMs: NOW_MS - HOUR }), noTrace());
    expect(settlement.entries).toEqual([
      aReleased({ ...FACTS, reason: `${NONE}; seen at 2026-06-01T11:00:00.000Z and at 2026-06-01T12:00:00.000Z` }),
    ]);
    expect(settlement.settled).toEqual({ domain: 'example.com', outcome: 'released', taskNo: null });
  });

  it('found: accepted first, then judged by the task', async () => {
    const paid = await settle(aClaim(), noTrace({ candidates: [aCandidate('T')], ...MOVED }));
    expect(paid.entries).toEqual([anAccepted({ ...FACTS, taskNo: 'T' }), aRenewed({ ...FACTS, taskNo: 'T' })]);
    expect(paid.settled).toEqual({ domain: 'example.com', outcome: 'renewed', taskNo: 'T' });

    const failed = await settle(
      aClaim({ firstLookMs: NOW_MS - HOUR }),
      noTrace({ candidates: [aCandidate('T', [aDetail({ status: 'failed', reason: 'x' })])] }),
    );
    expect(failed.entries.map(({ kind }) => kind)).toEqual(['accepted', 'failed']);

    const slow = await settle(aClaim(), noTrace({ candidates: [aCandidate('T', [aDetail({ status: 'executing' })])] }));
    expect(slow.entries).toEqual([anAccepted({ ...FACTS, taskNo: 'T' })]);
    expect(slow.open?.why).toBe('task T is still executing');
  });

  it('open: nothing is written', async () => {
    const settlement = await settle(withTask, someEvidence({ details: [aDetail({ status: 'unknown' })] }));
    expect(settlement.entries).toEqual([]);
    expect(settlement.open).toMatchObject({ domain: 'example.com', sinceMs: NOW_MS - 2 * HOUR });
    expect(settlement.problem).toEqual({
      problem: 'task-status-unknown',
      domain: 'example.com',
      message:
        'example.com (expiry 2026-06-11), claimed 2026-06-01T10:00:00.000Z: task T has a status that is not known: PAUSED. It stays claimed, so it is not paid a second time. Look at it in the console (task T)',
    });
  });

  it('open without a task: the message names none', async () => {
    const { problem } = await settle(aClaim(), noTrace({ expiryMs: null }));
    expect(problem).toEqual({
      problem: 'domain-gone',
      domain: 'example.com',
      message:
        'example.com (expiry 2026-06-11), claimed 2026-06-01T10:00:00.000Z: the account does not show the domain or its expiry date any more. It stays claimed, so it is not paid a second time. Look at it in the console',
    });
  });

  it.each([
    ['a day', DAY, null],
    ['a millisecond more', DAY + 1, 'task-slow'],
  ])('a claimant that may be at work after %s is told by then', async (_name, ageMs, problem) => {
    const claim = aClaim({ claimedMs: NOW_MS - ageMs, claimantUntilMs: NOW_MS + HOUR });
    const settlement = await settleClaim(claim, aReader(noTrace()).reader, LOOK);
    expect([settlement.entries, settlement.problem?.problem ?? null]).toEqual([[], problem]);
  });

  it.each([
    ['the last millisecond of its claimant', NOW_MS + 1, 0],
    ['a claimant that is dead', NOW_MS, 1],
  ])('%s', async (_name, deadFromMs, looks) => {
    const claim = aClaim({ claimantUntilMs: deadFromMs - 130_000 });
    const { reader, count } = aReader(noTrace());
    const { entries, open } = await settleClaim(claim, reader, LOOK);
    expect([count(), entries.length]).toEqual([looks, looks]);
    if (looks === 0) expect(open?.why).toContain('its claimant may still be at work until 2026-06-01T12:00:00.001Z');
  });

  it('looks at a claim with a task while its claimant lives', async () => {
    const claim = aClaim({ taskNo: 'T', claimantUntilMs: NOW_MS + HOUR });
    const { reader, count } = aReader(someEvidence());
    await settleClaim(claim, reader, LOOK);
    expect(count()).toBe(1);
  });

  it.each([
    ['permission', 'permission-missing'],
    ['no-answer', 'evidence-unreadable'],
    ['unreadable', 'evidence-unreadable'],
  ] as const)('evidence that cannot be read (%s) leaves it open', async (kind, problem) => {
    const reader: EvidenceReader = {
      gather: async () => await Promise.resolve({ kind: 'unreadable', error: aCloudError({ kind }) }),
    };
    const settlement = await settleClaim(aClaim({ firstLookMs: 1 }), reader, LOOK);
    expect(settlement).toMatchObject({ entries: [], settled: null, problem: { problem } });
    expect(settlement.open?.why).toBe('the evidence could not be read: QueryDomainList failed with TimedOut');
  });
});

describe('evidenceReader', () => {
  /** A registrar two hours into the claim of example.com, and the ledger with that claim. */
  function aScene(...entries: Parameters<typeof foldLedger>[0]) {
    const clock = fakeClock(NOW_MS - 2 * HOUR);
    const registrar = new FakeRegistrar(clock, [aListedDomain(), aListedDomain({ name: 'other.com' })]);
    const ledger = foldLedger([
      aClaimedEntry({ claim: 'A', atMs: NOW_MS - 2 * HOUR, claimantUntilMs: NOW_MS - HOUR - 50 * MINUTE }),
      ...entries,
    ]);
    const gather = async (id = 'A') => {
      const claim = [...ledger.claims.values()].find(({ claimId }) => claimId === id);
      if (claim === undefined) throw new Error('no such claim');
      const gathered = await evidenceReader(registrar, ledger).gather(claim);
      return gathered.kind === 'evidence' ? gathered.evidence : gathered.error;
    };
    return { clock, registrar, ledger, gather };
  }

  it('finds the task of a lost submission, by name, among others', async () => {
    const { clock, registrar, gather } = aScene();
    registrar.order('other.com');
    const own = registrar.order('example.com');
    clock.advance(HOUR);
    const evidence = await gather();
    expect(evidence).toMatchObject({ details: null, blankTasks: [], candidates: [{ taskNo: own }] });
  });

  it('does not take an older task, nor one that belongs to another claim of the domain', async () => {
    const { clock, registrar, gather } = aScene(
      anAccepted({ claim: 'A', taskNo: 'task-2' }),
      aFailed({ claim: 'A', taskNo: 'task-2' }),
      aClaimedEntry({ claim: 'B', append: 2, atMs: NOW_MS - HOUR }),
    );
    // The first order is an hour older than claim B, the second half an hour younger, but known to be A's.
    registrar.order('example.com');
    clock.advance(90 * MINUTE);
    registrar.order('example.com');
    clock.advance(HOUR);
    expect(await gather('B')).toMatchObject({ candidates: [] });
  });

  it('takes a task whose clock is behind the claim’s by as much as the gateway tolerates', async () => {
    const { clock, registrar, gather } = aScene();
    clock.advance(-15 * MINUTE);
    const own = registrar.order('example.com');
    clock.advance(HOUR);
    expect(await gather()).toMatchObject({ candidates: [{ taskNo: own }] });
  });

  it('does not look further back than the oldest open claim without a task', async () => {
    const { registrar, gather } = aScene(
      aClaimedEntry({ claim: 'old', domain: 'other.com', atMs: NOW_MS - 900 * DAY, append: 2 }),
      aReleased({ claim: 'old', domain: 'other.com' }),
      aClaimedEntry({ claim: 'void', atMs: NOW_MS - 800 * DAY, append: 3 }),
    );
    await gather();
    expect(registrar.lookedSince).toEqual([at('2026-06-01T01:28:00Z')]);
  });

  it('looks back to 8 hours and 32 minutes before the oldest of the open claims without a task', async () => {
    const { registrar, gather } = aScene(
      aClaimedEntry({ claim: 'older', domain: 'b.com', atMs: NOW_MS - 5 * HOUR, append: 2 }),
      aClaimedEntry({ claim: 'with task', domain: 'c.com', atMs: NOW_MS - 900 * DAY, append: 3 }),
      anAccepted({ claim: 'with task', domain: 'c.com' }),
      aClaimedEntry({ claim: 'younger', domain: 'd.com', atMs: NOW_MS - 1 * HOUR, append: 4 }),
    );
    await gather();
    expect(registrar.lookedSince).toEqual([at('2026-05-31T22:28:00Z')]);
  });

  it('reads the list of tasks and each task once, however many claims there are', async () => {
    const entries = Array.from({ length: 30 }, (_, index) =>
      aClaimedEntry({ claim: `C${index}`, domain: `d${index}.com`, append: index + 2, atMs: NOW_MS - 2 * HOUR }),
    );
    const { registrar, ledger } = aScene(...entries);
    registrar.order('example.com');
    const reader = evidenceReader(registrar, ledger);
    for (const claim of ledger.claims.values()) await reader.gather(claim);
    expect(registrar.calls).toMatchObject({ tasks: 1, taskDetails: 1 });
  });

  it('says that a task is blank as long as it shows no details', async () => {
    const { registrar, gather } = aScene();
    const blank = registrar.order('example.com');
    registrar.taskDetails = async () => await Promise.resolve([]);
    expect(await gather()).toMatchObject({ candidates: [], blankTasks: [blank] });
  });

  it('says the same of a task that shows fewer domains than it has, or one without a name', async () => {
    const { registrar, gather } = aScene();
    const task = registrar.order('example.com');
    const tasksSince = registrar.tasksSince.bind(registrar);
    registrar.tasksSince = async (sinceMs) => (await tasksSince(sinceMs)).map((info) => ({ ...info, domainCount: 2 }));
    registrar.taskDetails = async () => await Promise.resolve([aDetail({ task, domain: 'other.com' })]);
    expect(await gather()).toMatchObject({ candidates: [], blankTasks: [task] });
    const nameless = { ...aDetail({ task }), domain: null };
    registrar.taskDetails = async () => await Promise.resolve([aDetail({ task, domain: 'other.com' }), nameless]);
    expect(await gather()).toMatchObject({ candidates: [], blankTasks: [task] });
  });

  it.each([
    ['at an unknown time', { createdMs: null }, 1],
    ['eight hours ago by a text that may be UTC', { createdMs: NOW_MS - 10 * HOUR, zoneAssumed: true }, 1],
    ['eight hours ago by a true time', { createdMs: NOW_MS - 10 * HOUR }, 0],
    [
      'seven hours ago by a text: after its claimant in any zone',
      { createdMs: NOW_MS - 9 * HOUR, zoneAssumed: true },
      0,
    ],
  ])('a task made %s', async (_name, made, candidates) => {
    const { registrar, gather } = aScene();
    const task = registrar.order('example.com');
    registrar.tasksSince = async () => await Promise.resolve([aTaskInfo(task, made)]);
    expect(await gather()).toMatchObject({ candidates: { length: candidates }, blankTasks: [] });
  });

  it('a task of another kind is no candidate', async () => {
    const { registrar, gather } = aScene();
    const task = registrar.order('example.com');
    registrar.taskDetails = async () =>
      await Promise.resolve([aDetail({ task, taskType: 'CHG_DNS' }), aDetail({ task, domain: 'other.com' })]);
    expect(await gather()).toMatchObject({ candidates: [], blankTasks: [] });
  });

  it('reads only the claim’s own task when it knows it, matched by name', async () => {
    const { registrar, gather } = aScene(anAccepted({ claim: 'A', taskNo: 'task-1' }));
    registrar.order('example.com');
    registrar.taskDetails = async () =>
      await Promise.resolve([aDetail({ domain: 'other.com', status: 'failed' }), aDetail()]);
    expect(await gather()).toMatchObject({
      details: [{ domain: 'example.com', status: 'succeeded' }],
      candidates: null,
    });
    expect(registrar.calls.tasks).toBe(0);
  });

  it('the domain is gone', async () => {
    const { registrar, gather } = aScene();
    registrar.remove('example.com');
    expect(await gather()).toMatchObject({ expiryMs: null });
  });

  it('the instance id belongs to another domain now: its date says nothing', async () => {
    const { registrar, gather } = aScene();
    registrar.remove('example.com');
    registrar.change('other.com', { instanceId: 'S-example.com', expiryMs: NOW_MS + 900 * DAY });
    expect(await gather()).toMatchObject({ expiryMs: null });
  });

  it('finds the date by name where the claim has no instance id', async () => {
    const { ledger, registrar } = aScene(aClaimedEntry({ claim: 'B', domain: 'other.com', append: 2, instanceId: '' }));
    const claim = [...ledger.claims.values()].find(({ domain }) => domain === 'other.com') ?? aClaim();
    registrar.change('xother.com', { expiryMs: NOW_MS });
    const gathered = await evidenceReader(registrar, ledger).gather(claim);
    expect(gathered).toMatchObject({ evidence: { expiryMs: NOW_MS + 10 * DAY } });
    expect(registrar.calls.details).toBe(0);
  });

  it.each<[string, pages: (number | null)[][], pageCount: number | null, expected: number | null, asked: number]>([
    ['on the first page of two', [[7], [null]], 2, 7, 1],
    ['on the second page', [[null], [7]], 2, 7, 2],
    ['on the last of twenty', [...Array.from({ length: 19 }, () => [null]), [7]], 20, 7, 20],
    ['beyond the twentieth', [...Array.from({ length: 20 }, () => [null]), [7]], 21, null, 20],
    ['on no page', [[null], [null]], 2, null, 2],
    ['behind an empty page', [[], [7]], 2, null, 1],
    ['on a second page that the first does not tell of', [[null], [7]], null, null, 1],
  ])('looks for the name page by page: %s', async (...[, pages, pageCount, expected, asked]) => {
    const { ledger, registrar } = aScene(aClaimedEntry({ claim: 'B', domain: 'other.com', append: 2, instanceId: '' }));
    const claim = [...ledger.claims.values()].find(({ domain }) => domain === 'other.com') ?? aClaim();
    const queries: unknown[] = [];
    registrar.listPage = async (query) => {
      queries.push(query);
      // A row without a number is another domain, whose name only resembles it.
      const domains = (pages[query.pageNum - 1] ?? []).map((expiryMs) =>
        expiryMs === null ? aListedDomain({ name: 'another.com' }) : aListedDomain({ name: 'other.com', expiryMs }),
      );
      return await Promise.resolve({ domains, unreadableRows: [], totalCount: 1, pageCount });
    };
    const gathered = await evidenceReader(registrar, ledger).gather(claim);
    expect(gathered).toMatchObject({ kind: 'evidence', evidence: { expiryMs: expected } });
    expect(queries).toHaveLength(asked);
    expect(queries.at(-1)).toEqual({ pageNum: asked, pageSize: 100, domainName: 'other.com' });
  });

  // Found by the simulation (a torn claim of 茶0.com, seed 51111): the service has the name in Unicode and finds it by no other form.
  it('looks for an internationalised name in both of its forms', async () => {
    const { ledger, registrar } = aScene(
      aClaimedEntry({ claim: 'B', domain: 'xn--0-ew8c.com', append: 2, instanceId: '' }),
    );
    const claim = [...ledger.claims.values()].find(({ domain }) => domain === 'xn--0-ew8c.com') ?? aClaim();
    const asked: (string | undefined)[] = [];
    registrar.listPage = async ({ domainName }) => {
      asked.push(domainName);
      const domains = domainName === '茶0.com' ? [aListedDomain({ name: 'xn--0-ew8c.com', expiryMs: 7 })] : [];
      return await Promise.resolve({ domains, unreadableRows: [], totalCount: domains.length, pageCount: 1 });
    };
    expect(await evidenceReader(registrar, ledger).gather(claim)).toMatchObject({ evidence: { expiryMs: 7 } });
    expect(asked).toEqual(['xn--0-ew8c.com', '茶0.com']);
  });

  it('gives back a cloud’s fault, and throws its own', async () => {
    const { registrar, gather } = aScene();
    registrar.trouble.tasks = aCloudError({ action: 'QueryTaskList' });
    expect(await gather()).toBe(registrar.trouble.tasks);
    registrar.taskDetails = async () => await Promise.reject(new TypeError('a fault of ours'));
    delete registrar.trouble.tasks;
    registrar.order('example.com');
    await expect(gather()).rejects.toThrow('a fault of ours');
  });
});

describe('findDoubleClaims', () => {
  const first = aClaimedEntry({ claim: 'A' });
  const second = aClaimedEntry({ claim: 'B', append: 2 });
  const zombie = [first, aReleased({ claim: 'A' }), second, anAccepted({ claim: 'A', taskNo: 'T1' })];

  it('tells two submissions for one date', () => {
    const problems = findDoubleClaims(foldLedger([...zombie, anAccepted({ claim: 'B', taskNo: 'T2' })]));
    expect(problems).toEqual([
      {
        problem: 'paid-twice-suspected',
        domain: 'example.com',
        message:
          "example.com (expiry 2026-06-11) may have been paid more than once: tasks T1, T2. Compare with the orders in the console and ask the registrar's support",
      },
    ]);
  });

  it('tells two renewals whose tasks nobody knows', () => {
    const renewed = (claim: string) => ({ ...aRenewed({ claim }), taskNo: null });
    const problems = findDoubleClaims(
      foldLedger([first, aReleased({ claim: 'A' }), second, renewed('A'), renewed('B')]),
    );
    expect(problems.map(({ message }) => message)).toEqual([
      "example.com (expiry 2026-06-11) may have been paid more than once: tasks unknown. Compare with the orders in the console and ask the registrar's support",
    ]);
  });

  it.each([
    ['two days', NOW_MS + 12 * DAY, 1],
    ['a millisecond more', NOW_MS + 12 * DAY + 1, 0],
    ['two days the other way', NOW_MS + 8 * DAY, 1],
    ['and a millisecond more', NOW_MS + 8 * DAY - 1, 0],
  ])('two submissions whose dates are %s apart', (_name, expiryMs, told) => {
    const other = { claim: 'B', expiryMs };
    const log = [
      first,
      anAccepted({ claim: 'A', taskNo: 'T1' }),
      aClaimedEntry({ ...other, append: 2 }),
      anAccepted({ ...other, taskNo: 'T2' }),
    ];
    expect(findDoubleClaims(foldLedger(log))).toHaveLength(told);
  });

  it('tells two task numbers of one claim', () => {
    const numbers = [first, anAccepted({ claim: 'A', taskNo: 'T1' }), anAccepted({ claim: 'A', taskNo: 'T2' })];
    expect(findDoubleClaims(foldLedger(numbers))).toHaveLength(1);
  });

  it.each([
    ['one of two accepted', zombie],
    [
      'a failure and a success',
      [
        first,
        anAccepted({ claim: 'A' }),
        aFailed({ claim: 'A' }),
        second,
        anAccepted({ claim: 'B', taskNo: aTaskNo('T2') }),
        aRenewed({ claim: 'B', taskNo: aTaskNo('T2') }),
      ],
    ],
    ['nothing', []],
  ])('tells nothing of %s', (_name, entries) => {
    expect(findDoubleClaims(foldLedger(entries))).toEqual([]);
  });
});
