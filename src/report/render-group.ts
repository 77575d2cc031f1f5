import { type Ink, paint, paragraph, type View } from './render-text.ts';

/** Domains of which the same is to be said. */
export interface Group {
  readonly mark: string;
  readonly ink: Ink;
  /** What is said of them. */
  readonly head: string;
  readonly names: readonly string[];
}

/** What is said once, and below it, indented, of whom. */
export function renderGroup({ mark, ink, head, names }: Group, view: View): string[] {
  return [
    ...paragraph(`  ${paint(mark, ink, view)} `, head, view),
    ...(names.length === 0 ? [] : paragraph('      ', names.join(', '), view)),
  ];
}

/** The items by what they have in common, in the order in which that first came. */
export function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): [key: string, items: T[]][] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return [...groups];
}
