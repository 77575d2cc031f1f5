import { bySoonestExpiry } from '../model/domain.ts';
import { type Currency, moneyText } from '../model/money.ts';
import type { Problem } from '../model/problem.ts';
import { DAY_MS, toDay } from '../model/time.ts';
import { FORECAST_DAYS, type Upcoming } from './upcoming.ts';
import { drawVoucher, type Purse } from './vouchers.ts';

/** What the domains that expire within so many days are reckoned to cost. Minor units of the settings' currency. */
export interface ForecastSpan {
  readonly days: number;
  readonly costMinor: number;
  /** Renewals whose price nothing tells; they are not in the cost. */
  readonly unpricedCount: number;
  /** What the balance lacks after vouchers; 0 when it reaches. */
  readonly shortMinor: number;
}

/** What the account's money is laid against. */
export interface Means {
  readonly balanceMinor: number;
  readonly purse: Purse | undefined;
  readonly nowMs: number;
}

export interface Forecast {
  readonly spans: readonly ForecastSpan[];
  /** The first renewal that the balance cannot pay; null when it reaches for all. */
  readonly runsOut: Upcoming | null;
}

/** Lays the upcoming renewals against the account's money, in the order in which they will be paid. Pure. */
export function forecast(upcoming: readonly Upcoming[], means: Means): Forecast {
  const paid = payInOrder(upcoming, means);
  let leftMinor = means.balanceMinor;
  const runsOut = paid.find(({ ofBalanceMinor }) => {
    leftMinor -= ofBalanceMinor;
    return ofBalanceMinor > 0 && leftMinor < 0;
  });
  return {
    spans: FORECAST_DAYS.map((days) => spanOf(days, paid, means)),
    runsOut: runsOut?.one ?? null,
  };
}

/** The one problem of a balance that will not reach, told while there is time to top up; none when it does. Pure. */
export function forecastProblem({ spans, runsOut }: Forecast, balanceMinor: number, currency: Currency): Problem[] {
  const short = spans.find(({ shortMinor }) => shortMinor > 0);
  if (short === undefined || runsOut === null) return [];
  const whole = spans.at(-1) ?? short;
  const { name, expiryMs } = runsOut.renewal;
  const inAll =
    whole.days === short.days ? '' : `, and ${moneyText(whole.shortMinor, currency)} for the next ${whole.days}`;
  const unpriced = whole.unpricedCount === 0 ? '' : `; ${whole.unpricedCount} more have no known price`;
  const message = `the account can pay ${moneyText(balanceMinor, currency)}, and the domains that expire in the next ${short.days} days cost about ${moneyText(short.costMinor, currency)}: ${moneyText(short.shortMinor, currency)} are missing for them${inAll}${unpriced}. It runs out on ${toDay(runsOut.dueMs)}, when ${name} (expiry ${toDay(expiryMs ?? 0)}) is to be renewed. Top it up before`;
  return [{ problem: 'balance-short', message }];
}

interface Paid {
  readonly one: Upcoming;
  /** What is left for the balance once a voucher has paid. */
  readonly ofBalanceMinor: number;
}

/** A voucher pays nothing after its end. */
function payInOrder(upcoming: readonly Upcoming[], { purse: full }: Means): Paid[] {
  let purse = full;
  return [...upcoming].sort(byDue).map((one) => {
    purse = purse?.filter(({ expiresMs }) => expiresMs === null || expiresMs > one.dueMs);
    const costMinor = one.costMinor ?? 0;
    const drawn = drawVoucher(one.renewal, costMinor, purse);
    purse = drawn.purse;
    return { one, ofBalanceMinor: costMinor - drawn.voucherMinor };
  });
}

function byDue(a: Upcoming, b: Upcoming): number {
  return a.dueMs - b.dueMs || bySoonestExpiry(a.renewal, b.renewal);
}

function spanOf(days: number, paid: readonly Paid[], { balanceMinor, nowMs }: Means): ForecastSpan {
  const inside = paid.filter(({ one }) => (one.renewal.expiryMs ?? 0) - nowMs <= days * DAY_MS);
  const ofBalanceMinor = inside.reduce((sum, { ofBalanceMinor: minor }) => sum + minor, 0);
  return {
    days,
    costMinor: inside.reduce((sum, { one }) => sum + (one.costMinor ?? 0), 0),
    unpricedCount: inside.filter(({ one }) => one.costMinor === null).length,
    shortMinor: ofBalanceMinor === 0 ? 0 : Math.max(0, ofBalanceMinor - balanceMinor),
  };
}
