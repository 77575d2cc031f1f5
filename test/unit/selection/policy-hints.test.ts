import { expect, it } from 'vitest';
import {
  type PolicyHint,
  type PolicyHints,
  policyHints,
  unreachableRules,
} from '../../../src/selection/policy-hints.ts';
import { aListedDomain, aName } from '../../builders/domains.ts';
import { aPolicy, aRule } from '../../builders/policies.ts';

const all = (hints: readonly PolicyHint[]): PolicyHints => ({ hints, missingFrom: null });

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
  expect(policyHints(policy, domains)).toEqual(
    all([
      { hint: 'always-behind', place: 1, by: 0, domain: aName('a.com') },
      { hint: 'always-behind', place: 2, by: 0, domain: aName('a.com') },
      { hint: 'never-wins', place: 3, by: 0 },
      { hint: 'matches-nothing', place: 4 },
    ]),
  );
});

it('a rule that wins something is not named, nor one without a match', () => {
  const domains = ['a.com', 'a.cn', 'ab.cn'].map((name) => aListedDomain({ name }));
  expect(policyHints(policy, domains).hints.map(({ place }) => place)).toEqual([3, 4]);
});

it('an account without domains tells no more than the policy itself', () => {
  expect(policyHints(policy, [])).toEqual(all([{ hint: 'never-wins', place: 3, by: 0 }]));
  expect(unreachableRules(policy)).toEqual(all([{ hint: 'never-wins', place: 3, by: 0 }]));
});

it('what takes too long to find out is left out, and from where on is said', () => {
  // The index leaves two questions: the first rule of the fourth, and the fourth of the fifth.
  expect(unreachableRules(policy, 0)).toEqual({ hints: [], missingFrom: 3 });
  expect(unreachableRules(policy, 1)).toEqual({ hints: [{ hint: 'never-wins', place: 3, by: 0 }], missingFrom: 4 });
  expect(unreachableRules(policy, 2)).toEqual(all([{ hint: 'never-wins', place: 3, by: 0 }]));
});

it('a rule that matches only what others take is found by asking again, as long as that does not take too long', () => {
  const crowd = aPolicy([
    aRule({ name: 'cn', match: { tld: ['cn'] } }),
    aRule({ name: 'com', match: { tld: ['com'] } }),
    aRule({ name: 'a', match: { name: ['a*'] } }),
    aRule({ name: 'z', match: { name: ['*z*'] } }),
    aRule({ name: 'y', match: { name: ['*y*'] } }),
    aRule({ name: 'b', match: { name: ['b*'] } }),
  ]);
  // So many stand before the last two that these are not asked about every rule in the first round.
  const names = ['x.cn', ...Array.from({ length: 10 }, (_, n) => `a${n}.com`), 'azy.com', 'b.com'];
  const domains = names.map((name) => aListedDomain({ name }));
  const a: PolicyHint = { hint: 'always-behind', place: 2, by: 1, domain: aName('a0.com') };
  const z: PolicyHint = { hint: 'always-behind', place: 3, by: 1, domain: aName('azy.com') };
  const y: PolicyHint = { hint: 'always-behind', place: 4, by: 1, domain: aName('azy.com') };
  const b: PolicyHint = { hint: 'always-behind', place: 5, by: 1, domain: aName('b.com') };
  expect(policyHints(crowd, domains)).toEqual(all([a, z, y, b]));
  // The first round leaves two rules and twelve domains.
  expect(policyHints(crowd, domains, 14)).toEqual(all([a, z, y, b]));
  expect(policyHints(crowd, domains, 13)).toEqual({ hints: [a, b], missingFrom: 3 });
});

it('hints may be missing from the first place on that either way of looking did not come to', () => {
  const first: PolicyHint = { hint: 'always-behind', place: 1, by: 0, domain: aName('a.com') };
  const second: PolicyHint = { hint: 'always-behind', place: 2, by: 0, domain: aName('a.com') };
  expect(policyHints(policy, [aListedDomain({ name: 'a.com' })], 0)).toEqual({
    hints: [first, second],
    missingFrom: 3,
  });
});

it('10,000 rules of two globs each take seconds, not half a minute', () => {
  const rules = Array.from({ length: 10_000 }, (_, n) => {
    return aRule({ name: `rule ${n}`, match: { name: [`shop-${n}-*.com`, `*-brand${n}.net`] } });
  });
  // The last but one is covered by the very first, whatever stands between.
  rules.push(aRule({ match: { name: ['shop-0-a*.com'] } }), aRule({ name: 'rest' }));
  const startMs = performance.now();
  expect(unreachableRules(aPolicy(rules))).toEqual(all([{ hint: 'never-wins', place: 10_000, by: 0 }]));
  expect(performance.now() - startMs).toBeLessThan(5000);
});
