import { createSlsCalls } from '../adapters/sls-calls.ts';
import { createSlsClient } from '../adapters/sls-client.ts';
import { createSlsSetupClient } from '../adapters/sls-setup-client.ts';
import { systemClock, systemRandom } from '../adapters/system.ts';
import type { Config, Credentials, LogServicePlace } from '../config/config.ts';
import { type Environment, readAll, readCredentials, readSettings } from '../config/settings.ts';
import { assert } from '../lib/assert.ts';
import { MINUTE_MS } from '../model/time.ts';
import { type Finding, hasProblem, renderFindings } from '../report/findings.ts';
import { paint, paragraph, type View } from '../report/render-text.ts';
import { type Command, type ExitCode, type Given, type Host, JSON_FLAG } from './command.ts';
import { policyLines, regionOf, rolePolicies } from './setup-policies.ts';
import { setUp } from './setup-things.ts';

export const setupCommand: Command = {
  name: 'setup',
  does: 'make or verify the ledger on the log service: logstore, index, dashboard, alerts',
  about: [
    'Makes what is missing in the project that SLS_ENDPOINT, SLS_PROJECT and SLS_LOGSTORE name (whatever LEDGER says): the logstore, its index, a dashboard and alerts; and looks at what is there. Of a logstore that is there it only switches automatic splitting off and raises a retention that is too short; of an index it adds missing fields; a dashboard or an alert that differs is left alone. It deletes nothing, and a second time it changes nothing. Then it prints the RAM policies for the roles of both functions.',
    'The SQL of dashboard and alerts, and the JSON of the alerts, follow the documentation and were not tried against the live service yet: look at each chart once, and let one alert fire for a trial. Alerts go to the action policy "sls.builtin", which needs contacts: set them in the console.',
    'It ends with 1 when something there cannot be a ledger, or could not be made. --json prints {"setup", "findings", "policies"}.',
  ],
  takesNames: false,
  flags: [
    { name: 'create-project', kind: 'switch', does: 'also create the project when there is none' },
    { name: 'dry-run', kind: 'switch', does: 'only look, and say what would be done' },
    {
      name: 'account',
      kind: 'integer',
      min: 1,
      max: Number.MAX_SAFE_INTEGER,
      does: "the account's number, for the policies (else a placeholder)",
    },
    JSON_FLAG,
  ],
  run: setup,
};

/** Slow services and fresh logstores are waited for. */
const LASTS_MAX_MS: number = 5 * MINUTE_MS;

async function setup({ switches, integers }: Given, { terminal, environment }: Host): Promise<ExitCode> {
  const { place, credentials } = readPlace(environment);
  const dryRun = switches.has('dry-run');
  const deadlineMs = systemClock.now() + LASTS_MAX_MS;
  const world = { clock: systemClock, random: systemRandom, deadlineMs };
  const calls = createSlsCalls({ ...world, endpoint: place.endpoint, project: place.project, credentials });
  const findings = await setUp({
    ...world,
    place,
    setup: createSlsSetupClient(calls, place.project),
    client: createSlsClient(calls, place.logstore),
    dryRun,
    createsProject: switches.has('create-project'),
  });
  const account = integers.get('account')?.toString() ?? null;
  const { project, logstore } = place;
  const policies = rolePolicies({ account, region: regionOf(place.endpoint), project, logstore });
  const { endpoint } = place;
  terminal.print(
    switches.has('json')
      ? [JSON.stringify({ setup: { endpoint, project, logstore, dryRun }, findings, policies })]
      : report(findings, policies, { place, dryRun }, terminal.outView),
  );
  return hasProblem(findings) ? 1 : 0;
}

/** `setup` is about the log service, whatever LEDGER says. */
function readPlace(environment: Environment): { readonly place: LogServicePlace; readonly credentials: Credentials } {
  const read = (): Config => readSettings({ ...environment, LEDGER: 'sls' }, 'command-line');
  const { config, credentials } = readAll(read, () => readCredentials(environment));
  assert(config.ledger.kind === 'sls', 'LEDGER sls is a place on the log service');
  return { place: config.ledger, credentials };
}

function report(
  findings: readonly Finding[],
  policies: ReturnType<typeof rolePolicies>,
  { place, dryRun }: { readonly place: LogServicePlace; readonly dryRun: boolean },
  view: View,
): string[] {
  const head = (text: string): string => paint(text, 'bold', view);
  const note = dryRun ? ' (dry run: nothing is changed)' : '';
  return [
    `${head('Set-up')} of ${place.project}/${place.logstore} at ${place.endpoint}${note}`,
    ...renderFindings(findings, view),
    '',
    head('RAM policy of the renew role (the only one that may spend; domain/<name> in place of domain/* limits it)'),
    ...policyLines(policies.renew),
    '',
    head('RAM policy of the check role'),
    ...policyLines(policies.check),
    '',
    ...paragraph(
      '',
      'Give the last statement, the denial, to every other user and role too: a ledger that was deleted or split no longer knows what was paid. Both roles trust fc.aliyuncs.com.',
      view,
    ),
  ];
}
