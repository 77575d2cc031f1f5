import { parseArgs } from 'node:util';
import { InputError, type InputFault, shown } from '../config/fault.ts';
import { type DomainName, domainName } from '../model/domain.ts';
import type { Command, Flag, Given } from './command.ts';
import { flagUsage } from './help.ts';

/**
 * Reads what was typed behind a command's name; `help` when help is asked for.
 * @throws InputError naming everything that is wrong.
 */
export function readArguments(command: Command, args: readonly string[]): Given | 'help' {
  const flags = new Map(command.flags.map((flag) => [flag.name, flag]));
  const { tokens, positionals } = parseArgs({
    args: [...args],
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: {
      help: { type: 'boolean', short: 'h' },
      ...Object.fromEntries(
        command.flags.map(({ name, kind }) => [name, { type: kind === 'switch' ? 'boolean' : 'string' } as const]),
      ),
    },
  });
  const faults: InputFault[] = [];
  const given = {
    switches: new Set<string>(),
    integers: new Map<string, number>(),
    choices: new Map<string, string>(),
    texts: new Map<string, string>(),
  };
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    if (token.name === 'help') return 'help';
    const flag = flags.get(token.name);
    if (flag === undefined) {
      faults.push({ field: token.rawName, value: 'not known', allowed: command.flags.map(flagUsage).join(', ') });
    } else {
      readFlag(flag, token.value, given, faults);
    }
  }
  const word = command.words === undefined ? '' : readWord(command, command.words, positionals, faults);
  const files = readFiles(command, positionals, faults);
  const names = command.words === undefined ? readNames(command, positionals, faults) : [];
  if (faults.length > 0) throw new InputError('arguments', faults);
  return { ...given, names, word, files };
}

interface Taken {
  readonly switches: Set<string>;
  readonly integers: Map<string, number>;
  readonly choices: Map<string, string>;
  readonly texts: Map<string, string>;
}

function readFlag(flag: Flag, value: string | undefined, given: Taken, faults: InputFault[]): void {
  const fault = (allowed: string): void => {
    faults.push({ field: `--${flag.name}`, value: value === undefined ? 'without a value' : shown(value), allowed });
  };
  switch (flag.kind) {
    case 'switch':
      if (value === undefined) given.switches.add(flag.name);
      else fault('nothing behind it');
      return;
    case 'integer': {
      const number = value !== undefined && /^\d+$/.test(value) ? Number(value) : Number.NaN;
      if (number >= flag.min && number <= flag.max) given.integers.set(flag.name, number);
      else fault(`a whole number from ${flag.min} to ${flag.max}`);
      return;
    }
    case 'choice':
      if (value !== undefined && flag.allowed.includes(value)) given.choices.set(flag.name, value);
      else fault(flag.allowed.join(', '));
      return;
    case 'text':
      if (isText(value)) given.texts.set(flag.name, value.trim());
      else fault(flag.shows);
      return;
  }
}

/** Not the next flag: then the value was forgotten. */
function isText(value: string | undefined): value is string {
  return value !== undefined && value.trim() !== '' && !value.startsWith('--');
}

function readWord(
  command: Command,
  words: readonly string[],
  [word, ...more]: readonly string[],
  faults: InputFault[],
): string {
  const allowed = words.join(' or ');
  if (word === undefined || !words.includes(word)) {
    const value = word === undefined ? 'missing' : shown(word);
    faults.push({ field: `the word behind ${command.name}`, value, allowed });
  }
  if (command.files === undefined) {
    for (const text of more) {
      faults.push({ field: shown(text), value: 'too much', allowed: `${command.name} takes one word` });
    }
  }
  return word ?? '';
}

function readFiles({ name, files }: Command, [, ...paths]: readonly string[], faults: InputFault[]): string[] {
  if (files === undefined) return [];
  if (paths.length < files.min) faults.push({ field: `the file for ${name}`, value: 'missing', allowed: files.shows });
  for (const path of paths.slice(files.max)) {
    faults.push({ field: shown(path), value: 'too much', allowed: `${name} takes ${files.shows}` });
  }
  return paths;
}

function readNames(command: Command, positionals: readonly string[], faults: InputFault[]): DomainName[] {
  const names = new Set<DomainName>();
  for (const text of positionals) {
    const name = domainName(text);
    if (!command.takesNames) {
      faults.push({ field: shown(text), value: 'too much', allowed: `${command.name} takes no names, only flags` });
    } else if (name === null) {
      faults.push({ field: 'name', value: shown(text), allowed: 'a domain name, for example example.com' });
    } else {
      names.add(name);
    }
  }
  return [...names];
}
