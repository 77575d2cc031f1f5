import { describe, expect, it } from 'vitest';
import type { LedgerEntry } from '../../../src/ledger/entry.ts';
import { type Committed, committed, costOf, leftUnder } from '../../../src/ledger/spending.ts';
import { foldLedger } from '../../../src/ledger/state.ts';
import { at, DAY } from '../../builders/domains.ts';
import {
  aClaimedEntry,
  aClaimId,
  aDoubted,
  aFailed,
  anAccepted,
  aRefused,
  aReleased,
  aRenewed,
} from '../../builders/ledger.ts';
import { someRails } from '../../builders/settings.ts';

const EXPIRY_MS = at('2027-01-01T00:00:00Z');

/** A claim of 90.00 CNY on a domain of its own, by another run. */
function claimed(claim: string, rest: Parameters<typeof aClaimedEntry>[0] = {}): LedgerEntry {
  const facts = { claim, domain: `${claim}.com`, expiryMs: EXPIRY_MS, runId: 'other', append: null };
  return aClaimedEntry({ ...facts, ...rest });
}

function sums(entries: readonly LedgerEntry[], when: string, rails = someRails()): string {
  const { run, day, month } = committed(foldLedger(entries), rails, { atMs: at(when), runId: 'run-1' });
  return `${run} ${day} ${month}`;
}

describe('the periods of a claim', () => {
  const table: [name: string, claimedAt: string, when: string, zone: string, expected: string][] = [
    [
      'the first instant of the day in Shanghai',
      '2026-11-21T16:00:00Z',
      '2026-11-22T12:00:00Z',
      'Asia/Shanghai',
      '0 9000 9000',
    ],
    ['the last one of the day before', '2026-11-21T15:59:59.999Z', '2026-11-22T12:00:00Z', 'Asia/Shanghai', '0 0 9000'],
    ['the first instant of the month', '2026-11-30T16:00:00Z', '2026-12-20T12:00:00Z', 'Asia/Shanghai', '0 0 9000'],
    ['the last one of the month before', '2026-11-30T15:59:59.999Z', '2026-12-20T12:00:00Z', 'Asia/Shanghai', '0 0 0'],
    [
      'at the last instant of a month it counts',
      '2026-11-01T00:00:00Z',
      '2026-11-30T15:59:59.999Z',
      'Asia/Shanghai',
      '0 0 9000',
    ],
    ['and one later it does not', '2026-11-01T00:00:00Z', '2026-11-30T16:00:00Z', 'Asia/Shanghai', '0 0 0'],
    ['a year ago in the same month', '2025-11-22T00:00:00Z', '2026-11-22T00:00:00Z', 'Asia/Shanghai', '0 0 0'],
    [
      'a clock that is ahead counts as today',
      '2026-11-23T00:00:00Z',
      '2026-11-22T12:00:00Z',
      'Asia/Shanghai',
      '0 9000 9000',
    ],
    ['midnight in UTC', '2026-11-22T00:00:00Z', '2026-11-22T12:00:00Z', 'UTC', '0 9000 9000'],
    ['before it', '2026-11-21T23:59:59Z', '2026-11-22T12:00:00Z', 'UTC', '0 0 9000'],
    [
      'the day on which summer time begins in Berlin',
      '2026-03-28T23:00:00Z',
      '2026-03-29T20:00:00Z',
      'Europe/Berlin',
      '0 9000 9000',
    ],
    ['before it, in Berlin', '2026-03-28T22:59:59Z', '2026-03-29T20:00:00Z', 'Europe/Berlin', '0 0 9000'],
    [
      'the 25 hours of the day on which it ends in New York',
      '2026-11-01T04:00:00Z',
      '2026-11-02T04:59:59Z',
      'America/New_York',
      '0 9000 9000',
    ],
    [
      'the month that began in summer time',
      '2026-11-01T04:00:00Z',
      '2026-11-30T12:00:00Z',
      'America/New_York',
      '0 0 9000',
    ],
    ['and the month before it', '2026-11-01T03:59:59Z', '2026-11-30T12:00:00Z', 'America/New_York', '0 0 0'],
  ];
  it.each(table)('%s', (...[, claimedAt, when, timeZone, expected]) => {
    expect(sums([claimed('a', { atMs: at(claimedAt) })], when, someRails({ timeZone }))).toBe(expected);
  });
});

describe('what is committed', () => {
  const NOON = '2026-11-22T04:00:00Z';
  const facts = { claim: 'a', domain: 'a.com', expiryMs: EXPIRY_MS, atMs: at(NOON), runId: 'other' };
  const first = claimed('a', { atMs: at(NOON) });
  const table: [name: string, entries: LedgerEntry[], expected: string][] = [
    ['nothing', [], '0 0 0'],
    ['claimed', [first], '0 9000 9000'],
    ['by this run', [claimed('a', { atMs: at(NOON), runId: 'run-1' })], '9000 9000 9000'],
    ['by this run a month ago', [claimed('a', { atMs: at(NOON) - 40 * DAY, runId: 'run-1' })], '9000 0 0'],
    ['accepted', [first, anAccepted(facts)], '0 9000 9000'],
    ['doubted', [first, aDoubted(facts)], '0 9000 9000'],
    ['looked for once and not found', [first, aDoubted({ ...facts, looked: true })], '0 9000 9000'],
    ['renewed', [first, aRenewed(facts)], '0 9000 9000'],
    ['refused', [first, aRefused(facts)], '0 0 0'],
    ['failed', [first, anAccepted(facts), aFailed(facts)], '0 0 0'],
    ['released', [first, aReleased(facts)], '0 0 0'],
    ['released, and accepted after all', [first, aReleased(facts), anAccepted(facts)], '0 9000 9000'],
    ['void behind another of its key', [first, claimed('b', { domain: 'a.com', atMs: at(NOON) })], '0 9000 9000'],
    ['stored twice', [first, first], '0 9000 9000'],
    ['for three years', [claimed('a', { atMs: at(NOON), years: 3, priceMinor: 27_000 })], '0 27000 27000'],
    ['all of several', [first, claimed('b', { atMs: at(NOON), priceMinor: 3900 })], '0 12900 12900'],
    [
      'without a price the most that its years may cost',
      [claimed('a', { atMs: at(NOON), years: 2, priceMinor: null })],
      '0 100000 100000',
    ],
    [
      'or what was written down in the place of a price',
      [claimed('a', { atMs: at(NOON), years: 2, priceMinor: null, countedMinor: 7000 })],
      '0 7000 7000',
    ],
    ['in another currency too', [claimed('a', { atMs: at(NOON), priceMinor: 1200, currency: 'USD' })], '0 50000 50000'],
  ];
  it.each(table)('%s', (_name, entries, expected) => {
    expect(sums(entries, NOON)).toBe(expected);
  });

  it('without a price and without a cap of the year it is not known', () => {
    const rails = someRails({ caps: { maxYearPriceMinor: null } });
    expect(costOf({ priceMinor: null, currency: null, countedMinor: null, years: 2 }, rails)).toBe(0);
  });

  it('what was written down in the place of a price counts, whatever the cap is now', () => {
    const rails = someRails({ caps: { maxYearPriceMinor: 1 } });
    expect(costOf({ priceMinor: null, currency: null, countedMinor: 2_000_000, years: 1 }, rails)).toBe(2_000_000);
  });

  it('counts what stands in front of one claim in the log, whatever the clocks say', () => {
    const names = ['a', 'b', 'c'];
    const later = at('2026-11-22T05:00:00Z');
    const state = foldLedger(names.map((name, index) => claimed(name, { atMs: later - index })));
    const before = (claim: string): Committed =>
      committed(state, someRails(), { atMs: later, runId: 'other', before: aClaimId(claim) });
    expect(before('a')).toEqual({ run: 0, day: 0, month: 0 });
    expect(before('c')).toEqual({ run: 18_000, day: 18_000, month: 18_000 });
  });
});

describe('what is left', () => {
  it('has no figure where there is no cap, and falls below nothing where a cap was lowered', () => {
    const { caps } = someRails({ caps: { maxRunMinor: null, maxDayMinor: 10_000, maxMonthMinor: 9000 } });
    expect(leftUnder(caps, { run: 7, day: 10_000, month: 9001 })).toEqual({ run: null, day: 0, month: -1 });
  });
});
