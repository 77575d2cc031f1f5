import { renderRenewal } from '../report/render-renewal.ts';
import { needsPerson } from '../report/result.ts';
import { renewalRun } from '../runs/renewal-run.ts';
import {
  APPROVE_FLAG,
  type Command,
  type ExitCode,
  type Given,
  type Host,
  JSON_FLAG,
  POLICY_FLAG,
  WINDOW_FLAG,
} from './command.ts';
import { prepareRun } from './parts.ts';
import { atOf, orderOf } from './plan.ts';

export const renewCommand: Command = {
  name: 'renew',
  does: 'renew what is due, or the domains you name; spends money',
  about: [
    'Lists the account, plans, writes its claims to the ledger, and submits each batch once. This spends real money. While RENEW_MODE is plan (the default) it takes only domains that you name; the limits hold all the same. With --approve it carries out exactly that plan: name the same domains and window as for the plan, if you named any.',
    'A submission is not yet a renewal: `domain-renew check` later finds out how the tasks ended. --json prints the result of the run (docs: README.md).',
  ],
  takesNames: true,
  flags: [APPROVE_FLAG, WINDOW_FLAG, POLICY_FLAG, JSON_FLAG],
  run: renew,
};

async function renew(given: Given, host: Host): Promise<ExitCode> {
  const { config, parts, ledger } = prepareRun(host, given.texts.get('policy') ?? null);
  const order = orderOf('renew', given, config);
  const result = await renewalRun(config, order, parts);
  if (given.switches.has('json')) {
    host.terminal.print([JSON.stringify(result)]);
  } else {
    const report = { result, at: atOf(result, order, given), ledger };
    host.terminal.print(renderRenewal(report, host.terminal.outView));
  }
  return needsPerson(result) ? 1 : 0;
}
