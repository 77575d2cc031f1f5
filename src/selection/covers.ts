import type { PolicyMatch } from '../config/policy.ts';
import { matchesGlob } from './globs.ts';

/**
 * Whether the one match certainly takes every domain that the other takes. False also where that cannot be told from the two alone: a rule that
 * is only probably taken over by another one is not accused. Pure.
 */
export function covers(wide: PolicyMatch | undefined, narrow: PolicyMatch | undefined): boolean {
  if (wide === undefined) return true;
  if (narrow === undefined) return false;
  const { tld, name, premium } = wide;
  return (
    (premium === undefined || premium === narrow.premium) &&
    LABELS.every(
      (kind) => wide[kind] === undefined || each(narrow[kind], (one) => wide[kind]?.includes(one) === true),
    ) &&
    (tld === undefined || each(narrow.tld, endsUnder(tld)) || each(narrow.name, endsUnder(tld))) &&
    // The dearest question last.
    (name === undefined || each(narrow.name, (one) => name.some((glob) => globCovers(glob, one))))
  );
}

/** Of these one text says nothing about another. */
const LABELS = ['tag', 'group', 'resourceGroup', 'registrant'] as const;

/** One of a list is enough for a domain, so all of them must be covered. */
function each(list: readonly string[] | undefined, isCovered: (one: string) => boolean): boolean {
  return list?.every(isCovered) === true;
}

/** `*` of the narrow one must be taken by a `*` of the wide one, never by its `?`. */
function globCovers(wide: string, narrow: string): boolean {
  if (wide === narrow) return true;
  const wildAt = wide.search(/[*?]/);
  // Nearly every pair of a long policy ends here.
  if (wildAt === -1 || !narrow.startsWith(wide.slice(0, wildAt))) return false;
  if (wide.includes('?') && narrow.includes('*')) return false;
  return matchesGlob(Array.from(wide), Array.from(narrow));
}

/** An end of names, or a glob that ends with one: whatever it matches ends so as well. */
function endsUnder(tlds: readonly string[]): (one: string) => boolean {
  return (one) => tlds.some((tld) => one === tld || one.endsWith(`.${tld}`));
}
