import type { Plan } from '../../../src/plan/plan.ts';
import type { Usual } from '../../../src/report/render-due.ts';
import type { JudgedAt } from '../../../src/report/render-judged.ts';
import type { CheckResult, MoneyResult, RenewalResult } from '../../../src/report/result.ts';
import { plannedRenewal } from '../../../src/runs/renewal-result.ts';
import type { Judged } from '../../../src/selection/verdict.ts';
import { aListedDomain, aName, DAY, NOW_MS, renewalsFor } from '../../builders/domains.ts';

const LONG_NAME = `${'very-'.repeat(11)}long.com`;

/** Four domains to renew (one of them by the next run), three near ones that are not, five others. */
export const JUDGED: readonly Judged[] = [
  dueIn('soonest.com', 3),
  dueIn('绿茶小铺.com', 9),
  dueIn(LONG_NAME, 20),
  dueIn('later.org', 34),
  near('lost.cn', -40, 'needs-redemption', 'only a redemption, at its own price, can save it; never done by this tool'),
  near('grace.net', -2, 'claim-open', 'accepted since 2026-05-31T12:00:00.000Z; the check run settles it'),
  near('odd.com', null, 'expiry-unknown', 'the list gave no expiry date for it that can be read'),
  near('mine-not.com', 5, 'excluded', ''),
  ...[100, 200, 300, 400].map((days) => near(`far${days}.com`, days, 'outside-window', '')),
];

/** Two batches; the fourth domain is left for the next run. */
export const PLAN: Plan = {
  digest: 'f38e436d83af0123456789abcdef0123456789abcdef0123456789abcdef0123',
  batches: [
    renewalsFor(JUDGED.slice(0, 2).map(({ domain }) => domain)),
    renewalsFor(JUDGED.slice(2, 3).map(({ domain }) => domain)),
  ],
  deferred: [aName('later.org')],
  isFull: true,
  unfit: [],
  costMinor: 27_000,
};

/** What the settings' defaults leave on a quiet day. */
export const SOME_MONEY: MoneyResult = {
  currency: 'CNY',
  planMinor: 27_000,
  caps: [
    { cap: 'run', setting: 'RENEW_MAX_RUN_COST', limitMinor: 500_000, committedMinor: 0 },
    { cap: 'day', setting: 'RENEW_MAX_DAY_COST', limitMinor: 500_000, committedMinor: 0 },
    { cap: 'month', setting: 'RENEW_MAX_MONTH_COST', limitMinor: 1_000_000, committedMinor: 9000 },
  ],
  balanceMinor: 100_000,
};

export const AT: JudgedAt = { nowMs: NOW_MS, windowDays: 35, all: false, told: new Set(['lost.cn', 'odd.com']) };

/** What the settings say of every renewal. */
export const USUAL: Usual = { currency: 'CNY', years: 1, couponNo: null, promotionNo: null };

/** The result that goes with these verdicts. */
export function aRenewalResult(rest: Partial<RenewalResult> = {}): RenewalResult {
  return {
    run: {
      id: 'renew-1',
      kind: 'renew',
      mode: 'plan',
      startedAt: '2026-06-01T12:00:00.000Z',
      finishedAt: '2026-06-01T12:00:02.000Z',
    },
    inventory: { total: 12, listed: 12, complete: true },
    verdicts: {
      'needs-redemption': 1,
      'claim-open': 1,
      'expiry-unknown': 1,
      excluded: 1,
      'outside-window': 4,
      'expires-within-window': 4,
    },
    plan: {
      digest: PLAN.digest,
      batches: PLAN.batches.map((batch) => batch.map(({ name }) => name)),
      renewals: PLAN.batches.flat().map(plannedRenewal),
    },
    money: SOME_MONEY,
    stops: [],
    submissions: [],
    deferred: ['later.org'],
    problems: [
      {
        problem: 'needs-redemption',
        domain: aName('lost.cn'),
        message:
          'lost.cn (expiry 2026-04-22): only a redemption, at its own price, can save it; never done by this tool. Redeem it in the console while that is possible',
      },
      {
        problem: 'expiry-unknown',
        domain: aName('odd.com'),
        message:
          'odd.com (expiry unknown): the list gave no expiry date for it that can be read. Look it up in the console and renew it by hand if need be',
      },
    ],
    ...rest,
  };
}

/** A check run that settled nothing and found nothing open. */
export function aCheckResult(rest: Partial<CheckResult> = {}): CheckResult {
  return {
    run: {
      id: 'check-1',
      kind: 'check',
      mode: 'renew',
      startedAt: '2026-06-01T12:00:00.000Z',
      finishedAt: '2026-06-01T12:00:02.000Z',
    },
    settled: [],
    open: [],
    stops: [],
    problems: [],
    ...rest,
  };
}

function dueIn(name: string, days: number): Judged {
  const domain = aListedDomain({ name, expiryMs: NOW_MS + days * DAY });
  return { domain, verdict: 'expires-within-window', why: `expires in ${days} days` };
}

function near(name: string, days: number | null, verdict: Judged['verdict'], why: string): Judged {
  return { domain: aListedDomain({ name, expiryMs: days === null ? null : NOW_MS + days * DAY }), verdict, why };
}
