import { type Column, table } from '../report/render-table.ts';
import { headline, paragraph, type View } from '../report/render-text.ts';
import type { Command, Flag } from './command.ts';
import { VERSION } from './version.ts';

const TWO_COLUMNS: readonly Column[] = [{ head: '' }, { head: '', narrow: 'wrap' }];

/** `--window-days N`, as it is typed. */
export function flagUsage(flag: Flag): string {
  switch (flag.kind) {
    case 'switch':
      return `--${flag.name}`;
    case 'integer':
      return `--${flag.name} N`;
    case 'choice':
      return `--${flag.name} ${flag.allowed.join('|')}`;
    case 'text':
      return `--${flag.name} ${flag.shows}`;
  }
}

/** The help of the whole program. */
export function generalHelp(commands: readonly Command[], view: View): string[] {
  const list = commands.map(({ name, does }) => [name, does]);
  return [
    ...headline(
      'domain-renew',
      ` ${VERSION}: renews the domain names of an Alibaba Cloud account before they expire.`,
      view,
    ),
    ...paragraph('', 'Never twice, never silently not. Nothing is spent unless you ask for it.', view),
    '',
    'Usage: domain-renew <command> [names…] [flags]',
    '',
    ...rows(list, view),
    '',
    '  domain-renew <command> --help   more about one command',
    '  domain-renew --version',
    '',
    ...paragraph('', 'New here? `npm start` shows the whole way on a made-up account on this machine.', view),
    ...paragraph('', SETTINGS_TEXT, view),
    ...paragraph('', 'Exit codes: 0 done, 1 something needs a person, 2 settings or arguments wrong.', view),
  ];
}

/** The help of one command. */
export function commandHelp(command: Command, view: View): string[] {
  const words = command.words === undefined ? '' : ` <${command.words.join('|')}>`;
  const files = command.files === undefined ? '' : ` ${command.files.shows}`;
  const names = command.takesNames ? ` ${command.namesShow ?? '[names…]'}` : words + files;
  const flags = [...command.flags.map((flag) => [flagUsage(flag), flag.does]), ['--help', 'this text']];
  return [
    ...paragraph('Usage: ', `domain-renew ${command.name}${names} [flags]`, view),
    '',
    ...command.about.flatMap((text) => [...paragraph('', text, view), '']),
    ...rows(flags, view),
  ];
}

const SETTINGS_TEXT =
  'Settings are environment variables (ALIBABA_CLOUD_ACCESS_KEY_ID, RENEW_MODE, RENEW_WINDOW_DAYS, LEDGER, …): see the table in README.md.';

function rows(texts: readonly (readonly string[])[], view: View): string[] {
  return table(TWO_COLUMNS, texts, view).slice(1);
}
