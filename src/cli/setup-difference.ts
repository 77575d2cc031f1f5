import { asRow, type Row } from '../adapters/domain-api-values.ts';

/**
 * Where what was found is not what is wanted, as paths. Fields that only the other side has are its own business; what is wanted empty
 * may be missing there; numbers may be written as texts.
 */
export function differences(wanted: unknown, found: unknown, path = ''): string[] {
  if (Array.isArray(wanted)) return differencesOfLists(wanted, found, path);
  const row = asRow(wanted);
  if (row === null) return isSame(wanted, found) ? [] : [path];
  const other = asRow(found);
  if (other === null) return isEmpty(row) && found === undefined ? [] : [path];
  return Object.entries(row).flatMap(([name, value]) =>
    differences(value, other[name], path === '' ? name : `${path}.${name}`),
  );
}

/** A row without some of its fields. */
export function without(row: Row, ...names: readonly string[]): Row {
  return Object.fromEntries(Object.entries(row).filter(([name]) => !names.includes(name)));
}

function differencesOfLists(wanted: readonly unknown[], found: unknown, path: string): string[] {
  if (wanted.length === 0 && (found === undefined || found === null)) return [];
  if (!Array.isArray(found) || found.length !== wanted.length) return [path];
  return wanted.flatMap((value, index) => differences(value, found[index], `${path}[${index}]`));
}

function isSame(wanted: unknown, found: unknown): boolean {
  if (found === undefined || found === null) return wanted === '' || wanted === false;
  return plain(wanted) !== null && plain(wanted) === plain(found);
}

/** A number or a truth value as the text that some services write in its place. */
function plain(value: unknown): string | null {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
}

function isEmpty(row: Row): boolean {
  return Object.keys(row).length === 0;
}
