import { type LoadedPolicy, loadPolicy, POLICY_FILE } from '../adapters/policy-file.ts';
import { systemClock } from '../adapters/system.ts';
import type { Terminal } from '../adapters/terminal.ts';
import type { Config } from '../config/config.ts';
import { InputError, type InputFault } from '../config/fault.ts';
import { policyFitFaults } from '../config/policy-fit.ts';
import { type Environment, orFaults, readCredentials, readSettings } from '../config/settings.ts';
import { readInventory } from '../inventory/inventory.ts';
import { CloudError } from '../model/cloud-error.ts';
import { HOUR_MS, toIso } from '../model/time.ts';
import type { PolicyReport, PolicySide } from '../report/policy-report.ts';
import { renderPolicyCheck } from '../report/render-policy.ts';
import { progressText } from '../report/render-progress.ts';
import { comparePolicies } from '../selection/policy-changes.ts';
import { type PolicyHint, policyHints, unreachableRules } from '../selection/policy-hints.ts';
import { ALL_FLAG, type Command, type ExitCode, type Given, type Host, JSON_FLAG } from './command.ts';
import { createServices } from './parts.ts';

export const policyCommand: Command = {
  name: 'policy',
  does: 'check a policy file, and tell what it changes for the account’s domains; never spends',
  about: [
    'Checks a policy and tells every fault with its line. With keys it lists the account, which only reads, and tells for each domain what the new policy changes against the old one: functions/policy.yaml where there is one, else the settings alone, unless another file is named before the new one. It also names the rules that match none of your domains, or never win because an earlier rule takes what they match.',
    'It ends with 1 when the account cannot be listed completely, with 2 when a policy, a setting or an argument is wrong. --json prints {"policy", "account", "rules", "changes", "hints"}, and "hintsMissingFrom" where so many rules take too long to look at; prices in minor units.',
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
  const { config, ...policies } = readInputs(environment, second ?? first, second === undefined ? null : first);
  const { before, after } = policies;
  const found = await compareForAccount(config, policies, host);
  const sides = { before: sideOf(before, config), after: sideOf(after, config) };
  const report: PolicyReport = { ...sides, ...found, ...aboutFile(after, terminal) };
  const asText = (): string[] => renderPolicyCheck(report, switches.has('all'), terminal.outView);
  terminal.print(switches.has('json') ? [JSON.stringify(policyJson(report))] : asText());
  const { account } = found;
  const isWhole = account.kind === 'no-keys' || (account.kind === 'compared' && account.incompleteWhy === '');
  return isWhole ? 0 : 1;
}

/**
 * The settings and both policies.
 * @throws InputError naming every fault of all three.
 */
function readInputs(
  environment: Environment,
  newFile: string,
  oldFile: string | null,
): { readonly config: Config; readonly before: LoadedPolicy; readonly after: LoadedPolicy } {
  const faults: InputFault[] = [];
  const after = orFaults(faults, () => loadPolicy(newFile));
  const before = orFaults(faults, () => loadPolicy(oldFile));
  const ofPolicy = faults.length;
  const config = orFaults(faults, () => readSettings(environment, 'command-line'));
  for (const loaded of [before, after]) {
    if (loaded !== null && config !== null) faults.push(...policyFitFaults(loaded.policy, config, loaded.locate));
  }
  if (after === null || before === null || config === null || faults.length > 0) {
    throw new InputError(config !== null ? 'policy' : ofPolicy === 0 ? 'settings' : 'settings and policy', faults);
  }
  return { config, before, after };
}

/** What a hint shows of the rules, and where the file is to go. */
function aboutFile(
  { policy, ruleLines, file }: LoadedPolicy,
  terminal: Terminal,
): Pick<PolicyReport, 'rules' | 'built'> {
  const isChecked = file !== null && terminal.absolute(file) === terminal.absolute(POLICY_FILE);
  return {
    rules: policy.rules.map(({ name, match }, place) => ({ name, match, line: ruleLines[place] ?? null })),
    built: { file: POLICY_FILE, isChecked },
  };
}

async function compareForAccount(
  config: Config,
  { before, after }: { readonly before: LoadedPolicy; readonly after: LoadedPolicy },
  { terminal, environment }: Host,
): Promise<Pick<PolicyReport, 'account' | 'hints'>> {
  const byText = unreachableRules(after.policy);
  if ((environment['ALIBABA_CLOUD_ACCESS_KEY_ID'] ?? '').trim() === '') {
    return { account: { kind: 'no-keys' }, hints: byText };
  }
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
    return { account: { kind: 'compared', changes, incompleteWhy }, hints: policyHints(after.policy, domains) };
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    return { account: { kind: 'unreadable', why: error.message }, hints: byText };
  }
}

/** A policy that names prices names them in the settings' currency: that was checked. */
function sideOf({ policy, file }: LoadedPolicy, { money }: Config): PolicySide {
  return { file, ruleCount: policy.rules.length, currency: money.currency };
}

/** What `policy check --json` prints. */
function policyJson({ before, after, account, hints, rules }: PolicyReport): object {
  const policy = { before, after };
  const { missingFrom } = hints;
  const hinted = {
    hints: hints.hints.map((hint) => hintJson(hint, rules)),
    ...(missingFrom === null ? {} : { hintsMissingFrom: rules[missingFrom]?.name ?? '' }),
  };
  if (account.kind === 'no-keys') {
    return { policy, account: { missing: 'no-keys' }, rules: [], changes: [], ...hinted };
  }
  if (account.kind === 'unreadable') {
    const missing = { missing: 'unreadable', why: account.why };
    return { policy, account: missing, rules: [], changes: [], ...hinted };
  }
  const { comparedCount, rules: counts, changes } = account.changes;
  const { incompleteWhy } = account;
  return {
    policy,
    account: {
      domains: comparedCount,
      changed: changes.length,
      complete: incompleteWhy === '',
      ...(incompleteWhy === '' ? {} : { why: incompleteWhy }),
    },
    rules: counts,
    changes: changes.map(({ domain: { name, expiryMs }, before, after }) => ({
      domain: name,
      expiry: expiryMs === null ? null : toIso(expiryMs),
      before,
      after,
    })),
    ...hinted,
  };
}

/** Rules by their names, which no two share. */
function hintJson(hint: PolicyHint, rules: PolicyReport['rules']): object {
  const { name = '', line = null } = rules[hint.place] ?? {};
  const by = hint.hint === 'matches-nothing' ? {} : { by: rules[hint.by]?.name ?? '' };
  const domain = hint.hint === 'always-behind' ? { domain: hint.domain } : {};
  return { hint: hint.hint, rule: name, line, ...by, ...domain };
}
