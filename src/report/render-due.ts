import { toDay } from '../model/time.ts';
import type { Plan } from '../plan/plan.ts';
import type { Judged } from '../selection/verdict.ts';
import type { JudgedAt } from './render-judged.ts';
import { type Cell, type Column, table } from './render-table.ts';
import { counted, paint, type View } from './render-text.ts';
import { inDays } from './render-time.ts';

const DUE_ROWS_MAX = 40;

/** The domains to renew, soonest expiry first, each with its batch. */
export function renderDue(judged: readonly Judged[], plan: Plan, at: JudgedAt, view: View): string[] {
  const listed = new Map(judged.map(({ domain }) => [domain.name, domain]));
  const batched = plan.batches.flatMap((batch, index) => batch.map((domain) => ({ domain, batch: String(index + 1) })));
  const deferred = plan.deferred.flatMap((name) => {
    const domain = listed.get(name);
    return domain === undefined ? [] : [{ domain, batch: 'next run' }];
  });
  const due = [...batched, ...deferred].sort((a, b) => (a.domain.expiryMs ?? 0) - (b.domain.expiryMs ?? 0));
  const shown = at.all ? due : due.slice(0, DUE_ROWS_MAX);
  const columns: Column[] = [
    { head: 'DOMAIN', narrow: 'shorten' },
    { head: 'EXPIRES' },
    { head: 'WHEN', align: 'right' },
    { head: 'BATCH', align: 'right' },
    { head: 'WHY', narrow: 'wrap' },
  ];
  const rows = shown.map(({ domain, batch }): Cell[] => [
    domain.listedName,
    domain.expiryMs === null ? '' : toDay(domain.expiryMs),
    domain.expiryMs === null ? '' : inDays(at.nowMs, domain.expiryMs),
    batch,
    dueWhy(domain.expiryMs ?? 0, at),
  ]);
  const more = due.length - shown.length;
  return [...table(columns, rows, view), ...(more > 0 ? [`  … and ${more} more (--all lists every one)`] : [])];
}

/** Why some have no batch; nothing when all have one. */
export function renderDeferred({ deferred }: Plan): string[] {
  const count = counted(deferred.length, 'domain');
  return deferred.length === 0 ? [] : [`  ${count} left for the next run: RENEW_MAX_DOMAINS is reached`];
}

function dueWhy(expiryMs: number, { nowMs, windowDays }: JudgedAt): string {
  return expiryMs < nowMs ? 'in its grace period' : `within ${counted(windowDays, 'day')}`;
}

/** The head of a list, in bold. */
export function title(text: string, view: View): string {
  return paint(text, 'bold', view);
}
