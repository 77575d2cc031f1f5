import type { Config } from '../config/config.ts';
import type { RunOrder } from '../config/run-order.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { LedgerView } from '../ledger/view.ts';
import { ruleOnApproval } from '../plan/approval.ts';
import { budgetProblems } from '../plan/budget-problems.ts';
import { checkLimits } from '../plan/limits.ts';
import { makePlan, type Plan, vouchersOf } from '../plan/plan.ts';
import { digestOfLines, planLine } from '../plan/plan-lines.ts';
import type { Renewal } from '../plan/renewal.ts';
import { type Judgement, renewalsOf } from './judge-domains.ts';
import type { Funds } from './read-funds.ts';
import { type Vouchers, voucherProblems } from './read-vouchers.ts';
import type { RenewalWork } from './run-parts.ts';

/** Step 4: what this run would pay, as far as the money goes; what does not fit is told, and a stop is noted for what must not go out. */
export function planRenewals(
  work: RenewalWork,
  view: LedgerView,
  {
    inventory,
    judgement,
    vouchers,
    funds,
  }: { inventory: Inventory; judgement: Judgement; vouchers: Vouchers; funds: Funds },
): Plan {
  const { config, order, parts, notes } = work;
  const chosen = renewalsOf(judgement);
  const plan = planOf(chosen, funds, judgement, config);
  parts.tell({ news: 'planned', plan });
  const spent = { ...funds, planMinor: plan.costMinor, vouchersMinor: vouchersOf(plan) };
  budgetProblems(plan.unfit, spent, config.money).forEach(notes.problem);
  const nowMs = parts.clock.now();
  voucherProblems(vouchers, { chosen, plan, balance: funds.balance }, work, nowMs).forEach(notes.problem);
  checkLimits(plan, inventory.totalCount, config).forEach(notes.stop);
  const approval = ruleOnApproval(plan, order, config.money, {
    approvedLines: approvedLines(order, view),
    todayMinor: funds.committed.day,
    nowMs,
  });
  approval.stops.forEach(notes.stop);
  approval.problems.forEach(notes.problem);
  return plan;
}

/** What this run did not ask about is left for the next one without being looked at: all of it is behind the others. */
function planOf(chosen: readonly Renewal[], { budget }: Funds, judgement: Judgement, config: Config): Plan {
  const { unasked, wasRefused } = judgement;
  const asked = chosen.filter(({ name }) => !unasked.has(name));
  const plan = makePlan(asked, budget, config, wasRefused);
  return { ...plan, deferred: [...plan.deferred, ...unasked] };
}

/** The plan with the approved digest: as a person gave it, or where a run of the last weeks recorded it; else null. */
function approvedLines({ approve, approvedLines: given }: RunOrder, { state }: LedgerView): readonly string[] | null {
  if (given !== undefined || approve === null) return given ?? null;
  return state.plans.map((plan) => plan.split('\n')).find((lines) => digestOfLines(lines) === approve) ?? null;
}

/** A plan above this many characters is not recorded: the log service takes no entry of any size. */
const PLAN_TEXT_MAX = 200_000;

/** What an approval is compared with: the plan that was not sent, unless it is the newest that the ledger has. */
export function planToRecord(plan: Plan | null, newest: string | undefined): { plan?: string } {
  const text = plan?.batches.flat().map(planLine).join('\n') ?? '';
  return text === '' || text === newest || text.length > PLAN_TEXT_MAX ? {} : { plan: text };
}
