import { describe, expect, it } from 'vitest';
import { readArguments } from '../../../src/cli/arguments.ts';
import { type Command, type Given, JSON_FLAG, WINDOW_FLAG } from '../../../src/cli/command.ts';
import { InputError } from '../../../src/config/fault.ts';

function aCommand(rest: Partial<Command> = {}): Command {
  return {
    name: 'try',
    does: 'tries',
    about: [],
    takesNames: true,
    flags: [
      WINDOW_FLAG,
      JSON_FLAG,
      { name: 'chaos', kind: 'choice', allowed: ['off', 'mild'], does: 'how much it misbehaves' },
    ],
    run: () => Promise.reject(new Error('not called')),
    ...rest,
  };
}

function given(args: readonly string[], command = aCommand()): Given {
  const read = readArguments(command, args);
  if (read === 'help') throw new TypeError('help was asked for');
  return read;
}

function faults(args: readonly string[], command = aCommand()): readonly string[] {
  try {
    readArguments(command, args);
  } catch (error) {
    if (error instanceof InputError) return error.message.split('\n');
    throw error;
  }
  return [];
}

describe('arguments', () => {
  it('are names in their normal form, each once, and flags with values', () => {
    const read = given(['Example.COM', '--window-days', '7', '例子.com', 'example.com', '--json', '--chaos=off']);
    expect(read.names).toEqual(['example.com', 'xn--fsqu00a.com']);
    expect([...read.integers]).toEqual([['window-days', 7]]);
    expect([...read.switches]).toEqual(['json']);
    expect([...read.choices]).toEqual([['chaos', 'off']]);
  });

  it('may be none at all', () => {
    expect(given([])).toEqual({
      names: [],
      switches: new Set(),
      integers: new Map(),
      choices: new Map(),
      texts: new Map(),
      word: '',
      files: [],
    });
  });

  it.each([[['--help']], [['-h']], [['a.com', '--help', '--json']]])('%j asks for help', (args) => {
    expect(readArguments(aCommand(), args)).toBe('help');
  });

  it('that are wrong are all named at once, with what is allowed', () => {
    expect(faults(['plain', '--window-days=0', '--chaos', 'wild', '--json=yes', '--frob', '-x', 'a b.com'])).toEqual([
      'wrong arguments (nothing was called, nothing was spent):',
      '  --window-days is "0"; allowed: a whole number from 1 to 3650',
      '  --chaos is "wild"; allowed: off, mild',
      '  --json is "yes"; allowed: nothing behind it',
      '  --frob is not known; allowed: --window-days N, --json, --chaos off|mild',
      '  -x is not known; allowed: --window-days N, --json, --chaos off|mild',
      '  name is "plain"; allowed: a domain name, for example example.com',
      '  name is "a b.com"; allowed: a domain name, for example example.com',
    ]);
  });

  it.each([
    [['--window-days'], '  --window-days is without a value; allowed: a whole number from 1 to 3650'],
    [['--window-days', '--json'], '  --window-days is "--json"; allowed: a whole number from 1 to 3650'],
    [['--window-days', '1e2'], '  --window-days is "1e2"; allowed: a whole number from 1 to 3650'],
    [['--window-days', '99999'], '  --window-days is "99999"; allowed: a whole number from 1 to 3650'],
  ])('%j: %s', (args, fault) => {
    expect(faults(args)).toContain(fault);
  });

  it('of a flag with a text are any text but the next flag', () => {
    const command = aCommand({
      flags: [{ name: 'event', kind: 'text', shows: 'JSON', does: 'what is asked' }, JSON_FLAG],
    });
    expect([...given(['--event', ' {"a":1} ', '--json'], command).texts]).toEqual([['event', '{"a":1}']]);
    const missing = '  --event is without a value; allowed: JSON';
    expect(faults(['--event'], command)).toContain(missing);
    expect(faults(['--event', ' '], command)).toContain('  --event is " "; allowed: JSON');
    expect(faults(['--event', '--json'], command)).toContain('  --event is "--json"; allowed: JSON');
  });

  it('of a command that wants a word are that word alone', () => {
    const command = aCommand({ words: ['renew', 'check'], takesNames: false });
    expect(given(['check', '--json'], command)).toMatchObject({ word: 'check', names: [] });
    expect(faults([], command)).toContain('  the word behind try is missing; allowed: renew or check');
    expect(faults(['plan', 'a.com'], command)).toEqual([
      'wrong arguments (nothing was called, nothing was spent):',
      '  the word behind try is "plan"; allowed: renew or check',
      '  "a.com" is too much; allowed: try takes one word',
    ]);
  });

  it('of a command that wants files behind its word are their paths, as they were typed', () => {
    const command = aCommand({
      words: ['check'],
      takesNames: false,
      files: { shows: '[old.yaml] new.yaml', min: 1, max: 2 },
    });
    expect(given(['check', 'A.yaml', '--json', 'b/c.yaml'], command).files).toEqual(['A.yaml', 'b/c.yaml']);
    expect(faults(['check'], command)).toContain('  the file for try is missing; allowed: [old.yaml] new.yaml');
    expect(faults(['look', 'a', 'b', 'c'], command)).toEqual([
      'wrong arguments (nothing was called, nothing was spent):',
      '  the word behind try is "look"; allowed: check',
      '  "c" is too much; allowed: try takes [old.yaml] new.yaml',
    ]);
  });

  it('of a command without names are only flags', () => {
    expect(faults(['a.com'], aCommand({ takesNames: false }))).toContain(
      '  "a.com" is too much; allowed: try takes no names, only flags',
    );
  });
});
