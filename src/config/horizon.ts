import type { LogServicePlace } from './config.ts';

/**
 * How much longer the horizon of the ledger must be than the window: 30 days of grace, in which a date can still be renewed, and 60
 * for retries, for claims that are settled late, and for clocks that differ. A claim is made at most a window before its expiry date
 * and that date can be claimed until its grace ends, so a claim outside the horizon is about a date that cannot come again.
 */
export const HORIZON_BEYOND_WINDOW_DAYS = 90;
/** A year of claims and a month: whatever concerns the present term of a domain. */
export const HORIZON_DAYS_DEFAULT = 400;

/** The longest window that a ledger with this horizon allows. A file has none: it is always read whole. */
export function windowDaysMax({ horizonDays }: LogServicePlace): number {
  return horizonDays - HORIZON_BEYOND_WINDOW_DAYS;
}
