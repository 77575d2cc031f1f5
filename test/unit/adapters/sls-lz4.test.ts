import { describe, expect, it } from 'vitest';
import { MalformedBytes } from '../../../src/adapters/sls-bytes.ts';
import { decodeLz4Block } from '../../../src/adapters/sls-lz4.ts';

const bytes = (hex: string): Buffer => Buffer.from(hex.replaceAll(' ', ''), 'hex');
const letters = (text: string): string => Buffer.from(text).toString('hex');

describe('decodeLz4Block', () => {
  const good: [name: string, block: string, expected: string][] = [
    ['nothing', '', ''],
    ['an empty last sequence', '00', ''],
    ['literals only', `50 ${letters('hello')}`, 'hello'],
    ['literals with a longer length', `f0 05 ${letters('abcdefghijklmnopqrst')}`, 'abcdefghijklmnopqrst'],
    ['a length of 15 exactly', `f0 00 ${letters('abcdefghijklmno')}`, 'abcdefghijklmno'],
    ['a length that goes on twice', `f0 ff 01 ${letters('x'.repeat(271))}`, 'x'.repeat(271)],
    ['a match', `44 ${letters('abcd')} 04 00 10 ${letters('!')}`, 'abcdabcdabcd!'],
    ['a match that reaches into itself', `1f ${letters('a')} 01 00 03 10 ${letters('b')}`, `${'a'.repeat(23)}b`],
    ['a match at the very end', `40 ${letters('abcd')} 04 00`, 'abcdabcd'],
    [
      'a far match',
      `f0 ff ff 02 ${letters(`abcd${'-'.repeat(523)}`)} 0f 02 10 ${letters('.')}`,
      `abcd${'-'.repeat(523)}abcd.`,
    ],
  ];
  it.each(good)('%s', (_, block, expected) => {
    expect(decodeLz4Block(bytes(block), expected.length).toString()).toBe(expected);
  });

  const bad: [name: string, block: string, rawSize: number][] = [
    ['cut in the literals', `50 ${letters('hell')}`, 5],
    ['cut in a length', 'f0 ff', 300],
    ['cut in an offset', `14 ${letters('a')} 01`, 9],
    ['cut in a match length', `1f ${letters('a')} 01 00`, 20],
    ['an offset of 0', `14 ${letters('a')} 00 00`, 9],
    ['an offset before the beginning', `14 ${letters('a')} 02 00`, 9],
    ['more than the size', `50 ${letters('hello')}`, 4],
    ['a match above the size', `14 ${letters('a')} 01 00`, 8],
    ['a size that no block so short can have, nor any memory', '00', 2 ** 40],
    ['less than the size', `50 ${letters('hello')}`, 6],
  ];
  it.each(bad)('refuses %s', (_, block, rawSize) => {
    expect(() => decodeLz4Block(bytes(block), rawSize)).toThrow(MalformedBytes);
  });
});
