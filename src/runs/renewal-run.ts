import type { Config } from '../config/config.ts';
import { type RunOrder, runId } from '../config/run-order.ts';
import { type LedgerView, openLedger } from '../ledger/view.ts';
import type { Plan } from '../plan/plan.ts';
import type { RenewalResult } from '../report/result.ts';
import { forecastBalance, tellForecast } from './forecast-balance.ts';
import { type Judgement, judgeDomains } from './judge-domains.ts';
import { listDomains } from './list-domains.ts';
import { notRenewedInTime } from './not-renewed.ts';
import { newNotes, stage } from './notes.ts';
import { planRenewals, planToRecord } from './plan-renewals.ts';
import { type Funds, readFunds } from './read-funds.ts';
import { numbersOf, readVouchers } from './read-vouchers.ts';
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
  const view = await stage(notes, 'ledger-unreadable', async () => await openLedger(ledger, opening, clock));

  let done: RenewalDone = NOTHING_DONE;
  if (view !== null) {
    tellSilentCheck(view.state, startedMs).forEach(notes.problem);
    done = await listToSubmissions({ id, startedMs, config, order, parts, notes }, view);
    notRenewedInTime(done, order, { stops: notes.stops, nowMs: clock.now() }).forEach(notes.problem);

    // 8. Record that the run ended: the heartbeat.
    const finished = { kind: 'finished', runKind: 'renew', mode: order.mode, trigger: order.trigger } as const;
    const counts = renewalCounts(done, notes);
    await stage(notes, 'ledger-unwritable', async () => {
      const unsent = done.submissions.length > 0 ? null : done.plan;
      const recorded = planToRecord(unsent, view.state.plans.at(-1));
      await ledger.append([{ ...finished, atMs: clock.now(), runId: id, counts, ...recorded }]);
    });
  }
  return renewalResult({ id, mode: order.mode, startedMs, finishedMs: clock.now() }, done, notes);
}

async function listToSubmissions(work: RenewalWork, view: LedgerView): Promise<RenewalDone> {
  const { notes } = work;

  // 2. List every domain of the account, and prove the list whole.
  const inventory = await stage(notes, 'inventory-unreadable', async () => await listDomains(work, view));
  if (inventory === null) return NOTHING_DONE;

  // 3. Give each domain its one verdict, with what only the single query tells about the first that the money reaches for.
  const vouchers = await readVouchers(work);
  const funds = await readFunds(work, view, vouchers);
  const money = { usableVouchers: numbersOf(vouchers), budget: funds.budget };
  const judgement = await judgeDomains(work, view, inventory, money);
  const { judged } = judgement;

  // 4. Plan the batches, soonest expiry first, as far as the money goes; the limits stop a run that would do too much.
  const plan = planRenewals(work, view, { inventory, judgement, vouchers, funds });
  const planned = { ...NOTHING_DONE, inventory, judged, plan, funds };

  // 5. and 6. For each batch: claim it, send it once, record the outcome.
  const sent = await sendPlan(plan, { judgement, funds }, work, view);

  // 7. Look ahead: does the account's money reach for the next 90 days of expiries?
  const forecast = await forecastBalance(work, view, judgement, funds);
  tellForecast(forecast, plan, funds, work);
  return { ...planned, ...sent, forecast };
}

/** In plan mode nothing is sent, and after a stop everything waits. */
async function sendPlan(
  plan: Plan,
  known: { readonly judgement: Judgement; readonly funds: Funds },
  work: RenewalWork,
  view: LedgerView,
): Promise<Partial<RenewalDone>> {
  if (work.order.mode === 'plan') return {};
  if (work.notes.stops.length > 0) return { unsent: plan.batches.flat().map(({ name }) => name) };
  return await renewBatches(plan, known, work, view);
}
