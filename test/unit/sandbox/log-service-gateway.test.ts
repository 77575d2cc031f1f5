import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { fromHttpDate, toHttpDate } from '../../../src/sandbox/log-service-date.ts';
import { logSignatureOf, logStringToSign } from '../../../src/sandbox/log-service-signature.ts';
import { type Ask, deflated, errorOf, log, logClient, putAsk, START_DATE, START_MS, signed } from './log-client.ts';

/** The example pair of the vendor's page on signatures. */
const SECRET = '4fdO2fTDDnZPU/L7CHNdemB2Nsk=';
const PUT = putAsk([log({ n: '1' })]);

describe('the signature', () => {
  it('is that of the documented GET', () => {
    const text = logStringToSign({
      method: 'GET',
      path: '/logstores',
      query: new Map([
        ['size', '1000'],
        ['logstoreName', ''],
        ['offset', '0'],
      ]),
      headers: {
        date: 'Mon, 09 Nov 2015 06:11:16 GMT',
        host: 'ali-test-project.cn-hangzhou-devcommon-intranet.sls.aliyuncs.com',
        'x-log-apiversion': '0.6.0',
        'x-log-signaturemethod': 'hmac-sha1',
      },
    });
    expect(text).toBe(
      'GET\n\n\nMon, 09 Nov 2015 06:11:16 GMT\nx-log-apiversion:0.6.0\nx-log-signaturemethod:hmac-sha1\n/logstores?logstoreName=&offset=0&size=1000',
    );
    expect(logSignatureOf(text, SECRET)).toBe('jEYOTCJs2e88o+y5F4/S5IsnBJQ=');
  });

  it('is that of the documented POST', () => {
    const text = logStringToSign({
      method: 'POST',
      path: '/logstores/test-logstore',
      query: new Map(),
      headers: {
        date: 'Mon, 09 Nov 2015 06:03:03 GMT',
        'content-md5': '1DD45FA4A70A9300CC9FE7305AF2C494',
        'content-type': 'application/x-protobuf',
        'x-log-compresstype': 'lz4',
        'x-log-bodyrawsize': '50',
        'x-log-apiversion': '0.6.0',
        'x-log-signaturemethod': 'hmac-sha1',
        'x-log-meta-cost': 'not signed',
      },
    });
    expect(logSignatureOf(text, SECRET)).toBe('XWLGYHGg2F2hcfxWxMLiNkGki6g=');
  });

  it('signs a security token, and lets x-log-date take the place of Date', () => {
    const { call } = logClient();
    const headers = { 'x-acs-security-token': 'CAIS+token/=', 'x-log-date': START_DATE, date: undefined };
    expect(call({ ...PUT, headers }).status).toBe(200);
    const unsigned = { ...signed(PUT) };
    const { sandbox } = logClient();
    const withToken = { ...unsigned, headers: { ...unsigned.headers, 'x-acs-security-token': 'CAIS' } };
    expect(errorOf(sandbox.handle(withToken))).toBe('401 SignatureNotMatch');
  });

  it('signs raw query values: a cursor that is not encoded does not match', () => {
    const { sandbox } = logClient();
    const ask: Ask = { path: '/logstores/ledger/shards/0', query: { type: 'cursor', from: 'a+b/c==' } };
    expect(errorOf(sandbox.handle(signed(ask)))).toBe('400 ParameterInvalid');
    const bare = { ...signed(ask), path: '/logstores/ledger/shards/0?type=cursor&from=a+b/c==' };
    expect(errorOf(sandbox.handle(bare))).toBe('401 SignatureNotMatch');
  });
});

describe('dates', () => {
  it.each([
    [0, 'Thu, 01 Jan 1970 00:00:00 GMT'],
    [1_447_049_476_000, 'Mon, 09 Nov 2015 06:11:16 GMT'],
    [1_709_251_199_000, 'Thu, 29 Feb 2024 23:59:59 GMT'],
    [START_MS, START_DATE],
  ])('%d is %s', (atMs, text) => {
    expect([toHttpDate(atMs), fromHttpDate(text)]).toEqual([text, atMs]);
  });
});

describe('the gateway', () => {
  const lower = (text: string): string => text.toLowerCase();
  it.each<[string, Ask, string]>([
    ['no version', { ...PUT, headers: { 'x-log-apiversion': undefined } }, '400 MissingAPIVersion'],
    ['another version', { ...PUT, headers: { 'x-log-apiversion': '0.5.0' } }, '400 InvalidAPIVersion'],
    ['no date', { ...PUT, headers: { date: undefined } }, '400 MissingDate'],
    ['an ISO date', { ...PUT, headers: { date: '2026-11-21T00:00:00Z' } }, '400 InvalidDateFormat'],
    ['a clock behind', { ...PUT, headers: { date: 'Fri, 20 Nov 2026 23:44:59 GMT' } }, '400 RequestTimeExpired'],
    ['a clock ahead', { ...PUT, headers: { date: 'Sat, 21 Nov 2026 00:15:01 GMT' } }, '400 RequestTimeTooSkewed'],
    ['no method', { ...PUT, headers: { 'x-log-signaturemethod': undefined } }, '400 MissingSignatureMethod'],
    ['another method', { ...PUT, headers: { 'x-log-signaturemethod': 'md5' } }, '400 InvalidSignatureMethod'],
    ['no signature', { ...PUT, headers: { authorization: '' } }, '401 Unauthorized'],
    ['another key', { ...PUT, headers: { authorization: 'LOG nobody:abc=' } }, '401 Unauthorized'],
    ['another secret', { ...PUT, secret: 'wrong' }, '401 SignatureNotMatch'],
    ['no body size', { ...PUT, headers: { 'x-log-bodyrawsize': undefined } }, '400 MissingBodyRawSize'],
    ['another body size', { ...PUT, rawSize: 1 }, '400 InvalidBodyRawSize'],
    ['no content type', { ...PUT, headers: { 'content-type': undefined } }, '400 MissingContentType'],
    ['another content type', { ...PUT, headers: { 'content-type': 'text/plain' } }, '415 InvalidContentType'],
    ['lower-case MD5', { ...PUT, headers: { 'content-md5': lower('ABCDEF') } }, '400 InvalidContentMD5'],
    ['another project', { ...PUT, project: 'p2' }, '404 ProjectNotExist'],
    ['another logstore', { ...PUT, path: '/logstores/other/shards/lb' }, '404 LogStoreNotExist'],
    ['zstd', { ...PUT, headers: { 'x-log-compresstype': 'zstd' } }, '400 InvalidCompressType'],
    ['broken lz4', { ...PUT, headers: { 'x-log-compresstype': 'lz4' } }, '400 PostBodyUncompressError'],
    ['broken deflate', { ...PUT, headers: { 'x-log-compresstype': 'deflate' } }, '400 PostBodyUncompressError'],
    ['a bomb', { ...deflated({ ...PUT, body: deflateSync(Buffer.alloc(1_000_000)) }) }, '400 PostBodyInvalid'],
    ['deletion', { ...PUT, method: 'DELETE', path: '/logstores/ledger' }, '403 Forbidden'],
    ['a split', { method: 'POST', path: '/logstores/ledger/shards/0', query: { action: 'split' } }, '403 Forbidden'],
    ['something else', { path: '/logstores/ledger/consumergroups' }, '400 NotSupportedInSandbox'],
  ])('refuses %s', (_name, ask, expected) => {
    const { call, sandbox } = logClient();
    expect(errorOf(call(ask))).toBe(expected);
    expect(sandbox.logs()).toEqual([]);
    expect(sandbox.books().forbidden).toBe(expected === '403 Forbidden' ? 1 : 0);
  });

  it('knows a wrong inflated size', () => {
    const { call } = logClient();
    expect(errorOf(call({ ...deflated(PUT), rawSize: 3 }))).toBe('400 PostBodyUncompressError');
    expect(errorOf(call({ ...deflated(PUT), rawSize: 3000 }))).toBe('400 InvalidBodyRawSize');
  });

  it('takes a client on the clock that was not advanced', () => {
    const { call, put, advance } = logClient();
    advance(40 * 86_400_000);
    expect(put([log({ n: '1' })]).status).toBe(200);
    const date = 'Thu, 31 Dec 2026 00:00:00 GMT';
    expect(call({ ...PUT, headers: { date } }).status).toBe(200);
  });
});
