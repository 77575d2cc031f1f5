import type { ListedDomain } from '../model/domain.ts';
import { DAY_MS } from '../model/time.ts';
import { pad, paint, type View } from './render-text.ts';

const BAR_COLUMNS_MAX = 50;

/** A picture of when the domains expire, the renewal window marked. */
export function renderOverview(
  domains: readonly ListedDomain[],
  { nowMs, windowDays }: { readonly nowMs: number; readonly windowDays: number },
  view: View,
): string[] {
  const ends: readonly (readonly [label: string, days: number])[] = [
    ['expired', 0],
    ['in a week', 7],
    [`in ${windowDays} days`, windowDays],
    ['in 3 months', 91],
    ['in 6 months', 182],
    ['in a year', 365],
    ['in 2 years', 730],
    ['later', Infinity],
  ];
  const known = domains.flatMap(({ expiryMs }) => (expiryMs === null ? [] : [(expiryMs - nowMs) / DAY_MS]));
  const bands = ends
    .filter(([, days], index) => index === 0 || days > (ends[index - 1]?.[1] ?? 0))
    .map(([label, days], index, kept) => {
      const fromDays = kept[index - 1]?.[1] ?? -Infinity;
      return { label, days, count: known.filter((left) => left > fromDays && left <= days).length };
    });
  const unknownCount = domains.length - known.length;
  if (unknownCount > 0) bands.push({ label: 'unknown', days: Infinity, count: unknownCount });
  const labelWidth = Math.max(...bands.map(({ label }) => label.length));
  const countMax = Math.max(1, ...bands.map(({ count }) => count));
  const barMax = Math.min(BAR_COLUMNS_MAX, view.columns - labelWidth - 20);
  return bands.map(({ label, days, count }) => {
    const bar = '█'.repeat(count === 0 ? 0 : Math.max(1, Math.round((count / countMax) * barMax)));
    const inked = days <= windowDays ? paint(bar, 'yellow', view) : paint(bar, 'dim', view);
    const mark = days <= windowDays ? paint('  ◂ window', 'yellow', view) : '';
    return `  ${pad(label, labelWidth, 'right')} ${inked}${bar === '' ? '' : ' '}${count}${mark}`;
  });
}
