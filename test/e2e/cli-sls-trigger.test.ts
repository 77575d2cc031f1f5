import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { type FcEndpoint, type FcReply, startFcEndpoint } from '../fakes/fc-endpoint.ts';
import { aCheckResult, aRenewalResult } from '../unit/report/some-reports.ts';
import { domainRenew, type Outcome } from './cli-process.ts';

const ACCOUNT = '1234567890123456';
const CREDENTIALS = { accessKeyId: 'planted-id', accessKeySecret: 'planted-secret', securityToken: 'planted-token' };
const ENV = {
  ALIBABA_CLOUD_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: CREDENTIALS.accessKeySecret,
  ALIBABA_CLOUD_SECURITY_TOKEN: CREDENTIALS.securityToken,
  FC_RENEW_ROLE: `acs:ram::${ACCOUNT}:role/domain-renew-renew`,
};
const SETTLED = aCheckResult({ settled: [{ domain: 'a.com', outcome: 'renewed', taskNo: 'task-1' }] });
const RETURNS: FcReply = { kind: 'returns', body: JSON.stringify(SETTLED), log: 'FC Invoke End\n' };

let outcomes: Outcome[] = [];

afterEach(() => {
  for (const { stdout, stderr } of outcomes) {
    // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
    expect(stdout + stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    expect(stdout + stderr).not.toMatch(/planted|\n\s+at .*:\d+:\d+/);
  }
  outcomes = [];
});

async function anEndpoint(reply: FcReply): Promise<FcEndpoint> {
  const functions = ['domain-renew-renew', 'domain-renew-check', 'domains/renewals'];
  const endpoint = await startFcEndpoint({ credentials: CREDENTIALS, accountId: ACCOUNT, functions, reply });
  onTestFinished(async () => await endpoint.close());
  return endpoint;
}

async function trigger(endpoint: FcEndpoint | null, ...args: string[]): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), 'domain-renew-trigger-'));
  onTestFinished(async () => await rm(folder, { recursive: true }));
  const where = endpoint === null ? [] : ['--endpoint', endpoint.url];
  const outcome = await domainRenew(['trigger', ...args, ...where], ENV, folder);
  outcomes.push(outcome);
  return outcome;
}

describe.each([
  ['3.0', 'domain-renew-check', []],
  ['2.0', 'domains/renewals', ['--function', 'domains/renewals']],
])('trigger over Function Compute %s', (protocol, name, flags) => {
  it('shows the result as the run would, and the end of the log', async () => {
    const endpoint = await anEndpoint(RETURNS);
    const { code, stdout, stderr } = await trigger(endpoint, 'check', ...flags);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toBe(`Called ${name} (LATEST) in cn-hangzhou: request 1-6745-request

Check run at 2026-06-01 12:00 UTC. A check never spends.
Ledger: the function's own

Settled (1 claim): renewed means that the expiry date has moved
  ✓ 1 domain renewed by task task-1
      a.com

The end of its log
  FC Invoke End
`);
    expect(endpoint.requests).toMatchObject([{ protocol, qualifier: 'LATEST', event: '{}' }]);
  });

  it('of a function that failed, which comes as HTTP 200, ends with 1', async () => {
    const message = 'wrong settings:\n  SLS_PROJECT is not set; allowed: a name';
    const reply = { kind: 'throws', errorType: 'HandledInvocationError', message, log: 'the end' } as const;
    const endpoint = await anEndpoint(reply);
    const { code, stdout } = await trigger(endpoint, 'check', ...flags);
    expect(code).toBe(1);
    expect(stdout).toContain('The function failed: HandledInvocationError\n  wrong settings:\n    SLS_PROJECT is not');
    expect(stdout).toContain('The end of its log\n  the end\n');
    const asJson = await trigger(endpoint, 'check', ...flags, '--json');
    expect([asJson.code, JSON.parse(asJson.stdout)]).toEqual([
      1,
      {
        function: name,
        qualifier: 'LATEST',
        region: 'cn-hangzhou',
        requestId: '1-6745-request',
        errorType: 'HandledInvocationError',
        body: JSON.stringify({ errorMessage: message, errorType: 'Error', stackTrace: [] }),
        logTail: 'the end',
      },
    ]);
  });

  it('without an answer says whether it may have run, and asks no second time', async () => {
    const endpoint = await anEndpoint({ kind: 'drop' });
    const { code, stdout, stderr } = await trigger(endpoint, 'check', ...flags);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr.replace(/\s+/g, ' ')).toContain('No result of the function: InvokeFunction failed with ');
    expect(stderr.replace(/\s+/g, ' ')).toContain('the function may have run or be running: look before');
    expect(endpoint.requests).toHaveLength(1);
  });
});

describe('trigger renew', () => {
  it('hands the event on as it was typed, and ends with 1 when the run needs a person', async () => {
    const endpoint = await anEndpoint({ kind: 'returns', body: JSON.stringify(aRenewalResult()) });
    const event = '{"mode":"plan","domains":["绿茶小铺.com"]}';
    const { code, stdout } = await trigger(endpoint, 'renew', '--event', event, '--qualifier', 'prod', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ function: 'domain-renew-renew', result: aRenewalResult(), logTail: '' });
    expect(endpoint.requests).toMatchObject([{ event, qualifier: 'prod', name: 'domain-renew-renew' }]);
  });

  it('gives up in time', async () => {
    const endpoint = await anEndpoint({ kind: 'hang' });
    const { code, stderr } = await trigger(endpoint, 'renew', '--timeout', '1');
    expect(code).toBe(1);
    expect(stderr).toContain('TimedOut');
  });

  it('names every fault at once, before anything is sent', async () => {
    const endpoint = await anEndpoint(RETURNS);
    const event = '{"mode":"rennew","days":3}';
    const flags = ['--function', 'a/b/c', '--region', 'X', '--account', 'me', '--event', event];
    const { code, stdout, stderr } = await trigger(endpoint, 'renew', ...flags);
    expect([code, stdout]).toEqual([2, '']);
    const wrong = [
      'days is 3',
      'mode is "rennew"; allowed: "plan" or "renew"',
      'function is "a/b/c"',
      'region is "X"',
      'account id is "me"',
    ];
    for (const fault of wrong) expect(stderr.replaceAll(/\s+/g, ' ')).toContain(fault);
    expect(endpoint.requests).toEqual([]);
  });

  it.each(['renew', '[]', '"renew"', 'null', "{mode:'renew'}"])('refuses the event %s', async (event) => {
    const { code, stderr } = await trigger(null, 'renew', '--event', event);
    expect(code).toBe(2);
    expect(stderr).toContain('--event is ');
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain(
      'a JSON object, for example {"mode":"renew","domains":["example.com"]}',
    );
  });
});
