import { createHash } from 'node:crypto';
import { currencyOf, moneyText } from '../model/money.ts';
import { toIso } from '../model/time.ts';
import type { Renewal } from './renewal.ts';

/** What an order of one renewal is made of: all that an approval covers. */
export type Planned = Pick<
  Renewal,
  'name' | 'expiryMs' | 'years' | 'price' | 'permitPremium' | 'couponNo' | 'promotionNo'
>;

/**
 * One renewal as a line of JSON, the fields in this order: domain, expiry date before, years, premium permission, voucher, coupon, price
 * (minor units) and its currency. A plan is approved line by line.
 */
export function planLine(renewal: Planned): string {
  const { name, expiryMs, years, price, permitPremium, couponNo, promotionNo } = renewal;
  const terms = [years, permitPremium, couponNo ?? '', promotionNo ?? ''] as const;
  return JSON.stringify([name, expiryMs, ...terms, price?.minor ?? null, price?.currency ?? '']);
}

/** What is approved when this digest is approved: SHA-256 (hex) of the lines, whatever their order. */
export function digestOfLines(lines: readonly string[]): string {
  return createHash('sha256')
    .update([...lines].sort().join('\n'))
    .digest('hex');
}

/** How a plan differs from the one that was approved, for people: one text for each domain that differs, by name. Pure. */
export function planDifference(approved: readonly string[], now: readonly string[]): string[] {
  const [before, after] = [byDomain(approved), byDomain(now)];
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  return names.flatMap((name) => {
    const [was, is] = [before.get(name), after.get(name)];
    if (was === is) return [];
    if (is === undefined) return [`${name} is not in it any more`];
    if (was === undefined) return [`${name} is new in it`];
    return [`${name}: ${fieldsThatDiffer(was, is).join(', ')}`];
  });
}

const FIELDS = ['domain', 'expiry', 'years', 'premium', 'voucher', 'coupon', 'price', 'currency'] as const;

function byDomain(lines: readonly string[]): Map<string, string> {
  return new Map(lines.map((line) => [textOf(fieldsOf(line)[0]), line]));
}

function fieldsThatDiffer(was: string, is: string): string[] {
  const [before, after] = [fieldsOf(was), fieldsOf(is)];
  return FIELDS.flatMap((field, index) =>
    before[index] === after[index] ? [] : [`${field} ${shownField(index, before)} → ${shownField(index, after)}`],
  );
}

function shownField(index: number, fields: readonly unknown[]): string {
  const value = fields[index];
  if (FIELDS[index] === 'expiry' && typeof value === 'number') return toIso(value);
  const currency = typeof fields[7] === 'string' ? currencyOf(fields[7]) : null;
  if (FIELDS[index] === 'price' && typeof value === 'number' && currency !== null) return moneyText(value, currency);
  return value === null || value === undefined || value === '' ? 'none' : JSON.stringify(value);
}

/** A line may have come from a file that somebody changed: what is no list has no fields. */
function fieldsOf(line: string): readonly unknown[] {
  try {
    const fields = JSON.parse(line) as unknown;
    return Array.isArray(fields) ? fields : [line];
  } catch {
    // Not JSON: then the text itself stands for the domain, and nothing is equal to it.
    return [line];
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
