import { describe, expect, it } from 'vitest';
import { termsOfSettings } from '../../../src/config/settings-terms.ts';
import { nextSteps, type Outlook } from '../../../src/report/next-step.ts';
import type { Verdict } from '../../../src/selection/verdict.ts';
import { aListedDomain, DAY, NOW_MS } from '../../builders/domains.ts';
import { aConfig, someRails } from '../../builders/settings.ts';

/** Expires on 20 August: 80 days after the tables play, the window begins on 16 July. */
function outlook(verdict: Verdict, rest: Partial<Outlook> = {}): Outlook {
  const judged = { domain: aListedDomain({ expiryMs: NOW_MS + 80 * DAY }), verdict, why: '' };
  const config = aConfig();
  const quiet = { answers: [], noRoom: null, aheadCount: 0, told: [] };
  return { judged, terms: termsOfSettings(config), windowDays: 35, config, nowMs: NOW_MS, ...quiet, ...rest };
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
    ['due', outlook('expires-within-window'), ["Renewed by the timer's next run"]],
    [
      'due behind others',
      outlook('expires-within-window', { aheadCount: 1 }),
      [
        "Renewed by the timer's next run, if what goes before it leaves room (`domain-renew plan` tells): 1 due domain with a sooner expiry",
      ],
    ],
    [
      'due without room under a cap',
      outlook('expires-within-window', { noRoom: 'day', aheadCount: 2 }),
      [
        'Waits until RENEW_MAX_DAY_COST has room again, behind 2 due domains with a sooner expiry',
        'A person is told louder on or after 2026-08-13',
      ],
    ],
    [
      'due without a balance',
      outlook('expires-within-window', { noRoom: 'balance' }),
      ['Waits until the account is topped up', 'A person is told louder on or after 2026-08-13'],
    ],
    [
      'due while RENEW_MODE is plan',
      outlook('expires-within-window', IN_PLAN_MODE),
      [
        "The timer's run only plans it: RENEW_MODE is plan, so it is never renewed that way",
        'A person is told on or after 2026-08-13',
        'Now by hand: domain-renew renew example.com',
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
    ['left out', outlook('excluded'), ['No run renews it or tells of it: RENEW_EXCLUDE names it']],
  ];

  it.each(table)('%s', (_name, given, expected) => {
    expect(nextSteps(given).map(({ text }) => text)).toEqual(expected);
  });
});
