import type { FaultKind } from '../fault-kinds.ts';
import type { Check, Finding, Simulate } from '../outcome.ts';
import { EMPTY_TALLY, plus, type Tally, tallyOf } from './tally.ts';

/** By what a world failed: a check of the auditor, an exception, or because it never came to its end. */
export type FailedBy = Check | 'thrown' | 'hung';

/** A seed whose world did not keep the promises. */
export interface Failure {
  readonly seed: number;
  readonly by: FailedBy;
  /** Empty when the world was thrown out of its course. */
  readonly findings: readonly Finding[];
  /** The stack of what was thrown, or how long nothing came; empty when there are findings. */
  readonly trouble: string;
}

/** Seeds in a row, lived through in this order. */
export interface SeedsOrder {
  readonly from: number;
  readonly count: number;
  readonly without: ReadonlySet<FaultKind>;
}

/** What became of them; at the first failure the rest is left. */
export interface SeedsLived {
  readonly tally: Tally;
  readonly failure: Failure | null;
}

/** Lives through worlds somewhere: in a thread, or in a test here. */
export interface SeedWorker {
  /** Never throws: what a world throws is its failure. */
  liveSeeds(order: SeedsOrder): Promise<SeedsLived>;
  /** One world; throws a `BrokenWorld` when the world throws or hangs. */
  readonly simulate: Simulate;
  stop(): Promise<void>;
}

/** A world that came to no outcome. */
export class BrokenWorld extends Error {
  override readonly name = 'BrokenWorld';
  readonly by: 'thrown' | 'hung';

  constructor(by: 'thrown' | 'hung', trouble: string) {
    super(trouble);
    this.by = by;
  }
}

/** Lives through seeds until one fails; `onSeed` is told of each just before it begins. */
export async function liveSeeds(
  simulate: Simulate,
  { from, count, without }: SeedsOrder,
  onSeed: (seed: number) => void,
): Promise<SeedsLived> {
  let tally = EMPTY_TALLY;
  for (let seed = from; seed < from + count; seed += 1) {
    onSeed(seed);
    try {
      const outcome = await simulate(seed, { without });
      tally = plus(tally, tallyOf(outcome));
      const [first] = outcome.findings;
      if (first !== undefined) {
        return { tally, failure: { seed, by: first.check, findings: outcome.findings, trouble: '' } };
      }
    } catch (error) {
      return { tally, failure: brokenFailure(seed, error) };
    }
  }
  return { tally, failure: null };
}

/** The failure of a world that came to no outcome. */
export function brokenFailure(seed: number, error: unknown): Failure {
  const by = error instanceof BrokenWorld ? error.by : 'thrown';
  return { seed, by, findings: [], trouble: error instanceof BrokenWorld ? error.message : stackOf(error) };
}

/** The stack of an error, and of what caused it. */
export function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return `thrown: ${String(error)}`;
  const stack = error.stack ?? String(error);
  return error.cause === undefined ? stack : `${stack}\ncaused by ${stackOf(error.cause)}`;
}
