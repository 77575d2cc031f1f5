import fc from 'fast-check';

/**
 * One edge of the program under fuzz. The short form in `npm test` and the long one (`npm run fuzz`) share it. `check` throws when an
 * invariant is broken; it is called with a fixed case just as with a random one.
 */
export interface Target<Input = unknown> {
  readonly name: string;
  /** How many cases the short form tries with each of its two seeds. */
  readonly shortCases: number;
  /** How many the long form tries; less only where a case is a life of weeks. */
  readonly longCases?: number;
  readonly arbitrary: fc.Arbitrary<Input>;
  readonly check: (input: Input) => void | Promise<void>;
}

/** A target whose kind of input nobody else needs to know. */
export function aTarget<Input>(target: Target<Input>): Target {
  return target as Target;
}

/** A broken invariant. */
export class Broken extends Error {
  override readonly name = 'Broken';
}

/** Ends the case when `holds` is false; `what` says which invariant, and with which figures. */
export function demand(holds: boolean, what: () => string): asserts holds {
  if (!holds) throw new Broken(what());
}

/** Whatever was thrown, for people. */
export function errorText(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : JSON.stringify(error);
}

export interface FuzzRun {
  readonly cases: number;
  readonly seed: number;
  /** Where the case lies that is to be seen again. */
  readonly path?: string;
  readonly onCase?: () => void;
  /** False shows the first input that failed instead of the smallest one near it. */
  readonly shrinks?: boolean;
}

/** Tries so many cases; null when none failed, else what to read and to paste. */
export async function fuzz({ name, arbitrary, check }: Target, run: FuzzRun): Promise<string | null> {
  const { cases, seed, path, onCase, shrinks = true } = run;
  const property = fc.asyncProperty(arbitrary, async (input) => {
    onCase?.();
    const checked = check(input);
    if (checked !== undefined) await checked;
  });
  const place = path === undefined ? {} : { path };
  const details = await fc.check(property, { numRuns: cases, seed, endOnFailure: !shrinks, ...place });
  if (!details.failed) return null;
  const error =
    details.errorInstance instanceof Error ? details.errorInstance : new Error(String(details.errorInstance));
  const [input] = details.counterexample ?? [];
  return [
    `fuzz target "${name}" failed after ${details.numRuns} cases and ${details.numShrinks} steps of shrinking`,
    error.stack ?? error.message,
    `replay: npm run fuzz -- "${name}" --seed=${seed} --path=${details.counterexamplePath ?? ''}`,
    'as a fixed case (test/property/fuzz/fixed-cases.ts):',
    `  ['what it found', '${name}', ${fc.stringify(input)}],`,
  ].join('\n');
}
