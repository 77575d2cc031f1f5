import { describe, expect, it, onTestFinished } from 'vitest';
import { type FcInvocation, invokeFunction } from '../../../src/adapters/fc-invoke.ts';
import { fcTarget } from '../../../src/adapters/fc-invoke-target.ts';
import { InputError } from '../../../src/config/fault.ts';
import { type FcEndpoint, type FcReply, startFcEndpoint } from '../../fakes/fc-endpoint.ts';
import { CREDENTIALS } from './loopback-api.ts';

const ACCOUNT = '1234567890123456';
const EVENT = '{"mode":"plan","domains":["例.com"]}';
const RETURNED = '{"run":{"id":"r1"},"problems":[]}';

interface Called {
  readonly endpoint: FcEndpoint;
  readonly invocation: FcInvocation;
}

async function called(reply: FcReply, changes: Partial<FcInvocation> = {}): Promise<Called> {
  const { credentials = CREDENTIALS } = changes;
  const functions = ['domain-renew', 'domains/domain-renew'];
  const endpoint = await startFcEndpoint({ credentials, accountId: ACCOUNT, functions, reply });
  onTestFinished(async () => await endpoint.close());
  return { endpoint, invocation: { ...invocationOf(endpoint.url), ...changes } };
}

function invocationOf(endpoint: string): FcInvocation {
  return {
    functionName: 'domain-renew',
    event: EVENT,
    accountId: ACCOUNT,
    region: 'cn-hangzhou',
    endpoint,
    credentials: CREDENTIALS,
    timeoutMs: 5000,
  };
}

async function failureOf(invocation: FcInvocation): Promise<unknown> {
  return await invokeFunction(invocation).then(
    () => 'no failure',
    (error: unknown) => error,
  );
}

describe.each([
  ['3.0', 'domain-renew'],
  ['2.0', 'domains/domain-renew'],
])('Function Compute %s', (protocol, functionName) => {
  it('calls once, signed, and gives back what the function returned with the end of its log', async () => {
    const log = 'FC Invoke Start\n{"level":30}\r\nFC Invoke End 例\u001b[31m';
    const { endpoint, invocation } = await called({ kind: 'returns', body: RETURNED, log }, { functionName });
    expect(await invokeFunction(invocation)).toEqual({
      requestId: '1-6745-request',
      httpStatus: 200,
      errorType: null,
      body: RETURNED,
      logTail: 'FC Invoke Start\n{"level":30}\nFC Invoke End 例[31m',
    });
    expect(endpoint.requests).toMatchObject([{ protocol, event: EVENT, name: 'domain-renew', qualifier: 'LATEST' }]);
    expect(endpoint.requests[0]?.headers).toMatchObject({
      'x-fc-log-type': 'Tail',
      'x-fc-invocation-type': 'Sync',
      'content-type': 'application/octet-stream',
    });
  });

  it('tells a function error, which comes as HTTP 200', async () => {
    const reply = {
      kind: 'throws',
      errorType: 'UnhandledInvocationError',
      message: 'share-limit',
      log: 'boom',
    } as const;
    const { invocation } = await called(reply, { functionName });
    expect(await invokeFunction(invocation)).toMatchObject({
      httpStatus: 200,
      errorType: 'UnhandledInvocationError',
      body: '{"errorMessage":"share-limit","errorType":"Error","stackTrace":[]}',
      logTail: 'boom',
    });
  });

  const bodies: [name: string, body: string, contentType: string][] = [
    ['JSON that is called so', '{"a":[1,"例"]}', 'application/json'],
    ['a JSON text that is called so', '"done"', 'application/json; charset=utf-8'],
    ['a text', 'done 例', 'text/plain'],
    ['nothing', '', 'application/octet-stream'],
  ];
  it.each(bodies)('returns %s as it came', async (_name, body, contentType) => {
    const { invocation } = await called({ kind: 'returns', body, contentType }, { functionName });
    expect(await invokeFunction(invocation)).toMatchObject({ body, errorType: null, logTail: '' });
  });

  it('sends an empty event, another qualifier, and keys of every kind', async () => {
    const { accessKeySecret } = CREDENTIALS;
    const keys = [
      { accessKeyId: 'LTAI5tPlainKey', accessKeySecret },
      { accessKeyId: 'STS.NTemporary', accessKeySecret, securityToken: 'CAISwith/a+token==' },
      // fc2 by itself would leave this token out.
      { accessKeyId: 'TMP.Temporary', accessKeySecret, securityToken: 'CAISwith/a+token==' },
    ];
    for (const credentials of keys) {
      const changes = { functionName, credentials, event: '', qualifier: 'prod' };
      const { endpoint, invocation } = await called({ kind: 'returns', body: 'ok' }, changes);
      expect(await invokeFunction(invocation)).toMatchObject({ body: 'ok' });
      expect(endpoint.requests).toMatchObject([{ event: '', qualifier: 'prod' }]);
    }
  });

  const refused: [name: string, reply: FcReply, fields: object][] = [
    [
      'AccessDenied',
      { kind: 'refuses', status: 403, code: 'AccessDenied', message: 'the caller is not authorized' },
      { kind: 'permission', code: 'AccessDenied', httpStatus: 403, ramAction: 'fc:InvokeFunction' },
    ],
    [
      'another 403',
      { kind: 'refuses', status: 403, code: 'Overdue', message: '' },
      { kind: 'permission', code: 'Overdue', ramAction: 'fc:InvokeFunction' },
    ],
    [
      'an unknown key',
      { kind: 'refuses', status: 403, code: 'InvalidAccessKeyID', message: 'x' },
      { kind: 'credentials', ramAction: '' },
    ],
    [
      'no function',
      { kind: 'refuses', status: 404, code: 'FunctionNotFound', message: 'see https://help.example/x?y' },
      { kind: 'rejected', detail: 'there is no such function in this account and region (see (URL))' },
    ],
    [
      'no instance left',
      { kind: 'refuses', status: 429, code: 'ResourceExhausted', message: 'slow' },
      { kind: 'throttled', detail: 'slow' },
    ],
    [
      'a fault of the service',
      { kind: 'refuses', status: 500, code: 'InternalServerError', message: 'a. b.' },
      { kind: 'transient', detail: 'a. b.' },
    ],
    [
      'a page',
      { kind: 'page', status: 502, body: '<html>' },
      { kind: 'transient', code: 'NoErrorCode', httpStatus: 502, requestId: '' },
    ],
    [
      'JSON that is no object',
      { kind: 'page', status: 400, body: 'null', headers: { 'content-type': 'application/json' } },
      { kind: 'unreadable', code: 'NoErrorCode' },
    ],
    [
      'a redirection',
      { kind: 'page', status: 302, body: '', headers: { location: 'http://127.0.0.1:9/' } },
      { kind: 'unreadable', code: 'NoErrorCode', httpStatus: 302 },
    ],
    [
      'a page with 200',
      { kind: 'page', status: 200, body: '<html>' },
      { kind: 'unreadable', code: 'NotAsked', httpStatus: 200 },
    ],
  ];
  it.each(refused)('%s is a CloudError, told once', async (_name, reply, fields) => {
    const { endpoint, invocation } = await called(reply, { functionName });
    expect(await failureOf(invocation)).toMatchObject({
      name: 'CloudError',
      fields: { action: 'InvokeFunction', ...fields },
    });
    expect(endpoint.requests).toHaveLength(1);
  });

  const lost: [name: string, reply: FcReply, code: string][] = [
    ['dropped', { kind: 'drop' }, 'ConnectionReset'],
    ['broken off', { kind: 'cut' }, 'ConnectionReset'],
    ['late', { kind: 'hang' }, 'TimedOut'],
    ['without an end', { kind: 'trickle' }, 'TimedOut'],
  ];
  it('an answer that is lost: one request, a warning, no open connection', async () => {
    await Promise.all(
      lost.map(async ([name, reply, code]) => {
        const { endpoint, invocation } = await called(reply, { functionName, timeoutMs: 1500 });
        const error = await failureOf(invocation);
        expect([name, error]).toMatchObject([name, { fields: { kind: 'no-answer', code, httpStatus: 0 } }]);
        expect(String(error)).toMatch(/may have run or be running/);
        // Longer than the packages' own time-outs and any back-off of theirs.
        await new Promise((resolve) => setTimeout(resolve, 1800));
        expect([name, endpoint.requests.length, endpoint.openConnections()]).toEqual([name, 1, 0]);
      }),
    );
  });

  it('a signature that does not fit is one of wrong credentials', async () => {
    const { endpoint, invocation } = await called({ kind: 'returns', body: 'ok' }, { functionName });
    const credentials = { ...CREDENTIALS, accessKeySecret: 'another' };
    expect(await failureOf({ ...invocation, credentials })).toMatchObject({
      fields: { kind: 'credentials', code: 'SignatureNotMatch', httpStatus: 403, requestId: '1-6745-request' },
    });
    expect(endpoint.requests).toHaveLength(1);
  });

  it('nobody there: nothing was called', async () => {
    const { endpoint, invocation } = await called({ kind: 'hang' }, { functionName });
    await endpoint.close();
    const error = await failureOf(invocation);
    expect(error).toMatchObject({ fields: { kind: 'no-answer', code: 'ConnectionRefused' } });
    expect(String(error)).toMatch(/the function was not called$/);
  });

  it('speaks TLS to https: nothing that can be read leaves', async () => {
    const { endpoint, invocation } = await called({ kind: 'returns', body: 'ok' }, { functionName });
    const secure = { ...invocation, endpoint: endpoint.url.replace('http:', 'https:') };
    expect(await failureOf(secure)).toMatchObject({ fields: { kind: 'no-answer', code: 'NetworkError' } });
    expect(endpoint.requests).toEqual([]);
  });

  it('calls side by side do not see each other', async () => {
    const { invocation: slow } = await called({ kind: 'hang' }, { functionName, timeoutMs: 500 });
    const { invocation: quick } = await called({ kind: 'returns', body: 'ok', log: 'quick' }, { functionName });
    const [first, second] = await Promise.all([failureOf(slow), invokeFunction(quick)]);
    expect(first).toMatchObject({ fields: { code: 'TimedOut' } });
    expect(second).toMatchObject({ body: 'ok', logTail: 'quick' });
  });

  it('a function that does not exist', async () => {
    const { invocation } = await called({ kind: 'returns', body: 'ok' }, { functionName: `${functionName}-x` });
    expect(await failureOf(invocation)).toMatchObject({ fields: { code: 'FunctionNotFound', httpStatus: 404 } });
  });
});

describe('without an endpoint', () => {
  it.each(['domain-renew', 'domains/domain-renew'])('%s is called over https', (functionName) => {
    const { endpoint: _none, ...invocation } = { ...invocationOf(''), functionName };
    expect(fcTarget(invocation).endpoint.href).toBe('https://1234567890123456.cn-hangzhou.fc.aliyuncs.com/');
  });
});

describe('what only fc2 does', () => {
  const functionName = 'domains/domain-renew';

  it('loses the code that the service writes in lower case; the status and the message are told', async () => {
    const reply = { kind: 'refuses', status: 403, code: 'AccessDenied', message: 'no', lowerCase: true } as const;
    const { invocation } = await called(reply, { functionName });
    expect(await failureOf(invocation)).toMatchObject({
      fields: { kind: 'permission', code: 'NoErrorCode', detail: 'no', ramAction: 'fc:InvokeFunction' },
    });
  });

  it('cannot read a body that is called JSON and is not', async () => {
    const reply = { kind: 'returns', body: '{"half":', contentType: 'application/json' } as const;
    const { invocation } = await called(reply, { functionName });
    expect(await failureOf(invocation)).toMatchObject({
      fields: { kind: 'unreadable', code: 'NotJson', requestId: '1-6745-request', httpStatus: 200 },
    });
  });
});

describe('an invocation that cannot be meant is refused before anything is sent', () => {
  const wrong: [field: string, changes: Partial<FcInvocation>][] = [
    ['function', { functionName: 'a/b/c' }],
    ['function', { functionName: '../x' }],
    ['function', { functionName: 'service/' }],
    ['qualifier', { qualifier: 'a/b' }],
    ['account id', { accountId: 'x.evil.example/' }],
    ['region', { region: 'evil.example/' }],
    ['endpoint', { endpoint: 'http://fc.example.com' }],
    ['endpoint', { endpoint: 'http://127.0.0.1.example.com' }],
    ['endpoint', { endpoint: 'https://user:PlantedSecret@fc.example.com' }],
    ['endpoint', { endpoint: 'https://fc.example.com/path' }],
    ['endpoint', { endpoint: 'nothing' }],
    ['time-out', { timeoutMs: 0 }],
    ['time-out', { timeoutMs: Number.NaN }],
    ['security token', { credentials: { accessKeyId: 'STS.x', accessKeySecret: 'y' } }],
    ['access key id', { credentials: { accessKeyId: '', accessKeySecret: 'y' } }],
  ];
  it.each(wrong)('%s of %j', async (field, changes) => {
    const error = await failureOf({ ...invocationOf('https://fc.example.com'), ...changes });
    expect(error).toBeInstanceOf(InputError);
    expect(error).toMatchObject({ faults: [{ field }] });
    expect(String(error)).not.toContain('PlantedSecret');
  });
});
