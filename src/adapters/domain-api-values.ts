/** An object of a reply. Replies are read with json-bigint: no prototype, and a BigNumber for more than 15 digits. */
export type Row = Readonly<Record<string, unknown>>;

/** A reply that was read, or why it is not what was asked for. */
export type Parsed<T> = { readonly value: T } | { readonly unreadable: string };

/** The value as a JSON object; null when it is anything else. */
export function asRow(value: unknown): Row | null {
  return isRow(value) ? value : null;
}

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isBigNumber(value);
}

/** The field under its documented name or with a small first letter: samples show both. Null when it is missing. */
export function field(row: Row, name: string): unknown {
  return row[name] ?? row[name.charAt(0).toLowerCase() + name.slice(1)] ?? null;
}

/** Whether the reply has a part that holds rows; XML turned into JSON leaves an empty text in its place. */
export function hasPart(row: Row, name: string): boolean {
  const part = field(row, name);
  return part !== null && part !== '';
}

/** Texts, and numbers as texts; null for all else. */
export function text(row: Row, name: string): string | null {
  const value = field(row, name);
  if (typeof value === 'string') return detached(value);
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  return isBigNumber(value) ? value.toFixed() : null;
}

/** Whole numbers, also written as texts; null for all else and for what a number cannot hold exactly. */
export function integer(row: Row, name: string): number | null {
  const digits = text(row, name)?.trim() ?? '';
  const value = /^-?\d{1,16}$/.test(digits) ? Number(digits) : Number.NaN;
  return Number.isSafeInteger(value) ? value : null;
}

/** How many there are: null too for less than none, so that it never passes for a count that was reached. */
export function count(row: Row, name: string): number | null {
  const value = integer(row, name);
  return value === null || value < 0 ? null : value;
}

/** Booleans, also written as texts or as 1 and 0; null for all else. */
export function flag(row: Row, name: string): boolean | null {
  const value = field(row, name);
  const word = typeof value === 'boolean' ? String(value) : (text(row, name)?.trim().toLowerCase() ?? '');
  if (word === 'true' || word === '1') return true;
  return word === 'false' || word === '0' ? false : null;
}

/** A status word in capitals; empty when missing. */
export function word(row: Row, name: string): string {
  return text(row, name)?.trim().toUpperCase() ?? '';
}

/** The rows of `Data.Domain` and the like: an array, one object in place of an array, or nothing. */
export function rowsIn(container: unknown, name: string): readonly unknown[] {
  if (Array.isArray(container)) return container as readonly unknown[];
  const holder = asRow(container);
  const rows = holder === null ? null : field(holder, name);
  if (Array.isArray(rows)) return rows as readonly unknown[];
  return rows === null || rows === '' ? [] : [rows];
}

/** The service's text for people: no control, line or direction characters, not long. */
export function printable(raw: string, lengthMax: number): string {
  return raw
    .slice(0, lengthMax)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+/gu, ' ')
    .trim();
}

function isBigNumber(value: unknown): value is { toFixed(): string } {
  return typeof value === 'object' && value !== null && 'toFixed' in value && typeof value.toFixed === 'function';
}

/** A copy: V8 keeps the text of the whole page alive for as long as a longer piece of it is. */
function detached(piece: string): string {
  return piece.length < 13 ? piece : Buffer.from(piece, 'utf16le').toString('utf16le');
}
