import { expect, it } from 'vitest';
import type { PolicyMatch } from '../../../src/config/policy.ts';
import { featuresOf, ruleTest } from '../../../src/selection/rule-match.ts';
import { aListedDomain } from '../../builders/domains.ts';
import { someLabels } from '../../builders/policies.ts';

const LABELLED = aListedDomain({
  labels: someLabels({ tags: ['a', 'b'], groups: ['1'], resourceGroups: ['rg-1'], registrants: ['enterprise'] }),
});

const table: [name: string, match: PolicyMatch, ofLabelled: boolean][] = [
  ['one of the tags', { tag: ['x', 'b'] }, true],
  ['another tag', { tag: ['x'] }, false],
  ['its group', { group: ['1'] }, true],
  ['another group', { group: ['rg-1'] }, false],
  ['its resource group', { resourceGroup: ['rg-1'] }, true],
  ['another resource group', { resourceGroup: ['1'] }, false],
  ['its holder', { registrant: ['enterprise'] }, true],
  ['another holder', { registrant: ['individual'] }, false],
  ['two of its labels', { tag: ['a'], group: ['1'] }, true],
  ['only one of two labels', { tag: ['a'], group: ['2'] }, false],
];
it.each(table)('a rule about %s never matches a domain without labels', (_name, match, ofLabelled) => {
  const test = ruleTest(match);
  expect([test(featuresOf(LABELLED)), test(featuresOf(aListedDomain()))]).toEqual([ofLabelled, false]);
});
