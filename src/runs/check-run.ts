import { type RunOrder, runId } from '../config/run-order.ts';
import { openLedger } from '../ledger/view.ts';
import type { CheckResult } from '../report/result.ts';
import { findDoubleClaims } from '../settlement/double-claims.ts';
import { type CheckDone, checkCounts, checkResult } from './check-result.ts';
import { newNotes, stage } from './notes.ts';
import type { RunParts } from './run-parts.ts';
import { settleOpenClaims } from './settle-open-claims.ts';
import { tellSilentRenewal } from './silence.ts';

/**
 * The check run: from the open claims to their settlement. What happens when the process dies in a step stands in
 * `src/README.md` under the same number. Expected trouble ends up in the result; only faults of this program are thrown.
 */
export async function checkRun(order: RunOrder, parts: RunParts): Promise<CheckResult> {
  const { ledger, clock, makeId } = parts;
  const startedMs = clock.now();
  const id = runId('check', startedMs, makeId());
  const notes = newNotes(parts.tell);

  // 1. Read the ledger to its end; an empty one is opened.
  const opening = { kind: 'opened', atMs: startedMs, runId: id, ledgerId: makeId() } as const;
  const view = await stage(notes, 'ledger-unreadable', async () => await openLedger(ledger, opening, clock));

  let done: CheckDone = { settled: [], open: [] };
  if (view !== null) {
    tellSilentRenewal(view.state, startedMs).forEach(notes.problem);

    // 2. to 4. For each open claim: gather evidence, rule on it, record what is certain.
    done = await settleOpenClaims({ id, startedMs, order, parts, notes }, view);

    // 5. Look for what must not happen: one domain and date submitted twice.
    findDoubleClaims(view.state).forEach(notes.problem);

    // 6. Record that the run ended: the heartbeat.
    const finished = { kind: 'finished', runKind: 'check', mode: order.mode, trigger: order.trigger } as const;
    const counts = checkCounts(done, notes);
    await stage(notes, 'ledger-unwritable', async () => {
      await ledger.append([{ ...finished, atMs: clock.now(), runId: id, counts }]);
    });
  }
  return checkResult({ id, mode: order.mode, startedMs, finishedMs: clock.now() }, done, notes);
}
