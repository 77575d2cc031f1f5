import { describe, expect, it } from 'vitest';
import type { LedgerEntry } from '../../../src/ledger/entry.ts';
import { claimKey, claimsOf, foldLedger, isOpen, LedgerFold } from '../../../src/ledger/state.ts';
import { aName, DAY, HOUR, NOW_MS } from '../../builders/domains.ts';
import {
  aClaimedEntry,
  aClaimId,
  aDoubted,
  aFailed,
  aFinished,
  anAccepted,
  anOpened,
  aRefused,
  aReleased,
  aRenewed,
} from '../../builders/ledger.ts';

/** The claims of a log as `id standing task`, in log order. */
function claimsAfter(...entries: LedgerEntry[]): string[] {
  const { claims } = foldLedger([anOpened(), ...entries]);
  return [...claims.values()].map(({ claimId, standing, taskNo }) => [claimId, standing, taskNo ?? '-'].join(' '));
}

const first = aClaimedEntry({ claim: 'A' });
const second = aClaimedEntry({ claim: 'B', append: 2 });

describe('one claim', () => {
  const table: [given: string, entries: LedgerEntry[], then: string][] = [
    ['claimed', [first], 'A claimed -'],
    ['accepted', [first, anAccepted({ claim: 'A' })], 'A accepted task-1'],
    ['refused', [first, aRefused({ claim: 'A' })], 'A refused -'],
    ['doubted', [first, aDoubted({ claim: 'A' })], 'A doubted -'],
    ['doubted after a look', [first, aDoubted({ claim: 'A', looked: true })], 'A doubted -'],
    ['released', [first, aReleased({ claim: 'A' })], 'A released -'],
    ['failed', [first, anAccepted({ claim: 'A' }), aFailed({ claim: 'A' })], 'A failed task-1'],
    ['renewed', [first, anAccepted({ claim: 'A' }), aRenewed({ claim: 'A' })], 'A renewed task-1'],
    ['renewed without a task', [first, { ...aRenewed({ claim: 'A' }), taskNo: null }], 'A renewed -'],
    ['doubted, then found', [first, aDoubted({ claim: 'A' }), anAccepted({ claim: 'A' })], 'A accepted task-1'],
    [
      'accepted, its doubt written late',
      [first, anAccepted({ claim: 'A' }), aDoubted({ claim: 'A' })],
      'A accepted task-1',
    ],
    [
      'renewed, everything else late',
      [
        first,
        aRenewed({ claim: 'A' }),
        anAccepted({ claim: 'A' }),
        aFailed({ claim: 'A' }),
        aReleased({ claim: 'A' }),
        aRefused({ claim: 'A' }),
        aDoubted({ claim: 'A' }),
      ],
      'A renewed task-1',
    ],
    [
      'a zombie that submitted after all',
      [first, aReleased({ claim: 'A' }), anAccepted({ claim: 'A' })],
      'A accepted task-1',
    ],
    [
      'released after it was accepted: money stands',
      [first, anAccepted({ claim: 'A' }), aReleased({ claim: 'A' })],
      'A accepted task-1',
    ],
    [
      'refused after a doubt: the doubt stands',
      [first, aDoubted({ claim: 'A' }), aRefused({ claim: 'A' })],
      'A doubted -',
    ],
    [
      'refused, and a look written late',
      [first, aRefused({ claim: 'A' }), aDoubted({ claim: 'A', looked: true })],
      'A refused -',
    ],
    [
      'refused late, after a look that saw nothing',
      [first, aDoubted({ claim: 'A', looked: true }), aRefused({ claim: 'A' })],
      'A refused -',
    ],
    [
      'refused, and a look at it, after a doubt: the doubt stands',
      [first, aDoubted({ claim: 'A', looked: true }), aDoubted({ claim: 'A' }), aRefused({ claim: 'A' })],
      'A doubted -',
    ],
    ['doubled', [first, first, anAccepted({ claim: 'A' }), anAccepted({ claim: 'A' }), first], 'A accepted task-1'],
    ['its outcome before itself', [anAccepted({ claim: 'A' }), first], 'A accepted task-1'],
    [
      'the first task number stays',
      [first, anAccepted({ claim: 'A', taskNo: 'T1' }), anAccepted({ claim: 'A', taskNo: 'T2' })],
      'A accepted T1',
    ],
  ];
  it.each(table)('%s', (_given, entries, then) => {
    expect(claimsAfter(...entries)).toEqual([then]);
  });

  it('notes doubts and looks by their earliest', () => {
    const claim = foldLedger([
      first,
      aDoubted({ claim: 'A', atMs: NOW_MS + 2 }),
      aDoubted({ claim: 'A', atMs: NOW_MS + 1 }),
      aDoubted({ claim: 'A', atMs: NOW_MS + HOUR, looked: true }),
      aDoubted({ claim: 'A', atMs: NOW_MS + 2 * HOUR, looked: true }),
    ]).claims.get(aClaimId('A'));
    expect(claim).toMatchObject({ doubtedMs: NOW_MS + 1, firstLookMs: NOW_MS + HOUR, sinceMs: NOW_MS + 1 });
  });

  it('keeps the reason and the instant of its standing', () => {
    const failed = aFailed({ claim: 'A', atMs: NOW_MS + HOUR, reason: '余额不足' });
    const claim = foldLedger([first, failed, aDoubted({ claim: 'A', atMs: NOW_MS + 9 * HOUR })]).claims.get(
      aClaimId('A'),
    );
    expect(claim).toMatchObject({ standing: 'failed', reason: '余额不足', sinceMs: NOW_MS + HOUR });
  });

  const failures = ['one', 'two', 'three'].map((reason) => aFailed({ claim: 'A', reason }));
  it.each<[string, LedgerEntry[], Record<string, unknown>]>([
    ['of two facts of one kind and instant the first in the log', failures, { reason: 'one', sinceMs: NOW_MS }],
    [
      'of two facts of one kind the earlier, wherever it stands',
      [
        aFailed({ claim: 'A', atMs: NOW_MS + 2, reason: 'late' }),
        aFailed({ claim: 'A', atMs: NOW_MS + 1, reason: 'early' }),
      ],
      { reason: 'early', sinceMs: NOW_MS + 1 },
    ],
    [
      'the doubt of who sent it, not a look that came before',
      [
        aDoubted({ claim: 'A', atMs: NOW_MS + 1, looked: true, reason: 'no trace' }),
        aDoubted({ claim: 'A', atMs: NOW_MS + 2, reason: 'no answer' }),
      ],
      { standing: 'doubted', reason: 'no answer', sinceMs: NOW_MS + 2, doubtedMs: NOW_MS + 2, firstLookMs: NOW_MS + 1 },
    ],
    [
      'no reason of a standing that it has left',
      [aDoubted({ claim: 'A' }), anAccepted({ claim: 'A', atMs: NOW_MS + 1 })],
      { standing: 'accepted', reason: '', sinceMs: NOW_MS + 1, doubtedMs: NOW_MS, firstLookMs: null },
    ],
    [
      'nothing of an earlier fact that ranks below',
      [anAccepted({ claim: 'A', atMs: NOW_MS + 5 }), aRefused({ claim: 'A', atMs: NOW_MS + 1 })],
      { standing: 'accepted', reason: '', sinceMs: NOW_MS + 5 },
    ],
    [
      'every task number once, and where the date went',
      [
        anAccepted({ claim: 'A', taskNo: 'T1' }),
        anAccepted({ claim: 'A', taskNo: 'T2' }),
        anAccepted({ claim: 'A', taskNo: 'T1' }),
        aRenewed({ claim: 'A', taskNo: 'T2', newExpiryMs: NOW_MS + 375 * DAY }),
      ],
      { taskNo: 'T1', taskNos: ['T1', 'T2'], newExpiryMs: NOW_MS + 375 * DAY, doubtedMs: null, firstLookMs: null },
    ],
    ['nothing but itself', [], { reason: '', taskNo: null, taskNos: [], newExpiryMs: null, doubtedMs: null }],
  ])('keeps %s', (_name, outcomes, expected) => {
    expect(foldLedger([first, ...outcomes]).claims.get(aClaimId('A'))).toMatchObject(expected);
    // The same when the outcomes are read before their claim.
    expect(foldLedger([...outcomes, first]).claims.get(aClaimId('A'))).toMatchObject(expected);
  });

  it('ignores the outcome of a claim that is nowhere', () => {
    expect(claimsAfter(anAccepted({ claim: 'nowhere' }))).toEqual([]);
  });
});

describe('two claims of one key', () => {
  const table: [given: string, entries: LedgerEntry[], then: string[]][] = [
    ['the second is void', [first, second], ['A claimed -', 'B void -']],
    ['void behind a doubted one', [first, aDoubted({ claim: 'A' }), second], ['A doubted -', 'B void -']],
    ['void behind an accepted one', [first, anAccepted({ claim: 'A' }), second], ['A accepted task-1', 'B void -']],
    ['void behind a renewed one', [first, aRenewed({ claim: 'A' }), second], ['A renewed task-1', 'B void -']],
    ['live behind a failed one', [first, aFailed({ claim: 'A' }), second], ['A failed task-1', 'B claimed -']],
    ['live behind a refused one', [first, aRefused({ claim: 'A' }), second], ['A refused -', 'B claimed -']],
    [
      'live behind a refused one, at which somebody looked too late',
      [first, aRefused({ claim: 'A' }), second, aDoubted({ claim: 'A', looked: true })],
      ['A refused -', 'B claimed -'],
    ],
    ['live behind a released one', [first, aReleased({ claim: 'A' }), second], ['A released -', 'B claimed -']],
    [
      'void for ever, also when the other is released',
      [first, second, aReleased({ claim: 'A' })],
      ['A released -', 'B void -'],
    ],
    [
      'void for ever, also when written again then',
      [first, second, aReleased({ claim: 'A' }), second],
      ['A released -', 'B void -'],
    ],
    [
      'void for ever, whatever is said of it',
      [
        first,
        second,
        aReleased({ claim: 'A' }),
        aDoubted({ claim: 'B' }),
        aRefused({ claim: 'B' }),
        aReleased({ claim: 'B' }),
      ],
      ['A released -', 'B void -'],
    ],
    [
      'a void one that was submitted all the same is seen',
      [first, second, anAccepted({ claim: 'B', taskNo: 'T2' })],
      ['A claimed -', 'B accepted T2'],
    ],
    [
      'and followed to its end',
      [first, second, anAccepted({ claim: 'B' }), aRenewed({ claim: 'B' })],
      ['A claimed -', 'B renewed task-1'],
    ],
    [
      'in any order',
      [first, second, aRenewed({ claim: 'B' }), anAccepted({ claim: 'B' })],
      ['A claimed -', 'B renewed task-1'],
    ],
    [
      'a zombie beside its successor',
      [first, aReleased({ claim: 'A' }), second, anAccepted({ claim: 'A' })],
      ['A accepted task-1', 'B claimed -'],
    ],
  ];
  it.each(table)('%s', (_given, entries, then) => {
    expect(claimsAfter(...entries)).toEqual(then);
  });

  it('a third is void behind a zombie', () => {
    const third = aClaimedEntry({ claim: 'C', append: 3 });
    expect(
      claimsAfter(first, aReleased({ claim: 'A' }), second, aFailed({ claim: 'B' }), anAccepted({ claim: 'A' }), third),
    ).toEqual(['A accepted task-1', 'B failed task-1', 'C void -']);
  });

  it('another date or another domain is another key', () => {
    const date = aClaimedEntry({ claim: 'B', append: 2, expiryMs: NOW_MS + 375 * DAY });
    const domain = aClaimedEntry({ claim: 'C', append: 3, domain: 'other.com' });
    expect(claimsAfter(first, date, domain)).toEqual(['A claimed -', 'B claimed -', 'C claimed -']);
  });

  it.each<[string, LedgerEntry[], string[]]>([
    ['not at all, whatever is said of it', [aRefused({ claim: 'B' }), aReleased({ claim: 'B' })], ['A']],
    ['once it was submitted, and only once', [anAccepted({ claim: 'B' }), aRenewed({ claim: 'B' })], ['A', 'B']],
  ])('a void claim is listed under its key %s', (_name, outcomes, listed) => {
    const state = foldLedger([first, second, ...outcomes]);
    expect(state.byKey.get(claimKey(aName('example.com'), NOW_MS + 10 * DAY))).toEqual(listed);
    expect(claimsOf(state, aName('example.com')).map(({ claimId }) => claimId)).toEqual(listed);
  });

  it('knows no claims of a domain that has none', () => {
    expect(claimsOf(foldLedger([first]), aName('other.com'))).toEqual([]);
  });

  it('lists the claims of a key without void ones, and the dates of a domain', () => {
    const { byKey, expiries } = foldLedger([
      first,
      second,
      aReleased({ claim: 'A' }),
      aClaimedEntry({ claim: 'C', append: 3 }),
    ]);
    expect(byKey.get(claimKey(aName('example.com'), NOW_MS + 10 * DAY))).toEqual(['A', 'C']);
    expect(expiries.get(aName('example.com'))).toEqual([NOW_MS + 10 * DAY]);
  });
});

describe('the numbers of the claim appends', () => {
  const table: [name: string, appends: (number | null)[], last: number, missing: number[]][] = [
    ['none', [], 0, []],
    ['from 1 on', [1, 2, 3], 3, []],
    ['several claims in one append', [1, 1, 2, 2], 2, []],
    ['a horizon that begins later', [7, 8], 8, []],
    ['a gap', [1, 2, 4], 4, [3]],
    ['a gap of two', [1, 4], 4, [2, 3]],
    ['two gaps', [1, 3, 6], 6, [2, 4, 5]],
    ['a gap that is filled late', [1, 3, 2], 3, []],
    ['doubled late', [1, 2, 3, 1], 3, []],
    ['an older one that is read late', [5, 6, 3], 6, [4]],
    ['entries of another program', [null, 1, null, 2], 2, []],
    ['entries of another program, and a horizon that begins later', [null, 7, 8, null], 8, []],
    ['entries of another program alone', [null, null], 0, []],
  ];
  it.each(table)('%s', (_name, appends, last, missing) => {
    const entries = appends.map((append, index) =>
      aClaimedEntry({ claim: `C${index}`, domain: `d${index}.com`, append }),
    );
    const state = foldLedger(entries);
    expect([state.lastAppend, [...state.missingAppends].sort((a, b) => a - b)]).toEqual([last, missing]);
  });

  it('a number out of all reason is a gap, found at once, and its first hundred are named', () => {
    const state = foldLedger([first, aClaimedEntry({ claim: 'B', append: Number.MAX_SAFE_INTEGER })]);
    expect([state.missingAppends.length, state.missingAppends[0], state.missingAppends.at(-1)]).toEqual([100, 2, 101]);
  });
});

describe('the rest of the state', () => {
  it('counts the first opening', () => {
    expect(foldLedger([anOpened({ ledgerId: 'one' }), anOpened({ ledgerId: 'two' })]).ledgerId).toBe('one');
    expect(foldLedger([]).ledgerId).toBeNull();
  });

  it('knows of no run before the first', () => {
    const { lastFinished, lastTimed } = foldLedger([anOpened(), first]);
    expect([lastFinished, lastTimed]).toEqual([
      { renew: null, check: null },
      { renew: null, check: null },
    ]);
  });

  it('keeps the newest heartbeat of each kind, also when an older one comes late', () => {
    const { lastFinished, lastTimed } = foldLedger([
      aFinished({ atMs: NOW_MS, runId: 'r1' }),
      aFinished({ atMs: NOW_MS + 2, runId: 'r3' }),
      aFinished({ atMs: NOW_MS + 1, runId: 'r2' }),
      aFinished({ atMs: NOW_MS, runId: 'c0', runKind: 'check' }),
      // Of two with one time the one that stands later in the log.
      aFinished({ atMs: NOW_MS, runId: 'c1', runKind: 'check' }),
      aFinished({ atMs: NOW_MS + 9, runId: 'hand', trigger: 'command' }),
    ]);
    expect([lastFinished.renew?.runId, lastFinished.check?.runId]).toEqual(['hand', 'c1']);
    expect([lastTimed.renew?.runId, lastTimed.check?.runId]).toEqual(['r3', 'c1']);
  });

  const thirty = Array.from({ length: 30 }, (_, index) => `plan ${index + 1}`);
  it.each<[string, string[], readonly string[]]>([
    ['none', [], []],
    ['the newest last', ['one', 'two', 'three'], ['one', 'two', 'three']],
    ['the newest again is no other one', ['one', 'two', 'two'], ['one', 'two']],
    ['the oldest again is the newest', ['one', 'two', 'three', 'one'], ['two', 'three', 'one']],
    ['one between again is the newest', ['one', 'two', 'three', 'two'], ['one', 'three', 'two']],
    ['thirty', thirty, thirty],
    ['thirty and one of them again', [...thirty, 'plan 1'], [...thirty.slice(1), 'plan 1']],
    ['thirty of more', [...thirty, 'plan 31', 'plan 32'], [...thirty.slice(2), 'plan 31', 'plan 32']],
  ])('keeps the plans that were recorded: %s', (_name, plans, kept) => {
    const log = plans.flatMap((plan) => [aFinished({ plan }), aFinished()]);
    expect(foldLedger([anOpened(), aFinished(), ...log]).plans).toEqual(kept);
  });

  it('folds in pieces as it folds whole', () => {
    const log = [anOpened(), anAccepted({ claim: 'B' }), first, second, aReleased({ claim: 'A' }), aFinished()];
    const fold = new LedgerFold();
    for (const entry of log) fold.advance([entry]);
    expect(fold.state).toEqual(foldLedger(log));
  });

  it('knows what is open', () => {
    const open = ['void', 'claimed', 'doubted', 'accepted', 'renewed', 'failed', 'refused', 'released'].filter(
      (standing) =>
        isOpen({ ...[...foldLedger([first]).claims.values()][0], standing } as Parameters<typeof isOpen>[0]),
    );
    expect(open).toEqual(['claimed', 'doubted', 'accepted']);
  });
});
