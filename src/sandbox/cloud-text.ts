import { DAY_MS, HOUR_MS, toIso } from '../model/time.ts';

const ZONE_MS: number = 8 * HOUR_MS;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The service's usual date text, UTC+8: `2018-01-25 20:46:57`. */
export function toCloudText(atMs: number): string {
  return toIso(atMs + ZONE_MS)
    .slice(0, 19)
    .replace('T', ' ');
}

/** The other date text in its samples, made from the usual one: `Jan 25,2018 20:46:57`. */
export function toWordedText(cloudText: string): string {
  const month = MONTHS[Number(cloudText.slice(5, 7)) - 1] ?? 'Jan';
  return `${month} ${cloudText.slice(8, 10)},${cloudText.slice(0, 4)} ${cloudText.slice(11)}`;
}

/** The number of the UTC+8 day in which an instant lies: what the service's "by day" filters compare. */
export function cloudDay(atMs: number): number {
  return Math.floor((atMs + ZONE_MS) / DAY_MS);
}
