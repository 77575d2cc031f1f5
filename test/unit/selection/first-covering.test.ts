import { expect, it } from 'vitest';
import type { PolicyMatch } from '../../../src/config/policy.ts';
import { firstCoverings } from '../../../src/selection/first-covering.ts';

const OTHER: PolicyMatch = { name: ['other.net'], tag: ['y'] };

const table: [name: string, wide: PolicyMatch, narrow: PolicyMatch][] = [
  ['a glob, and all that stands before its wildcard', { name: ['abc*'] }, { name: ['abc'] }],
  ['a glob, and all that stands behind its wildcard', { name: ['*.com'] }, { name: ['.com'] }],
  ['a glob in the middle', { name: ['*abc*'] }, { name: ['xabcx', 'abc'] }],
  ['the second glob', { name: ['x.cn', '*-a.com'] }, { name: ['b-a.com'] }],
  ['the same glob', { name: ['a?b*c'] }, { name: ['a?b*c'] }],
  ['an end of a name', { tld: ['com'] }, { name: ['a.b.com'] }],
  ['a shorter end', { tld: ['cn'] }, { tld: ['com.cn'] }],
  ['a label beside an end', { tld: ['cn'], group: ['1', '2'] }, { tld: ['cn'], group: ['2'] }],
  ['premium alone', { premium: false }, { premium: false, tag: ['x'] }],
  ['nothing at all', {}, { tag: ['x'] }],
];
it.each(table)('finds behind others what takes all of it: %s', (_name, wide, narrow) => {
  expect(firstCoverings([OTHER, wide, OTHER, narrow, wide])).toEqual([null, null, 0, 1, 1]);
});

it.each<[string, (PolicyMatch | undefined)[], (number | null)[]]>([
  ['a rule without a match, whatever comes behind it', [undefined, OTHER, undefined], [null, 0, 0]],
  ['a match without conditions, but not a rule without a match', [{}, OTHER, undefined], [null, 0, null]],
  ['the first of several', [{ tld: ['net'] }, { tag: ['y'] }, OTHER], [null, null, 0]],
])('finds %s', (_name, matches, expected) => {
  expect(firstCoverings(matches)).toEqual(expected);
});

it('stops where it would take too long', () => {
  expect(firstCoverings([OTHER, OTHER, OTHER], 0)).toEqual([null]);
});

const TWO: PolicyMatch = { name: ['a*', 'ab*'] };
it.each<[string, PolicyMatch, PolicyMatch, number]>([
  ['every name with every name', TWO, { name: ['azz', 'abd', 'x'] }, 6],
  ['a match that stands under two things that the other one has only once', TWO, { name: ['abc'] }, 2],
  ['a match without names as one of one name', { tld: ['com'] }, { name: ['a.com', 'b.com'] }, 2],
])('counts as work %s', (_name, wide, narrow, work) => {
  expect(firstCoverings([wide, narrow], work)).toHaveLength(2);
  expect(firstCoverings([wide, narrow], work - 1)).toHaveLength(1);
});

it.each<[string, PolicyMatch, PolicyMatch]>([
  ['ordinary names, of those that say nothing of it', { premium: false }, { tag: ['x'] }],
  ['ordinary names, of premium ones', { premium: false }, { premium: true }],
  ['a name, of one that only ends like it', { name: ['b.com'] }, { name: ['ab.com'] }],
  ['a name, of one that only begins like it', { name: ['a.co'] }, { name: ['a.com'] }],
  ['every name, of matches without names', { name: ['*'] }, { tag: ['x'] }],
  ['a tag, of a list with another one in front of it', { tag: ['b'] }, { tag: ['a', 'b'] }],
  ['a glob by its longer end', { name: ['a*.com'] }, { name: ['a.cn'] }],
  ['a name, of its end', { name: ['a.com'], tld: ['com'] }, { tld: ['com'] }],
])('does not even ask: %s', (_name, wide, narrow) => {
  expect(firstCoverings([wide, narrow], 0)).toEqual([null, null]);
});
