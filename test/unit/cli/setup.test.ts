import { afterEach, describe, expect, it } from 'vitest';
import { serveLoopback } from '../../../src/adapters/loopback-server.ts';
import { createSlsCalls } from '../../../src/adapters/sls-calls.ts';
import { createSlsClient } from '../../../src/adapters/sls-client.ts';
import { createSlsSetupClient, type SlsSetupClient } from '../../../src/adapters/sls-setup-client.ts';
import { systemClock } from '../../../src/adapters/system.ts';
import { setUp } from '../../../src/cli/setup-things.ts';
import type { Finding } from '../../../src/report/findings.ts';
import { createLogServiceSandbox } from '../../../src/sandbox/log-service.ts';
import { type SandboxServer, type ServedLogServiceOptions, startSandbox } from '../../../src/sandbox/serve.ts';
import { NOW_MS } from '../../builders/domains.ts';
import { fakeClock } from '../../fakes/fake-clock.ts';
import { type Played, play } from '../../fakes/recording-terminal.ts';

const SECRET = 'planted-secret';
const TOKEN = 'planted-token';

interface Bench {
  readonly server: SandboxServer;
  readonly setup: SlsSetupClient;
  /** Plays `setup` with these flags. */
  run(...flags: string[]): Promise<Played>;
  /** As `run --json`: what was found, by name; and the calls that it made. */
  look(...flags: string[]): Promise<{ code: number; found: Record<string, string>; calls: string[] }>;
}

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function bench(logService: ServedLogServiceOptions = {}): Promise<Bench> {
  const options = { seed: 1, chaos: 'off', staleDate: 'rejected', domainCount: 1 } as const;
  const keys = { accessKeyId: 'planted-id', accessKeySecret: SECRET };
  const server = await startSandbox({ ...options, ...keys, now: () => Date.now(), logService });
  closers.push(server.close);
  const environment = {
    SLS_ENDPOINT: server.url,
    SLS_PROJECT: 'domain-renew',
    SLS_LOGSTORE: 'renewal-ledger',
    ALIBABA_CLOUD_ACCESS_KEY_ID: 'planted-id',
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: SECRET,
    ALIBABA_CLOUD_SECURITY_TOKEN: TOKEN,
  };
  const calls = createSlsCalls({
    endpoint: server.url,
    project: 'domain-renew',
    credentials: keys,
    clock: systemClock,
    random: () => 0,
    deadlineMs: Date.now() + 60_000,
  });
  const run = async (...flags: string[]): Promise<Played> => {
    const played = await play(['setup', ...flags], environment);
    expect(played.out + played.error).not.toMatch(/planted/);
    return played;
  };
  return {
    server,
    setup: createSlsSetupClient(calls, 'domain-renew'),
    run,
    async look(...flags) {
      const before = server.logService.books().calls;
      const { code, out } = await run('--json', ...flags);
      const after = server.logService.books().calls;
      const { findings } = JSON.parse(out) as { findings: Finding[] };
      const found = Object.fromEntries(findings.map(({ what, state }) => [what, state]));
      return { code, found, calls: Object.keys(after).filter((call) => after[call] !== before[call]) };
    },
  };
}

function all(state: string): Record<string, string> {
  return {
    project: state,
    logstore: state,
    shards: state,
    index: state,
    dashboard: state,
    'alert trouble': state,
    'alert claim-open': state,
    'alert no-renew-run': state,
    'alert no-check-run': state,
  };
}

const READS = ['GetProject', 'GetLogStore', 'ListShards', 'GetIndex', 'GetDashboard', 'GetAlert'];

describe('setup of a project that is not there', () => {
  it('asks for --create-project, and calls nothing else', async () => {
    const { look } = await bench({ createProject: false });
    const { code, found, calls } = await look();
    expect(code).toBe(1);
    expect(found).toEqual({ ...all('not-tried'), project: 'problem' });
    expect(calls).toEqual(['GetProject']);
  });

  it('says on a dry run what it would create, and creates nothing', async () => {
    const { look } = await bench({ createProject: false });
    const { code, found, calls } = await look('--create-project', '--dry-run');
    expect([code, found]).toEqual([0, all('would-create')]);
    expect(calls).toEqual(['GetProject']);
  });

  it('creates everything, and the second time only reads', async () => {
    const { look, server } = await bench({ createProject: false });
    const first = await look('--create-project');
    expect([first.code, first.found]).toEqual([0, { ...all('created'), shards: 'ok' }]);
    const second = await look('--create-project');
    expect([second.code, second.found]).toEqual([0, all('ok')]);
    expect([...second.calls].sort()).toEqual([...READS].sort());
    expect(server.logService.books().forbidden).toBe(0);
  });

  it('creates a logstore that cannot lose or reorder an entry', async () => {
    const { look, setup } = await bench({ createProject: false });
    await look('--create-project');
    expect(await setup.get('logstore', 'renewal-ledger')).toMatchObject({
      shardCount: 1,
      autoSplit: false,
      ttl: 3650,
      mode: 'standard',
      appendMeta: true,
      enable_tracking: false,
      enableModify: false,
    });
  });
});

describe('setup of a logstore that is there', () => {
  it('makes index, dashboard and alerts only', async () => {
    const { look } = await bench();
    const { code, found } = await look();
    expect(code).toBe(0);
    expect(found).toEqual({ ...all('created'), project: 'ok', logstore: 'ok', shards: 'ok' });
  });

  it('switches automatic splitting off and raises the retention, once, and touches nothing else', async () => {
    const { look, setup } = await bench({ ttlDays: 100 });
    const before = (await setup.get('logstore', 'renewal-ledger')) ?? {};
    await setup.update('logstore', 'renewal-ledger', { logstoreName: 'renewal-ledger', autoSplit: true });
    expect((await look('--dry-run')).found['logstore']).toBe('would-update');
    expect(await setup.get('logstore', 'renewal-ledger')).toMatchObject({ ttl: 100, autoSplit: true });
    expect((await look()).found['logstore']).toBe('updated');
    const after = await setup.get('logstore', 'renewal-ledger');
    expect(after).toEqual({ ...before, ttl: 3650, autoSplit: false, lastModifyTime: after?.['lastModifyTime'] });
    const second = await look();
    expect([second.found, second.calls.filter((call) => !READS.includes(call))]).toEqual([all('ok'), []]);
  });

  it('leaves a retention that is long enough', async () => {
    const { look } = await bench({ ttlDays: 500 });
    const { found, calls } = await look();
    expect(found['logstore']).toBe('ok');
    expect(calls).not.toContain('UpdateLogStore');
  });

  it('refuses two shards', async () => {
    const { run } = await bench({ shardCount: 2 });
    const { code, out } = await run();
    expect(code).toBe(1);
    expect(out.replaceAll(/\s+/g, ' ')).toContain('has 2 readwrite shards, and a ledger needs exactly one');
  });

  it.each([
    [{ enableModify: true }, 'enableModify is on and cannot be switched off'],
    [{ mode: 'query' }, 'mode is query: without SQL neither dashboard nor alerts work'],
  ])('that is created with %j has a problem', async (wrong, text) => {
    const { run, setup } = await bench({ create: false });
    await setup.create('logstore', { logstoreName: 'renewal-ledger', ttl: 3650, shardCount: 1, ...wrong });
    const { code, out } = await run();
    expect(code).toBe(1);
    expect(out.replaceAll(/\s+/g, ' ')).toContain(text);
  });
});

describe('what a person changed', () => {
  it('stays in the index; only missing fields are added', async () => {
    const { look, setup } = await bench();
    const own = { type: 'text', token: [','], caseSensitive: true, doc_value: false };
    await setup.createIndex('renewal-ledger', { keys: { mine: own }, line: { token: [' '] } });
    expect((await look()).found['index']).toBe('updated');
    const index = (await setup.getIndex('renewal-ledger')) as { keys: Record<string, unknown>; line: unknown };
    expect(index.line).toEqual({ token: [' '] });
    expect(index.keys['mine']).toEqual(own);
    expect(index.keys['count.open']).toEqual({ type: 'long', doc_value: true });
    expect((await look()).found['index']).toBe('ok');
  });

  it('stays in index fields, dashboard and alerts, and is told', async () => {
    const { look, setup, run } = await bench();
    await look();
    const index = (await setup.getIndex('renewal-ledger')) as { keys: Record<string, unknown> };
    await setup.updateIndex('renewal-ledger', { keys: { ...index.keys, years: { type: 'double', doc_value: true } } });
    const dashboard = (await setup.get('dashboard', 'domain-renewal')) ?? {};
    await setup.update('dashboard', 'domain-renewal', { ...dashboard, displayName: 'Ours' });
    const silent = (await setup.get('alert', 'domain-renewal-no-check-run')) ?? {};
    await setup.update('alert', 'domain-renewal-no-check-run', { ...silent, status: 'DISABLED' });
    const { code, found, calls } = await look();
    expect(code).toBe(0);
    expect(found).toEqual({ ...all('ok'), index: 'differs', dashboard: 'differs', 'alert no-check-run': 'differs' });
    expect(calls.filter((call) => !READS.includes(call))).toEqual([]);
    const text = (await run()).out.replaceAll(/\s+/g, ' ');
    expect(text).toContain('not as made here: years.type. Left alone');
    expect(text).toContain('domain-renewal is not as made here: displayName. Left alone');
    expect(text).toContain('domain-renewal-no-check-run is switched off. Left alone');
  });

  it('is whom an alert tells', async () => {
    const { look, setup } = await bench();
    await look();
    const alert = (await setup.get('alert', 'domain-renewal-trouble')) as { configuration: object };
    const policyConfiguration = {
      alertPolicyId: 'sls.builtin.dynamic',
      actionPolicyId: 'on-call',
      repeatInterval: '5m',
    };
    const configuration = { ...alert.configuration, policyConfiguration };
    await setup.update('alert', 'domain-renewal-trouble', { ...alert, configuration });
    expect((await look()).found['alert trouble']).toBe('ok');
  });
});

describe('trouble with the service', () => {
  it('is a problem that names what to grant; the rest goes on', async () => {
    const { server, run } = await bench();
    const kind = { code: 'Unauthorized', httpStatus: 401, executed: false };
    server.logService.fault({ action: 'CreateDashboard', times: 1, kind });
    const { code, out } = await run();
    expect(code).toBe(1);
    expect(out.replaceAll(/\s+/g, ' ')).toMatch(/dashboard problem .*grant the RAM action log:CreateDashboard/);
    expect(out).toMatch(/alert trouble\s+created/);
  });

  it('a lost answer to a write is read back, and the thing is made once', async () => {
    const { server, look } = await bench({ createProject: false });
    server.logService.fault({ action: '*', times: 1, skip: 1, kind: 'lost-reply' });
    server.logService.fault({ action: 'CreateAlert', times: 1, kind: 'lost-reply' });
    expect((await look('--create-project')).found).toEqual({ ...all('created'), shards: 'ok' });
    expect(server.logService.books().calls).toMatchObject({ CreateProject: 1, CreateAlert: 4 });
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('does not stop it: harsh, seed %i', async (seed) => {
    const clock = fakeClock();
    const [project, logstore] = ['p-1', 'renewals'];
    const sandbox = createLogServiceSandbox({
      seed,
      chaos: 'harsh',
      // What takes real time is left out: answers that are slow or never come.
      profile: { slowChance: 0, hangChance: 0 },
      now: clock.now,
      project,
      logstore,
      createProject: false,
      seqidState: 'enforced',
    });
    const server = await serveLoopback((request) => sandbox.handle(request));
    closers.push(server.close);
    const world = { clock, random: () => 0.5, deadlineMs: NOW_MS + 3_600_000 };
    const credentials = { accessKeyId: 'sandbox', accessKeySecret: 'sandbox-secret' };
    const calls = createSlsCalls({ ...world, endpoint: server.url, project, credentials });
    const once = async (): Promise<string[]> => {
      const findings = await setUp({
        ...world,
        place: { kind: 'sls', endpoint: server.url, project, logstore, horizonDays: 400 },
        setup: createSlsSetupClient(calls, project),
        client: createSlsClient(calls, logstore),
        dryRun: false,
        createsProject: true,
      });
      return findings.map(({ state }) => state);
    };
    const first = await once();
    expect(first.filter((state) => state !== 'created' && state !== 'ok')).toEqual([]);
    const writes = (): [string, number][] =>
      Object.entries(sandbox.books().calls).filter(([call]) => /^(Create|Update|Put)/.test(call));
    const before = writes();
    expect(await once()).toEqual(Array.from({ length: 9 }, () => 'ok'));
    expect(writes()).toEqual(before);
    expect(sandbox.books().forbidden).toBe(0);
  });
});

it('wrong settings and missing keys are all named, and nothing is called', async () => {
  const { code, out, error } = await play(['setup'], { SLS_PROJECT: 'P', LEDGER: 'file:here' });
  expect([code, out]).toEqual([2, '']);
  for (const name of ['SLS_ENDPOINT', 'SLS_PROJECT', 'SLS_LOGSTORE', 'ALIBABA_CLOUD_ACCESS_KEY_ID']) {
    expect(error).toContain(name);
  }
});
