import type { Caps, MoneyRails } from '../config/money.ts';
import { startOfDay, startOfMonth } from '../model/time.ts';
import type { Claim, LedgerState } from './state.ts';

/** The caps that are counted over several claims, in the order in which they are told. */
export type SumCap = 'run' | 'day' | 'month';

/** What each cap still leaves, minor units; null where there is no such cap. Negative when a cap was lowered meanwhile. */
export type Left = Readonly<Record<SumCap, number | null>>;

/** What is committed under each cap: paid, or perhaps paid. */
export type Committed = Readonly<Record<SumCap, number>>;

/**
 * What a claim stands for under the caps: its quote; without one in this currency what was written down in its place, or else the most
 * that a year may cost. Where that is not limited either, nothing is known: 0.
 */
export function costOf(
  { priceMinor, currency, countedMinor, years }: Pick<Claim, 'priceMinor' | 'currency' | 'countedMinor' | 'years'>,
  rails: MoneyRails,
): number {
  if (priceMinor !== null && currency === rails.currency) return priceMinor;
  return countedMinor ?? (rails.caps.maxYearPriceMinor ?? 0) * years;
}

/** Money has gone or may go: everything but what was refused, failed or released, and what was void from the start. */
export function isCommitted({ standing }: Claim): boolean {
  return standing === 'claimed' || standing === 'doubted' || standing === 'accepted' || standing === 'renewed';
}

/**
 * What was committed by the run, and in the day and the month of `atMs`, by the claims in front of `before` in the log; by all of them
 * without it. A claim of a clock that is ahead counts as one of today.
 */
export function committed(
  state: LedgerState,
  rails: MoneyRails,
  {
    atMs,
    runId,
    before = null,
  }: { readonly atMs: number; readonly runId: string; readonly before?: Claim['claimId'] | null },
): Committed {
  const [dayMs, monthMs] = [startOfDay(atMs, rails.timeZone), startOfMonth(atMs, rails.timeZone)];
  const sums = { run: 0, day: 0, month: 0 };
  for (const claim of state.claims.values()) {
    if (claim.claimId === before) break;
    if (!isCommitted(claim)) continue;
    const cost = costOf(claim, rails);
    if (claim.runId === runId) sums.run += cost;
    if (claim.claimedMs >= dayMs) sums.day += cost;
    if (claim.claimedMs >= monthMs) sums.month += cost;
  }
  return sums;
}

/** What the caps leave when so much is committed. */
export function leftUnder(caps: Caps, { run, day, month }: Committed): Left {
  return { run: left(caps.maxRunMinor, run), day: left(caps.maxDayMinor, day), month: left(caps.maxMonthMinor, month) };
}

function left(cap: number | null, sum: number): number | null {
  return cap === null ? null : cap - sum;
}
