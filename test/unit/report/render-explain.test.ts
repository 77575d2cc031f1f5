import { describe, expect, it } from 'vitest';
import { termsOfSettings } from '../../../src/config/settings-terms.ts';
import { type ExplainReport, renderExplanation } from '../../../src/report/render-explain.ts';
import { aListedDomain, DAY, NOW_MS } from '../../builders/domains.ts';
import { aClaim } from '../../builders/ledger.ts';
import { aConfig } from '../../builders/settings.ts';

const REPORT: ExplainReport = {
  nowMs: NOW_MS,
  ledger: '/srv/ledger.jsonl',
  policyFile: 'functions/policy.yaml',
  ruleCount: 4,
  currency: 'CNY',
  explanation: {
    judged: {
      domain: aListedDomain({ name: '绿茶小铺.com' }),
      verdict: 'price-changed',
      why: '109.00 CNY for a year, +21.1 % against 90.00 CNY for a year',
    },
    looks: [
      { rule: 'brands', matches: false, fails: ['name', 'tld'] },
      { rule: 'shops', matches: true, fails: [] },
    ],
    terms: { ...termsOfSettings(aConfig()), rule: 'shops', maxYearPriceMinor: 15_000, couponNo: 'V1' },
    windowDays: 35,
    answers: [
      { rule: 'excluded', answer: 'silent', why: '' },
      { rule: 'outside-window', answer: 'silent', why: '' },
      { rule: 'price-changed', answer: 'speaks', why: '109.00 CNY for a year, +21.1 % against 90.00 CNY for a year' },
      { rule: 'expires-within-window', answer: 'not-asked', why: '' },
    ],
    quote: { kind: 'price', price: { minor: 10_900, currency: 'CNY' }, premium: false },
    costMinor: 10_900,
    place: null,
    stops: [],
    budgets: [
      { budget: 'run', limitMinor: 500_000, leftMinor: 500_000, aheadMinor: 0, fits: true },
      { budget: 'day', limitMinor: 20_000, leftMinor: 5000, aheadMinor: 0, fits: false },
      { budget: 'month', limitMinor: null, leftMinor: null, aheadMinor: 0, fits: true },
      { budget: 'balance', limitMinor: null, leftMinor: null, aheadMinor: 0, fits: true },
    ],
    balanceUnknownWhy: 'grant the RAM action bssapi:QueryAccountBalance',
    claims: [
      aClaim({
        expiryMs: NOW_MS - 355 * DAY,
        standing: 'renewed',
        sinceMs: NOW_MS - 360 * DAY,
        priceMinor: 9000,
        currency: 'CNY',
      }),
    ],
    steps: [
      { text: 'Held; every run looks again, and goes on when this no longer holds', atMs: null },
      { text: 'Every run tells of it now, see below', atMs: NOW_MS },
    ],
    told: ['绿茶小铺.com (expiry 2026-06-11): its price has changed. It was not renewed'],
  },
};

const WIDE = { columns: 200, colour: false };

function text(report: ExplainReport): string {
  return `\n${renderExplanation(report, { columns: 80, colour: false }).join('\n')}\n`;
}

describe('an explanation', () => {
  it('in 80 columns', () => {
    expect(text(REPORT)).toBe(`
Explanation of 绿茶小铺.com at 2026-06-01 12:00 UTC. Nothing was written or
spent.
Ledger: /srv/ledger.jsonl

Verdict  price-changed: 109.00 CNY for a year, +21.1 % against 90.00 CNY for a
         year
Expires  2026-06-11, in 10 days; at the normal price until 2026-07-11 (30 days
         of grace)
Next     Held; every run looks again, and goes on when this no longer holds
         Every run tells of it now, see below

Policy   functions/policy.yaml, 4 rules; rule "shops" wins: renew
         rule "brands" before it does not match: name, tld
Terms    years 1; window 35 days; cap a year 150.00 CNY; expected a year none;
         voucher V1; coupon none; premium not permitted; expired renewed;
         unknown price hold; grace 30 days

What the verdict rules say, each on its own; the first that speaks wins
     RULE           SAYS
  ▸  price-changed  109.00 CNY for a year, +21.1 % against 90.00 CNY for a year
  Silent: excluded, outside-window
  Not asked: expires-within-window

Price    109.00 CNY for 1 year; under the caps it counts as 109.00 CNY
  CAP                       CNY     LEFT  SAYS
  RENEW_MAX_RUN_COST    5000.00  5000.00  would fit now
  RENEW_MAX_DAY_COST     200.00    50.00  no room for it now
  RENEW_MAX_MONTH_COST                    no such cap
  balance                                 limits nothing: grant the RAM action
                                          bssapi:QueryAccountBalance

Ledger   its claims (\`domain-renew prove\` tells all of them)
  EXPIRY      YEARS  STANDING  SINCE                     PRICE  TASK OR REASON
  2025-06-11      1  renewed   2025-06-06 12:00 UTC  90.00 CNY

! 绿茶小铺.com (expiry 2026-06-11): its price has changed. It was not renewed
`);
  });

  it('without a policy, a price, a date or a claim', () => {
    const { explanation } = REPORT;
    const judged = { ...explanation.judged, domain: aListedDomain({ expiryMs: null }) };
    const bare = {
      ...explanation,
      judged,
      terms: termsOfSettings(aConfig()),
      looks: [],
      quote: null,
      claims: [],
      told: [],
    };
    const lines = text({ ...REPORT, policyFile: null, ruleCount: 0, explanation: bare });
    expect(lines).toContain('\nExpires  not known\n');
    expect(lines).toContain('\nPolicy   none, the settings alone\n');
    expect(lines).toContain('\nPrice    could not be asked for; under the caps');
    expect(lines).toContain('\nLedger   no claim about it\n');
  });

  it.each([
    [true, "\nPrice    90.00 CNY for 1 year, by the policy's table, not quoted: this site does not tell prices;"],
    [false, '\nPrice    90.00 CNY for 1 year, by its rule in the policy, not quoted: this site does not tell prices;'],
  ])('says where a price is from that was not quoted: the table: %s', (isOfTable, expected) => {
    const price = { minor: 9000, currency: 'CNY', noCallWhy: 'no such call' } as const;
    const quote = { kind: 'price', price, premium: false, ...(isOfTable ? { isOfTable } : {}) } as const;
    const lines = renderExplanation({ ...REPORT, explanation: { ...REPORT.explanation, quote } }, WIDE);
    expect(`\n${lines.join('\n')}`).toContain(expected);
  });

  it.each([
    ['V1', 'V1', 'voucher V1; coupon'],
    ['auto', 'V2', "voucher V2 in the next run's plan (auto by its terms); coupon"],
    ['V1', null, "voucher none in the next run's plan (V1 by its terms); coupon"],
    [null, null, 'voucher none; coupon'],
    ['auto', undefined, 'voucher auto; coupon'],
  ])('of terms with the voucher %s, planned with %s', (couponNo, planned, expected) => {
    const counts = { aheadCount: 0, aheadMinor: 0, aheadVouchersMinor: 0, aheadWaitingCount: 0 };
    const place = { waitsBy: null, ...counts, ...(planned === undefined ? {} : { couponNo: planned }) };
    const { explanation } = REPORT;
    const terms = { ...explanation.terms, couponNo };
    const lines = renderExplanation({ ...REPORT, explanation: { ...explanation, terms, place } }, WIDE);
    expect(lines.join('\n')).toContain(expected);
  });

  it('of a due domain shows what goes before it, and what stops the run', () => {
    const place = {
      waitsBy: 'month' as const,
      aheadCount: 3,
      aheadMinor: 27_000,
      aheadVouchersMinor: 7000,
      aheadWaitingCount: 0,
    };
    const budgets = [
      { budget: 'run', limitMinor: 500_000, leftMinor: 500_000, aheadMinor: 27_000, fits: true },
      { budget: 'month', limitMinor: 30_000, leftMinor: 30_000, aheadMinor: 27_000, fits: false },
      { budget: 'balance', limitMinor: null, leftMinor: 100_000, aheadMinor: 20_000, fits: true },
    ] as const;
    const stops = [{ stop: 'share-limit', message: 'this run would renew 4 of 10 domains' }] as const;
    const explanation = { ...REPORT.explanation, place, budgets, stops };
    const lines = text({ ...REPORT, explanation });
    expect(lines).toContain(`
  CAP                       CNY     LEFT  SOONER  SAYS
  RENEW_MAX_RUN_COST    5000.00  5000.00  270.00  it fits
  RENEW_MAX_MONTH_COST   300.00   300.00  270.00  no room for it
  balance                        1000.00  200.00  it fits
`);
    expect(lines).toContain('\n✗ share-limit: this run would renew 4 of 10 domains\n\n! ');
  });
});
