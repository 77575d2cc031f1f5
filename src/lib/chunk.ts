import { assert } from './assert.ts';

/** Cuts a list into pieces of at most `sizeMax`, in order; nothing is lost or repeated. */
export function chunk<T>(items: readonly T[], sizeMax: number): T[][] {
  assert(Number.isInteger(sizeMax) && sizeMax >= 1, `a chunk holds at least one item, not ${sizeMax}`);
  const chunks: T[][] = [];
  for (let start = 0; start < items.length; start += sizeMax) {
    chunks.push(items.slice(start, start + sizeMax));
  }
  return chunks;
}
