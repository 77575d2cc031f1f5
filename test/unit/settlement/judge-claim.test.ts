import { describe, expect, it } from 'vitest';
import type { Claim } from '../../../src/ledger/state.ts';
import { claimantDeadFrom } from '../../../src/settlement/claimant-life.ts';
import type { Evidence } from '../../../src/settlement/evidence.ts';
import { judgeClaim } from '../../../src/settlement/judge-claim.ts';
import { at, DAY, HOUR, MINUTE, NOW_MS, SECOND } from '../../builders/domains.ts';
import { aCandidate, aDetail, noTrace, someEvidence } from '../../builders/evidence.ts';
import { aClaim, aTaskNo } from '../../builders/ledger.ts';

/** A ruling as one line. */
function ruled(claim: Claim, evidence: Evidence, nowMs = NOW_MS): string {
  const ruling = judgeClaim(claim, evidence, nowMs);
  switch (ruling.kind) {
    case 'renewed':
      return `renewed to ${new Date(ruling.newExpiryMs).toISOString()}`;
    case 'failed':
    case 'released':
      return `${ruling.kind}: ${ruling.reason}`;
    case 'found':
      return `found ${ruling.task.taskNo}`;
    case 'no-trace':
      return `no trace: ${ruling.why}`;
    case 'open':
      return `open${ruling.problem === null ? '' : ` (${ruling.problem})`}: ${ruling.why}`;
  }
}

// The claims are about the expiry date 2026-06-11T12:00Z.
const succeeded = [aDetail()];
const on = (text: string): Partial<Evidence> => ({ expiryMs: at(text) });

describe('a claim with a task', () => {
  const table: [name: string, evidence: Evidence, expected: string][] = [
    [
      'succeeded, and the date moved by a year',
      someEvidence({ details: succeeded, ...on('2027-06-11T12:00:00Z') }),
      'renewed to 2027-06-11T12:00:00.000Z',
    ],
    [
      'two days more',
      someEvidence({ details: succeeded, ...on('2027-06-13T12:00:00Z') }),
      'renewed to 2027-06-13T12:00:00.000Z',
    ],
    [
      'two days less',
      someEvidence({ details: succeeded, ...on('2027-06-09T12:00:00Z') }),
      'renewed to 2027-06-09T12:00:00.000Z',
    ],
    [
      'a millisecond beyond',
      someEvidence({ details: succeeded, ...on('2027-06-13T12:00:00.001Z') }),
      'open (expiry-moved-otherwise): paid, but its expiry date moved by 367 days, which is not the 1 year(s) paid',
    ],
    [
      'a millisecond short',
      someEvidence({ details: succeeded, ...on('2027-06-09T11:59:59.999Z') }),
      'open (expiry-moved-otherwise): paid, but its expiry date moved by 362 days, which is not the 1 year(s) paid',
    ],
    [
      'moved by two years',
      someEvidence({ details: succeeded, ...on('2028-06-11T12:00:00Z') }),
      'open (expiry-moved-otherwise): paid, but its expiry date moved by 731 days, which is not the 1 year(s) paid',
    ],
    [
      'moved back',
      someEvidence({ details: succeeded, ...on('2026-05-11T12:00:00Z') }),
      'open (expiry-moved-otherwise): paid, but its expiry date moved by -31 days, which is not the 1 year(s) paid',
    ],
    [
      'not moved',
      someEvidence({ details: succeeded }),
      'open: paid, not yet verified: its expiry date is still 2026-06-11T12:00:00.000Z',
    ],
    [
      'moved by two days: another reading of it',
      someEvidence({ details: succeeded, ...on('2026-06-13T12:00:00Z') }),
      'open: paid, not yet verified: its expiry date is still 2026-06-13T12:00:00.000Z',
    ],
    [
      'the domain is gone',
      someEvidence({ details: succeeded, expiryMs: null }),
      'open (domain-gone): paid, but the account does not show the domain or its expiry date any more',
    ],
    [
      'failed',
      someEvidence({ details: [aDetail({ status: 'failed', reason: '域名有禁止更新锁' })] }),
      'failed: 域名有禁止更新锁',
    ],
    [
      'failed without a reason',
      someEvidence({ details: [aDetail({ status: 'failed', reason: '' })] }),
      'failed: the task says EXECUTE_FAILURE without a reason',
    ],
    [
      'failed twice',
      someEvidence({
        details: [aDetail({ status: 'failed', reason: 'one' }), aDetail({ status: 'failed', reason: 'two' })],
      }),
      'failed: one',
    ],
    ['waiting', someEvidence({ details: [aDetail({ status: 'waiting' })] }), 'open: task task-1 is still waiting'],
    [
      'executing, though the date moved',
      someEvidence({ details: [aDetail({ status: 'executing' })], ...on('2027-06-11T12:00:00Z') }),
      'open: task task-1 is still executing',
    ],
    [
      'a status that is not known',
      someEvidence({ details: [aDetail({ status: 'unknown', statusText: 'PAUSED' })] }),
      'open (task-status-unknown): task task-1 has a status that is not known: PAUSED',
    ],
    [
      'a success and a failure',
      someEvidence({ details: [aDetail(), aDetail({ status: 'failed' })], ...on('2027-06-11T12:00:00Z') }),
      'open (task-contradicts-itself): task task-1 has several results for it: EXECUTE_SUCCESS, EXECUTE_FAILURE',
    ],
    [
      'a failure and one still executing',
      someEvidence({ details: [aDetail({ status: 'failed' }), aDetail({ status: 'executing' })] }),
      'open (task-contradicts-itself): task task-1 has several results for it: EXECUTE_FAILURE, EXECUTING',
    ],
    ['no detail, not moved', someEvidence(), 'open: task task-1 has no result for it yet'],
    [
      'no detail, but moved by the year',
      someEvidence(on('2027-06-11T12:00:00Z')),
      'renewed to 2027-06-11T12:00:00.000Z',
    ],
    [
      'no detail, moved by two years',
      someEvidence(on('2028-06-11T12:00:00Z')),
      'open: task task-1 has no result for it yet',
    ],
    ['no detail, gone', someEvidence({ expiryMs: null }), 'open: task task-1 has no result for it yet'],
  ];
  it.each(table)('%s', (_name, evidence, expected) => {
    expect(ruled(aClaim({ taskNo: 'task-1', standing: 'accepted' }), evidence)).toBe(expected);
  });

  it.each([
    [1, '2029-02-28T00:00:00Z', 'renewed'],
    [1, '2029-03-01T00:00:00Z', 'renewed'],
    [1, '2029-03-02T00:00:00.001Z', 'open'],
    [4, '2032-02-29T00:00:00Z', 'renewed'],
    [3, '2031-02-28T00:00:00Z', 'renewed'],
    [10, '2038-02-28T00:00:00Z', 'renewed'],
    [2, '2029-02-28T00:00:00Z', 'open'],
  ])('on a leap day: %i years to %s is %s', (years, moved, expected) => {
    const claim = aClaim({ taskNo: 'task-1', years, expiryMs: at('2028-02-29T00:00:00Z') });
    expect(judgeClaim(claim, someEvidence({ details: succeeded, ...on(moved) }), NOW_MS).kind).toBe(expected);
  });
});

describe('a claim without a task', () => {
  const NONE = 'no renewal task of it since the claim, and its expiry date has not moved';
  const looked = (agoMs: number): Claim => aClaim({ standing: 'doubted', firstLookMs: NOW_MS - agoMs });
  const table: [name: string, claim: Claim, evidence: Evidence, expected: string][] = [
    ['one candidate', aClaim(), noTrace({ candidates: [aCandidate('T1')] }), 'found T1'],
    [
      'one candidate, seen before as without trace',
      looked(2 * HOUR),
      noTrace({ candidates: [aCandidate('T1')] }),
      'found T1',
    ],
    [
      'one candidate that failed',
      aClaim(),
      noTrace({ candidates: [aCandidate('T1', [aDetail({ status: 'failed' })])] }),
      'no trace: only the failed renewal task T1 since the claim, and its expiry date has not moved',
    ],
    [
      'one candidate with a failure and one still executing',
      aClaim(),
      noTrace({ candidates: [aCandidate('T1', [aDetail({ status: 'failed' }), aDetail({ status: 'executing' })])] }),
      'found T1',
    ],
    [
      'one candidate that failed, made after the claim',
      aClaim(),
      noTrace({ candidates: [{ ...aCandidate('T1', [aDetail({ status: 'failed' })]), isSinceClaim: true }] }),
      'found T1',
    ],
    [
      'one candidate that failed, seen again after an hour',
      looked(HOUR),
      noTrace({ candidates: [aCandidate('T1', [aDetail({ status: 'failed' })])] }),
      'found T1',
    ],
    [
      'several candidates',
      aClaim(),
      noTrace({ candidates: [aCandidate('T1'), aCandidate('T2')] }),
      'open (several-tasks): several renewal tasks of it were made since the claim: T1, T2',
    ],
    [
      'no candidate, but the date moved',
      aClaim(),
      noTrace(on('2027-06-11T12:00:00Z')),
      'renewed to 2027-06-11T12:00:00.000Z',
    ],
    [
      'no candidate, the date moved by other years',
      aClaim(),
      noTrace(on('2029-06-11T12:00:00Z')),
      'renewed to 2029-06-11T12:00:00.000Z',
    ],
    [
      'no candidate, a millisecond more than two days',
      aClaim(),
      noTrace(on('2026-06-13T12:00:00.001Z')),
      'open (expiry-moved-otherwise): its expiry date moved by 2 days, which no renewal does',
    ],
    [
      'no candidate, a year less two days and a millisecond',
      aClaim(),
      noTrace(on('2027-06-09T11:59:59.999Z')),
      'open (expiry-moved-otherwise): its expiry date moved by 362 days, which no renewal does',
    ],
    [
      'no candidate, a year less two days',
      aClaim(),
      noTrace(on('2027-06-09T12:00:00Z')),
      'renewed to 2027-06-09T12:00:00.000Z',
    ],
    ['no candidate, two days', aClaim(), noTrace(on('2026-06-13T12:00:00Z')), `no trace: ${NONE}`],
    [
      'no candidate, moved back',
      aClaim(),
      noTrace(on('2026-06-01T12:00:00Z')),
      'open (expiry-moved-otherwise): its expiry date moved by -10 days, which no renewal does',
    ],
    [
      'no candidate, gone',
      aClaim(),
      noTrace({ expiryMs: null }),
      'open (domain-gone): the account does not show the domain or its expiry date any more',
    ],
    ['no trace, for the first time', aClaim(), noTrace(), `no trace: ${NONE}`],
    [
      'no trace again, too soon',
      looked(HOUR - 1),
      noTrace(),
      `open: ${NONE}; a second look is due after 2026-06-01T12:00:00.001Z`,
    ],
    [
      'no trace again, an hour later',
      looked(HOUR),
      noTrace(),
      `released: ${NONE}; seen at 2026-06-01T11:00:00.000Z and at 2026-06-01T12:00:00.000Z`,
    ],
    [
      'no trace again, but a clock stepped back',
      looked(-HOUR),
      noTrace(),
      `open: ${NONE}; a second look is due after 2026-06-01T14:00:00.000Z`,
    ],
    [
      'a blank task, at the first look',
      aClaim(),
      noTrace({ blankTasks: [aTaskNo('T9')] }),
      'open: renewal task T9 does not show all of its domains yet and may be its own',
    ],
    [
      'a blank task, at the second look',
      looked(2 * HOUR),
      noTrace({ blankTasks: [aTaskNo('T9')] }),
      'open: renewal task T9 does not show all of its domains yet and may be its own',
    ],
    [
      'two blank tasks',
      aClaim(),
      noTrace({ blankTasks: [aTaskNo('T8'), aTaskNo('T9')] }),
      'open: renewal task T8, T9 does not show all of its domains yet and may be its own',
    ],
    [
      'a blank task beside a candidate',
      aClaim(),
      noTrace({ blankTasks: [aTaskNo('T9')], candidates: [aCandidate('T1')] }),
      'open: renewal task T9 does not show all of its domains yet and may be its own',
    ],
    [
      'a blank task, and a date that moved by a year',
      aClaim(),
      noTrace({ blankTasks: [aTaskNo('T9')], ...on('2027-06-11T12:00:00Z') }),
      'renewed to 2027-06-11T12:00:00.000Z',
    ],
    [
      'two days old and still in doubt',
      aClaim({ claimedMs: NOW_MS - 2 * DAY, firstLookMs: NOW_MS - 1 }),
      noTrace(),
      `open (task-slow): ${NONE}; a second look is due after 2026-06-01T12:59:59.999Z`,
    ],
  ];
  it.each(table)('%s', (...[, claim, evidence, expected]) => {
    expect(ruled(claim, evidence)).toBe(expected);
  });
});

describe('a claim that is open for long is told', () => {
  const told = (details: Evidence['details'], ageMs: number): string => {
    const claim = aClaim({ taskNo: 'task-1', claimedMs: NOW_MS - ageMs });
    return ruled(claim, someEvidence({ details })).replace(/:.*/, '');
  };
  it.each([
    ['executing', [aDetail({ status: 'executing' })], 'open (task-slow)'],
    ['waiting', [aDetail({ status: 'waiting' })], 'open (task-slow)'],
    ['paid', [aDetail()], 'open (paid-not-verified)'],
    ['no detail', [], 'open (task-detail-missing)'],
    ['an unknown status keeps its own problem', [aDetail({ status: 'unknown' })], 'open (task-status-unknown)'],
  ] as const)('%s', (_name, details, expected) => {
    expect(told(details, DAY)).toBe(expected);
    if (!expected.includes('unknown')) expect(told(details, DAY - 1)).toBe('open');
  });
});

describe('claimantDeadFrom', () => {
  const claimedMs = at('2026-06-01T10:00:00Z');
  const table: [name: string, claim: Partial<Claim>, expected: string][] = [
    ['its own time limit and 130 s', { claimantUntilMs: claimedMs + 10 * MINUTE }, '2026-06-01T10:12:10.000Z'],
    [
      'no later than a day and 130 s, whatever a wrong clock wrote',
      { claimantUntilMs: claimedMs + 9 * DAY },
      '2026-06-02T10:02:10.000Z',
    ],
    ['an hour where the writer did not say', { claimantUntilMs: null }, '2026-06-01T11:02:10.000Z'],
    ['a day at most, whatever its clock said', { claimantUntilMs: claimedMs + 900 * DAY }, '2026-06-02T10:02:10.000Z'],
    [
      'at once after its own doubt',
      { doubtedMs: claimedMs + 5 * SECOND, claimantUntilMs: claimedMs + 10 * MINUTE },
      '2026-06-01T10:02:15.000Z',
    ],
    [
      'a look of a check run changes nothing',
      { firstLookMs: claimedMs + DAY, claimantUntilMs: claimedMs + 10 * MINUTE },
      '2026-06-01T10:12:10.000Z',
    ],
  ];
  it.each(table)('%s', (_name, claim, expected) => {
    const { taskNo: _unused, domain: _domain, ...rest } = claim;
    expect(new Date(claimantDeadFrom(aClaim({ claimedMs, ...rest }))).toISOString()).toBe(expected);
  });
});
