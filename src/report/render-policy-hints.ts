import type { PolicyMatch } from '../config/policy.ts';
import { unicodeName } from '../model/domain.ts';
import type { PolicyHint, PolicyHints } from '../selection/policy-hints.ts';
import type { HintedRule } from './policy-report.ts';
import { counted, paint, paragraph, type View } from './render-text.ts';

const HINTS_MAX = 20;
/** So many items of a condition are named. */
const ITEMS_MAX = 4;

/** The rules that are probably not what was meant, each with what to do; nothing when there are none. */
export function renderPolicyHints(
  { hints, missingFrom }: PolicyHints,
  rules: readonly HintedRule[],
  { all, isWhole, view }: { readonly all: boolean; readonly isWhole: boolean; readonly view: View },
): string[] {
  const missing = missingFrom === null ? [] : paragraph('', missingText(ruleAt(rules, missingFrom)), view);
  if (hints.length === 0) return missing;
  const shown = all ? hints : hints.slice(0, HINTS_MAX);
  const left = hints.length - shown.length;
  return [
    paint(`Look at ${counted(hints.length, 'rule')}`, 'bold', view),
    ...shown.flatMap((hint) => paragraph(`  ${paint('!', 'yellow', view)} `, hintText(hint, rules, isWhole), view)),
    ...(left === 0 ? [] : [`  … and ${left} more (--all lists every one)`]),
    ...missing,
  ];
}

function missingText(from: string): string {
  return `From ${from} on hints may be left out: whether each of so many rules can win takes too long to find out.`;
}

function hintText(hint: PolicyHint, rules: readonly HintedRule[], isWhole: boolean): string {
  const rule = ruleAt(rules, hint.place);
  if (hint.hint === 'matches-nothing') {
    const where = isWhole ? 'no domain of the account' : 'no domain of the list, which is not complete';
    return `${rule} matches ${where}. It asks for ${matchText(rules[hint.place]?.match)}. A word in it may be misspelt; if not, the rule does nothing yet`;
  }
  const by = ruleAt(rules, hint.by);
  const mend = `Put it before that rule if it should win, else take it out`;
  if (hint.hint === 'never-wins') {
    return `${rule} can never win: ${by} comes first and takes every domain that it asks for (${matchText(rules[hint.place]?.match)}). ${mend}`;
  }
  return `${rule} wins no domain: what it matches is taken by earlier rules, ${unicodeName(hint.domain)} by ${by}. ${mend}`;
}

/** `rule 3 "brands" (line 12)`. */
function ruleAt(rules: readonly HintedRule[], place: number): string {
  const rule = rules[place];
  const line = rule?.line ?? null;
  return `rule ${place + 1} "${rule?.name ?? ''}"${line === null ? '' : ` (line ${line})`}`;
}

/** `name shop-*.com or a.cn; premium false`. */
function matchText(match: PolicyMatch = {}): string {
  const conditions: [string, unknown][] = Object.entries(match);
  if (conditions.length === 0) return 'every domain';
  return conditions.map(([kind, wanted]) => `${kind} ${itemsText([wanted].flat().map(String))}`).join('; ');
}

function itemsText(items: readonly string[]): string {
  const more = items.length - ITEMS_MAX;
  return `${items.slice(0, ITEMS_MAX).join(' or ')}${more > 0 ? ` or ${more} more` : ''}`;
}
