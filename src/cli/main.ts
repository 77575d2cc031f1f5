import { InputError, shown } from '../config/fault.ts';
import { renderFaults } from '../report/render-faults.ts';
import { paint } from '../report/render-text.ts';
import { readArguments } from './arguments.ts';
import { checkCommand } from './check.ts';
import type { Command, ExitCode, Host } from './command.ts';
import { doctorCommand } from './doctor.ts';
import { explainCommand } from './explain.ts';
import { commandHelp, generalHelp } from './help.ts';
import { planCommand } from './plan.ts';
import { policyCommand } from './policy.ts';
import { proveCommand } from './prove.ts';
import { renewCommand } from './renew.ts';
import { sandboxCommand } from './sandbox.ts';
import { setupCommand } from './setup.ts';
import { startCommand } from './start.ts';
import { statusCommand } from './status.ts';
import { triggerCommand } from './trigger.ts';
import { troubleLines } from './trouble.ts';
import { VERSION } from './version.ts';

const COMMANDS: readonly Command[] = [
  planCommand,
  renewCommand,
  checkCommand,
  statusCommand,
  explainCommand,
  policyCommand,
  proveCommand,
  triggerCommand,
  setupCommand,
  doctorCommand,
  sandboxCommand,
  startCommand,
];

/** The command line: finds the command, runs it, and turns what goes wrong into a message. Does not reject. */
export async function main(host: Host): Promise<ExitCode> {
  const { terminal, environment } = host;
  try {
    return await dispatch(host);
  } catch (error) {
    if (error instanceof InputError) {
      terminal.printError(renderFaults(error, terminal.errorView));
      return 2;
    }
    const [first = '', ...rest] = troubleLines(error, environment);
    terminal.printError([paint(first, 'red', terminal.errorView), ...rest]);
    return 1;
  }
}

async function dispatch(host: Host): Promise<ExitCode> {
  const { terminal } = host;
  const [first, ...rest] = terminal.args;
  if (first === undefined) {
    terminal.printError(generalHelp(COMMANDS, terminal.errorView));
    return 2;
  }
  if (['--version', '-v'].includes(first)) return say(host, [VERSION]);
  if (['--help', '-h', 'help'].includes(first)) return say(host, helpAbout(rest[0], host));
  const command = find(first);
  const given = readArguments(command, rest);
  if (given === 'help') return say(host, commandHelp(command, terminal.outView));
  return await command.run(given, host);
}

function say({ terminal }: Host, lines: readonly string[]): ExitCode {
  terminal.print(lines);
  return 0;
}

function helpAbout(name: string | undefined, { terminal }: Host): string[] {
  return name === undefined ? generalHelp(COMMANDS, terminal.outView) : commandHelp(find(name), terminal.outView);
}

function find(name: string): Command {
  const found = COMMANDS.find((command) => command.name === name);
  if (found !== undefined) return found;
  const allowed = `${COMMANDS.map((command) => command.name).join(', ')}; flags stand behind the command`;
  throw new InputError('arguments', [{ field: 'command', value: shown(name), allowed }]);
}
