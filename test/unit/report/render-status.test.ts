import { describe, expect, it } from 'vitest';
import { foldLedger } from '../../../src/ledger/state.ts';
import { renderStatus, type Status } from '../../../src/report/render-status.ts';
import { spendingStatus } from '../../../src/report/spending-status.ts';
import { aListedDomain, DAY, HOUR, MINUTE, NOW_MS } from '../../builders/domains.ts';
import { aClaim, aFinished } from '../../builders/ledger.ts';
import { someRails } from '../../builders/settings.ts';

function aStatus(rest: Partial<Status> = {}): Status {
  return {
    nowMs: NOW_MS,
    ledger: '/srv/ledger.jsonl',
    ledgerId: 'ledger-1',
    open: [],
    lastRuns: { renew: null, check: null },
    spending: spendingStatus(foldLedger([]), someRails(), NOW_MS),
    next: { kind: 'no-credentials' },
    attention: [],
    ...rest,
  };
}

function text(status: Status): string {
  return `\n${renderStatus(status, { columns: 80, colour: false }).join('\n')}\n`;
}

describe('a status', () => {
  it('of an empty ledger, without keys', () => {
    expect(text(aStatus({ ledgerId: null }))).toBe(`
Status at 2026-06-01 12:00 UTC
Ledger: /srv/ledger.jsonl (empty: no run has used it yet)

Open claims: none; everything submitted is settled

Money: spent is renewed, at the price quoted; committed is not settled yet; days
       of Asia/Shanghai; one run at most 5000.00 CNY
  CAP              CNY  SPENT  COMMITTED      LEFT  SETTING
  today        5000.00   0.00       0.00   5000.00  RENEW_MAX_DAY_COST
  this month  10000.00   0.00       0.00  10000.00  RENEW_MAX_MONTH_COST

Last runs
  RUN    HOW  FINISHED  AGO  FIGURES
  renew       never
  check       never

Next expiries: not asked, because ALIBABA_CLOUD_ACCESS_KEY_ID and
               ALIBABA_CLOUD_ACCESS_KEY_SECRET are not set; the rest comes from
               the ledger alone
`);
  });

  it('with open claims, both runs, expiries and something for a person', () => {
    const counts = { total: 300, planned: 3, accepted: 3, refused: 0, problems: 2 };
    const status = aStatus({
      open: [
        aClaim({ claim: '1', domain: 'a.com', standing: 'accepted', taskNo: 'task-1' }),
        aClaim({ claim: '2', domain: '海风书店.cn', standing: 'accepted', taskNo: 'task-1' }),
        aClaim({ claim: '3', domain: 'c.com', standing: 'doubted', reason: 'TimedOut: no answer' }),
        aClaim({ claim: '4', domain: 'd.com', claimedMs: NOW_MS - 3 * DAY }),
      ],
      lastRuns: {
        renew: aFinished({ atMs: NOW_MS - 5 * HOUR, counts }),
        check: aFinished({ runKind: 'check', atMs: NOW_MS - 20 * MINUTE, counts: { renewed: 0 } }),
      },
      next: {
        kind: 'listed',
        totalCount: 300,
        domains: [
          aListedDomain({ name: 'gone.com', expiryMs: NOW_MS - 2 * DAY }),
          aListedDomain({ name: '绿茶小铺.com', expiryMs: NOW_MS + 3 * DAY }),
        ],
      },
      attention: ['the last renew run told of 2 problems'],
    });
    expect(text(status)).toBe(`
Status at 2026-06-01 12:00 UTC
Ledger: /srv/ledger.jsonl

Open claims (4): \`domain-renew check\` settles them
  … 2 domains accepted, open for 2 h: task task-1
      a.com (2026-06-11), 海风书店.cn (2026-06-11)
  … 1 domain doubted, open for 2 h: TimedOut: no answer
      c.com (2026-06-11)
  … 1 domain claimed, open for 3 days: its submission is not recorded yet
      d.com (2026-06-11)

Money: spent is renewed, at the price quoted; committed is not settled yet; days
       of Asia/Shanghai; one run at most 5000.00 CNY
  CAP              CNY  SPENT  COMMITTED      LEFT  SETTING
  today        5000.00   0.00       0.00   5000.00  RENEW_MAX_DAY_COST
  this month  10000.00   0.00       0.00  10000.00  RENEW_MAX_MONTH_COST

Last runs
  RUN    HOW              FINISHED                 AGO  FIGURES
  renew  renew, by timer  2026-06-01 07:00 UTC     5 h  300 total, 3 planned, 3
                                                        accepted, 2 problems
  check  by timer         2026-06-01 11:40 UTC  20 min  nothing to do

Next expiries (2 of 300 domains)
  DOMAIN        EXPIRES           WHEN
  gone.com      2026-05-30  2 days ago
  绿茶小铺.com  2026-06-04   in 3 days

Needs a person
  ! the last renew run told of 2 problems
`);
  });
});
