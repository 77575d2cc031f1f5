import { type Currency, moneyText } from '../model/money.ts';
import { DAY_MS, toDay } from '../model/time.ts';
import type { BudgetName } from '../plan/budget.ts';
import { CAP_SETTINGS } from '../plan/budget-problems.ts';
import type { Plan } from '../plan/plan.ts';
import type { Renewal } from '../plan/renewal.ts';
import type { Judged } from '../selection/verdict.ts';
import { groupBy } from './render-group.ts';
import type { JudgedAt } from './render-judged.ts';
import { type Cell, type Column, table } from './render-table.ts';
import { counted, paint, paragraph, type View } from './render-text.ts';
import { inDays } from './render-time.ts';

const DUE_ROWS_MAX = 40;

/** What holds for a domain unless its row says otherwise. */
export interface Usual {
  readonly currency: Currency;
  readonly years: number;
  readonly couponNo: string | null;
  readonly promotionNo: string | null;
}

/** One domain that is due. */
interface Row {
  readonly domain: Judged['domain'];
  /** The place of its batch, or `next run`. */
  readonly batch: string;
  /** Null where it was put off before its price was asked for. */
  readonly renewal: Renewal | null;
  /** Which budget had no room for it; null where none was in the way. */
  readonly by: BudgetName | null;
}

/** The domains to renew, soonest expiry first, each with its price and batch. */
export function renderDue(judged: readonly Judged[], plan: Plan, at: JudgedAt & Usual, view: View): string[] {
  const due = dueRows(judged, plan).sort((a, b) => (a.domain.expiryMs ?? 0) - (b.domain.expiryMs ?? 0));
  const shown = at.all ? due : due.slice(0, DUE_ROWS_MAX);
  const columns: Column[] = [
    { head: 'DOMAIN', narrow: 'shorten' },
    { head: 'EXPIRES' },
    { head: 'WHEN', align: 'right' },
    { head: 'BATCH', align: 'right' },
    { head: at.currency, align: 'right' },
    { head: 'WHY', narrow: 'wrap' },
  ];
  const rows = shown.map(({ domain, batch, renewal, by }): Cell[] => [
    domain.listedName,
    domain.expiryMs === null ? '' : toDay(domain.expiryMs),
    domain.expiryMs === null ? '' : inDays(at.nowMs, domain.expiryMs),
    batch,
    priceCell(renewal),
    [dueWhy(domain.expiryMs ?? 0, at), ...unusual(renewal, at), ...(by === null ? [] : [noRoom(by)])].join('; '),
  ]);
  const more = due.length - shown.length;
  return [...table(columns, rows, view), ...(more > 0 ? [`  … and ${more} more (--all lists every one)`] : [])];
}

function dueRows(judged: readonly Judged[], { batches, deferred, unfit }: Plan): Row[] {
  const listed = new Map(judged.map(({ domain }) => [domain.name, domain]));
  const unfitOf = new Map(unfit.map((one) => [one.renewal.name, one]));
  const batched = batches.flatMap((batch, index) =>
    batch.map((renewal): Row => ({ domain: renewal, batch: String(index + 1), renewal, by: null })),
  );
  const left = deferred.flatMap((name): Row[] => {
    const domain = listed.get(name);
    const one = unfitOf.get(name);
    if (domain === undefined) return [];
    return [{ domain, batch: 'next run', renewal: one?.renewal ?? null, by: one?.by ?? null }];
  });
  return [...batched, ...left];
}

/** The amount alone: the head of the column names the currency. */
function priceCell(renewal: Renewal | null): Cell {
  if (renewal === null) return '';
  if (renewal.price === null) return ['unknown', 'yellow'];
  return amountText(renewal.price.minor, renewal.price.currency);
}

/** `90.00`: where the currency stands above it. */
export function amountText(minor: number, currency: Currency): string {
  return moneyText(minor, currency).replace(/ .*$/, '');
}

/** In what this renewal differs from what the settings say. */
function unusual(renewal: Renewal | null, usual: Usual): string[] {
  if (renewal === null) return [];
  const { years, couponNo, promotionNo, price } = renewal;
  return [
    ...(price?.noCallWhy === undefined ? [] : ["by the policy's price, not quoted"]),
    ...(years === usual.years ? [] : [counted(years, 'year')]),
    ...(couponNo === usual.couponNo ? [] : [couponNo === null ? 'no voucher' : `voucher ${couponNo}`]),
    ...(promotionNo === usual.promotionNo ? [] : [promotionNo === null ? 'no coupon' : `coupon ${promotionNo}`]),
  ];
}

/** Why some have no batch, one line a reason; nothing when all have one. */
export function renderDeferred({ deferred, unfit, isFull }: Plan, view: View): string[] {
  const others = deferred.length - unfit.length;
  const why = isFull ? 'RENEW_MAX_DOMAINS is reached' : 'not looked at, behind so many for which there is no money';
  return [
    ...(others === 0 ? [] : [`${counted(others, 'domain')} left for the next run: ${why}`]),
    ...groupBy(unfit, ({ by }) => noRoom(by)).map(([why, some]) => `${counted(some.length, 'domain')} left: ${why}`),
  ].flatMap((text) => paragraph('  ', text, view));
}

function noRoom(by: BudgetName): string {
  return by === 'balance' ? 'the balance does not suffice' : `no room under ${CAP_SETTINGS[by].setting}`;
}

function dueWhy(expiryMs: number, { nowMs, windowDays }: JudgedAt): string {
  if (expiryMs < nowMs) return 'in its grace period';
  // A rule of the policy may have a longer window.
  return expiryMs - nowMs > windowDays * DAY_MS
    ? 'within the window of its rule'
    : `within ${counted(windowDays, 'day')}`;
}

/** The head of a list, in bold. */
export function title(text: string, view: View): string {
  return paint(text, 'bold', view);
}
