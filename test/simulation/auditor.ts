import type { LedgerEntry } from '../../src/ledger/entry.ts';
import type { SandboxBooks } from '../../src/sandbox/books.ts';

/**
 * Looks only at the registrar's books and at the ledger's entries, and knows nothing of the product's code. Every finding is a broken
 * promise.
 */
export function audit(books: SandboxBooks, entries: readonly LedgerEntry[]): string[] {
  const findings: string[] = [];
  const paid = books.orders.filter(({ state }) => state === 'paid');
  for (const [domain, count] of counted(paid.map((order) => order.domain))) {
    // Nothing is due twice within the months of one simulation.
    if (count > 1) findings.push(`${domain} was paid ${count} times`);
  }
  if (books.forbidden > 0) findings.push(`${books.forbidden} calls that must never be made`);

  const claimed = new Set(entries.filter(({ kind }) => kind === 'claimed').map((entry) => keyOf(entry)));
  for (const order of books.orders) {
    if (!claimed.has(`${order.domain}|${order.expiryBeforeMs}`))
      findings.push(`${order.domain} was ordered without a claim`);
  }
  const bystanders = new Set(books.bystanders.filter(({ deed }) => deed === 'renewed').map(({ domain }) => domain));
  for (const entry of entries) {
    const ours = books.orders.filter((order) => `${order.domain}|${order.expiryBeforeMs}` === keyOf(entry));
    if (entry.kind === 'renewed' && !ours.some(({ state }) => state === 'paid') && !bystanders.has(entry.domain)) {
      findings.push(`${entry.domain} is recorded as renewed, but nobody paid`);
    }
    if (
      entry.kind === 'accepted' &&
      !ours.some(({ taskNo }) => taskNo === entry.taskNo) &&
      !bystanders.has(entry.domain)
    ) {
      findings.push(`${entry.domain} is recorded as accepted under a task that is not its own`);
    }
  }
  return [...findings, ...unspent(books, entries)];
}

/** A refused or released claim was never ordered: between the claim and that entry no order of its key was placed. */
function unspent(books: SandboxBooks, entries: readonly LedgerEntry[]): string[] {
  const claims = new Map(
    entries.flatMap((entry) => (entry.kind === 'claimed' ? [[entry.claimId, entry] as const] : [])),
  );
  return entries.flatMap((entry) => {
    if (entry.kind !== 'released' && entry.kind !== 'refused') return [];
    const fromMs = claims.get(entry.claimId)?.atMs ?? 0;
    const order = books.orders.find(
      (one) =>
        `${one.domain}|${one.expiryBeforeMs}` === keyOf(entry) && one.placedMs >= fromMs && one.placedMs <= entry.atMs,
    );
    return order === undefined ? [] : [`${entry.domain} was ${entry.kind}, but order ${order.orderId} stood behind it`];
  });
}

function keyOf(entry: LedgerEntry): string {
  return 'domain' in entry ? `${entry.domain}|${entry.expiryMs}` : '';
}

function counted(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
