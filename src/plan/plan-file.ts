import { InputError, type InputFault, shown } from '../config/fault.ts';
import { domainName } from '../model/domain.ts';
import { type Currency, currencyOf } from '../model/money.ts';
import { fromIso, toIso } from '../model/time.ts';
import type { Plan } from './plan.ts';
import { digestOfLines, type Planned, planLine } from './plan-lines.ts';

/** A plan that a person has in a file, as far as it decides something. */
export interface FiledPlan {
  readonly digest: string;
  readonly lines: readonly string[];
}

/** A plan of thousands of renewals is far below this. */
const TEXT_MAX = 20_000_000;

/**
 * A plan as a file for people and programs: JSON, instants in UTC ISO 8601, amounts in minor units of their currency. What the digest
 * covers stands in it once, in `renewals`, so that nobody can read one plan and approve another.
 */
export function planFileText(
  { digest, batches, deferred, costMinor }: Plan,
  { madeMs, runId, currency }: { readonly madeMs: number; readonly runId: string; readonly currency: Currency },
): string {
  const renewals = batches.flat().map(({ name, expiryMs, years, price, permitPremium, couponNo, promotionNo }) => ({
    domain: name,
    expiry: expiryMs === null ? null : toIso(expiryMs),
    years,
    priceMinor: price?.minor ?? null,
    currency: price?.currency ?? null,
    permitPremium,
    couponNo,
    promotionNo,
  }));
  const plan = { digest, madeAt: toIso(madeMs), run: runId, cost: { minor: costMinor, currency }, renewals, deferred };
  return `${JSON.stringify(plan, null, 2)}\n`;
}

/**
 * The plan in such a file.
 * @throws InputError with what is wrong: no plan, or one whose renewals do not have the digest that stands above them.
 */
export function readPlanFile(text: string, file: string): FiledPlan {
  const value = parsed(text);
  const faults: InputFault[] = [];
  // What stands in a file that is no plan is not repeated: it may be anything.
  const fault = (field: string, given: string, allowed: string): void => {
    faults.push({ field, value: given, allowed, file });
  };
  const { digest, renewals, cost } = isRecord(value) ? value : {};
  if (typeof digest !== 'string' || !Array.isArray(renewals)) {
    fault('the plan', unreadable(text), 'the file that `domain-renew plan --out` wrote, unchanged');
    throw new InputError('plan', faults);
  }
  const planned = renewals.flatMap((item: unknown, index): Planned[] => {
    const one = isRecord(item) ? plannedIn(item) : null;
    if (one === null) fault(`renewals[${index}]`, 'not readable', 'a renewal as `domain-renew plan --out` writes it');
    return one === null ? [] : [one];
  });
  const lines = planned.map(planLine);
  const own = digestOfLines(lines);
  if (faults.length === 0 && own !== digest) {
    fault(
      'digest',
      shown(digest),
      `${own}, which the renewals in this file have: one of the two was changed after it was written`,
    );
  }
  // A person may look at this figure alone before the plan is approved.
  const sumMinor = planned.length < renewals.length ? null : sumOf(planned);
  if (isOtherCost(cost, sumMinor))
    fault('cost', shown(cost), `${sumMinor} (minor), what the renewals in this file cost`);
  if (faults.length > 0) throw new InputError('plan', faults);
  return { digest: own, lines };
}

function unreadable(text: string): string {
  return text.trim() === '' ? 'empty' : 'not readable';
}

/** What the renewals cost; null where that cannot be told from them, because one has no price and counts as its limit. */
function sumOf(planned: readonly Planned[]): number | null {
  return planned.reduce<number | null>(
    (sum, { price }) => (sum === null || price === null ? null : sum + price.minor),
    0,
  );
}

function isOtherCost(cost: unknown, sumMinor: number | null): boolean {
  return sumMinor !== null && !(isRecord(cost) && cost['minor'] === sumMinor);
}

function plannedIn(item: Readonly<Record<string, unknown>>): Planned | null {
  const { domain, expiry, years, permitPremium, couponNo, promotionNo } = item;
  const name = typeof domain === 'string' ? domainName(domain) : null;
  const expiryMs = typeof expiry === 'string' ? fromIso(expiry) : null;
  const price = priceIn(item);
  if (name === null || expiryMs === null || price === undefined) return null;
  if (typeof years !== 'number' || typeof permitPremium !== 'boolean') return null;
  if (!isTextOrNull(couponNo) || !isTextOrNull(promotionNo)) return null;
  return { name, expiryMs, years, price, permitPremium, couponNo, promotionNo };
}

/** Undefined where there is none that can be read, null where the plan has none. */
function priceIn({ priceMinor, currency }: Readonly<Record<string, unknown>>): Planned['price'] | undefined {
  if (priceMinor === null && currency === null) return null;
  const known = typeof currency === 'string' ? currencyOf(currency) : null;
  return typeof priceMinor === 'number' && known !== null ? { minor: priceMinor, currency: known } : undefined;
}

function isTextOrNull(value: unknown): value is string | null {
  return value === null || typeof value === 'string';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parsed(text: string): unknown {
  if (text.length > TEXT_MAX) return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // Not JSON is an expected answer here: the caller says what is allowed.
    return null;
  }
}
