import { describe, expect, it } from 'vitest';
import { glued, oneLine, pad, paint, paragraph, shorten, widthOf, wrap } from '../../../src/report/render-text.ts';

const PLAIN = { columns: 30, colour: false };
const COLOUR = { columns: 30, colour: true };

describe('widths', () => {
  it.each([
    ['abc', 3],
    ['绿茶小铺.com', 12],
    ['カフェ', 6],
    ['é', 1],
    ['e\u0301', 1],
    ['', 0],
  ])('%s takes %i columns', (text, width) => {
    expect(widthOf(text)).toBe(width);
  });

  it.each([
    ['example.com', 11, 'example.com'],
    ['example.com', 10, 'example.c…'],
    ['绿茶小铺.com', 6, '绿茶…'],
    ['绿茶小铺.com', 5, '绿茶…'],
  ])('%s in %i columns is %s', (text, width, short) => {
    expect(shorten(text, width)).toBe(short);
  });

  it('pads by columns, not by characters', () => {
    expect(pad('绿茶', 6)).toBe('绿茶  ');
    expect(pad('12', 4, 'right')).toBe('  12');
  });
});

describe('wrapping', () => {
  it('breaks between words, cuts a word that is too long, and leaves glued words together', () => {
    expect(wrap('one two three', 8)).toEqual(['one two', 'three']);
    expect(wrap('abcdefghijkl mn', 8)).toEqual(['abcdefgh', 'ijkl mn']);
    expect(wrap(`before ${glued('a b c')}`, 8)).toEqual(['before', 'a b c']);
    expect(wrap('', 8)).toEqual(['']);
  });

  it('keeps the lines of a paragraph in line, also behind a beginning in ink', () => {
    const text = 'something that is longer than one line';
    expect(paragraph('  ! ', text, PLAIN)).toEqual(['  ! something that is longer', '    than one line']);
    const beginning = `  ${paint('!', 'yellow', COLOUR)} `;
    expect(paragraph(beginning, text, COLOUR)).toEqual([
      '  \u001b[33m!\u001b[39m something that is longer',
      '    than one line',
    ]);
  });
});

describe('what comes from outside', () => {
  it.each([
    ['a\nb\tc', 'a b c'],
    ['\u001b[2J\u001b]0;title\u0007gone', 'gone'],
    ['bell\u0007 and \u009b31mred', 'bell and red'],
    ['backwards \u202emoc.a\u202c', 'backwards moc.a'],
    ['  many   blanks  ', 'many blanks'],
  ])('%j is shown as %j', (text, shown) => {
    expect(oneLine(text)).toBe(shown);
  });
});

describe('ink', () => {
  it('is there with colour and not without', () => {
    expect(paint('x', 'red', COLOUR)).toBe('\u001b[31mx\u001b[39m');
    expect(paint('x', 'red', PLAIN)).toBe('x');
    expect(paint('', 'red', COLOUR)).toBe('');
  });
});
