import { at, type Canary, SEEDS } from './canary.ts';

const SPENDING = 'src/ledger/spending.ts';
const CLAIM = 'src/claims/claim-batch.ts';
const PRICE_RULES = 'src/selection/price-rules.ts';
const APPROVAL = 'src/plan/approval.ts';
const MONEY_SETTINGS = 'src/config/money-settings.ts';

/** What the claims stage counts, before it writes and when it has read back. */
const CLAIM_CAPS_OFF = at(
  CLAIM,
  'budgetOf({ ...left, day }, balanceLeft(',
  'budgetOf({ ...left, run: null, day: null, month: null }, balanceLeft(',
);

/** Two runs with different domains must meet under one cap: where the first such worlds are. */
const FROM: Readonly<Record<string, number>> = { claimed: 3325, doubted: 1000, accepted: 190 };

/** One of the standings in which money may have gone, not counted. */
function uncounted(standing: string): Canary {
  const find = standing === 'claimed' ? `standing === 'claimed' || ` : ` || standing === '${standing}'`;
  return {
    name: `${standing}-uncounted`,
    what: `a claim that is ${standing} counts under no cap`,
    changes: [at(SPENDING, find, '')],
    checks: ['over-budget'],
    seedsMax: SEEDS,
    from: FROM[standing] ?? 1,
  };
}

/**
 * The read-back alone is needed only where the log forgets a number while two runs with different domains claim: too rare to find here, and
 * shown by every order of them in `interleavings/` (ids forgotten) and by `unit/claims/claim-caps.test.ts`. The balance at the claim is too rare
 * as well: two runs with different domains must meet over an account with little (none in 6,000 seeds); `property/money.test.ts` shows it.
 */

/** The money rails: each of them taken out where it stands. */
export const MONEY_RAILS: readonly Canary[] = [
  {
    name: 'approval-of-one-run',
    what: 'what another run has claimed today does not count towards the amount that needs no approval',
    changes: [
      at(
        'src/runs/renew-batches.ts',
        "approval.kind === 'above' && order.approve === null ? approval.minor : null",
        "approval.kind === 'above' && order.approve === null ? null : null",
      ),
    ],
    checks: ['over-budget'],
    seedsMax: SEEDS,
    from: 1320,
  },
  {
    name: 'caps-off-at-claim',
    what: 'the caps hold in the plan alone: neither before the claims are written nor when they are read back is anything counted',
    changes: [CLAIM_CAPS_OFF],
    checks: ['over-budget'],
    seedsMax: SEEDS,
    from: 460,
  },
  ...['claimed', 'doubted', 'accepted', 'renewed'].map(uncounted),
  {
    name: 'month-as-day',
    what: 'the month begins anew every day',
    changes: [at(SPENDING, 'startOfMonth(atMs, rails.timeZone)];', 'startOfDay(atMs, rails.timeZone)];')],
    checks: ['over-budget'],
    seedsMax: SEEDS,
  },
  {
    name: 'run-cap-ignored',
    what: 'RENEW_MAX_RUN_COST limits nothing',
    changes: [at(SPENDING, 'left(caps.maxRunMinor, run)', 'left(null, run)')],
    checks: ['over-budget'],
    seedsMax: SEEDS,
  },
  {
    name: 'day-cap-ignored',
    what: 'RENEW_MAX_DAY_COST limits nothing',
    changes: [at(SPENDING, 'left(caps.maxDayMinor, day)', 'left(null, day)')],
    checks: ['over-budget'],
    seedsMax: SEEDS,
  },
  {
    name: 'caps-unread',
    what: 'the caps of a day and a month are read as off: the auditor reads the texts of the settings itself',
    changes: [
      at(MONEY_SETTINGS, "maxDayMinor: readCap(reader, 'RENEW_MAX_DAY_COST', currency)", 'maxDayMinor: null'),
      at(MONEY_SETTINGS, "maxMonthMinor: readCap(reader, 'RENEW_MAX_MONTH_COST', currency)", 'maxMonthMinor: null'),
    ],
    checks: ['over-budget'],
    seedsMax: SEEDS,
  },
  {
    name: 'max-domains-unread',
    what: 'RENEW_MAX_DOMAINS is read as its default',
    changes: [at('src/config/settings.ts', "reader.integer('RENEW_MAX_DOMAINS', 100, [1, COUNT_MAX])", '100')],
    checks: ['over-limit'],
    seedsMax: SEEDS,
  },
  {
    name: 'voucher-unasked',
    what: 'a voucher pays that COUPON_NO does not name',
    changes: [
      at(
        'src/plan/vouchers.ts',
        'const isAuto = couponNo === AUTO_VOUCHER;',
        'const isAuto = couponNo === null || couponNo === AUTO_VOUCHER;',
      ),
    ],
    checks: ['over-budget'],
    seedsMax: SEEDS,
  },
  {
    name: 'year-cap-ignored',
    what: 'a year may cost whatever it costs',
    changes: [at(PRICE_RULES, 'maxYearPriceMinor === null || quote', 'maxYearPriceMinor !== -1 || quote')],
    checks: ['over-budget'],
    seedsMax: SEEDS,
  },
  {
    name: 'price-change-ignored',
    what: 'a price is not compared with the one before',
    changes: [at(PRICE_RULES, 'known === null || maxPriceChangeBp === null', "quote.kind === 'price'")],
    checks: ['over-budget'],
    seedsMax: SEEDS,
  },
  {
    name: 'price-fall-permitted',
    what: 'only a higher price is a change',
    changes: [at(PRICE_RULES, 'Math.abs(now - before) * 10_000', '(now - before) * 10_000')],
    checks: ['over-budget'],
    seedsMax: SEEDS,
    from: 92,
  },
  {
    name: 'unknown-is-free',
    what: 'what has no price is taken to cost next to nothing',
    changes: [
      at(
        'src/inventory/quotes.ts',
        'quotes.set(name, quoteIn(answer, name));',
        "{\n      const quote = quoteIn(answer, name);\n      quotes.set(name, quote.kind === 'unknown' ? { kind: 'price', price: { minor: 1, currency }, premium: false } : quote);\n    }",
      ),
    ],
    checks: ['over-budget'],
    seedsMax: SEEDS,
  },
  {
    name: 'unknown-goes-on',
    what: 'what has no price is renewed although the settings hold it',
    changes: [
      at(PRICE_RULES, "if (unknownPrice === 'renew' && maxYearPriceMinor !== null) return null;", 'return null;'),
    ],
    checks: ['over-budget'],
    seedsMax: SEEDS,
  },
  {
    name: 'price-forgotten',
    what: 'where unknown prices go on, a claim is written without the price that was told',
    changes: [
      at(
        'src/plan/renewal.ts',
        'years, price, countedMinor,',
        "years, price: terms.unknownPrice === 'renew' ? null : price, countedMinor,",
      ),
    ],
    checks: ['over-budget'],
    seedsMax: SEEDS,
    // Before that the caps find it too.
    from: 48,
  },
  {
    name: 'promotion-unasked',
    what: 'every submission takes part in a promotion that nobody named',
    changes: [
      at(
        'src/submission/submit-batch.ts',
        'submitRenewal({ orders, couponNo, promotionNo }',
        "submitRenewal({ orders, couponNo, promotionNo: 'P-1' }",
      ),
    ],
    checks: ['over-budget'],
    seedsMax: SEEDS,
  },
  {
    name: 'claims-dated-away',
    what: 'a claim says that it was written a day before, and so counts under no cap of this day',
    changes: [
      at(
        CLAIM,
        'atMs: clock.now(),\n    runId: claimant.runId,',
        'atMs: clock.now() - 86_400_000,\n    runId: claimant.runId,',
      ),
    ],
    checks: ['over-limit'],
    seedsMax: SEEDS,
  },
  {
    name: 'one-year-quoted',
    what: 'the price of one year is asked for, whatever the years',
    changes: [at('src/runs/quote-domains.ts', 'years: termsOf(domain).years };', 'years: 1 };')],
    checks: ['over-budget'],
    seedsMax: SEEDS,
  },
  {
    name: 'approval-unasked',
    what: 'nobody needs to approve a plan',
    changes: [
      at(APPROVAL, 'renewals.length === 0 || !isApprovalNeeded(plan, rails, at.todayMinor)', 'renewals.length >= 0'),
    ],
    checks: ['over-budget'],
    seedsMax: SEEDS,
    from: 105,
  },
  {
    name: 'drifted-plan-paid',
    what: 'any digest approves the plan as it is now',
    changes: [at(APPROVAL, 'return order.approve === plan.digest\n', 'return order.approve.length === 64\n')],
    checks: ['over-budget'],
    seedsMax: SEEDS,
    from: 43,
  },
  {
    name: 'price-not-in-digest',
    what: 'the digest of a plan does not cover its prices',
    changes: [at('src/plan/plan-lines.ts', 'price?.minor ?? null, price', 'null, price')],
    checks: ['over-budget'],
    seedsMax: SEEDS,
  },
  {
    name: 'balance-ignored',
    what: 'a plan is not cut to what the account can pay',
    changes: [at('src/runs/read-funds.ts', 'isComparable ? balance.value.minor : null', 'null')],
    checks: ['over-budget'],
    seedsMax: SEEDS,
  },
  {
    name: 'approval-near-untold',
    what: 'nobody is told that a domain near its expiry waits for approval, nor that a stopped run left it',
    changes: [
      at(APPROVAL, 'problems: nearExpiry(renewals, rails, at.nowMs)', 'problems: []'),
      at('src/runs/renewal-run.ts', 'unsent: plan.batches.flat().map(({ name }) => name)', 'unsent: []'),
    ],
    checks: ['untold'],
    seedsMax: SEEDS,
  },
];
