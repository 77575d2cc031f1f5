import { describe, expect, it } from 'vitest';
import type { SandboxReply } from '../../../src/lib/wire.ts';
import { signatureOf, stringToSign } from '../../../src/sandbox/signature.ts';
import { directClient, signedForm } from './direct-client.ts';

const encoder = new TextEncoder();

function post(form: string, path = '/'): SandboxReply {
  const { sandbox } = directClient();
  return sandbox.handle({ method: 'POST', path, headers: {}, body: encoder.encode(form) });
}

function codeOf(reply: SandboxReply): unknown {
  return (JSON.parse(String(reply.body)) as Record<string, unknown>)['Code'];
}

const LIST = { Action: 'QueryDomainList', PageNum: '1', PageSize: '5' };

describe('the signature', () => {
  const vector =
    'GET&%2F&AccessKeyId%3Dtestid%26Action%3DDescribeRegions%26Format%3DXML%26SignatureMethod%3DHMAC-SHA1%26SignatureNonce%3D3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf%26SignatureVersion%3D1.0%26Timestamp%3D2016-02-23T12%253A46%253A24Z%26Version%3D2014-05-26';

  it('is that of the official vector', () => {
    expect(signatureOf(vector, 'testsecret')).toBe('OLeaidS1JvxuMvnyHOwuJ+uX5qY=');
  });

  it('signs the string of the official vector', () => {
    const params = {
      Version: '2014-05-26',
      Timestamp: '2016-02-23T12:46:24Z',
      Action: 'DescribeRegions',
      Format: 'XML',
      AccessKeyId: 'testid',
      SignatureMethod: 'HMAC-SHA1',
      SignatureNonce: '3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf',
      SignatureVersion: '1.0',
      Signature: 'left out',
    };
    expect(stringToSign('GET', Object.entries(params))).toBe(vector);
  });

  it('percent-encodes what encodeURIComponent leaves', () => {
    expect(stringToSign('POST', [['A', "(it's) *ok*!~"]])).toBe(
      'POST&%2F&A%3D%2528it%2527s%2529%2520%252Aok%252A%2521~',
    );
  });
});

describe('the gateway', () => {
  it('lets parameters come split over URL and body', () => {
    const form = new URLSearchParams(signedForm(LIST));
    form.delete('PageNum');
    expect(post(form.toString(), '/?PageNum=1').status).toBe(200);
  });

  it('takes a security token that is signed with the rest', () => {
    expect(post(signedForm({ ...LIST, SecurityToken: 'CAIS-token' })).status).toBe(200);
  });

  it.each([
    ['no action', { Action: '' }, 400, 'MissingAction'],
    ['no version', { Version: '' }, 400, 'MissingVersion'],
    ['another version', { Version: '2017-12-18' }, 400, 'NoSuchVersion'],
    ['no nonce', { SignatureNonce: '' }, 400, 'MissingSignatureNonce'],
    ['an unknown key', { AccessKeyId: 'LTAIother' }, 404, 'InvalidAccessKeyId.NotFound'],
    ['a clock 16 minutes slow', { Timestamp: '2026-11-20T23:44:00Z' }, 400, 'InvalidTimeStamp.Expired'],
    ['a clock 16 minutes fast', { Timestamp: '2026-11-21T00:16:00Z' }, 400, 'InvalidTimeStamp.Expired'],
    ['a time with milliseconds', { Timestamp: '2026-11-21T00:00:00.000Z' }, 400, 'InvalidTimeStamp.Format'],
    ['an unknown read', { Action: 'QueryWeather' }, 404, 'InvalidAction.NotFound'],
    ['a missing page number', { PageNum: '' }, 400, 'MissingPageNum'],
    ['a page size that is no number', { PageSize: 'many' }, 400, 'InvalidParameter'],
  ])('refuses %s', (_, params, status, code) => {
    const reply = post(signedForm({ ...LIST, ...params }));
    expect([reply.status, codeOf(reply)]).toEqual([status, code]);
  });

  it.each(['2026-11-20T23:46:00Z', '2026-11-21T00:14:00Z'])('bears a clock 14 minutes off: %s', (Timestamp) => {
    expect(post(signedForm({ ...LIST, Timestamp })).status).toBe(200);
  });

  it('tells a wrong signature the string to sign, with the key and the token in it', () => {
    const reply = post(signedForm({ ...LIST, SecurityToken: 'CAIS-token' }, 'POST', 'wrong-secret'));
    expect([reply.status, codeOf(reply)]).toEqual([403, 'SignatureDoesNotMatch']);
    expect(reply.body).toContain('AccessKeyId%3Dsandbox%26');
    expect(reply.body).toContain('SecurityToken%3DCAIS-token%26');
  });

  it('refuses a nonce that was used, though not after a wrong signature', () => {
    const { sandbox } = directClient();
    const send = (form: string): SandboxReply =>
      sandbox.handle({ method: 'POST', path: '/', headers: {}, body: encoder.encode(form) });
    expect(send(signedForm({ ...LIST, SignatureNonce: 'n1' }, 'POST', 'wrong-secret')).status).toBe(403);
    expect(send(signedForm({ ...LIST, SignatureNonce: 'n1' })).status).toBe(200);
    expect(codeOf(send(signedForm({ ...LIST, SignatureNonce: 'n1' })))).toBe('SignatureNonceUsed');
  });

  it('lets in a client on the clock before or after an advance', () => {
    const { sandbox } = directClient();
    sandbox.advance(86_400_000);
    const send = (Timestamp: string): number =>
      sandbox.handle({
        method: 'POST',
        path: '/',
        headers: {},
        body: encoder.encode(signedForm({ ...LIST, Timestamp })),
      }).status;
    expect(['2026-11-21T00:00:00Z', '2026-11-22T00:00:00Z', '2026-11-21T12:00:00Z'].map(send)).toEqual([200, 200, 400]);
  });

  it('answers 414 to an address with too many orders in it', () => {
    const { sandbox } = directClient();
    const path = `/?${signedForm({ ...LIST, Remark: 'x'.repeat(9000) }, 'GET')}`;
    const reply = sandbox.handle({ method: 'GET', path, headers: {}, body: new Uint8Array() });
    expect([reply.status, reply.headers['content-type']]).toEqual([414, 'text/html']);
  });

  it('answers XML unless JSON is asked for, errors too', () => {
    expect(post(signedForm({ ...LIST, Format: '' })).body).toMatch(
      /^<\?xml version='1.0' encoding='UTF-8'\?>\n<QueryDomainListResponse><CurrentPageNum>1<\/CurrentPageNum>.*<Data><Domain><DomainName>/,
    );
    expect(post(signedForm({ ...LIST, Format: 'XML', Version: '1999-01-01' })).body).toMatch(
      /<Error><RequestId>.*<Code>NoSuchVersion<\/Code><Message>The specified version does not exist: 1999-01-01<\/Message>/,
    );
  });
});
