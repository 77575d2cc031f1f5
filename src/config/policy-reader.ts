import { type Currency, minorFrom, moneyText } from '../model/money.ts';
import { type InputFault, shown, shownField, shownUnlessSecret, unknownField } from './fault.ts';

/** Where in the document: the keys and places in lists that lead to it. */
export type Path = readonly (string | number)[];

/** Finds the file and the line of a place in the document; of what is missing, that of what should hold it. */
export type Locate = (path: Path) => { readonly file: string; readonly line?: number };

/** What a text must be. */
export interface TextRule {
  readonly pattern: RegExp;
  readonly allowed: string;
}

/** A mapping of the document. Its fields are read by name; a wrong one is noted, and left out, so that one pass finds all faults. */
export class PolicyMap {
  readonly #raw: Readonly<Record<string, unknown>>;
  readonly #path: Path;
  readonly #whose: string;
  readonly #notes: Notes;

  constructor(raw: Readonly<Record<string, unknown>>, path: Path, whose: string, notes: Notes) {
    this.#raw = raw;
    this.#path = path;
    this.#whose = whose;
    this.#notes = notes;
  }

  keys(): string[] {
    return Object.keys(this.#raw);
  }

  has(key: string): boolean {
    return Object.hasOwn(this.#raw, key) && this.#raw[key] !== undefined;
  }

  raw(key: string): unknown {
    return this.has(key) ? this.#raw[key] : undefined;
  }

  fault(key: string, allowed: string): undefined {
    const value = this.has(key) ? shownUnlessSecret(key, this.#raw[key]) : 'missing';
    this.#notes.fault([...this.#path, key], { field: this.#field(key), value, allowed });
    return undefined;
  }

  /** Every name that is not known is a fault: a misspelt one would silently not do what its owner believes. */
  onlyKnown(known: readonly string[]): void {
    for (const key of this.keys()) {
      if (known.includes(key)) continue;
      const value = unknownField(key, shownUnlessSecret(key, this.#raw[key]), 'field', known);
      this.#notes.fault([...this.#path, key], { field: this.#field(key), value, allowed: known.join(', ') });
    }
  }

  text(key: string, { pattern, allowed }: TextRule): string | undefined {
    const value = this.raw(key);
    if (value === undefined) return undefined;
    return typeof value === 'string' && pattern.test(value.trim()) ? value.trim() : this.fault(key, allowed);
  }

  integer(key: string, [min, max]: readonly [number, number], why = ''): number | undefined {
    const value = this.raw(key);
    if (value === undefined) return undefined;
    const isRight = typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max;
    return isRight ? value : this.fault(key, `a whole number from ${min} to ${max}${why}`);
  }

  flag(key: string): boolean | undefined {
    const value = this.raw(key);
    return value === undefined || typeof value === 'boolean' ? value : this.fault(key, 'true or false');
  }

  choice<T extends string>(key: string, allowed: readonly T[]): T | undefined {
    const value = this.raw(key);
    if (value === undefined) return undefined;
    return allowed.find((one) => one === value) ?? this.fault(key, allowed.join(', '));
  }

  /** An amount in whole units, as minor units; more than nothing, for nothing can be bought for nothing. */
  price(key: string, currency: Currency): number | undefined {
    const value = this.raw(key);
    if (value === undefined) return undefined;
    const minor = typeof value === 'number' || typeof value === 'string' ? minorFrom(String(value), currency) : null;
    if (minor !== null && minor > 0) return minor;
    return this.fault(key, `a decimal amount above 0, such as ${moneyText(9050, currency).replace(/ .*/, '')}`);
  }

  /** One text or a list of texts; undefined when it is missing, empty or has a wrong item. */
  texts(key: string, read: (item: unknown) => string | null, allowed: string): string[] | undefined {
    const value = this.raw(key);
    if (value === undefined) return undefined;
    const items: readonly unknown[] = Array.isArray(value) ? value : [value];
    if (items.length === 0) return this.fault(key, `${allowed}; or a list of such, not an empty one`);
    const found = items.map((item, index) => {
      const text = read(item);
      if (text === null) {
        const path = Array.isArray(value) ? [...this.#path, key, index] : [...this.#path, key];
        this.#notes.fault(path, { field: this.#field(key), value: shownUnlessSecret(key, item), allowed });
      }
      return text;
    });
    const texts = found.filter((text) => text !== null);
    return texts.length === items.length ? texts : undefined;
  }

  /** A mapping inside of this one; undefined when it is missing or something else. */
  map(key: string, allowed: string, whose = `the ${key} of ${this.#whose}`): PolicyMap | undefined {
    const value = this.raw(key);
    if (value === undefined) return undefined;
    return asMap(value, [...this.#path, key], whose, this.#notes) ?? this.fault(key, allowed);
  }

  #field(key: string): string {
    return this.#whose === '' ? shownField(key) : `${shownField(key)} of ${this.#whose}`;
  }
}

/** The faults so far. */
export interface Notes {
  readonly faults: InputFault[];
  fault(path: Path, fault: InputFault): void;
}

/** An empty list of faults, each with its place. */
export function notesAt(locate: Locate): Notes {
  const faults: InputFault[] = [];
  return { faults, fault: (path, fault) => faults.push({ ...fault, ...locate(path) }) };
}

/** The value as a mapping; null when it is anything else. */
export function asMap(value: unknown, path: Path, whose: string, notes: Notes): PolicyMap | null {
  const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isMap ? new PolicyMap(value as Readonly<Record<string, unknown>>, path, whose, notes) : null;
}

/** `rule "brands"`, or `rule 3` as long as its name is not known. */
export function ruleText(name: string | undefined, index: number): string {
  return name === undefined ? `rule ${index + 1}` : `rule ${shown(name)}`;
}

/** The object without its undefined fields, which JSON would drop too. */
export function withoutUndefined<T extends object>(object: { readonly [K in keyof T]: T[K] | undefined }): Partial<T> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as Partial<T>;
}
