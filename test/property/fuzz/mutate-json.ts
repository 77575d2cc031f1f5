import fc from 'fast-check';
import { anOddKey, anOddValue, type Json } from './odd-values.ts';

/** One change of a JSON tree: what is done, at which of its places (counted around), and with what. */
export interface Change {
  readonly deed: (typeof DEEDS)[number];
  readonly at: number;
  readonly other: number;
  readonly value: Json;
  readonly key: string;
  /** Only places of this name, where there are any; null for any place. */
  readonly field: string | null;
}

const DEEDS = [
  'drop',
  'rename',
  'replace',
  'replace',
  'replace',
  'text',
  'list',
  'only',
  'wrap',
  'add',
  'twice',
  'swap',
  'case',
] as const;

/** A place in a tree: an object or a list, and the name or number in it. */
interface Place {
  readonly holder: { [name: string]: Json };
  readonly key: string;
}

/** What matters at one edge: words that mean something there, and names of fields that decisions hang on. */
export interface Matter {
  readonly values?: readonly Json[];
  readonly fields?: readonly string[];
}

/** Some changes; half of them with what matters, where that is told. */
export function someChanges({ values = [], fields = [] }: Matter = {}, changesMax = 4): fc.Arbitrary<Change[]> {
  const value = values.length === 0 ? anOddValue : fc.oneof(anOddValue, fc.constantFrom(...values));
  const field = fields.length === 0 ? fc.constant(null) : fc.option(fc.constantFrom(...fields), { freq: 1 });
  const deed = fc.constantFrom(...DEEDS);
  const change = fc.record({ deed, at: fc.nat(), other: fc.nat(), value, key: anOddKey, field });
  return fc.array(change, { maxLength: changesMax });
}

/** Recorded shapes, each with some changes. */
export function mutated(shapes: readonly Json[], matter: Matter = {}, changesMax = 4): fc.Arbitrary<Json> {
  return fc
    .tuple(fc.nat(shapes.length - 1), someChanges(matter, changesMax))
    .map(([shape, changes]) => changed(shapes[shape] ?? null, changes));
}

/** The tree with these changes; the original stays as it is. */
export function changed(shape: Json, changes: readonly Change[]): Json {
  const root = { '': structuredClone(shape) };
  for (const change of changes) apply(root, change);
  return root[''];
}

function apply(root: { '': Json }, { deed, at, other, value, key, field }: Change): void {
  const all = placesIn(root);
  const named = field === null ? [] : all.filter((place) => place.key.toLowerCase() === field.toLowerCase());
  const places = named.length === 0 ? all : named;
  const place = places[at % places.length];
  if (place === undefined) return;
  const { holder } = place;
  const old = holder[place.key] ?? null;
  switch (deed) {
    case 'drop':
      remove(place);
      return;
    case 'rename':
      remove(place);
      put(holder, key, old);
      return;
    case 'replace':
      put(holder, place.key, structuredClone(value));
      return;
    case 'text':
      put(holder, place.key, typeof old === 'string' ? Number(old) : String(typeof old === 'object' ? '' : old));
      return;
    case 'list':
      put(holder, place.key, Array.isArray(old) ? Object.fromEntries(old.entries()) : [old]);
      return;
    case 'only':
      put(holder, place.key, Array.isArray(old) ? (old[0] ?? null) : structuredClone(value));
      return;
    case 'wrap':
      put(holder, place.key, { [key]: old });
      return;
    case 'add':
      if (typeof old === 'object' && old !== null) put(old as { [name: string]: Json }, key, structuredClone(value));
      return;
    case 'twice':
      if (Array.isArray(old)) old.push(...structuredClone(old.slice(0, 50)));
      return;
    case 'swap':
      swap(place, places[other % places.length] ?? place);
      return;
    case 'case':
      remove(place);
      put(holder, swapFirstCase(place.key), old);
      return;
  }
}

function placesIn(root: { '': Json }): Place[] {
  const places: Place[] = [];
  const visit = (holder: { [name: string]: Json }): void => {
    for (const key of Object.keys(holder)) {
      // A tree that grows by every change is cut off here.
      if (places.length >= 2000) return;
      places.push({ holder, key });
      const value = holder[key];
      if (typeof value === 'object' && value !== null) visit(value as { [name: string]: Json });
    }
  };
  visit(root);
  return places;
}

/** By definition, so that `__proto__` becomes a field like any other. */
function put(holder: { [name: string]: Json }, key: string, value: Json): void {
  const name = Array.isArray(holder) && !/^\d+$/.test(key) ? String(holder.length) : key;
  Object.defineProperty(holder, name, { value, enumerable: true, configurable: true, writable: true });
}

function remove({ holder, key }: Place): void {
  if (Array.isArray(holder)) holder.splice(Number(key), 1);
  else if (key === '') put(holder, key, null);
  else delete holder[key];
}

/** Only texts, numbers and flags: a tree must not end up inside itself. */
function swap(one: Place, two: Place): void {
  const [a = null, b = null] = [one.holder[one.key], two.holder[two.key]];
  if (typeof a === 'object' || typeof b === 'object') return;
  put(one.holder, one.key, b);
  put(two.holder, two.key, a);
}

function swapFirstCase(key: string): string {
  const first = key.charAt(0);
  return (first === first.toLowerCase() ? first.toUpperCase() : first.toLowerCase()) + key.slice(1);
}
