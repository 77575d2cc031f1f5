import type { LedgerState } from '../ledger/state.ts';
import type { Problem } from '../model/problem.ts';
import { toDay } from '../model/time.ts';

/** Keys for which more than one claim was submitted: it must not happen, so it is looked for. */
export function findDoubleClaims(state: LedgerState): Problem[] {
  const problems: Problem[] = [];
  for (const ids of state.byKey.values()) {
    if (ids.length < 2) continue;
    const paid = ids
      .flatMap((id) => state.claims.get(id) ?? [])
      .filter(({ standing }) => standing === 'accepted' || standing === 'renewed');
    const [first] = paid;
    if (first === undefined || paid.length < 2) continue;
    const tasks = paid.map(({ taskNo }) => taskNo ?? 'unknown').join(', ');
    const message = `${first.domain} (expiry ${toDay(first.expiryMs)}) may have been paid ${paid.length} times: tasks ${tasks}. Compare with the orders in the console and ask the registrar's support`;
    problems.push({ problem: 'paid-twice-suspected', domain: first.domain, message });
  }
  return problems;
}
