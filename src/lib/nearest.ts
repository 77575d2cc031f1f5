/**
 * The one of the known words that a misspelt one was probably meant to be; null where none is near, or two are as near. Capitals, `-` and `_`
 * count for nothing.
 */
export function nearestWord(word: string, known: readonly string[]): string | null {
  const letters = lettersOf(word);
  if (letters.length === 0 || letters.length > LENGTH_MAX) return null;
  const apart = known.map((one) => editsBetween(letters, lettersOf(one)));
  const least = Math.min(...apart);
  const isNear = least <= Math.ceil(letters.length / 4);
  const nearest = known.filter((_, index) => apart[index] === least);
  return isNear && nearest.length === 1 ? (nearest[0] ?? null) : null;
}

/** The work grows with the product of both lengths. */
const LENGTH_MAX = 60;

function lettersOf(word: string): string {
  return word.toLowerCase().replaceAll(/[-_\s]/g, '');
}

/** How many letters must be put in, taken out, changed, or swapped with their neighbour. */
function editsBetween(from: string, to: string): number {
  let [before, last]: number[][] = [[], Array.from({ length: to.length + 1 }, (_, index) => index)];
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      const isSame = from[i - 1] === to[j - 1];
      const changed = at(last, j - 1) + (isSame ? 0 : 1);
      const isSwapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      const swapped = isSwapped ? at(before, j - 2) + 1 : Number.POSITIVE_INFINITY;
      row.push(Math.min(changed, at(last, j) + 1, at(row, j - 1) + 1, swapped));
    }
    [before, last] = [last, row];
  }
  return at(last, to.length);
}

function at(row: readonly number[] | undefined, index: number): number {
  return row?.[index] ?? Number.POSITIVE_INFINITY;
}
