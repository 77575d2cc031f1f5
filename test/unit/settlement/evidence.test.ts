import { describe, expect, it } from 'vitest';
import { foldLedger } from '../../../src/ledger/state.ts';
import type { TaskDetail, TaskInfo } from '../../../src/model/task.ts';
import { type Evidence, evidenceReader } from '../../../src/settlement/evidence.ts';
import { DAY, HOUR, MINUTE, NOW_MS } from '../../builders/domains.ts';
import { aDetail, aTaskInfo } from '../../builders/evidence.ts';
import { aClaimedEntry, anOpened } from '../../builders/ledger.ts';

const CLAIMED_MS = NOW_MS - 2 * HOUR;

/** What is found about one claim on example.com, in a world with these tasks; the date has not moved. */
async function evidenceWith(infos: TaskInfo[], details: Record<string, TaskDetail[]>): Promise<Evidence> {
  const ledger = foldLedger([
    anOpened(),
    aClaimedEntry({ atMs: CLAIMED_MS, claimantUntilMs: CLAIMED_MS + 10 * MINUTE }),
  ]);
  const reader = evidenceReader(
    {
      listPage: async () => await Promise.reject(new Error('not asked')),
      scroll: async () => await Promise.reject(new Error('not asked')),
      domainDetails: async () => await Promise.resolve(null),
      tasksSince: async (sinceMs) =>
        await Promise.resolve(infos.filter(({ createdMs }) => (createdMs ?? sinceMs) >= sinceMs - DAY)),
      taskDetails: async (taskNo) => await Promise.resolve(details[taskNo] ?? []),
    },
    ledger,
  );
  const [claim] = ledger.claims.values();
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

  it('shows fewer details than it has domains', async () => {
    const evidence = await evidenceWith([aTaskInfo('T', { domainCount: 2 })], { T: [other('T')] });
    expect(found(evidence)).toEqual({ candidates: [], blank: ['T'] });
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
    ['33 minutes before', CLAIMED_MS - 33 * MINUTE, false, []],
    ['8 hours before, in a text that may be UTC', CLAIMED_MS - 8 * HOUR + MINUTE, true, ['T']],
    ['8 hours before, exactly known', CLAIMED_MS - 8 * HOUR + MINUTE, false, []],
    ['7 hours before, in a text: in neither zone its own', CLAIMED_MS - 7 * HOUR, true, []],
    ['at an unknown time', null, true, ['T']],
  ])('was made %s', async (_name, createdMs, zoneAssumed, candidates) => {
    const evidence = await evidenceWith([aTaskInfo('T', { createdMs, zoneAssumed })], { T: [aDetail({ task: 'T' })] });
    expect(found(evidence)).toEqual({ candidates, blank: [] });
  });

  it('is not a row of another task that came along', async () => {
    const evidence = await evidenceWith([aTaskInfo('T', { domainCount: 1 })], {
      T: [other('T'), aDetail({ task: 'X' })],
    });
    expect(found(evidence)).toEqual({ candidates: [], blank: [] });
  });
});
