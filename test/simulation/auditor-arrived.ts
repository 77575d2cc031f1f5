import { HOUR_MS, MINUTE_MS, toIso } from '../../src/model/time.ts';
import type { RequestedOrder } from '../../src/sandbox/books.ts';
import type { SandboxDomain } from '../../src/sandbox/registry.ts';
import { type AuditedClaim, orderKey } from './auditor-log.ts';
import { KNOWN_MS, whyNotPermitted } from './auditor-permits.ts';
import type { AuditedRun } from './auditor-returned.ts';
import type { Permitted } from './auditor-settings.ts';
import type { AuditView } from './auditor-view.ts';

export interface ArrivedParts {
  readonly processId: string;
  readonly run: AuditedRun;
  readonly settings: Permitted;
  /** As the registrar has it now. */
  readonly domain: (name: string) => SandboxDomain | null;
  readonly domainCount: number;
  readonly nowMs: number;
}

/** Whether each order of a request was permitted, and all that its run ordered so far. */
export function auditArrived(orders: readonly RequestedOrder[], auditor: AuditView, parts: ArrivedParts): void {
  const { processId, run, settings, domain, domainCount, nowMs } = parts;
  for (const order of orders) {
    const isSettled = auditor.others.areAwaySince(order.domain, nowMs - KNOWN_MS);
    const around = { settings, asked: run.asked, domain: domain(order.domain), isSettled, nowMs };
    const why = whyNotPermitted(order, around);
    if (why !== null) auditor.find('over-limit', `process ${processId} submitted ${order.domain}: ${why}`);
    const claim = auditor.log.claimOf(orderKey(processId, order.domain, order.expiryBeforeMs));
    const date = claim === undefined ? null : whyNotOfNow(claim, { run, nowMs });
    if (date !== null) auditor.find('over-limit', `process ${processId} submitted ${order.domain}: ${date}`);
  }
  run.orderedCount += orders.length;
  const { batchSize, maxDomains, maxShare } = settings;
  if (orders.length > batchSize) {
    auditor.find('over-limit', `process ${processId} submitted ${orders.length} domains at once, above ${batchSize}`);
  }
  // Domains that others add or remove while a run is at work may shift the share by one or two.
  const shareMax = domainCount < 11 ? maxDomains : maxShare * (domainCount + 2);
  if (run.orderedCount <= Math.min(maxDomains, shareMax)) return;
  const count = `${run.orderedCount} of ${maxDomains} domains, share ${shareMax}`;
  auditor.find('over-limit', `process ${processId} submitted ${count}`);
}

/** A clock is off by 20 minutes at most, and once set by 2 hours at most. */
const CLOCK_MS = 2 * HOUR_MS + 20 * MINUTE_MS;

/** The days and months of the caps are those of the claims: so a claim says when it was written, after its run began and just before it was sent. */
export function whyNotOfNow(
  { atMs }: Pick<AuditedClaim, 'atMs'>,
  { run, nowMs }: { readonly run: Pick<AuditedRun, 'atMs'>; readonly nowMs: number },
): string | null {
  const fromMs = Math.max(run.atMs, nowMs - KNOWN_MS) - CLOCK_MS;
  return atMs >= fromMs && atMs <= nowMs + CLOCK_MS
    ? null
    : `its claim says ${toIso(atMs)}, the run began at ${toIso(run.atMs)}`;
}
