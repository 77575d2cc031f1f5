import { type Claim, isOpen } from '../ledger/state.ts';
import type { LedgerView } from '../ledger/view.ts';
import { chunk } from '../lib/chunk.ts';
import { SECOND_MS } from '../model/time.ts';
import { type EvidenceReader, evidenceReader } from '../settlement/evidence.ts';
import { type OpenClaim, type SettledClaim, type Settlement, settleClaim } from '../settlement/settle-claim.ts';
import type { CheckDone } from './check-result.ts';
import { stage } from './notes.ts';
import type { CheckWork } from './run-parts.ts';

/** What a look at one claim and the writing of its result may take. */
const LOOK_NEEDS_MS = 20 * SECOND_MS;
/** So many results are written at once: a crash loses no more looks than that, and the next run repeats them. */
const WRITE_AT_ONCE = 50;

/**
 * Steps 2 to 4 for every open claim, oldest first. A claim is reported as settled only when that stands in the ledger; when
 * the run stops or its time is over, the rest stays open and says so.
 */
export async function settleOpenClaims(work: CheckWork, view: LedgerView): Promise<CheckDone> {
  const { parts, notes, order } = work;
  const claims = [...view.state.claims.values()].filter(
    (claim) => isOpen(claim) && (order.domains === null || order.domains.includes(claim.domain)),
  );
  parts.tell({ news: 'ledger-read', openClaimCount: claims.length });
  const reader = evidenceReader(parts.services, view.state);
  const settled: SettledClaim[] = [];
  const open: OpenClaim[] = [];
  let doneCount = 0;
  for (const group of chunk(claims, WRITE_AT_ONCE)) {
    const looks = await lookAt(group, reader, work, () => {
      parts.tell({ news: 'checking', doneCount: ++doneCount, openCount: claims.length });
    });
    const written = await record(looks, work);
    for (const [index, claim] of group.entries()) {
      const look = looks[index];
      if (look?.settled && written) settled.push(look.settled);
      else open.push(stillOpen(claim, look, written));
      if (look?.problem) notes.problem(look.problem);
    }
  }
  for (const one of settled) parts.tell({ news: 'settled', settled: one });
  // What follows looks at the state with what was just written.
  await stage(notes, 'ledger-unreadable', async () => await view.refresh());
  return { settled, open };
}

/** Looks at the claims in order; fewer looks than claims come back when the run stopped or its time is over. */
async function lookAt(
  claims: readonly Claim[],
  reader: EvidenceReader,
  work: CheckWork,
  onLooked: () => void,
): Promise<Settlement[]> {
  const { clock, deadlineMs } = work.parts;
  const look = { runId: work.id, startedMs: work.startedMs, now: () => clock.now() };
  const looks: Settlement[] = [];
  for (const claim of claims) {
    if (work.notes.stops.length > 0) break;
    if (deadlineMs - clock.now() < LOOK_NEEDS_MS) {
      const message =
        "the time limit is near, so the remaining open claims were not looked at. They stay claimed; the next check run goes on. Raise the function's timeout if this comes again";
      work.notes.stop({ stop: 'time-left', message });
      break;
    }
    looks.push(await settleClaim(claim, reader, look));
    onLooked();
  }
  return looks;
}

async function record(looks: readonly Settlement[], { parts, notes }: CheckWork): Promise<boolean> {
  const entries = looks.flatMap((look) => look.entries);
  if (entries.length === 0) return true;
  const written = await stage(notes, 'ledger-unwritable', async () => {
    await parts.ledger.append(entries);
    return true;
  });
  return written ?? false;
}

function stillOpen({ domain, claimedMs }: Claim, look: Settlement | undefined, written: boolean): OpenClaim {
  if (look === undefined) return { domain, sinceMs: claimedMs, why: 'this run stopped before it was looked at' };
  if (look.open !== null && written) return look.open;
  return { domain, sinceMs: claimedMs, why: 'what was found could not be written to the ledger' };
}
