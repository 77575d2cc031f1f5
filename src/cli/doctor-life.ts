import type { Finished } from '../ledger/entry.ts';
import { type Claim, isOpen, type LedgerState } from '../ledger/state.ts';
import { DAY_MS, HOUR_MS } from '../model/time.ts';
import type { Finding } from '../report/findings.ts';
import { counted } from '../report/render-text.ts';
import { lasted, toMinute } from '../report/render-time.ts';
import { shownName } from '../report/shown-name.ts';

/** What the ledger tells about the deployment. */
export interface Life {
  readonly state: LedgerState;
  readonly finished: readonly Finished[];
  readonly nowMs: number;
  /** In a file ledger runs by command count; in the log service only those of the functions. */
  readonly place: 'file' | 'sls';
}

/** A daily timer that is half a day late. */
const SILENT_MS: number = 36 * HOUR_MS;

/** Whether both functions live, whether they can write, and whether something waits for too long. Pure. */
export function examineLife(life: Life): Finding[] {
  const beats = { renew: lastOf('renew', life), check: lastOf('check', life) };
  return [
    heartbeatFinding('renew', beats.renew, life),
    heartbeatFinding('check', beats.check, life),
    ...(life.place === 'sls' ? [writeFinding([beats.renew, beats.check], life.nowMs)] : []),
    openClaimsFinding(life),
  ];
}

function lastOf(runKind: 'renew' | 'check', { finished, place }: Life): Finished | null {
  const own = finished.filter(
    (entry) => entry.runKind === runKind && (place === 'file' || entry.trigger !== 'command'),
  );
  return own.reduce<Finished | null>((last, entry) => (last !== null && last.atMs > entry.atMs ? last : entry), null);
}

function heartbeatFinding(runKind: 'renew' | 'check', last: Finished | null, { nowMs, place }: Life): Finding {
  const what = `${runKind} runs`;
  const who = place === 'sls' ? `the ${runKind} function` : `a ${runKind} run`;
  const advice =
    place === 'sls'
      ? `Look at its trigger, its log and its role, or try it: \`domain-renew trigger ${runKind}\``
      : CRON;
  if (last === null) return { what, state: 'problem', detail: `${who} has never finished. ${advice}` };
  const when = `${toMinute(last.atMs)}, ${lasted(nowMs - last.atMs)} ago`;
  if (nowMs - last.atMs > SILENT_MS) return { what, state: 'problem', detail: `the last one ended ${when}. ${advice}` };
  const how = runKind === 'renew' ? `mode ${last.mode}, by ${last.trigger}` : `by ${last.trigger}`;
  return { what, state: 'ok', detail: `the last one ended ${when} (${how})${told(last)}` };
}

const CRON = 'Look at what should start it (cron), or start it by hand';

function told({ counts }: Finished): string {
  const said = (['stop', 'problem'] as const).flatMap((noun) => {
    const count = counts[`${noun}s`] ?? 0;
    return count > 0 ? [counted(count, noun)] : [];
  });
  return said.length === 0 ? '' : `; it told of ${said.join(' and ')}: see \`domain-renew status\``;
}

/** Nothing is appended for a trial: a heartbeat proves that its role may write. */
function writeFinding(beats: readonly (Finished | null)[], nowMs: number): Finding {
  const what = 'ledger PutLogs';
  const fresh = beats.filter((beat) => beat !== null && nowMs - beat.atMs <= SILENT_MS);
  if (fresh.length === beats.length) return { what, state: 'ok', detail: 'both functions wrote their heartbeats' };
  const detail =
    'not tried, as a ledger takes no trial entries: a heartbeat of both functions would prove it. Needs log:PostLogStoreLogs';
  return { what, state: 'not-tried', detail };
}

function openClaimsFinding({ state, nowMs }: Life): Finding {
  const what = 'open claims';
  const open = [...state.claims.values()].filter(isOpen);
  const old = open.filter(({ claimedMs }) => nowMs - claimedMs > DAY_MS);
  if (old.length === 0)
    return { what, state: 'ok', detail: open.length === 0 ? 'none' : `${open.length}, none for over a day` };
  const detail = `${namesOf(old)}: open for over a day, and not renewed again until settled. \`domain-renew check\` says why`;
  return { what, state: 'problem', detail };
}

function namesOf(claims: readonly Claim[]): string {
  const names = claims.slice(0, 3).map(({ domain }) => shownName(domain));
  return claims.length <= 3 ? names.join(', ') : `${claims.length} domains (${names.join(', ')}, …)`;
}
