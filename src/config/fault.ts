/** One thing that is wrong with an input: which field, what it holds, what it may hold. */
export interface InputFault {
  readonly field: string;
  /** As given, shortened; never a secret. */
  readonly value: string;
  readonly allowed: string;
}

/** Every fault of the settings or of an event, found before any call was made: nothing was read, nothing was spent. */
export class InputError extends Error {
  override readonly name = 'InputError';
  readonly faults: readonly InputFault[];

  constructor(what: 'settings' | 'event' | 'settings and event' | 'arguments', faults: readonly InputFault[]) {
    const lines = faults.map((fault) => `  ${fault.field} is ${fault.value}; allowed: ${fault.allowed}`);
    super(`wrong ${what} (nothing was called, nothing was spent):\n${lines.join('\n')}`);
    this.faults = faults;
  }
}

/** A value as an error message shows it: quoted, at most 60 characters, one line. */
export function shown(value: unknown): string {
  const text = asJson(value);
  return text.length <= 60 ? text : `${text.slice(0, 57)}…"`;
}

function asJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch (error) {
    // A few thousand brackets in one another can be parsed, but not written again.
    if (error instanceof RangeError) return '"a value that is nested too deep to be shown"';
    throw error;
  }
}
