import type { Config } from '../config/config.ts';
import { InputError, shown } from '../config/fault.ts';
import { orderRun, type RunOrder } from '../config/run-order.ts';
import { fromIso } from '../model/time.ts';
import type { Plan } from '../plan/plan.ts';
import type { JudgedAt } from '../report/render-judged.ts';
import { renderPlan } from '../report/render-plan.ts';
import { needsPerson, type RenewalResult } from '../report/result.ts';
import { renewalRun } from '../runs/renewal-run.ts';
import {
  ALL_FLAG,
  type Command,
  type ExitCode,
  type Given,
  type Host,
  JSON_FLAG,
  POLICY_FLAG,
  WINDOW_FLAG,
} from './command.ts';
import { prepareRun } from './parts.ts';

export const planCommand: Command = {
  name: 'plan',
  does: 'show what would be renewed, and why the rest would not; never spends',
  about: [
    'Lists the account, gives every domain its verdict and shows the plan, soonest expiry first. Of the account it only reads, whatever RENEW_MODE says: nothing is claimed and nothing is spent. The ledger gets one entry that a run took place.',
    'With names it looks at these domains only. --json prints the result of the run (docs: README.md).',
  ],
  takesNames: true,
  flags: [WINDOW_FLAG, POLICY_FLAG, ALL_FLAG, JSON_FLAG],
  run: plan,
};

async function plan(given: Given, host: Host): Promise<ExitCode> {
  const { config, parts, watch, ledger } = prepareRun(host, given.texts.get('policy') ?? null);
  const order = orderOf('plan', given, config);
  const result = await renewalRun(config, order, parts);
  if (given.switches.has('json')) {
    host.terminal.print([JSON.stringify(result)]);
  } else {
    const at = atOf(result, order, given);
    const report = { result, judged: watch.judged(), plan: watch.plan(), at, years: config.years, ledger };
    const renewBy = renewCommands(watch.plan(), given, config, result);
    host.terminal.print(renderPlan({ ...report, renewBy }, host.terminal.outView));
  }
  return needsPerson(result) ? 1 : 0;
}

/** What a command line asks of a run. */
export function orderOf(mode: 'plan' | 'renew', { names, integers, texts }: Given, config: Config): RunOrder {
  const options = {
    mode,
    domains: names.length === 0 ? null : names,
    windowDays: integers.get('window-days') ?? null,
    approve: readDigest(texts.get('approve') ?? null),
  };
  return orderRun(config, { trigger: 'command', options });
}

/** @throws InputError when it is none. */
function readDigest(text: string | null): string | null {
  if (text === null || /^[0-9a-f]{64}$/.test(text)) return text;
  const allowed = 'the digest of a plan, 64 of 0-9 a-f, as `domain-renew plan` shows it';
  throw new InputError('arguments', [{ field: '--approve', value: shown(text), allowed }]);
}

/** When, and for which window, a run judged. */
export function atOf(result: RenewalResult, order: RunOrder, given: Given): JudgedAt {
  const told = new Set(result.problems.flatMap(({ domain }) => domain ?? []));
  const nowMs = fromIso(result.run.startedAt) ?? 0;
  return { nowMs, windowDays: order.windowDays, all: given.switches.has('all'), told };
}

/** The commands that would renew what this plan shows; none when nothing is due or the run would stop. */
function renewCommands(plan: Plan | null, given: Given, config: Config, result: RenewalResult): [string, string][] {
  const due = (plan?.batches ?? []).flat();
  if (due.length === 0 || result.stops.length > 0) return [];
  const windowDays = given.integers.get('window-days');
  const flags = windowDays === undefined ? '' : ` --window-days ${windowDays}`;
  const command = `npx domain-renew renew${flags}`;
  const someNames = due.slice(0, 2).map(({ listedName }) => listedName);
  const some: [string, string] = [`${command} ${someNames.join(' ')}`, 'only the domains that you name'];
  if (given.names.length > 0) return [[`${command} ${due.map(({ listedName }) => listedName).join(' ')}`, 'these']];
  const mode = config.mode === 'renew' ? '' : 'RENEW_MODE=renew ';
  return [[`${mode}${command}`, 'everything that is due then, within the limits'], some];
}
