import { type ListedDomain, unicodeName } from '../model/domain.ts';

/** A test for names that match one of the globs (`*` any text, `?` one character), in punycode, in Unicode or as listed. */
export function globMatcher(globs: readonly string[]): (domain: ListedDomain) => boolean {
  if (globs.length === 0) return () => false;
  const patterns = globs.map((glob) => Array.from(glob));
  return (domain) => formsOf(domain).some((form) => patterns.some((pattern) => matchesGlob(pattern, Array.from(form))));
}

/** The forms of a name that a glob may match: punycode, as listed, Unicode; each once. */
export function formsOf({ name, listedName }: Pick<ListedDomain, 'name' | 'listedName'>): readonly string[] {
  const unicode = unicodeName(name);
  if (listedName === name && unicode === name) return [name];
  return [...new Set([name, listedName.toLowerCase(), unicode])];
}

/**
 * Whether a text matches a glob, both by their characters. Goes back to the last star only: the work is at most the product of the
 * two lengths, where a regular expression may take hours.
 */
export function matchesGlob(pattern: readonly string[], text: readonly string[]): boolean {
  let place = 0;
  let star = -1;
  let starAt = 0;
  for (let index = 0; index < text.length; ) {
    if (pattern[place] === '*') {
      star = place++;
      starAt = index;
    } else if (pattern[place] === '?' || pattern[place] === text[index]) {
      place++;
      index++;
    } else if (star === -1) {
      return false;
    } else {
      place = star + 1;
      index = ++starAt;
    }
  }
  return pattern.slice(place).every((sign) => sign === '*');
}
