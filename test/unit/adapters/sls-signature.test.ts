import { describe, expect, it } from 'vitest';
import { contentMd5, slsAuthorization } from '../../../src/adapters/sls-signature.ts';

/** The documentation's own example pair. */
const KEYS = { accessKeyId: 'bq2sjzesjmo86kq35behupbq', accessKeySecret: '4fdO2fTDDnZPU/L7CHNdemB2Nsk=' };

describe('slsAuthorization', () => {
  it('signs the documented GET', () => {
    const headers = {
      date: 'Mon, 09 Nov 2015 06:11:16 GMT',
      'x-log-signaturemethod': 'hmac-sha1',
      'x-log-apiversion': '0.6.0',
    };
    const query = { size: '1000', logstoreName: '', offset: '0' };
    expect(slsAuthorization({ method: 'GET', path: '/logstores', query, headers }, KEYS)).toBe(
      'LOG bq2sjzesjmo86kq35behupbq:jEYOTCJs2e88o+y5F4/S5IsnBJQ=',
    );
  });

  it('signs the documented POST', () => {
    const headers = {
      date: 'Mon, 09 Nov 2015 06:03:03 GMT',
      'content-length': '52',
      'content-type': 'application/x-protobuf',
      'content-md5': '1DD45FA4A70A9300CC9FE7305AF2C494',
      'x-log-signaturemethod': 'hmac-sha1',
      'x-log-compresstype': 'lz4',
      'x-log-bodyrawsize': '50',
      'x-log-apiversion': '0.6.0',
    };
    expect(slsAuthorization({ method: 'POST', path: '/logstores/test-logstore', query: {}, headers }, KEYS)).toBe(
      'LOG bq2sjzesjmo86kq35behupbq:XWLGYHGg2F2hcfxWxMLiNkGki6g=',
    );
  });

  // Signature by: openssl dgst -sha1 -hmac planted-secret over the text that section 7 of the facts describes.
  const headers = {
    'x-acs-security-token': 'planted+token/=',
    'x-log-apiversion': '0.6.0',
    'x-log-bodyrawsize': '0',
    'x-log-signaturemethod': 'hmac-sha1',
  };
  const query = { type: 'cursor_time', cursor: 'MTQ+LzY=' };
  const request = { method: 'GET', path: '/logstores/l-1/shards/0', query };
  const keys = { accessKeyId: 'planted-id', accessKeySecret: 'planted-secret', securityToken: 'planted+token/=' };
  const date = 'Mon, 09 Nov 2015 06:11:16 GMT';
  const expected = 'LOG planted-id:Ws5yJj00T+MyMbaRVnTkfv1dLUs=';

  it('signs the token, and values of the query as they are before percent-encoding', () => {
    expect(slsAuthorization({ ...request, headers: { ...headers, date } }, keys)).toBe(expected);
  });

  it('puts x-log-date in the place of the date, and does not sign it a second time', () => {
    const dated = {
      ...headers,
      date: 'another',
      'x-log-date': date,
      'x-log-meta-x': 'not signed',
      accept: 'not signed',
    };
    expect(slsAuthorization({ ...request, headers: dated }, keys)).toBe(expected);
  });
});

describe('contentMd5', () => {
  it.each([
    ['', 'D41D8CD98F00B204E9800998ECF8427E'],
    ['abc', '900150983CD24FB0D6963F7D28E17F72'],
  ])('of %j', (text, expected) => {
    expect(contentMd5(Buffer.from(text))).toBe(expected);
  });
});
