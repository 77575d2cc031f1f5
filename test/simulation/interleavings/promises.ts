import type { LedgerEntry } from '../../../src/ledger/entry.ts';
import type { Registrar } from './registrar.ts';
import type { Log } from './world.ts';

/**
 * Looks at the registrar's books and at the log alone, and knows nothing of the product's fold. Every finding is a broken promise.
 * It holds at every moment, so it is asked of every world that can be reached.
 */
export function brokenPromises(registrar: Registrar, log: Log): string[] {
  const findings: string[] = [];
  for (const { taskNo, orders } of registrar.tasks) {
    for (const { domain, claimId } of orders) {
      if (claimId === '')
        findings.push(`${domain} was ordered (${taskNo}) without a claim that stood first in the log`);
    }
  }
  const paidNames = registrar.paid.map(({ domain }) => domain);
  for (const domain of new Set(paidNames)) {
    // Nothing is due twice in one small world.
    const count = paidNames.filter((name) => name === domain).length;
    if (count > 1) findings.push(`${domain} was paid ${count} times`);
  }
  const paidClaims = new Set(registrar.paid.map(({ claimId }) => claimId));
  const paidKeys = new Set(registrar.paid.map((paid) => keyOf(paid)));
  for (const entry of entriesOf(log)) {
    if ((entry.kind === 'released' || entry.kind === 'failed') && paidClaims.has(entry.claimId))
      findings.push(`the claim ${entry.claimId} was ${entry.kind}, and yet it was paid`);
    if (entry.kind === 'renewed' && !paidKeys.has(keyOf(entry)))
      findings.push(`${entry.domain} is recorded as renewed, and nobody paid`);
  }
  return findings;
}

/** What the parts of a run are told that each domain costs for a year. */
const YEAR_MINOR = 9000;

/** All that was ordered and did not fail, in the one day that a scenario lasts, against the cap of a day. */
export function overCap({ tasks }: Registrar, capMinor: number | null): string[] {
  const spentMinor = tasks
    .flatMap(({ orders, ends }) => orders.filter((_, index) => ends?.[index] !== 'failed'))
    .reduce((sum, { years }) => sum + years * YEAR_MINOR, 0);
  return capMinor !== null && spentMinor > capMinor ? [`${spentMinor} was ordered, above the cap of ${capMinor}`] : [];
}

/** What must hold when the healthy runs have done their work: nothing that the registrar's books know is lost from the ledger. */
export function lostFromLedger(registrar: Registrar, log: Log): string[] {
  const entries = entriesOf(log);
  const findings: string[] = [];
  for (const { taskNo, orders, ends } of registrar.tasks) {
    for (const [index, { domain, claimId }] of orders.entries()) {
      const about = entries.filter((entry) => 'claimId' in entry && entry.claimId === claimId);
      const end = ends?.[index] === 'paid' ? 'renewed' : 'failed';
      // A renewal that only the moved date proved has no number: the date ranks above the task (design section 2).
      const isNumbered = about.some(
        (entry) =>
          'taskNo' in entry && (entry.taskNo === taskNo || (entry.kind === 'renewed' && entry.taskNo === null)),
      );
      if (!isNumbered) findings.push(`the ledger has lost the task ${taskNo} of ${domain}`);
      if (!about.some(({ kind }) => kind === end)) findings.push(`${taskNo} of ${domain} is not recorded as ${end}`);
    }
  }
  return findings;
}

/**
 * The claim of this process for this domain and date, if it stood first: at its own place in the log no other claim of the key was
 * open, and none had been renewed. The newest one; empty when there is none.
 */
export function liveClaimOf(
  log: Log,
  { domain, expiryMs, by }: { readonly domain: string; readonly expiryMs: number; readonly by: string },
): string {
  let holder: string | null = null;
  let isRenewed = false;
  let own = '';
  const seen = new Set<string>();
  for (const entry of entriesOf(log)) {
    if (!('claimId' in entry) || keyOf(entry) !== keyOf({ domain, expiryMs })) continue;
    // A claim that was stored twice stands where it stood first.
    if (entry.kind === 'claimed' && holder === null && !isRenewed && !seen.has(entry.claimId)) {
      holder = entry.claimId;
      if (holder.startsWith(`${by}-`)) own = holder;
    }
    seen.add(entry.claimId);
    if (entry.kind === 'renewed') isRenewed = true;
    const isOver = entry.kind === 'released' || entry.kind === 'failed' || entry.kind === 'refused';
    if (isOver && entry.claimId === holder) holder = null;
  }
  return own;
}

function entriesOf({ writes }: Log): LedgerEntry[] {
  return writes.flatMap(({ entries }) => entries);
}

function keyOf({ domain, expiryMs }: { readonly domain: string; readonly expiryMs: number }): string {
  return `${domain}|${expiryMs}`;
}
