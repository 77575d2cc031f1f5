import { describe, expect, it } from 'vitest';
import type { DomainReader } from '../../../src/inventory/domain-reader.ts';
import type { LedgerEntry } from '../../../src/ledger/entry.ts';
import { foldLedger, LedgerFold } from '../../../src/ledger/state.ts';
import type { TaskDetail, TaskInfo } from '../../../src/model/task.ts';
import { type Evidence, evidenceReader } from '../../../src/settlement/evidence.ts';
import type { TaskReader } from '../../../src/settlement/task-reader.ts';
import { DAY, HOUR, MINUTE, NOW_MS } from '../../builders/domains.ts';
import { aDetail, aTaskInfo } from '../../builders/evidence.ts';
import { aClaimedEntry, aDoubted, anAccepted, anOpened } from '../../builders/ledger.ts';

const CLAIMED_MS = NOW_MS - 2 * HOUR;

/** An account whose domains have no date, with these tasks. */
function servicesWith(
  infos: TaskInfo[],
  detailsOf: (...asked: Parameters<TaskReader['taskDetails']>) => TaskDetail[],
): DomainReader & TaskReader {
  return {
    listPage: async () => await Promise.reject(new Error('not asked')),
    scroll: async () => await Promise.reject(new Error('not asked')),
    domainDetails: async () => await Promise.resolve(null),
    tasksSince: async (sinceMs) =>
      await Promise.resolve(infos.filter(({ createdMs }) => (createdMs ?? sinceMs) >= sinceMs - DAY)),
    taskDetails: async (...asked) => await Promise.resolve(detailsOf(...asked)),
  };
}

/** What is found about one claim on example.com, in a world with these tasks; the date has not moved. */
async function evidenceWith(
  infos: TaskInfo[],
  details: Record<string, TaskDetail[]>,
  meanwhile: LedgerEntry[] = [],
): Promise<Evidence> {
  const fold = new LedgerFold();
  fold.advance([anOpened(), aClaimedEntry({ atMs: CLAIMED_MS, claimantUntilMs: CLAIMED_MS + 10 * MINUTE })]);
  const reader = evidenceReader(
    servicesWith(infos, (taskNo) => details[taskNo] ?? []),
    fold.state,
  );
  const [claim] = fold.state.claims.values();
  fold.advance(meanwhile);
  const gathered = claim === undefined ? null : await reader.gather(claim);
  if (gathered?.kind !== 'evidence') throw new Error('no evidence');
  return gathered.evidence;
}

const other = (task: string): TaskDetail => aDetail({ task, domain: 'other.com' });
const found = (evidence: Evidence): unknown => ({
  candidates: evidence.candidates?.map(({ taskNo }) => taskNo),
  blank: evidence.blankTasks,
});

describe('a task that may be ours is never overlooked', () => {
  it('has a row without a type', async () => {
    const evidence = await evidenceWith([aTaskInfo('T', { taskType: '' })], { T: [aDetail({ task: 'T' })] });
    expect(found(evidence)).toEqual({ candidates: ['T'], blank: [] });
  });

  it('was recorded for this very claim by another run, since this one read the ledger', async () => {
    const evidence = await evidenceWith([aTaskInfo('T')], { T: [aDetail({ task: 'T' })] }, [
      anAccepted({ taskNo: 'T' }),
    ]);
    expect(found(evidence)).toEqual({ candidates: ['T'], blank: [] });
  });

  it('shows fewer details than it has domains', async () => {
    const evidence = await evidenceWith([aTaskInfo('T', { domainCount: 2 })], { T: [other('T')] });
    expect(found(evidence)).toEqual({ candidates: [], blank: ['T'] });
  });

  it.each([
    ['is unfinished', false, ['T']],
    ['is finished', true, []],
  ])('does not say how many domains it has, and %s', async (_name, isComplete, blank) => {
    const evidence = await evidenceWith([aTaskInfo('T', { isComplete })], { T: [other('T')] });
    expect(found(evidence)).toEqual({ candidates: [], blank });
  });

  it('has a detail without a name', async () => {
    const nameless = { ...aDetail({ task: 'T' }), domain: null };
    const evidence = await evidenceWith([aTaskInfo('T')], { T: [other('T'), nameless] });
    expect(found(evidence)).toEqual({ candidates: [], blank: ['T'] });
  });

  it('is left alone when it shows all of its domains, and ours is not one of them', async () => {
    const evidence = await evidenceWith([aTaskInfo('T', { domainCount: 1 })], { T: [other('T')] });
    expect(found(evidence)).toEqual({ candidates: [], blank: [] });
  });

  it.each([
    ['31 minutes before the claim, by a fast clock', CLAIMED_MS - 31 * MINUTE, false, ['T']],
    ['32 minutes before', CLAIMED_MS - 32 * MINUTE, false, ['T']],
    ['a millisecond more before', CLAIMED_MS - 32 * MINUTE - 1, false, []],
    ['33 minutes before', CLAIMED_MS - 33 * MINUTE, false, []],
    ['8 hours before, in a text that may be UTC', CLAIMED_MS - 8 * HOUR + MINUTE, true, ['T']],
    ['8 hours and 32 minutes before, in a text', CLAIMED_MS - 8 * HOUR - 32 * MINUTE, true, ['T']],
    ['a millisecond more before, in a text', CLAIMED_MS - 8 * HOUR - 32 * MINUTE - 1, true, []],
    // Its claimant had ten minutes, and is dead for certain 130 seconds later.
    ['8 hours before its claimant was dead, in a text', CLAIMED_MS - 8 * HOUR + 730_000, true, ['T']],
    ['a millisecond after that, in a text', CLAIMED_MS - 8 * HOUR + 730_001, true, []],
    ['8 hours before, exactly known', CLAIMED_MS - 8 * HOUR + MINUTE, false, []],
    ['7 hours before, in a text: in neither zone its own', CLAIMED_MS - 7 * HOUR, true, []],
    ['at an unknown time', null, true, ['T']],
  ])('was made %s', async (_name, createdMs, zoneAssumed, candidates) => {
    const evidence = await evidenceWith([aTaskInfo('T', { createdMs, zoneAssumed })], { T: [aDetail({ task: 'T' })] });
    expect(found(evidence)).toEqual({ candidates, blank: [] });
  });

  it.each([
    ['at its instant', CLAIMED_MS, true],
    ['a millisecond before', CLAIMED_MS - 1, false],
    ['at an unknown time', null, false],
  ])('was made after the claim for certain, or not: %s', async (_name, createdMs, isSinceClaim) => {
    const { candidates } = await evidenceWith([aTaskInfo('T', { createdMs })], { T: [aDetail({ task: 'T' })] });
    expect(candidates).toMatchObject([{ taskNo: 'T', isSinceClaim }]);
  });

  it('is not a row of another task that came along', async () => {
    const evidence = await evidenceWith([aTaskInfo('T', { domainCount: 1 })], {
      T: [other('T'), aDetail({ task: 'X' })],
    });
    expect(found(evidence)).toEqual({ candidates: [], blank: [] });
  });
});

/**
 * One submission of two domains, its answer lost; a check run found its task by the one row that the live list showed, and from then on
 * that claim reads the task first, without knowing how many domains it has. That must not hide the other domain's row.
 */
describe('a task that one claim owns may be another one’s as well', () => {
  const claimOf = (claim: string, domain: string): Parameters<typeof aClaimedEntry>[0] => ({
    claim,
    domain,
    atMs: CLAIMED_MS,
    claimantUntilMs: CLAIMED_MS + 10 * MINUTE,
  });
  const rows = {
    own: aDetail({ task: 'T', domain: 'a.com', status: 'executing' }),
    other: aDetail({ task: 'T', domain: 'b.cn' }),
  };

  /** The tasks whose live list was not enough, as gathered for each claim of this log, one after another. */
  const historiesRead = async (live: Record<string, TaskDetail[]>, infos: TaskInfo[], log: LedgerEntry[]) => {
    const ledger = foldLedger([anOpened(), ...log]);
    const read: string[] = [];
    const services = servicesWith(infos, (taskNo, isWhole) => {
      const details = live[taskNo] ?? [];
      if (!isWhole(details)) read.push(taskNo);
      return details;
    });
    const reader = evidenceReader(services, ledger);
    const gathered = [];
    for (const claim of ledger.claims.values()) gathered.push(await reader.gather(claim));
    return { read, gathered };
  };
  const [a, b] = [claimOf('A', 'a.com'), claimOf('B', 'b.cn')];
  const accepted = [aClaimedEntry(a), anAccepted({ ...a, taskNo: 'T' })];

  it('its history is read where the live list lacks a domain that is known to be in it', async () => {
    const both = [...accepted, aClaimedEntry(b), anAccepted({ ...b, taskNo: 'T' })];
    expect((await historiesRead({ T: [rows.own] }, [], both)).read).toEqual(['T']);
    expect((await historiesRead({ T: [rows.own, rows.other] }, [], both)).read).toEqual([]);
  });

  it('its history is not read for a domain of another task', async () => {
    const two = [...accepted, aClaimedEntry(b), anAccepted({ ...b, taskNo: 'U' })];
    const live = { T: [rows.own], U: [aDetail({ task: 'U', domain: 'b.cn' })] };
    expect((await historiesRead(live, [], two)).read).toEqual([]);
  });

  it('nor for a claim without a task, where the live list shows as many as it has', async () => {
    const live = { T: [rows.own] };
    expect((await historiesRead(live, [aTaskInfo('T', { domainCount: 1 })], [aClaimedEntry(b)])).read).toEqual([]);
  });

  it('says nothing of candidates, also where its own row is not shown', async () => {
    const { gathered } = await historiesRead({ T: [rows.other] }, [], accepted);
    expect(gathered).toEqual([
      { kind: 'evidence', evidence: { details: [], candidates: null, blankTasks: [], expiryMs: null } },
    ]);
  });

  it.each([
    ['in the history', [rows.other], { candidates: ['T'], blank: [] }],
    ['not shown at all', [], { candidates: [], blank: ['T'] }],
  ])('with the other row %s', async (_name, history, expected) => {
    const ledger = foldLedger([anOpened(), ...accepted, aClaimedEntry(b), aDoubted(b)]);
    const reader = evidenceReader(
      servicesWith([aTaskInfo('T', { domainCount: 2 })], (_taskNo, isWhole) =>
        isWhole([rows.own]) ? [rows.own] : [rows.own, ...history],
      ),
      ledger,
    );
    const gathered = [];
    for (const claim of ledger.claims.values()) gathered.push(await reader.gather(claim));
    expect(gathered[0]).toMatchObject({ evidence: { details: [{ domain: 'a.com', status: 'executing' }] } });
    expect(gathered[1]?.kind === 'evidence' && found(gathered[1].evidence)).toEqual(expected);
  });
});
