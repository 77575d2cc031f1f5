import { describe, expect, it } from 'vitest';
import { termsOfSettings } from '../../../src/config/settings-terms.ts';
import type { Terms } from '../../../src/config/terms.ts';
import type { Quote } from '../../../src/inventory/quote-reader.ts';
import type { Claim } from '../../../src/ledger/state.ts';
import type { RuleContext } from '../../../src/selection/rule.ts';
import { select } from '../../../src/selection/select.ts';
import { aListedDomain, at } from '../../builders/domains.ts';
import { aClaim } from '../../builders/ledger.ts';
import { aConfig, someRails } from '../../builders/settings.ts';

interface Situation {
  readonly quote: Quote;
  readonly terms?: Partial<Terms>;
  readonly paid?: readonly Claim[];
  /** Hundredths of a per cent. */
  readonly change?: number | null;
  readonly vouchers?: ReadonlySet<string>;
}

function judged({ quote, terms, paid = [], change = 2000, vouchers }: Situation): string {
  const termsOf = (): Terms => ({ ...termsOfSettings(aConfig()), ...terms });
  const context: RuleContext = {
    nowMs: at('2026-06-01T12:00:00Z'),
    windowDaysOf: () => 35,
    isIncluded: () => true,
    isExcluded: () => false,
    termsOf,
    rails: someRails({ maxPriceChangeBp: change }),
    claimsOf: () => paid,
    readingOf: () => undefined,
    quoteOf: () => quote,
    ...(vouchers === undefined ? {} : { usableVouchers: vouchers }),
  };
  const [one] = select([aListedDomain()], context);
  return one === undefined || one.verdict === 'expires-within-window' ? 'renew' : `${one.verdict}: ${one.why}`;
}

const price = (minor: number): Quote => ({ kind: 'price', price: { minor, currency: 'CNY' }, premium: false });
/** The domain was renewed a year ago for so much. */
function paid(minor: number | null, rest: Parameters<typeof aClaim>[0] = {}): Claim {
  const sinceMs = at('2025-06-01T00:00:00Z');
  const expiryMs = at('2025-06-11T12:00:00Z');
  return aClaim({ standing: 'renewed', sinceMs, expiryMs, priceMinor: minor, ...rest });
}

describe('what has no price', () => {
  it.each<[string, Situation, string]>([
    [
      'cannot be renewed',
      { quote: { kind: 'not-renewable', reason: 'gone' } },
      'not-renewable: the service says that it cannot be renewed: gone',
    ],
    ['is held', { quote: { kind: 'unknown', why: 'no answer' } }, 'price-unknown: its price is not known: no answer'],
    [
      'goes on where its terms say so',
      { quote: { kind: 'unknown', why: 'no answer' }, terms: { unknownPrice: 'renew' } },
      'renew',
    ],
    [
      'is held where its terms would go on, but give no limit at which it is counted',
      { quote: { kind: 'unknown', why: 'no answer' }, terms: { unknownPrice: 'renew', maxYearPriceMinor: null } },
      'price-unknown: its price is not known: no answer, and without a limit a year it cannot be counted',
    ],
    [
      'is held with the reason, but for the full stop at its end',
      { quote: { kind: 'unknown', why: 'Throttling.User (HTTP 400): try later.' } },
      'price-unknown: its price is not known: Throttling.User (HTTP 400): try later',
    ],
    [
      'that cannot be renewed never goes on',
      { quote: { kind: 'not-renewable', reason: 'gone' }, terms: { unknownPrice: 'renew' } },
      'not-renewable: the service says that it cannot be renewed: gone',
    ],
  ])('%s', (_name, situation, expected) => {
    expect(judged(situation)).toBe(expected);
  });
});

describe('what a year may cost', () => {
  it.each<[string, Situation, string]>([
    ['exactly', { quote: price(50_000) }, 'renew'],
    [
      'one minor unit more',
      { quote: price(50_001) },
      "price-over-limit: 500.01 CNY for a year, more than 500.00 CNY a year; RENEW_MAX_YEAR_PRICE or its rule's maxYearPrice would permit it",
    ],
    ['for each of three years', { quote: price(150_000), terms: { years: 3 } }, 'renew'],
    [
      'more for three years',
      { quote: price(150_001), terms: { years: 3 } },
      "price-over-limit: 1500.01 CNY for 3 years, more than 500.00 CNY a year; RENEW_MAX_YEAR_PRICE or its rule's maxYearPrice would permit it",
    ],
    [
      'by its rule',
      { quote: price(9000), terms: { maxYearPriceMinor: 8999 } },
      "price-over-limit: 90.00 CNY for a year, more than 89.99 CNY a year; RENEW_MAX_YEAR_PRICE or its rule's maxYearPrice would permit it",
    ],
    ['anything where there is no limit', { quote: price(9_000_000), terms: { maxYearPriceMinor: null } }, 'renew'],
  ])('%s', (_name, situation, expected) => {
    expect(judged(situation)).toBe(expected);
  });
});

describe('another price than before', () => {
  const changed = (now: string, percent: string, was: string): string =>
    `price-changed: ${now}, ${percent} % against ${was}; RENEW_MAX_PRICE_CHANGE is 20 %`;
  const last = '100.00 CNY for a year (renewed 2025-06-01)';
  it.each<[string, Situation, string]>([
    ['the first renewal', { quote: price(9000) }, 'renew'],
    ['the same', { quote: price(10_000), paid: [paid(10_000)] }, 'renew'],
    ['20 % up exactly', { quote: price(12_000), paid: [paid(10_000)] }, 'renew'],
    [
      'one minor unit above 20 %',
      { quote: price(12_001), paid: [paid(10_000)] },
      changed('120.01 CNY for a year', '+20.01', last),
    ],
    ['21 % up', { quote: price(12_100), paid: [paid(10_000)] }, changed('121.00 CNY for a year', '+21', last)],
    ['20 % down exactly', { quote: price(8000), paid: [paid(10_000)] }, 'renew'],
    ['21 % down', { quote: price(7900), paid: [paid(10_000)] }, changed('79.00 CNY for a year', '-21', last)],
    ['a price of nothing', { quote: price(0), paid: [paid(10_000)] }, changed('0.00 CNY for a year', '-100', last)],
    [
      'two years at the old price, after one',
      { quote: price(20_000), terms: { years: 2 }, paid: [paid(10_000)] },
      'renew',
    ],
    ['one year at the old price, after three', { quote: price(3333), paid: [paid(9999, { years: 3 })] }, 'renew'],
    [
      'two years 21 % up',
      { quote: price(24_200), terms: { years: 2 }, paid: [paid(10_000)] },
      changed('242.00 CNY for 2 years', '+21', last),
    ],
    [
      'the last of two renewals counts',
      { quote: price(12_000), paid: [paid(5000), paid(12_000, { claim: 'later' })] },
      'renew',
    ],
    [
      'a renewal in another currency says nothing',
      { quote: price(9000), paid: [paid(1200, { currency: 'USD' })] },
      'renew',
    ],
    ['nor one without a price', { quote: price(9000), paid: [paid(null)] }, 'renew'],
    [
      'and the one before it counts',
      { quote: price(12_100), paid: [paid(10_000), paid(null, { claim: 'later' })] },
      changed('121.00 CNY for a year', '+21', last),
    ],
    ['nor one that failed', { quote: price(9000), paid: [paid(20_000, { standing: 'failed', sinceMs: 0 })] }, 'renew'],
    [
      'a price that a person acknowledged wins over the last one',
      { quote: price(20_000), terms: { expectedYearPriceMinor: 20_000 }, paid: [paid(10_000)] },
      'renew',
    ],
    [
      'and holds what the last one would pass',
      { quote: price(10_000), terms: { expectedYearPriceMinor: 8000 }, paid: [paid(10_000)] },
      changed('100.00 CNY for a year', '+25', "80.00 CNY for a year (the policy's price)"),
    ],
    ['any change where that is permitted', { quote: price(40_000), paid: [paid(10_000)], change: null }, 'renew'],
    [
      'no change where none is permitted',
      { quote: price(10_001), paid: [paid(10_000)], change: 0 },
      'price-changed: 100.01 CNY for a year, +0.01 % against 100.00 CNY for a year (renewed 2025-06-01); RENEW_MAX_PRICE_CHANGE is 0 %',
    ],
  ])('%s', (_name, situation, expected) => {
    expect(judged(situation)).toBe(expected);
  });
});

describe('a voucher', () => {
  const vouchers = new Set(['c-1', 'c-2']);
  it.each<[string, Omit<Situation, 'quote'>, string]>([
    ['that can be used', { vouchers, terms: { couponNo: 'c-2' } }, 'renew'],
    [
      'that cannot',
      { vouchers, terms: { couponNo: 'c-3' } },
      'voucher-unusable: its voucher c-3 is none of those that the account can use now: it is expired, used up, not yet in effect or unknown',
    ],
    ['that is chosen by itself', { vouchers, terms: { couponNo: 'auto' } }, 'renew'],
    ['that nobody wants', { vouchers, terms: { couponNo: null } }, 'renew'],
    ['that was not asked for', { terms: { couponNo: 'c-3' } }, 'renew'],
  ])('%s', (_name, situation, expected) => {
    expect(judged({ quote: price(9000), ...situation })).toBe(expected);
  });
});
