import { CURRENCIES, type Currency } from '../model/money.ts';
import { InputError, type InputFault, shown } from './fault.ts';
import type { Policy, PolicyRule } from './policy.ts';
import {
  asMap,
  type Locate,
  type Notes,
  notesAt,
  type PolicyMap,
  ruleText,
  withoutUndefined,
} from './policy-reader.ts';
import { readRule } from './policy-rule.ts';
import { type TldTerms, tldOf, tldTermsOf } from './tld-terms.ts';

const FIELDS = ['currency', 'rules', 'tlds', 'prices'];
const TLD_FIELDS = ['graceDays', 'minYears', 'maxYears', 'redemptionDays'];
const RULES_MAX = 10_000;
const TLD_ALLOWED = 'the end of a domain name without wildcards, for example com.cn';
/** The horizon of the ledger leaves 90 days beyond the window, for grace and for claims that are settled late: see horizon.ts. */
const GRACE_DAYS_MAX = 60;

/**
 * A parsed document as a policy.
 * @throws InputError naming every fault at once, each with its file and line; no call has been made then.
 */
export function checkPolicy(raw: unknown, locate: Locate): Policy {
  const notes = notesAt(locate);
  const document = asMap(raw, [], '', notes);
  if (document === null) {
    notes.fault([], { field: 'the policy', value: shown(raw), allowed: `a mapping with ${FIELDS.join(', ')}` });
    throw new InputError('policy', notes.faults);
  }
  document.onlyKnown(FIELDS);
  const currency = document.choice('currency', CURRENCIES) ?? null;
  const tlds = readTlds(document);
  const rules = readRules(document, { currency: currency ?? 'CNY', tlds, notes });
  const yearPricesMinor = readPrices(document, currency ?? 'CNY');
  const policy: Policy = { currency, rules, tlds, yearPricesMinor };
  if (namesPrice(policy) && !document.has('currency')) {
    document.fault('currency', `${CURRENCIES.join(', ')}, because the policy names prices`);
  }
  if (notes.faults.length > 0) throw new InputError('policy', [...notes.faults].sort(byLine));
  return policy;
}

function namesPrice({ rules, yearPricesMinor }: Policy): boolean {
  return Object.keys(yearPricesMinor).length > 0 || rules.some(isPriced);
}

function isPriced({ maxYearPriceMinor, expectedYearPriceMinor }: PolicyRule): boolean {
  return maxYearPriceMinor !== undefined || expectedYearPriceMinor !== undefined;
}

function readRules(
  document: PolicyMap,
  about: { readonly currency: Currency; readonly tlds: Policy['tlds']; readonly notes: Notes },
): PolicyRule[] {
  const raw = document.raw('rules');
  if (raw === undefined) return [];
  if (!Array.isArray(raw) || raw.length > RULES_MAX) {
    document.fault('rules', `a list of at most ${RULES_MAX} rules`);
    return [];
  }
  const { notes } = about;
  const names = new Set<string>();
  let matchesAll: string | null = null;
  return (raw as readonly unknown[]).flatMap((item, index): PolicyRule[] => {
    const path = ['rules', index];
    const given = asMap(item, path, ruleText(nameIn(item), index), notes);
    if (given === null) {
      notes.fault(path, { field: `rule ${index + 1}`, value: shown(item), allowed: 'a mapping with name and action' });
      return [];
    }
    if (matchesAll !== null) {
      const allowed = `nothing behind ${matchesAll}, which has no match and so takes every domain`;
      notes.fault(path, { field: ruleText(nameIn(item), index), value: 'never reached', allowed });
    }
    const rule = readRule(given, about);
    const name = nameIn(item);
    if (name !== undefined && names.has(name)) given.fault('name', 'a name that no other rule has');
    if (name !== undefined) names.add(name);
    if (!given.has('match')) matchesAll ??= ruleText(name, index);
    return rule === null ? [] : [rule];
  });
}

function nameIn(item: unknown): string | undefined {
  const name = typeof item === 'object' && item !== null && 'name' in item ? item.name : undefined;
  return typeof name === 'string' && name.trim() !== '' ? name.trim() : undefined;
}

function readTlds(document: PolicyMap): Record<string, Partial<TldTerms>> {
  const map = document.map('tlds', 'a mapping of ends of names, for example { ai: { minYears: 2 } }', 'tlds');
  const tlds: Record<string, Partial<TldTerms>> = {};
  for (const [key, tld] of map === undefined ? [] : tldsIn(map)) {
    const given = map?.map(key, `a mapping with ${TLD_FIELDS.join(', ')}`, `tld ${key}`);
    if (given === undefined) continue;
    given.onlyKnown(TLD_FIELDS);
    tlds[tld] = withoutUndefined({
      graceDays: given.integer('graceDays', [0, GRACE_DAYS_MAX]),
      minYears: given.integer('minYears', [1, 10]),
      maxYears: given.integer('maxYears', [1, 10]),
      redemptionDays: given.integer('redemptionDays', [0, 365]),
    });
    const { minYears, maxYears } = tldTermsOf(tld, tlds);
    if (minYears > maxYears) given.fault('minYears', `at most maxYears, which is ${maxYears}`);
  }
  return tlds;
}

function readPrices(document: PolicyMap, currency: Currency): Record<string, number> {
  const map = document.map(
    'prices',
    'a mapping of ends of names to the price of a year, for example { com: 90 }',
    'prices',
  );
  const prices: Record<string, number> = {};
  for (const [key, tld] of map === undefined ? [] : tldsIn(map)) {
    const price = map?.price(key, currency);
    if (price !== undefined) prices[tld] = price;
  }
  return prices;
}

/** The keys with the ends of names that they stand for; one that stands for none, or for the same as another, is a fault. */
function tldsIn(map: PolicyMap): [key: string, tld: string][] {
  const seen = new Set<string>();
  return map.keys().flatMap((key): [string, string][] => {
    const tld = tldOf(key);
    if (tld === null) map.fault(key, `as a key ${TLD_ALLOWED}`);
    else if (seen.has(tld)) map.fault(key, 'each end of a name once, in whatever letters');
    if (tld === null || seen.has(tld)) return [];
    seen.add(tld);
    return [[key, tld]];
  });
}

/** As an editor goes through the file. */
function byLine(one: InputFault, other: InputFault): number {
  return (one.line ?? 0) - (other.line ?? 0);
}
