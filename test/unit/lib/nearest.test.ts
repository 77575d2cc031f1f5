import { describe, expect, it } from 'vitest';
import { nearestWord } from '../../../src/lib/nearest.ts';

describe('the word that was meant', () => {
  const known = ['years', 'maxYearPrice', 'match', 'tld', 'tag', 'couponNo', 'RENEW_MODE', 'RENEW_YEARS'];
  const table: [word: string, meant: string | null][] = [
    ['yaers', 'years'],
    ['year', 'years'],
    ['max_year_price', 'maxYearPrice'],
    ['maxYearPrise', 'maxYearPrice'],
    ['TLD', 'tld'],
    ['tlds', 'tld'],
    ['macth', 'match'],
    ['couponnr', 'couponNo'],
    ['RENEW_MOD', 'RENEW_MODE'],
    // As near to tld as to tag.
    ['tad', null],
    ['suffix', null],
    ['', null],
    ['y'.repeat(61), null],
  ];
  it.each(table)('%s', (word, meant) => {
    expect(nearestWord(word, known)).toBe(meant);
  });
});
