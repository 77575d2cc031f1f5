import type { MoneyRails } from '../config/money.ts';
import type { ClaimId } from '../ledger/entry.ts';
import { costOf, isCommitted } from '../ledger/spending.ts';
import type { LedgerState } from '../ledger/state.ts';
import type { DomainName } from '../model/domain.ts';

/** What the account could pay when a run asked, and what the run knew of the ledger then. */
export interface BalanceRead {
  /** Minor units of the settings' currency. */
  readonly minor: number;
  /** The claims that stood in the log by then: the balance is taken to show what was paid for them. */
  readonly known: ReadonlySet<ClaimId>;
  /** What vouchers are reckoned to pay of the run's own renewals; of another run's nobody knows, so all of it counts. */
  readonly vouchersMinor: ReadonlyMap<DomainName, number>;
}

/**
 * What is left of a balance for the next claim: what was claimed since it was read, by any run, counts as spent as long as it is, or may
 * be, paid. By the claims in front of `before` in the log; by all of them without it. Null where no balance is known. Pure.
 */
export function balanceLeft(
  state: LedgerState,
  rails: MoneyRails,
  {
    balance,
    runId,
    before = null,
  }: { readonly balance: BalanceRead | null; readonly runId: string; readonly before?: ClaimId | null },
): number | null {
  if (balance === null) return null;
  let leftMinor = balance.minor;
  for (const claim of state.claims.values()) {
    if (claim.claimId === before) break;
    if (balance.known.has(claim.claimId) || !isCommitted(claim)) continue;
    const ownVoucherMinor = claim.runId === runId ? (balance.vouchersMinor.get(claim.domain) ?? 0) : 0;
    leftMinor -= costOf(claim, rails) - ownVoucherMinor;
  }
  return leftMinor;
}
