import { describe, expect, it } from 'vitest';
import type { PolicyMatch } from '../../../src/config/policy.ts';
import { covers } from '../../../src/selection/covers.ts';

describe('one match takes all that another takes', () => {
  const table: [name: string, wide: PolicyMatch | undefined, narrow: PolicyMatch | undefined, expected: boolean][] = [
    ['none at all', undefined, { tld: ['com'] }, true],
    ['a condition takes less than none', { tld: ['com'] }, undefined, false],
    ['the same', { tag: ['a'], premium: true }, { tag: ['a'], premium: true }, true],
    ['fewer conditions', { tag: ['a'] }, { tag: ['a'], premium: true }, true],
    ['more conditions', { tag: ['a'], premium: true }, { tag: ['a'] }, false],
    ['the other premium', { premium: false }, { premium: true }, false],
    ['more items', { group: ['1', '2', '3'] }, { group: ['3', '1'] }, true],
    ['fewer items', { group: ['1', '2'] }, { group: ['3', '1'] }, false],
    ['another kind of label', { group: ['1'] }, { resourceGroup: ['1'] }, false],
    ['the holder', { registrant: ['enterprise'] }, { registrant: ['enterprise'], tld: ['cn'] }, true],
    ['a tag whatever its value: its key may hold the =', { tag: ['env'] }, { tag: ['env=prod'] }, false],
    ['a shorter end of name', { tld: ['cn'] }, { tld: ['com.cn'] }, true],
    ['one of several ends of names', { tld: ['com', 'cn'] }, { tld: ['com.cn', 'com'] }, true],
    ['an end of names that is none of several', { tld: ['com', 'cn'] }, { tld: ['com', 'net'] }, false],
    ['a longer end of name', { tld: ['com.cn'] }, { tld: ['cn'] }, false],
    ['an end in the middle of a label', { tld: ['n'] }, { tld: ['cn'] }, false],
    ['a name under its end', { tld: ['com'] }, { name: ['shop.com', 'a-*.com'] }, true],
    ['a name that may end otherwise', { tld: ['com'] }, { name: ['shop.com', 'a-*'] }, false],
    ['a glob that ends in the middle of a label', { tld: ['com'] }, { name: ['*com'] }, false],
    ['a glob and a name', { name: ['shop-*.com'] }, { name: ['shop-a.com'] }, true],
    ['a glob and a narrower one', { name: ['shop-*'] }, { name: ['shop-a*.com', 'shop-?.cn'] }, true],
    ['a glob and a wider one', { name: ['shop-*.com'] }, { name: ['shop-*'] }, false],
    ['one letter and a name', { name: ['?.com'] }, { name: ['a.com'] }, true],
    ['one letter and any letters', { name: ['?.com'] }, { name: ['*.com'] }, false],
    ['one letter and the same', { name: ['a?*'] }, { name: ['a?*'] }, true],
    ['every name', { name: ['*'] }, { name: ['a'], tag: ['b'] }, true],
    ['every name, and a match without names', { name: ['*'] }, { tag: ['b'] }, false],
  ];
  it.each(table)('%s', (_, wide, narrow, expected) => {
    expect(covers(wide, narrow)).toBe(expected);
  });
});
