import { longestWindowDays } from '../config/policy.ts';
import { type Inventory, readAutoRenewal, readInventory } from '../inventory/inventory.ts';
import { inventoryProblems } from '../inventory/problems.ts';
import type { LedgerView } from '../ledger/view.ts';
import { DAY_MS } from '../model/time.ts';
import type { RenewalWork } from './run-parts.ts';

/**
 * Step 2: the inventory, and what is wrong with it as a whole.
 * @throws CloudError when the account cannot be listed at all.
 */
export async function listDomains({ config, order, parts, notes }: RenewalWork, view: LedgerView): Promise<Inventory> {
  const { services, clock, tell } = parts;
  const readMs = clock.now();
  // A rule of the policy may look further ahead than the settings.
  const windowUntilMs = readMs + Math.max(order.windowDays, longestWindowDays(config.policy)) * DAY_MS;
  const listed = await readInventory(services, { readMs, windowUntilMs }, (seenCount, totalCount) => {
    tell({ news: 'listing', seenCount, totalCount });
  });
  const inventory = await readAutoRenewal(services, listed, windowUntilMs);
  const { totalCount, complete } = inventory;
  tell({ news: 'listed', listedCount: inventory.domains.length, totalCount, complete });
  const lastTotalCount = view.state.lastFinished.renew?.counts['total'] ?? null;
  inventoryProblems(inventory, order.domains, lastTotalCount).forEach(notes.problem);
  return inventory;
}
