import { DAY_MS, daysBetween, HOUR_MS, MINUTE_MS, toIso } from '../model/time.ts';
import { counted } from './render-text.ts';

/** `2026-11-22 09:05 UTC`, for people. */
export function toMinute(atMs: number): string {
  return `${toIso(atMs).slice(0, 16).replace('T', ' ')} UTC`;
}

/** `in 3 days`, `today`, `2 days ago`: from now to a date, in whole days. */
export function inDays(nowMs: number, atMs: number): string {
  if (atMs < nowMs) {
    const ago = daysBetween(atMs, nowMs);
    return ago === 0 ? 'today' : `${counted(ago, 'day')} ago`;
  }
  const days = daysBetween(nowMs, atMs);
  return days === 0 ? 'today' : `in ${counted(days, 'day')}`;
}

/** `3 days`, `5 h`, `12 min`: how long something has lasted. */
export function lasted(durationMs: number): string {
  if (durationMs < MINUTE_MS) return '< 1 min';
  if (durationMs < HOUR_MS) return `${Math.floor(durationMs / MINUTE_MS)} min`;
  if (durationMs < 2 * DAY_MS) return `${Math.floor(durationMs / HOUR_MS)} h`;
  return counted(Math.floor(durationMs / DAY_MS), 'day');
}
