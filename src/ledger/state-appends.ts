/** The claim append numbers that were seen. */
export interface Appends {
  firstAppend: number;
  lastAppend: number;
  readonly appends: Set<number>;
}

/** Takes one more number. */
export function countAppend(state: Appends, append: number): void {
  state.firstAppend = state.appends.size === 0 ? append : Math.min(state.firstAppend, append);
  state.lastAppend = Math.max(state.lastAppend, append);
  state.appends.add(append);
}

/**
 * Numbers between the first and the last that were seen must all be there. A damaged number may leave a gap of any size: the
 * first hundred say it.
 */
export function missingAppends({ appends, firstAppend, lastAppend }: Appends): number[] {
  const missing: number[] = [];
  if (appends.size === lastAppend - firstAppend + 1) return missing;
  for (let append = firstAppend + 1; append < lastAppend && missing.length < 100; append++) {
    if (!appends.has(append)) missing.push(append);
  }
  return missing;
}
