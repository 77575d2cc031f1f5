import type { Claim, LedgerState } from '../ledger/state.ts';
import { claimsOf } from '../ledger/state.ts';
import type { Problem } from '../model/problem.ts';
import { toDay } from '../model/time.ts';
import { DATE_TOLERANCE_MS } from './judge-claim.ts';

/** Domains for which more than one submission of one expiry date stands in the ledger: it must not happen, so it is looked for. */
export function findDoubleClaims(state: LedgerState): Problem[] {
  return [...state.expiries.keys()].flatMap((domain) => {
    const paid = claimsOf(state, domain).filter(({ standing }) => standing === 'accepted' || standing === 'renewed');
    const doubled = paid.find((claim) => submissionsLike(claim, paid) > 1);
    return doubled === undefined ? [] : [problemOf(doubled, paid)];
  });
}

/** Submissions of the same date; two readings of one date may differ a little. */
function submissionsLike(claim: Claim, paid: readonly Claim[]): number {
  const same = paid.filter(({ expiryMs }) => Math.abs(expiryMs - claim.expiryMs) <= DATE_TOLERANCE_MS);
  return same.reduce((count, { taskNos }) => count + Math.max(1, taskNos.length), 0);
}

function problemOf({ domain, expiryMs }: Claim, paid: readonly Claim[]): Problem {
  const tasks = paid.flatMap(({ taskNos }) => taskNos).join(', ');
  const message = `${domain} (expiry ${toDay(expiryMs)}) may have been paid more than once: tasks ${tasks === '' ? 'unknown' : tasks}. Compare with the orders in the console and ask the registrar's support`;
  return { problem: 'paid-twice-suspected', domain, message };
}
