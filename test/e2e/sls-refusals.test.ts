import { describe, expect, it } from 'vitest';
import { encodeEntry } from '../../src/ledger/codec.ts';
import type { LedgerEntry } from '../../src/ledger/entry.ts';
import { aFinished, anOpened } from '../builders/ledger.ts';
import { timerEvent } from '../fakes/fc-function.ts';
import { inSlsWorld, type SlsE2eOptions, type SlsE2eWorld } from './sls-world.ts';

const MINUTE = 60_000;

type Fields = Readonly<Record<string, string>>;

function fieldsOf(entry: LedgerEntry): Record<string, string> {
  return Object.fromEntries(Object.entries(encodeEntry(entry)).map(([name, value]) => [name, String(value)]));
}

/** Entries in the log as another program would have left them, one after the other. */
function stands(w: SlsE2eWorld, ...entries: readonly Fields[]): void {
  for (const fields of entries) w.logs.add({ logs: [{ timeS: Math.floor(w.logs.now() / 1000), fields }] });
}

const OPENED = fieldsOf(anOpened());

interface Refusal {
  readonly name: string;
  readonly world?: SlsE2eOptions;
  readonly before?: (w: SlsE2eWorld) => void;
  readonly clockOffMs?: number;
  readonly says: readonly string[];
}

const REFUSALS: readonly Refusal[] = [
  {
    name: 'two shards',
    world: { logService: { shardCount: 2 } },
    says: ['has 2 readwrite shards, and a ledger needs exactly one'],
  },
  {
    name: 'a split shard',
    before: (w) => {
      stands(w, OPENED);
      w.logs.splitShard(0);
    },
    says: ['has 2 readwrite shards, and a ledger needs exactly one'],
  },
  {
    name: 'a split and a merge inside the horizon, so that one readwrite shard is left',
    before: (w) => {
      stands(w, OPENED);
      w.logs.splitShard(0);
      w.logs.mergeShards(1);
    },
    says: ['were split or merged on', 'inside the horizon', 'log:SplitShard'],
  },
  {
    name: 'a retention shorter than the horizon',
    world: { logService: { ttlDays: 180 } },
    before: (w) => stands(w, OPENED),
    says: ['keeps entries for 180 days', 'horizon is 400 days (LEDGER_HORIZON_DAYS)'],
  },
  {
    name: 'entries without an opened one',
    before: (w) => stands(w, fieldsOf(aFinished())),
    says: ['1 entries but no "opened" entry'],
  },
  {
    name: 'an opened entry that is not the first',
    before: (w) => stands(w, fieldsOf(aFinished()), OPENED),
    says: ['no "opened" entry as their first'],
  },
  {
    name: 'an entry of an unknown kind',
    before: (w) => stands(w, OPENED, { ...fieldsOf(aFinished()), kind: 'transferred' }),
    says: ['cannot be understood', 'kind is "transferred"'],
  },
  {
    name: 'an entry of another schema',
    before: (w) => stands(w, OPENED, { ...fieldsOf(aFinished()), schema: '2' }),
    says: ['cannot be understood', 'schema is "2"'],
  },
  {
    name: 'a log of another program',
    before: (w) => stands(w, OPENED, { level: 'info', message: 'GET / 200' }),
    says: ['cannot be understood', 'schema is missing'],
  },
  {
    name: 'the ledger of another account',
    world: { env: { LEDGER_ID: 'ledger-of-ours' } },
    before: (w) => stands(w, { ...OPENED, ledgerId: 'ledger-of-theirs' }),
    says: ['the ledger has the id ledger-of-theirs, but LEDGER_ID says ledger-of-ours'],
  },
  {
    name: 'an empty ledger where one with an id was',
    world: { env: { LEDGER_ID: 'ledger-of-ours' } },
    says: ['has no "opened" entry with an id, but LEDGER_ID says ledger-of-ours'],
  },
  {
    name: 'a clock 20 minutes ahead',
    clockOffMs: 20 * MINUTE,
    before: (w) => stands(w, OPENED),
    says: ['the clock of this machine is', 'Set the clock of this machine'],
  },
  {
    name: 'a clock 20 minutes behind',
    clockOffMs: -20 * MINUTE,
    before: (w) => stands(w, OPENED),
    says: ['the clock of this machine is', 'Set the clock of this machine'],
  },
];

describe('a log that cannot be the lock', () => {
  it.concurrent.each(REFUSALS)('$name: nothing is spent, nothing written, and the stop says why', async (one) => {
    await inSlsWorld(one.world ?? {}, async (w) => {
      one.before?.(w);
      const before = w.logs.logs();
      const fc = w.instance(one.clockOffMs === undefined ? {} : { nowOffsetMs: () => one.clockOffMs ?? 0 });
      for (const { error, result } of [await fc.renew(timerEvent()), await fc.check(timerEvent())]) {
        expect(error).toBeUndefined();
        expect(result?.stops).toMatchObject([{ stop: 'ledger-refused' }]);
        for (const text of one.says) expect(result?.stops[0]?.message).toContain(text);
        expect(result?.stops[0]?.message).toMatch(/Nothing was spent/i);
      }
      expect(w.registrar.books().orders).toEqual([]);
      expect(w.registrar.books().submissions).toEqual([]);
      expect(w.registrar.books().calls).toEqual({});
      expect(w.logs.logs()).toEqual(before);
      expect(w.logs.books().forbidden).toBe(0);
    });
  });

  it.concurrent.each([
    ['a project that is not there', { SLS_PROJECT: 'no-such-project' }, 'there is no such project'],
    ['a logstore that is not there', { SLS_LOGSTORE: 'no-such-logstore' }, 'the project has no such logstore'],
  ] as const)('%s: nothing is spent, and the stop says why', async (_name, env, says) => {
    await inSlsWorld({ env }, async (w) => {
      const { result } = await w.instance().renew(timerEvent());
      expect(result?.stops).toMatchObject([{ stop: 'ledger-unreadable' }]);
      expect(result?.stops[0]?.message).toContain(says);
      expect(w.registrar.books().calls).toEqual({});
    });
  });
});
