import { CloudError } from '../model/cloud-error.ts';
import type { DomainName, ListedDomain } from '../model/domain.ts';
import { DAY_MS } from '../model/time.ts';
import type { DomainReader } from './domain-reader.ts';
import { listByPage } from './list-by-page.ts';
import { listByScroll } from './list-by-scroll.ts';
import { type OnProgress, PAGE_SIZE, type Pass } from './pass.ts';

/** Every domain of the account, as far as could be seen. */
export interface Inventory {
  /** Each domain once. */
  readonly domains: readonly ListedDomain[];
  /** What the service says the account holds. */
  readonly totalCount: number;
  /** Proven: counts agree, no domain came twice, nothing shifted while being read. */
  readonly complete: boolean;
  /** Why it is not proven; empty when it is. */
  readonly incompleteWhy: string;
  /** ScrollDomainList does not tell whether native auto-renewal is on. */
  readonly tellsAutoRenewal: boolean;
  /** Domains of which it could not be found out whether native auto-renewal is on. */
  readonly autoRenewalUnknown?: ReadonlySet<DomainName>;
  /** When reading began, epoch milliseconds: no row is older. */
  readonly readMs: number;
}

export interface ListScope {
  /** When reading begins, epoch milliseconds. */
  readonly readMs: number;
  /** A domain which expires up to then must not be missed by a list that shifts; epoch milliseconds. */
  readonly windowUntilMs: number;
}

/** From here on ScrollDomainList reads the account: 5 times fewer calls, and a snapshot instead of shifting pages. */
export const LARGE_ACCOUNT_FROM = 5001;
const PASSES_MAX = 3;

/**
 * Lists the account's domains and proves that none is missing; a list that shifts while it is read is read again, three times
 * at most. What was seen in any pass is returned even when no pass is a proof.
 * @throws CloudError when a page cannot be read at all.
 */
export async function readInventory(
  reader: DomainReader,
  { readMs, windowUntilMs }: ListScope,
  onProgress: OnProgress,
): Promise<Inventory> {
  const seen = new Map<DomainName, ListedDomain>();
  let totalCount = 0;
  let flaw = '';
  let tellsAutoRenewal = true;
  for (let passNum = 1; passNum <= PASSES_MAX; passNum++) {
    const pass = await readPass(reader, windowUntilMs, onProgress);
    ({ totalCount, flaw, tellsAutoRenewal } = pass);
    if (flaw === '') {
      const domains = [...pass.domains.values()];
      return { domains, totalCount, complete: true, incompleteWhy: '', tellsAutoRenewal, readMs };
    }
    for (const [name, domain] of pass.domains) seen.set(name, domain);
  }
  return {
    domains: [...seen.values()],
    totalCount: Math.max(totalCount, seen.size),
    complete: false,
    incompleteWhy: `the list was read ${PASSES_MAX} times; the last time ${flaw}`,
    tellsAutoRenewal,
    readMs,
  };
}

async function readPass(reader: DomainReader, windowUntilMs: number, onProgress: OnProgress): Promise<Pass> {
  const first = await reader.listPage({ pageNum: 1, pageSize: PAGE_SIZE });
  if ((first.totalCount ?? 0) >= LARGE_ACCOUNT_FROM) {
    try {
      return await listByScroll(reader, first.totalCount, onProgress);
    } catch (error) {
      // A site or a role without ScrollDomainList: the other call reads the same list, in more calls.
      if (!(error instanceof CloudError) || !['rejected', 'permission'].includes(error.fields.kind)) throw error;
    }
  }
  return await listByPage(reader, first, onProgress, { windowUntilMs });
}

/**
 * Fills in what ScrollDomainList does not tell: which of the domains that expire until `untilMs` have native auto-renewal on.
 * One filtered read of QueryDomainList, its filter widened by a day, instead of a call for each domain; again when it shifted, three
 * times at most. A row without the field is of a site without it: off. A domain that no proven list leaves out, and that did not come, stays
 * unknown.
 * @throws CloudError when a page cannot be read.
 */
export async function readAutoRenewal(reader: DomainReader, inventory: Inventory, untilMs: number): Promise<Inventory> {
  const isAsked = (domain: ListedDomain): boolean =>
    domain.autoRenew === null && domain.expiryMs !== null && domain.expiryMs <= untilMs;
  if (inventory.tellsAutoRenewal || !inventory.domains.some(isAsked)) return inventory;
  const expiresUntilMs = untilMs + DAY_MS;
  const told = new Map<DomainName, boolean>();
  let flaw = '';
  for (let passNum = 1; passNum <= PASSES_MAX; passNum++) {
    const first = await reader.listPage({ pageNum: 1, pageSize: PAGE_SIZE, expiresUntilMs });
    const pass = await listByPage(reader, first, () => undefined, { expiresUntilMs, windowUntilMs: untilMs });
    for (const { name, autoRenew } of pass.domains.values()) told.set(name, autoRenew ?? false);
    ({ flaw } = pass);
    if (flaw === '') break;
  }
  const domains = inventory.domains.map((domain) => {
    const autoRenew = isAsked(domain) ? (told.get(domain.name) ?? null) : domain.autoRenew;
    return autoRenew === domain.autoRenew ? domain : { ...domain, autoRenew };
  });
  const unknown = flaw === '' ? [] : domains.filter(isAsked).map(({ name }) => name);
  return { ...inventory, domains, autoRenewalUnknown: new Set(unknown) };
}
