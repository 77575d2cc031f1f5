import { type Claim, isOpen } from '../ledger/state.ts';
import type { LedgerView } from '../ledger/view.ts';
import { isTimeLeft } from '../model/cloud-error.ts';
import { SECOND_MS } from '../model/time.ts';
import { type EvidenceReader, evidenceReader } from '../settlement/evidence.ts';
import { type OpenClaim, type SettledClaim, type Settlement, settleClaim } from '../settlement/settle-claim.ts';
import type { CheckDone } from './check-result.ts';
import { stage } from './notes.ts';
import type { CheckWork } from './run-parts.ts';

/** What a look at one claim and the writing of its result may take. */
const LOOK_NEEDS_MS = 20 * SECOND_MS;
/** So many results are written at once, and at least so often: a crash loses no more looks than that, and the next run repeats them. */
const WRITE_AT_ONCE = 50;
const WRITE_EVERY_MS = 10 * SECOND_MS;

/** What one check run has settled and what stays open, as far as it came. */
interface Settling {
  readonly work: CheckWork;
  readonly view: LedgerView;
  readonly settled: SettledClaim[];
  readonly open: OpenClaim[];
}

/**
 * Steps 2 to 4 for every open claim. A claim is reported as settled only when that stands in the ledger; when the run stops or its
 * time is over, what was found by then is written, and the rest stays open and says so.
 */
export async function settleOpenClaims(work: CheckWork, view: LedgerView): Promise<CheckDone> {
  const { parts, notes } = work;
  const claims = claimsToLookAt(view, work);
  parts.tell({ news: 'ledger-read', openClaimCount: claims.length });
  const reader = untilTimeIsOver(evidenceReader(parts.services, view.state));
  const settling: Settling = { work, view, settled: [], open: [] };
  let looks: [Claim, Settlement][] = [];
  let writtenMs = parts.clock.now();
  let doneCount = 0;
  for (const claim of claims) {
    const look = await lookAt(claim, reader, work);
    if (look === null) {
      settling.open.push(stillOpen(claim, undefined, true));
      continue;
    }
    looks.push([claim, look]);
    parts.tell({ news: 'checking', doneCount: ++doneCount, openCount: claims.length });
    if (looks.length < WRITE_AT_ONCE && parts.clock.now() - writtenMs < WRITE_EVERY_MS) continue;
    await write(looks, settling);
    looks = [];
    writtenMs = parts.clock.now();
  }
  await write(looks, settling);
  for (const one of settling.settled) parts.tell({ news: 'settled', settled: one });
  // What follows looks at the state with what was just written.
  await stage(notes, 'ledger-unreadable', async () => await view.refresh());
  return { settled: settling.settled, open: settling.open };
}

/**
 * The open claims, oldest first; those with a task number before the others. A look for lost tasks may take all the time there is,
 * and must not keep the cheap looks from being made, run after run.
 */
function claimsToLookAt(view: LedgerView, { order }: CheckWork): Claim[] {
  const claims = [...view.state.claims.values()].filter(
    (claim) => isOpen(claim) && (order.domains === null || order.domains.includes(claim.domain)),
  );
  return [...claims.filter(({ taskNo }) => taskNo !== null), ...claims.filter(({ taskNo }) => taskNo === null)];
}

/** Evidence that the time limit kept from being read says nothing about the claim: it ends the looking instead. */
function untilTimeIsOver(reader: EvidenceReader): EvidenceReader {
  return {
    async gather(claim) {
      const gathered = await reader.gather(claim);
      if (gathered.kind === 'unreadable' && isTimeLeft(gathered.error)) throw gathered.error;
      return gathered;
    },
  };
}

/** One look; null when the run has stopped or its time is over. */
async function lookAt(claim: Claim, reader: EvidenceReader, work: CheckWork): Promise<Settlement | null> {
  const { parts, notes } = work;
  const { clock, deadlineMs } = parts;
  if (notes.stops.length > 0) return null;
  if (deadlineMs - clock.now() < LOOK_NEEDS_MS) {
    notes.stop({ stop: 'time-left', message: TIME_LEFT_MESSAGE });
    return null;
  }
  try {
    return await settleClaim(claim, reader, { runId: work.id, startedMs: work.startedMs, now: () => clock.now() });
  } catch (error) {
    if (!isTimeLeft(error)) throw error;
    notes.stop({ stop: 'time-left', message: TIME_LEFT_MESSAGE });
    return null;
  }
}

const TIME_LEFT_MESSAGE =
  "the time limit is near, so the remaining open claims were not looked at. They stay claimed; the next check run goes on. Raise the function's timeout if this comes again";

/** Writes what the looks led to, then counts it. */
async function write(made: readonly [Claim, Settlement][], { work, view, settled, open }: Settling): Promise<void> {
  const looks = await stillTrue(made, view, work);
  const written = looks !== null && (await record(looks, work));
  for (const [claim] of made) {
    if (looks !== null && !looks.some(([{ claimId }]) => claimId === claim.claimId)) leaveToNext(claim, view, open);
  }
  for (const [claim, look] of looks ?? made) {
    if (look.settled !== null && written) settled.push(look.settled);
    else open.push(stillOpen(claim, look, written));
    if (look.problem !== null) work.notes.problem(look.problem);
  }
}

/** Another check run has found out more about it meanwhile: where it is still open, the next run goes on from there. */
function leaveToNext({ claimId, domain, claimedMs }: Claim, view: LedgerView, open: OpenClaim[]): void {
  const claim = view.state.claims.get(claimId);
  if (claim === undefined || !isOpen(claim)) return;
  open.push({ domain, sinceMs: claimedMs, why: `another check run has found its task ${claim.taskNo} meanwhile` });
}

/**
 * The looks at claims that are still open and of which nothing more is known. Another check run may have settled one since this run read the
 * ledger, and then a later claim of the domain may own the task, or the new date, that was seen; or it may have found its task, and then
 * this run judged it by another one. A claim stands in the log before its task exists: so a ledger that is read after the evidence shows it.
 * Null when it cannot be read.
 */
async function stillTrue(
  looks: readonly [Claim, Settlement][],
  view: LedgerView,
  { notes }: CheckWork,
): Promise<readonly [Claim, Settlement][] | null> {
  if (looks.every(([, { entries }]) => entries.length === 0)) return looks;
  const isRead = await stage(notes, 'ledger-unreadable', async () => {
    await view.refresh();
    return true;
  });
  if (isRead === null) return null;
  return looks.filter(([{ claimId, taskNo }]) => {
    const claim = view.state.claims.get(claimId);
    return claim !== undefined && isOpen(claim) && claim.taskNo === taskNo;
  });
}

async function record(looks: readonly [Claim, Settlement][], { parts, notes }: CheckWork): Promise<boolean> {
  const entries = looks.flatMap(([, look]) => look.entries);
  if (entries.length === 0) return true;
  const written = await stage(notes, 'ledger-unwritable', async () => {
    await parts.ledger.append(entries);
    return true;
  });
  return written ?? false;
}

function stillOpen({ domain, claimedMs }: Claim, look: Settlement | undefined, written: boolean): OpenClaim {
  if (look === undefined) return { domain, sinceMs: claimedMs, why: 'this run stopped before it was looked at' };
  // A look that led to no entry has nothing to write: its own reason stands, whatever became of the others'.
  if (look.open !== null && (written || look.entries.length === 0)) return look.open;
  return { domain, sinceMs: claimedMs, why: 'what was found could not be written to the ledger' };
}
