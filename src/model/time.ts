import dayjs from 'dayjs';
import utc from 'dayjs/plugin/utc.js';

dayjs.extend(utc);

export const SECOND_MS = 1000;
export const MINUTE_MS: number = 60 * SECOND_MS;
export const HOUR_MS: number = 60 * MINUTE_MS;
export const DAY_MS: number = 24 * HOUR_MS;

/** What a `Date` can hold. A service may send more, and a message about it must not end the run. */
const DATE_MS_MAX = 8.64e15;

/** Epoch milliseconds as UTC ISO 8601, the form used in results and in the ledger; the bare number beyond any calendar. */
export function toIso(atMs: number): string {
  return Math.abs(atMs) <= DATE_MS_MAX ? new Date(atMs).toISOString() : String(atMs);
}

/** Reads what `toIso` writes (any ISO 8601 with a zone); null when it is not that. */
export function fromIso(text: string): number | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/.test(text)) return null;
  const atMs = Date.parse(text);
  return Number.isNaN(atMs) ? null : atMs;
}

/** The same calendar date `years` later, in UTC: where a renewal moves an expiry date (29 February becomes the 28th). */
export function addYears(atMs: number, years: number): number {
  return dayjs.utc(atMs).add(years, 'year').valueOf();
}

/** The first instant of the calendar day that `atMs` is in; the zone is an IANA name. */
export function startOfDay(atMs: number, timeZone: string): number {
  return startOf(atMs, timeZone, 'YYYY-MM-DD'.length);
}

/** The first instant of the calendar month. */
export function startOfMonth(atMs: number, timeZone: string): number {
  return startOf(atMs, timeZone, 'YYYY-MM'.length);
}

/**
 * Of the period whose name is so many characters of the local date. Not by dayjs: its zones are worked out in the zone of the machine, and
 * around a change of clocks, there or here, a day begins an hour off.
 */
function startOf(atMs: number, timeZone: string, length: number): number {
  const period = localText(atMs, timeZone).slice(0, length);
  const midnightMs = Date.parse(`${`${period}-01`.slice(0, 10)}T00:00:00Z`);
  // The clocks of the day before, and of the day after: midnight may come twice, or be left out.
  const offsets = [-DAY_MS, DAY_MS].map((aside) => offsetMs(midnightMs + aside, timeZone));
  const starts = offsets.map((offset) => midnightMs - offset);
  return Math.min(...starts.filter((startMs) => localText(startMs, timeZone).startsWith(period)));
}

/** How far the local clocks are ahead of UTC. */
function offsetMs(atMs: number, timeZone: string): number {
  return Date.parse(`${localText(atMs, timeZone)}Z`) - Math.floor(atMs / SECOND_MS) * SECOND_MS;
}

/** `2026-11-22T13:45:00`, as clocks there show it. */
function localText(atMs: number, timeZone: string): string {
  // Swedish writes dates as ISO 8601 does.
  return formatIn(timeZone).format(atMs).replace(' ', 'T');
}

/** To make one takes longer than to use it a hundred times. */
const FORMATS = new Map<string, Intl.DateTimeFormat>();

function formatIn(timeZone: string): Intl.DateTimeFormat {
  const known = FORMATS.get(timeZone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  FORMATS.set(timeZone, format);
  return format;
}

/** `2026-11-22`, in UTC, for people. */
export function toDay(atMs: number): string {
  return toIso(atMs).slice(0, 10);
}

/** Whole days from one instant to another, rounded down; negative when the second is earlier. */
export function daysBetween(fromMs: number, toMs: number): number {
  return Math.floor((toMs - fromMs) / DAY_MS);
}

/**
 * Reads a date string of the Domain API: UTC+8, `2018-01-25 20:46:57` or `Nov 02,2019 04:00:45`.
 * Null when it is neither, or no day of the calendar. Never used for expiry dates: those come as epoch milliseconds.
 */
export function fromCloudText(text: string): number | null {
  const [, word = '', day = '', rest = ''] = /^([A-Z][a-z]{2}) (\d\d?), ?(\d{4} \d\d:\d\d:\d\d)$/.exec(text) ?? [];
  const month = String(MONTHS.indexOf(word) + 1).padStart(2, '0');
  const plain = word === '' ? text : `${rest.slice(0, 4)}-${month}-${day.padStart(2, '0')}${rest.slice(4)}`;
  if (!/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(plain)) return null;
  const atMs = Date.parse(`${plain.replace(' ', 'T')}+08:00`);
  // `Date` takes 30 February for 2 March: what it makes of the text must be what the text says.
  return !Number.isNaN(atMs) && toIso(atMs + 8 * HOUR_MS).startsWith(plain.replace(' ', 'T')) ? atMs : null;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
