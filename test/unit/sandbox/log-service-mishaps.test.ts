import { describe, expect, it } from 'vitest';
import type { SandboxReply } from '../../../src/lib/wire.ts';
import type { PlantedLogFault } from '../../../src/sandbox/log-service-faults.ts';
import { decompressLz4 } from '../../../src/sandbox/log-service-lz4.ts';
import type { LogServiceSandboxOptions } from '../../../src/sandbox/log-service-options.ts';
import { decodeList, errorOf, LOW_KEY, log, logClient, numbersOf, pullAsk, START_MS, signed } from './log-client.ts';

const WRITE = { key: LOW_KEY, seqid: 1 };

function planted(kind: PlantedLogFault['kind'], ms?: number): ReturnType<typeof logClient> {
  const client = logClient();
  client.sandbox.fault({ action: 'PutLogs', times: 1, kind, ...(ms === undefined ? {} : { ms }) });
  return client;
}

describe('a planted fault of a write', () => {
  it.each<[PlantedLogFault['kind'], boolean, [string, number], RegExp]>([
    ['lost-reply', true, ['drop', 200], /^$/],
    ['lost-request', false, ['drop', 200], /^$/],
    ['hang', true, ['hang', 200], /^$/],
    ['hang-unexecuted', false, ['hang', 200], /^$/],
    ['bad-gateway', true, ['answer', 502], /<html>/],
    ['bad-gateway-unexecuted', false, ['answer', 502], /<html>/],
    ['wrong-200', true, ['answer', 200], /<html>/],
    ['wrong-200-unexecuted', false, ['answer', 200], /<html>/],
    ['throttled', false, ['answer', 403], /WriteQuotaExceed/],
    ['truncated', true, ['drop', 200], /^$/],
    ['swallowed', false, ['answer', 200], /^$/],
    [{ code: 'ServerBusy', httpStatus: 503, executed: true }, true, ['answer', 503], /"errorCode":"ServerBusy"/],
    [{ code: 'ServerBusy', httpStatus: 503, executed: false }, false, ['answer', 503], /"errorCode":"ServerBusy"/],
  ])('%j: executed %s, then %j', (kind, executed, [fate, status], body) => {
    const { put, all, sandbox } = planted(kind);
    const reply = put([log({ n: '1' })], WRITE);
    expect([reply.fate, reply.status, reply.delayMs]).toEqual([fate, status, 0]);
    expect(String(reply.body)).toMatch(body);
    expect(all()).toEqual(executed ? ['1'] : []);
    expect(sandbox.books().writes).toMatchObject([{ hashKey: LOW_KEY, seqid: 1, state: executed ? 'stored' : 'lost' }]);
    expect(put([log({ n: '2' })], WRITE).status).toBe(executed ? 400 : 200);
  });

  it('lands-late: at the place and with the condition of when it lands', () => {
    const { put, all, sandbox, advance } = planted('lands-late', 3000);
    expect(put([log({ n: '1' })], WRITE).fate).toBe('drop');
    expect(sandbox.books().writes).toMatchObject([{ state: 'waiting' }]);
    advance(2999);
    expect(all()).toEqual([]);
    put([log({ n: 'other' })]);
    advance(1);
    expect(all()).toEqual(['other', '1']);
    expect(sandbox.logs().map(({ receivedMs }) => receivedMs - START_MS)).toEqual([2999, 3000]);
    expect(errorOf(put([log({ n: '2' })], WRITE))).toBe('400 InvalidSequenceId');
  });

  it('lands-late: refused when its number is spent by then', () => {
    const { put, all, sandbox, advance } = planted('lands-late');
    put([log({ n: '1' })], WRITE);
    expect(put([log({ n: '2' })], WRITE).status).toBe(200);
    advance(5000);
    expect(all()).toEqual(['2']);
    expect(sandbox.books().writes).toMatchObject([
      { state: 'refused', code: 'InvalidSequenceId' },
      { state: 'stored' },
    ]);
  });

  it('seen-late: it and all behind it, in their order', () => {
    const { put, all, cursor, sandbox, advance } = planted('seen-late', 2000);
    const end = cursor('end');
    for (const n of ['1', '2', '3']) put([log({ n })]);
    expect([all(), cursor('end')]).toEqual([[], end]);
    expect(sandbox.logs()).toHaveLength(3);
    advance(2000);
    expect(all()).toEqual(['1', '2', '3']);
  });

  it('never-seen: until it is revealed, while its number is spent', () => {
    const { put, all, sandbox, advance } = planted('never-seen');
    put([log({ n: '1' })], WRITE);
    put([log({ n: '2' })]);
    advance(365 * 86_400_000);
    expect(all()).toEqual([]);
    expect(errorOf(put([log({ n: '3' })], WRITE))).toBe('400 InvalidSequenceId');
    sandbox.reveal();
    put([log({ n: '4' })]);
    expect(all()).toEqual(['1', '2', '4']);
  });
});

describe('a planted fault of a read', () => {
  it.each(['PullLogs', 'GetCursor', 'GetCursorTime', 'ListShards', 'GetLogStore', 'GetLogs'])('hits %s', (action) => {
    const { call, cursor, sandbox } = logClient();
    const from = cursor();
    const shard = '/logstores/ledger/shards/0';
    const asks = {
      PullLogs: pullAsk(from),
      GetCursor: { path: shard, query: { type: 'cursor', from: 'end' } },
      GetCursorTime: { path: shard, query: { type: 'cursor_time', cursor: from } },
      ListShards: { path: '/logstores/ledger/shards' },
      GetLogStore: { path: '/logstores/ledger' },
      GetLogs: { path: '/logstores/ledger', query: { type: 'log', from: '0', to: '1' } },
    };
    const ask = asks[action as keyof typeof asks];
    sandbox.fault({ action, times: 1, kind: 'throttled' });
    expect(errorOf(call(ask))).toMatch(/^403 (Shard)?ReadQuotaExceed$/);
    sandbox.fault({ action, times: 1, kind: 'wrong-200' });
    expect(call(ask)).toMatchObject({ status: 200, headers: { 'content-type': 'text/html' } });
    expect(call(ask).headers['content-type']).not.toBe('text/html');
  });

  it('truncates a body, and lets pass as many as it is told', () => {
    const { put, call, cursor, sandbox } = logClient();
    put([log({ n: '1' })]);
    sandbox.fault({ action: '*', times: 1, skip: 1, kind: 'truncated' });
    const from = cursor();
    expect([call(pullAsk(from)).fate, call(pullAsk(from)).fate]).toEqual(['truncate', 'answer']);
  });
});

type Told = Omit<SandboxReply, 'body'> & { body: string };

/** Some minutes of writing, once more when no answer came, and reading: every answer in full, and its own logs and books. */
function story(seed: number, chaos: 'off' | 'mild' | 'harsh'): { replies: Told[]; logs: unknown; books: unknown } {
  const { call, put, sandbox, advance } = logClient({ seed, chaos, profile: { settleMsMax: 0 } });
  const replies: Told[] = [];
  const told = (reply: SandboxReply): Told => {
    replies.push({ ...reply, body: Buffer.from(reply.body).toString('latin1') });
    return replies.at(-1) as Told;
  };
  for (let n = 1; n <= 300; n += 1) {
    const write = (): Told => told(put([log({ n: String(n) })], { key: LOW_KEY, seqid: n }));
    if (write().fate === 'drop') write();
    advance(700);
    const from = told(call({ path: '/logstores/ledger/shards/0', query: { type: 'cursor', from: 'begin' } })).body;
    if (from.startsWith('{"cursor"')) told(call(pullAsk((JSON.parse(from) as { cursor: string }).cursor)));
  }
  return { replies, logs: sandbox.logs(), books: sandbox.books() };
}

describe('chaos', () => {
  it.each(['off', 'mild', 'harsh'] as const)('%s is the same for the same seed, and another for another', (chaos) => {
    const first = story(11, chaos);
    expect(story(11, chaos)).toEqual(first);
    expect(story(12, chaos)).not.toEqual(first);
  });

  it('off never fails, delays or hides anything', () => {
    const { replies } = story(11, 'off');
    expect(new Set(replies.map(({ status, fate, delayMs }) => `${status} ${fate} ${delayMs}`))).toEqual(
      new Set(['200 answer 0']),
    );
  });

  it('mild loses answers of writes after taking them, throttles, is slow and shows late', () => {
    const { replies, logs } = story(11, 'mild');
    expect(new Set(replies.map(({ fate }) => fate))).toEqual(new Set(['answer', 'drop']));
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200, 400, 403]));
    expect(replies.some(({ delayMs }) => delayMs >= 100)).toBe(true);
    const late = (logs as { receivedMs: number; visibleAtMs: number }[]).filter(
      (one) => one.visibleAtMs > one.receivedMs,
    );
    expect(late.length).toBeGreaterThan(10);
  });

  it('harsh does everything it can', () => {
    const { replies, books } = story(11, 'harsh');
    expect(new Set(replies.map(({ fate }) => fate))).toEqual(new Set(['answer', 'drop', 'hang', 'truncate']));
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200, 400, 403, 500, 502, 503]));
    expect(replies.some(({ status, headers }) => status === 200 && headers['content-type'] === 'text/html')).toBe(true);
    const { writes } = books as { writes: { state: string; code: string }[] };
    expect(writes.some(({ state, code }) => state === 'refused' && code === 'InvalidSequenceId')).toBe(true);
    expect(writes.some(({ state }) => state === 'lost')).toBe(true);
  });

  it('never shows anything in another order, whatever is late', () => {
    const profile: LogServiceSandboxOptions['profile'] = {
      seenLateChance: 0.5,
      seenLateMsMax: 5000,
      landsLateChance: 0.3,
      landsLateMsMax: 4000,
    };
    const { put, all, sandbox, advance } = logClient({ seed: 3, profile });
    let seen: string[] = [];
    for (let n = 0; n < 200; n += 1) {
      put([log({ n: String(n) })]);
      advance(300);
      const now = all();
      expect(now.slice(0, seen.length)).toEqual(seen);
      seen = now;
    }
    advance(10_000);
    const order = sandbox.logs().map(({ fields }) => fields['n']);
    expect(all()).toEqual(order);
    expect(order).toHaveLength(200);
    expect(order).not.toEqual([...order].sort((left, right) => Number(left) - Number(right)));
  });

  it('can answer in lz4 unasked, in short pages, and count logs', () => {
    const profile = { unaskedLz4Chance: 1, shortPageChance: 1, countsLogs: true };
    const { put, call, cursor } = logClient({ profile });
    for (let n = 0; n < 10; n += 1) put([log({ n: 'a' }), log({ n: 'b' })]);
    const { headers, body } = call(pullAsk(cursor()));
    expect(headers['x-log-compresstype']).toBe('lz4');
    const raw = decompressLz4(body as Uint8Array, Number(headers['x-log-bodyrawsize'])) ?? new Uint8Array(0);
    const groups = decodeList(raw);
    expect(groups.length).toBeLessThanOrEqual(3);
    expect(headers['x-log-count']).toBe(String(numbersOf(groups).length));
  });

  it('visibleAfterMs holds for every group', () => {
    const { put, all, advance } = logClient({ chaos: 'off', visibleAfterMs: 900 });
    put([log({ n: '1' })]);
    advance(899);
    expect(all()).toEqual([]);
    advance(1);
    expect(all()).toEqual(['1']);
  });
});

describe('what is kept', () => {
  it('comes back from a file as it was, sequence ids and hidden groups included', () => {
    let text: string | null = null;
    const file = {
      read: () => text,
      write: (written: string) => {
        text = written;
      },
    };
    const before = logClient({ file });
    before.put([log({ n: '1' })], WRITE);
    before.sandbox.splitShard(0);
    before.sandbox.fault({ action: 'PutLogs', times: 1, kind: 'never-seen' });
    before.put([log({ n: '2' })], { key: LOW_KEY, seqid: 2 });
    const index = { keys: { kind: { type: 'text', token: [] } } };
    before.call({ path: '/logstores/ledger/index', body: index });
    const after = logClient({ file });
    expect(after.sandbox.logs()).toEqual(before.sandbox.logs());
    expect(after.sandbox.shards()).toEqual(before.sandbox.shards());
    expect([after.all(0), after.all(1), after.cursor('end')]).toEqual([['1'], [], before.cursor('end')]);
    expect(errorOf(after.put([log({ n: '3' })], { key: LOW_KEY, seqid: 2 }))).toBe('400 InvalidSequenceId');
    expect(after.json({ path: '/logstores/ledger/index' })).toMatchObject(index);
    after.sandbox.reveal();
    expect(after.all(1)).toEqual(['2']);
    expect(after.sandbox.handle(signed({ path: '/logstores/ledger/shards' })).status).toBe(200);
  });
});
