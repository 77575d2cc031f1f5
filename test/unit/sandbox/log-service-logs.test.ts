import { inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeListElement, decodeLogGroup, encodeListElement } from '../../../src/sandbox/log-service-groups.ts';
import { compressLz4, decompressLz4 } from '../../../src/sandbox/log-service-lz4.ts';
import {
  type Ask,
  decodeList,
  deflated,
  encodeGroup,
  errorOf,
  HIGH_KEY,
  LOW_KEY,
  log,
  logClient,
  numbersOf,
  pullAsk,
  putAsk,
  START_MS,
  START_S,
  type WireGroup,
} from './log-client.ts';

const ODD_GROUP: WireGroup = {
  Topic: 'topic',
  Source: '10.0.0.1',
  LogTags: [{ Key: '__pack_id__', Value: 'A-1' }],
  Logs: [
    { Time: START_S, TimeNs: 4_000_000_000, Contents: [{ Key: '域名', Value: 'münchen.de 🙂' }] },
    { Time: START_S - 60, Contents: [{ Key: 'empty', Value: '' }] },
    { Time: START_S, Contents: [{ Key: 'long', Value: 'x'.repeat(70_000) }] },
  ],
};

describe('protobuf', () => {
  it('agrees with protobufjs on any group, both ways', () => {
    const text = fc.string({ unit: 'binary' });
    const pair = fc.record({ Key: text, Value: text });
    const time = fc.integer({ min: 0, max: 0xffff_ffff });
    const wireLog = fc.record(
      { Time: time, TimeNs: time, Contents: fc.array(pair) },
      { requiredKeys: ['Time', 'Contents'] },
    );
    const group = fc.record(
      { Logs: fc.array(wireLog), Topic: text, Source: text, LogTags: fc.array(pair) },
      { requiredKeys: ['Logs'] },
    );
    fc.assert(
      fc.property(group, (one) => {
        const bytes = encodeGroup(one);
        const element = encodeListElement(decodeLogGroup(bytes));
        expect(decodeList(element)).toEqual(decodeList(Buffer.concat([header(bytes), bytes])));
        expect(decodeListElement(element)).toEqual(decodeLogGroup(bytes));
      }),
    );
  });

  it.each([
    ['bytes that end early', Buffer.from([0x0a, 0x05, 0x08])],
    ['a group of the old kind', Buffer.from([0x0b, 0x0c])],
    ['no time', Buffer.from([0x0a, 0x06, 0x12, 0x04, 0x0a, 0x00, 0x12, 0x00])],
    ['a key without a value', Buffer.from([0x0a, 0x06, 0x08, 0x01, 0x12, 0x02, 0x0a, 0x00])],
    ['a time that is a text', Buffer.from([0x0a, 0x03, 0x0a, 0x01, 0x41])],
  ])('refuses %s', (_name, body) => {
    const { call } = logClient();
    expect(errorOf(call({ ...putAsk([]), body }))).toBe('400 PostBodyInvalid');
  });

  it('refuses what is not UTF-8, and passes over fields it does not know', () => {
    const { call, all } = logClient();
    const bytes = encodeGroup({ Logs: [log({ n: 'AB' })] });
    const broken = Buffer.from(bytes);
    broken[broken.lastIndexOf('A')] = 0xff;
    expect(errorOf(call({ ...putAsk([]), body: broken }))).toBe('400 InvalidEncoding');
    const unknown = Buffer.concat([bytes, Buffer.from([0x78, 0x01, 0x7a, 0x01, 0x41])]);
    expect(call({ ...putAsk([]), body: unknown }).status).toBe(200);
    expect(all()).toEqual(['AB']);
  });
});

function header(bytes: Buffer): Buffer {
  const size: number[] = [0x0a];
  let left = bytes.length;
  for (; left >= 128; left = Math.floor(left / 128)) size.push((left % 128) | 128);
  return Buffer.from([...size, left]);
}

describe('LZ4 blocks', () => {
  it('come out as they went in, whatever it was', () => {
    const some = fc.uint8Array({ maxLength: 400 });
    fc.assert(
      fc.property(some, fc.integer({ min: 1, max: 200 }), some, (head, times, tail) => {
        const bytes = Buffer.concat([...Array.from({ length: times }, () => head), tail]);
        expect(decompressLz4(compressLz4(bytes), bytes.length)).toEqual(new Uint8Array(bytes));
      }),
    );
  });

  it('are smaller for what repeats itself', () => {
    expect(compressLz4(Buffer.from('kind=claimed,'.repeat(1000))).length).toBeLessThan(200);
  });

  it('are read as the format says: a literal run, a match that overlaps itself, long lengths', () => {
    const block = Buffer.from([0x12, 0x61, 0x01, 0x00, 0x50, 0x62, 0x63, 0x64, 0x65, 0x66]);
    expect(Buffer.from(decompressLz4(block, 12) ?? []).toString()).toBe('aaaaaaabcdef');
    const long = Buffer.from([0x1f, 0x7a, 0x01, 0x00, 0xff, 0x02, 0x50, 0x31, 0x32, 0x33, 0x34, 0x35]);
    expect(Buffer.from(decompressLz4(long, 282) ?? []).toString()).toBe(`${'z'.repeat(277)}12345`);
  });

  it.each([
    ['a match before the start', [0x10, 0x61, 0x05, 0x00]],
    ['an offset of 0', [0x10, 0x61, 0x00, 0x00]],
    ['literals that are not there', [0xf0, 0x20, 0x61]],
    ['another size', [0x10, 0x61]],
  ])('are refused with %s', (_name, bytes) => {
    expect(decompressLz4(Buffer.from(bytes), 9)).toBeNull();
  });
});

describe('PutLogs', () => {
  it('answers 200 with nothing in it, no content type', () => {
    const reply = logClient().put([log({ n: '1' })]);
    expect(reply).toMatchObject({ status: 200, body: '', delayMs: 0, fate: 'answer' });
    expect(reply.headers).not.toHaveProperty('content-type');
    expect(reply.headers['x-log-requestid']).toMatch(/^[0-9A-F]{24}$/);
  });

  it('keeps every field, and adds the time of receipt as a tag', () => {
    const { call, cursor, pull, sandbox } = logClient();
    expect(call({ ...putAsk([]), body: encodeGroup(ODD_GROUP) }).status).toBe(200);
    const [group] = pull(cursor()).groups;
    expect(group).toMatchObject({
      ...ODD_GROUP,
      LogTags: expect.arrayContaining([...(ODD_GROUP.LogTags ?? [])]) as object,
    });
    expect(group?.LogTags).toContainEqual({ Key: '__receive_time__', Value: String(START_S) });
    expect(sandbox.logs()[1]).toMatchObject({ index: 1, receivedMs: START_MS, fields: { empty: '' }, topic: 'topic' });
  });

  it.each<[string, Ask]>([
    ['any shard', putAsk([log({ n: '1' })])],
    ['a hash key', putAsk([log({ n: '1' })], { key: LOW_KEY })],
    ['a hash key in a header', { ...putAsk([log({ n: '1' })]), headers: { 'x-log-hashkey': LOW_KEY } }],
    ['the logstore itself', { ...putAsk([log({ n: '1' })]), path: '/logstores/ledger' }],
    ['deflate', deflated(putAsk([log({ n: '1' })]))],
  ])('takes a write to %s', (_name, ask) => {
    const { call, all } = logClient();
    expect(call(ask).status).toBe(200);
    expect(all()).toEqual(['1']);
  });

  it('takes a body in lz4', () => {
    const { call, all } = logClient();
    const raw = encodeGroup({ Logs: Array.from({ length: 50 }, (_, n) => log({ kind: 'claimed', n: String(n) })) });
    const body = compressLz4(raw);
    expect(body.length).toBeLessThan(raw.length / 2);
    const ask = { ...putAsk([]), body, rawSize: raw.length, headers: { 'x-log-compresstype': 'lz4' } };
    expect(call(ask).status).toBe(200);
    expect(all()).toHaveLength(50);
  });

  it.each<[string, Ask, string]>([
    ['no log', { ...putAsk([]), body: encodeGroup({ Logs: [], Topic: 'only' }) }, 'PostBodyInvalid'],
    ['a time 168 hours ago', putAsk([log({ n: '1' }), log({ n: '2' }, START_S - 168 * 3600 - 1)]), 'PostBodyInvalid'],
    ['a time 15 minutes ahead', putAsk([log({ n: '1' }), log({ n: '2' }, START_S + 901)]), 'PostBodyInvalid'],
    [
      'a key twice',
      putAsk([{ Time: START_S, Contents: [...log({ n: '1' }).Contents, ...log({ n: '2' }).Contents] }]),
      'PostBodyInvalid',
    ],
    ['a reserved key', putAsk([log({ n: '1' }), log({ __time__: '2' })]), 'InvalidKey'],
    ['a tag as key', putAsk([log({ '__tag__:x': '2' })]), 'InvalidKey'],
    ['a long key', putAsk([log({ ['k'.repeat(129)]: '' })]), 'InvalidKey'],
    ['a long value', putAsk([log({ n: 'x'.repeat(1_048_577) })]), 'PostBodyTooLarge'],
    ['many logs', putAsk(Array.from({ length: 40_961 }, () => log({ n: '' }))), 'PostBodyTooLarge'],
    [
      'a large body',
      putAsk(Array.from({ length: 11 }, (_, n) => log({ n: `${n}${'x'.repeat(1_000_000)}` }))),
      'PostBodyTooLarge',
    ],
    ['no hash key', { ...putAsk([log({ n: '1' })]), path: '/logstores/ledger/shards/route' }, 'ParameterInvalid'],
    ['a short hash key', putAsk([log({ n: '1' })], { key: 'abc' }), 'ParameterInvalid'],
    ['a number past 2^31', putAsk([log({ n: '1' })], { key: LOW_KEY, seqid: 2 ** 31 }), 'ParameterInvalid'],
    ['a negative number', putAsk([log({ n: '1' })], { key: LOW_KEY, seqid: -1 }), 'ParameterInvalid'],
  ])('takes nothing at all with %s', (_name, ask, code) => {
    const { call, sandbox } = logClient();
    expect(errorOf(call(ask))).toBe(`400 ${code}`);
    expect(sandbox.logs()).toEqual([]);
    expect(sandbox.books().writes).toMatchObject([{ state: 'refused', code }]);
  });

  it('has the older, smaller limits in a harsh world', () => {
    const { call } = logClient({ profile: { logCountMax: 4096, bodyBytesMax: 3 * 1024 * 1024 } });
    expect(errorOf(call(putAsk(Array.from({ length: 4097 }, () => log({ n: '' })))))).toBe('400 PostBodyTooLarge');
  });
});

describe('the sequence id', () => {
  const put = (client: ReturnType<typeof logClient>, key: string, seqid?: number): string => {
    const reply = client.put(
      [log({ n: `${key.slice(0, 1)}${seqid ?? ''}` })],
      seqid === undefined ? { key } : { key, seqid },
    );
    return reply.status === 200 ? 'taken' : errorOf(reply);
  };

  it('is compared and set for each exact hash key', () => {
    const client = logClient();
    const answers = [
      put(client, LOW_KEY, 1),
      put(client, LOW_KEY, 1),
      put(client, LOW_KEY, 5),
      put(client, LOW_KEY, 4),
    ];
    expect(answers).toEqual(['taken', '400 InvalidSequenceId', 'taken', '400 InvalidSequenceId']);
    expect([put(client, HIGH_KEY, 1), put(client, LOW_KEY), put(client, LOW_KEY, 0), put(client, LOW_KEY, 6)]).toEqual([
      'taken',
      'taken',
      'taken',
      'taken',
    ]);
    expect(client.all()).toEqual(['01', '05', 'f1', '0', '00', '06']);
  });

  it('says by which number it was refused', () => {
    const { put, json } = logClient();
    put([log({ n: '1' })], { key: LOW_KEY, seqid: 7 });
    expect(json(putAsk([log({ n: '2' })], { key: LOW_KEY, seqid: 7 }))).toEqual({
      errorCode: 'InvalidSequenceId',
      errorMessage: `sequence id is lower than expected, hash_key=${LOW_KEY},current sequence_id=7,requested sequence_id=7`,
    });
  });

  it('is not spent by a write that is refused for another reason', () => {
    const { put, call } = logClient();
    expect(errorOf(call(putAsk([log({ n: '1' }, START_S + 1000)], { key: LOW_KEY, seqid: 3 })))).toBe(
      '400 PostBodyInvalid',
    );
    expect(put([log({ n: '2' })], { key: LOW_KEY, seqid: 3 }).status).toBe(200);
  });

  it('never refuses when the state is forgotten', () => {
    const client = logClient({ seqidState: 'forgotten' });
    expect([put(client, LOW_KEY, 5), put(client, LOW_KEY, 5), put(client, LOW_KEY, 1)]).toEqual([
      'taken',
      'taken',
      'taken',
    ]);
    expect(client.all()).toEqual(['05', '05', '01']);
  });
});

describe('cursors and PullLogs', () => {
  it('count one for each group, as 64-bit numbers in base64', () => {
    const { put, cursor, pull } = logClient();
    const first = cursor('end');
    for (const n of ['1', '2', '3']) put([log({ n }), log({ n: `${n}b` })]);
    const number = (text: string): bigint => BigInt(Buffer.from(text, 'base64').toString());
    expect(number(cursor('end')) - number(first)).toBe(3n);
    expect(number(first)).toBeGreaterThan(2n ** 53n);
    const page = pull(first, 0, 2);
    expect(page.numbers).toEqual(['1', '1b', '2', '2b']);
    expect(page.headers).toMatchObject({
      'content-type': 'application/x-protobuf',
      'x-log-count': '2',
      'x-log-end-of-cursor': '0',
      'x-log-cursor-time': String(START_S),
    });
    expect(number(page.headers['x-log-read-last-cursor'] ?? '') - number(first)).toBe(1n);
    const last = pull(page.next);
    expect([last.numbers, last.headers['x-log-end-of-cursor']]).toEqual([['3', '3b'], '1']);
    const end = pull(last.next);
    expect([end.numbers, end.next, end.headers['x-log-bodyrawsize'], end.headers['x-log-count']]).toEqual([
      [],
      last.next,
      '0',
      '0',
    ]);
  });

  it('go by the time of receipt, not by that of the log', () => {
    const { put, cursor, pull, json, advance } = logClient();
    put([log({ n: '1' }, START_S + 300)]);
    advance(60_500);
    put([log({ n: '2' }, START_S - 300)]);
    expect(pull(cursor(String(START_S))).numbers).toEqual(['1', '2']);
    expect(pull(cursor(String(START_S + 1))).numbers).toEqual(['2']);
    expect(pull(cursor(String(START_S + 60))).numbers).toEqual(['2']);
    expect(cursor(String(START_S + 61))).toBe(cursor('end'));
    const time = (from: string): unknown =>
      json({ path: '/logstores/ledger/shards/0', query: { type: 'cursor_time', cursor: cursor(from) } });
    expect([time('begin'), time('end')]).toEqual([{ cursor_time: START_S }, { cursor_time: START_S + 60 }]);
  });

  it.each<[string, Record<string, string>, number, string]>([
    ['an unknown shard', { type: 'cursor', from: 'begin' }, 9, '400 ShardNotExist'],
    ['no from', { type: 'cursor' }, 0, '400 ParameterInvalid'],
    ['no cursor', { type: 'logs', count: '10' }, 0, '400 InvalidCursor'],
    ['a cursor of another log', { type: 'logs', count: '10', cursor: 'MTIzNDU=' }, 0, '400 InvalidCursor'],
    ['a cursor that is none', { type: 'cursor_time', cursor: '1795219200' }, 0, '400 InvalidCursor'],
    ['another type', { type: 'logz' }, 0, '400 NotSupportedInSandbox'],
  ])('refuse %s', (_name, query, shard, expected) => {
    expect(errorOf(logClient().call({ path: `/logstores/ledger/shards/${shard}`, query }))).toBe(expected);
  });

  it('refuse a count that is not from 1 to 1000, and know type=log', () => {
    const { call, cursor } = logClient();
    for (const count of [0, 1001]) expect(errorOf(call(pullAsk(cursor(), 0, count)))).toBe('400 ParameterInvalid');
    const { query, ...ask } = pullAsk(cursor());
    expect(call({ ...ask, query: { ...query, type: 'log' } }).status).toBe(200);
  });

  it.each([
    [undefined, undefined],
    ['', undefined],
    ['gzip, br', undefined],
    ['lz4', 'lz4'],
    ['zstd, lz4, deflate', 'lz4'],
    ['deflate', 'deflate'],
  ])('answer accept-encoding %j with %j', (accepted, type) => {
    const { put, call, cursor } = logClient();
    put(Array.from({ length: 200 }, (_, n) => log({ kind: 'claimed', n: String(n) })));
    const { headers, body } = call(pullAsk(cursor(), 0, 10, accepted));
    expect(headers['x-log-compresstype']).toBe(type);
    const rawSize = Number(headers['x-log-bodyrawsize']);
    const raw = {
      lz4: () => decompressLz4(body as Uint8Array, rawSize),
      deflate: () => inflateSync(body),
    };
    const bytes = type === undefined ? (body as Uint8Array) : raw[type as 'lz4' | 'deflate']();
    expect(bytes?.length).toBe(rawSize);
    expect(numbersOf(decodeList(bytes ?? Buffer.alloc(0)))).toHaveLength(200);
    if (type !== undefined) expect(body.length).toBeLessThan(rawSize / 2);
  });

  it('refuse zstd alone', () => {
    const { call, cursor } = logClient();
    expect(errorOf(call(pullAsk(cursor(), 0, 10, 'zstd')))).toBe('400 InvalidCompressType');
  });

  it('forget what is past the retention, and go on from a cursor before it', () => {
    const { put, cursor, pull, sandbox, advance } = logClient({ ttlDays: 2 });
    const first = cursor();
    put([log({ n: '1' })]);
    advance(86_400_000);
    put([log({ n: '2' })]);
    advance(86_400_001);
    expect([pull(cursor()).numbers, pull(first).numbers]).toEqual([['2'], ['2']]);
    expect(sandbox.logs().map(({ fields }) => fields['n'])).toEqual(['1', '2']);
    sandbox.setTtl(3650);
    put([log({ n: '3' })]);
    advance(4000 * 86_400_000);
    expect(pull(first).numbers).toEqual(['2', '3']);
  });

  it('bring 100,000 logs in well under a second', () => {
    const { sandbox, cursor, call } = logClient();
    const fields = { schema: '1', kind: 'claimed', at: '2026-11-21T00:00:00.000Z', domain: 'example.com', years: '1' };
    for (let n = 0; n < 100_000; n += 10) {
      sandbox.add({
        logs: Array.from({ length: 10 }, (_, at) => ({ timeS: START_S, fields: { ...fields, n: String(n + at) } })),
      });
    }
    const startedMs = performance.now();
    let groupCount = 0;
    for (let from = ''; ; ) {
      const { headers } = call(pullAsk(from === '' ? cursor() : from));
      groupCount += Number(headers['x-log-count']);
      if (headers['x-log-cursor'] === from) break;
      from = headers['x-log-cursor'] ?? '';
    }
    expect(groupCount).toBe(10_000);
    expect(performance.now() - startedMs).toBeLessThan(800);
  });
});

describe('shards', () => {
  const shards = (client: ReturnType<typeof logClient>): unknown[] =>
    client.json({ path: '/logstores/ledger/shards' }) as unknown[];

  it('share the keys, each its half', () => {
    const client = logClient({ shardCount: 2 });
    client.put([log({ n: 'low' })], { key: LOW_KEY });
    client.put([log({ n: 'high' })], { key: HIGH_KEY.toUpperCase() });
    client.put([log({ n: 'last' })], { key: 'f'.repeat(32) });
    expect([client.all(0), client.all(1)]).toEqual([['low'], ['high', 'last']]);
    expect(shards(client)).toEqual([
      {
        shardID: 0,
        status: 'readwrite',
        inclusiveBeginKey: '0'.repeat(32),
        exclusiveEndKey: `8${'0'.repeat(31)}`,
        createTime: START_S,
      },
      {
        shardID: 1,
        status: 'readwrite',
        inclusiveBeginKey: `8${'0'.repeat(31)}`,
        exclusiveEndKey: 'f'.repeat(32),
        createTime: START_S,
      },
    ]);
  });

  it('split: the parent is read on, the children take what comes', () => {
    const client = logClient();
    client.put([log({ n: '1' })], { key: HIGH_KEY, seqid: 1 });
    expect([client.sandbox.splitShard(0), client.sandbox.splitShard(0)]).toEqual([true, false]);
    client.put([log({ n: '2' })], { key: HIGH_KEY, seqid: 2 });
    client.put([log({ n: '3' })], { key: LOW_KEY });
    expect([client.all(0), client.all(1), client.all(2)]).toEqual([['1'], ['3'], ['2']]);
    expect(shards(client)).toMatchObject([{ status: 'readonly' }, { status: 'readwrite' }, { status: 'readwrite' }]);
    expect(errorOf(client.put([log({ n: '4' })], { key: HIGH_KEY, seqid: 2 }))).toBe('400 InvalidSequenceId');
    expect(client.sandbox.logs().map(({ fields }) => fields['n'])).toEqual(['1', '2', '3']);
  });

  it('merge into one that takes all', () => {
    const client = logClient({ shardCount: 2 });
    client.put([log({ n: '1' })], { key: LOW_KEY });
    expect([client.sandbox.mergeShards(1), client.sandbox.mergeShards(0)]).toEqual([false, true]);
    client.put([log({ n: '2' })], { key: LOW_KEY });
    client.put([log({ n: '3' })], { key: HIGH_KEY });
    client.put([log({ n: '4' })]);
    expect([client.all(0), client.all(1), client.all(2)]).toEqual([['1'], [], ['2', '3', '4']]);
    expect(shards(client)).toMatchObject([{ status: 'readonly' }, { status: 'readonly' }, { status: 'readwrite' }]);
  });
});
