import { describe, expect, it } from 'vitest';
import { termsOfSettings } from '../../../src/config/settings-terms.ts';
import { nextSteps, type Outlook } from '../../../src/report/next-step.ts';
import type { PlanPlace } from '../../../src/report/plan-place.ts';
import type { Verdict } from '../../../src/selection/verdict.ts';
import { aListedDomain, DAY, NOW_MS } from '../../builders/domains.ts';
import { aConfig, someRails } from '../../builders/settings.ts';

/** Expires on 20 August: 80 days after the tables play, the window begins on 16 July. */
function outlook(verdict: Verdict, rest: Partial<Outlook> = {}): Outlook {
  const judged = { domain: aListedDomain({ expiryMs: NOW_MS + 80 * DAY }), verdict, why: '' };
  const config = aConfig();
  const quiet = {
    answers: [],
    costMinor: 9000,
    place: null,
    budgets: [],
    stops: [],
    told: [],
    isApprovedByHand: false,
  };
  return { judged, terms: termsOfSettings(config), windowDays: 35, config, nowMs: NOW_MS, ...quiet, ...rest };
}

/** Its place in the plan; the limit, and what is left, of the budget that it waits for. */
function placed(
  rest: Partial<PlanPlace>,
  limitMinor: number | null = null,
  leftMinor: number | null = null,
): Pick<Outlook, 'place' | 'budgets'> {
  const nothing = { aheadCount: 0, aheadMinor: 0, aheadVouchersMinor: 0, aheadWaitingCount: 0 };
  const place = { waitsBy: null, ...nothing, ...rest };
  const { waitsBy, aheadMinor } = place;
  if (waitsBy === null || waitsBy === 'count' || waitsBy === 'unasked') return { place, budgets: [] };
  return { place, budgets: [{ budget: waitsBy, limitMinor, leftMinor, aheadMinor, fits: false }] };
}

const IN_PLAN_MODE = { config: aConfig({ mode: 'plan' }) };
const APPROVED = { config: aConfig({ money: someRails({ approval: { kind: 'above', minor: 100_000 } }) }) };
const NOTIFY = { terms: { ...termsOfSettings(aConfig()), action: 'notify' } } as const;
const DEAR = {
  answers: [
    { rule: 'premium-not-permitted', answer: 'silent', why: '' },
    { rule: 'outside-window', answer: 'speaks', why: '' },
    { rule: 'price-over-limit', answer: 'speaks', why: '600.00 CNY for a year' },
    { rule: 'expires-within-window', answer: 'not-asked', why: '' },
  ],
} as const;

describe('what happens next', () => {
  const table: [name: string, outlook: Outlook, expected: string[]][] = [
    [
      'outside of its window',
      outlook('outside-window'),
      ["Renewed by the timer's run on or after 2026-07-16, when it enters the window of 35 days"],
    ],
    [
      'the same while RENEW_MODE is plan',
      outlook('outside-window', IN_PLAN_MODE),
      [
        "Only planned by the timer's run on or after 2026-07-16, when it enters the window of 35 days: RENEW_MODE is plan, so nothing is renewed",
      ],
    ],
    [
      'the same where plans want approval',
      outlook('outside-window', APPROVED),
      [
        "Renewed by the timer's run on or after 2026-07-16, when it enters the window of 35 days",
        'But RENEW_APPROVAL: a plan that takes the day above 1000.00 CNY waits until a person approves it',
      ],
    ],
    [
      'the same while RENEW_MODE is plan, and every plan wants approval',
      outlook('outside-window', {
        config: aConfig({ mode: 'plan', money: someRails({ approval: { kind: 'always' } }) }),
      }),
      [
        "Only planned by the timer's run on or after 2026-07-16, when it enters the window of 35 days: RENEW_MODE is plan, so nothing is renewed",
        'With RENEW_MODE=renew there is RENEW_APPROVAL: every plan waits until a person approves it',
      ],
    ],
    [
      'the same with a rule that only tells',
      outlook('outside-window', NOTIFY),
      ['A person is told, and nothing is renewed, on or after 2026-07-16, when it enters the window of 35 days'],
    ],
    [
      'outside of its window, and too dear',
      outlook('outside-window', DEAR),
      [
        'Held, and a person told, on or after 2026-07-16, when it enters the window of 35 days, unless this changes: price-over-limit (600.00 CNY for a year)',
      ],
    ],
    [
      'due, and first',
      outlook('expires-within-window', placed({})),
      ["Renewed by the timer's next run; nothing that is due expires sooner"],
    ],
    [
      'due behind others',
      outlook('expires-within-window', placed({ aheadCount: 2, aheadMinor: 18_000, aheadWaitingCount: 1 })),
      [
        "Renewed by the timer's next run; 2 due domains with a sooner expiry take 180.00 CNY before it, and it fits too; 1 due domain with a sooner expiry does not fit, and it goes past",
      ],
    ],
    [
      'due without room under the cap of a month that ends before it expires',
      outlook('expires-within-window', placed({ waitsBy: 'month', aheadCount: 3, aheadMinor: 27_000 }, 30_000, 30_000)),
      [
        'Waits: RENEW_MAX_MONTH_COST is 300.00 CNY, 0.00 CNY of it are spent or committed, 3 due domains with a sooner expiry take 270.00 CNY, and the 30.00 CNY left are too little for its 90.00 CNY',
        'The next month begins at 2026-06-30 16:00 UTC: then there is room again, soonest expiry first. Before that, only if RENEW_MAX_MONTH_COST is raised',
        'A person is told louder on or after 2026-08-13',
      ],
    ],
    [
      'the same when it expires before the next month',
      outlook('expires-within-window', {
        ...placed({ waitsBy: 'month' }, 30_000, 5000),
        judged: {
          domain: aListedDomain({ expiryMs: NOW_MS + 10 * DAY }),
          verdict: 'expires-within-window',
          why: '',
        },
      }),
      [
        'Waits: RENEW_MAX_MONTH_COST is 300.00 CNY, 250.00 CNY of it are spent or committed, and the 50.00 CNY left are too little for its 90.00 CNY',
        'The next month begins at 2026-06-30 16:00 UTC, AFTER its expiry: then there is room again, soonest expiry first. Before that, only if RENEW_MAX_MONTH_COST is raised',
        'A person is told louder on or after 2026-06-04',
      ],
    ],
    [
      'due without room under the cap of a day',
      outlook('expires-within-window', placed({ waitsBy: 'day', aheadCount: 1, aheadMinor: 9000 }, 10_000, 10_000)),
      [
        'Waits: RENEW_MAX_DAY_COST is 100.00 CNY, 0.00 CNY of it are spent or committed, 1 due domain with a sooner expiry takes 90.00 CNY, and the 10.00 CNY left are too little for its 90.00 CNY',
        'The next day begins at 2026-06-01 16:00 UTC: then there is room again, soonest expiry first. Before that, only if RENEW_MAX_DAY_COST is raised',
        'A person is told louder on or after 2026-08-13',
      ],
    ],
    [
      'due without room in one run',
      outlook('expires-within-window', placed({ waitsBy: 'run', aheadCount: 1, aheadMinor: 9000 }, 10_000, 10_000)),
      [
        'Waits: RENEW_MAX_RUN_COST is 100.00 CNY, 0.00 CNY of it are spent or committed, 1 due domain with a sooner expiry takes 90.00 CNY, and the 10.00 CNY left are too little for its 90.00 CNY',
        'The runs after that go on, soonest expiry first',
        'A person is told louder on or after 2026-08-13',
      ],
    ],
    [
      'dearer than the whole cap',
      outlook('expires-within-window', placed({ waitsBy: 'day' }, 8000, 8000)),
      [
        'Waits: RENEW_MAX_DAY_COST is 80.00 CNY, 0.00 CNY of it are spent or committed, and the 80.00 CNY left are too little for its 90.00 CNY',
        'It costs more than the whole cap: no run renews it until RENEW_MAX_DAY_COST is raised',
        'A person is told louder on or after 2026-08-13',
      ],
    ],
    [
      'due without a balance',
      outlook('expires-within-window', placed({ waitsBy: 'balance', aheadCount: 1, aheadMinor: 9000 }, null, 10_000)),
      [
        'Waits: the account can pay 100.00 CNY, 1 due domain with a sooner expiry takes 90.00 CNY, and the 10.00 CNY left are too little for its 90.00 CNY. Top it up',
        'A person is told louder on or after 2026-08-13',
      ],
    ],
    [
      'due behind more than the money lets a run look at',
      outlook('expires-within-window', placed({ waitsBy: 'unasked', aheadWaitingCount: 600 })),
      [
        'Waits: so many with a sooner expiry do not fit the money that a run looks no further',
        'A person is told louder on or after 2026-08-13',
      ],
    ],
    [
      'due behind as many as one run submits',
      outlook('expires-within-window', placed({ waitsBy: 'count', aheadCount: 100, aheadMinor: 900_000 })),
      [
        'Waits: RENEW_MAX_DOMAINS lets one run submit 100, and domains with a sooner expiry go first; the runs after that go on',
        'A person is told louder on or after 2026-08-13',
      ],
    ],
    [
      'due while the next run would stop, and while its plan waits for approval',
      outlook('expires-within-window', {
        ...placed({}),
        stops: [
          { stop: 'share-limit', message: '' },
          { stop: 'approval-missing', message: '' },
        ],
      }),
      [
        'The next run stops with share-limit and spends nothing, see below; once that is mended:',
        'Waits for a person: the next run stops with approval-missing and spends nothing until its plan is approved, see below; then:',
        "Renewed by the timer's next run; nothing that is due expires sooner",
      ],
    ],
    [
      'due while RENEW_MODE is plan',
      outlook('expires-within-window', { ...IN_PLAN_MODE, ...placed({ aheadCount: 1, aheadMinor: 9000 }) }),
      [
        "The timer's run only plans it: RENEW_MODE is plan, so it is never renewed that way",
        'With RENEW_MODE=renew it would be renewed; 1 due domain with a sooner expiry takes 90.00 CNY before it, and it fits too',
        'A person is told on or after 2026-08-13',
        'Now by hand: domain-renew renew example.com',
      ],
    ],
    [
      'the same where a person must approve its plan, and also it alone',
      outlook('expires-within-window', {
        ...IN_PLAN_MODE,
        ...placed({}),
        stops: [
          { stop: 'share-limit', message: '' },
          { stop: 'approval-missing', message: '' },
        ],
        isApprovedByHand: true,
      }),
      [
        'The next run stops with share-limit and spends nothing, see below; once that is mended:',
        "The timer's run only plans it: RENEW_MODE is plan, so it is never renewed that way",
        'With RENEW_MODE=renew it would be renewed; nothing that is due expires sooner',
        'But not before a person approves its plan: that run would stop with approval-missing and spend nothing, see below',
        'A person is told on or after 2026-08-13',
        'Now by hand: domain-renew plan example.com, then the command with --approve that it ends with, because RENEW_APPROVAL wants that',
      ],
    ],
    [
      'held, and told now',
      outlook('price-unknown', { told: ['a message'] }),
      ['Held; every run looks again, and goes on when this no longer holds', 'Every run tells of it now, see below'],
    ],
    [
      'held, and told in its window',
      outlook('premium-not-permitted'),
      ['Held; every run looks again, and goes on when this no longer holds', 'A person is told on or after 2026-07-16'],
    ],
    [
      'let go',
      outlook('let-lapse'),
      [
        'It expires on 2026-08-20; no run renews it or tells that it is due',
        'Until 2026-09-19 it could be renewed at the normal price',
      ],
    ],
    [
      "Alibaba's own auto-renewal",
      outlook('native-auto-renewal'),
      ["Alibaba's own auto-renewal renews it", 'A person is told on or after 2026-08-13, when it has not done so'],
    ],
    [
      'an open claim',
      outlook('claim-open'),
      [
        'The next check runs settle the claim; until then nothing is sent for it',
        'A person is told on or after 2026-08-13, when that has not happened',
      ],
    ],
    [
      'an open claim near the expiry that is told already',
      outlook('claim-open', { nowMs: NOW_MS + 75 * DAY, told: ['a message'] }),
      [
        'The next check runs settle the claim; until then nothing is sent for it',
        'Every run tells of it now, see below',
      ],
    ],
    [
      'an open claim near the expiry that is too young to be told of: no day that is over',
      outlook('claim-open', { nowMs: NOW_MS + 75 * DAY }),
      [
        'The next check runs settle the claim; until then nothing is sent for it',
        'A person is told 12 hours after the claim, when that has not happened',
      ],
    ],
    [
      "Alibaba's own auto-renewal, late and told already",
      outlook('native-auto-renewal', { nowMs: NOW_MS + 75 * DAY, told: ['a message'] }),
      ["Alibaba's own auto-renewal renews it", 'Every run tells of it now, see below'],
    ],
    [
      "Alibaba's own auto-renewal, told of in its window only",
      outlook('native-auto-renewal', { nowMs: NOW_MS + 75 * DAY, windowDays: 3 }),
      ["Alibaba's own auto-renewal renews it", 'A person is told on or after 2026-08-17, when it has not done so'],
    ],
    ['left out', outlook('excluded'), ['No run renews it or tells of it: RENEW_EXCLUDE names it']],
  ];

  it.each(table)('%s', (_name, given, expected) => {
    expect(nextSteps(given).map(({ text }) => text)).toEqual(expected);
  });
});
