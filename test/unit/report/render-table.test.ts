import { describe, expect, it } from 'vitest';
import { type Column, table } from '../../../src/report/render-table.ts';

const COLUMNS: readonly Column[] = [
  { head: 'DOMAIN', narrow: 'shorten' },
  { head: 'IN', align: 'right' },
  { head: 'WHY', narrow: 'wrap' },
];

describe('a table', () => {
  it('has no blanks at the end of a line', () => {
    const lines = table(
      COLUMNS,
      [
        ['a.com', '3', ''],
        ['longer.com', '12', 'due'],
      ],
      { columns: 80, colour: false },
    );
    expect(lines).toEqual(['  DOMAIN      IN  WHY', '  a.com        3', '  longer.com  12  due']);
  });

  it('takes missing room from the wrapped column first, then shortens', () => {
    const rows = [['a-name-that-is-rather-long.com', '3', 'a reason that needs more than one line of the column']];
    expect(table(COLUMNS, rows, { columns: 62, colour: false })).toEqual([
      '  DOMAIN                          IN  WHY',
      '  a-name-that-is-rather-long.com   3  a reason that needs more',
      '                                      than one line of the',
      '                                      column',
    ]);
    expect(table(COLUMNS, rows, { columns: 50, colour: false })).toEqual([
      '  DOMAIN              IN  WHY',
      '  a-name-that-is-ra…   3  a reason that needs more',
      '                          than one line of the',
      '                          column',
    ]);
  });

  it('inks the text and not the blanks, and keeps the columns in line', () => {
    const rows = [[['a.com', 'green'], ['3', 'red'], 'due']] as const;
    expect(table(COLUMNS, rows, { columns: 80, colour: true })).toEqual([
      '  \u001b[2mDOMAIN\u001b[22m  \u001b[2mIN\u001b[22m  \u001b[2mWHY\u001b[22m',
      '  \u001b[32ma.com\u001b[39m    \u001b[31m3\u001b[39m  due',
    ]);
  });

  it('does not let a cell steer the terminal or break the line', () => {
    const lines = table(COLUMNS, [['a\u001b[2J.com', '1\n2', 'x\r\ny']], { columns: 80, colour: false });
    expect(lines).toEqual(['  DOMAIN   IN  WHY', '  a.com   1 2  x y']);
  });

  it('puts the last text below its row where there is no room beside the figures, which are never cut', () => {
    const columns: Column[] = [
      { head: 'CAP' },
      { head: 'CNY', align: 'right' },
      { head: 'LEFT', align: 'right' },
      { head: 'SAYS', narrow: 'wrap' },
    ];
    const rows = [
      ['RENEW_MAX_MONTH_COST', '1000000.00', '1000000.00', ['grant the RAM action bssapi:QueryAccountBalance', 'red']],
      ['balance', '', '5.00', ''],
    ] as const;
    expect(table(columns, rows, { columns: 60, colour: true })).toEqual([
      '  \u001b[2mCAP\u001b[22m                          \u001b[2mCNY\u001b[22m        \u001b[2mLEFT\u001b[22m',
      '  RENEW_MAX_MONTH_COST  1000000.00  1000000.00',
      '      \u001b[31mgrant the RAM action bssapi:QueryAccountBalance\u001b[39m',
      '  balance                                 5.00',
    ]);
  });

  it('goes on in the next line with other text before it cuts a name, and cuts none in a pipe', () => {
    const columns: Column[] = [
      { head: 'DOMAIN', narrow: 'shorten' },
      { head: 'ACTION', narrow: 'wrap' },
      { head: 'TERMS', narrow: 'wrap' },
    ];
    const rows = [['a-name-of-some-length.com', 'renew → notify', 'why none → "the campaign is over"']];
    expect(table(columns, rows, { columns: 63, colour: false })).toEqual([
      '  DOMAIN                     ACTION    TERMS',
      '  a-name-of-some-length.com  renew →   why none → "the campaign',
      '                             notify    is over"',
    ]);
    expect(table(columns, rows, { columns: 40, colour: false, isWhole: true })).toEqual([
      '  DOMAIN                     ACTION    TERMS',
      '  a-name-of-some-length.com  renew →   why none → "the campaign',
      '                             notify    is over"',
    ]);
  });
});
