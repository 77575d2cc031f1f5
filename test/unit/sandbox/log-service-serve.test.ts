import { afterEach, describe, expect, it } from 'vitest';
import { toHttpDate } from '../../../src/sandbox/log-service-date.ts';
import { type SandboxServer, type ServedLogServiceOptions, startSandbox } from '../../../src/sandbox/serve.ts';
import {
  type Ask,
  decodeList,
  log,
  numbersOf,
  overSocket,
  pullAsk,
  putAsk,
  type SocketAnswer,
  signed,
} from './log-client.ts';

let server: SandboxServer;

async function start(logService: ServedLogServiceOptions = {}): Promise<void> {
  const options = { seed: 1, chaos: 'off', staleDate: 'rejected', domainCount: 5, now: Date.now } as const;
  server = await startSandbox({ ...options, logService: { project: 'proj', logstore: 'ledger', ...logService } });
}

afterEach(async () => {
  await server.close();
});

async function send(ask: Ask, timeoutMs?: number): Promise<SocketAnswer> {
  return await overSocket(server.url, signed(ask, toHttpDate(Date.now())), timeoutMs);
}

async function put(n: string): Promise<SocketAnswer> {
  return await send(putAsk([log({ n }, Math.floor(Date.now() / 1000))], { key: '0'.repeat(32) }));
}

async function all(): Promise<string[]> {
  const from = await send({ path: '/logstores/ledger/shards/0', query: { type: 'cursor', from: 'begin' } });
  const { cursor } = JSON.parse(from.body.toString()) as { cursor: string };
  return numbersOf(decodeList((await send(pullAsk(cursor, 0, 100, ''))).body));
}

async function control(path: string, body?: unknown): Promise<Record<string, unknown>> {
  const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  const response = await fetch(`${server.url}/sandbox/${path}`, init);
  return { status: response.status, ...((await response.json()) as object) };
}

describe('the log service over a socket', () => {
  it('writes and reads beside the Domain API, told apart by Host and header', async () => {
    await start();
    const written = await put('1');
    expect([written.status, written.body.length, written.headers['content-type']]).toEqual([200, 0, undefined]);
    expect(written.headers['content-length']).toBe('0');
    await put('2');
    expect(await all()).toEqual(['1', '2']);
    expect(server.logService.logs()).toHaveLength(2);
    const other = await fetch(`${server.url}/?Action=QueryDomainList`);
    expect([other.status, await other.text()]).toEqual([400, expect.stringContaining('<Code>Missing') as string]);
    const bare = await overSocket(server.url, { ...signed({ path: '/' }), headers: { host: 'proj.localhost' } });
    expect(JSON.parse(bare.body.toString())).toMatchObject({ errorCode: 'MissingAPIVersion' });
  });

  it('has a project and a ledger when nothing is said', async () => {
    server = await startSandbox({ seed: 1, chaos: 'off', staleDate: 'rejected', domainCount: 5, now: Date.now });
    const shards = await send({ path: '/logstores/renewal-ledger/shards', project: 'domain-renew' });
    expect(JSON.parse(shards.body.toString())).toHaveLength(1);
  });

  it('loses answers, cuts them and hangs as planted', async () => {
    await start();
    await control('faults', { service: 'log', action: 'PutLogs', kind: 'lost-reply' });
    await expect(put('1')).rejects.toThrow(/socket hang up/);
    await control('faults', { service: 'log', action: 'PutLogs', kind: 'hang' });
    const hanging = putAsk([log({ n: '2' }, Math.floor(Date.now() / 1000))]);
    await expect(send(hanging, 100)).rejects.toThrow(/timed out/);
    await control('faults', { service: 'log', action: 'PullLogs', kind: 'truncated' });
    await expect(all()).rejects.toThrow(/aborted/);
    expect(await all()).toEqual(['1', '2']);
  });
});

describe('the control plane', () => {
  it('shows the logs, passes time for both halves and changes the logstore', async () => {
    await start();
    await control('faults', { service: 'log', action: 'PutLogs', kind: 'lands-late', ms: 60_000 });
    await expect(put('1')).rejects.toThrow(/socket hang up/);
    expect(await control('logs')).toMatchObject({ logs: [], books: { writes: [{ state: 'waiting' }] } });
    await control('advance', { ms: 60_000 });
    expect(await control('logs')).toMatchObject({ logs: [{ fields: { n: '1' }, shardId: 0, index: 0 }] });
    expect(await control('logstore', { split: 0 })).toMatchObject({
      status: 200,
      shards: [{ status: 'readonly' }, {}, {}],
    });
    expect(await control('logstore', { merge: 1 })).toMatchObject({ status: 200, shards: [{}, {}, {}, { id: 3 }] });
    expect(await control('logstore', { ttlDays: 7 })).toMatchObject({ status: 200 });
    expect(await control('logstore', { reveal: true })).toMatchObject({ status: 200 });
  });

  it.each([
    ['faults', { service: 'log', action: 'PutLogs', kind: 'empty-json' }, 'kind: one of lost-reply,'],
    ['faults', { service: 'sls', action: 'PutLogs', kind: 'hang' }, 'service: one of'],
    ['faults', { service: 'log', action: 'PutLogs', kind: 'lands-late', ms: -1 }, 'ms: a whole number'],
    ['logstore', { split: 9 }, 'no such readwrite shard'],
    ['logstore', {}, 'one of split, merge'],
  ])('refuses on %s %j by name', async (path, body, text) => {
    await start();
    expect(await control(path, body)).toEqual({ status: 400, error: expect.stringContaining(text) as string });
  });
});
