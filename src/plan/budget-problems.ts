import type { MoneyRails } from '../config/money.ts';
import type { Committed, SumCap } from '../ledger/spending.ts';
import { moneyText } from '../model/money.ts';
import type { Problem } from '../model/problem.ts';
import { type Budget, costOfRenewal, namesOfUnfit, type Unfit } from './budget.ts';

/** By cap: the setting that holds it, and what it counts, for messages. */
export const CAP_SETTINGS: Readonly<Record<SumCap, { readonly setting: string; readonly counts: string }>> = {
  run: { setting: 'RENEW_MAX_RUN_COST', counts: 'by this run' },
  day: { setting: 'RENEW_MAX_DAY_COST', counts: 'today' },
  month: { setting: 'RENEW_MAX_MONTH_COST', counts: 'this month' },
};

/** One problem for each cap, and for the balance, that kept domains out of the plan: the figures, and what to raise. Pure. */
export function budgetProblems(
  unfit: readonly Unfit[],
  { budget, committed }: { readonly budget: Budget; readonly committed: Committed },
  rails: MoneyRails,
): Problem[] {
  const reached = [...new Set(unfit.map(({ by }) => by))];
  return reached.map((by) => {
    const names = namesOfUnfit(unfit, by);
    const costMinor = unfit
      .filter((one) => one.by === by)
      .reduce((sum, { renewal }) => sum + costOfRenewal(renewal, rails), 0);
    const what = `${shortList(names)} (${moneyText(costMinor, rails.currency)}) did not fit and ${names.length === 1 ? 'waits' : 'wait'}`;
    return by === 'balance' ? balanceProblem(what, budget, rails) : capProblem(what, by, { budget, committed }, rails);
  });
}

function capProblem(
  what: string,
  by: SumCap,
  { budget, committed }: { readonly budget: Budget; readonly committed: Committed },
  { currency }: MoneyRails,
): Problem {
  const { setting, counts } = CAP_SETTINGS[by];
  const left = moneyText(Math.max(0, budget[by] ?? 0), currency);
  const cap = moneyText((budget[by] ?? 0) + committed[by], currency);
  const spent = moneyText(committed[by], currency);
  const message = `${what}: ${setting} is ${cap}, of which ${spent} are spent or committed ${counts}, so ${left} were left. Raise ${setting} if this is right; soonest expiry goes first`;
  return { problem: 'cap-reached', message };
}

function balanceProblem(what: string, budget: Budget, { currency }: MoneyRails): Problem {
  const message = `${what}: the account can pay ${moneyText(budget.balance ?? 0, currency)}. Top it up; soonest expiry goes first`;
  return { problem: 'balance-short', message };
}

function shortList(names: readonly string[]): string {
  const some = names.slice(0, 3).join(', ');
  return names.length <= 3 ? some : `${names.length} domains (${some}, …)`;
}
