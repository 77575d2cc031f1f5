import type { Terms } from '../config/terms.ts';
import { unicodeName } from '../model/domain.ts';
import { type Currency, moneyText } from '../model/money.ts';
import { DAY_MS, toDay } from '../model/time.ts';
import { CAP_SETTINGS } from '../plan/budget-problems.ts';
import type { PolicyLook, RuleAnswer } from '../selection/answers.ts';
import type { Verdict } from '../selection/verdict.ts';
import type { BudgetSays, Explanation } from './explanation.ts';
import { amountText } from './render-due.ts';
import { termTexts } from './render-policy.ts';
import { type Cell, type Column, table } from './render-table.ts';
import { counted, headline, oneLine, paint, paragraph, placeLines, type View } from './render-text.ts';
import { inDays, toMinute } from './render-time.ts';
import { VERDICT_TEXTS } from './verdict-text.ts';

/** An explanation with where it comes from. */
export interface ExplainReport {
  readonly explanation: Explanation;
  readonly nowMs: number;
  readonly ledger: string;
  /** Null for the settings alone. */
  readonly policyFile: string | null;
  readonly ruleCount: number;
  readonly currency: Currency;
}

/** So many rules that did not match are named one by one. */
const LOOKS_MAX = 12;

/** Why one domain is treated as it is, and what happens next. */
export function renderExplanation(report: ExplainReport, view: View): string[] {
  const { explanation, nowMs, ledger } = report;
  const { domain, verdict, why } = explanation.judged;
  const head = (text: string): string => `${paint(text, 'bold', view)}  `;
  return [
    ...headline(
      'Explanation',
      ` of ${unicodeName(domain.name)} at ${toMinute(nowMs)}. Nothing was written or spent.`,
      view,
    ),
    ...placeLines(ledger, view),
    '',
    ...paragraph(head('Verdict'), `${verdict}: ${why === '' ? VERDICT_TEXTS[verdict] : why}`, view),
    ...paragraph(head('Expires'), expiryText(report), view),
    ...explanation.steps.flatMap(({ text }, index) =>
      paragraph(index === 0 ? head('Next   ') : '         ', text, view),
    ),
    '',
    ...renderPolicy(report, view),
    '',
    ...headline('What the verdict rules say, each on its own; the first that speaks wins', '', view),
    ...renderAnswers(explanation, view),
    '',
    ...renderCost(report, view),
    '',
    ...renderClaims(explanation, view),
    ...explanation.stops.flatMap(({ stop, message }) => [
      '',
      ...paragraph(`${paint('✗', 'red', view)} `, `${stop}: ${message}`, view),
    ]),
    ...explanation.told.flatMap((text) => ['', ...paragraph(`${paint('!', 'yellow', view)} `, text, view)]),
  ];
}

function expiryText({ explanation: { judged, terms }, nowMs }: ExplainReport): string {
  const { expiryMs } = judged.domain;
  if (expiryMs === null) return 'not known';
  const lastMs = expiryMs + terms.graceDays * DAY_MS;
  return `${toDay(expiryMs)}, ${inDays(nowMs, expiryMs)}; at the normal price until ${toDay(lastMs)} (${terms.graceDays} days of grace)${redemptionText(terms, lastMs)}`;
}

/** Where it is known until when a redemption saves the domain, at a price of its own. */
function redemptionText({ redemptionDays }: Terms, graceEndMs: number): string {
  return redemptionDays === null ? '' : `; by redemption until about ${toDay(graceEndMs + redemptionDays * DAY_MS)}`;
}

function renderPolicy({ explanation, policyFile, ruleCount, currency }: ExplainReport, view: View): string[] {
  const { looks, terms, place: planned } = explanation;
  const place = policyFile === null ? 'none, the settings alone' : `${policyFile}, ${counted(ruleCount, 'rule')}`;
  const won =
    terms.rule === null ? 'no rule matches, so the settings hold' : `rule "${terms.rule}" wins: ${terms.action}`;
  const failed = looks.filter(({ matches }) => !matches);
  const texts = [...termTexts(terms, currency).set('voucher', voucherText(terms, planned))].filter(
    ([name, text]) => name !== 'why' || text !== 'none',
  );
  return [
    ...paragraph(`${paint('Policy', 'bold', view)}   `, policyFile === null ? place : `${place}; ${won}`, view),
    ...failed.slice(0, LOOKS_MAX).flatMap((look) => paragraph('         ', lookText(look), view)),
    ...(failed.length > LOOKS_MAX
      ? paragraph(
          '         ',
          `… and ${failed.length - LOOKS_MAX} more that do not match (--json lists every one)`,
          view,
        )
      : []),
    ...paragraph(
      `${paint('Terms', 'bold', view)}    `,
      texts.map(([name, text]) => `${name} ${text}`).join('; '),
      view,
    ),
  ];
}

/** What a rule asks for is not always what a plan takes: of `auto` one voucher, of a spent one none. */
function voucherText({ couponNo }: Terms, planned: Explanation['place']): string {
  const own = couponNo ?? 'none';
  const taken = planned?.couponNo === undefined ? own : (planned.couponNo ?? 'none');
  return taken === own ? own : `${taken} in the next run's plan (${own} by its terms)`;
}

function lookText({ rule, fails }: PolicyLook): string {
  return `rule "${rule}" before it does not match: ${fails.join(', ')}`;
}

function renderAnswers({ answers, judged }: Explanation, view: View): string[] {
  const columns: Column[] = [{ head: '' }, { head: 'RULE' }, { head: 'SAYS', narrow: 'wrap' }];
  const rows = answers
    .filter(({ answer }) => answer === 'speaks')
    .map(({ rule, why }): Cell[] =>
      rule === judged.verdict ? [['▸', 'green'], [rule, 'green'], says(why, rule)] : ['', rule, says(why, rule)],
    );
  const named = (wanted: RuleAnswer['answer'], what: string): string[] => {
    const rules = answers.filter(({ answer }) => answer === wanted).map(({ rule }) => rule);
    return rules.length === 0 ? [] : paragraph('  ', `${what}: ${rules.join(', ')}`, view);
  };
  return [...table(columns, rows, view), ...named('silent', 'Silent'), ...named('not-asked', 'Not asked')];
}

function says(why: string, rule: Verdict): string {
  return why === '' ? VERDICT_TEXTS[rule] : why;
}

function renderCost({ explanation, currency }: ExplainReport, view: View): string[] {
  const { quote, costMinor, place, budgets, balanceUnknownWhy, terms } = explanation;
  const amount = (minor: number | null): string => (minor === null ? '' : amountText(minor, currency));
  const columns: Column[] = [
    { head: 'CAP' },
    { head: currency, align: 'right' },
    { head: 'LEFT', align: 'right' },
    // Only a domain that is due has anything before it.
    ...(place === null ? [] : [{ head: 'SOONER', align: 'right' } as const]),
    { head: 'SAYS', narrow: 'wrap' },
  ];
  const rows = budgets.map((says): Cell[] => [
    says.budget === 'balance' ? 'balance' : CAP_SETTINGS[says.budget].setting,
    amount(says.limitMinor),
    amount(says.leftMinor),
    ...(place === null ? [] : [says.leftMinor === null ? '' : amount(says.aheadMinor)]),
    budgetText(says, place === null, balanceUnknownWhy),
  ]);
  const text = `${quoteText(quote, terms.years)}; under the caps it counts as ${moneyText(costMinor, currency)}`;
  return [...paragraph(`${paint('Price', 'bold', view)}    `, text, view), ...table(columns, rows, view)];
}

function quoteText(quote: Explanation['quote'], years: number): string {
  if (quote === null) return 'could not be asked for';
  if (quote.kind === 'unknown') return `not known: ${oneLine(quote.why)}`;
  if (quote.kind === 'not-renewable') return `none, it cannot be renewed: ${oneLine(quote.reason)}`;
  const { minor, currency } = quote.price;
  const source = quote.isOfTable === true ? "by the policy's table" : 'by its rule in the policy';
  const marks = [
    ...(quote.premium ? ['premium'] : []),
    ...(quote.price.noCallWhy === undefined ? [] : [`${source}, not quoted: this site does not tell prices`]),
  ];
  return [`${moneyText(minor, currency)} for ${counted(years, 'year')}`, ...marks].join(', ');
}

function budgetText({ budget, leftMinor, fits }: BudgetSays, isAlone: boolean, balanceUnknownWhy: string | null): Cell {
  if (leftMinor === null) {
    if (budget !== 'balance') return 'no such cap';
    return `limits nothing: ${balanceUnknownWhy ?? 'it is in another currency'}`;
  }
  if (isAlone) return fits ? 'would fit now' : ['no room for it now', 'yellow'];
  return fits ? ['it fits', 'green'] : ['no room for it', 'yellow'];
}

function renderClaims({ claims }: Explanation, view: View): string[] {
  const head = paint('Ledger', 'bold', view);
  if (claims.length === 0) return [`${head}   no claim about it`];
  const columns: Column[] = [
    { head: 'EXPIRY' },
    { head: 'YEARS', align: 'right' },
    { head: 'STANDING' },
    { head: 'SINCE', narrow: 'wrap' },
    { head: 'PRICE', align: 'right' },
    { head: 'TASK OR REASON', narrow: 'wrap' },
  ];
  const rows = claims.map(({ expiryMs, years, standing, sinceMs, priceMinor, currency, taskNo, reason }): Cell[] => [
    toDay(expiryMs),
    String(years),
    standing,
    toMinute(sinceMs),
    priceMinor === null || currency === null ? '' : moneyText(priceMinor, currency),
    reason === '' ? (taskNo ?? '') : reason,
  ]);
  return [
    ...paragraph(`${head}   `, 'its claims (`domain-renew prove` tells all of them)', view),
    ...table(columns, rows, view),
  ];
}
