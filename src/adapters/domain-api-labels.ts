import type { DomainLabels, LabelsWanted } from '../model/domain.ts';
import { asRow, field, type Row, rowsIn, text } from './domain-api-values.ts';

/** Reads the labels of a listed row; undefined where it tells nothing. Equal labels are one object. */
export type ReadLabels = (row: Row) => DomainLabels | undefined;

const REGISTRANT_TYPES: ReadonlyMap<string, string> = new Map([
  ['1', 'individual'],
  ['2', 'enterprise'],
]);

/** Beyond so many different ones most are different, and to remember them costs more than it saves. */
const REMEMBERED_MAX = 20_000;
const NONE: readonly string[] = [];

/**
 * A reader with a memory of its own: an account has 100,000 domains, and few groups, holders and sets of tags. Keeps of each row what is
 * wanted, or everything where nobody says what that is.
 */
export function labelReader(wanted: LabelsWanted | null = null): ReadLabels {
  const sharedList = sharing<readonly string[]>();
  const sharedLabels = sharing<DomainLabels>();
  const kept = (kind: keyof DomainLabels, read: () => readonly string[]): readonly string[] => {
    const some = wanted?.[kind];
    if (some?.size === 0) return NONE;
    const list = some === undefined ? read() : read().filter((one) => some.has(one));
    return list.length === 0 ? NONE : sharedList(list);
  };
  return (row) => {
    const labels: DomainLabels = {
      tags: kept('tags', () => tags(row)),
      groups: kept('groups', () => texts(row, ['DomainGroupId', 'DomainGroupName'])),
      resourceGroups: kept('resourceGroups', () => texts(row, ['ResourceGroupId'])),
      registrants: kept('registrants', () => registrants(row)),
    };
    return Object.values(labels).every((list) => list === NONE) ? undefined : sharedLabels(labels);
  };
}

/** Gives the first of equal values for each of them. */
function sharing<T>(): (value: T) => T {
  const known = new Map<string, T>();
  return (value) => {
    const key = JSON.stringify(value);
    const same = known.get(key);
    if (same !== undefined) return same;
    if (known.size < REMEMBERED_MAX) known.set(key, value);
    return value;
  };
}

/** In one order, so that equal sets are equal. The value is spelled `Vaue` in some answers. */
function tags(row: Row): string[] {
  const found = rowsIn(field(row, 'Tag'), 'Tag').flatMap((raw) => {
    const tag = asRow(raw);
    const key = tag === null ? '' : (text(tag, 'Key') ?? '').trim();
    if (tag === null || key === '') return [];
    const value = (text(tag, 'Value') ?? text(tag, 'Vaue') ?? '').trim();
    return value === '' ? [key] : [key, `${key}=${value}`];
  });
  return [...new Set(found)].sort();
}

function registrants(row: Row): string[] {
  const type = (text(row, 'RegistrantType') ?? '').trim();
  const known = REGISTRANT_TYPES.get(type) ?? type;
  const named = texts(row, ['Ccompany', 'RegistrantOrganization', 'ZhRegistrantOrganization']);
  return known === '' ? named : [...named, known];
}

function texts(row: Row, names: readonly string[]): string[] {
  const found = names.map((name) => (text(row, name) ?? '').trim()).filter((one) => one !== '');
  return [...new Set(found)];
}
