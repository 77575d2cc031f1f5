import { describe, expect, it } from 'vitest';
import { examineLife, type Life } from '../../../src/cli/doctor-life.ts';
import type { LedgerEntry } from '../../../src/ledger/entry.ts';
import { foldLedger } from '../../../src/ledger/state.ts';
import { DAY, HOUR, NOW_MS } from '../../builders/domains.ts';
import { aClaimedEntry, aFinished, anOpened } from '../../builders/ledger.ts';

function details(entries: readonly LedgerEntry[], place: Life['place'] = 'sls'): string[] {
  const finished = entries.flatMap((entry) => (entry.kind === 'finished' ? [entry] : []));
  const findings = examineLife({ state: foldLedger([anOpened(), ...entries]), finished, nowMs: NOW_MS, place });
  return findings.map(({ what, state, detail }) => `${what} ${state}: ${detail}`);
}

const CHECK = aFinished({ runKind: 'check', atMs: NOW_MS - 2 * HOUR });

describe('the life of a deployment', () => {
  it('is told by the last heartbeats of its functions', () => {
    const renew = aFinished({ atMs: NOW_MS - 3 * HOUR, mode: 'plan', counts: { stops: 1, problems: 2 } });
    expect(details([renew, CHECK])).toEqual([
      'renew runs ok: the last one ended 2026-06-01 09:00 UTC, 3 h ago (mode plan, by timer); it told of 1 stop and 2 problems: see `domain-renew status`',
      'check runs ok: the last one ended 2026-06-01 10:00 UTC, 2 h ago (by timer)',
      'ledger PutLogs ok: both functions wrote their heartbeats',
      'open claims ok: none',
    ]);
  });

  it.each([
    ['36 hours', 36 * HOUR, 'ok'],
    ['a minute more', 36 * HOUR + 60_000, 'problem'],
  ])('is doubted after %s of silence', (_name, ageMs, state) => {
    const [renew] = details([aFinished({ atMs: NOW_MS - ageMs }), CHECK]);
    expect(renew).toMatch(new RegExp(`^renew runs ${state}: the last one ended`));
  });

  it('counts a run by command in a file only', () => {
    const entries = [aFinished({ trigger: 'command', atMs: NOW_MS - HOUR }), CHECK];
    expect(details(entries)[0]).toMatch(/^renew runs problem: the renew function has never finished/);
    expect(details(entries, 'file')).toEqual([
      'renew runs ok: the last one ended 2026-06-01 11:00 UTC, 1 h ago (mode renew, by command)',
      'check runs ok: the last one ended 2026-06-01 10:00 UTC, 2 h ago (by timer)',
      'open claims ok: none',
    ]);
  });

  it('takes the newest heartbeat, in whatever order they stand', () => {
    const newer = aFinished({ atMs: NOW_MS - HOUR });
    const older = aFinished({ atMs: NOW_MS - 9 * DAY });
    expect(details([newer, older, CHECK])[0]).toContain('1 h ago');
  });

  it.each([
    ['a day', DAY, 'open claims ok: 1, none for over a day'],
    [
      'more',
      DAY + 1000,
      'open claims problem: 例子.com: open for over a day, and not renewed again until settled. `domain-renew check` says why',
    ],
  ])('has a claim that is open for %s', (_name, ageMs, text) => {
    const claim = aClaimedEntry({ domain: 'xn--fsqu00a.com', atMs: NOW_MS - ageMs });
    expect(details([claim, CHECK]).at(-1)).toBe(text);
  });
});
