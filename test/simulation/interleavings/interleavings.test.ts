import { describe, expect, it } from 'vitest';
import { explore } from './explore.ts';
import { type Depth, scenarios } from './scenarios.ts';
import { boundText, figuresOf, showViolation } from './show.ts';

/** INTERLEAVINGS=deep takes a quarter of an hour; INTERLEAVINGS_FIGURES=1 prints a line for each scenario. */
const DEPTH: Depth = process.env['INTERLEAVINGS'] === 'deep' ? 'deep' : 'standard';
const ARE_FIGURES_SHOWN = process.env['INTERLEAVINGS_FIGURES'] !== undefined || DEPTH === 'deep';

describe(`every order of two runs, ${DEPTH} bound: no promise is broken in any`, () => {
  it.each(scenarios(DEPTH).map((scenario) => [scenario.name, boundText(scenario.bound), scenario] as const))(
    '%s: %s',
    async (_name, _bound, scenario) => {
      const before = process.cpuUsage();
      const explored = await explore(scenario);
      const { user, system } = process.cpuUsage(before);
      if (ARE_FIGURES_SHOWN) process.stdout.write(`${figuresOf(scenario, explored, (user + system) / 1000)}\n`);
      const { violation } = explored;
      expect(violation === null ? '' : await showViolation(scenario, violation)).toBe('');
      // In every end each domain was paid once: none was left to a person.
      expect(explored.onlyTold.size).toBe(0);
      expect([...explored.happened]).toEqual(expect.arrayContaining([...scenario.mustHappen]));
    },
    3_600_000,
  );
});
