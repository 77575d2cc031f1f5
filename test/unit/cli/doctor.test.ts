import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openLedgerPlace } from '../../../src/adapters/ledger-place.ts';
import { systemClock } from '../../../src/adapters/system.ts';
import type { LedgerEntry } from '../../../src/ledger/entry.ts';
import type { Ledger } from '../../../src/ledger/ledger.ts';
import type { Finding } from '../../../src/report/findings.ts';
import { type SandboxServer, type SandboxServerOptions, startSandbox } from '../../../src/sandbox/serve.ts';
import { DAY, HOUR, MINUTE } from '../../builders/domains.ts';
import { aClaimedEntry, aFinished, anOpened } from '../../builders/ledger.ts';
import { countingIds } from '../../fakes/fake-clock.ts';
import { type Played, play } from '../../fakes/recording-terminal.ts';

interface Bench {
  readonly server: SandboxServer;
  readonly ledger: Ledger;
  /** What `doctor --json` ended with, and each check's state and detail. */
  examine(more?: Readonly<Record<string, string>>): Promise<{ code: number; checks: Record<string, Finding> }>;
  run(more?: Readonly<Record<string, string>>, ...flags: string[]): Promise<Played>;
}

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function bench(options: Partial<SandboxServerOptions> = {}): Promise<Bench> {
  const keys = { accessKeyId: 'planted-id', accessKeySecret: 'planted-secret' };
  const world = { seed: 1, chaos: 'off', staleDate: 'rejected', domainCount: 12 } as const;
  const server = await startSandbox({ ...world, now: () => Date.now(), ...options, ...keys });
  closers.push(server.close);
  const environment = {
    DOMAIN_ENDPOINT: server.url,
    LEDGER: 'sls',
    SLS_ENDPOINT: server.url,
    SLS_PROJECT: 'domain-renew',
    SLS_LOGSTORE: 'renewal-ledger',
    ALIBABA_CLOUD_ACCESS_KEY_ID: 'planted-id',
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'planted-secret',
    ALIBABA_CLOUD_SECURITY_TOKEN: 'planted-token',
  };
  const run: Bench['run'] = async (more = {}, ...flags) => {
    const played = await play(['doctor', ...flags], { ...environment, ...more });
    expect(played.out + played.error).not.toMatch(/planted/);
    return played;
  };
  const place = { kind: 'sls', endpoint: server.url, project: 'domain-renew', logstore: 'renewal-ledger' } as const;
  const ledger = openLedgerPlace(
    { ledger: { ...place, horizonDays: 400 }, ledgerId: null },
    {
      clock: systemClock,
      makeId: countingIds(),
      random: () => 0.5,
      credentials: () => keys,
      deadlineMs: Date.now() + 60_000,
    },
  );
  return {
    server,
    ledger,
    run,
    async examine(more) {
      const { code, out } = await run(more, '--json');
      const { checks } = JSON.parse(out) as { checks: Finding[] };
      return { code, checks: Object.fromEntries(checks.map((check) => [check.what, check])) };
    },
  };
}

function beats(ageMs: number, rest: Parameters<typeof aFinished>[0] = {}): LedgerEntry[] {
  const atMs = Date.now() - ageMs;
  return [aFinished({ atMs, runKind: 'renew', ...rest }), aFinished({ atMs, runKind: 'check', ...rest })];
}

function states(checks: Record<string, Finding>): Record<string, string> {
  return Object.fromEntries(Object.entries(checks).map(([what, { state }]) => [what, state]));
}

const HEALTHY = {
  settings: 'ok',
  credentials: 'ok',
  'Domain endpoint': 'ok',
  'list of domains': 'ok',
  'one domain': 'ok',
  tasks: 'ok',
  renewing: 'not-tried',
  prices: 'ok',
  balance: 'ok',
  clock: 'ok',
  'ledger GetLogStore': 'ok',
  'ledger ListShards': 'ok',
  'ledger GetCursor': 'ok',
  'ledger PullLogs': 'ok',
  'ledger entries': 'ok',
  'renew runs': 'ok',
  'check runs': 'ok',
  'ledger PutLogs': 'ok',
  'open claims': 'ok',
};

describe('a deployment on the log service', () => {
  it('that is well has no problem; nothing is written, ordered or paid', async () => {
    const { server, ledger, examine } = await bench();
    await ledger.append([anOpened(), ...beats(HOUR)]);
    const { code, checks } = await examine();
    expect([code, states(checks)]).toEqual([0, HEALTHY]);
    expect(server.sandbox.books().orders).toEqual([]);
    expect(server.logService.books().writes).toHaveLength(1);
  });

  it('that has never run is told to be tried', async () => {
    const { examine } = await bench();
    const { code, checks } = await examine();
    expect(code).toBe(1);
    expect(states(checks)).toEqual({
      ...HEALTHY,
      'renew runs': 'problem',
      'check runs': 'problem',
      'ledger PutLogs': 'not-tried',
    });
    expect(checks['renew runs']?.detail).toContain('`domain-renew trigger renew`');
  });

  it.each([
    ['is older than 36 hours', 37 * HOUR, {}, 'the last one ended'],
    ['was by command: the function said nothing', HOUR, { trigger: 'command' }, 'has never finished'],
  ] as const)('whose last heartbeat %s has two problems', async (_name, ageMs, rest, text) => {
    const { ledger, examine } = await bench();
    await ledger.append([anOpened(), ...beats(ageMs, rest)]);
    const { code, checks } = await examine();
    expect(code).toBe(1);
    expect(checks['renew runs']).toMatchObject({ state: 'problem' });
    expect(checks['check runs']).toMatchObject({ state: 'problem' });
    expect(checks['check runs']?.detail).toContain(text);
    expect(checks['ledger PutLogs']?.state).toBe('not-tried');
  });

  it('with a claim that is open for over a day names it', async () => {
    const { ledger, examine } = await bench();
    await ledger.append([anOpened(), ...beats(HOUR)]);
    await ledger.appendClaims([aClaimedEntry({ domain: 'old.com', atMs: Date.now() - 2 * DAY })], 1);
    const { code, checks } = await examine();
    expect(code).toBe(1);
    expect(checks['open claims']?.detail).toBe(
      'old.com: open for over a day, and not renewed again until settled. `domain-renew check` says why',
    );
  });

  it.each([
    ['two shards', { shardCount: 2 }, 'ledger ListShards', 'has 2 readwrite shards'],
    ['a short retention', { ttlDays: 30 }, 'ledger GetLogStore', 'keeps entries for 30 days'],
    ['another id', {}, 'ledger entries', 'but LEDGER_ID says other'],
  ])('with %s is refused as a run would refuse it', async (name, logService, what, text) => {
    const { examine } = await bench({ logService });
    const { code, checks } = await examine(name === 'another id' ? { LEDGER_ID: 'other' } : {});
    expect(code).toBe(1);
    expect(checks[what]).toMatchObject({ state: 'problem' });
    expect(checks[what]?.detail).toContain(text);
    expect(checks['ledger entries']).toMatchObject({ state: 'problem' });
  });

  it.each([20 * MINUTE, -20 * MINUTE])('on a clock that is %i ms off says so, once', async (offMs) => {
    const { examine } = await bench({ now: () => Date.now() + offMs });
    const { code, checks } = await examine();
    expect(code).toBe(1);
    expect(checks['clock']).toMatchObject({ state: 'problem' });
    expect(checks['clock']?.detail).toContain('Set it by a time server');
    expect(checks['credentials']?.detail).not.toContain('ACCESS_KEY');
  });

  it('with entries of another program is refused', async () => {
    const { server, examine } = await bench();
    server.logService.add({ logs: [{ timeS: Math.floor(Date.now() / 1000), fields: { hello: 'world' } }] });
    const { checks } = await examine();
    expect(checks['ledger entries']?.detail).toContain('cannot be understood');
  });

  it('without a logstore says what to check', async () => {
    const { examine } = await bench({ logService: { create: false } });
    const { code, checks } = await examine();
    expect(code).toBe(1);
    expect(checks['ledger GetLogStore']?.detail).toContain('Check SLS_ENDPOINT, SLS_PROJECT, SLS_LOGSTORE');
    expect(checks['ledger PullLogs']?.state).toBe('not-tried');
  });

  it.each([
    ['GetLogStore', 'log:GetLogStore'],
    ['ListShards', 'log:ListShards'],
    ['GetCursor', 'log:GetCursorOrData'],
    ['PullLogs', 'log:GetCursorOrData'],
  ])('without the permission for %s is told to grant %s', async (action, ram) => {
    const { server, examine } = await bench();
    const kind = { code: 'Unauthorized', httpStatus: 401, executed: false };
    server.logService.fault({ action, times: 9, kind });
    const { code, checks } = await examine();
    expect(code).toBe(1);
    expect(checks[`ledger ${action}`]?.detail).toContain(`grant the RAM action ${ram}`);
  });

  it('is examined to the end in a harsh world', async () => {
    for (const seed of [1, 2, 3]) {
      const chaos = { chaos: 'harsh', profile: { slowChance: 0, hangChance: 0 } } as const;
      const { server, examine } = await bench({ seed, ...chaos, logService: chaos });
      const { code, checks } = await examine();
      // Nothing is there yet, so there are at least the two problems of runs that never were.
      expect(code).toBe(1);
      expect(Object.keys(checks)).toContain('open claims');
      expect(server.logService.books().writes).toEqual([]);
      expect(server.sandbox.books().orders).toEqual([]);
    }
  }, 120_000);
});

describe('the Domain API', () => {
  it.each([
    ['QueryDomainList', 'list of domains', 'domain:QueryCommonInfo'],
    ['QueryDomainByInstanceId', 'one domain', 'domain:QueryCommonInfo'],
    ['QueryTaskList', 'tasks', 'domain:QueryDomainTask'],
    ['QueryDomainRealTimePrice', 'prices', 'domain:QueryDomainRealTimePrice'],
  ])('that does not permit %s: %s names %s', async (action, what, ram) => {
    const { server, examine } = await bench();
    const kind = { code: 'Forbidden.RAM', httpStatus: 403, executed: false };
    server.sandbox.fault({ action, times: 9, kind });
    const { code, checks } = await examine();
    expect(code).toBe(1);
    expect(states(checks)).toMatchObject({ credentials: 'ok', 'Domain endpoint': 'ok', [what]: 'problem' });
    expect(checks[what]?.detail).toContain(`grant the RAM action ${ram}`);
  });

  it('that does not tell the balance: no problem, and what that means', async () => {
    const { server, examine } = await bench();
    const kind = { code: 'NotAuthorized', httpStatus: 400, executed: false };
    server.sandbox.fault({ action: 'QueryAccountBalance', times: 9, kind });
    const { checks } = await examine();
    expect(checks['balance']).toMatchObject({ state: 'not-tried' });
    expect(checks['balance']?.detail).toMatch(/^not known, so plans are not cut to it.*bssapi:QueryAccountBalance$/);
  });

  it('of an account in another currency than the settings', async () => {
    const { examine } = await bench({ account: { currency: 'USD' } });
    const { checks } = await examine();
    expect(checks['balance']).toMatchObject({ state: 'problem' });
    expect(checks['balance']?.detail).toContain('Set RENEW_CURRENCY=USD');
  });

  it('that does not know the keys: one problem, and no second one for what was not tried', async () => {
    const { examine } = await bench();
    const { code, checks } = await examine({ ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'wrong' });
    expect(code).toBe(1);
    expect(states(checks)).toMatchObject({
      credentials: 'problem',
      'Domain endpoint': 'ok',
      'list of domains': 'not-tried',
      'one domain': 'not-tried',
      tasks: 'not-tried',
      'ledger GetLogStore': 'problem',
    });
  });
});

describe('without what it needs', () => {
  it('wrong settings and missing keys end with 2, each with its line, and nothing is called', async () => {
    const { run, server } = await bench();
    const { code, out } = await run({ RENEW_YEARS: '11', ALIBABA_CLOUD_ACCESS_KEY_SECRET: '' }, '--json');
    expect(code).toBe(2);
    expect((JSON.parse(out) as { checks: Finding[] }).checks).toEqual([
      { what: 'settings', state: 'problem', detail: 'RENEW_YEARS is "11"; allowed: a whole number from 1 to 10' },
      {
        what: 'credentials',
        state: 'problem',
        detail:
          'ALIBABA_CLOUD_ACCESS_KEY_SECRET is not set; allowed: an access key of the account, set as an environment variable',
      },
    ]);
    expect(server.logService.books().calls).toEqual({});
  });

  it('missing keys leave both services untried', async () => {
    const { examine } = await bench();
    const { code, checks } = await examine({ ALIBABA_CLOUD_ACCESS_KEY_ID: '' });
    expect(code).toBe(2);
    expect(states(checks)).toEqual({
      settings: 'ok',
      credentials: 'problem',
      'Domain API': 'not-tried',
      clock: 'not-tried',
      ledger: 'not-tried',
    });
  });
});

describe('a ledger in a file', () => {
  it('that is not there yet can be made', async () => {
    const { run } = await bench();
    const folder = await mkdtemp(join(tmpdir(), 'domain-renew-doctor-'));
    const { code, out } = await run({ LEDGER: `file:${folder}/new/ledger.jsonl` });
    expect(code).toBe(1);
    expect(out).toContain('nothing was changed or spent');
    expect(out).toMatch(/ledger write +ok +this user may write it and its folder/);
    expect(out).toMatch(/renew runs +problem +a renew run has never finished/);
    expect(out.replaceAll(/\s+/g, ' ')).toContain('SLS_PROJECT is set, but LEDGER is not sls');
  });

  it('that cannot be one has problems', async () => {
    const { examine } = await bench();
    const folder = await mkdtemp(join(tmpdir(), 'domain-renew-doctor-'));
    await writeFile(join(folder, 'file'), 'not a ledger\n');
    const beneath = await examine({ LEDGER: `file:${folder}/file/ledger.jsonl` });
    expect(beneath.checks['ledger write']).toMatchObject({ state: 'problem' });
    expect(beneath.checks['ledger write']?.detail).toContain('ENOTDIR');
    const other = await examine({ LEDGER: `file:${folder}/file` });
    expect(other.checks['ledger entries']).toMatchObject({ state: 'problem' });
    expect(other.code).toBe(1);
  });
});
