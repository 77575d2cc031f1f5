import { orderCheck } from '../config/run-order.ts';
import { renderCheck } from '../report/render-check.ts';
import { needsPerson } from '../report/result.ts';
import { checkRun } from '../runs/check-run.ts';
import { type Command, type ExitCode, type Given, type Host, JSON_FLAG } from './command.ts';
import { prepareRun } from './parts.ts';

export const checkCommand: Command = {
  name: 'check',
  does: 'find out how open submissions ended, and record it; never spends',
  about: [
    'Looks at every open claim of the ledger (or of the domains that you name): how its task ended, and whether the registrar really moved the expiry date. What is certain is recorded; the rest stays claimed, so that it is not paid a second time.',
    '--json prints the result of the run (docs: README.md).',
  ],
  takesNames: true,
  flags: [JSON_FLAG],
  run: check,
};

async function check({ names, switches }: Given, host: Host): Promise<ExitCode> {
  const { config, parts, ledger } = prepareRun(host);
  const options = { mode: null, domains: names.length === 0 ? null : names, windowDays: null, approve: null };
  const result = await checkRun(orderCheck(config, { trigger: 'command', options }), parts);
  const { terminal } = host;
  terminal.print(switches.has('json') ? [JSON.stringify(result)] : renderCheck(result, ledger, terminal.outView));
  return needsPerson(result) ? 1 : 0;
}
