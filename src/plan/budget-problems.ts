import type { MoneyRails } from '../config/money.ts';
import type { Committed, SumCap } from '../ledger/spending.ts';
import { moneyText } from '../model/money.ts';
import type { Problem } from '../model/problem.ts';
import { type Budget, type Displaced, type MoneyLimit, namesOfUnfit, type Unfit } from './budget.ts';

/** By cap: the setting that holds it, and what it counts, for messages. */
export const CAP_SETTINGS: Readonly<Record<SumCap, { readonly setting: string; readonly counts: string }>> = {
  run: { setting: 'RENEW_MAX_RUN_COST', counts: 'by this run' },
  day: { setting: 'RENEW_MAX_DAY_COST', counts: 'today' },
  month: { setting: 'RENEW_MAX_MONTH_COST', counts: 'this month' },
};

/** What the figures of a message are about. */
export interface Spent {
  readonly budget: Budget;
  /** Before this plan. */
  readonly committed: Committed;
  /** What the plan itself takes, minor units. */
  readonly planMinor: number;
  /** What vouchers are reckoned to pay of that. */
  readonly vouchersMinor: number;
}

/** One problem for each cap, and for the balance, that kept domains out of the plan: the figures, and what to raise. Pure. */
export function budgetProblems(unfit: readonly Unfit[], spent: Spent, rails: MoneyRails): Problem[] {
  const reached = [...new Set(unfit.map(({ by }) => by))];
  return reached.map((by) => {
    const names = namesOfUnfit(unfit, by);
    const costMinor = unfit.filter((one) => one.by === by).reduce((sum, { renewal }) => sum + renewal.countedMinor, 0);
    const what = `${shortList(names)} (${moneyText(costMinor, rails.currency)}) did not fit and ${names.length === 1 ? 'waits' : 'wait'}`;
    if (by === 'balance') return balanceProblem(what, spent, rails);
    return capProblem(`${what}${neverText(unfit, by, spent)}`, by, spent, rails);
  });
}

/**
 * The same where another run has committed the money between this run's plan and its claims. Not every one is free for the next run: what
 * was claimed in vain waits until the check run has released it. Pure.
 */
export function moneyTakenProblems(displaced: readonly Displaced[], rails: MoneyRails): Problem[] {
  const limits = [...new Set(displaced.map(({ by }) => by))];
  return limits.map((limit) => {
    const some = displaced.filter(({ by }) => by === limit);
    const costMinor = some.reduce((sum, { renewal }) => sum + renewal.countedMinor, 0);
    const names = shortList(some.map(({ renewal }) => renewal.name));
    const message = `${names} (${moneyText(costMinor, rails.currency)}) did not fit any more: another run has committed ${takenText(limit, rails)} since this one planned. Nothing was spent on them; they wait for a later run`;
    return { problem: limit === 'balance' ? 'balance-short' : 'cap-reached', message };
  });
}

function takenText(by: MoneyLimit, { approval, currency }: MoneyRails): string {
  if (by === 'balance') return "the account's money";
  if (by !== 'approval') return `money under ${CAP_SETTINGS[by].setting}`;
  const most = approval.kind === 'above' ? ` (${moneyText(approval.minor, currency)})` : '';
  return `today what RENEW_APPROVAL${most} lets go without a person`;
}

/** A renewal that costs more than the whole cap waits in vain. */
function neverText(unfit: readonly Unfit[], by: SumCap, { budget, committed }: Spent): string {
  const cap = (budget[by] ?? 0) + committed[by];
  const never = unfit.filter((one) => one.by === by && one.renewal.countedMinor > cap);
  if (never.length === 0) return '';
  const names = shortList(never.map(({ renewal }) => renewal.name));
  return ` (${names} ${never.length === 1 ? 'costs' : 'each cost'} more than the whole cap: waiting does not help)`;
}

function capProblem(
  what: string,
  by: SumCap,
  { budget, committed, planMinor }: Spent,
  { currency }: MoneyRails,
): Problem {
  const { setting, counts } = CAP_SETTINGS[by];
  const text = (minor: number): string => moneyText(minor, currency);
  const cap = (budget[by] ?? 0) + committed[by];
  const left = Math.max(0, cap - committed[by] - planMinor);
  const message = `${what}: ${setting} is ${text(cap)}; ${text(committed[by])} were spent or committed ${counts} before, this plan takes ${text(planMinor)}, ${text(left)} are left. Raise ${setting} if this is right; soonest expiry goes first`;
  return { problem: 'cap-reached', message };
}

function balanceProblem(what: string, { budget, planMinor, vouchersMinor }: Spent, { currency }: MoneyRails): Problem {
  const message = `${what}: the account can pay ${moneyText(budget.balance ?? 0, currency)}, this plan takes ${moneyText(planMinor, currency)}${vouchersMinor === 0 ? '' : `, of which vouchers pay ${moneyText(vouchersMinor, currency)}`}. Top it up; soonest expiry goes first`;
  return { problem: 'balance-short', message };
}

function shortList(names: readonly string[]): string {
  const some = names.slice(0, 3).join(', ');
  return names.length <= 3 ? some : `${names.length} domains (${some}, …)`;
}
