import type { RequestedOrder } from '../../src/sandbox/books.ts';
import type { SandboxDomain } from '../../src/sandbox/registry.ts';
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
  }
  run.orderedCount += orders.length;
  const { maxDomains, maxShare } = settings;
  // Domains that others add or remove while a run is at work may shift the share by one or two.
  const shareMax = domainCount < 11 ? maxDomains : maxShare * (domainCount + 2);
  if (run.orderedCount <= Math.min(maxDomains, shareMax)) return;
  const count = `${run.orderedCount} of ${maxDomains} domains, share ${shareMax}`;
  auditor.find('over-limit', `process ${processId} submitted ${count}`);
}
