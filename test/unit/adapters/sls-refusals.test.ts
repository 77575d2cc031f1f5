import { afterEach, describe, expect, it } from 'vitest';
import { trustedShards } from '../../../src/adapters/log-service-checks.ts';
import type { SlsShard } from '../../../src/adapters/sls-values.ts';
import { encodeEntry } from '../../../src/ledger/codec.ts';
import type { LedgerEntry } from '../../../src/ledger/entry.ts';
import { LedgerError } from '../../../src/ledger/ledger.ts';
import { openLedger, readLedger } from '../../../src/ledger/view.ts';
import { CloudError } from '../../../src/model/cloud-error.ts';
import { newNotes, stage } from '../../../src/runs/notes.ts';
import { DAY, MINUTE, NOW_MS, SECOND } from '../../builders/domains.ts';
import { aClaimedEntry, aFinished, anOpened, aReleased } from '../../builders/ledger.ts';
import { fakeClock } from '../../fakes/fake-clock.ts';
import { type SlsWorld, type SlsWorldOptions, slsWorld } from '../../fakes/sls-world.ts';

let world: SlsWorld | null = null;
afterEach(async () => {
  await world?.close();
  world = null;
});

async function start(options: SlsWorldOptions = {}): Promise<SlsWorld> {
  world = await slsWorld(options);
  return world;
}

async function refusalOf(work: Promise<unknown>): Promise<LedgerError> {
  const error: unknown = await work.catch((thrown: unknown) => thrown);
  if (error instanceof LedgerError) return error;
  throw new Error(`no LedgerError: ${String(error)}`);
}

/** Opens the ledger, waits, and opens it again as a later run would. */
const open = async ({ makeLedger }: SlsWorld): Promise<unknown> =>
  await openLedger(makeLedger(), anOpened(), fakeClock());

/** Puts an entry in as another program would. */
function plant({ sandbox, clock }: SlsWorld, ...entries: readonly (LedgerEntry | Record<string, string>)[]): void {
  const logs = entries.map((entry) => {
    const fields = 'atMs' in entry ? encodeEntry(entry as LedgerEntry) : entry;
    const texts = Object.entries(fields).map(([name, value]) => [name, String(value)] as const);
    return { timeS: Math.floor(clock.now() / SECOND), fields: Object.fromEntries(texts) };
  });
  sandbox.add({ logs });
}

describe('a log that cannot be the lock is refused', () => {
  const goneWrong: [
    name: string,
    options: SlsWorldOptions,
    spoil: (world: SlsWorld) => void | Promise<void>,
    words: string[],
  ][] = [
    ['two shards', { shardCount: 2 }, () => undefined, ['has 2 readwrite shards', 'exactly one']],
    ['a split', {}, ({ sandbox }) => sandbox.splitShard(0), ['has 2 readwrite shards', 'without automatic splitting']],
    [
      'a split and a merge inside the horizon',
      {},
      async (one) => {
        await open(one);
        one.clock.advance(DAY);
        one.sandbox.splitShard(0);
        one.clock.advance(DAY);
        one.sandbox.mergeShards(1);
        one.clock.advance(300 * DAY);
      },
      ['split or merged on 2026-06-03', 'inside the horizon', 'log:SplitShard'],
    ],
    [
      'a retention shorter than the horizon',
      { ttlDays: 399 },
      () => undefined,
      ['keeps entries for 399 days', 'horizon is 400 days', 'LEDGER_HORIZON_DAYS'],
    ],
    [
      'entries without opened',
      {},
      (one) => plant(one, aFinished()),
      ['1 entries but no "opened" entry', 'its beginning is lost'],
    ],
    [
      'opened not first',
      {},
      (one) => plant(one, aFinished(), anOpened()),
      ['2 entries but no "opened" entry as their first'],
    ],
    [
      'an opened that was lost before the horizon',
      {},
      (one) => {
        plant(one, aFinished());
        one.clock.advance(500 * DAY);
        plant(one, anOpened());
      },
      ['no "opened" entry as their first'],
    ],
    [
      'an unknown kind',
      {},
      (one) => plant(one, anOpened(), { ...stored(), kind: 'burned' }),
      ['kind is "burned"', 'A claim may be hidden'],
    ],
    [
      'an unknown schema',
      {},
      (one) => plant(one, anOpened(), { ...stored(), schema: '2' }),
      ['schema is "2"', 'allowed: 1', 'newer version'],
    ],
    [
      'a log of somebody else',
      {},
      (one) => plant(one, anOpened(), { message: 'hello' }),
      ['schema is missing', 'give the ledger one of its own'],
    ],
    [
      "another account's ledger",
      { ledgerId: 'ledger-2' },
      (one) => plant(one, anOpened()),
      ['has the id ledger-1', 'LEDGER_ID says ledger-2'],
    ],
    [
      'an empty ledger where one is expected',
      { ledgerId: 'ledger-2' },
      () => undefined,
      ['has no "opened" entry', 'LEDGER_ID says ledger-2', 'history was lost'],
    ],
  ];
  it.each(goneWrong)('%s', async (_, options, spoil, words) => {
    const one = await start(options);
    await spoil(one);
    const before = one.sandbox.logs().length;
    const error = await refusalOf(open(one));
    expect(error.code).toBe('refused');
    for (const word of [...words, 'Nothing was spent']) expect(error.message).toContain(word);
    expect(one.sandbox.logs()).toHaveLength(before);
  });

  function stored(): Record<string, string> {
    const entries = Object.entries(encodeEntry(aFinished())).map(([name, value]) => [name, String(value)] as const);
    return Object.fromEntries(entries);
  }

  const clocks: [offMs: number, refused: boolean][] = [
    [16 * MINUTE, true],
    [-16 * MINUTE, true],
    [14 * MINUTE, false],
    [-14 * MINUTE, false],
  ];
  it.each(clocks)('a clock that is off by %i ms: %s', async (offMs, refused) => {
    const one = await start({ now: () => NOW_MS + offMs, clientNow: () => NOW_MS + offMs });
    if (refused) {
      const error = await refusalOf(open(one));
      expect(error.code).toBe('refused');
      expect(error.message).toContain('the clock of this machine is more than 15 minutes off');
      expect(error.message).toContain('Nothing was spent');
    } else expect(await open(one)).toMatchObject({ state: { ledgerId: 'ledger-1' } });
  });

  it.each([
    [16, '16 minutes behind'],
    [-16, '16 minutes ahead of'],
  ])('a service that answers in spite of a clock that is off by %i minutes', async (minutes, words) => {
    const one = await start({
      intercept: ({ method, path }) => {
        if (method !== 'GET' || path !== '/logstores/renewals') return null;
        const headers = { date: new Date(NOW_MS + minutes * MINUTE).toUTCString(), 'x-log-requestid': 'R1' };
        return { status: 200, headers, body: '{"ttl":3650}', delayMs: 0, fate: 'answer' };
      },
    });
    const error = await refusalOf(open(one));
    expect(error).toMatchObject({ code: 'refused' });
    expect(error.message).toContain(words);
  });

  it.each(['RequestTimeTooSkewed', 'RequestTimeExpired'])('claims that are refused with %s', async (code) => {
    const one = await start();
    one.sandbox.fault({ action: 'PutLogs', kind: { code, httpStatus: 400, executed: false }, times: 1 });
    const error = await refusalOf(one.makeLedger().appendClaims([aClaimedEntry()], 1));
    expect(error).toMatchObject({ code: 'refused' });
    expect(error.message).toContain('more than 15 minutes off');
  });
});

describe('what is no refusal', () => {
  it('a ledger with the id that is asked for', async () => {
    const one = await start();
    plant(one, anOpened());
    const view = await openLedger(one.makeLedger({ ledgerId: 'ledger-1' }), anOpened(), fakeClock());
    expect(view.state.ledgerId).toBe('ledger-1');
  });

  it('two runs that opened the ledger at once: the first counts', async () => {
    const one = await start();
    plant(one, anOpened(), anOpened({ ledgerId: 'ledger-2' }));
    const view = await openLedger(one.makeLedger({ ledgerId: 'ledger-1' }), anOpened(), fakeClock());
    expect(view.state.ledgerId).toBe('ledger-1');
  });

  it('a split and a merge long before the horizon; the old shards are read for what stands there', async () => {
    const one = await start();
    await open(one);
    plant(one, aClaimedEntry({ claim: 'old-1', append: 1 }));
    one.sandbox.splitShard(0);
    one.clock.advance(SECOND);
    one.sandbox.mergeShards(1);
    one.clock.advance(500 * DAY);
    const view = await openLedger(one.makeLedger(), anOpened(), fakeClock());
    expect(view.state).toMatchObject({ ledgerId: 'ledger-1', lastAppend: 1 });
    expect(await one.makeLedger().appendClaims([aClaimedEntry({ claim: 'c-2', append: 2 })], 2)).toBe('appended');
    await view.refresh();
    expect(view.state.lastAppend).toBe(2);
    const again = await readLedger(one.makeLedger());
    expect([...again.state.claims.keys()]).toEqual(['c-2']);
    expect(again.state.ledgerId).toBe('ledger-1');
  });

  it('fields of the platform in a log', async () => {
    const one = await start();
    plant(one, {
      ...Object.fromEntries(Object.entries(encodeEntry(anOpened())).map(([k, v]) => [k, String(v)])),
      '__tag__:__receive_time__': '1',
    });
    expect(await open(one)).toMatchObject({ state: { ledgerId: 'ledger-1' } });
  });
});

describe('a service that cannot be used', () => {
  const table: [action: string, code: string, httpStatus: number, expected: string, words: string][] = [
    ['GetLogStore', 'LogStoreNotExist', 404, 'unreadable', 'Check SLS_ENDPOINT, SLS_PROJECT and SLS_LOGSTORE'],
    ['GetLogStore', 'Unauthorized', 401, 'unreadable', 'grant the RAM action log:GetLogStore'],
    ['ListShards', 'Unauthorized', 401, 'unreadable', 'grant the RAM action log:ListShards'],
    ['GetCursor', 'Unauthorized', 401, 'unreadable', 'grant the RAM action log:GetCursorOrData'],
    ['PullLogs', 'Unauthorized', 401, 'unreadable', 'grant the RAM action log:GetCursorOrData'],
    ['PullLogs', 'SignatureNotMatch', 403, 'unreadable', 'Check the keys'],
    ['PullLogs', 'ReadQuotaExceed', 403, 'unreadable', 'look for other writers'],
    ['PullLogs', 'InternalServerError', 500, 'unreadable', 'The next run tries again'],
  ];
  it.each(table)('%s: %s', async (...row) => {
    const [action, code, httpStatus, expected, words] = row;
    const one = await start();
    one.sandbox.fault({ action, kind: { code, httpStatus, executed: false }, times: 1000 });
    const error = await refusalOf(open(one));
    expect(error).toMatchObject({ code: expected, cause: expect.any(CloudError) as CloudError });
    expect(error.message).toContain(words);
    expect(error.message).toContain('nothing was spent');
  });

  it('is a stop of the run, and a missing permission a problem too', async () => {
    const one = await start();
    one.sandbox.fault({
      action: 'PullLogs',
      kind: { code: 'Unauthorized', httpStatus: 401, executed: false },
      times: 1,
    });
    const notes = newNotes(() => undefined);
    expect(await stage(notes, 'ledger-unreadable', async () => await open(one))).toBeNull();
    expect(notes.stops).toMatchObject([{ stop: 'ledger-unreadable' }]);
    expect(notes.problems).toMatchObject([{ problem: 'permission-missing' }]);
  });
});

describe('a retention that ends', () => {
  it('writes the opened entry again now and then, so that one always stands inside the horizon', async () => {
    const one = await start({ ttlDays: 400 });
    await open(one);
    for (let day = 0; day < 1000; day += 10) {
      one.clock.advance(10 * DAY);
      const ledger = one.makeLedger();
      const view = await openLedger(ledger, anOpened({ ledgerId: 'ledger-2' }), fakeClock());
      expect(view.state.ledgerId).toBe('ledger-1');
      await ledger.append([aFinished({ atMs: one.clock.now() })]);
    }
    const opened = one.sandbox.logs().filter(({ fields }) => fields['kind'] === 'opened');
    expect(opened).toHaveLength(1 + 33);
    expect(new Set(opened.map(({ fields }) => fields['ledgerId']))).toEqual(new Set(['ledger-1']));
  });

  it('still knows its id when the retention is raised after its beginning was forgotten', async () => {
    const one = await start({ ttlDays: 400 });
    await open(one);
    for (let day = 0; day < 1800; day += 10) {
      if (day === 690) one.sandbox.setTtl(3650);
      one.clock.advance(10 * DAY);
      const ledger = one.makeLedger();
      const view = await openLedger(ledger, anOpened({ ledgerId: 'ledger-2' }), fakeClock());
      expect(view.state.ledgerId).toBe('ledger-1');
      await ledger.append([aFinished({ atMs: one.clock.now() })]);
    }
  });

  it('is refused once nobody has run for so long that none is left', async () => {
    const one = await start({ ttlDays: 400 });
    await open(one);
    one.clock.advance(300 * DAY);
    plant(one, aFinished());
    one.clock.advance(300 * DAY);
    expect((await refusalOf(open(one))).message).toContain('no "opened" entry');
  });

  it('a log that is kept for ever is opened once', async () => {
    const one = await start();
    await open(one);
    one.clock.advance(100 * DAY);
    const ledger = one.makeLedger();
    await openLedger(ledger, anOpened(), fakeClock());
    await ledger.append([aFinished()]);
    expect(one.sandbox.logs().map(({ fields }) => fields['kind'])).toEqual(['opened', 'finished']);
  });
});

describe('the horizon', () => {
  it('is where reading starts, after the very first entry', async () => {
    const one = await start();
    plant(one, anOpened(), aClaimedEntry({ claim: 'first', append: 1 }));
    plant(one, aClaimedEntry({ claim: 'old', append: 2 }));
    one.clock.advance(403 * DAY);
    plant(one, aReleased({ claim: 'old' }), aClaimedEntry({ claim: 'new', append: 3 }));
    const view = await readLedger(one.makeLedger());
    expect(view.state).toMatchObject({ ledgerId: 'ledger-1', lastAppend: 3, missingAppends: [] });
    expect([...view.state.claims.keys()]).toEqual(['new']);
    const whole = await readLedger(one.makeLedger({ horizonDays: 500 }));
    expect([...whole.state.claims.keys()]).toEqual(['first', 'old', 'new']);
  });
});

describe('trustedShards', () => {
  const shard = (shardId: number, status: SlsShard['status'], ageDays: number): SlsShard => {
    return { shardId, status, createdMs: NOW_MS - ageDays * DAY };
  };
  const from = NOW_MS - 400 * DAY;
  const read = (shards: SlsShard[]): number[] => {
    const { current, older } = trustedShards(shards, 'p-1/l-1', from);
    return [...older, current].map(({ shardId }) => shardId);
  };

  it.each<[name: string, shards: SlsShard[], expected: number[]]>([
    ['a new logstore', [shard(0, 'readwrite', 0)], [0]],
    ['an old one', [shard(0, 'readwrite', 900)], [0]],
    [
      'split and merged long ago',
      [shard(3, 'readwrite', 401), shard(2, 'readonly', 500), shard(1, 'readonly', 500), shard(0, 'readonly', 900)],
      [0, 1, 2, 3],
    ],
  ])('%s', (_, shards, expected) => {
    expect(read(shards)).toEqual(expected);
  });

  it.each<[name: string, shards: SlsShard[], words: string]>([
    ['no shard', [], 'has 0 readwrite shards'],
    ['only a readonly one', [shard(0, 'readonly', 5)], 'has 0 readwrite shards'],
    ['two', [shard(0, 'readwrite', 900), shard(1, 'readwrite', 900)], 'has 2 readwrite shards'],
    [
      'merged inside the horizon',
      [shard(2, 'readwrite', 399), shard(1, 'readonly', 900), shard(0, 'readonly', 900)],
      'split or merged',
    ],
    ['split inside the horizon', [shard(2, 'readwrite', 401), shard(1, 'readonly', 399)], 'split or merged'],
  ])('refuses %s', (_, shards, words) => {
    expect(() => read(shards)).toThrow(words);
  });
});
