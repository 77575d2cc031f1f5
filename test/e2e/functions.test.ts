import { readFile, writeFile } from 'node:fs/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { timerEvent } from '../fakes/fc-function.ts';
import { DAY, DUE, EACH_ONCE, HOUR, makeWorld, type World, type WorldOptions } from './world.ts';

let worlds: World[] = [];
async function world(options?: WorldOptions): Promise<World> {
  const made = await makeWorld(options);
  worlds.push(made);
  return made;
}
afterEach(async () => {
  for (const one of worlds) await one.close();
  worlds = [];
});

describe('a timer event on a healthy day', () => {
  it('renews what is due, and the check run verifies it', async () => {
    const w = await world();
    const fc = w.instance();

    const renewed = await fc.renew(timerEvent());
    expect(renewed.error).toBeUndefined();
    expect(renewed.result).toMatchObject({
      run: { kind: 'renew', mode: 'renew' },
      inventory: { total: 17, listed: 17, complete: true },
      verdicts: { 'expires-within-window': 5, 'outside-window': 12 },
      plan: { batches: [['soonest.com', 'second.cn'], ['third.net', 'fourth.org'], ['fifth.io']] },
      stops: [],
      deferred: [],
      problems: [],
    });
    expect(renewed.result?.submissions.map(({ outcome, domains }) => [outcome, domains])).toEqual([
      ['accepted', ['soonest.com', 'second.cn']],
      ['accepted', ['third.net', 'fourth.org']],
      ['accepted', ['fifth.io']],
    ]);
    expect(renewed.pending).toEqual([]);

    w.advance(HOUR);
    const checked = await fc.check(timerEvent());
    expect(checked.result?.settled.map(({ domain, outcome }) => `${domain} ${outcome}`).sort()).toEqual(
      DUE.map((name) => `${name} renewed`),
    );
    expect(checked.result).toMatchObject({ open: [], problems: [], stops: [] });
    expect(checked.pending).toEqual([]);
    expect(w.paid()).toEqual(EACH_ONCE);

    const kinds = (await w.ledgerLines()).map(({ kind }) => kind);
    expect(kinds[0]).toBe('opened');
    expect(kinds.filter((kind) => kind === 'claimed')).toHaveLength(5);
    expect(kinds.filter((kind) => kind === 'accepted')).toHaveLength(5);
    expect(kinds.filter((kind) => kind === 'renewed')).toHaveLength(5);
    expect(kinds.filter((kind) => kind === 'finished')).toHaveLength(2);
  });

  it('writes one JSON line a record to the replaced stdout, each with the request id', async () => {
    const w = await world();
    const { stdout } = await w.instance().renew(timerEvent());
    const records = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(records.length).toBeGreaterThan(5);
    expect(new Set(records.map(({ requestId }) => requestId))).toEqual(new Set(['request-1']));
    expect(records.at(-1)).toMatchObject({ msg: 'finished', run: 'renew' });
  });

  it('takes the keys of each invocation anew', async () => {
    const w = await world();
    const fc = w.instance();
    const bad = { accessKeyId: 'old-key', accessKeySecret: 'old-secret', securityToken: 'old-token' };
    const first = await fc.renew(timerEvent(), { credentials: bad });
    expect(first.result?.stops).toMatchObject([{ stop: 'inventory-unreadable' }]);
    await fc.renew(timerEvent());
    w.advance(HOUR);
    expect(w.paid()).toEqual(EACH_ONCE);
  });
});

describe('events', () => {
  it.each([
    ['no bytes', Buffer.from('')],
    ['not JSON', Buffer.from([0xff, 0xfe, 0x00])],
    ['the console sample', { key1: 'value1', key2: 'value2' }],
    ['no options', {}],
    ['a list', [1, 2]],
    ['mode plan', { mode: 'plan' }],
  ])('a direct event with %s plans and never spends', async (_name, event) => {
    const w = await world();
    const { result } = await w.instance().renew(event);
    expect(result?.run.mode).toBe('plan');
    expect(result?.plan.batches).toHaveLength(3);
    expect(w.sandbox.books().submissions).toEqual([]);
  });

  it('a person who names domains renews them although RENEW_MODE is plan', async () => {
    const w = await world({ env: { RENEW_MODE: 'plan' } });
    const fc = w.instance();
    const refused = await fc.renew({ mode: 'renew' });
    expect(refused.error?.errorMessage).toContain('domains');
    await fc.renew({ mode: 'renew', domains: ['third.net', 'far.com'] });
    w.advance(HOUR);
    expect(w.paid()).toEqual({ 'third.net': 1 });
  });

  it('a timer in plan mode cannot be widened by its payload', async () => {
    const w = await world({ env: { RENEW_MODE: 'plan' } });
    const { result } = await w.instance().renew(timerEvent('{"mode":"renew"}'));
    expect(result?.run.mode).toBe('plan');
    expect(result?.problems).toMatchObject([
      { problem: 'option-ignored' },
      { problem: 'due-but-plan-mode', domain: 'soonest.com' },
    ]);
    expect(w.sandbox.books().submissions).toEqual([]);
  });

  it('an unknown option is refused before any call', async () => {
    const w = await world();
    const { error } = await w.instance().renew({ mode: 'renew', windowdays: 3 });
    expect(error?.errorMessage).toContain('windowdays is 3; allowed: mode');
    expect(w.sandbox.books().calls).toEqual({});
  });
});

describe('the same timer event twice', () => {
  it('in sequence pays once', async () => {
    const w = await world();
    const fc = w.instance();
    await fc.renew(timerEvent());
    const again = await fc.renew(timerEvent());
    expect(again.result?.verdicts).toEqual({ 'claim-open': 5, 'outside-window': 12 });
    w.advance(HOUR);
    expect(w.paid()).toEqual(EACH_ONCE);
  });

  it.each(['rejected', 'charged'] as const)(
    'at once, in two processes, pays once (stale date %s)',
    async (staleDate) => {
      const w = await world({ staleDate });
      const two = [w.instance(), w.instance()];
      await Promise.all(two.map(async (fc) => await fc.renew(timerEvent())));
      for (let day = 0; day < 3; day++) {
        w.advance(2 * HOUR);
        await two[0]?.check(timerEvent());
        w.advance(DAY - 2 * HOUR);
        await two[1]?.renew(timerEvent());
      }
      w.advance(HOUR);
      expect(w.paid()).toEqual(EACH_ONCE);
    },
  );
});

describe('a submission whose outcome is not known', () => {
  const faults = [
    ['its reply lost', 'lost-reply', 'doubted'],
    ['a 502 page', 'bad-gateway', 'doubted'],
    ['a 502 page and nothing executed', 'bad-gateway-unexecuted', 'doubted'],
    ['{} for an answer', 'empty-json', 'doubted'],
    ['{} and nothing executed', 'empty-json-unexecuted', 'doubted'],
    ['half an answer', 'truncated', 'doubted'],
    ['the request lost', 'lost-request', 'doubted'],
    ['no answer at all', 'hang', 'doubted'],
  ] as const;
  it.concurrent.each(faults)(
    'with %s is never sent again, and ends with one payment',
    async (_name, kind, entry) => {
      const w = await makeWorld({ staleDate: 'charged' });
      try {
        w.sandbox.fault({ action: 'SaveBatchTaskForCreatingOrderRenew', times: 1, kind });
        const fc = w.instance();
        const { result } = await fc.renew(timerEvent());
        expect(result?.submissions[0]?.outcome).toBe('unknown');
        expect(result?.submissions[0]).not.toHaveProperty('taskNo');
        expect(result?.problems).toMatchObject([{ problem: 'submission-unknown' }]);
        const lines = await w.ledgerLines();
        expect(lines.filter((line) => line['kind'] === entry)).toHaveLength(2);
        for (let round = 0; round < 3; round++) {
          w.advance(90 * 60_000);
          await fc.check(timerEvent());
        }
        w.advance(DAY);
        await fc.renew(timerEvent());
        w.advance(HOUR);
        expect((await fc.check(timerEvent())).result?.open).toEqual([]);
        expect(w.paid()).toEqual(EACH_ONCE);
      } finally {
        await w.close();
      }
    },
    90_000,
  );
});

describe('bad input', () => {
  it('names every wrong setting at once, before any call', async () => {
    const w = await world({
      env: { RENEW_MODE: 'yes', RENEW_YEARS: '11', RENEW_WINDOW_DAYS: 'soon', RENEW_MAX_SHARE: '2' },
    });
    const { error, stdout } = await w.instance().renew(timerEvent());
    for (const text of [
      'RENEW_MODE is "yes"',
      'RENEW_YEARS is "11"',
      'RENEW_WINDOW_DAYS is "soon"',
      'RENEW_MAX_SHARE is "2"',
    ]) {
      expect(error?.errorMessage).toContain(text);
    }
    expect(stdout).toContain('failed');
    expect(w.sandbox.books().calls).toEqual({});
  });

  it('names what is wrong with settings, keys, ledger and event at once', async () => {
    const w = await world({
      env: { LEDGER: 'sls', SLS_ENDPOINT: 'https://a.example', SLS_PROJECT: 'UPPER CASE', SLS_LOGSTORE: 'store' },
    });
    const keys = { accessKeyId: '', accessKeySecret: '', securityToken: '' };
    const { error } = await w.instance({ credentials: keys }).renew({ mode: 'all', accessKeySecret: 'PLANTED' });
    expect(error?.errorType).toBe('InputError');
    for (const text of [
      'wrong settings and event',
      'ALIBABA_CLOUD_ACCESS_KEY_ID',
      'SLS_PROJECT is "UPPER CASE"',
      'mode is "all"',
      'accessKeySecret is (hidden)',
    ]) {
      expect(error?.errorMessage).toContain(text);
    }
    expect(JSON.stringify(error)).not.toContain('PLANTED');
  });

  it('an error that is not ours reaches the platform by its name alone', async () => {
    const w = await world();
    const failsWith = 'accessKeyId PLANTED cannot be read';
    const { error, stdout } = await w.instance().renew(timerEvent(), { failsWith });
    expect(error?.errorMessage).toBe('unexpected TypeError; see the log');
    expect(error?.stackTrace).not.toContain('accessKeyId');
    expect(stdout).toContain('"error":"TypeError"');
    expect(stdout).not.toContain('accessKeyId');
  });

  it('an unreadable ledger file: nothing is spent and the line is named', async () => {
    const w = await world();
    const fc = w.instance();
    await fc.renew({ mode: 'plan' });
    await writeFile(w.ledgerPath, `${await readFile(w.ledgerPath, 'utf8')}{"schema":1,"kind":"claimed","at":"2026"}\n`);
    const { result } = await fc.renew(timerEvent());
    expect(result?.stops).toMatchObject([{ stop: 'ledger-unreadable' }]);
    expect(result?.stops[0]?.message).toContain('line 3');
    expect(w.sandbox.books().submissions).toEqual([]);
  });

  it('an empty account is a problem, and so is one that shrank', async () => {
    const w = await world();
    const fc = w.instance();
    await fc.renew(timerEvent('{"mode":"plan"}'));
    for (const name of ['a1.com', 'a2.com', 'a3.com']) w.sandbox.removeDomain(name);
    expect((await fc.renew(timerEvent('{"mode":"plan"}'))).result?.problems).toMatchObject([
      { problem: 'inventory-shrunken' },
      { problem: 'due-but-plan-mode', domain: 'soonest.com' },
    ]);
    for (const { name } of w.sandbox.domains()) w.sandbox.removeDomain(name);
    expect((await fc.renew(timerEvent())).result?.problems).toMatchObject([{ problem: 'inventory-empty' }]);
  });

  it.each([
    ['QueryDomainList', 'domain:QueryCommonInfo'],
    ['SaveBatchTaskForCreatingOrderRenew', 'domain:CreateOrderRenew'],
  ])('a missing permission for %s names %s', async (action, ramAction) => {
    const w = await world();
    w.sandbox.fault({ action, times: 99, kind: { code: 'Forbidden.RAM', httpStatus: 403, executed: false } });
    const { result } = await w.instance().renew(timerEvent());
    const told = result?.problems.find(({ problem }) => problem === 'permission-missing');
    expect(told?.message).toContain(ramAction);
    expect(result?.stops).toHaveLength(1);
    expect(w.sandbox.books().orders).toEqual([]);
  });
});

describe('time', () => {
  it('with too little of the time limit left nothing is claimed or sent', async () => {
    const w = await world();
    const { result } = await w.instance({ timeoutS: 30 }).renew(timerEvent());
    expect(result?.stops).toMatchObject([{ stop: 'time-left' }]);
    expect(result?.deferred).toEqual(['soonest.com', 'second.cn', 'third.net', 'fourth.org', 'fifth.io']);
    expect(w.sandbox.books().submissions).toEqual([]);
    expect((await w.ledgerLines()).map(({ kind }) => kind)).toEqual(['opened', 'finished']);
  });
});

describe('secrets', () => {
  const credentials = {
    accessKeyId: 'PLANTED-KEY-ID',
    accessKeySecret: 'PLANTED-SECRET',
    securityToken: 'PLANTED+TOKEN/==',
  };
  const paths = [
    ['nothing wrong', null],
    [
      'an unknown key',
      {
        code: 'InvalidAccessKeyId.NotFound',
        httpStatus: 404,
        executed: false,
        message: 'Specified access key PLANTED-KEY-ID is not found.',
      },
    ],
    [
      'a wrong signature',
      {
        code: 'SignatureDoesNotMatch',
        httpStatus: 400,
        executed: false,
        message:
          'server string to sign is: POST&%2F&AccessKeyId%3DPLANTED-KEY-ID%26SecurityToken%3DPLANTED%252BTOKEN%252F%253D%253D',
      },
    ],
    [
      'an error that echoes the token',
      {
        code: 'ParameterIllegal',
        httpStatus: 400,
        executed: false,
        message: 'bad request: SecurityToken=PLANTED%2BTOKEN%2F%3D%3D',
      },
    ],
    ['a 502 page', 'bad-gateway'],
    ['a dropped connection', 'lost-reply'],
    ['half an answer', 'truncated'],
  ] as const;
  it.each(paths)(
    'never reach results, logs, errors or the ledger: %s',
    async (_name, kind) => {
      const w = await world({ accessKeyId: credentials.accessKeyId, accessKeySecret: credentials.accessKeySecret });
      if (kind !== null) {
        w.sandbox.fault({ action: 'SaveBatchTaskForCreatingOrderRenew', times: 99, kind });
        w.sandbox.fault({ action: 'QueryDomainByInstanceId', times: 1, kind });
        w.sandbox.fault({ action: 'QueryTaskList', times: 99, kind });
      }
      const fc = w.instance({ credentials, env: { LOG_LEVEL: 'trace' } });
      const outputs: unknown[] = [await fc.renew(timerEvent())];
      w.advance(2 * HOUR);
      outputs.push(await fc.check(timerEvent()), await readFile(w.ledgerPath, 'utf8'));
      const all = JSON.stringify(outputs);
      expect(all).not.toMatch(/PLANTED/);
      expect(all).not.toMatch(/Signature(Nonce)?=/);
    },
    60_000,
  );
});
