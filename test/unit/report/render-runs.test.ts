import { describe, expect, it } from 'vitest';
import { renderCheck } from '../../../src/report/render-check.ts';
import { renderOverview } from '../../../src/report/render-overview.ts';
import { renderRenewal } from '../../../src/report/render-renewal.ts';
import type { PlannedRenewal } from '../../../src/report/result.ts';
import { aListedDomain, aName, DAY, NOW_MS } from '../../builders/domains.ts';
import { AT, aCheckResult, aRenewalResult } from './some-reports.ts';

const VIEW = { columns: 80, colour: false };

describe('a renewal run', () => {
  it('shows each submission with its outcome, what was left, and the next step', () => {
    const planned = (domain: string, priceMinor: number | null): PlannedRenewal => {
      return { domain, expiry: '2026-06-11T00:00:00.000Z', years: 1, priceMinor };
    };
    const sent = [planned('soonest.com', 9000), planned('xn--1jqq80bmhl9h6b.cn', null), planned('third.com', 3900)];
    const { plan } = aRenewalResult();
    const result = aRenewalResult({
      plan: { ...plan, renewals: [...sent, planned('fourth.com', 50_000)] },
      submissions: [
        { outcome: 'accepted', taskNo: 'task-1', domains: ['soonest.com', 'xn--1jqq80bmhl9h6b.cn'] },
        { outcome: 'unknown', domains: ['third.com'], reason: 'TimedOut: no answer' },
        { outcome: 'refused', domains: ['fourth.com'], reason: 'Throttling (HTTP 400)' },
      ],
      problems: [],
    });
    expect(`\n${renderRenewal({ result, at: AT, ledger: '/srv/ledger.jsonl' }, VIEW).join('\n')}\n`).toBe(`
Renewal run at 2026-06-01 12:00 UTC, for the next 35 days.
Ledger: /srv/ledger.jsonl

Submitted
  ✓ 2 domains accepted as task task-1
      soonest.com, 海风书店.cn
  ? 1 domain sent, outcome unknown: TimedOut: no answer. It may have been paid,
    so it is not sent again
      third.com
  ✗ 1 domain refused, nothing was spent: Throttling (HTTP 400)
      fourth.com

Cost    129.00 CNY committed, of which 39.00 CNY with an unknown outcome; what
        was refused costs nothing; 1 domain without a known price not counted in
  CAP              CNY  COMMITTED  THIS RUN     LEFT  SETTING
  this run     5000.00       0.00    129.00  4871.00  RENEW_MAX_RUN_COST
  today        5000.00       0.00    129.00  4871.00  RENEW_MAX_DAY_COST
  this month  10000.00      90.00    129.00  9781.00  RENEW_MAX_MONTH_COST
  Before this run the account could pay 1000.00 CNY

Left for the next run (1): later.org

Verdicts: 12 of 12 domains listed
  DOMAINS  VERDICT                MEANS
        4  expires-within-window  expires within the window: renew
        4  outside-window         expires later than the window
        1  claim-open             submitted or claimed, not settled yet
        1  expiry-unknown         no expiry date that can be read
        1  needs-redemption       only a redemption can save it
        1  excluded               in RENEW_EXCLUDE

A task takes minutes. A domain counts as renewed only when its expiry date has
moved; look with
  npx domain-renew check
`);
  });

  it('that submitted nothing says that nothing was spent', () => {
    const lines = renderRenewal({ result: aRenewalResult(), at: AT, ledger: 'l' }, VIEW);
    expect(lines).toContain('Nothing was submitted, nothing was spent.');
    expect(lines.join('\n')).not.toContain('domain-renew check');
  });
});

describe('a check run', () => {
  it('puts together what ended alike and what is open for the same reason', () => {
    const result = aCheckResult({
      settled: [
        { domain: 'a.com', outcome: 'renewed', taskNo: 'task-1' },
        { domain: 'b.com', outcome: 'failed', taskNo: 'task-1' },
        { domain: 'xn--1jqq80bmhl9h6b.cn', outcome: 'renewed', taskNo: 'task-1' },
        { domain: 'c.com', outcome: 'released' },
      ],
      open: [
        { domain: 'd.com', since: '2026-06-01T09:00:00.000Z', why: 'task task-2 is still executing' },
        { domain: 'e.com', since: '2026-06-01T11:30:00.000Z', why: 'task task-2 is still executing' },
      ],
      problems: [
        {
          problem: 'renewal-failed',
          domain: aName('b.com'),
          message: 'b.com (expiry 2026-06-11) was not renewed; the task says: 账户余额不足',
        },
      ],
    });
    expect(`\n${renderCheck(result, '/srv/ledger.jsonl', VIEW).join('\n')}\n`).toBe(`
Check run at 2026-06-01 12:00 UTC. A check never spends.
Ledger: /srv/ledger.jsonl

Settled (4 claims): renewed means that the expiry date has moved
  ✓ 2 domains renewed by task task-1
      a.com, 海风书店.cn
  ✗ 1 domain failed by task task-1
      b.com
  ○ 1 domain released: nothing was submitted
      c.com

Still open (2 claims): each stays claimed, so it is not paid a second time
  … 2 domains: task task-2 is still executing
      d.com, e.com
  The oldest has been open for 3 h. Look again later with the same command.

Needs a person (1 problem)
  ! renewal-failed
    b.com (expiry 2026-06-11)
    Was not renewed; the task says: 账户余额不足.
`);
  });

  it('with no open claims says so', () => {
    expect(renderCheck(aCheckResult(), 'l', VIEW).at(-1)).toBe(
      'No open claims: everything that was submitted is settled.',
    );
  });
});

describe('the picture of the expiry dates', () => {
  it('has a bar for each span, the window marked', () => {
    const days = [-3, 2, 5, 10, 20, 30, 60, 120, 300, 500, 900];
    const domains = days.map((left) => aListedDomain({ expiryMs: NOW_MS + left * DAY }));
    const odd = aListedDomain({ expiryMs: null });
    const lines = renderOverview([...domains, odd], { nowMs: NOW_MS, windowDays: 35 }, { columns: 42, colour: false });
    expect(lines).toEqual([
      '      expired ████ 1  ◂ window',
      '    in a week ███████ 2  ◂ window',
      '   in 35 days ███████████ 3  ◂ window',
      '  in 3 months ████ 1',
      '  in 6 months ████ 1',
      '    in a year ████ 1',
      '   in 2 years ████ 1',
      '        later ████ 1',
      '      unknown ████ 1',
    ]);
  });
});
