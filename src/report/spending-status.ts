import type { MoneyRails } from '../config/money.ts';
import { committed, type SumCap } from '../ledger/spending.ts';
import type { LedgerState } from '../ledger/state.ts';
import { type Currency, moneyText } from '../model/money.ts';
import { CAP_SETTINGS } from '../plan/budget-problems.ts';
import { amountText } from './render-due.ts';
import { type Cell, type Column, table } from './render-table.ts';
import { paint, paragraph, type View } from './render-text.ts';

/** How one cap stands between runs; minor units. */
export interface CapStatus {
  readonly cap: Exclude<SumCap, 'run'>;
  readonly setting: string;
  /** Null for no such cap. */
  readonly limitMinor: number | null;
  /** Renewed: the registrar's date moved. At the price that was quoted for it. */
  readonly spentMinor: number;
  /** Accepted, doubted or claimed: paid, or perhaps paid. */
  readonly openMinor: number;
  /** What may still be committed; null for no limit. */
  readonly leftMinor: number | null;
}

/** What was spent and is committed under the caps of this day and month. */
export interface SpendingStatus {
  readonly currency: Currency;
  readonly timeZone: string;
  /** The cap of one run, of which nothing is used between runs. */
  readonly maxRunMinor: number | null;
  readonly caps: readonly CapStatus[];
}

/** Counts the ledger against the caps. Pure. */
export function spendingStatus(state: LedgerState, rails: MoneyRails, nowMs: number): SpendingStatus {
  const at = { atMs: nowMs, runId: '' };
  const renewed = new Map([...state.claims].filter(([, { standing }]) => standing === 'renewed'));
  const all = committed(state, rails, at);
  const spent = committed({ ...state, claims: renewed }, rails, at);
  const { currency, timeZone, caps } = rails;
  const limits = { day: caps.maxDayMinor, month: caps.maxMonthMinor };
  return {
    currency,
    timeZone,
    maxRunMinor: caps.maxRunMinor,
    caps: (['day', 'month'] as const).map((cap) => ({
      cap,
      setting: CAP_SETTINGS[cap].setting,
      limitMinor: limits[cap],
      spentMinor: spent[cap],
      openMinor: all[cap] - spent[cap],
      leftMinor: limits[cap] === null ? null : Math.max(0, limits[cap] - all[cap]),
    })),
  };
}

const PERIODS = { day: 'today', month: 'this month' } as const;

/** One row for each cap. */
export function renderSpending({ currency, timeZone, maxRunMinor, caps }: SpendingStatus, view: View): string[] {
  const amount = (minor: number | null): string => (minor === null ? 'none' : amountText(minor, currency));
  const columns: Column[] = [
    { head: 'CAP' },
    { head: currency, align: 'right' },
    { head: 'SPENT', align: 'right' },
    { head: 'COMMITTED', align: 'right' },
    { head: 'LEFT', align: 'right' },
    { head: 'SETTING', narrow: 'wrap' },
  ];
  const rows = caps.map(({ cap, setting, limitMinor, spentMinor, openMinor, leftMinor }): Cell[] => [
    PERIODS[cap],
    amount(limitMinor),
    amount(spentMinor),
    amount(openMinor),
    leftMinor === null ? '' : leftMinor === 0 ? [amount(0), 'yellow'] : amount(leftMinor),
    setting,
  ]);
  const run = maxRunMinor === null ? 'no cap for one run' : `one run at most ${moneyText(maxRunMinor, currency)}`;
  const text = `spent is renewed, at the price quoted; committed is not settled yet; days of ${timeZone}; ${run}`;
  return [...paragraph(`${paint('Money', 'bold', view)}: `, text, view), ...table(columns, rows, view)];
}
