import type { Chance } from './chance.ts';
import { TLDS } from './price-list.ts';

const FIRST: readonly string[] = [
  'amber apex atlas bamboo basalt beacon birch blue bright cedar cloud coral delta dragon east ember falcon',
  'fern garden golden granite green harbor indigo iron jade jasmine lantern laurel lotus lumen lunar maple',
  'meadow mint north ocean olive orchid panda pearl pine plum quartz quick red river rocket silk silver',
  'solar spring stone summit swift tiger vector velvet violet willow',
]
  .join(' ')
  .split(' ');

const SECOND: readonly string[] = [
  'academy analytics apps audio bakery books bridge care clinic coffee data design energy express farm',
  'finance fitness foods forge foundry games gear health home hotel labs law learning logistics mall market',
  'media mobile motors music networks optics paper parts pay pets photo pilot press print robotics school',
  'security shop soft sports studio supply systems tea tools toys trade travel works',
]
  .join(' ')
  .split(' ');

const IDNS = ['绿茶小铺.com', '海风书店.cn'] as const;

/** Names like a trading company's, each once: mostly `.com` and `.cn`, an IDN or two. */
export function makeDomainNames(chance: Chance, count: number): string[] {
  const names = new Set<string>(count >= 20 ? IDNS : []);
  for (let attempt = 0; names.size < count; attempt += 1) {
    const number = attempt > 2 * count || chance.happens(0.08) ? String(chance.between(1, 10 * count + 99)) : '';
    names.add(`${chance.pick(FIRST)}${chance.pick(['', '-', ''])}${chance.pick(SECOND)}${number}.${makeTld(chance)}`);
  }
  return [...names].slice(0, count);
}

function makeTld(chance: Chance): string {
  if (chance.happens(0.35)) return 'com';
  return chance.happens(0.25) ? 'cn' : chance.pick(TLDS).tld;
}
