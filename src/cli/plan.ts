import type { Config } from '../config/config.ts';
import { orderRun, type RunOrder } from '../config/run-order.ts';
import { fromIso } from '../model/time.ts';
import { isApprovalNeeded } from '../plan/approval.ts';
import type { Plan } from '../plan/plan.ts';
import type { Usual } from '../report/render-due.ts';
import type { JudgedAt } from '../report/render-judged.ts';
import { renderPlan } from '../report/render-plan.ts';
import { needsPerson, type RenewalResult } from '../report/result.ts';
import { shellWord } from '../report/shell-word.ts';
import { renewalRun } from '../runs/renewal-run.ts';
import { checkOut, readApproved, writePlan } from './approve.ts';
import {
  ALL_FLAG,
  type Command,
  type ExitCode,
  type Given,
  type Host,
  JSON_FLAG,
  OUT_FLAG,
  POLICY_FLAG,
  WINDOW_FLAG,
} from './command.ts';
import { prepareRun } from './parts.ts';

export const planCommand: Command = {
  name: 'plan',
  does: 'show what would be renewed, and why the rest would not; never spends',
  about: [
    'Lists the account, gives every domain its verdict and shows the plan, soonest expiry first. Of the account it only reads, whatever RENEW_MODE says: nothing is claimed and nothing is spent. The ledger gets one entry that a run took place.',
    '--out writes the plan to a file: its digest, when it was made, what it costs, and every renewal with expiry date, years, price, voucher. `renew --approve` takes that file and carries out exactly this plan, or nothing.',
    'With names it looks at these domains only. --json prints the result of the run (docs: README.md).',
  ],
  takesNames: true,
  flags: [OUT_FLAG, WINDOW_FLAG, POLICY_FLAG, ALL_FLAG, JSON_FLAG],
  run: plan,
};

async function plan(given: Given, host: Host): Promise<ExitCode> {
  const { config, parts, watch, ledger } = prepareRun(host, given.texts.get('policy') ?? null);
  const order = orderOf('plan', given, config);
  const out = given.texts.get('out') ?? null;
  if (out !== null) await checkOut(out);
  const result = await renewalRun(config, order, parts);
  const plan = watch.plan();
  const failed = out === null || plan === null ? null : writePlan(out, plan, result);
  if (given.switches.has('json')) {
    host.terminal.print([JSON.stringify(result)]);
  } else {
    const at = atOf(result, order, given);
    const report = { result, judged: watch.judged(), plan, at, usual: usualOf(config), ledger };
    const renewBy = renewCommands(plan, given, config, result);
    host.terminal.print(renderPlan({ ...report, renewBy }, host.terminal.outView));
  }
  if (failed !== null) host.terminal.printError([`The plan could not be written to ${out} (${failed}).`]);
  return needsPerson(result) || failed !== null ? 1 : 0;
}

/** What the settings say of every renewal. */
export function usualOf({ years, couponNo, promotionNo, money: { currency } }: Config): Usual {
  return { years, couponNo, promotionNo, currency };
}

/**
 * What a command line asks of a run.
 * @throws InputError when it may not ask for that.
 */
export function orderOf(mode: 'plan' | 'renew', { names, integers, texts }: Given, config: Config): RunOrder {
  const approve = texts.get('approve');
  const approved = approve === undefined ? null : readApproved(approve);
  const options = {
    mode,
    domains: names.length === 0 ? null : names,
    windowDays: integers.get('window-days') ?? null,
    approve: approved?.digest ?? null,
  };
  const order = orderRun(config, { trigger: 'command', options });
  return approved === null || approved.lines === null ? order : { ...order, approvedLines: approved.lines };
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
  if (plan === null || due.length === 0 || result.stops.length > 0) return [];
  const command = `npx domain-renew renew${flagsOf(given)}`;
  const isNeeded = isApprovalNeeded(plan, config.money, committedToday(result));
  const exactly = approveCommand(plan, given, isNeeded);
  if (isNeeded) return exactly;
  if (given.names.length > 0) {
    return [...exactly, [`${command} ${due.map(({ listedName }) => listedName).join(' ')}`, 'these']];
  }
  const someNames = due.slice(0, 2).map(({ listedName }) => listedName);
  const mode = config.mode === 'renew' ? '' : 'RENEW_MODE=renew ';
  return [
    ...exactly,
    [`${mode}${command}`, 'everything that is due then, within the limits'],
    [`${command} ${someNames.join(' ')}`, 'only the domains that you name'],
  ];
}

function committedToday({ money }: RenewalResult): number {
  return money?.caps.find(({ cap }) => cap === 'day')?.committedMinor ?? 0;
}

/** The one command that renews no more and no less than what is shown. */
function approveCommand(plan: Plan, given: Given, isNeeded: boolean): [string, string][] {
  const out = given.texts.get('out');
  const command = ['npx domain-renew renew', ...given.names].join(' ');
  const covers = `exactly this plan${isNeeded ? ', as RENEW_APPROVAL wants it' : ''}; refused when it has changed`;
  return [[`${command}${flagsOf(given)} --approve ${shellWord(out ?? plan.digest)}`, covers]];
}

/** Those flags that the renewal needs too. */
function flagsOf({ integers, texts }: Given): string {
  const windowDays = integers.get('window-days');
  const policy = texts.get('policy');
  return [
    windowDays === undefined ? '' : ` --window-days ${windowDays}`,
    policy === undefined ? '' : ` --policy ${shellWord(policy)}`,
  ].join('');
}
