import { distance } from 'fastest-levenshtein';

/** No name is as long; what is longer is no misspelling. */
const LENGTH_MAX = 60;

/**
 * The one of the known words that a misspelt one was probably meant to be; null where none is near, or two are as near. Capitals, `-` and `_`
 * count for nothing.
 */
export function nearestWord(word: string, known: readonly string[]): string | null {
  const letters = lettersOf(word);
  if (letters.length === 0 || letters.length > LENGTH_MAX) return null;
  const apart = known.map((one) => distance(letters, lettersOf(one)));
  const least = Math.min(...apart);
  const isNear = least <= Math.ceil(letters.length / 4);
  const nearest = known.filter((_, index) => apart[index] === least);
  return isNear && nearest.length === 1 ? (nearest[0] ?? null) : null;
}

function lettersOf(word: string): string {
  return word.toLowerCase().replaceAll(/[-_\s]/g, '');
}
