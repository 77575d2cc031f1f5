import type { Inventory } from '../inventory/inventory.ts';
import type { LedgerView } from '../ledger/view.ts';
import type { Problem } from '../model/problem.ts';
import type { Stop } from '../plan/limits.ts';
import type { Plan } from '../plan/plan.ts';
import { type Judgement, judgeDomains } from './judge-domains.ts';
import { newNotes } from './notes.ts';
import { planRenewals } from './plan-renewals.ts';
import { type Funds, readFunds } from './read-funds.ts';
import { numbersOf, type Vouchers } from './read-vouchers.ts';
import type { RenewalWork } from './run-parts.ts';

/** What a run that may spend would come to before it claims anything. */
export interface Rehearsal {
  readonly judgement: Judgement;
  readonly plan: Plan;
  readonly funds: Funds;
  readonly stops: readonly Stop[];
  readonly problems: readonly Problem[];
}

/**
 * Steps 3 and 4 of the renewal run as they are, and nothing behind them: it reads, claims nothing and writes nothing. Whatever RENEW_MODE
 * says it is a run that may spend, because approval is asked of no other.
 */
export async function rehearse(
  work: RenewalWork,
  view: LedgerView,
  inventory: Inventory,
  vouchers: Vouchers,
): Promise<Rehearsal> {
  // What is noted is about every domain: the caller takes what it wants of it.
  const notes = newNotes(() => undefined);
  const parts: RenewalWork['parts'] = {
    ...work.parts,
    tell: (news) => {
      if (news.news === 'confirming') work.parts.tell(news);
    },
  };
  const own = { ...work, order: { ...work.order, mode: 'renew' as const }, notes, parts };
  const funds = await readFunds(own, view, vouchers);
  const money = { usableVouchers: numbersOf(vouchers), budget: funds.budget };
  const judgement = await judgeDomains(own, view, inventory, money);
  const plan = planRenewals(own, view, { inventory, judgement, vouchers, funds });
  return { judgement, plan, funds, stops: notes.stops, problems: notes.problems };
}
