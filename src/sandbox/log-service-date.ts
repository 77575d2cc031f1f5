import { DAY_MS, daysBetween, fromIso, toIso } from '../model/time.ts';

const WEEKDAYS = ['Thu', 'Fri', 'Sat', 'Sun', 'Mon', 'Tue', 'Wed'] as const;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** Reads `Mon, 09 Nov 2015 06:11:16 GMT` (RFC 1123); null when it is not that. */
export function fromHttpDate(text: string): number | null {
  const found = /^[A-Z][a-z]{2}, (\d\d) ([A-Z][a-z]{2}) (\d{4}) (\d\d:\d\d:\d\d) GMT$/.exec(text);
  const month = MONTHS.findIndex((name) => name === found?.[2]) + 1;
  if (found === null || month === 0) return null;
  return fromIso(`${found[3] ?? ''}-${String(month).padStart(2, '0')}-${found[1] ?? ''}T${found[4] ?? ''}Z`);
}

/** Writes what `fromHttpDate` reads. */
export function toHttpDate(atMs: number): string {
  const iso = toIso(atMs);
  const weekday = WEEKDAYS[daysBetween(0, atMs - (atMs % DAY_MS)) % 7] ?? '';
  const month = MONTHS[Number(iso.slice(5, 7)) - 1] ?? '';
  return `${weekday}, ${iso.slice(8, 10)} ${month} ${iso.slice(0, 4)} ${iso.slice(11, 19)} GMT`;
}
