import { bySoonestExpiry } from '../model/domain.ts';
import { DAY_MS, toDay } from '../model/time.ts';
import type { Judged, Verdict } from '../selection/verdict.ts';
import { type Cell, type Column, table } from './render-table.ts';
import { headline, type View } from './render-text.ts';
import { inDays } from './render-time.ts';
import { VERDICT_TEXTS } from './verdict-text.ts';

/** When and for which window the verdicts were given. */
export interface JudgedAt {
  readonly nowMs: number;
  readonly windowDays: number;
  /** Every domain gets a row of its own. */
  readonly all: boolean;
  /** Domains whose trouble is told below: here the verdict's name is enough. */
  readonly told: ReadonlySet<string>;
}

const NEAR_ROWS_MAX = 20;
/** A person asked for these to be left out: they are only counted. */
const ASKED_FOR: readonly Verdict[] = ['not-included', 'excluded'];
/** Held for their price or by the policy: the figures stand beside the name, also where they are told below. */
const HELD: readonly Verdict[] = [
  'price-unknown',
  'price-over-limit',
  'price-changed',
  'not-renewable',
  'notify-only',
  'voucher-unusable',
];
const DUE: Verdict = 'expires-within-window';

/** The domains that are not renewed: the near ones with their reasons, the rest summed up by verdict. */
export function renderNotDue(judged: readonly Judged[], at: JudgedAt, view: View): string[] {
  const others = judged.filter(({ verdict }) => verdict !== DUE).sort((a, b) => bySoonestExpiry(a.domain, b.domain));
  const near = at.all ? others : others.filter((one) => isNear(one, at));
  const shown = at.all ? near : near.slice(0, NEAR_ROWS_MAX);
  const rest = [...near.slice(shown.length), ...(at.all ? [] : others.filter((one) => !isNear(one, at)))];
  return [...renderNear(shown, at, view), ...renderRest(rest, shown.length > 0, view)];
}

/** How many domains are near their expiry and not renewed all the same. */
export function countNear(judged: readonly Judged[], at: JudgedAt): number {
  return judged.filter((one) => one.verdict !== DUE && isNear(one, at)).length;
}

function renderNear(near: readonly Judged[], at: JudgedAt, view: View): string[] {
  if (near.length === 0) return [];
  const columns: Column[] = [
    { head: 'DOMAIN', narrow: 'shorten' },
    { head: 'EXPIRES' },
    { head: 'WHEN', align: 'right' },
    { head: 'WHY NOT', narrow: 'wrap' },
  ];
  const rows = near.map(({ domain, verdict, why }): Cell[] => [
    domain.listedName,
    domain.expiryMs === null ? 'unknown' : toDay(domain.expiryMs),
    domain.expiryMs === null ? '' : inDays(at.nowMs, domain.expiryMs),
    whyNot({ domain, verdict, why }, at),
  ]);
  const title = at.all ? 'Not renewed' : `Not renewed, though within ${at.windowDays} days of expiry`;
  return [...headline(`${title} (${near.length})`, '', view), ...table(columns, rows, view), ''];
}

/** Where more is said below, the verdict's name is enough; Alibaba's own auto-renewal needs no figures. */
function whyNot({ domain, verdict, why }: Judged, { told }: JudgedAt): string {
  if (told.has(domain.name) && !HELD.includes(verdict)) return verdict;
  return `${verdict}: ${why === '' || verdict === 'native-auto-renewal' ? VERDICT_TEXTS[verdict] : why}`;
}

function renderRest(rest: readonly Judged[], hasNear: boolean, view: View): string[] {
  if (rest.length === 0) return [];
  const counts = new Map<Verdict, { count: number; first: Judged }>();
  for (const one of rest) {
    const known = counts.get(one.verdict);
    counts.set(one.verdict, { count: (known?.count ?? 0) + 1, first: known?.first ?? one });
  }
  const columns: Column[] = [
    { head: 'DOMAINS', align: 'right' },
    { head: 'VERDICT' },
    { head: 'MEANS', narrow: 'wrap' },
  ];
  const rows = [...counts]
    .sort(([, a], [, b]) => b.count - a.count)
    .map(([verdict, { count, first }]): Cell[] => [String(count), verdict, meaning(verdict, first)]);
  const title = hasNear ? `The other ${rest.length}, summed up` : `Not renewed (${rest.length}), summed up`;
  return [...headline(title, ' (--all lists every one)', view), ...table(columns, rows, view), ''];
}

function meaning(verdict: Verdict, { domain }: Judged): string {
  const soonest = domain.expiryMs === null ? '' : `; soonest ${domain.listedName}, ${toDay(domain.expiryMs)}`;
  return `${VERDICT_TEXTS[verdict]}${ASKED_FOR.includes(verdict) ? '' : soonest}`;
}

function isNear({ domain, verdict }: Judged, { nowMs, windowDays }: JudgedAt): boolean {
  if (ASKED_FOR.includes(verdict)) return false;
  return domain.expiryMs === null || domain.expiryMs - nowMs <= windowDays * DAY_MS;
}
