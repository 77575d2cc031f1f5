import { describe, expect, it } from 'vitest';
import type { PolicyMatch } from '../../../src/config/policy.ts';
import { indexRules } from '../../../src/selection/rule-index.ts';
import { aListedDomain } from '../../builders/domains.ts';
import { someLabels } from '../../builders/policies.ts';

const SHOP = aListedDomain({ name: 'shop-a.com.cn', labels: someLabels({ tags: ['a'], groups: ['1'] }) });

describe('the first rule that matches shop-a.com.cn, with tag a and group 1', () => {
  const table: [name: string, matches: (PolicyMatch | undefined)[], expected: number | null][] = [
    ['no rules', [], null],
    ['none that matches', [{ tld: ['com'] }, { tag: ['b'] }, { name: ['*.net'] }], null],
    ['a rule for all', [undefined], 0],
    ['a rule without conditions', [{}], 0],
    ['the rule for all behind others', [{ tld: ['com'] }, undefined], 1],
    ['the first, found by its end', [{ tld: ['cn'] }, { name: ['shop-a.com.cn'] }, undefined], 0],
    ['the first, found by its name', [{ name: ['shop-a.com.cn'] }, { tld: ['cn'] }, undefined], 0],
    ['the first, found by a part of its name', [{ name: ['*op-*'] }, { tag: ['a'] }, undefined], 0],
    ['a part of its name behind a tag', [{ tag: ['b'] }, { name: ['*op-*'] }, { tag: ['a'] }], 1],
    ['a glob too short to be filed', [{ tag: ['b'] }, { name: ['s*'] }, undefined], 1],
    ['a glob beside a name', [{ name: ['x.com', 'shop-?.com.cn'] }], 0],
    ['a name beside a glob', [{ name: ['x-*.com', 'shop-a.com.cn'] }], 0],
    ['premium is not what it is', [{ premium: true }, { premium: false }], 1],
    [
      'all conditions of a rule, not one',
      [
        { tag: ['a'], group: ['2'] },
        { tag: ['a'], group: ['1'] },
      ],
      1,
    ],
    [
      'what many ask for beside what few ask for',
      [
        { tld: ['cn'], tag: ['b'] },
        { tld: ['cn'], tag: ['a'] },
      ],
      1,
    ],
    ['one of a list', [{ tld: ['com', 'net'] }, { tld: ['com', 'cn'] }], 1],
  ];
  it.each(table)('%s', (_name, matches, expected) => {
    expect(indexRules(matches)(SHOP)).toBe(expected);
  });
});
