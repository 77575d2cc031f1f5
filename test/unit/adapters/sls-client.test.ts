import { createHmac } from 'node:crypto';
import { createServer } from 'node:net';
import { deflateSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import type { SlsOptions } from '../../../src/adapters/sls-calls.ts';
import { encodeLogGroup } from '../../../src/adapters/sls-protobuf.ts';
import { CloudError } from '../../../src/model/cloud-error.ts';
import { NOW_MS } from '../../builders/domains.ts';
import { PLANTED, type Scripted, type ScriptedSls, scriptedSls, slsError, slsJson } from '../../fakes/scripted-sls.ts';

let sls: ScriptedSls | null = null;
afterEach(async () => {
  await sls?.close();
  sls = null;
});

async function start(script: readonly Scripted[], options: Partial<SlsOptions> = {}): Promise<ScriptedSls> {
  sls = await scriptedSls(script, options);
  return sls;
}

async function errorOf(work: Promise<unknown>): Promise<CloudError> {
  const error: unknown = await work.catch((thrown: unknown) => thrown);
  if (error instanceof CloudError) return error;
  throw new Error(`no CloudError: ${String(error)}`);
}

const GROUP = { logs: [{ time: 1780315200, contents: { kind: 'claimed' } }] };
const KEY = '0123456789abcdef0123456789abcdef';

/** A LogGroupList of so many groups as the wire carries it; all lengths fit one octet. */
function listOf(count: number): Buffer {
  const group = encodeLogGroup(GROUP);
  return Buffer.concat(Array.from({ length: count }, () => Buffer.concat([Buffer.from([0x0a, group.length]), group])));
}

function page(body: Uint8Array, headers: Record<string, string> = {}): Scripted {
  return { body, headers: { 'x-log-cursor': 'Mg==', 'x-log-count': '2', ...headers } };
}

describe('a request', () => {
  it('is a write by hash key and sequence id, signed with its token, and told the Host of the project', async () => {
    const { client, requests, url } = await start([{}]);
    expect(await client.putLogsOnce(GROUP, { hashKey: KEY, sequenceId: 7 })).toMatchObject({ ok: true });
    const [request] = requests;
    expect(request?.method).toBe('POST');
    expect(request?.path).toBe(`/logstores/l-1/shards/route?key=${KEY}&seqid=7`);
    expect(request?.headers).toMatchObject({
      host: `p-1.${url.slice('http://'.length)}`,
      date: 'Mon, 01 Jun 2026 12:00:00 GMT',
      'content-type': 'application/x-protobuf',
      'content-length': '25',
      'content-md5': 'CE8F88DA9380BF106217711B8901D27A',
      'x-log-apiversion': '0.6.0',
      'x-log-bodyrawsize': '25',
      'x-log-signaturemethod': 'hmac-sha1',
      'x-acs-security-token': PLANTED.securityToken,
    });
    expect(request?.headers).not.toHaveProperty('x-log-compresstype');
    const signed = [
      'POST',
      request?.headers['content-md5'],
      'application/x-protobuf',
      'Mon, 01 Jun 2026 12:00:00 GMT',
      `x-acs-security-token:${PLANTED.securityToken}`,
      'x-log-apiversion:0.6.0',
      'x-log-bodyrawsize:25',
      'x-log-signaturemethod:hmac-sha1',
      `/logstores/l-1/shards/route?key=${KEY}&seqid=7`,
    ].join('\n');
    const signature = createHmac('sha1', PLANTED.accessKeySecret).update(signed).digest('base64');
    expect(request?.headers['authorization']).toBe(`LOG ${PLANTED.accessKeyId}:${signature}`);
  });

  it('is a pull without compression, with its cursor encoded', async () => {
    const { client, requests } = await start([page(listOf(2))]);
    const { groups } = await client.pullLogs(3, 'MTQ+LzY=', 1000);
    expect(groups).toEqual([GROUP, GROUP]);
    expect(requests[0]?.path).toBe('/logstores/l-1/shards/3?type=logs&cursor=MTQ%2BLzY%3D&count=1000');
    expect(requests[0]?.headers).toMatchObject({ accept: 'application/x-protobuf', 'accept-encoding': '' });
    expect(requests[0]?.headers).not.toHaveProperty('content-md5');
  });

  it('keeps one connection for reads, and takes a new one for each write of claims', async () => {
    const { client, requests } = await start([slsJson({ cursor: 'MQ==' }), slsJson({ cursor: 'MQ==' }), {}, {}]);
    await client.getCursor(0, 'begin');
    await client.getCursor(0, 'end');
    await client.putLogsOnce(GROUP, { hashKey: KEY });
    expect(requests.map(({ headers }) => headers['connection'])).toEqual(['keep-alive', 'keep-alive', 'close']);
  });

  it('tells every attempt', async () => {
    const told: string[] = [];
    const { client } = await start([{ status: 502 }, slsJson({ cursor: 'MQ==' })], {
      onCall: (action) => told.push(action),
    });
    await client.getCursor(0, 1780315200);
    expect(told).toEqual(['GetCursor', 'GetCursor']);
  });
});

describe('the reply', () => {
  it('of ListShards', async () => {
    const shard = { shardID: 0, inclusiveBeginKey: '00', exclusiveEndKey: 'ff' };
    const rows = [
      { ...shard, status: 'readwrite', createTime: 1780315200 },
      { ...shard, shardID: 1, status: 'readonly', createTime: '1780315000' },
    ];
    const { client } = await start([slsJson(rows)]);
    expect(await client.listShards()).toEqual([
      { shardId: 0, status: 'readwrite', createdMs: 1780315200000 },
      { shardId: 1, status: 'readonly', createdMs: 1780315000000 },
    ]);
  });

  it('of GetLogStore, with the clock of the service', async () => {
    const { client } = await start([slsJson({ logstoreName: 'l-1', ttl: 3650, shardCount: 1 })]);
    expect(await client.getLogStore()).toEqual({ ttlDays: 3650, serverMs: Date.UTC(2026, 5, 1, 12) });
  });

  it('of GetCursor and of the cursor time', async () => {
    const { client, requests } = await start([slsJson({ cursor: 'MQ==' }), slsJson({ cursor_time: 1780315200 })]);
    expect(await client.getCursor(0, 1780315200)).toBe('MQ==');
    expect(await client.cursorTimeMs(0, 'MQ==')).toBe(1780315200000);
    expect(requests.map(({ path }) => path)).toEqual([
      '/logstores/l-1/shards/0?type=cursor&from=1780315200',
      '/logstores/l-1/shards/0?type=cursor_time&cursor=MQ%3D%3D',
    ]);
  });

  const lz4 = Buffer.concat([Buffer.from([0xf0, listOf(2).length - 15]), listOf(2)]);
  const pages: [name: string, scripted: Scripted, groupCount: number, saysEnd: boolean][] = [
    ['plain', page(listOf(2)), 2, false],
    ['plain, at the end', page(listOf(2), { 'x-log-end-of-cursor': '1' }), 2, true],
    ['without a count', { body: listOf(2), headers: { 'x-log-cursor': 'Mg==' } }, 2, false],
    ['in lz4, unasked', page(lz4, { 'x-log-compresstype': 'lz4', 'x-log-bodyrawsize': '54' }), 2, false],
    [
      'in deflate',
      page(deflateSync(listOf(2)), { 'x-log-compresstype': 'deflate', 'x-log-bodyrawsize': '54' }),
      2,
      false,
    ],
    [
      'empty, whatever it says of compression',
      page(Buffer.alloc(0), { 'x-log-count': '0', 'x-log-compresstype': 'lz4' }),
      0,
      false,
    ],
  ];
  it.each(pages)('of PullLogs: %s', async (_, scripted, groupCount, saysEnd) => {
    const { client } = await start([scripted]);
    const read = await client.pullLogs(0, 'MQ==', 1000);
    expect(read).toEqual({
      byteCount: 27 * groupCount,
      groups: Array.from({ length: groupCount }, () => GROUP),
      nextCursor: 'Mg==',
      saysEnd,
    });
  });

  const html: Scripted = { body: '<html>Welcome</html>', headers: { 'content-type': 'text/html' } };
  const wrong: [name: string, call: (one: ScriptedSls) => Promise<unknown>, scripted: Scripted, detail: string][] = [
    ['an HTML page for shards', (one) => one.client.listShards(), html, 'the answer is not a list of shards'],
    [
      'shards as an object',
      (one) => one.client.listShards(),
      slsJson({ shards: [] }),
      'the answer is not a list of shards',
    ],
    [
      'a shard of another status',
      (one) => one.client.listShards(),
      slsJson([{ shardID: 0, status: 'resting', createTime: 1 }]),
      'a shard lacks its number or status',
    ],
    [
      'a shard with a number below zero',
      (one) => one.client.listShards(),
      slsJson([{ shardID: -1, status: 'readwrite', createTime: 1 }]),
      'a shard lacks its number or status',
    ],
    [
      'a cursor time beyond what a number can hold',
      (one) => one.client.cursorTimeMs(0, 'x'),
      slsJson({ cursor_time: 9007199254740991 }),
      'the answer has no cursor_time',
    ],
    ['no cursor', (one) => one.client.getCursor(0, 'end'), slsJson({}), 'the answer has no cursor'],
    [
      'half a character for a cursor',
      (one) => one.client.getCursor(0, 'end'),
      slsJson({ cursor: 'MTM=\ud800' }),
      'the answer has no cursor',
    ],
    ['an HTML page for a cursor', (one) => one.client.getCursor(0, 'end'), html, 'the answer has no cursor'],
    ['no cursor time', (one) => one.client.cursorTimeMs(0, 'x'), slsJson({}), 'the answer has no cursor_time'],
    [
      'no ttl',
      (one) => one.client.getLogStore(),
      slsJson({}),
      'the logstore has no retention time (ttl) that can be read',
    ],
    ['an HTML page for logs', (one) => one.client.pullLogs(0, 'x', 1), html, 'the answer lacks x-log-cursor'],
    ['logs that are no protobuf', (one) => one.client.pullLogs(0, 'x', 1), page(Buffer.from('<html>')), 'wire type 4'],
    ['logs without the last group', (one) => one.client.pullLogs(0, 'x', 1), page(listOf(1)), 'x-log-count'],
    ['a cursor that stands still', (one) => one.client.pullLogs(0, 'Mg==', 1), page(listOf(2)), 'stands still'],
    [
      'zstd',
      (one) => one.client.pullLogs(0, 'x', 1),
      page(listOf(2), { 'x-log-compresstype': 'zstd', 'x-log-bodyrawsize': '54' }),
      'compressed',
    ],
    [
      'lz4 without a size',
      (one) => one.client.pullLogs(0, 'x', 1),
      page(lz4, { 'x-log-compresstype': 'lz4' }),
      'x-log-bodyrawsize',
    ],
    [
      'a size beyond all measure',
      (one) => one.client.pullLogs(0, 'x', 1),
      page(lz4, { 'x-log-compresstype': 'lz4', 'x-log-bodyrawsize': '99999999999' }),
      'x-log-bodyrawsize',
    ],
    [
      'broken deflate',
      (one) => one.client.pullLogs(0, 'x', 1),
      page(listOf(2), { 'x-log-compresstype': 'deflate', 'x-log-bodyrawsize': '54' }),
      'the deflate stream is broken',
    ],
    [
      'deflate of another size',
      (one) => one.client.pullLogs(0, 'x', 1),
      page(deflateSync(listOf(2)), { 'x-log-compresstype': 'deflate', 'x-log-bodyrawsize': '55' }),
      'the deflate stream holds 54 octets, not 55',
    ],
    [
      'an answer to a write',
      (one) => one.client.putLogs(GROUP, { hashKey: KEY }),
      slsError('WriteQuotaExceed', 200),
      'not empty',
    ],
  ];
  it.each(wrong)('%s is no answer, though its status is 200', async (_, call, scripted, detail) => {
    const { fields } = await errorOf(call(await start([scripted])));
    expect(fields).toMatchObject({ kind: 'unreadable', code: 'NotAsked', httpStatus: 200, ramAction: '' });
    expect(fields.detail).toContain(detail);
    expect(sls?.requests.length).toBeGreaterThan(1);
  });
});

describe('an error', () => {
  const read = async (one: ScriptedSls): Promise<unknown> => await one.client.listShards();
  const table: [code: string, status: number, kind: string, attempts: number][] = [
    ['InternalServerError', 500, 'transient', 6],
    ['ServerBusy', 503, 'transient', 6],
    ['RequestTimeout', 400, 'transient', 6],
    ['ReadQuotaExceed', 403, 'throttled', 6],
    ['ShardReadQuotaExceed', 403, 'throttled', 6],
    ['ExceedQuota', 403, 'throttled', 6],
    ['Unauthorized', 401, 'permission', 1],
    ['SignatureNotMatch', 403, 'credentials', 1],
    ['RequestTimeTooSkewed', 400, 'credentials', 1],
    ['RequestTimeExpired', 400, 'credentials', 1],
    ['ProjectNotExist', 404, 'rejected', 1],
    ['LogStoreNotExist', 404, 'rejected', 1],
    ['ShardNotExist', 400, 'rejected', 1],
    ['InvalidCursor', 400, 'rejected', 1],
    ['SomethingNew', 418, 'rejected', 1],
  ];
  it.each(table)('%s (HTTP %i) is %s, and made %i times', async (code, status, kind, attempts) => {
    const one = await start([slsError(code, status)]);
    const { fields } = await errorOf(read(one));
    expect(fields).toMatchObject({ kind, code, httpStatus: status, requestId: 'REQ1', action: 'ListShards' });
    expect(one.requests).toHaveLength(attempts);
  });

  it('is judged by its code, never by its text', async () => {
    const one = await start([
      slsError('ParameterInvalid', 400, 'InvalidSequenceId: sequence id is lower than expected, Unauthorized'),
    ]);
    const answer = await one.client.putLogsOnce(GROUP, { hashKey: KEY, sequenceId: 1 });
    expect(answer).toMatchObject({
      ok: false,
      named: true,
      sent: true,
      fields: { kind: 'rejected', code: 'ParameterInvalid' },
    });
  });

  const grants: [action: (one: ScriptedSls) => Promise<unknown>, ramAction: string][] = [
    [(one) => one.client.putLogs(GROUP, { hashKey: KEY }), 'log:PostLogStoreLogs'],
    [(one) => one.client.pullLogs(0, 'x', 1), 'log:GetCursorOrData'],
    [(one) => one.client.getCursor(0, 'begin'), 'log:GetCursorOrData'],
    [(one) => one.client.cursorTimeMs(0, 'x'), 'log:GetCursorOrData'],
    [(one) => one.client.listShards(), 'log:ListShards'],
    [(one) => one.client.getLogStore(), 'log:GetLogStore'],
  ];
  it.each(grants)('of a missing permission names the RAM action (%#)', async (call, ramAction) => {
    const error = await errorOf(call(await start([slsError('Unauthorized', 401)])));
    expect(error.fields.ramAction).toBe(ramAction);
    expect(error.message).toContain(`grant the RAM action ${ramAction}`);
  });

  const pages: [name: string, scripted: Scripted, kind: string, code: string][] = [
    ['an HTML 502', { status: 502, body: '<html>' }, 'transient', 'NoErrorCode'],
    ['an HTML 404', { status: 404, body: '<html>' }, 'unreadable', 'NoErrorCode'],
    ['a redirect', { status: 302, headers: { location: 'http://elsewhere' } }, 'unreadable', 'NoErrorCode'],
    ['JSON without a code', { status: 400, body: '{"errorMessage":"x"}' }, 'unreadable', 'NoErrorCode'],
    ['a dropped answer', { fate: 'drop' }, 'no-answer', 'ConnectionReset'],
    ['half an answer', { fate: 'truncate', body: '[{"shardID":0}]' }, 'no-answer', 'ConnectionReset'],
  ];
  it.each(pages)('%s', async (_, scripted, kind, code) => {
    const one = await start([scripted]);
    expect((await errorOf(read(one))).fields).toMatchObject({ kind, code });
    expect(one.requests).toHaveLength(6);
  });

  it('is over once the service answers again', async () => {
    const { client, clock } = await start([
      { status: 500 },
      { fate: 'drop' },
      slsError('ReadQuotaExceed', 403),
      slsJson([]),
    ]);
    expect(await client.listShards()).toEqual([]);
    expect(clock.sleeps).toEqual([188, 375, 750]);
  });

  it('of an answer that never comes is told in time, of one that trickles too', async () => {
    const timeouts = { connectMs: 200, readMs: 300 };
    const one = await start([{ fate: 'hang' }], { timeouts, deadlineMs: NOW_MS + 100 });
    const { fields } = await errorOf(read(one));
    expect(fields).toMatchObject({ kind: 'no-answer', code: 'TimedOut', detail: 'no whole answer within 500 ms' });
    expect(one.requests).toHaveLength(1);
  });

  it('is none where a read lacks a request id, or a shard its time', async () => {
    const shard = { shardID: 0, status: 'readwrite' };
    const { client } = await start([{ ...slsJson([shard]), headers: { 'x-log-requestid': '' } }]);
    expect(await client.listShards()).toEqual([
      { shardId: 0, status: 'readwrite', createdMs: Number.MAX_SAFE_INTEGER },
    ]);
  });

  it('of an endpoint where nobody listens, before anything was sent', async () => {
    const gone = createServer();
    await new Promise<void>((resolve) => gone.listen(0, '127.0.0.1', resolve));
    const address = gone.address();
    const port = typeof address === 'object' ? address?.port : 0;
    await new Promise((resolve) => gone.close(resolve));
    const { client } = await start([{}], { endpoint: `http://127.0.0.1:${port}` });
    const answer = await client.putLogsOnce(GROUP, { hashKey: KEY });
    expect(answer).toMatchObject({ ok: false, sent: false, fields: { kind: 'no-answer', code: 'ConnectionRefused' } });
  });
});

describe('a write of claims', () => {
  const table: [name: string, scripted: Scripted, expected: object][] = [
    [
      'a conflict',
      slsError('InvalidSequenceId', 400),
      { named: true, sent: true, fields: { code: 'InvalidSequenceId' } },
    ],
    [
      'a server error',
      slsError('InternalServerError', 500),
      { named: true, sent: true, fields: { kind: 'transient' } },
    ],
    ['a lost answer', { fate: 'drop' }, { named: false, sent: true, fields: { kind: 'no-answer' } }],
    ['an HTML 200', { body: '<html>' }, { named: false, sent: true, fields: { code: 'NotAsked' } }],
    [
      'an error in a 200',
      slsError('InvalidSequenceId', 200),
      { named: false, sent: true, fields: { code: 'NotAsked' } },
    ],
    [
      'an empty 200 of a proxy',
      { headers: { 'x-log-requestid': '' } },
      { named: false, sent: true, fields: { code: 'NotAsked' } },
    ],
    ['a quota', slsError('WriteQuotaExceed', 403), { named: true, sent: true, fields: { kind: 'throttled' } }],
  ];
  it.each(table)('is made once, whatever comes: %s', async (_, scripted, expected) => {
    const one = await start([scripted]);
    expect(await one.client.putLogsOnce(GROUP, { hashKey: KEY, sequenceId: 1 })).toMatchObject({
      ok: false,
      ...expected,
    });
    expect(one.requests).toHaveLength(1);
  });
});

describe('secrets', () => {
  const { accessKeyId, accessKeySecret, securityToken } = PLANTED;
  const messages: [errorCode: string, errorMessage: string][] = [
    ['SignatureNotMatch', `signature x not match, string to sign: GET\\n${securityToken}`],
    ['Unauthorized', `AccessKeyId ${accessKeyId} is not authorized`],
    ['ParameterInvalid', `got ${encodeURIComponent(securityToken)}`],
    [accessKeySecret, 'as a code'],
    ['ServerBusy', `Authorization: LOG ${accessKeyId.slice(0, 12)}`],
  ];
  it.each(messages)('never come out of %s', async (errorCode, errorMessage) => {
    const one = await start([
      { ...slsError(errorCode, 400, errorMessage), headers: { 'x-log-requestid': securityToken } },
    ]);
    const error = await errorOf(one.client.listShards());
    const told = `${error.stack}${JSON.stringify(error.fields)}`;
    for (const secret of Object.values(PLANTED)) expect(told).not.toContain(secret.slice(0, 10));
  });
});
