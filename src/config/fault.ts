import { nearestWord } from '../lib/nearest.ts';

/** One thing that is wrong with an input: which field, what it holds, what it may hold. */
export interface InputFault {
  readonly field: string;
  /** As given, shortened; never a secret. */
  readonly value: string;
  /** Empty where `value` says it all. */
  readonly allowed: string;
  /** The file that holds it, and the line where that is known. */
  readonly file?: string;
  readonly line?: number;
}

/** The inputs that can be wrong. */
export type InputKind =
  | 'settings'
  | 'event'
  | 'settings and event'
  | 'arguments'
  | 'policy'
  | 'plan'
  | 'settings and policy'
  | 'settings, policy and event';

/** Every fault of the settings, of an event or of a policy, found before any call was made: nothing was read, nothing was spent. */
export class InputError extends Error {
  override readonly name = 'InputError';
  readonly faults: readonly InputFault[];

  constructor(what: InputKind, faults: readonly InputFault[]) {
    const lines = faults.map((fault) => `  ${faultText(fault)}`);
    super(`wrong ${what} (nothing was called, nothing was spent):\n${lines.join('\n')}`);
    this.faults = faults;
  }
}

/** `functions/policy.yaml:12: years of rule "brands" is 11; allowed: …`. */
export function faultText({ field, value, allowed, file, line }: InputFault): string {
  const place = file === undefined ? '' : `${file}${line === undefined ? '' : `:${line}`}: `;
  return `${place}${field} is ${value}${allowed === '' ? '' : `; allowed: ${allowed}`}`;
}

/** The value of a field that there is not, with the field that was probably meant. */
export function unknownField(name: string, value: string, noun: string, known: readonly string[]): string {
  const meant = nearestWord(name, known);
  return `${value}, but there is no such ${noun}${meant === null ? '' : ` (did you mean ${meant}?)`}`;
}

/** A value as an error message shows it: quoted, at most 60 characters, one line, nothing that a terminal obeys. */
export function shown(value: unknown): string {
  const text = asJson(value).replace(STEERING, escaped);
  return text.length <= 60 ? text : `${text.slice(0, 57).replace(/[\ud800-\udbff]$/, '')}…"`;
}

/** The name of a field that somebody else chose: as it is when it is plain and short, else as a value is shown. */
export function shownField(name: string): string {
  // YAML takes a key that is left empty, or null, for one.
  if (name === '') return 'a field without a name';
  return /^[\w.-]{1,60}$/.test(name) ? name : shown(name);
}

/** Words of names behind which a secret may stand; somebody may hand the keys over in an event or under a wrong setting. */
const SECRET_WORDS = /key|secret|token|passw|pwd|credential|auth|signature|private|cookie/i;

/** A value that may be anything: it is not repeated when its name, or a name inside of it, looks like a secret's. */
export function shownUnlessSecret(name: string, value: unknown): string {
  const text = shown(value);
  return SECRET_WORDS.test(name) || SECRET_WORDS.test(text) ? '(hidden)' : text;
}

/** What JSON leaves bare: delete and the controls above it, marks of direction, separators of lines. */
const STEERING = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

function escaped(letter: string): string {
  return Array.from({ length: letter.length }, (_, index) => {
    return `\\u${letter.charCodeAt(index).toString(16).padStart(4, '0')}`;
  }).join('');
}

function asJson(value: unknown): string {
  // To JSON these are null.
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  try {
    return JSON.stringify(value) ?? String(value);
  } catch (error) {
    // A few thousand brackets in one another can be parsed, but not written again.
    if (error instanceof RangeError) return '"a value that is nested too deep to be shown"';
    // An alias in YAML may stand for what it is in.
    if (error instanceof TypeError) return '"a value that contains itself"';
    throw error;
  }
}
