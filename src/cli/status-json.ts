import type { Finished } from '../ledger/entry.ts';
import { toIso } from '../model/time.ts';
import type { Status } from '../report/render-status.ts';

/** What `status --json` prints: instants in UTC ISO 8601, what is not known left out or null. */
export function statusJson(status: Status): object {
  const { next, lastRuns } = status;
  return {
    status: { at: toIso(status.nowMs) },
    ledger: { place: status.ledger, id: status.ledgerId },
    open: status.open.map((claim) => ({
      domain: claim.domain,
      expiry: toIso(claim.expiryMs),
      standing: claim.standing,
      claimedAt: toIso(claim.claimedMs),
      since: toIso(claim.sinceMs),
      ...(claim.taskNo === null ? {} : { taskNo: claim.taskNo }),
      ...(claim.reason === '' ? {} : { reason: claim.reason }),
    })),
    money: status.spending,
    lastRuns: { renew: runJson(lastRuns.renew), check: runJson(lastRuns.check) },
    nextExpiries:
      next.kind === 'listed'
        ? {
            total: next.totalCount,
            domains: next.domains.map(({ name, expiryMs }) => ({
              domain: name,
              expiry: expiryMs === null ? null : toIso(expiryMs),
            })),
          }
        : { missing: next.kind, ...(next.kind === 'unreadable' ? { why: next.why } : {}) },
    attention: status.attention,
  };
}

function runJson(run: Finished | null): object | null {
  if (run === null) return null;
  const { runId, atMs, mode, trigger, counts } = run;
  return { id: runId, finishedAt: toIso(atMs), mode, trigger, counts };
}
