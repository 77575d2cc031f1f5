import type { DomainName } from '../model/domain.ts';
import type { Problem } from '../model/problem.ts';
import type { Inventory } from './inventory.ts';

/** An account that holds less than this share of what the last run saw is told. */
const SHRUNKEN_BELOW = 0.9;

/** What is wrong with the list as a whole. `lastTotalCount` is what the last run saw, null when there was none. Pure. */
export function inventoryProblems(
  inventory: Inventory,
  named: readonly DomainName[] | null,
  lastTotalCount: number | null,
): Problem[] {
  const problems: Problem[] = [];
  const { totalCount } = inventory;
  if (!inventory.complete) {
    const message = `the list of domains could not be proven complete: ${inventory.incompleteWhy}. The ${inventory.domains.length} domains that were seen are served; one that was not seen is not renewed. The next run reads again; compare with the console`;
    problems.push({ problem: 'inventory-incomplete', message });
  }
  if (totalCount === 0) {
    const message =
      'the account has no domains at all, so nothing can be renewed. Check that the keys belong to the right account and DOMAIN_ENDPOINT to its site';
    problems.push({ problem: 'inventory-empty', message });
  } else if (lastTotalCount !== null && totalCount < lastTotalCount * SHRUNKEN_BELOW) {
    const message = `the account has ${totalCount} domains; the last run saw ${lastTotalCount}. Check whether domains were transferred out or lost`;
    problems.push({ problem: 'inventory-shrunken', message });
  }
  if (named !== null) {
    const listed = new Set(inventory.domains.map(({ name }) => name));
    for (const domain of named.filter((name) => !listed.has(name))) {
      const message = `${domain} was asked for by name, but the account's list does not have it. Nothing was done for it`;
      problems.push({ problem: 'domain-not-found', domain, message });
    }
  }
  return problems;
}
