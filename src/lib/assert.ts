/** A promise of this code that was broken: the run stops, nothing more is spent. */
export class BrokenPromise extends Error {
  override readonly name = 'BrokenPromise';
}

/** Stops the run when `holds` is false. For what this code itself promises, never for input. */
export function assert(holds: boolean, promise: string): asserts holds {
  if (!holds) {
    throw new BrokenPromise(`broken promise: ${promise}`);
  }
}
