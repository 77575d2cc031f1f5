import type { Config } from '../config/config.ts';
import { type RunOrder, runId } from '../config/run-order.ts';
import { type LedgerView, openLedger } from '../ledger/view.ts';
import { ruleOnApproval } from '../plan/approval.ts';
import { budgetProblems } from '../plan/budget-problems.ts';
import { checkLimits } from '../plan/limits.ts';
import { makePlan, type Plan, vouchersOf } from '../plan/plan.ts';
import { digestOfLines, planLine } from '../plan/plan-lines.ts';
import type { RenewalResult } from '../report/result.ts';
import { forecastBalance, tellForecast } from './forecast-balance.ts';
import { type Judgement, judgeDomains, renewalsOf } from './judge-domains.ts';
import { listDomains } from './list-domains.ts';
import { notRenewedInTime } from './not-renewed.ts';
import { newNotes, stage } from './notes.ts';
import { readFunds } from './read-funds.ts';
import { numbersOf, readVouchers, voucherProblems } from './read-vouchers.ts';
import { renewBatches } from './renew-batches.ts';
import { NOTHING_DONE, type RenewalDone, renewalCounts, renewalResult } from './renewal-result.ts';
import type { RenewalWork, RunParts } from './run-parts.ts';
import { tellSilentCheck } from './silence.ts';

/**
 * The renewal run: from the list of domains to the recorded submissions. What happens when the process dies in a step stands in
 * `src/README.md` under the same number. Expected trouble ends up in the result; only faults of this program are thrown.
 */
export async function renewalRun(config: Config, order: RunOrder, parts: RunParts): Promise<RenewalResult> {
  const { ledger, clock, makeId } = parts;
  const startedMs = clock.now();
  const id = runId('renew', startedMs, makeId());
  const notes = newNotes(parts.tell);
  for (const message of order.ignored) notes.problem({ problem: 'option-ignored', message });

  // 1. Read the ledger to its end; an empty one is opened.
  const opening = { kind: 'opened', atMs: startedMs, runId: id, ledgerId: makeId() } as const;
  const view = await stage(notes, 'ledger-unreadable', async () => await openLedger(ledger, opening));

  let done: RenewalDone = NOTHING_DONE;
  if (view !== null) {
    tellSilentCheck(view.state, startedMs).forEach(notes.problem);
    done = await listToSubmissions({ id, startedMs, config, order, parts, notes }, view);
    notRenewedInTime(done, order, clock.now()).forEach(notes.problem);

    // 8. Record that the run ended: the heartbeat.
    const finished = { kind: 'finished', runKind: 'renew', mode: order.mode, trigger: order.trigger } as const;
    const counts = renewalCounts(done, notes);
    await stage(notes, 'ledger-unwritable', async () => {
      await ledger.append([
        { ...finished, atMs: clock.now(), runId: id, counts, ...plannedOnly(done, view.state.plans.at(-1)) },
      ]);
    });
  }
  return renewalResult({ id, mode: order.mode, startedMs, finishedMs: clock.now() }, done, notes);
}

/** The plan with the approved digest: as a person gave it, or where a run of the last weeks recorded it. */
function approvalFacts(
  { approve, approvedLines }: RunOrder,
  { state }: LedgerView,
  nowMs: number,
): { readonly approvedLines: readonly string[] | null; readonly nowMs: number } {
  if (approvedLines !== undefined) return { approvedLines, nowMs };
  const plans = approve === null ? [] : state.plans.map((plan) => plan.split('\n'));
  return { approvedLines: plans.find((lines) => digestOfLines(lines) === approve) ?? null, nowMs };
}

/** A plan above this many characters is not recorded: the log service takes no entry of any size. */
const PLAN_TEXT_MAX = 200_000;

/** What was planned and not sent, for an approval to be compared with; once, however often it is planned. */
function plannedOnly({ plan, submissions }: RenewalDone, newest: string | undefined): { plan?: string } {
  const text = plan === null || submissions.length > 0 ? '' : plan.batches.flat().map(planLine).join('\n');
  return text === '' || text === newest || text.length > PLAN_TEXT_MAX ? {} : { plan: text };
}

async function listToSubmissions(work: RenewalWork, view: LedgerView): Promise<RenewalDone> {
  const { config, order, parts, notes } = work;

  // 2. List every domain of the account, and prove the list whole.
  const inventory = await stage(notes, 'inventory-unreadable', async () => await listDomains(work, view));
  if (inventory === null) return NOTHING_DONE;

  // 3. Give each domain its one verdict, with what only the single query tells about the chosen ones.
  const vouchers = await readVouchers(work);
  const judgement = await judgeDomains(work, view, inventory, numbersOf(vouchers));
  const { judged } = judgement;

  // 4. Plan the batches, soonest expiry first, as far as the money goes; the limits stop a run that would do too much.
  const funds = await readFunds(work, view, vouchers);
  const chosen = renewalsOf(judgement);
  const plan = makePlan(chosen, funds.budget, config, judgement.wasRefused);
  parts.tell({ news: 'planned', plan });
  budgetProblems(
    plan.unfit,
    { ...funds, planMinor: plan.costMinor, vouchersMinor: vouchersOf(plan) },
    config.money,
  ).forEach(notes.problem);
  voucherProblems(vouchers, { chosen, plan }, work, parts.clock.now()).forEach(notes.problem);
  checkLimits(plan, inventory.totalCount, config).forEach(notes.stop);
  const approval = ruleOnApproval(plan, order, config.money, {
    ...approvalFacts(order, view, parts.clock.now()),
    todayMinor: funds.committed.day,
  });
  approval.stops.forEach(notes.stop);
  approval.problems.forEach(notes.problem);
  const planned = { ...NOTHING_DONE, inventory, judged, plan, funds };

  // 5. and 6. For each batch: claim it, send it once, record the outcome.
  const sent = await sendPlan(plan, judgement, work, view);

  // 7. Look ahead: does the account's money reach for the next 90 days of expiries?
  const forecast = await forecastBalance(work, view, judgement, funds);
  tellForecast(forecast, plan, funds, work);
  return { ...planned, ...sent, forecast };
}

/** In plan mode nothing is sent, and after a stop everything waits. */
async function sendPlan(
  plan: Plan,
  judgement: Judgement,
  work: RenewalWork,
  view: LedgerView,
): Promise<Partial<RenewalDone>> {
  if (work.order.mode === 'plan') return {};
  if (work.notes.stops.length > 0) return { unsent: plan.batches.flat().map(({ name }) => name) };
  return await renewBatches(plan, judgement, work, view);
}
