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

it('stops where it would take too long', () => {
  expect(firstCoverings([OTHER, OTHER, OTHER], 0)).toEqual([null]);
});
