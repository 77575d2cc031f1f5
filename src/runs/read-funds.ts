import type { MoneyRails } from '../config/money.ts';
import type { AccountAnswer } from '../inventory/account-reader.ts';
import type { ClaimId } from '../ledger/entry.ts';
import { type Committed, committed, type Left, leftUnder } from '../ledger/spending.ts';
import type { LedgerView } from '../ledger/view.ts';
import type { Currency, Money } from '../model/money.ts';
import { type Budget, budgetOf } from '../plan/budget.ts';
import { purseOf } from '../plan/vouchers.ts';
import type { Notes } from './notes.ts';
import type { Vouchers } from './read-vouchers.ts';
import type { RenewalWork } from './run-parts.ts';

/** What a run may spend: what the caps leave, and what the account can pay. */
export interface Funds {
  readonly rails: MoneyRails;
  readonly committed: Committed;
  readonly left: Left;
  readonly balance: AccountAnswer<Money>;
  readonly budget: Budget;
  /** The claims that the ledger had when the balance was asked for. */
  readonly knownClaims: ReadonlySet<ClaimId>;
}

/** Counts what is committed, and asks for the balance where that is permitted. A balance in another currency limits nothing. */
export async function readFunds(
  { id, config, parts, notes }: RenewalWork,
  view: LedgerView,
  vouchers: Vouchers,
): Promise<Funds> {
  const { money } = config;
  const sums = committed(view.state, money, { atMs: parts.clock.now(), runId: id });
  const left = leftUnder(money.caps, sums);
  // Before it is asked for: what is claimed from now on cannot be certain to show in it.
  const knownClaims = new Set(view.state.claims.keys());
  const balance = await parts.account.balance();
  const isComparable = balance.kind === 'known' && balance.value.currency === money.currency;
  if (balance.kind === 'known' && !isComparable) tellCurrency(balance.value.currency, notes, config);
  const purse = vouchers.kind === 'known' ? purseOf(vouchers.value, config) : null;
  return {
    rails: money,
    committed: sums,
    left,
    balance,
    budget: budgetOf(left, isComparable ? balance.value.minor : null, purse),
    knownClaims,
  };
}

/** The caps would count one currency, and the bill come in another. */
function tellCurrency(currency: Currency, notes: Notes, { money }: RenewalWork['config']): void {
  const message = `the account is in ${currency}, and RENEW_CURRENCY is ${money.currency}: prices and caps would be counted in the wrong money. Nothing was spent. Set RENEW_CURRENCY=${currency}, and look at the caps`;
  notes.stop({ stop: 'currency-differs', message });
}
