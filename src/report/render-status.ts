import type { Finished } from '../ledger/entry.ts';
import type { Claim } from '../ledger/state.ts';
import type { ListedDomain } from '../model/domain.ts';
import { toDay } from '../model/time.ts';
import { type Group, groupBy, renderGroup } from './render-group.ts';
import { type Cell, type Column, table } from './render-table.ts';
import { counted, glued, paint, paragraph, placeLines, type View } from './render-text.ts';
import { inDays, lasted, toMinute } from './render-time.ts';
import { shownName } from './shown-name.ts';
import { renderSpending, type SpendingStatus } from './spending-status.ts';

/** What the account says expires next, or why it was not asked. */
export type NextExpiries =
  | { readonly kind: 'listed'; readonly domains: readonly ListedDomain[]; readonly totalCount: number | null }
  | { readonly kind: 'no-credentials' }
  | { readonly kind: 'unreadable'; readonly why: string };

/** All that a status shows. */
export interface Status {
  readonly nowMs: number;
  readonly ledger: string;
  /** Null when no run has ever used this ledger. */
  readonly ledgerId: string | null;
  /** Oldest first. */
  readonly open: readonly Claim[];
  readonly lastRuns: { readonly renew: Finished | null; readonly check: Finished | null };
  readonly spending: SpendingStatus;
  readonly next: NextExpiries;
  /** What a person has to look at, one sentence each. */
  readonly attention: readonly string[];
}

const NEXT_ROWS_MAX = 10;

/** Where things stand: open claims, the last runs, what expires next. */
export function renderStatus(status: Status, view: View): string[] {
  return [
    `${paint('Status', 'bold', view)} at ${toMinute(status.nowMs)}`,
    ...placeLines(status.ledger, view, status.ledgerId === null ? ' (empty: no run has used it yet)' : ''),
    '',
    ...renderOpen(status, view),
    '',
    ...renderSpending(status.spending, view),
    '',
    ...renderLastRuns(status, view),
    '',
    ...renderNext(status, view),
    ...renderAttention(status.attention, view),
  ];
}

function renderOpen({ open, nowMs }: Status, view: View): string[] {
  if (open.length === 0) return [`${paint('Open claims', 'bold', view)}: none; everything submitted is settled`];
  const groups = groupBy(open, (claim) => `${claim.standing} ${claim.taskNo ?? claim.reason}`);
  return [
    `${paint(`Open claims (${open.length})`, 'bold', view)}: \`domain-renew check\` settles them`,
    ...groups.flatMap(([, claims]) => renderGroup(groupOf(claims, nowMs), view)),
  ];
}

/** Claims with the same standing, and the same task or reason. */
function groupOf(claims: readonly Claim[], nowMs: number): Group {
  const [first] = claims;
  const oldestMs = Math.min(...claims.map(({ claimedMs }) => claimedMs));
  const reason = first === undefined || first.reason === '' ? 'its submission is not recorded yet' : first.reason;
  const what = first?.taskNo === null ? reason : `task ${first?.taskNo}`;
  return {
    mark: '…',
    ink: first?.standing === 'accepted' ? 'cyan' : 'yellow',
    head: `${counted(claims.length, 'domain')} ${first?.standing ?? ''}, open for ${lasted(nowMs - oldestMs)}: ${what}`,
    names: claims.map(({ domain, expiryMs }) => glued(`${shownName(domain)} (${toDay(expiryMs)})`)),
  };
}

function renderLastRuns({ lastRuns, nowMs }: Status, view: View): string[] {
  const columns: Column[] = [
    { head: 'RUN' },
    { head: 'HOW', narrow: 'wrap' },
    { head: 'FINISHED', narrow: 'wrap' },
    { head: 'AGO', align: 'right' },
    { head: 'FIGURES', narrow: 'wrap' },
  ];
  const rows = (['renew', 'check'] as const).map((kind): Cell[] => {
    const run = lastRuns[kind];
    if (run === null) return [kind, '', 'never', '', ''];
    // A check never spends: a mode would only puzzle.
    const how = `${kind === 'check' ? '' : `${run.mode}, `}by ${run.trigger}`;
    return [kind, how, toMinute(run.atMs), lasted(nowMs - run.atMs), figuresOf(run)];
  });
  return [paint('Last runs', 'bold', view), ...table(columns, rows, view)];
}

/** `300 total, 12 planned, 2 problems`: what is nought is left out. */
function figuresOf({ counts }: Finished): string {
  const said = Object.entries(counts).filter(([, count]) => count > 0);
  return said.length === 0 ? 'nothing to do' : said.map(([name, count]) => `${count} ${name}`).join(', ');
}

function renderNext({ next, nowMs }: Status, view: View): string[] {
  const head = paint('Next expiries', 'bold', view);
  switch (next.kind) {
    case 'no-credentials':
      return paragraph(
        `${head}: `,
        'not asked, because ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET are not set; the rest comes from the ledger alone',
        view,
      );
    case 'unreadable':
      return paragraph(`${head}: `, `the account could not be read. ${next.why}`, view);
    case 'listed': {
      const columns: Column[] = [
        { head: 'DOMAIN', narrow: 'shorten' },
        { head: 'EXPIRES' },
        { head: 'WHEN', align: 'right' },
      ];
      const rows = next.domains
        .slice(0, NEXT_ROWS_MAX)
        .map(({ listedName, expiryMs }): Cell[] => [
          listedName,
          expiryMs === null ? 'unknown' : toDay(expiryMs),
          expiryMs === null ? '' : expiryCell(nowMs, expiryMs),
        ]);
      const total = next.totalCount === null ? '' : ` (${rows.length} of ${counted(next.totalCount, 'domain')})`;
      return [`${head}${total}`, ...table(columns, rows, view)];
    }
  }
}

function expiryCell(nowMs: number, expiryMs: number): Cell {
  const text = inDays(nowMs, expiryMs);
  return expiryMs <= nowMs ? [text, 'red'] : text;
}

function renderAttention(attention: readonly string[], view: View): string[] {
  if (attention.length === 0) return [];
  const mark = `  ${paint('!', 'yellow', view)} `;
  return ['', paint('Needs a person', 'bold', view), ...attention.flatMap((text) => paragraph(mark, text, view))];
}
