import { describe, expect, it } from 'vitest';
import { type PlanReport, renderPlan } from '../../../src/report/render-plan.ts';
import { AT, aRenewalResult, JUDGED, PLAN, USUAL } from './some-reports.ts';

const RENEW_BY = [['RENEW_MODE=renew npx domain-renew renew', 'everything that is due then']] as const;

function aReport(rest: Partial<PlanReport> = {}): PlanReport {
  return {
    result: aRenewalResult(),
    judged: JUDGED,
    plan: PLAN,
    at: AT,
    usual: USUAL,
    ledger: '/srv/ledger.jsonl',
    renewBy: RENEW_BY,
    ...rest,
  };
}

function text(report: PlanReport, columns: number, colour = false): string {
  return `\n${renderPlan(report, { columns, colour }).join('\n')}\n`;
}

describe('a plan', () => {
  it('in 80 columns', () => {
    expect(text(aReport(), 80)).toBe(`
Plan at 2026-06-01 12:00 UTC, for the next 35 days. Nothing was spent.
Ledger: /srv/ledger.jsonl

Would renew 3 domains for 1 year, in 2 batches
  DOMAIN                 EXPIRES           WHEN     BATCH    CNY  WHY
  soonest.com            2026-06-04   in 3 days         1  90.00  within 35 days
  绿茶小铺.com           2026-06-10   in 9 days         1  90.00  within 35 days
  very-very-very-very-…  2026-06-21  in 20 days         2  90.00  within 35 days
  later.org              2026-07-05  in 34 days  next run         within 35 days
  1 domain left for the next run: RENEW_MAX_DOMAINS is reached

Not renewed, though within 35 days of expiry (3)
  DOMAIN     EXPIRES            WHEN  WHY NOT
  odd.com    unknown                  expiry-unknown
  lost.cn    2026-04-22  40 days ago  needs-redemption
  grace.net  2026-05-30   2 days ago  claim-open: accepted since
                                      2026-05-31T12:00:00.000Z; the check run
                                      settles it

The other 5, summed up (--all lists every one)
  DOMAINS  VERDICT         MEANS
        4  outside-window  expires later than the window; soonest far100.com,
                           2026-09-09
        1  excluded        in RENEW_EXCLUDE

Needs a person (2 problems)
  ! needs-redemption
    lost.cn (expiry 2026-04-22)
    Only a redemption, at its own price, can save it; never done by this tool.
    Redeem it in the console while that is possible.
  ! expiry-unknown
    odd.com (expiry unknown)
    The list gave no expiry date for it that can be read. Look it up in the
    console and renew it by hand if need be.

Cost    270.00 CNY for 3 domains
  CAP              CNY  COMMITTED  THIS PLAN     LEFT  SETTING
  this run     5000.00       0.00     270.00  4730.00  RENEW_MAX_RUN_COST
  today        5000.00       0.00     270.00  4730.00  RENEW_MAX_DAY_COST
  this month  10000.00      90.00     270.00  9640.00  RENEW_MAX_MONTH_COST
  The account can pay 1000.00 CNY

Totals  12 domains in the account; the list is proven complete. Plan
        f38e436d83af.
        12 listed = 4 due + 3 near but not renewed + 5 others

To really renew
  RENEW_MODE=renew npx domain-renew renew
      everything that is due then
`);
  });

  it('in 130 columns shows long names and reasons whole', () => {
    const wide = text(aReport(), 130);
    expect(wide).toContain(`
  DOMAIN                                                           EXPIRES           WHEN     BATCH    CNY  WHY
  soonest.com                                                      2026-06-04   in 3 days         1  90.00  within 35 days
  绿茶小铺.com                                                     2026-06-10   in 9 days         1  90.00  within 35 days
  very-very-very-very-very-very-very-very-very-very-very-long.com  2026-06-21  in 20 days         2  90.00  within 35 days
  later.org                                                        2026-07-05  in 34 days  next run         within 35 days
`);
    expect(wide).toContain(`
  grace.net  2026-05-30   2 days ago  claim-open: accepted since 2026-05-31T12:00:00.000Z; the check run settles it
`);
  });

  it('with colour is the same text in ink', () => {
    const coloured = text(aReport(), 80, true);
    expect(coloured).toContain('\u001b[1mWould renew 3 domains for 1 year, in 2 batches\u001b[22m\n');
    expect(coloured).toContain('  \u001b[33m!\u001b[39m \u001b[33mneeds-redemption\u001b[39m\n');
    expect(coloured).toContain('  \u001b[36mRENEW_MODE=renew npx domain-renew renew\u001b[39m\n');
    // oxlint-disable-next-line no-control-regex -- taking the ink off is the point
    expect(coloured.replaceAll(/\u001b\[\d+m/g, '')).toBe(text(aReport(), 80));
  });

  it('with --all lists every domain and sums up none', () => {
    const all = text(aReport({ at: { ...AT, all: true } }), 80);
    expect(all).toContain('\nNot renewed (8)\n');
    for (const name of ['far100.com', 'far400.com', 'mine-not.com']) expect(all).toContain(`  ${name}`);
    expect(all).not.toContain('summed up');
  });

  it('does not let hundreds of rows scroll by', () => {
    const many = Array.from({ length: 300 }, () => JUDGED.find(({ verdict }) => verdict === 'claim-open')).flatMap(
      (one) => one ?? [],
    );
    const lines = renderPlan(aReport({ judged: [...JUDGED, ...many] }), { columns: 120, colour: false });
    expect(lines.filter((line) => line.includes('grace.net  '))).toHaveLength(18);
    expect(lines).toContain(
      '      283  claim-open      submitted or claimed, not settled yet; soonest grace.net, 2026-05-30',
    );
  });

  it('says that the run would stop, and why', () => {
    const stop = { stop: 'share-limit', message: 'this run would renew 3 of 12 domains. Nothing was spent' } as const;
    const stopped = text(aReport({ result: aRenewalResult({ stops: [stop] }), renewBy: [] }), 80);
    expect(stopped).toContain('\nWould renew 3 domains for 1 year, in 2 batches (but it would stop first)\n');
    expect(stopped).toContain('\nStopped: share-limit\n  This run would renew 3 of 12 domains. Nothing was spent.\n');
    expect(stopped).not.toContain('To really renew');
  });

  it('of a run that could not list says only that', () => {
    const stop = { stop: 'inventory-unreadable', message: 'QueryDomainList failed' } as const;
    const result = aRenewalResult({ stops: [stop], problems: [], verdicts: {} });
    expect(text(aReport({ result, judged: [], plan: null, renewBy: [] }), 80)).toBe(`
Plan at 2026-06-01 12:00 UTC, for the next 35 days. Nothing was spent.
Ledger: /srv/ledger.jsonl

Stopped: inventory-unreadable
  QueryDomainList failed.

`);
  });

  it('for which there is no money says what waits', () => {
    const plan = { ...PLAN, batches: [], deferred: PLAN.batches.flat().map(({ name }) => name), costMinor: 0 };
    const waiting = text(aReport({ plan }), 80);
    expect(waiting).toContain('\nWould renew none now; 3 domains due\n');
    expect(waiting).not.toContain('to renew');
  });

  it('with nothing due says so', () => {
    const plan = { digest: '', batches: [], deferred: [], isFull: true, unfit: [], costMinor: 0 };
    expect(text(aReport({ plan, judged: [] }), 80)).toContain('\nNothing is due.\n');
  });
});
