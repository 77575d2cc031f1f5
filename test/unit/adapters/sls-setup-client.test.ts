import { afterEach, describe, expect, it } from 'vitest';
import { serveLoopback } from '../../../src/adapters/loopback-server.ts';
import { createSlsCalls } from '../../../src/adapters/sls-calls.ts';
import { createSlsSetupClient, type SlsSetupClient } from '../../../src/adapters/sls-setup-client.ts';
import { CloudError } from '../../../src/model/cloud-error.ts';
import { createLogServiceSandbox, type LogServiceSandbox } from '../../../src/sandbox/log-service.ts';
import { NOW_MS, SECOND } from '../../builders/domains.ts';
import { fakeClock } from '../../fakes/fake-clock.ts';
import { type ScriptedSls, scriptedSls, slsError } from '../../fakes/scripted-sls.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** A set-up client on a sandbox that has nothing yet. */
async function start(): Promise<{ setup: SlsSetupClient; sandbox: LogServiceSandbox }> {
  const clock = fakeClock();
  const names = { project: 'p-1', logstore: 'l-1', createProject: false } as const;
  const sandbox = createLogServiceSandbox({ seed: 1, chaos: 'off', now: clock.now, seqidState: 'enforced', ...names });
  const server = await serveLoopback((request) => sandbox.handle(request));
  closers.push(server.close);
  const credentials = { accessKeyId: 'sandbox', accessKeySecret: 'sandbox-secret' };
  const deadlineMs = NOW_MS + 600 * SECOND;
  const calls = createSlsCalls({
    endpoint: server.url,
    project: 'p-1',
    credentials,
    clock,
    random: () => 0,
    deadlineMs,
  });
  return { setup: createSlsSetupClient(calls, 'p-1'), sandbox };
}

async function scripted(...script: Parameters<typeof scriptedSls>[0]): Promise<[SlsSetupClient, ScriptedSls]> {
  const sls = await scriptedSls(script);
  closers.push(sls.close);
  return [createSlsSetupClient(sls.calls, 'p-1'), sls];
}

const LOGSTORE = { logstoreName: 'l-1', ttl: 3650, shardCount: 1, autoSplit: false, mode: 'standard' };
const INDEX = { keys: { kind: { type: 'text', token: [], caseSensitive: false, doc_value: true } } };

describe('set-up calls, on the sandbox', () => {
  it('finds nothing, creates, finds, and changes', async () => {
    const { setup } = await start();
    expect(await setup.getProject()).toBeNull();
    await setup.createProject('the ledger');
    expect(await setup.getProject()).toMatchObject({ projectName: 'p-1', description: 'the ledger' });
    expect(await setup.get('logstore', 'l-1')).toBeNull();
    await setup.create('logstore', LOGSTORE);
    expect(await setup.get('logstore', 'l-1')).toMatchObject(LOGSTORE);
    await setup.update('logstore', 'l-1', { ...LOGSTORE, ttl: 500 });
    expect(await setup.get('logstore', 'l-1')).toMatchObject({ ttl: 500 });
    expect(await setup.getIndex('l-1')).toBeNull();
    await setup.createIndex('l-1', INDEX);
    await setup.updateIndex('l-1', { ...INDEX, max_text_len: 4096 });
    expect(await setup.getIndex('l-1')).toMatchObject({ ...INDEX, max_text_len: 4096 });
    for (const kind of ['savedsearch', 'dashboard', 'alert'] as const) expect(await setup.get(kind, 'x-1')).toBeNull();
  });

  it('queries what the index holds', async () => {
    const { setup, sandbox } = await start();
    await setup.createProject('');
    await setup.create('logstore', LOGSTORE);
    await setup.createIndex('l-1', INDEX);
    sandbox.add({ logs: [{ timeS: NOW_MS / SECOND, fields: { kind: 'failed' } }] });
    const range = { fromS: NOW_MS / SECOND - 60, toS: NOW_MS / SECOND + 60 };
    const { rows, isComplete } = await setup.getLogs('l-1', { query: 'kind: failed', ...range });
    expect(rows).toMatchObject([{ kind: 'failed' }]);
    expect(isComplete).toBe(true);
    expect((await setup.getLogs('l-1', { query: 'kind: renewed', ...range })).rows).toEqual([]);
  });
});

describe('on the wire', () => {
  it('the project is created without a project in the Host, everything else with it', async () => {
    const [setup, { requests, url }] = await scripted({});
    await setup.createProject('');
    await setup.update('alert', 'a-1', { name: 'a-1' });
    const host = url.slice('http://'.length);
    expect(requests.map(({ method, path, headers }) => [method, path, headers['host']])).toEqual([
      ['POST', '/', host],
      ['PUT', '/alerts/a-1', `p-1.${host}`],
    ]);
    expect(requests[1]?.headers['content-type']).toBe('application/json');
  });

  it('a write is made once, and its error says what to grant', async () => {
    const [setup, { requests }] = await scripted(slsError('Unauthorized', 401));
    const error: unknown = await setup.create('dashboard', { dashboardName: 'd' }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(CloudError);
    expect((error as CloudError).fields).toMatchObject({ action: 'CreateDashboard', ramAction: 'log:CreateDashboard' });
    expect(requests).toHaveLength(1);
  });

  it('an answer that is not what was asked for is an error', async () => {
    const [setup] = await scripted({ body: '<html>' });
    await expect(setup.getProject()).rejects.toThrow('the answer is not a JSON object');
    await expect(setup.getLogs('l-1', { query: '*', fromS: 0, toS: 1 })).rejects.toThrow('x-log-progress');
  });

  it.each([
    ['Complete', true],
    ['Incomplete', false],
  ])('a query says whether it is %s', async (progress, isComplete) => {
    const [setup] = await scripted({ body: '[{"kind":"failed"}]', headers: { 'x-log-progress': progress } });
    expect(await setup.getLogs('l-1', { query: '*', fromS: 0, toS: 1 })).toEqual({
      rows: [{ kind: 'failed' }],
      isComplete,
    });
    const [broken] = await scripted({ body: '["x"]', headers: { 'x-log-progress': progress } });
    await expect(broken.getLogs('l-1', { query: '*', fromS: 0, toS: 1 })).rejects.toThrow('not a list of logs');
  });
});
