import type { Policy, PolicyMatch } from '../config/policy.ts';
import type { ListedDomain } from '../model/domain.ts';
import type { RuleContext } from './rule.ts';
import { featuresOf, ruleTest } from './rule-match.ts';
import { RULES } from './rules.ts';
import { VERDICTS, type Verdict } from './verdict.ts';

/** What one rule says of a domain when it is asked whatever the others say. */
export interface RuleAnswer {
  readonly rule: Verdict;
  /** `not-asked`: it needs an expiry date and there is none, or it is the last one, which speaks only when all others are silent. */
  readonly answer: 'speaks' | 'silent' | 'not-asked';
  /** Its figures; empty where it has none. */
  readonly why: string;
}

/** Every verdict rule's own answer, in the order in which they are asked; the first that speaks is the verdict. Pure. */
export function answersOf(domain: ListedDomain, context: RuleContext): RuleAnswer[] {
  const answers: RuleAnswer[] = [];
  for (const [place, rule] of RULES.entries()) {
    const name = VERDICTS[place] ?? 'expires-within-window';
    const isAsked = mayBeAsked(name, answers);
    const spoken = isAsked ? rule(domain, context) : null;
    const answer = !isAsked ? 'not-asked' : spoken === null ? 'silent' : 'speaks';
    answers.push({ rule: name, answer, why: spoken?.why ?? '' });
  }
  return answers;
}

function mayBeAsked(name: Verdict, before: readonly RuleAnswer[]): boolean {
  const spoke = before.filter(({ answer }) => answer === 'speaks');
  return name === 'expires-within-window' ? spoke.length === 0 : spoke.every(({ rule }) => rule !== 'expiry-unknown');
}

/** One rule of the policy that was held against a domain. */
export interface PolicyLook {
  readonly rule: string;
  readonly matches: boolean;
  /** The conditions that do not hold, by name; empty when it matches. */
  readonly fails: readonly string[];
}

/** The rules of the policy in order, up to the one that matches: those behind it are not looked at. Pure. */
export function policyLooks(domain: ListedDomain, { rules }: Policy): PolicyLook[] {
  const features = featuresOf(domain);
  const looks: PolicyLook[] = [];
  for (const { name, match } of rules) {
    const fails = conditionsOf(match)
      .filter((one) => !ruleTest(one)(features))
      .flatMap((one) => Object.keys(one));
    looks.push({ rule: name, matches: fails.length === 0, fails });
    if (fails.length === 0) break;
  }
  return looks;
}

/** Each condition as a match of its own: all of them must hold. */
function conditionsOf(match: PolicyMatch = {}): PolicyMatch[] {
  const entries: [string, unknown][] = Object.entries(match);
  return entries.map(([name, wanted]): PolicyMatch => ({ [name]: wanted }));
}
