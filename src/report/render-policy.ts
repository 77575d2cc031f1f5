import type { Terms } from '../config/terms.ts';
import { type Currency, moneyText } from '../model/money.ts';
import { toDay } from '../model/time.ts';
import type { PolicyChanges, RuleCount, TermsChange } from '../selection/policy-changes.ts';
import { groupBy } from './render-group.ts';
import { type Cell, type Column, table } from './render-table.ts';
import { counted, paint, paragraph, type View } from './render-text.ts';
import { shownName } from './shown-name.ts';

/** One of the two policies that were compared. */
export interface PolicySide {
  /** null for no policy: the settings alone. */
  readonly file: string | null;
  readonly ruleCount: number;
  readonly currency: Currency;
}

/** What `policy check` found out. */
export interface PolicyReport {
  readonly before: PolicySide;
  readonly after: PolicySide;
  /** What changes for the account's domains, or why that could not be told. */
  readonly account:
    | { readonly kind: 'compared'; readonly changes: PolicyChanges; readonly incompleteWhy: string }
    | { readonly kind: 'no-keys' }
    | { readonly kind: 'unreadable'; readonly why: string };
}

const ROWS_MAX = 20;

/** The report for people: that the policy is right, and what it changes. */
export function renderPolicyCheck(report: PolicyReport, all: boolean, view: View): string[] {
  const { before, after, account } = report;
  const head = `${paint('The policy is right', 'green', view)}: ${sideText(after)}`;
  if (account.kind === 'no-keys') {
    return [
      head,
      ...paragraph('', 'What it changes for the domains is told when there are keys for the account.', view),
    ];
  }
  if (account.kind === 'unreadable') {
    const why = `What it changes could not be told, because the account could not be read: ${account.why}`;
    return [head, ...paragraph(paint('✗ ', 'red', view), why, view)];
  }
  const { changes, rules, comparedCount } = account.changes;
  const shown = all ? changes : changes.slice(0, ROWS_MAX);
  const left = changes.length - shown.length;
  return [
    head,
    ...incomplete(account.incompleteWhy, view),
    '',
    ...changeTable(shown, report, view),
    ...(left === 0 ? [] : [`  … and ${left} more (--all lists every one)`]),
    ...(changes.length === 0 ? [] : ['']),
    ...ruleTable(rules, view),
    '',
    `${changes.length} of ${counted(comparedCount, 'domain')} would be treated otherwise than by ${sideText(before)}.`,
    ...actionCounts(changes),
  ];
}

/** What weighs most: what is no longer renewed, or is again. */
function actionCounts(changes: readonly TermsChange[]): string[] {
  const moved = changes.filter(({ before, after }) => before.action !== after.action);
  return groupBy(moved, ({ before, after }) => arrow(before.action, after.action)).map(
    ([text, some]) => `  ${text}: ${counted(some.length, 'domain')}`,
  );
}

function sideText({ file, ruleCount }: PolicySide): string {
  return file === null ? 'the settings alone' : `${file}, ${counted(ruleCount, 'rule')}`;
}

function incomplete(why: string, view: View): string[] {
  return why === '' ? [] : paragraph(paint('! ', 'yellow', view), `The list of domains is not complete: ${why}`, view);
}

function changeTable(changes: readonly TermsChange[], { before, after }: PolicyReport, view: View): string[] {
  if (changes.length === 0) return [];
  const columns: Column[] = [
    { head: 'DOMAIN', narrow: 'shorten' },
    { head: 'EXPIRES' },
    { head: 'RULE' },
    { head: 'ACTION' },
    { head: 'TERMS', narrow: 'wrap' },
  ];
  const rows = changes.map((change): Cell[] => [
    shownName(change.domain.name),
    change.domain.expiryMs === null ? 'unknown' : toDay(change.domain.expiryMs),
    arrow(change.before.rule ?? 'none', change.after.rule ?? 'none'),
    [arrow(change.before.action, change.after.action), change.before.action === change.after.action ? 'dim' : 'yellow'],
    changedTerms(termTexts(change.before, before.currency), termTexts(change.after, after.currency)),
  ]);
  return [paint('What changes', 'bold', view), ...table(columns, rows, view)];
}

function changedTerms(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string {
  const changed = [...after].filter(([name, text]) => before.get(name) !== text);
  return changed.map(([name, text]) => `${name} ${arrow(before.get(name) ?? 'none', text)}`).join('; ');
}

/** The terms by name, as texts for people; prices in this currency. */
export function termTexts(terms: Terms, currency: Currency): ReadonlyMap<string, string> {
  const price = (minor: number | null): string => (minor === null ? 'none' : moneyText(minor, currency));
  return new Map([
    ['years', String(terms.years)],
    ['window', `${terms.windowDays} days`],
    ['cap a year', price(terms.maxYearPriceMinor)],
    ['expected a year', price(terms.expectedYearPriceMinor)],
    ['voucher', terms.couponNo ?? 'none'],
    ['coupon', terms.promotionNo ?? 'none'],
    ['premium', terms.permitPremium ? 'permitted' : 'not permitted'],
    ['expired', terms.renewExpired ? 'renewed' : 'not renewed'],
    ['unknown price', terms.unknownPrice],
    ['grace', `${terms.graceDays} days`],
    ['why', whyText(terms)],
  ]);
}

function whyText({ reason, decidedOn }: Terms): string {
  if (reason === '') return 'none';
  return decidedOn === '' ? `"${reason}"` : `"${reason}" (${decidedOn})`;
}

function ruleTable(rules: readonly RuleCount[], view: View): string[] {
  const columns: Column[] = [
    { head: 'DOMAINS', align: 'right' },
    { head: 'BEFORE', align: 'right' },
    { head: 'RULE', narrow: 'wrap' },
  ];
  const rows = rules.map(({ rule, before, after }): Cell[] => [
    after === 0 && rule !== null ? ['0', 'yellow'] : countText(after),
    countText(before),
    rule ?? '(no rule: the settings)',
  ]);
  return [paint('Which rule wins', 'bold', view), ...table(columns, rows, view)];
}

function countText(count: number | null): string {
  return count === null ? '–' : String(count);
}

function arrow(before: string, after: string): string {
  return before === after ? after : `${before} → ${after}`;
}
