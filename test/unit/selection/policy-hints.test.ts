import { expect, it } from 'vitest';
import { policyHints, unreachableRules } from '../../../src/selection/policy-hints.ts';
import { aListedDomain } from '../../builders/domains.ts';
import { aPolicy, aRule } from '../../builders/policies.ts';

const policy = aPolicy([
  aRule({ name: 'com', match: { tld: ['com'] } }),
  aRule({ name: 'behind com', match: { name: ['a.*'], premium: false } }),
  aRule({ name: 'behind both', match: { name: ['a*'] } }),
  aRule({ name: 'never', match: { tld: ['com'], tag: ['x'] } }),
  aRule({ name: 'nothing', match: { tag: ['x'] } }),
  aRule({ name: 'rest' }),
]);

it('a rule that wins nothing is behind another one, or matches nothing', () => {
  const domains = ['a.com', 'b.com'].map((name) => aListedDomain({ name }));
  expect(policyHints(policy, domains)).toEqual([
    { hint: 'always-behind', place: 1, by: 0, domain: 'a.com' },
    { hint: 'always-behind', place: 2, by: 0, domain: 'a.com' },
    { hint: 'never-wins', place: 3, by: 0 },
    { hint: 'matches-nothing', place: 4 },
  ]);
});

it('a rule that wins something is not named, nor one without a match', () => {
  const domains = ['a.com', 'a.cn', 'ab.cn'].map((name) => aListedDomain({ name }));
  expect(policyHints(policy, domains).map(({ place }) => place)).toEqual([3, 4]);
});

it('an account without domains tells no more than the policy itself', () => {
  expect(policyHints(policy, [])).toEqual([{ hint: 'never-wins', place: 3, by: 0 }]);
  expect(unreachableRules(policy)).toEqual([{ hint: 'never-wins', place: 3, by: 0 }]);
});
