import { describe, expect, it } from 'vitest';
import { digestOfLines, planDifference, planLine } from '../../../src/plan/plan-lines.ts';
import { aRenewal, at } from '../../builders/domains.ts';

const EXPIRY_MS = at('2026-12-24T00:00:00Z');
const line = (rest: Parameters<typeof aRenewal>[0] = {}): string =>
  planLine(aRenewal({ name: 'a.com', expiryMs: EXPIRY_MS, ...rest }));

describe('a line of a plan', () => {
  it.each<[string, string, string]>([
    ['as it is', line(), `["a.com",${EXPIRY_MS},1,false,"","",9000,"CNY"]`],
    [
      'with everything',
      line({ years: 3, permitPremium: true, couponNo: 'v', promotionNo: 'p' }),
      `["a.com",${EXPIRY_MS},3,true,"v","p",9000,"CNY"]`,
    ],
    ['without a price', line({ price: null }), `["a.com",${EXPIRY_MS},1,false,"","",null,""]`],
  ])('%s', (_name, text, expected) => {
    expect(text).toBe(expected);
  });
});

describe('planDifference', () => {
  const table: [name: string, approved: string[], now: string[], expected: string[]][] = [
    ['nothing', [], [], []],
    ['the same in another order', [line(), line({ name: 'b.com' })], [line({ name: 'b.com' }), line()], []],
    ['one gone', [line(), line({ name: 'b.com' })], [line()], ['b.com is not in it any more']],
    ['one new', [line()], [line(), line({ name: 'b.com' })], ['b.com is new in it']],
    ['a price', [line()], [line({ price: { minor: 9900, currency: 'CNY' } })], ['a.com: price 90.00 CNY → 99.00 CNY']],
    [
      'a price that is not known any more',
      [line()],
      [line({ price: null })],
      ['a.com: price 90.00 CNY → none, currency "CNY" → none'],
    ],
    [
      'an expiry date',
      [line()],
      [line({ expiryMs: at('2027-12-24T00:00:00Z') })],
      ['a.com: expiry 2026-12-24T00:00:00.000Z → 2027-12-24T00:00:00.000Z'],
    ],
    [
      'years, premium, voucher and coupon',
      [line()],
      [line({ years: 2, permitPremium: true, couponNo: 'v', promotionNo: 'p' })],
      ['a.com: years 1 → 2, premium false → true, voucher none → "v", coupon none → "p"'],
    ],
    [
      'by name',
      [line({ name: 'c.com' }), line({ name: 'b.com' })],
      [line()],
      ['a.com is new in it', 'b.com is not in it any more', 'c.com is not in it any more'],
    ],
    ['a line that is no JSON', ['nonsense'], [line()], ['a.com is new in it', 'nonsense is not in it any more']],
    ['a line that is no list', ['{"a":1}'], ['{"a":1}'], []],
    ['a line that is no list, and gone', ['{"a":1}'], [], ['{"a":1} is not in it any more']],
    ['a domain that is no text', ['[7,1]'], [], ['7 is not in it any more']],
    ['a domain that is a list', ['[["a.com"],1]'], [], ['["a.com"] is not in it any more']],
    [
      'an expiry and a price that are texts',
      ['["a.com","soon",1,false,"","","9000","CNY"]'],
      [line()],
      ['a.com: expiry "soon" → 2026-12-24T00:00:00.000Z, price "9000" → 90.00 CNY'],
    ],
    [
      'a currency that there is not',
      [`["a.com",${EXPIRY_MS},1,false,"","",9000,"XYZ"]`],
      [line({ price: { minor: 9900, currency: 'CNY' } })],
      ['a.com: price 9000 → 99.00 CNY, currency "XYZ" → "CNY"'],
    ],
    [
      'a currency that is no text',
      [`["a.com",${EXPIRY_MS},1,false,"","",9000,7]`],
      [line({ price: { minor: 9900, currency: 'CNY' } })],
      ['a.com: price 9000 → 99.00 CNY, currency 7 → "CNY"'],
    ],
    [
      'a line that was cut short',
      [`["a.com",${EXPIRY_MS},1,false,"",""]`],
      [line()],
      ['a.com: price none → 90.00 CNY, currency none → "CNY"'],
    ],
  ];
  it.each(table)('%s', (_name, approved, now, expected) => {
    expect(planDifference(approved, now)).toEqual(expected);
  });
});

describe('the digest of lines', () => {
  it('does not depend on their order', () => {
    expect(digestOfLines(['b', 'a'])).toBe(digestOfLines(['a', 'b']));
    // printf 'a\nb' | sha256sum
    expect(digestOfLines(['a', 'b'])).toBe('7e18f737311b2dc3b2f269dd78396b0351f14fb66efa879f768cb23181883c78');
  });
});
