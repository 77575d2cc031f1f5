import { type Audit, type AuditRow, renewedCountOf } from './audit.ts';
import { groupBy } from './render-group.ts';
import { type Cell, type Column, table } from './render-table.ts';
import { paint, type View } from './render-text.ts';
import { shownName } from './shown-name.ts';

const ROWS_MAX = 60;

/** Our ledger beside the books: one row for each domain, the sums, and whether any was paid twice. */
export function renderAudit(audit: Audit, currency: string, view: View): string[] {
  const columns: Column[] = [
    { head: 'DOMAIN', narrow: 'shorten' },
    { head: 'OUR LEDGER', narrow: 'wrap' },
    { head: 'ORDERED', align: 'right' },
    { head: 'PAID', align: 'right' },
    { head: currency, align: 'right' },
    { head: 'ONCE' },
  ];
  const shown = audit.rows.slice(0, ROWS_MAX);
  const rows = shown.map((row): Cell[] => [
    shownName(row.domain),
    ledgerText(row),
    String(row.orderCount),
    String(row.paidCount),
    money(row.paidMinor),
    onceCell(row),
  ]);
  const sum = (figure: (row: AuditRow) => number): number => audit.rows.reduce((total, row) => total + figure(row), 0);
  const total: Cell[] = [
    ['together', 'bold'],
    [`${sum(renewedCountOf)} renewed`, 'bold'],
    [String(sum(({ orderCount }) => orderCount)), 'bold'],
    [String(sum(({ paidCount }) => paidCount)), 'bold'],
    [money(sum(({ paidMinor }) => paidMinor)), 'bold'],
    audit.paidTwice.length === 0 ? ['yes', 'green'] : [`NO: ${audit.paidTwice.length}`, 'red'],
  ];
  const more: Cell[][] = audit.rows.length > shown.length ? [[`… and ${audit.rows.length - shown.length} more`]] : [];
  return table(columns, [...rows, ...more, total], view);
}

/** What the comparison says, in a sentence each. */
export function renderAuditVerdict(audit: Audit, view: View): string[] {
  const lines: string[] = [];
  if (audit.paidTwice.length > 0) {
    lines.push(paint(`✗ paid more than once: ${names(audit.paidTwice)}`, 'red', view));
  } else {
    lines.push(`${paint('✓', 'green', view)} no domain was paid more than once`);
  }
  if (audit.disagree.length > 0) {
    lines.push(paint(`✗ ledger and books disagree: ${names(audit.disagree)}`, 'red', view));
  } else {
    lines.push(`${paint('✓', 'green', view)} our ledger and the books agree on every domain`);
  }
  if (audit.openCount > 0) lines.push(paint(`✗ claims still open: ${audit.openCount}`, 'red', view));
  else lines.push(`${paint('✓', 'green', view)} every claim is settled`);
  const unrenewed = audit.rows.filter((row) => renewedCountOf(row) === 0).map(({ domain }) => domain);
  if (unrenewed.length > 0) {
    lines.push(`${paint('!', 'yellow', view)} not renewed yet, tried again by the next runs: ${names(unrenewed)}`);
  }
  return lines.map((line) => `  ${line}`);
}

function names(domains: readonly string[]): string {
  return domains.map(shownName).join(', ');
}

/** `renewed`, `failed 2 times, then renewed`. */
function ledgerText({ standings }: AuditRow): string {
  const parts = groupBy(standings, (standing) => standing).map(([standing, all]) =>
    all.length === 1 ? standing : `${standing} ${all.length} times`,
  );
  return parts.length === 0 ? 'nothing' : parts.join(', then ');
}

function onceCell({ paidCount }: AuditRow): Cell {
  if (paidCount > 1) return [`NO: ${paidCount} times`, 'red'];
  return paidCount === 1 ? ['yes', 'green'] : ['not paid', 'yellow'];
}

function money(minor: number): string {
  return (minor / 100).toFixed(2);
}
