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
  const filed = new Map<string, number[]>();
  const found: (number | null)[] = [];
  let work = 0;
  for (const [place, narrow] of matches.entries()) {
    let first: number | null = null;
    for (const key of lookups(narrow)) {
      for (const earlier of filed.get(key) ?? []) {
        if (first !== null && earlier >= first) break;
        const wide = matches[earlier];
        work += (wide?.name?.length ?? 1) * (narrow?.name?.length ?? 1);
        if (work > workMax) return found;
        if (covers(wide, narrow)) first = earlier;
      }
    }
    found.push(first);
    for (const key of filings(narrow)) {
      const places = filed.get(key);
      if (places === undefined) filed.set(key, [place]);
      else places.push(place);
    }
  }
  return found;
}

const LABELS = ['tag', 'group', 'resourceGroup', 'registrant'] as const;
const ALWAYS = 'always';

/** Where a match stands: whatever it covers looks at one of these. What tells most comes first. */
function filings(match: Match): ReadonlySet<string> {
  const { name = [], tld = [], premium } = match ?? {};
  const label = LABELS.find((kind) => (match?.[kind] ?? []).length > 0);
  if (name.length > 0) return new Set(name.map(globKey));
  if (label !== undefined) return new Set(match?.[label]?.map((item) => `${label} ${item}`));
  if (tld.length > 0) return new Set(tld.map((end) => `tld ${end}`));
  return new Set([premium === undefined ? ALWAYS : `premium ${premium}`]);
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
  const keys = [ALWAYS];
  if (premium !== undefined) keys.push(`premium ${premium}`);
  for (const kind of LABELS) keys.push(...(match?.[kind] ?? []).slice(0, 1).map((item) => `${kind} ${item}`));
  for (const end of [tld, name].flatMap((one) => (one === undefined ? [] : endsOf(one)))) keys.push(`tld ${end}`);
  if (name !== undefined) {
    keys.push(`name ${name}`);
    for (let at = 0; at <= name.length; at++) keys.push(`begins ${name.slice(0, at)}`, `ends ${name.slice(at)}`);
  }
  return keys;
}

/** `shop.com.cn`, `com.cn`, `cn`. */
function endsOf(text: string): string[] {
  const labels = text.split('.');
  return labels.map((_, index) => labels.slice(index).join('.'));
}
