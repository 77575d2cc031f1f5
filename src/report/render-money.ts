import { moneyText } from '../model/money.ts';
import { amountText } from './render-due.ts';
import { type Cell, type Column, table } from './render-table.ts';
import { counted, paint, paragraph, type View } from './render-text.ts';
import type { MoneyResult, RenewalResult, SubmissionResult } from './result.ts';

const PERIODS = { run: 'this run', day: 'today', month: 'this month' } as const;

/** What a plan costs, what each cap leaves after it, and what the account can pay. */
export function renderPlanMoney(money: MoneyResult, domainCount: number, view: View): string[] {
  const cost = moneyText(money.planMinor, money.currency);
  const head = paragraph(`${paint('Cost', 'bold', view)}    `, `${cost} for ${counted(domainCount, 'domain')}`, view);
  const balance = [...renderBalance('The account can pay', money, view), ...renderForecast(money, view)];
  return [...head, ...renderCaps(money, 'THIS PLAN', money.planMinor, view), ...balance];
}

/** What a run has committed: what was accepted, and what was sent without an answer, which may be paid as well. */
export function renderSpentMoney(result: RenewalResult, view: View): string[] {
  const { money, submissions } = result;
  if (money === null || submissions.length === 0) return [];
  const accepted = costOf('accepted', result);
  const unknown = costOf('unknown', result);
  const text = moneyText(accepted + unknown, money.currency);
  const doubt = unknown === 0 ? '' : `, of which ${moneyText(unknown, money.currency)} with an unknown outcome`;
  const refused = submissions.some(({ outcome }) => outcome === 'refused') ? '; what was refused costs nothing' : '';
  const blank = countWithoutPrice(result);
  const unpriced = blank === 0 ? '' : `; ${counted(blank, 'domain')} without a known price not counted in`;
  const head = `${paint('Cost', 'bold', view)}    `;
  return [
    ...paragraph(head, `${text} committed${doubt}${refused}${unpriced}`, view),
    ...renderCaps(money, 'THIS RUN', accepted + unknown, view),
    ...renderBalance('Before this run the account could pay', money, view),
  ];
}

function costOf(outcome: SubmissionResult['outcome'], { submissions, plan }: RenewalResult): number {
  const prices = new Map(plan.renewals.map(({ domain, priceMinor }) => [domain, priceMinor ?? 0]));
  return submissions
    .filter((one) => one.outcome === outcome)
    .flatMap(({ domains }) => domains)
    .reduce((sum, domain) => sum + (prices.get(domain) ?? 0), 0);
}

function countWithoutPrice({ submissions, plan }: RenewalResult): number {
  const blank = new Set(plan.renewals.flatMap(({ domain, priceMinor }) => (priceMinor === null ? [domain] : [])));
  const sent = submissions.filter(({ outcome }) => outcome !== 'refused').flatMap(({ domains }) => domains);
  return sent.filter((domain) => blank.has(domain)).length;
}

/** One row for each cap: before, what is added, and what that leaves. */
function renderCaps({ caps, currency }: MoneyResult, adds: string, addedMinor: number, view: View): string[] {
  const amount = (minor: number): string => amountText(minor, currency);
  const columns: Column[] = [
    { head: 'CAP' },
    { head: currency, align: 'right' },
    { head: 'COMMITTED', align: 'right' },
    { head: adds, align: 'right' },
    { head: 'LEFT', align: 'right' },
    { head: 'SETTING', narrow: 'wrap' },
  ];
  const rows = caps.map(({ cap, setting, limitMinor, committedMinor }): Cell[] => [
    PERIODS[cap],
    limitMinor === null ? 'none' : amount(limitMinor),
    amount(committedMinor),
    amount(addedMinor),
    limitMinor === null ? '' : amount(Math.max(0, limitMinor - committedMinor - addedMinor)),
    setting,
  ]);
  return table(columns, rows, view);
}

function renderBalance(canPay: string, money: MoneyResult, view: View): string[] {
  const { balanceMinor, balanceUnknownWhy, vouchersMinor = 0, currency } = money;
  const vouchers =
    vouchersMinor === 0 ? '' : `; vouchers are reckoned to pay ${moneyText(vouchersMinor, currency)} of the cost`;
  const text =
    balanceMinor === null
      ? `What the account can pay is not known, and limits nothing: ${balanceUnknownWhy ?? 'no reason was given'}`
      : `${canPay} ${moneyText(balanceMinor, currency)}`;
  return paragraph('  ', `${text}${vouchers}`, view);
}

/** What the next months are reckoned to cost, and where the balance does not reach. */
function renderForecast({ forecast = [], currency }: MoneyResult, view: View): string[] {
  if (forecast.length === 0) return [];
  const spans = forecast.map(({ days, costMinor, unpricedCount, shortMinor }) => {
    const unpriced = unpricedCount === 0 ? '' : ` and ${unpricedCount} without a price`;
    const short = shortMinor === 0 ? '' : ` (${moneyText(shortMinor, currency)} short)`;
    return `${days} days ${moneyText(costMinor, currency)}${unpriced}${short}`;
  });
  return paragraph('  ', `Expiries ahead: ${spans.join(', ')}`, view);
}
