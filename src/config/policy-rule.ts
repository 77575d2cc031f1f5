import type { Currency } from '../model/money.ts';
import { fromIso, toDay } from '../model/time.ts';
import type { Policy, PolicyRule } from './policy.ts';
import { readMatch } from './policy-match.ts';
import { type PolicyMap, type TextRule, withoutUndefined } from './policy-reader.ts';
import { tldTermsOf } from './tld-terms.ts';
import { COUPON_NUMBER, NO_AUTO, VOUCHER_NUMBER } from './voucher-numbers.ts';

const ACTIONS = ['renew', 'notify', 'lapse'] as const;
/** What only means something for a domain that is renewed. */
const RENEWAL_FIELDS = [
  'years',
  'maxYearPrice',
  'expectedYearPrice',
  'permitPremium',
  'renewExpired',
  'unknownPrice',
  'couponNo',
  'promotionNo',
];
const FIELDS = ['name', 'match', 'action', 'windowDays', 'reason', 'decidedOn', ...RENEWAL_FIELDS];
const WINDOW_DAYS = [1, 3650] as const;

const NAME: TextRule = {
  pattern: /^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,59}$/u,
  allowed:
    'a name of 1 to 60 letters, digits, blanks or . _ - (in quotes when it is a number), which no other rule has',
};
const REASON: TextRule = {
  pattern: /^[^\p{Cc}\p{Zl}\p{Zp}]{1,300}$/u,
  allowed: 'why, in one line of 1 to 300 letters (in quotes when it is a number)',
};
/** YAML reads bare digits as a number, which loses leading zeros and what is beyond 16 digits. */
const VOUCHER: TextRule = {
  pattern: VOUCHER_NUMBER,
  allowed: "the voucher's number in quotes, auto for the one that ends soonest, or none",
};
const COUPON: TextRule = { pattern: COUPON_NUMBER, allowed: `the coupon's number in quotes, or none. ${NO_AUTO}` };
const DAY_ALLOWED = 'the day of that decision, for example 2026-11-22';

/** Reads one rule; null when it has no action. Its faults are noted. */
export function readRule(
  given: PolicyMap,
  { currency, tlds }: { readonly currency: Currency; readonly tlds: Policy['tlds'] },
): PolicyRule | null {
  given.onlyKnown(FIELDS);
  const match = readMatch(given);
  const action = given.choice('action', ACTIONS);
  if (!given.has('name')) given.fault('name', NAME.allowed);
  if (!given.has('action')) given.fault('action', ACTIONS.join(', '));
  if (action !== undefined) checkFieldsOf(action, given);
  const name = given.text('name', NAME) ?? '';
  const fields = withoutUndefined<Omit<PolicyRule, 'name' | 'action'>>({
    match,
    reason: given.text('reason', REASON),
    decidedOn: day(given, 'decidedOn'),
    years: years(given, match?.tld ?? [], tlds),
    windowDays: given.integer('windowDays', WINDOW_DAYS),
    maxYearPriceMinor: given.price('maxYearPrice', currency),
    expectedYearPriceMinor: given.price('expectedYearPrice', currency),
    permitPremium: given.flag('permitPremium'),
    renewExpired: given.flag('renewExpired'),
    unknownPrice: given.choice('unknownPrice', ['hold', 'renew'] as const),
    couponNo: noneAsNull(given.text('couponNo', VOUCHER)),
    promotionNo: noneAsNull(given.text('promotionNo', COUPON)),
  });
  checkPrices(given, fields);
  return action === undefined ? null : { name, action, ...fields };
}

/** A price that is expected above the most that is allowed would never be paid. */
function checkPrices(given: PolicyMap, { maxYearPriceMinor, expectedYearPriceMinor }: Partial<PolicyRule>): void {
  if (maxYearPriceMinor !== undefined && (expectedYearPriceMinor ?? 0) > maxYearPriceMinor) {
    given.fault('expectedYearPrice', `at most maxYearPrice, which is ${String(given.raw('maxYearPrice'))}`);
  }
}

function checkFieldsOf(action: PolicyRule['action'], given: PolicyMap): void {
  if (action === 'renew') {
    for (const key of ['reason', 'decidedOn']) {
      if (given.has(key)) given.fault(key, 'nothing here: it belongs to the actions notify and lapse');
    }
    return;
  }
  if (!given.has('reason')) given.fault('reason', `${REASON.allowed}, because the action is ${action}`);
  if (action === 'lapse' && !given.has('decidedOn'))
    given.fault('decidedOn', `${DAY_ALLOWED}, because the action is lapse`);
  const surplus = action === 'lapse' ? ['windowDays', ...RENEWAL_FIELDS] : RENEWAL_FIELDS;
  for (const key of surplus) {
    if (given.has(key)) given.fault(key, `nothing here, because the action is ${action}`);
  }
}

/** The years that every end of name in the rule's match is sold for; a rule without such a condition is fitted to each domain. */
function years(given: PolicyMap, ends: readonly string[], tlds: Policy['tlds']): number | undefined {
  const terms = ends.map((tld) => ({ tld, ...tldTermsOf(tld, tlds) }));
  const least = terms.reduce((a, b) => (b.minYears > a.minYears ? b : a), { tld: '', minYears: 1 });
  const most = terms.reduce((a, b) => (b.maxYears < a.maxYears ? b : a), { tld: '', maxYears: 10 });
  if (least.minYears > most.maxYears) {
    return given.has('years')
      ? given.fault(
          'years',
          `years that both .${least.tld} and .${most.tld} are sold for: there are none, so make two rules`,
        )
      : undefined;
  }
  const limiting = [...new Set([least.tld, most.tld])].filter((tld) => tld !== '');
  const why = limiting.length === 0 ? '' : `, because of ${limiting.map((tld) => `.${tld}`).join(' and ')}`;
  return given.integer('years', [least.minYears, most.maxYears], why);
}

function day(given: PolicyMap, key: string): string | undefined {
  const text = given.text(key, { pattern: /^\d{4}-\d\d-\d\d$/, allowed: DAY_ALLOWED });
  if (text === undefined) return undefined;
  const atMs = fromIso(`${text}T00:00:00Z`);
  // `Date` takes 30 February for 2 March.
  return atMs !== null && toDay(atMs) === text ? text : given.fault(key, `a day of the calendar: ${DAY_ALLOWED}`);
}

function noneAsNull(text: string | undefined): string | null | undefined {
  return text === 'none' ? null : text;
}
