/** The numbers of the claim appends that were read, with the least and the greatest of them. */
interface SeenAppends {
  readonly appends: Set<number>;
  firstAppend: number;
  lastAppend: number;
}

/**
 * Numbers between the first and the last that were seen must all be there. A damaged number may leave a gap of any size: the
 * first hundred say it.
 */
export function missingAppends({ appends, firstAppend, lastAppend }: SeenAppends): number[] {
  const missing: number[] = [];
  if (appends.size === lastAppend - firstAppend + 1) return missing;
  for (let append = firstAppend + 1; append < lastAppend && missing.length < 100; append++) {
    if (!appends.has(append)) missing.push(append);
  }
  return missing;
}

/** Takes one more number. */
export function countAppend(seen: SeenAppends, append: number): void {
  seen.firstAppend = seen.appends.size === 0 ? append : Math.min(seen.firstAppend, append);
  seen.lastAppend = Math.max(seen.lastAppend, append);
  seen.appends.add(append);
}
