import type { PolicyMatch } from '../config/policy.ts';
import { longestEnd } from '../config/tld-terms.ts';
import type { ListedDomain } from '../model/domain.ts';
import { type Features, featuresOf, ruleTest } from './rule-match.ts';

/** Finds the place of the first rule that matches a domain; null when none does. */
export type FindRule = (domain: ListedDomain) => number | null;

/** Long enough to tell names apart, short enough that nearly every glob has one. */
const GRAM = 3;
const START = '\u0002';
const END = '\u0003';

/** The places of rules by what a domain must have to match them, ascending; rules that need nothing stand in `always`. */
interface RuleIndex {
  readonly byKey: ReadonlyMap<string, readonly number[]>;
  readonly byGram: ReadonlyMap<string, readonly number[]>;
  readonly always: readonly number[];
}

/**
 * The same answer as asking one rule after the other, for many domains: each rule is filed under the rarest thing that it asks for,
 * and only rules are asked under which the domain has something. 1,000 rules over 100,000 domains would be 100 million questions.
 */
export function indexRules(matches: readonly (PolicyMatch | undefined)[]): FindRule {
  if (matches.length === 0) return () => null;
  const tests = matches.map(ruleTest);
  const { byKey, byGram, always } = fileRules(matches);
  return (domain) => {
    const features = featuresOf(domain);
    let first = matches.length;
    const ask = (places: readonly number[] | undefined): void => {
      for (const place of places ?? []) {
        if (place >= first) return;
        if (tests[place]?.(features) === true) first = place;
      }
    };
    ask(always);
    for (const key of keysOf(features)) ask(byKey.get(key));
    if (byGram.size > 0) {
      for (const form of features.forms) eachGram(`${START}${form}${END}`, (gram) => ask(byGram.get(gram)));
    }
    return first === matches.length ? null : first;
  };
}

/** What a domain has, written as `filingsOf` writes what a rule asks for. */
function keysOf({ forms, domain: { name, premium, labels } }: Features): string[] {
  const keys = [...forms.map((form) => `name ${form}`), `premium ${premium}`];
  longestEnd(name, (end) => {
    keys.push(`tld ${end}`);
    // Goes on to the shorter ends.
    return undefined;
  });
  if (labels !== undefined) {
    for (const tag of labels.tags) keys.push(`tag ${tag}`);
    for (const group of labels.groups) keys.push(`group ${group}`);
    for (const id of labels.resourceGroups) keys.push(`resourceGroup ${id}`);
    for (const registrant of labels.registrants) keys.push(`registrant ${registrant}`);
  }
  return keys;
}

/** One way to file a rule: under all of these, because a domain that it matches has at least one of them. */
interface Filing {
  readonly keys: readonly string[];
  /** For each glob with wildcards its grams, of which one is enough. */
  readonly grams: readonly (readonly string[])[];
}

function filingsOf(match: PolicyMatch | undefined): Filing[] {
  if (match === undefined) return [];
  const { name, premium, ...lists } = match;
  const filings = Object.entries(lists).map(([kind, items]): Filing => {
    return { keys: items.map((item) => `${kind} ${item}`), grams: [] };
  });
  if (premium !== undefined) filings.push({ keys: [`premium ${premium}`], grams: [] });
  if (name !== undefined) {
    const grams = name.filter(isWild).map(gramsOf);
    const keys = name.filter((glob) => !isWild(glob)).map((glob) => `name ${glob}`);
    // A glob without a gram may match names that have nothing in common.
    if (grams.every((some) => some.length > 0)) filings.unshift({ keys, grams });
  }
  return filings;
}

function isWild(glob: string): boolean {
  return /[*?]/.test(glob);
}

function fileRules(matches: readonly (PolicyMatch | undefined)[]): RuleIndex {
  const filings = matches.map(filingsOf);
  const counts = new Map<string, number>();
  for (const { keys, grams } of filings.flat()) {
    for (const key of [...keys, ...grams.flat()]) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const countOf = (key: string): number => counts.get(key) ?? 0;
  const byKey = new Map<string, number[]>();
  const byGram = new Map<string, number[]>();
  const always: number[] = [];
  for (const [place, some] of filings.entries()) {
    const narrowed = some.map(({ keys, grams }) => ({ keys, grams: grams.map((one) => rarest(one, countOf)) }));
    const crowd = ({ keys, grams }: (typeof narrowed)[number]): number => Math.max(...[...keys, ...grams].map(countOf));
    const best = narrowed.reduce<(typeof narrowed)[number] | null>(
      (a, b) => (a === null || crowd(b) < crowd(a) ? b : a),
      null,
    );
    if (best === null) always.push(place);
    for (const key of new Set(best?.keys)) file(byKey, key, place);
    for (const gram of new Set(best?.grams)) file(byGram, gram, place);
  }
  return { byKey, byGram, always };
}

function rarest(grams: readonly string[], countOf: (gram: string) => number): string {
  return grams.reduce((a, b) => (countOf(b) < countOf(a) ? b : a));
}

function file(index: Map<string, number[]>, key: string, place: number): void {
  const places = index.get(key);
  if (places === undefined) index.set(key, [place]);
  else places.push(place);
}

/** The runs of GRAM signs that every name has that the glob matches; the ends of the name count as signs. */
function gramsOf(glob: string): string[] {
  const grams = new Set<string>();
  for (const piece of `${START}${glob}${END}`.split(/[*?]/)) eachGram(piece, (gram) => grams.add(gram));
  return [...grams];
}

function eachGram(text: string, take: (gram: string) => void): void {
  for (let from = 0; from + GRAM <= text.length; from++) take(text.slice(from, from + GRAM));
}
