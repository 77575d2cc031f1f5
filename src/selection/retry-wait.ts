import { DAY_MS, HOUR_MS } from '../model/time.ts';

/**
 * When a domain whose renewal failed may be tried again: waits double from a day, and are never more than a quarter of the time
 * that was left at the failure; after expiry, of the grace period that was left (a whole number of days from the expiry). At least an hour.
 */
export function retryAt(failureCount: number, failedMs: number, expiryMs: number, graceDays: number): number {
  const leftMs = failedMs < expiryMs ? expiryMs - failedMs : Math.max(0, expiryMs + graceDays * DAY_MS - failedMs);
  const waitMs = Math.min(DAY_MS * 2 ** Math.min(failureCount - 1, 10), leftMs / 4);
  return failedMs + Math.max(HOUR_MS, Math.floor(waitMs));
}
