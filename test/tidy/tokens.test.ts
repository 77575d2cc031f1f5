import { expect, test } from 'vitest';
import { tokensOf } from './tokens.ts';

const words = (source: string): string[] =>
  tokensOf(source)
    .filter((token) => token.kind === 'word')
    .map((token) => token.text);

test.each([
  ['line comment', 'a // Date\nb', ['a', 'b']],
  ['line comment at the end', 'a // Date', ['a']],
  ['block comment over lines', 'a /* Date\n Date */ b', ['a', 'b']],
  ['doc comment', '/** Date */ a', ['a']],
  ['interpreter line', '#!/usr/bin/env node\na', ['a']],
  ['single quotes', "a('Date')", ['a']],
  ['double quotes', 'a("Date")', ['a']],
  ['escaped quote', "a('it\\'s Date', b)", ['a', 'b']],
  ['comment marks in a string', "a('// no', '/* no'); b", ['a', 'b']],
  ['quote in a comment', "// it's\nb", ['b']],
  ['template text', 'a(`Date`); b', ['a', 'b']],
  ['template expression', 'a(`x ${Date.now()} y`); b', ['a', 'Date', 'now', 'b']],
  ['braces in a template expression', 'a(`x ${f({ y: Date })} Date ${g} Date`); b', ['a', 'f', 'y', 'Date', 'g', 'b']],
  ['template in a template', 'a(`x ${b(`Date ${c} Date`)} Date`); d', ['a', 'b', 'c', 'd']],
  ['escaped template expression', 'a(`\\${Date}`); b', ['a', 'b']],
  ['regular expression', "a.replace(/Date'/g, b)", ['a', 'replace', 'b']],
  ['slash in a class', "a.split(/[/'Date]/, b)", ['a', 'split', 'b']],
  ['regular expression after return', "return /'Date/.test(a)", ['return', 'test', 'a']],
  ['regular expression in a template', "`${/'Date/.test(a)}`; b", ['test', 'a', 'b']],
  ['division', 'a / Date / b', ['a', 'Date', 'b']],
  ['division after brackets', "(a) / b[0] / Date; 'x'", ['a', 'b', '0', 'Date']],
  ['names with digits, dollars and underscores', '$a1 _b #c', ['$a1', '_b', '#c']],
])('words of code only: %s', (_name, source, expected) => {
  expect(words(source)).toEqual(expected);
});

test('a token knows its lines, its kind and its text', () => {
  expect(tokensOf("/**\n * why\n */\nexport const a = 'x';")).toEqual([
    { kind: 'doc', text: '/**\n * why\n */', line: 1, endLine: 3 },
    { kind: 'word', text: 'export', line: 4, endLine: 4 },
    { kind: 'word', text: 'const', line: 4, endLine: 4 },
    { kind: 'word', text: 'a', line: 4, endLine: 4 },
    { kind: 'mark', text: '=', line: 4, endLine: 4 },
    { kind: 'string', text: 'x', line: 4, endLine: 4 },
    { kind: 'mark', text: ';', line: 4, endLine: 4 },
  ]);
});

test('optional chaining and spreading are one mark each, a conditional before a fraction is not', () => {
  const marks = tokensOf('a?.b; [...c]; d ? .5 : e')
    .filter((token) => token.kind === 'mark')
    .map((token) => token.text);
  expect(marks).toEqual(['?.', ';', '[', '...', ']', ';', '?', '.', ':']);
});

test('an unfinished comment, string, template or expression ends with the file', () => {
  expect(['/* a', "'a", '`a', '`a ${', 'x = /a'].map((source) => tokensOf(source).length)).toEqual([0, 1, 1, 1, 3]);
});
