import type { Terms } from '../config/terms.ts';
import { type Currency, moneyText } from '../model/money.ts';
import { toDay } from '../model/time.ts';
import type { RuleCount, TermsChange } from '../selection/policy-changes.ts';
import type { PolicyReport, PolicySide } from './policy-report.ts';
import { groupBy } from './render-group.ts';
import { renderPolicyHints } from './render-policy-hints.ts';
import { renderPolicyNext } from './render-policy-next.ts';
import { type Cell, type Column, table } from './render-table.ts';
import { counted, headline, paint, paragraph, type View } from './render-text.ts';
import { shownName } from './shown-name.ts';

const ROWS_MAX = 20;

/** The report for people: that the policy is right, what it changes, and what to do next. */
export function renderPolicyCheck(report: PolicyReport, all: boolean, view: View): string[] {
  const { after, account, hints, rules } = report;
  const isWhole = account.kind === 'compared' && account.incompleteWhy === '';
  const hinted = renderPolicyHints(hints, rules, { all, isWhole, view });
  return [
    ...headline('The policy is right', `: ${sideText(after)}`, view, 'green'),
    ...renderAccount(report, all, view),
    ...(hinted.length === 0 ? [] : ['', ...hinted]),
    '',
    ...renderPolicyNext(report, view),
  ];
}

function renderAccount(report: PolicyReport, all: boolean, view: View): string[] {
  const { account, before } = report;
  if (account.kind === 'no-keys') {
    return paragraph('', 'What it changes for your domains was not looked at: there are no keys.', view);
  }
  if (account.kind === 'unreadable') {
    const why = `What it changes could not be told, because the account could not be read: ${account.why}`;
    return paragraph(paint('✗ ', 'red', view), why, view);
  }
  const { changes, rules, comparedCount } = account.changes;
  const shown = all ? changes : changes.slice(0, ROWS_MAX);
  const left = changes.length - shown.length;
  return [
    ...incomplete(account.incompleteWhy, view),
    '',
    ...changeTable(shown, report, view),
    ...(left === 0 ? [] : [`  … and ${left} more (--all lists every one)`]),
    ...(changes.length === 0 ? [] : ['']),
    ...ruleTable(rules, view),
    '',
    ...paragraph(
      '',
      `${changes.length} of ${counted(comparedCount, 'domain')} would be treated otherwise than by ${sideText(before)}.`,
      view,
    ),
    ...actionCounts(changes, view),
    ...termCounts(changes, report, view),
  ];
}

/** What weighs most: what is no longer renewed, or is again. */
function actionCounts(changes: readonly TermsChange[], view: View): string[] {
  const moved = changes.filter(({ before, after }) => before.action !== after.action);
  return groupBy(moved, ({ before, after }) => arrow(before.action, after.action)).flatMap(([text, some]) => {
    const means = some[0] === undefined ? '' : MEANS[some[0].after.action];
    return paragraph('  ', `${text}: ${counted(some.length, 'domain')}, ${means}`, view);
  });
}

/** What is paid for otherwise, the terms that most domains share first. */
function termCounts(changes: readonly TermsChange[], { before, after }: PolicyReport, view: View): string[] {
  const texts = changes
    .filter((change) => change.before.action === 'renew' && change.after.action === 'renew')
    .flatMap((change) => {
      return changedTerms(termTexts(change.before, before.currency), termTexts(change.after, after.currency));
    });
  const groups = groupBy(texts, (text) => text).sort(([, a], [, b]) => b.length - a.length);
  const left = groups.length - TERMS_MAX;
  return [
    ...groups.slice(0, TERMS_MAX).flatMap(([text, some]) => {
      return paragraph('  ', `${text}: ${counted(some.length, 'domain')}`, view);
    }),
    ...(left > 0 ? [`  … and ${counted(left, 'other change')} of terms`] : []),
  ];
}

const TERMS_MAX = 8;

const MEANS: Readonly<Record<Terms['action'], string>> = {
  renew: 'from now on renewed and paid for',
  notify: 'no longer renewed; a person is told when it is due',
  lapse: 'no longer renewed and let go; nobody is told that it is due',
};

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
    { head: 'RULE', narrow: 'wrap' },
    { head: 'ACTION', narrow: 'wrap' },
    { head: 'TERMS', narrow: 'wrap' },
  ];
  const rows = changes.map((change): Cell[] => [
    shownName(change.domain.name),
    change.domain.expiryMs === null ? 'unknown' : toDay(change.domain.expiryMs),
    arrow(change.before.rule ?? 'none', change.after.rule ?? 'none'),
    [arrow(change.before.action, change.after.action), change.before.action === change.after.action ? 'dim' : 'yellow'],
    changedTerms(termTexts(change.before, before.currency), termTexts(change.after, after.currency)).join('; '),
  ]);
  return [paint('What changes', 'bold', view), ...table(columns, rows, view)];
}

function changedTerms(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  const changed = [...after].filter(([name, text]) => before.get(name) !== text);
  return changed.map(([name, text]) => `${name} ${arrow(before.get(name) ?? 'none', text)}`);
}

/** The terms by name, as texts for people; prices in this currency. */
export function termTexts(terms: Terms, currency: Currency): Map<string, string> {
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
