import { describe, expect, it } from 'vitest';
import { termsOfSettings } from '../../../src/config/settings-terms.ts';
import type { Terms } from '../../../src/config/terms.ts';
import type { Reading } from '../../../src/inventory/details.ts';
import type { Quote } from '../../../src/inventory/quote-reader.ts';
import type { Claim } from '../../../src/ledger/state.ts';
import type { ListedDomain } from '../../../src/model/domain.ts';
import type { RuleContext } from '../../../src/selection/rule.ts';
import { RULES } from '../../../src/selection/rules.ts';
import { select } from '../../../src/selection/select.ts';
import { VERDICTS, type Verdict } from '../../../src/selection/verdict.ts';
import { aListedDomain, aReading, at, DAY, HOUR, NOW_MS, someDetails } from '../../builders/domains.ts';
import { aClaim } from '../../builders/ledger.ts';
import { aConfig, someRails } from '../../builders/settings.ts';

interface Situation {
  readonly domain?: Partial<Omit<ListedDomain, 'name'>>;
  readonly reading?: Reading;
  readonly claims?: readonly Claim[];
  readonly terms?: Partial<Terms>;
  readonly quote?: Quote;
  readonly context?: Partial<RuleContext>;
}

function judged({ domain, reading, claims = [], terms, quote, context }: Situation): string {
  const termsOf = (): Terms => ({ ...termsOfSettings(aConfig()), ...terms });
  const whole: RuleContext = {
    nowMs: NOW_MS,
    windowDaysOf: () => termsOf().windowDays,
    isIncluded: () => true,
    isExcluded: () => false,
    termsOf,
    rails: someRails(),
    claimsOf: () => claims,
    readingOf: () => reading,
    quoteOf: () => quote,
    ...context,
  };
  const [one] = select([aListedDomain(domain)], whole);
  return one === undefined ? 'nothing' : `${one.verdict}: ${one.why}`;
}

const aPrice = (minor: number, premium = false): Quote => ({
  kind: 'price',
  price: { minor, currency: 'CNY' },
  premium,
});
const EXPIRY = NOW_MS + 10 * DAY;
const details = (rest: Parameters<typeof someDetails>[0]): Reading => aReading(someDetails(rest));

describe('each rule', () => {
  const table: [name: string, situation: Situation, expected: string][] = [
    ['due in ten days', {}, 'expires-within-window: expires in 10 days'],
    ['due and confirmed by a fresh reading', { reading: aReading() }, 'expires-within-window: expires in 10 days'],
    [
      'the last instant of the window',
      { domain: { expiryMs: NOW_MS + 35 * DAY } },
      'expires-within-window: expires in 35 days',
    ],
    [
      'native auto-renewal not known',
      { context: { isAutoRenewalUnknown: () => true } },
      "auto-renewal-unknown: the list shifted whenever it was asked whether Alibaba's own auto-renewal is on; both would renew twice",
    ],
    ['one millisecond beyond the window', { domain: { expiryMs: NOW_MS + 35 * DAY + 1 } }, 'outside-window: '],
    [
      'a wider window',
      { domain: { expiryMs: NOW_MS + 36 * DAY }, terms: { windowDays: 90 } },
      'expires-within-window: expires in 36 days',
    ],
    [
      'expiring this very instant',
      { domain: { expiryMs: NOW_MS } },
      'expires-within-window: expired 0 days ago, still in its grace period',
    ],
    [
      'expired five days ago',
      { domain: { expiryMs: NOW_MS - 5 * DAY } },
      'expires-within-window: expired 5 days ago, still in its grace period',
    ],
    [
      'expired almost 30 days ago',
      { domain: { expiryMs: NOW_MS - 30 * DAY + 1 } },
      'expires-within-window: expired 29 days ago, still in its grace period',
    ],
    [
      'expired 30 days ago',
      { domain: { expiryMs: NOW_MS - 30 * DAY } },
      'past-grace-period: expired 30 days ago; the grace period is 30 days',
    ],
    [
      'expired long ago',
      { domain: { expiryMs: at('2020-06-01T12:00:00Z') } },
      'past-grace-period: expired 2191 days ago; the grace period is 30 days',
    ],
    [
      'expired, and that is not permitted',
      { domain: { expiryMs: NOW_MS - DAY }, terms: { renewExpired: false } },
      'expired-not-permitted: expired, in its grace period; RENEW_EXPIRED=true would renew it',
    ],
    [
      'expiring this very instant, and expired ones are not permitted',
      { domain: { expiryMs: NOW_MS }, terms: { renewExpired: false } },
      'expired-not-permitted: expired, in its grace period; RENEW_EXPIRED=true would renew it',
    ],
    [
      'not yet expired where expired ones are not permitted',
      { terms: { renewExpired: false } },
      'expires-within-window: expires in 10 days',
    ],
    ['not included', { context: { isIncluded: () => false } }, 'not-included: '],
    ['excluded', { context: { isExcluded: () => true } }, 'excluded: '],
    [
      'let go, with who decided what and when',
      { terms: { action: 'lapse', rule: 'old', reason: 'campaign is over', decidedOn: '2026-05-01' } },
      'let-lapse: rule "old", decided 2026-05-01: campaign is over',
    ],
    [
      'native auto-renewal on',
      { domain: { autoRenew: true } },
      "native-auto-renewal: Alibaba's own auto-renewal is on; both on would renew twice",
    ],
    ['native auto-renewal not told', { domain: { autoRenew: null } }, 'expires-within-window: expires in 10 days'],
    [
      'premium by the list',
      { domain: { premium: true } },
      'premium-not-permitted: premium domain; RENEW_PREMIUM=true would permit it',
    ],
    [
      'premium by the single query alone',
      { reading: details({ premium: true }) },
      'premium-not-permitted: premium domain; RENEW_PREMIUM=true would permit it',
    ],
    [
      'premium by its price alone',
      { quote: aPrice(9000, true) },
      'premium-not-permitted: premium domain; RENEW_PREMIUM=true would permit it',
    ],
    ['not premium by its price', { quote: aPrice(9000) }, 'expires-within-window: expires in 10 days'],
    [
      'premium under a rule, which the settings do not change',
      { domain: { premium: true }, terms: { rule: 'brands' } },
      'premium-not-permitted: premium domain; permitPremium: true in rule "brands" would permit it',
    ],
    [
      'premium under a rule that only wants to know: no permission would renew it',
      { domain: { premium: true }, terms: { action: 'notify', rule: 'dear', reason: 'too dear' } },
      'notify-only: rule "dear": too dear',
    ],
    [
      'expired under a rule that only wants to know: no permission would renew it',
      {
        domain: { expiryMs: NOW_MS - DAY },
        terms: { action: 'notify', rule: 'dear', reason: 'too dear', renewExpired: false },
      },
      'notify-only: rule "dear": too dear',
    ],
    [
      'expired under a rule, which the settings do not change',
      { domain: { expiryMs: NOW_MS - DAY }, terms: { rule: 'brands', renewExpired: false } },
      'expired-not-permitted: expired, in its grace period; renewExpired: true in rule "brands" would renew it',
    ],
    [
      'premium and permitted',
      { domain: { premium: true }, terms: { permitPremium: true } },
      'expires-within-window: expires in 10 days',
    ],
    [
      'redemption by the list',
      { domain: { status: 'needs-redemption' } },
      'needs-redemption: only a redemption, at its own price, can save it; never done by this tool',
    ],
    [
      'needs redemption, and until when that is possible',
      {
        domain: { status: 'needs-redemption', expiryMs: at('2026-05-01T00:00:00Z') },
        terms: { graceDays: 30, redemptionDays: 29 },
      },
      'needs-redemption: only a redemption, at its own price, can save it, until about 2026-06-29; never done by this tool',
    ],
    [
      'needs redemption, and its date is not known',
      { domain: { status: 'needs-redemption', expiryMs: null }, terms: { graceDays: 30, redemptionDays: 29 } },
      'needs-redemption: only a redemption, at its own price, can save it; never done by this tool',
    ],
    [
      'redemption by the single query',
      { reading: details({ status: 'needs-redemption' }) },
      'needs-redemption: only a redemption, at its own price, can save it; never done by this tool',
    ],
    [
      'transfer out by the list',
      { domain: { status: 'transferring-out' } },
      'transfer-out-pending: it is being transferred to another registrar',
    ],
    [
      'transfer out by the single query',
      { reading: details({ transferOutPending: true }) },
      'transfer-out-pending: it is being transferred to another registrar',
    ],
    [
      'holder change by the list',
      { domain: { status: 'holder-changing' } },
      "holder-change-pending: its holder's data is being changed",
    ],
    [
      'holder change by the single query',
      { reading: details({ holderChangePending: true }) },
      "holder-change-pending: its holder's data is being changed",
    ],
    [
      'verification failed by its status',
      { domain: { status: 'verification-failed' } },
      'verification-failed: real-name verification failed; a renewal needs it',
    ],
    [
      'verification failed by the list',
      { domain: { verification: 'failed' } },
      'verification-failed: real-name verification failed; a renewal needs it',
    ],
    [
      'verification failed by the single query',
      { reading: details({ verification: 'failed' }) },
      'verification-failed: real-name verification failed; a renewal needs it',
    ],
    [
      'not verified yet: tried, and the task will tell',
      { domain: { verification: 'none', status: 'not-verified' } },
      'expires-within-window: expires in 10 days',
    ],
    [
      'a state that is not known',
      { domain: { status: 'unknown', verification: 'unknown' } },
      'expires-within-window: expires in 10 days',
    ],
    ['urgent by the list', { domain: { status: 'urgent-renewal' } }, 'expires-within-window: expires in 10 days'],
    [
      'no expiry date',
      { domain: { expiryMs: null } },
      'expiry-unknown: the list gave no expiry date for it that can be read',
    ],
    [
      'a claim that stands',
      { claims: [aClaim({ standing: 'claimed' })] },
      'claim-open: claimed since 2026-06-01T10:00:00.000Z; the check run settles it',
    ],
    [
      'a doubted claim',
      { claims: [aClaim({ standing: 'doubted' })] },
      'claim-open: doubted since 2026-06-01T10:00:00.000Z; the check run settles it',
    ],
    [
      'an accepted claim',
      { claims: [aClaim({ standing: 'accepted' })] },
      'claim-open: accepted since 2026-06-01T10:00:00.000Z; the check run settles it',
    ],
    [
      'an open claim of another expiry date',
      { claims: [aClaim({ expiryMs: EXPIRY - 349 * DAY })] },
      'claim-open: claimed since 2026-06-01T10:00:00.000Z; the check run settles it',
    ],
    [
      'an open claim of an earlier term',
      { claims: [aClaim({ expiryMs: EXPIRY - 350 * DAY })] },
      'expires-within-window: expires in 10 days',
    ],
    [
      'an open claim behind settled ones',
      { claims: [aClaim({ standing: 'failed' }), aClaim({ standing: 'accepted' })] },
      'claim-open: accepted since 2026-06-01T10:00:00.000Z; the check run settles it',
    ],
    [
      'renewed for this date',
      { claims: [aClaim({ standing: 'renewed' })] },
      'already-renewed: renewed for this expiry date, recorded 2026-06-01T10:00:00.000Z',
    ],
    [
      'renewed for a reading of it that is two days off',
      { claims: [aClaim({ standing: 'renewed', expiryMs: EXPIRY - 2 * DAY })] },
      'already-renewed: renewed for this expiry date, recorded 2026-06-01T10:00:00.000Z',
    ],
    [
      'renewed last year',
      { claims: [aClaim({ standing: 'renewed', expiryMs: EXPIRY - 365 * DAY })] },
      'expires-within-window: expires in 10 days',
    ],
    [
      'released: free again',
      { claims: [aClaim({ standing: 'released' })] },
      'expires-within-window: expires in 10 days',
    ],
    [
      'failed two hours ago',
      { claims: [aClaim({ standing: 'failed', reason: '余额不足' })] },
      'waiting-to-retry: failed 1 times, last: 余额不足; next try after 2026-06-02T10:00:00.000Z',
    ],
    [
      'refused two hours ago',
      { claims: [aClaim({ standing: 'refused', reason: 'Throttling (HTTP 400)' })] },
      'waiting-to-retry: failed 1 times, last: Throttling (HTTP 400); next try after 2026-06-02T10:00:00.000Z',
    ],
    [
      'failed a day ago',
      { claims: [aClaim({ standing: 'failed', sinceMs: NOW_MS - 24 * HOUR })] },
      'expires-within-window: expires in 10 days',
    ],
    [
      'failed almost a day ago',
      { claims: [aClaim({ standing: 'failed', sinceMs: NOW_MS - 24 * HOUR + 1 })] },
      'waiting-to-retry: failed 1 times, last: ; next try after 2026-06-01T12:00:00.001Z',
    ],
    [
      'failed last year',
      { claims: [aClaim({ standing: 'failed', expiryMs: EXPIRY - 365 * DAY, sinceMs: NOW_MS })] },
      'expires-within-window: expires in 10 days',
    ],
    [
      'no reading: the service was silent',
      { reading: aReading(null, { missingWhy: 'QueryDomainByInstanceId failed with TimedOut' }) },
      'not-confirmed: QueryDomainByInstanceId failed with TimedOut',
    ],
    [
      'a reading without a date',
      { reading: details({ expiryMs: null }) },
      'not-confirmed: no expiry date in its details',
    ],
    [
      'another date since the list',
      { reading: details({ expiryMs: EXPIRY + 365 * DAY }) },
      'date-changed: the list says 2026-06-11T12:00:00.000Z, the domain itself 2027-06-11T12:00:00.000Z',
    ],
    [
      'a date that is one millisecond off',
      { reading: details({ expiryMs: EXPIRY + 1 }) },
      'date-changed: the list says 2026-06-11T12:00:00.000Z, the domain itself 2026-06-11T12:00:00.001Z',
    ],
    [
      'a date beyond what a calendar holds',
      { reading: details({ expiryMs: Number.MAX_SAFE_INTEGER }) },
      'date-changed: the list says 2026-06-11T12:00:00.000Z, the domain itself 9007199254740991',
    ],
  ];
  it.each(table)('%s', (_name, situation, expected) => {
    expect(judged(situation)).toBe(expected);
  });

  it('counts the wait from the last failure, doubled for the second', () => {
    const claims = [
      aClaim({ standing: 'failed', sinceMs: NOW_MS - HOUR, reason: 'last' }),
      aClaim({ standing: 'refused', sinceMs: NOW_MS - 30 * HOUR, reason: 'first' }),
    ];
    const waiting = 'waiting-to-retry: failed 2 times, last: last; next try after 2026-06-03T11:00:00.000Z';
    expect(judged({ claims })).toBe(waiting);
    expect(judged({ claims: claims.toReversed() })).toBe(waiting);
  });

  it('gives the reason that stands later in the log where two failures have one time', () => {
    const claims = ['one', 'two'].map((reason) => aClaim({ standing: 'failed', sinceMs: NOW_MS - HOUR, reason }));
    expect(judged({ claims })).toBe(
      'waiting-to-retry: failed 2 times, last: two; next try after 2026-06-03T11:00:00.000Z',
    );
  });
});

/** Design section 3, one situation for each verdict, such that all rules behind it would speak too. */
describe('the order of the rules', () => {
  const everything: Required<Situation> = {
    domain: { autoRenew: true, premium: true, status: 'needs-redemption', verification: 'failed', expiryMs: null },
    reading: aReading(someDetails({ transferOutPending: true, holderChangePending: true, expiryMs: null })),
    claims: [
      aClaim({ standing: 'accepted', expiryMs: NOW_MS - 40 * DAY }),
      aClaim({ standing: 'renewed', expiryMs: NOW_MS - 40 * DAY }),
      aClaim({ standing: 'failed', expiryMs: NOW_MS - 40 * DAY, sinceMs: NOW_MS }),
    ],
    terms: { action: 'lapse', rule: 'old', reason: 'sold', decidedOn: '2026-05-01', renewExpired: false },
    quote: { kind: 'not-renewable', reason: '不可续费' },
    context: { isIncluded: () => false, isExcluded: () => true },
  };
  // Each step takes away what the rule before saw, and nothing else.
  const cures: [verdict: Verdict, cure: (situation: Required<Situation>) => Required<Situation>][] = [
    ['not-included', (s) => ({ ...s, context: { ...s.context, isIncluded: () => true } })],
    ['excluded', (s) => ({ ...s, context: { ...s.context, isExcluded: () => false } })],
    ['let-lapse', (s) => ({ ...s, terms: { ...s.terms, action: 'renew' } })],
    ['native-auto-renewal', (s) => ({ ...s, domain: { ...s.domain, autoRenew: false } })],
    ['premium-not-permitted', (s) => ({ ...s, domain: { ...s.domain, premium: false } })],
    ['needs-redemption', (s) => ({ ...s, domain: { ...s.domain, status: 'normal' } })],
    [
      'transfer-out-pending',
      (s) => ({ ...s, reading: aReading(someDetails({ holderChangePending: true, expiryMs: null })) }),
    ],
    ['holder-change-pending', (s) => ({ ...s, reading: aReading(someDetails({ expiryMs: null })) })],
    ['verification-failed', (s) => ({ ...s, domain: { ...s.domain, verification: 'succeeded' } })],
    ['expiry-unknown', (s) => ({ ...s, domain: { ...s.domain, expiryMs: NOW_MS - 40 * DAY } })],
    [
      'past-grace-period',
      (s) => ({
        ...s,
        domain: { ...s.domain, expiryMs: NOW_MS - 10 * DAY },
        claims: s.claims.map((claim) => ({ ...claim, expiryMs: NOW_MS - 10 * DAY })),
      }),
    ],
    ['expired-not-permitted', (s) => ({ ...s, terms: { ...s.terms, renewExpired: true } })],
    ['claim-open', (s) => ({ ...s, claims: s.claims.slice(1) })],
    ['already-renewed', (s) => ({ ...s, claims: s.claims.slice(1) })],
    // A date outside of the window, with a failure about that date that is over.
    ['waiting-to-retry', (s) => ({ ...s, claims: [], domain: { ...s.domain, expiryMs: NOW_MS + 90 * DAY } })],
    // Of what is not renewed no permission is asked, so the rule of the policy wants to know only from here on.
    [
      'outside-window',
      (s) => ({
        ...s,
        domain: { ...s.domain, expiryMs: NOW_MS + 10 * DAY },
        terms: { ...s.terms, action: 'notify' },
      }),
    ],
    ['notify-only', (s) => ({ ...s, terms: { ...s.terms, action: 'renew' } })],
    ['not-confirmed', (s) => ({ ...s, reading: aReading(someDetails({ expiryMs: NOW_MS })) })],
    ['date-changed', (s) => ({ ...s, reading: aReading() })],
    ['not-renewable', (s) => ({ ...s, quote: { kind: 'unknown', why: 'no answer' } })],
    ['price-unknown', (s) => ({ ...s, quote: aPrice(50_001), terms: { ...s.terms, expectedYearPriceMinor: 9000 } })],
    ['price-over-limit', (s) => ({ ...s, quote: aPrice(10_801) })],
    ['price-changed', (s) => ({ ...s, quote: aPrice(10_800) })],
  ];

  it('speaks as the design says, first word wins', () => {
    const spoken: string[] = [];
    let situation: Required<Situation> = everything;
    for (const [, cure] of cures) {
      spoken.push(judged(situation).split(':')[0] ?? '');
      situation = cure(situation);
    }
    spoken.push(judged(situation).split(':')[0] ?? '');
    expect(spoken).toEqual([...cures.map(([verdict]) => verdict), 'expires-within-window']);
  });

  it('waits to retry before it looks at the window', () => {
    const expiryMs = NOW_MS + 90 * DAY;
    const claims = [aClaim({ standing: 'failed', expiryMs, sinceMs: NOW_MS })];
    expect(judged({ domain: { expiryMs }, claims })).toMatch(/^waiting-to-retry/);
  });

  it('has one rule for each verdict, in the order of the list of verdicts', () => {
    const words = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    expect(RULES.map(({ name }) => words(name))).toEqual([...VERDICTS]);
  });
});
