import { describe, expect, it } from 'vitest';
import { attentionTo } from '../../../src/cli/status.ts';
import { DAY, HOUR, NOW_MS } from '../../builders/domains.ts';
import { aClaim, aFinished } from '../../builders/ledger.ts';

const QUIET = {
  nowMs: NOW_MS,
  open: [aClaim({ claimedMs: NOW_MS - 23 * HOUR })],
  lastRuns: { renew: aFinished({ counts: { total: 3, stops: 0, problems: 0 } }), check: null },
  lastTimed: { renew: null, check: null },
  next: { kind: 'no-credentials' },
} as const;

describe('what a person has to look at', () => {
  it('is nothing while claims are young and the last runs were well', () => {
    expect(attentionTo(QUIET)).toEqual([]);
  });

  it('is a claim that is open for more than a day', () => {
    expect(attentionTo({ ...QUIET, open: [aClaim({ domain: 'a.com', claimedMs: NOW_MS - 2 * DAY })] })).toEqual([
      'a.com: claimed more than a day ago and not settled. Run `domain-renew check`; it says why',
    ]);
  });

  it('is what the last runs told', () => {
    const lastRuns = {
      renew: aFinished({ counts: { stops: 1, problems: 2 } }),
      check: aFinished({ runKind: 'check', counts: { problems: 1 } }),
    };
    expect(attentionTo({ ...QUIET, lastRuns })).toEqual([
      'the last renew run told of 1 stop and 2 problems: `domain-renew plan` shows what they are now',
      'the last check run told of 1 problem: `domain-renew check` shows what they are now',
    ]);
  });

  it.each([
    [
      'a renewal run by its timer',
      { renew: aFinished({ atMs: NOW_MS - 37 * HOUR }), check: null },
      ['the renewal run,'],
    ],
    ['a check run by its timer', { renew: null, check: aFinished({ atMs: NOW_MS - 37 * HOUR }) }, ['the check run']],
    ['neither yet', { renew: aFinished({ atMs: NOW_MS - 36 * HOUR }), check: aFinished({ atMs: NOW_MS }) }, []],
  ])('is a run that is silent: %s', (_name, lastTimed, expected) => {
    expect(attentionTo({ ...QUIET, lastTimed }).map((text) => text.split(' ').slice(0, 3).join(' '))).toEqual(expected);
  });

  it('is an account that cannot be read', () => {
    expect(attentionTo({ ...QUIET, next: { kind: 'unreadable', why: 'no answer' } })).toEqual([
      'the account could not be read, so nothing would be renewed either',
    ]);
  });
});
