import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SANDBOX_LOGSTORE, SANDBOX_PROJECT, type SandboxServer, startSandbox } from '../../src/sandbox/serve.ts';
import { domainRenew, type Outcome, sandboxProgram } from './cli-process.ts';

const DAY = 86_400_000;
const KEYS = { ALIBABA_CLOUD_ACCESS_KEY_ID: 'planted-key-id', ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'planted-key-secret' };

let server: SandboxServer;
let folder: string;
let outcomes: Outcome[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'domain-renew-cli-sls-'));
  const nowMs = Date.now();
  const far = Array.from({ length: 9 }, (_, index) => ({ name: `far${index}.com`, expiryMs: nowMs + 100 * DAY }));
  server = await startSandbox({
    seed: 7,
    chaos: 'off',
    staleDate: 'charged',
    domainCount: 0,
    domains: [
      { name: 'soonest.com', expiryMs: nowMs + 3.5 * DAY },
      { name: '绿茶小铺.com', expiryMs: nowMs + 9.5 * DAY },
      ...far,
    ],
    taskDurationMs: 0,
    accessKeyId: KEYS.ALIBABA_CLOUD_ACCESS_KEY_ID,
    accessKeySecret: KEYS.ALIBABA_CLOUD_ACCESS_KEY_SECRET,
    now: () => Date.now(),
  });
});

afterEach(async () => {
  await server.close();
  await rm(folder, { recursive: true });
  for (const { stdout, stderr } of outcomes) {
    // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
    expect(stdout + stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    expect(stdout + stderr).not.toMatch(/planted|\n\s+at .*:\d+:\d+/);
  }
  outcomes = [];
});

async function call(args: readonly string[], more: Record<string, string> = {}): Promise<Outcome> {
  const place = { SLS_ENDPOINT: server.url, SLS_PROJECT: SANDBOX_PROJECT, SLS_LOGSTORE: SANDBOX_LOGSTORE };
  const env = { DOMAIN_ENDPOINT: server.url, LEDGER: 'sls', ...place, ...KEYS, ...more };
  const outcome = await domainRenew(args, env, folder);
  outcomes.push(outcome);
  return outcome;
}

function json({ stdout }: Outcome): Record<string, unknown> {
  expect(stdout.trimEnd().split('\n')).toHaveLength(1);
  return JSON.parse(stdout) as Record<string, unknown>;
}

describe('with the ledger in the log service', () => {
  it('plan, renew, check, status and prove go hand in hand', async () => {
    const planned = await call(['plan']);
    expect([planned.code, planned.stderr]).toEqual([0, 'listed 11 of 11 domains\nplanned 2 domains\n']);
    expect(planned.stdout).toContain('Ledger: log service domain-renew/renewal-ledger\n');
    const nothing = await call(['prove', '绿茶小铺.com']);
    expect(nothing.code).toBe(0);
    expect(nothing.stdout).toContain('Nothing is recorded of it in the last 400 days (LEDGER_HORIZON_DAYS)');

    expect((await call(['renew', '绿茶小铺.com'])).code).toBe(0);
    const between = await call(['status']);
    expect(between.stdout).toContain('Open claims (1)');
    expect(json(await call(['prove', '绿茶小铺.com', '--json']))).toMatchObject({
      money: { spent: 0, unverified: 1, perhaps: 0, twiceFor: [] },
    });
    expect((await call(['check'])).code).toBe(0);

    for (const name of ['绿茶小铺.com', 'XN--YETX62FR2C29W.com.']) {
      const proven = await call(['prove', name]);
      expect([proven.code, proven.stderr]).toEqual([0, '']);
      expect(proven.stdout).toMatch(/^Proof for 绿茶小铺\.com \(xn--yetx62fr2c29w\.com\), by the ledger alone/);
      expect(proven.stdout).toMatch(/\n {2}run +renew-\S+: renew, mode renew, by command, finished /);
      expect(proven.stdout).toMatch(/\n {2}found +.*, by check-\S+: renewed by task/);
      expect(proven.stdout).toContain('\n✓ Money was spent once: renewed.\n');
    }
    expect(json(await call(['prove', '绿茶小铺.com', '--json']))).toMatchObject({
      domain: 'xn--yetx62fr2c29w.com',
      ledger: { place: 'log service domain-renew/renewal-ledger', horizonDays: 400 },
      claims: [{ standing: 'renewed', years: 1, append: 1, run: { mode: 'renew', trigger: 'command' } }],
      money: { spent: 1, unverified: 0, perhaps: 0, twiceFor: [] },
    });
    expect(server.sandbox.books().orders.map(({ domain }) => domain)).toEqual(['xn--yetx62fr2c29w.com']);
  });

  it.each([['status'], ['prove', 'a.com'], ['plan']])(
    '%s without keys names them, and calls nothing',
    async (...args) => {
      const { code, stdout, stderr } = await call(args, {
        ALIBABA_CLOUD_ACCESS_KEY_ID: '',
        ALIBABA_CLOUD_ACCESS_KEY_SECRET: '',
      });
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toContain('ALIBABA_CLOUD_ACCESS_KEY_ID is not set');
      expect(stderr).toContain('ALIBABA_CLOUD_ACCESS_KEY_SECRET is not set');
      expect(server.logService.books().calls).toEqual({});
    },
  );

  it.each([['status'], ['prove', 'a.com']])('%s tells why it cannot be the ledger', async (...args) => {
    server.logService.splitShard(0);
    const { code, stdout, stderr } = await call(args);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain('The ledger cannot be used: the logstore domain-renew/renewal-ledger has 2 readwrite');
  });

  it('prove asks the ledger, and no other service', async () => {
    await call(['prove', 'a.com'], { DOMAIN_ENDPOINT: 'http://127.0.0.1:9' });
    expect(outcomes[0]).toMatchObject({ code: 0, stderr: '' });
    expect(outcomes[0]?.stdout).toContain('Nothing is recorded: the ledger is empty, no run has used it yet.');
    expect(server.sandbox.books().calls).toEqual({});
  });

  it.each([
    [[], 'name is missing; allowed: one domain name'],
    [['a.com', 'b.com'], 'name is 2 names; allowed: one domain name'],
    [['plain'], 'name is "plain"; allowed: a domain name'],
  ])('prove %j: exit 2', async (names, message) => {
    const { code, stdout, stderr } = await call(['prove', ...names]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain(message);
  });
});

describe('the log service of the sandbox command', () => {
  it('is told, and keeps its logs in a file', async () => {
    const args = ['--chaos', 'off', '--domains', '40', '--log-file', 'logs.json'];
    const first = await sandboxProgram(args, folder);
    expect(first.told['logService']).toEqual({
      endpoint: first.told['url'],
      project: 'domain-renew',
      logstore: 'renewal-ledger',
      shards: 1,
      seqid: 'enforced',
      logs: `${String(first.told['url'])}/sandbox/logs`,
    });
    const planned = await call(['plan', '--json'], envOf(first.told));
    expect(json(planned)).toMatchObject({ stops: [] });
    const before = json(await call(['status', '--json'], envOf(first.told)));
    await first.close();

    expect(await readFile(join(folder, 'logs.json'), 'utf8')).toContain('"version":1');
    const second = await sandboxProgram(args, folder);
    const after = json(await call(['status', '--json'], envOf(second.told)));
    await second.close();
    expect(after['ledger']).toEqual(before['ledger']);
    expect(after['lastRuns']).toEqual(before['lastRuns']);
  });

  it('has the world that was asked for', async () => {
    const { told, close } = await sandboxProgram(['--shards', '2', '--seqid', 'forgotten'], folder);
    expect(told['logService']).toMatchObject({ shards: 2, seqid: 'forgotten' });
    const planned = await call(['plan'], envOf(told));
    await close();
    expect(planned.code).toBe(1);
    expect(planned.stdout).toContain('has 2 readwrite shards, and a ledger needs exactly one');
  });

  it('refuses a file that it cannot use', async () => {
    await writeFile(join(folder, 'other.json'), '{"a":1}');
    for (const path of ['/proc/nothing/here', 'other.json']) {
      const { code, stdout, stderr } = await call(['sandbox', '--log-file', path]);
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr.replaceAll(/\s+/g, ' ')).toContain(
        `--log-file is "${path}"; allowed: a file that this user may read and write`,
      );
    }
  });

  function envOf(told: Record<string, unknown>): Record<string, string> {
    const url = String(told['url']);
    return {
      DOMAIN_ENDPOINT: url,
      SLS_ENDPOINT: url,
      ALIBABA_CLOUD_ACCESS_KEY_ID: String(told['accessKeyId']),
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: String(told['accessKeySecret']),
    };
  }
});

describe('start --ledger sls', () => {
  it('plays the same show on the log service, ends with 0, in time', async () => {
    const started = Date.now();
    const { code, stdout, stderr } = await call(['start', '--ledger', 'sls'], { LEDGER: 'file:nowhere' });
    expect(Date.now() - started).toBeLessThan(30_000);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('  ledger    log service domain-renew/renewal-ledger, in the sandbox\n');
    expect(stdout).toContain('300 domains found');
    expect(stdout).toContain('It may have been paid');
    expect(stdout).toContain('✓ no domain was paid more than once');
    expect(stdout).toContain('✓ our ledger and the books agree on every domain');
    expect(stdout).toContain('✓ every claim is settled');
    expect(stdout).toContain('Another world: npm start -- --ledger sls --seed 8\n');
  }, 40_000);
});
