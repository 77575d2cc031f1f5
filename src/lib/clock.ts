/** Time as a parameter: epoch milliseconds, and waiting. The real one is in `adapters/system.ts`. */
export interface Clock {
  now(): number;
  sleep(durationMs: number): Promise<void>;
}

/** Chance as a parameter: at least 0 and below 1. */
export type Random = () => number;

/** Ids as a parameter: a new one at every call, unique without coordination. */
export type MakeId = () => string;
