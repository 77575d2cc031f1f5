import { type Chance, createChance } from '../../src/sandbox/chance.ts';
import { FAULT_KINDS, type FaultCounts, type FaultKind } from './fault-kinds.ts';

/** What a row is like in a kind that does not occur at all, and in one that occurs often. */
const STRENGTHS = [0.4, 1, 1, 2.5] as const;
/** Of all kinds a seed takes about this share: a world with few kinds goes further into each. */
const SHARES = [0.1, 0.25, 0.5, 0.5, 1, 1] as const;

/**
 * The faults of one seed: which kinds occur, how often, and when. Each kind has a row of chances of its own, so that leaving one out
 * changes the others no more than the story itself does.
 */
export class Faults {
  readonly #rows: Readonly<Record<FaultKind, Chance>>;
  /** 0 for a kind that this world does not know. */
  readonly #strengths: Readonly<Record<FaultKind, number>>;
  readonly #counts: Record<FaultKind, number>;
  readonly #onStrike: (kind: FaultKind) => void;
  /** No fault begins any more. */
  isCalm = false;
  /** When that will be so; who sleeps wakes then at the latest. */
  calmMs: number = Number.POSITIVE_INFINITY;

  constructor(seed: number, without: ReadonlySet<FaultKind>, onStrike: (kind: FaultKind) => void) {
    const choice = createChance(seed, 'choice of faults');
    const share = choice.pick(SHARES);
    const strengthOf = (kind: FaultKind): number => {
      const [isTaken, strength] = [choice.happens(share), choice.pick(STRENGTHS)];
      return isTaken && !without.has(kind) ? strength : 0;
    };
    this.#strengths = forEachKind(strengthOf);
    this.#rows = forEachKind((kind) => createChance(seed, `fault ${kind}`));
    this.#counts = forEachKind(() => 0);
    this.#onStrike = onStrike;
  }

  get counts(): FaultCounts {
    return this.#counts;
  }

  /** Whether this world knows the kind, in the days of faults. */
  knows(kind: FaultKind): boolean {
    return this.#strengths[kind] > 0;
  }

  /** Whether the kind strikes now; the chance is that of a world of ordinary strength. */
  strikes(kind: FaultKind, chance: number): boolean {
    const strength = this.#strengths[kind];
    if (strength === 0) return false;
    if (!this.#rows[kind].happens(Math.min(0.9, chance * strength)) || this.isCalm) return false;
    this.#counts[kind] += 1;
    this.#onStrike(kind);
    return true;
  }

  /** The chance as this world's strength makes it; 0 once all is calm. */
  chanceOf(kind: FaultKind, chance: number): number {
    return this.isCalm ? 0 : Math.min(0.9, chance * this.#strengths[kind]);
  }

  /** The kind's own row, for how a strike looks in detail. */
  row(kind: FaultKind): Chance {
    return this.#rows[kind];
  }

  /** Counts strikes that were decided elsewhere. */
  count(kind: FaultKind, times: number): void {
    this.#counts[kind] += times;
  }
}

function forEachKind<T>(make: (kind: FaultKind) => T): Record<FaultKind, T> {
  return Object.fromEntries(FAULT_KINDS.map((kind) => [kind, make(kind)])) as Record<FaultKind, T>;
}
