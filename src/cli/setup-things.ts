import { asRow, type Row, text } from '../adapters/domain-api-values.ts';
import type { Finding } from '../report/findings.ts';
import { ledgerAlerts } from './setup-alerts.ts';
import { DASHBOARD_NAME, ledgerDashboard } from './setup-dashboard.ts';
import { differences, without } from './setup-difference.ts';
import { ledgerIndex } from './setup-index.ts';
import { logstoreThing, shardsFinding } from './setup-logstore.ts';
import { regionOf } from './setup-policies.ts';
import { ensure, type SetupParts, type Thing, writeUntilDone } from './setup-thing.ts';

/** What a thing needs below it: it is there (or was not to be seen, and what follows says so itself), would be made, or is missing. */
type Ground = 'there' | 'would-be-made' | 'missing';

/** Everything in order, each on top of the one before. What is missing below something leaves it untried. Deletes nothing. */
export async function setUp(parts: SetupParts): Promise<Finding[]> {
  const project = await ensureProject(parts);
  const logstore = await ensureOn(project.ground, logstoreThing(parts), parts);
  const ground = groundOf(logstore);
  const rest: Finding[] = [await shardsOn(ground, logstore, parts)];
  for (const thing of [indexThing(parts), dashboardThing(parts), ...alertThings(parts)]) {
    rest.push(await ensureOn(ground, thing, parts));
  }
  return [project.finding, logstore, ...rest];
}

async function ensureProject(parts: SetupParts): Promise<{ readonly finding: Finding; readonly ground: Ground }> {
  const { setup, place, createsProject, dryRun } = parts;
  const what = 'project';
  const thing: Thing = {
    what,
    purpose: place.project,
    read: async () => await setup.getProject(),
    create: async () => await setup.createProject('The ledger of domain-renew'),
    look: () => ({ what, state: 'ok', detail: place.project }),
  };
  const finding = await ensure(thing, { ...parts, dryRun: dryRun || !createsProject });
  if (finding.state !== 'would-create' || createsProject) return { finding, ground: groundOf(finding) };
  const detail = `there is no project ${place.project} at ${place.endpoint}. Check SLS_ENDPOINT and SLS_PROJECT; to create it, add --create-project`;
  return { finding: { what, state: 'problem', detail }, ground: 'missing' };
}

function groundOf({ state }: Finding): Ground {
  if (state === 'not-tried') return 'missing';
  return state === 'would-create' ? 'would-be-made' : 'there';
}

async function ensureOn(ground: Ground, thing: Thing, parts: SetupParts): Promise<Finding> {
  const { what, purpose } = thing;
  if (ground === 'there') return await ensure(thing, parts);
  return ground === 'would-be-made' ? { what, state: 'would-create', detail: purpose } : untried(what);
}

async function shardsOn(ground: Ground, logstore: Finding, parts: SetupParts): Promise<Finding> {
  const what = 'shards';
  if (ground === 'there') return await shardsFinding(parts, logstore.state === 'created');
  return ground === 'would-be-made' ? { what, state: 'would-create', detail: 'exactly one' } : untried(what);
}

function untried(what: string): Finding {
  return { what, state: 'not-tried', detail: 'there is nothing to put it into' };
}

function indexThing(parts: SetupParts): Thing {
  const { setup, place, dryRun } = parts;
  const [what, wanted] = ['index', ledgerIndex()];
  const wantedKeys = asRow(wanted['keys']) ?? {};
  return {
    what,
    purpose: `${Object.keys(wantedKeys).length} fields, for queries by people, dashboard and alerts; it covers entries from now on`,
    read: async () => await setup.getIndex(place.logstore),
    create: async () => await setup.createIndex(place.logstore, wanted),
    async look(found) {
      const foundKeys = asRow(found['keys']) ?? {};
      const missing = Object.keys(wantedKeys).filter((name) => foundKeys[name] === undefined);
      const other = missing.length > 0 ? [] : differences(wantedKeys, foundKeys);
      if (other.length > 0) {
        const detail = `not as made here: ${listed(other)}. Left alone, as a person may have changed it; queries of dashboard and alerts may fail`;
        return { what, state: 'differs', detail };
      }
      if (missing.length === 0) return { what, state: 'ok', detail: `${Object.keys(wantedKeys).length} fields` };
      const detail = `adds ${listed(missing)}; the rest stays as it is`;
      if (dryRun) return { what, state: 'would-update', detail };
      const keys = { ...wantedKeys, ...foundKeys };
      await writeUntilDone(
        async () => differences(keys, asRow((await setup.getIndex(place.logstore))?.['keys'])).length === 0,
        async () => await setup.updateIndex(place.logstore, { ...withoutServicesOwn(found), keys }),
        parts,
      );
      return { what, state: 'updated', detail };
    },
  };
}

function withoutServicesOwn(index: Row): Row {
  return without(index, 'index_mode', 'storage', 'ttl', 'lastModifyTime');
}

function dashboardThing({ setup, place }: SetupParts): Thing {
  const [what, wanted] = ['dashboard', ledgerDashboard(place)];
  return {
    what,
    purpose: `${DASHBOARD_NAME}: open claims by age, outcomes by day, last states, runs, years bought`,
    read: async () => await setup.get('dashboard', DASHBOARD_NAME),
    create: async () => await setup.create('dashboard', wanted),
    look: (found) => compared(what, DASHBOARD_NAME, differences(wanted, found)),
  };
}

function alertThings({ setup, place }: SetupParts): Thing[] {
  return ledgerAlerts({ ...place, region: regionOf(place.endpoint) }).map((wanted) => {
    const name = text(wanted, 'name') ?? '';
    const what = `alert ${name.replace('domain-renewal-', '')}`;
    return {
      what,
      purpose: `${text(wanted, 'displayName') ?? ''}; give the action policy "sls.builtin" contacts in the console, or nobody is told`,
      read: async () => await setup.get('alert', name),
      create: async () => await setup.create('alert', wanted),
      look: (found) => lookAtAlert(what, wanted, found),
    };
  });
}

/** Whom to tell, and how often, is for people to decide. */
function lookAtAlert(what: string, wanted: Row, found: Row): Finding {
  const name = text(wanted, 'name') ?? '';
  if (/disabled/i.test(`${text(found, 'status') ?? ''} ${text(found, 'state') ?? ''}`)) {
    return { what, state: 'differs', detail: `${name} is switched off. Left alone; switch it on in the console` };
  }
  const rule = without(wanted, 'type', 'configuration');
  const configuration = without(asRow(wanted['configuration']) ?? {}, 'policyConfiguration');
  return compared(what, name, differences({ ...rule, configuration }, found));
}

function compared(what: string, name: string, different: readonly string[]): Finding {
  if (different.length === 0) return { what, state: 'ok', detail: name };
  const detail = `${name} is not as made here: ${listed(different)}. Left alone, as a person may have changed it; to get this version, delete it in the console and run setup again`;
  return { what, state: 'differs', detail };
}

function listed(names: readonly string[]): string {
  const more = names.length > 4 ? `, and ${names.length - 4} more` : '';
  return `${names.slice(0, 4).join(', ')}${more}`;
}
