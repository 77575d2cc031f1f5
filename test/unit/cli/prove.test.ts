import { describe, expect, it } from 'vitest';
import { proofJson } from '../../../src/cli/prove-json.ts';
import type { ClaimEntry, Finished } from '../../../src/ledger/entry.ts';
import { proofOf } from '../../../src/report/proof.ts';
import { moneyText, type ProofReport, renderProof } from '../../../src/report/render-prove.ts';
import { aName, at, DAY, HOUR, MINUTE, NOW_MS } from '../../builders/domains.ts';
import {
  aClaimedEntry,
  aDoubted,
  aFailed,
  aFinished,
  anAccepted,
  aRefused,
  aReleased,
  aRenewed,
} from '../../builders/ledger.ts';

function aReport(entries: readonly ClaimEntry[], rest: Partial<ProofReport> & { runs?: Finished[] } = {}): ProofReport {
  const { runs = [], ...more } = rest;
  const domain = entries[0]?.domain ?? aName('example.com');
  const proof = proofOf({ domain, entries, runs: new Map(runs.map((run) => [run.runId, run])) });
  return { proof, ledger: '/srv/ledger.jsonl', entryCount: entries.length, horizonDays: null, ...more };
}

function text(report: ProofReport): string {
  return `\n${renderProof(report, { columns: 80, colour: false }).join('\n')}\n`;
}

const EXPIRY = NOW_MS + 10 * DAY;
const LATER = NOW_MS + 375 * DAY;

describe('the chain of a domain', () => {
  it('is told claim by claim, oldest first, with what each run found', () => {
    const domain = '绿茶小铺.com';
    const failed = { domain, claim: 'c-1', runId: 'renew-1', taskNo: 'task-1' };
    const renewed = { domain, claim: 'c-2', runId: 'renew-2', taskNo: 'task-2' };
    const report = aReport(
      [
        aClaimedEntry({ ...failed, append: 7 }),
        anAccepted(failed),
        aFailed({ ...failed, runId: 'check-1', atMs: NOW_MS + HOUR, reason: '账户余额不足' }),
        aClaimedEntry({ ...renewed, append: 8, atMs: NOW_MS + DAY }),
        aDoubted({ ...renewed, atMs: NOW_MS + DAY + MINUTE, reason: 'TimedOut: no answer' }),
        anAccepted({ ...renewed, runId: 'check-2', atMs: NOW_MS + DAY + HOUR }),
        aRenewed({ ...renewed, runId: 'check-2', atMs: NOW_MS + DAY + HOUR, newExpiryMs: at('2027-06-11T12:00:00Z') }),
      ],
      { runs: [aFinished({ runId: 'renew-1' }), aFinished({ runId: 'renew-2', trigger: 'direct' })] },
    );
    expect(text(report)).toBe(`
Proof for 绿茶小铺.com (xn--yetx62fr2c29w.com), by the ledger alone: nobody else
was asked
Ledger: /srv/ledger.jsonl

Claim 1 of 2, for the expiry date 2026-06-11
  verdict     expires-within-window: 2026-06-11, which was in 10 days
  run         renew-1: renew, mode renew, by timer, finished 2026-06-01 12:00
              UTC
  claim       2026-06-01 12:00 UTC: 1 year from 2026-06-11; id c-1, claim append
              7
  submission  2026-06-01 12:00 UTC: accepted as task task-1
  found       2026-06-01 13:00 UTC, by check-1: task task-1 failed: 账户余额不足
  registrar   2026-06-11 12:00 UTC before; no later date is recorded
  money       not spent: failed

Claim 2 of 2, for the expiry date 2026-06-11
  verdict     expires-within-window: 2026-06-11, which was in 9 days
  run         renew-2: renew, mode renew, by direct, finished 2026-06-01 12:00
              UTC
  claim       2026-06-02 12:00 UTC: 1 year from 2026-06-11; id c-2, claim append
              8
  submission  2026-06-02 12:01 UTC: sent, outcome unknown: TimedOut: no answer
  found       2026-06-02 13:00 UTC, by check-2: its task was found: task-2
  found       2026-06-02 13:00 UTC, by check-2: renewed by task task-2
  registrar   2026-06-11 12:00 UTC before, 2027-06-11 12:00 UTC after
  money       spent: renewed

✓ Money was spent once: renewed.
`);
  });

  it('of which only the end was read counts all the same', () => {
    const report = aReport([aRenewed({ runId: 'check-9' })], { horizonDays: 400 });
    expect(text(report)).toBe(`
Proof for example.com, by the ledger alone: nobody else was asked
Ledger: /srv/ledger.jsonl

The claim, for the expiry date 2026-06-11
  verdict     expires-within-window: 2026-06-11
  run         not read: it claimed before the horizon of the ledger
  claim       before the horizon: 1 year from 2026-06-11; id claim-1
  submission  not read
  found       2026-06-01 12:00 UTC, by check-9: renewed by task task-1
  registrar   2026-06-11 12:00 UTC before, 2027-06-11 12:00 UTC after
  money       spent: renewed

✓ Money was spent once: renewed.
`);
  });

  it('says what is missing: a run that was cut off, an outcome that nobody recorded, a look that found nothing', () => {
    const report = aReport([aClaimedEntry(), aDoubted({ runId: 'check-1', looked: true, reason: 'no task of it' })]);
    expect(text(report)).toContain('run         run-1: it recorded no end: it was cut off, or is still at work\n');
    expect(text(report)).toContain('submission  no outcome was recorded by the run; what a check run found is\n');
    expect(text(report)).toContain('found       2026-06-01 12:00 UTC, by check-1: nothing: no task of it\n');
  });

  it('shows the suspicion in red', () => {
    const report = aReport([aClaimedEntry(), anAccepted(), anAccepted({ taskNo: 'task-2', runId: 'check-1' })]);
    const lines = renderProof(report, { columns: 200, colour: true });
    expect(lines.at(-1)?.startsWith('\u001b[31m✗ SUSPECTED TWICE: more than one payment')).toBe(true);
    expect(lines.at(-1)?.endsWith('\u001b[39m')).toBe(true);
  });
});

describe('whether money was spent', () => {
  const nextTerm = { claim: 'claim-2', expiryMs: LATER, taskNo: 'task-2', atMs: NOW_MS + 350 * DAY };
  const perhapsText = 'how the submission ended is not recorded. `domain-renew check` finds out';

  it.each<[string, ClaimEntry[], string]>([
    ['refused', [aClaimedEntry(), aRefused()], 'no money was spent'],
    ['failed', [aClaimedEntry(), anAccepted(), aFailed()], 'no money was spent'],
    ['released', [aClaimedEntry(), aReleased()], 'no money was spent'],
    ['claimed', [aClaimedEntry()], `money was perhaps spent: ${perhapsText}`],
    ['doubted', [aClaimedEntry(), aDoubted()], `money was perhaps spent: ${perhapsText}`],
    [
      'accepted',
      [aClaimedEntry(), anAccepted()],
      'money was spent once: a task was made, its success is not yet verified',
    ],
    ['renewed', [aClaimedEntry(), anAccepted(), aRenewed()], 'money was spent once: renewed'],
    ['everything doubled', twice([aClaimedEntry(), anAccepted(), aRenewed()]), 'money was spent once: renewed'],
    [
      'void beside renewed',
      [aClaimedEntry(), aClaimedEntry({ claim: 'claim-2', append: 2 }), anAccepted(), aRenewed()],
      'money was spent once: renewed',
    ],
    [
      'two terms',
      [aClaimedEntry(), aRenewed(), aClaimedEntry({ ...nextTerm, append: 2 }), anAccepted(nextTerm)],
      'money was spent 2 times, once for each of 2 expiry dates: renewed; for 1 more a task was made, its success is not yet verified',
    ],
    [
      'a doubt in the next term',
      [aClaimedEntry(), aRenewed(), aClaimedEntry({ ...nextTerm, append: 2 })],
      `money was spent once: renewed; and perhaps once more, for another expiry date: ${perhapsText}`,
    ],
  ])('%s', (_what, entries, expected) => {
    const report = aReport(entries);
    expect(report.proof.money.twiceFor).toEqual([]);
    expect(moneyText(report)).toBe(expected);
  });

  it.each<[string, ClaimEntry[]]>([
    ['two tasks for one claim', [aClaimedEntry(), anAccepted(), anAccepted({ taskNo: 'task-2', runId: 'check-1' })]],
    [
      'a void claim that was submitted',
      [aClaimedEntry(), anAccepted(), aClaimedEntry({ claim: 'claim-2', append: 2 }), aDoubted({ claim: 'claim-2' })],
    ],
    [
      'a released claim that was submitted after all',
      [
        aClaimedEntry(),
        aReleased(),
        aClaimedEntry({ claim: 'claim-2', append: 2 }),
        anAccepted({ claim: 'claim-2', taskNo: 'task-2' }),
        anAccepted(),
      ],
    ],
    [
      'two readings of one date',
      [
        aClaimedEntry(),
        aRenewed(),
        aClaimedEntry({ claim: 'claim-2', append: 2, expiryMs: EXPIRY + 8 * HOUR }),
        anAccepted({ claim: 'claim-2', taskNo: 'task-2', expiryMs: EXPIRY + 8 * HOUR }),
      ],
    ],
    ['a date that moved by two years', [aClaimedEntry(), anAccepted(), aRenewed({ newExpiryMs: EXPIRY + 730 * DAY })]],
  ])('is suspected twice: %s', (_what, entries) => {
    const report = aReport(entries);
    expect(report.proof.money.twiceFor).toEqual([EXPIRY]);
    expect(moneyText(report)).toMatch(/^SUSPECTED TWICE: .* expiry date 2026-06-11\. /);
  });

  it('is said of nothing, too', () => {
    expect(moneyText(aReport([], { entryCount: 0 }))).toBe(
      'nothing is recorded: the ledger is empty, no run has used it yet',
    );
    expect(moneyText(aReport([], { entryCount: 9 }))).toBe(
      'nothing is recorded of it: it was never claimed, so this program spent nothing on it',
    );
    expect(moneyText(aReport([], { entryCount: 9, horizonDays: 400 }))).toBe(
      'nothing is recorded of it in the last 400 days (LEDGER_HORIZON_DAYS): it was not claimed then, so this program spent nothing on it',
    );
  });
});

it('prove --json has the chain as data', () => {
  const entries = [aClaimedEntry(), anAccepted(), aRenewed({ runId: 'check-1', atMs: NOW_MS + HOUR })];
  expect(proofJson(aReport(entries, { runs: [aFinished()] }), 'ledger-1')).toEqual({
    domain: 'example.com',
    ledger: { place: '/srv/ledger.jsonl', id: 'ledger-1', horizonDays: null },
    claims: [
      {
        claimId: 'claim-1',
        verdict: 'expires-within-window',
        run: {
          id: 'run-1',
          kind: 'renew',
          mode: 'renew',
          trigger: 'timer',
          finishedAt: '2026-06-01T12:00:00.000Z',
        },
        claimedAt: '2026-06-01T12:00:00.000Z',
        append: 1,
        years: 1,
        standing: 'renewed',
        taskNo: 'task-1',
        outcomes: [
          { kind: 'accepted', at: '2026-06-01T12:00:00.000Z', runId: 'run-1', taskNo: 'task-1' },
          { kind: 'renewed', at: '2026-06-01T13:00:00.000Z', runId: 'check-1', taskNo: 'task-1' },
        ],
        expiryBefore: '2026-06-11T12:00:00.000Z',
        expiryAfter: '2027-06-11T12:00:00.000Z',
        money: 'spent',
      },
    ],
    money: { spent: 1, unverified: 0, perhaps: 0, twiceFor: [], text: 'money was spent once: renewed' },
  });
});

function twice(entries: readonly ClaimEntry[]): ClaimEntry[] {
  return entries.flatMap((entry) => [entry, entry]);
}
