import { describe, expect, it } from 'vitest';
import { termsOfSettings } from '../../../src/config/settings-terms.ts';
import { foldLedger } from '../../../src/ledger/state.ts';
import type { PolicyReport } from '../../../src/report/policy-report.ts';
import { renderCheck } from '../../../src/report/render-check.ts';
import { type ExplainReport, renderExplanation } from '../../../src/report/render-explain.ts';
import { renderPlan } from '../../../src/report/render-plan.ts';
import { renderPolicyCheck } from '../../../src/report/render-policy.ts';
import { renderRenewal } from '../../../src/report/render-renewal.ts';
import { renderStatus } from '../../../src/report/render-status.ts';
import { type View, widthOf } from '../../../src/report/render-text.ts';
import { spendingStatus } from '../../../src/report/spending-status.ts';
import { aListedDomain, aName, DAY, HOUR, NOW_MS } from '../../builders/domains.ts';
import { aClaim, aFinished } from '../../builders/ledger.ts';
import { aConfig, someRails } from '../../builders/settings.ts';
import { AT, aCheckResult, aRenewalResult, JUDGED, PLAN, SOME_MONEY, USUAL } from './some-reports.ts';

const LONG_NAME = `a-name-${'of-many-words-'.repeat(3)}for-which-there-is-no-room.com`;
const LEDGER = '/srv/renewals/ledger.jsonl';
const RENEW = 'RENEW_MODE=renew npx domain-renew renew --window-days 60 --policy functions/policy.yaml';
const COMMANDS = [RENEW, 'cp functions/policy-of-next-year.yaml functions/policy.yaml'];
const TERMS = { ...termsOfSettings(aConfig()), rule: 'the shops and the brands of the north' };
const PERMISSION = 'grant the RAM action bssapi:QueryAccountBalance to the role of the function';

const views: Readonly<Record<string, (view: View) => string[]>> = {
  explain: (view) => renderExplanation(EXPLAINED, view),
  plan: (view) =>
    renderPlan(
      {
        result: aRenewalResult({
          money: { ...SOME_MONEY, balanceMinor: null, balanceUnknownWhy: PERMISSION },
          stops: [{ stop: 'share-limit', message: 'this run would renew 4 of 10 domains' }],
        }),
        judged: JUDGED,
        plan: { ...PLAN, deferred: [aName('later.org')], isFull: false },
        at: AT,
        usual: USUAL,
        ledger: LEDGER,
        renewBy: [[RENEW, 'everything that is due then, within the limits']],
      },
      view,
    ),
  status: (view) =>
    renderStatus(
      {
        nowMs: NOW_MS,
        ledger: LEDGER,
        ledgerId: null,
        open: [aClaim({ domain: LONG_NAME, standing: 'doubted', reason: 'TimedOut: no answer came in time' })],
        lastRuns: {
          renew: aFinished({
            trigger: 'command',
            atMs: NOW_MS - 40 * HOUR,
            counts: { total: 300, listed: 300, planned: 12, accepted: 11, refused: 1, problems: 2 },
          }),
          check: aFinished({ runKind: 'check', trigger: 'timer', atMs: NOW_MS - 100 * DAY, counts: {} }),
        },
        spending: spendingStatus(foldLedger([]), someRails(), NOW_MS),
        next: { kind: 'listed', domains: [aListedDomain({ name: LONG_NAME }), aListedDomain()], totalCount: 300 },
        attention: [`${LONG_NAME}: claimed more than a day ago and not settled`],
      },
      view,
    ),
  'policy check': (view) => renderPolicyCheck(CHECKED, true, view),
  renew: (view) => renderRenewal({ result: aRenewalResult(), at: AT, ledger: LEDGER }, view),
  check: (view) =>
    renderCheck(
      aCheckResult({
        settled: [{ domain: aName(LONG_NAME), outcome: 'renewed', taskNo: 'task-1' }],
        open: [{ domain: aName('open.com'), since: '2026-05-31T12:00:00.000Z', why: 'its task is still at work' }],
      }),
      LEDGER,
      view,
    ),
};

const EXPLAINED: ExplainReport = {
  nowMs: NOW_MS,
  ledger: LEDGER,
  policyFile: 'functions/policy.yaml',
  ruleCount: 40,
  currency: 'CNY',
  explanation: {
    judged: { domain: aListedDomain({ name: 'crystalaroma.com.cn' }), verdict: 'expires-within-window', why: '' },
    looks: Array.from({ length: 14 }, (_, index) => ({ rule: `brands ${index}`, matches: false, fails: ['name'] })),
    terms: TERMS,
    windowDays: 35,
    answers: [
      { rule: 'holder-change-pending', answer: 'speaks', why: "its holder's data is being changed" },
      { rule: 'expires-within-window', answer: 'not-asked', why: '' },
    ],
    quote: { kind: 'price', price: { minor: 10_900, currency: 'CNY' }, premium: false },
    costMinor: 10_900,
    place: { waitsBy: null, aheadCount: 3, aheadMinor: 27_000, aheadVouchersMinor: 7000, aheadWaitingCount: 0 },
    budgets: [
      { budget: 'run', limitMinor: 500_000, leftMinor: 500_000, aheadMinor: 27_000, fits: true },
      { budget: 'month', limitMinor: 1_000_000, leftMinor: 30_000, aheadMinor: 27_000, fits: false },
      { budget: 'balance', limitMinor: null, leftMinor: null, aheadMinor: 0, fits: true },
    ],
    balanceUnknownWhy: PERMISSION,
    claims: [
      aClaim({ expiryMs: NOW_MS - 355 * DAY, standing: 'renewed', priceMinor: 9000, currency: 'CNY' }),
      aClaim({ standing: 'refused', priceMinor: 109_000, currency: 'CNY', reason: 'ParameterIllegal (HTTP 400)' }),
    ],
    stops: [{ stop: 'share-limit', message: 'this run would renew 4 of 10 domains' }],
    steps: [{ text: 'Held; every run looks again, and goes on when this no longer holds', atMs: null }],
    told: [`${LONG_NAME} (expiry 2026-06-11): its price has changed. It was not renewed`],
  },
};

const CHECKED: PolicyReport = {
  before: { file: 'functions/policy.yaml', ruleCount: 12, currency: 'CNY' },
  after: { file: 'functions/policy-of-next-year.yaml', ruleCount: 3, currency: 'CNY' },
  hints: { hints: [{ hint: 'never-wins', place: 1, by: 0 }], missingFrom: null },
  rules: [
    { name: 'brands', match: undefined, line: 3 },
    { name: 'shops', match: { name: [LONG_NAME] }, line: 9 },
  ],
  built: { file: 'functions/policy.yaml', isChecked: false },
  account: {
    kind: 'compared',
    incompleteWhy: '',
    changes: {
      comparedCount: 300,
      changes: [
        {
          domain: aListedDomain({ name: LONG_NAME }),
          before: termsOfSettings(aConfig()),
          after: { ...TERMS, years: 2 },
        },
        {
          domain: aListedDomain({ name: 'crystalaroma.com' }),
          before: { ...TERMS, rule: 'premium-names' },
          after: { ...TERMS, rule: 'campaign-of-2024', action: 'notify', reason: 'the campaign is over' },
        },
      ],
      rules: [
        { rule: 'the shops and the brands of the north, and all that is like them', before: null, after: 3 },
        { rule: null, before: 300, after: 297 },
      ],
    },
  },
};

const cases = Object.keys(views).flatMap((name) => [60, 80, 120].map((columns) => [name, columns] as const));

describe('what people look at', () => {
  it.each(cases)('%s is nowhere wider than %i columns, but for a command to copy', (name, columns) => {
    const lines = views[name]?.({ columns, colour: false }) ?? [];
    expect(lines.length).toBeGreaterThan(5);
    const wide = lines.filter((line) => widthOf(line) > columns && !COMMANDS.includes(line.trim()));
    expect(wide).toEqual([]);
  });

  it.each(Object.keys(views))('%s in a pipe has every name in one piece', (name) => {
    const lines = views[name]?.({ columns: 60, colour: false, isWhole: true }) ?? [];
    const named = views[name]?.({ columns: 1000, colour: false }).join('\n') ?? '';
    for (const long of [LONG_NAME, 'ParameterIllegal', `${'very-'.repeat(11)}long.com`]) {
      if (named.includes(long)) expect(lines.join('\n')).toContain(long);
    }
    expect(lines.join('\n')).not.toMatch(/\p{L}…/u);
  });

  it('keeps a path and a digest in one piece, also where they are longer than the line', () => {
    const digest = 'f38e436d83af0123456789abcdef0123456789abcdef0123456789abcdef0123';
    const path = `/srv/${'folder/'.repeat(12)}ledger.jsonl`;
    const message = `approve exactly this plan with renew --approve ${digest}, or change RENEW_APPROVAL`;
    const result = aRenewalResult({ stops: [{ stop: 'approval-missing', message }] });
    const lines = renderRenewal({ result, at: AT, ledger: path }, { columns: 60, colour: false });
    expect(lines).toContain(`Ledger: ${path}`);
    expect(lines.join('\n')).toContain(digest);
  });
});
