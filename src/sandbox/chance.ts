import { assert } from '../lib/assert.ts';

/** Chance by a seed: the same seed and purpose give the same row of draws, on every machine. */
export interface Chance {
  /** At least 0 and below 1. */
  next(): number;
  happens(probability: number): boolean;
  /** A whole number, both ends included. */
  between(min: number, max: number): number;
  pick<T>(items: readonly T[]): T;
  /** In the form of a UUID. */
  uuid(): string;
}

/**
 * Each purpose has its own row of draws: a request more or less of one kind does not shift what another kind meets,
 * so a seed replays even when calls of different kinds are made in another order.
 */
export function createChance(seed: number, purpose: string): Chance {
  let state = hashOf(`${seed}:${purpose}`);
  const next = (): number => {
    // mulberry32
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const between = (min: number, max: number): number => min + Math.floor(next() * (max - min + 1));
  const hex = (digits: number): string => Array.from({ length: digits }, () => between(0, 15).toString(16)).join('');
  return {
    next,
    between,
    happens: (probability) => next() < probability,
    pick: (items) => {
      const item = items[between(0, items.length - 1)];
      assert(item !== undefined, 'chance picks from a list that has something in it');
      return item;
    },
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`,
  };
}

/** FNV-1a, 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  return hash | 0;
}
