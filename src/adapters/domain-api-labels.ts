import type { DomainLabels } from '../model/domain.ts';
import { asRow, field, type Row, rowsIn, text } from './domain-api-values.ts';

/** Reads the labels of a listed row; undefined where it tells nothing. Equal labels are one object. */
export type ReadLabels = (row: Row) => DomainLabels | undefined;

const REGISTRANT_TYPES: ReadonlyMap<string, string> = new Map([
  ['1', 'individual'],
  ['2', 'enterprise'],
]);

/** A reader with a memory of its own: an account has 100,000 domains, and few groups, holders and sets of tags. */
export function labelReader(): ReadLabels {
  const known = new Map<string, DomainLabels>();
  return (row) => {
    const labels: DomainLabels = {
      tags: tags(row),
      groups: texts(row, ['DomainGroupId', 'DomainGroupName']),
      resourceGroups: texts(row, ['ResourceGroupId']),
      registrants: registrants(row),
    };
    if (Object.values(labels).every((list: readonly string[]) => list.length === 0)) return undefined;
    const key = JSON.stringify(labels);
    const same = known.get(key);
    if (same === undefined) known.set(key, labels);
    return same ?? labels;
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
