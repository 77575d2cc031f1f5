import { type Audit, type AuditRow, renewedCountOf } from './audit.ts';
import { groupBy } from './render-group.ts';
import { type Cell, type Column, table } from './render-table.ts';
import { paint, paragraph, type View } from './render-text.ts';
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
  const good = (text: string): string[] => paragraph(`  ${paint('✓', 'green', view)} `, text, view);
  const bad = (text: string): string[] => {
    return paragraph('  ✗ ', text, view).map((line) => `  ${paint(line.slice(2), 'red', view)}`);
  };
  const { paidTwice, disagree, openCount } = audit;
  const unrenewed = audit.rows.filter((row) => renewedCountOf(row) === 0).map(({ domain }) => domain);
  const again = `not renewed yet, tried again by the next runs: ${names(unrenewed)}`;
  return [
    ...(paidTwice.length > 0
      ? bad(`paid more than once: ${names(paidTwice)}`)
      : good('no domain was paid more than once')),
    ...(disagree.length > 0
      ? bad(`ledger and books disagree: ${names(disagree)}`)
      : good('our ledger and the books agree on every domain')),
    ...(openCount > 0 ? bad(`claims still open: ${openCount}`) : good('every claim is settled')),
    ...(unrenewed.length > 0 ? paragraph(`  ${paint('!', 'yellow', view)} `, again, view) : []),
  ];
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
