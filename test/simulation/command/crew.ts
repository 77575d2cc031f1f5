import { type Failure, type SeedsOrder, type SeedWorker } from './seed-worker.ts';
import { EMPTY_TALLY, plus, type Tally } from './tally.ts';

export interface CrewOptions {
  readonly nowMs: () => number;
  /** Told after every piece of work. */
  readonly onTally: (tally: Tally) => void;
  /** No more work is begun once this says so. */
  readonly isStopped: () => boolean;
}

export interface CrewDone {
  readonly tally: Tally;
  /** The lowest seed that fails, whatever the workers' speed: the same command finds the same one again. */
  readonly failure: Failure | null;
}

/** So long one piece of work should last: short enough for the progress, long enough to cost nothing. */
const PIECE_MS = 400;
const PIECE_SEEDS_MAX = 2000;

/** Shares seeds out to workers in pieces, lowest first, until all are done or one fails. */
export async function runCrew(
  workers: readonly SeedWorker[],
  order: SeedsOrder,
  { nowMs, onTally, isStopped }: CrewOptions,
): Promise<CrewDone> {
  const end = order.from + order.count;
  let next = order.from;
  let tally = EMPTY_TALLY;
  let failure: Failure | null = null;
  const work = async (worker: SeedWorker): Promise<void> => {
    let pieceSeeds = 1;
    // What is below a failing seed was handed out before it, and is still lived through.
    while (next < end && failure === null && !isStopped()) {
      const from = next;
      const count = Math.min(pieceSeeds, end - from);
      next += count;
      const beganMs = nowMs();
      const lived = await worker.liveSeeds({ ...order, from, count });
      tally = plus(tally, lived.tally);
      failure = lower(failure, lived.failure);
      pieceSeeds = nextPiece(count, nowMs() - beganMs);
      onTally(tally);
    }
  };
  await Promise.all(workers.map(work));
  return { tally, failure };
}

/** How many seeds the next piece has, by how long the last one took; grows by doubling, as a thread gets faster at first. */
export function nextPiece(count: number, tookMs: number): number {
  const fitting = Math.floor((count * PIECE_MS) / Math.max(1, tookMs));
  return Math.max(1, Math.min(PIECE_SEEDS_MAX, 2 * count, fitting));
}

function lower(a: Failure | null, b: Failure | null): Failure | null {
  return a === null || (b !== null && b.seed < a.seed) ? b : a;
}
