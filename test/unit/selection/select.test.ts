import { describe, expect, it } from 'vitest';
import type { RunOrder } from '../../../src/config/run-order.ts';
import type { LedgerEntry } from '../../../src/ledger/entry.ts';
import { foldLedger } from '../../../src/ledger/state.ts';
import { globMatcher } from '../../../src/selection/globs.ts';
import { chosenOf, ruleContext, select } from '../../../src/selection/select.ts';
import { problemsOf } from '../../../src/selection/told.ts';
import type { VERDICTS } from '../../../src/selection/verdict.ts';
import { aListedDomain, aName, DAY, HOUR, NOW_MS } from '../../builders/domains.ts';
import { aClaimedEntry, aFailed, anOpened, aRenewed } from '../../builders/ledger.ts';
import { aPolicy, aRule } from '../../builders/policies.ts';
import { aConfig, anOrder } from '../../builders/settings.ts';

describe('globMatcher', () => {
  const table: [globs: string, listed: string, expected: boolean][] = [
    ['', 'example.com', false],
    ['example.com', 'example.com', true],
    ['example.com', 'Example.COM', true],
    ['example.com', 'xexample.com', false],
    ['example.com', 'example.com.cn', false],
    ['example.com', 'exampleXcom.cn', false],
    ['*.com', 'example.com', true],
    ['*.com', 'example.com.cn', false],
    ['*', 'anything.cn', true],
    ['shop-?.cn', 'shop-1.cn', true],
    ['shop-?.cn', 'shop-12.cn', false],
    ['shop-?.cn', 'shop-.cn', false],
    ['a.com,b.cn', 'b.cn', true],
    ['a.com,b.cn', 'a.com,b.cn', false],
    ['*.中国', '例子.中国', true],
    ['例?.中国', '例子.中国', true],
    ['*.xn--fiqs8s', '例子.中国', true],
    ['*.中国', 'xn--fsqu00a.xn--fiqs8s', true],
    ['例子.中国', 'xn--fsqu00a.xn--fiqs8s', true],
    ['bücher.de', 'Bücher.DE', true],
    ['example.com.', 'Example.COM.', true],
    ['example.com?', 'example.com', false],
    ['example.com*', 'example.com', true],
    ['example.com**', 'example.com', true],
    ['example.com*x', 'example.com', false],
    ['a*b.com', 'aab.com', true],
    ['a*b.com', 'ab.com', true],
    ['a*b.com', 'aba.com', false],
    ['*a*b*', 'xaxxb.com', true],
  ];
  it.each(table)('%j and %s: %s', (globs, listed, expected) => {
    const matches = globMatcher(globs.split(',').filter((glob) => glob !== ''));
    const name = listed.includes(',') ? 'b.cn.example' : listed;
    expect(matches(aListedDomain({ name, listedName: listed }))).toBe(expected);
  });

  it('answers at once for a name that almost matches many stars', () => {
    const matches = globMatcher([`${'*a'.repeat(12)}b`]);
    const startMs = performance.now();
    expect(matches(aListedDomain({ name: `${'a'.repeat(60)}.com` }))).toBe(false);
    expect(performance.now() - startMs).toBeLessThan(500);
  });
});

const NO_LEDGER = foldLedger([]);
const verdictOf = (name: string, config: Parameters<typeof aConfig>[0], named: readonly string[] | null = null) => {
  const order = anOrder({ domains: named === null ? null : named.map(aName) });
  const context = ruleContext(aConfig(config), order, NO_LEDGER, { nowMs: NOW_MS, readings: new Map() });
  return select([aListedDomain({ name })], context)[0]?.verdict;
};

describe('ruleContext', () => {
  it.each([
    ['all by default', {}, null, 'expires-within-window'],
    ['included', { include: ['a.*'] }, null, 'expires-within-window'],
    ['not included', { include: ['b.*', 'c.*'] }, null, 'not-included'],
    ['excluded', { exclude: ['a.*'] }, null, 'excluded'],
    ['exclude wins', { include: ['a.com'], exclude: ['*.com'] }, null, 'excluded'],
    ['named', {}, ['a.com'], 'expires-within-window'],
    ['not named', {}, ['b.com'], 'not-included'],
    ['named, but excluded', { exclude: ['a.com'] }, ['a.com'], 'excluded'],
    ['named, but not included', { include: ['b.com'] }, ['a.com'], 'not-included'],
  ])('%s', (_name, config, named, expected) => {
    expect(verdictOf('a.com', config, named)).toBe(expected);
  });

  it.each<[string, order: Partial<RunOrder>, days: number]>([
    ['of its terms where nobody asks', { trigger: 'timer', windowDays: 35 }, 60],
    ['that a timer narrows', { trigger: 'timer', windowDays: 5 }, 5],
    ['that a timer narrows to that of the settings', { trigger: 'timer', windowDays: 35, isWindowAsked: true }, 35],
    ['that a timer cannot widen', { trigger: 'timer', windowDays: 90 }, 60],
    ['of its terms where a person does not ask', { trigger: 'command', windowDays: 35 }, 60],
    ['that a person narrows', { trigger: 'command', windowDays: 5 }, 5],
    ['that a person widens', { trigger: 'command', windowDays: 90, isWindowAsked: true }, 90],
  ])('takes the window %s', (_name, order, days) => {
    const config = aConfig({ windowDays: 35, policy: aPolicy([aRule({ windowDays: 60 })]) });
    const context = ruleContext(config, anOrder(order), NO_LEDGER, { nowMs: NOW_MS, readings: new Map() });
    expect(context.windowDaysOf(aListedDomain())).toBe(days);
  });

  it('finds the claims of every expiry date of a domain, void ones left out', () => {
    const ledger = foldLedger([
      anOpened(),
      aClaimedEntry({ claim: 'old', expiryMs: NOW_MS - 355 * DAY }),
      aFailed({ claim: 'old', expiryMs: NOW_MS - 355 * DAY }),
      aClaimedEntry({ claim: 'new', append: 2 }),
      aClaimedEntry({ claim: 'void', append: 3 }),
      aClaimedEntry({ claim: 'other', domain: 'other.com', append: 4 }),
    ]);
    const context = ruleContext(aConfig(), anOrder(), ledger, { nowMs: NOW_MS, readings: new Map() });
    expect(context.claimsOf(aListedDomain()).map(({ claimId }) => claimId)).toEqual(['old', 'new']);
  });
});

describe('chosenOf', () => {
  it('is sorted by expiry, then by name', () => {
    const domains = [
      aListedDomain({ name: 'z.com', expiryMs: NOW_MS + 2 * DAY }),
      aListedDomain({ name: 'b.com', expiryMs: NOW_MS + 3 * DAY }),
      aListedDomain({ name: 'a.com', expiryMs: NOW_MS + 3 * DAY }),
      aListedDomain({ name: 'c.com', expiryMs: NOW_MS + 3 * DAY }),
      aListedDomain({ name: 'late.com', expiryMs: NOW_MS + 90 * DAY }),
      aListedDomain({ name: 'expired.com', expiryMs: NOW_MS - 2 * DAY }),
    ];
    const context = ruleContext(aConfig(), anOrder(), NO_LEDGER, { nowMs: NOW_MS, readings: new Map() });
    const judged = select(domains, context);
    const sorted = ['expired.com', 'z.com', 'a.com', 'b.com', 'c.com'];
    expect(chosenOf(judged).map(({ name }) => name)).toEqual(sorted);
    expect(chosenOf(judged.toReversed()).map(({ name }) => name)).toEqual(sorted);
    expect(judged.map(({ domain }) => domain)).toEqual(domains);
  });
});

describe('what is claimed or renewed and due all the same', () => {
  const BEFORE = NOW_MS - 3 * DAY;
  const problems = (log: LedgerEntry[], leftDays: number) => {
    const context = ruleContext(aConfig(), anOrder(), foldLedger([anOpened(), ...log]), {
      nowMs: NOW_MS,
      readings: new Map(),
    });
    return problemsOf(select([aListedDomain({ expiryMs: NOW_MS + leftDays * DAY })], context), context);
  };
  const told = (log: LedgerEntry[], leftDays: number) => problems(log, leftDays).map(({ problem }) => problem);
  const claimed = (expiryMs: number, atMs: number) => aClaimedEntry({ expiryMs, atMs });

  it.each([
    ['3 days ago, 7 days left', BEFORE, 7, ['renewed-but-due-again']],
    ['3 days ago, 8 days left', BEFORE, 8, []],
    ['3 days ago, expired', BEFORE, -1, ['renewed-but-due-again']],
    ['2 days ago: the list may be behind', NOW_MS - 2 * DAY, 7, []],
  ])('renewed %s', (_name, atMs, leftDays, expected) => {
    const expiryMs = NOW_MS + leftDays * DAY;
    expect(told([claimed(expiryMs, atMs), aRenewed({ expiryMs, atMs })], leftDays)).toEqual(expected);
  });

  it('is silent of a renewal that is young, though an older claim of the same date failed', () => {
    const expiryMs = NOW_MS + 7 * DAY;
    const log = [
      claimed(expiryMs, BEFORE),
      aFailed({ expiryMs, atMs: BEFORE }),
      aClaimedEntry({ claim: 'second', expiryMs, atMs: NOW_MS - DAY, append: 2 }),
      aRenewed({ claim: 'second', expiryMs, atMs: NOW_MS - DAY }),
    ];
    expect(told(log, 7)).toEqual([]);
  });

  it.each([
    ['a day ago, 7 days left', NOW_MS - DAY, 7, ['claim-open-near-expiry']],
    ['a day ago, 8 days left', NOW_MS - DAY, 8, []],
    ['a day ago, expired', NOW_MS - DAY, -1, ['claim-open-near-expiry']],
    ['an hour ago: the check run is at it', NOW_MS - HOUR, 1, []],
    ['12 hours ago', NOW_MS - 12 * HOUR, 1, []],
    ['longer ago', NOW_MS - 12 * HOUR - 1, 1, ['claim-open-near-expiry']],
  ])('claimed %s', (_name, atMs, leftDays, expected) => {
    expect(told([claimed(NOW_MS + leftDays * DAY, atMs)], leftDays)).toEqual(expected);
  });

  it.each<[string, (expiryMs: number) => LedgerEntry[], string]>([
    [
      'renewed',
      (expiryMs) => [claimed(expiryMs, BEFORE), aRenewed({ expiryMs, atMs: BEFORE })],
      'example.com (expiry 2026-06-04): it was renewed for this expiry date, recorded 2026-05-29T12:00:00.000Z, and yet it is due: the registrar may have taken the renewal back. It is not paid again. Compare with its orders in the console, and renew it by hand if it was refunded',
    ],
    [
      'claimed, after an earlier claim of the domain was settled',
      (expiryMs) => [
        claimed(expiryMs, NOW_MS - 9 * DAY),
        aFailed({ expiryMs, atMs: NOW_MS - 8 * DAY }),
        aClaimedEntry({ claim: 'second', expiryMs, atMs: BEFORE, append: 2 }),
      ],
      'example.com (expiry 2026-06-04): it was claimed at 2026-05-29T12:00:00.000Z, and the check run has not settled that. It may be paid or not, and is not renewed again meanwhile. Look at what the check run says of it, and at its orders in the console',
    ],
  ])('%s, it says what is known and what to do', (_name, log, message) => {
    expect(problems(log(NOW_MS + 3 * DAY), 3)).toMatchObject([{ domain: 'example.com', message }]);
  });
});

describe('problemsOf', () => {
  const context = ruleContext(aConfig(), anOrder(), NO_LEDGER, { nowMs: NOW_MS, readings: new Map() });
  const told = (verdict: (typeof VERDICTS)[number], expiryMs: number | null, autoRenew = false) =>
    problemsOf([{ domain: aListedDomain({ expiryMs, autoRenew }), verdict, why: 'because' }], context);

  it('tells what may cost the domain, with a date and what to do', () => {
    expect(told('needs-redemption', NOW_MS - 2 * DAY)).toEqual([
      {
        problem: 'needs-redemption',
        domain: 'example.com',
        message: 'example.com (expiry 2026-05-30): because. Redeem it in the console while that is possible',
      },
    ]);
    expect(told('expiry-unknown', null)).toEqual([
      {
        problem: 'expiry-unknown',
        domain: 'example.com',
        message: 'example.com (expiry unknown): because. Look it up in the console and renew it by hand if need be',
      },
    ]);
  });

  it.each([
    ['auto-renewal-unknown', 'Look it up in the console; the next run asks again'],
    ['premium-not-permitted', 'Renew it by hand, or permit it'],
    ['needs-redemption', 'Redeem it in the console while that is possible'],
    ['transfer-out-pending', 'Finish or cancel the transfer before it expires'],
    ['holder-change-pending', 'Finish the change before it expires'],
    ['verification-failed', "Mend the holder's real-name verification"],
    ['past-grace-period', 'Look in the console whether it can still be redeemed'],
    ['expired-not-permitted', 'Renew it by hand, or permit it'],
    ['waiting-to-retry', 'Read the reason and mend it; the renewal run tries again'],
    ['not-confirmed', 'It was not renewed in this run; the next run tries again'],
    ['notify-only', 'Decide what becomes of it, and renew it by hand if it shall stay'],
    ['not-renewable', 'Look in the console what it needs, and renew it by hand'],
    [
      'price-unknown',
      'It was not renewed; the next run asks again. RENEW_UNKNOWN_PRICE=renew, or unknownPrice in its rule, would go on without a price',
    ],
    ['price-over-limit', 'It was not renewed. Raise the limit, or renew it by hand'],
    [
      'price-changed',
      'It was not renewed. If the price is right, put it into its rule as expectedYearPrice, or renew it by hand',
    ],
    [
      'voucher-unusable',
      'It was not renewed. Name another voucher, auto or none in COUPON_NO or its rule; BSS_ENDPOINT=off uses vouchers without asking for them',
    ],
    ['date-changed', 'It was not renewed in this run; the next run looks again'],
  ] as const)('%s is told up to the end of the window and not beyond, with what to do', (verdict, todo) => {
    expect(told(verdict, NOW_MS + 35 * DAY)).toEqual([
      { problem: verdict, domain: 'example.com', message: `example.com (expiry 2026-07-06): because. ${todo}` },
    ]);
    expect(told(verdict, NOW_MS + 35 * DAY + 1)).toEqual([]);
  });

  it.each([
    'not-included',
    'excluded',
    'let-lapse',
    'claim-open',
    'already-renewed',
    'outside-window',
    'expires-within-window',
  ] as const)('%s needs nobody', (verdict) => {
    expect(told(verdict, NOW_MS)).toEqual([]);
  });

  it('tells of what is let go only where native auto-renewal will pay for it', () => {
    expect(told('let-lapse', NOW_MS + 10 * DAY, true)).toEqual([
      {
        problem: 'lapse-but-auto-renewal',
        domain: 'example.com',
        message:
          "example.com (expiry 2026-06-11): because. But Alibaba's own auto-renewal is on, and will pay for it. Switch that off in the console, or change the policy",
      },
    ]);
    expect(told('excluded', NOW_MS + 10 * DAY, true)).toEqual([]);
  });

  it('tells of native auto-renewal only when it is late', () => {
    expect(told('native-auto-renewal', NOW_MS + 7 * DAY + 1)).toEqual([]);
    expect(told('native-auto-renewal', null)).toEqual([]);
    expect(told('native-auto-renewal', NOW_MS + 7 * DAY)).toEqual([
      {
        problem: 'native-auto-renewal-late',
        domain: 'example.com',
        message:
          "example.com (expiry 2026-06-08) has Alibaba's own auto-renewal on, and that has not renewed it yet. It was not renewed here. Check the account's balance, or renew it by hand",
      },
    ]);
    expect(told('native-auto-renewal', NOW_MS - DAY).map(({ problem }) => problem)).toEqual([
      'native-auto-renewal-late',
    ]);
  });
});
