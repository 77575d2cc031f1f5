import type { PolicyMatch } from '../config/policy.ts';
import { covers } from './covers.ts';

type Match = PolicyMatch | undefined;

/** For each match, in order, the place of the first earlier one that certainly takes all of it, or null. Shorter than the list where that took too long. */
export type Coverings = readonly (number | null)[];

/** Two names are compared so often at most: a second or two. A thousand rules of four names stay below it whatever they say. */
const WORK_MAX = 10_000_000;

/**
 * The same as asking `covers` of every pair, which takes half a minute for 10,000 rules: each match is filed under what everything that it
 * covers must have as well, and only those are asked that stand under something that the other one has. Pure.
 */
export function firstCoverings(matches: readonly Match[], workMax: number = WORK_MAX): Coverings {
  const filed: Filed = new Map<string, number[]>();
  const found: (number | null)[] = [];
  const left = { work: workMax };
  for (const [place, narrow] of matches.entries()) {
    const first = firstCovering(narrow, matches, filed, left);
    if (first === 'no-time') break;
    found.push(first);
    for (const key of filings(narrow)) {
      const places = filed.get(key);
      if (places === undefined) filed.set(key, [place]);
      else places.push(place);
    }
  }
  return found;
}

/** The places of matches by their filings, ascending. */
type Filed = Map<string, number[]>;

function firstCovering(
  narrow: Match,
  matches: readonly Match[],
  filed: Filed,
  left: { work: number },
): number | null | 'no-time' {
  let first = matches.length;
  for (const key of lookups(narrow)) {
    for (const earlier of filed.get(key) ?? []) {
      if (earlier >= first) break;
      left.work -= pairWork(matches[earlier], narrow);
      if (left.work < 0) return 'no-time';
      if (covers(matches[earlier], narrow)) first = earlier;
    }
  }
  return first === matches.length ? null : first;
}

function pairWork(wide: Match, narrow: Match): number {
  return (wide?.name?.length ?? 1) * (narrow?.name?.length ?? 1);
}

const LABELS = ['tag', 'group', 'resourceGroup', 'registrant'] as const;
const ALWAYS = 'always';

/** Where a match stands: whatever it covers looks at one of these. What tells most comes first. */
function filings(match: Match): ReadonlySet<string> {
  const { name = [], tld = [], premium } = match ?? {};
  const labels = LABELS.map((kind) => labelKeys(match, kind)).find((keys) => keys.length > 0);
  if (name.length > 0) return new Set(name.map(globKey));
  if (labels !== undefined) return new Set(labels);
  if (tld.length > 0) return new Set(tld.map((end) => `tld ${end}`));
  return new Set([premium === undefined ? ALWAYS : `premium ${premium}`]);
}

function labelKeys(match: Match, kind: (typeof LABELS)[number]): string[] {
  return (match?.[kind] ?? []).map((item) => `${kind} ${item}`);
}

/** Whatever a glob covers begins with what stands before its first wildcard, and ends with what stands behind its last. */
function globKey(glob: string): string {
  const first = glob.search(/[*?]/);
  if (first === -1) return `name ${glob}`;
  const [before, behind] = [
    glob.slice(0, first),
    glob.slice(Math.max(glob.lastIndexOf('*'), glob.lastIndexOf('?')) + 1),
  ];
  return before.length >= behind.length ? `begins ${before}` : `ends ${behind}`;
}

/** All of its items must be covered, so the first of each kind is enough to find what may do that. */
function lookups(match: Match): string[] {
  const { name: [name] = [], tld: [tld] = [], premium } = match ?? {};
  const labels = LABELS.flatMap((kind) => labelKeys(match, kind).slice(0, 1));
  const ends = [tld, name].flatMap((one) => (one === undefined ? [] : endsOf(one)));
  return [
    ALWAYS,
    ...(premium === undefined ? [] : [`premium ${premium}`]),
    ...labels,
    ...ends.map((end) => `tld ${end}`),
    ...(name === undefined ? [] : nameKeys(name)),
  ];
}

function nameKeys(name: string): string[] {
  const cuts = Array.from({ length: name.length + 1 }, (_, at) => [
    `begins ${name.slice(0, at)}`,
    `ends ${name.slice(at)}`,
  ]);
  return [`name ${name}`, ...cuts.flat()];
}

/** `shop.com.cn`, `com.cn`, `cn`. */
function endsOf(text: string): string[] {
  const labels = text.split('.');
  return labels.map((_, index) => labels.slice(index).join('.'));
}
