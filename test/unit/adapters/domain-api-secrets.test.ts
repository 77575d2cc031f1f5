import { spawnSync } from 'node:child_process';
import { inspect } from 'node:util';
import { buildSync } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { createScrub } from '../../../src/adapters/domain-api-scrub.ts';
import type { LoopbackRequest, LoopbackStep } from '../../fakes/loopback.ts';
import { CREDENTIALS, loopbackApi, START_MS } from './loopback-api.ts';

const { accessKeyId, accessKeySecret, securityToken } = CREDENTIALS;
const once = encodeURIComponent;
const twice = (raw: string) => encodeURIComponent(encodeURIComponent(raw));

/** Every way in which a part of the planted secrets could show. */
const PLANTED = [
  'PlantedKeyId',
  'PlantedSecret',
  'PlantedToken',
  'DEF=ghi',
  'xyz+UVW',
  'UVW%3D',
  'UVW%253D',
  'Signature=',
];

function expectNoSecret(shown: unknown): void {
  const error = shown instanceof Error ? shown : null;
  const outputs = [
    error?.message,
    error?.stack,
    JSON.stringify(shown),
    inspect(shown, { depth: 10, showHidden: true }),
  ];
  for (const output of outputs) {
    for (const planted of PLANTED) expect(output ?? '').not.toContain(planted);
    expect(output ?? '').not.toContain('127.0.0.1');
  }
}

function codeReply(Code: unknown, Message: string, status = 400): LoopbackStep {
  return {
    reply: { Code, Message, RequestId: accessKeyId, HostId: securityToken, Recommend: `https://x/?${Message}` },
    status,
  };
}

const echoed = (request: LoopbackRequest) => `<html><pre>${request.body} ${accessKeySecret}</pre></html>`;
const everything = `${accessKeyId} ${accessKeySecret} ${securityToken}`;

const paths: [name: string, step: LoopbackStep][] = [
  ['a code with the key id in its message', codeReply('ParameterIllegal', `bad ${accessKeyId}`)],
  ['a code with everything in its message', codeReply('Forbidden.RAM', everything, 403)],
  ['a token, encoded once', codeReply('ParameterIllegal', once(securityToken))],
  ['a token, encoded twice', codeReply('ParameterIllegal', twice(securityToken))],
  ['a piece of the secret', codeReply('ParameterIllegal', accessKeySecret.slice(4, 20))],
  [
    'the text that was signed',
    codeReply('SignatureDoesNotMatch', `server string to sign is: ${twice(everything)}`, 403),
  ],
  ['an unknown key', codeReply('InvalidAccessKeyId.NotFound', accessKeyId, 404)],
  ['a token that expired', codeReply('InvalidSecurityToken.Expired', securityToken)],
  ['a signed query', codeReply('InvalidParameter', '?Action=x&AccessKeyId=other&Signature=abc')],
  ['an error code that is the key id', codeReply(accessKeyId, '')],
  ['an error code that is an object', codeReply({ [accessKeyId]: securityToken }, '')],
  ['throttling', codeReply('Throttling', everything)],
  ['an internal error', codeReply('InternalError', everything, 500)],
  ['no code at all', { reply: { Message: everything }, status: 500 }],
  ['a page that echoes the request', { text: echoed, status: 502 }],
  ['the same with HTTP 200', { text: echoed }],
  ['truncated JSON with everything', { text: `{"Message":"${everything}` }],
  ['an answer broken off', { cut: `{"Message":"${everything}` }],
  ['a JSON text', { reply: everything }],
  ['another object', { reply: { Message: everything } }],
  ['a reset', { drop: true }],
  ['no answer', { hang: true }],
  ['an answer that trickles', { trickleEveryMs: 20 }],
];

describe('no error tells a secret', () => {
  it.each(paths)('read: %s', async (_name, step) => {
    const { api } = await loopbackApi([step], { deadlineMs: START_MS + 16_000 });
    const error: unknown = await api.listPage({ pageNum: 1, pageSize: 50 }).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(Error);
    expectNoSecret(error);
  });

  it.each(paths)('submission: %s', async (_name, step) => {
    const { api } = await loopbackApi([step]);
    const orders = [{ domainName: 'a.com', expiryMs: 1522080000000, years: 1, permitPremium: false }];
    expectNoSecret(await api.submitRenewal({ orders, couponNo: null, promotionNo: null }, () => null));
  });

  it('a refused connection', async () => {
    const { api, server } = await loopbackApi([{ hang: true }], { deadlineMs: START_MS + 16_000 });
    await server.close();
    const error: unknown = await api.listPage({ pageNum: 1, pageSize: 50 }).catch((error: unknown) => error);
    expect(error).toMatchObject({ fields: { code: 'TimeLeft' } });
    expect(String(error)).toContain('ConnectionRefused');
    expectNoSecret(error);
  });

  it('a request that cannot be built', async () => {
    const { api } = await loopbackApi([{ hang: true }], { deadlineMs: START_MS + 16_000 });
    const error: unknown = await api.domainDetails('\ud800').catch((error: unknown) => error);
    expect(error).toMatchObject({ fields: { code: 'NotSent' } });
    expectNoSecret(error);
  });
});

describe('debugging output', () => {
  it('of the HTTP client stays off, whatever DEBUG says', () => {
    const adapter = new URL('../../../src/adapters/domain-api.ts', import.meta.url).pathname;
    const contents = `
      import { createDomainApi } from ${JSON.stringify(adapter)};
      const api = createDomainApi({
        endpoint: 'http://127.0.0.1:9', apiVersion: '2018-01-29', credentials: ${JSON.stringify(CREDENTIALS)}, lang: 'en',
        userClientIp: '', deadlineMs: 1_000_000, clock: { now: () => 0, sleep: async () => {} }, random: () => 0,
      });
      api.listPage({ pageNum: 1, pageSize: 1 }).catch((error) => console.log(error.fields.code));`;
    const built = buildSync({ stdin: { contents, resolveDir: '.' }, bundle: true, platform: 'node', write: false });
    for (const DEBUG of ['*', 'httpx*', 'httpx:body', 'other httpx:body,httpx:header']) {
      const input = built.outputFiles[0]?.text ?? '';
      const child = spawnSync(process.execPath, ['-'], { input, env: { DEBUG }, encoding: 'utf8' });
      expect([DEBUG, child.stdout, child.stderr]).toEqual([DEBUG, 'ConnectionRefused\n', '']);
    }
  });
});

describe('createScrub', () => {
  const scrub = createScrub(CREDENTIALS);
  const table: [name: string, raw: string, kept: string | null][] = [
    ['a plain message', 'The domain does not exist.', 'The domain does not exist.'],
    ['percent signs that encode nothing', '100% of %zz', '100% of %zz'],
    ['control characters', 'a\r\nb\u001b[31m', 'a b [31m'],
    ['the key id in capitals', accessKeyId.toUpperCase(), null],
    ['the token with one octet encoded', securityToken.replace('P', '%50'), null],
    ['the secret beside a broken sequence', `%E0%A4%A ${once(accessKeySecret)}`, null],
    ['a broken-off key id', accessKeyId.slice(0, 12), null],
    ['an encoded signed query', 'x%26Signature%3Dabc', null],
    ['the name of a parameter', 'AccessKeyId is mandatory', null],
    ['nothing', '', ''],
  ];
  it.each(table)('%s', (_name, raw, kept) => {
    expect(scrub.message(raw)).toBe(kept);
  });

  it('withholds short secrets as a whole', () => {
    const scrubShort = createScrub({ accessKeyId: 'testid', accessKeySecret: 'testsecret' });
    expect([scrubShort.message('for testid only'), scrubShort.message('a test')]).toEqual([null, 'a test']);
  });
});
