import { type LoadedPolicy, loadPolicy } from '../adapters/policy-file.ts';
import { systemClock } from '../adapters/system.ts';
import type { Config } from '../config/config.ts';
import { InputError, type InputFault } from '../config/fault.ts';
import { policyFitFaults } from '../config/policy-fit.ts';
import { orFaults, readCredentials, readSettings } from '../config/settings.ts';
import { readInventory } from '../inventory/inventory.ts';
import { CloudError } from '../model/cloud-error.ts';
import { HOUR_MS, toIso } from '../model/time.ts';
import { type PolicyReport, type PolicySide, renderPolicyCheck } from '../report/render-policy.ts';
import { progressText } from '../report/render-progress.ts';
import { comparePolicies } from '../selection/policy-changes.ts';
import { ALL_FLAG, type Command, type ExitCode, type Given, type Host, JSON_FLAG } from './command.ts';
import { createServices } from './parts.ts';

export const policyCommand: Command = {
  name: 'policy',
  does: 'check a policy file, and tell what it changes for the account’s domains; never spends',
  about: [
    'Checks a policy and tells every fault with its line. With keys it lists the account, which only reads, and tells for each domain what the new policy changes against the old one: functions/policy.yaml where there is one, else the settings alone, unless another file is named before the new one.',
    'It ends with 1 when the account cannot be listed completely, with 2 when a policy, a setting or an argument is wrong. --json prints {"policy", "account", "rules", "changes"}; prices in minor units.',
  ],
  takesNames: false,
  words: ['check'],
  files: { shows: '[old.yaml] new.yaml', min: 1, max: 2 },
  flags: [ALL_FLAG, JSON_FLAG],
  run: checkPolicies,
};

async function checkPolicies({ files, switches }: Given, host: Host): Promise<ExitCode> {
  const { terminal, environment } = host;
  const [first = '', second] = files;
  const faults: InputFault[] = [];
  const after = orFaults(faults, () => loadPolicy(second ?? first));
  const before = orFaults(faults, () => loadPolicy(second === undefined ? null : first));
  if (after === null || before === null) throw new InputError('policy', faults);
  const config = readSettings(environment, 'command-line');
  for (const { policy, file } of [before, after]) faults.push(...policyFitFaults(policy, config, file));
  if (faults.length > 0) throw new InputError('policy', faults);
  const account = await compareForAccount(config, { before, after }, host);
  const report: PolicyReport = { before: sideOf(before, config), after: sideOf(after, config), account };
  const asText = (): string[] => renderPolicyCheck(report, switches.has('all'), terminal.outView);
  terminal.print(switches.has('json') ? [JSON.stringify(policyJson(report))] : asText());
  const isWhole = account.kind === 'no-keys' || (account.kind === 'compared' && account.incompleteWhy === '');
  return isWhole ? 0 : 1;
}

async function compareForAccount(
  config: Config,
  { before, after }: { readonly before: LoadedPolicy; readonly after: LoadedPolicy },
  { terminal, environment }: Host,
): Promise<PolicyReport['account']> {
  if ((environment['ALIBABA_CLOUD_ACCESS_KEY_ID'] ?? '').trim() === '') return { kind: 'no-keys' };
  const nowMs = systemClock.now();
  // Rows keep the labels that either policy asks for.
  const both = { ...after.policy, rules: [...before.policy.rules, ...after.policy.rules] };
  const { services } = createServices({ ...config, policy: both }, readCredentials(environment), nowMs + HOUR_MS);
  try {
    const scope = { readMs: nowMs, windowUntilMs: nowMs };
    const { domains, incompleteWhy } = await readInventory(services, scope, (seenCount, totalCount) => {
      const text = progressText({ news: 'listing', seenCount, totalCount });
      if (text !== null) terminal.progress(text);
    });
    const changes = comparePolicies(domains, config, { before: before.policy, after: after.policy });
    return { kind: 'compared', changes, incompleteWhy };
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    return { kind: 'unreadable', why: error.message };
  }
}

/** A policy that names prices names them in the settings' currency: that was checked. */
function sideOf({ policy, file }: LoadedPolicy, { money }: Config): PolicySide {
  return { file, ruleCount: policy.rules.length, currency: money.currency };
}

/** What `policy check --json` prints. */
function policyJson({ before, after, account }: PolicyReport): object {
  const policy = { before, after };
  if (account.kind === 'no-keys') return { policy, account: { missing: 'no-keys' }, rules: [], changes: [] };
  if (account.kind === 'unreadable') {
    return { policy, account: { missing: 'unreadable', why: account.why }, rules: [], changes: [] };
  }
  const { comparedCount, rules, changes } = account.changes;
  const { incompleteWhy } = account;
  return {
    policy,
    account: {
      domains: comparedCount,
      changed: changes.length,
      complete: incompleteWhy === '',
      ...(incompleteWhy === '' ? {} : { why: incompleteWhy }),
    },
    rules,
    changes: changes.map(({ domain: { name, expiryMs }, before, after }) => ({
      domain: name,
      expiry: expiryMs === null ? null : toIso(expiryMs),
      before,
      after,
    })),
  };
}
