import { FAULT_KINDS, type FaultKind } from '../fault-kinds.ts';
import type { Outcome, Simulate } from '../outcome.ts';
import { BrokenWorld, type FailedBy, type Failure } from './seed-worker.ts';

/** The same failure with fewer kinds of fault. */
export interface Shrunk {
  /** Without these it fails all the same. */
  readonly without: ReadonlySet<FaultKind>;
  /** Without any one of these it does not fail, or not by the same check. */
  readonly needed: readonly FaultKind[];
  /** The world with the needed ones alone, with its history; null when it throws. */
  readonly outcome: Outcome | null;
}

interface Attempt {
  readonly failedBy: ReadonlySet<FailedBy>;
  readonly outcome: Outcome | null;
}

/**
 * Leaves out one kind of fault after another, as long as the world still fails by the same check. `onTry` is told of each attempt.
 * A world that hangs is not shrunk: every attempt could take as long again.
 */
export async function shrink(
  simulate: Simulate,
  { seed, by }: Failure,
  begin: ReadonlySet<FaultKind>,
  onTry: (kind: FaultKind) => void,
): Promise<Shrunk> {
  let without = new Set(begin);
  let best = await attempt(simulate, seed, without);
  if (by === 'hung' || !best.failedBy.has(by))
    return { without, needed: present(best, without), outcome: best.outcome };
  // A kind that was needed at first may be no longer once others are gone, and without them others may turn up: until nothing changes.
  for (let changed = true; changed; ) {
    changed = false;
    for (const kind of present(best, without)) {
      if (without.has(kind)) continue;
      onTry(kind);
      const fewer = new Set([...without, kind]);
      const tried = await attempt(simulate, seed, fewer);
      if (!tried.failedBy.has(by)) continue;
      without = fewer;
      best = tried;
      changed = true;
    }
  }
  return { without, needed: present(best, without), outcome: best.outcome };
}

/** The kinds that occur; of a world that threw this is not known, so all that were not left out. */
function present({ outcome }: Attempt, without: ReadonlySet<FaultKind>): FaultKind[] {
  return FAULT_KINDS.filter((kind) => !without.has(kind) && (outcome === null || outcome.faults[kind] > 0));
}

async function attempt(simulate: Simulate, seed: number, without: ReadonlySet<FaultKind>): Promise<Attempt> {
  try {
    const outcome = await simulate(seed, { without, withHistory: true });
    return { failedBy: new Set(outcome.findings.map(({ check }) => check)), outcome };
  } catch (error) {
    return { failedBy: new Set([error instanceof BrokenWorld ? error.by : 'thrown']), outcome: null };
  }
}
