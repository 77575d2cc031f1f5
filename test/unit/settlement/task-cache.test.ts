import { describe, expect, it } from 'vitest';
import type { TaskDetail, TaskInfo } from '../../../src/model/task.ts';
import { type TaskSize, taskCache } from '../../../src/settlement/task-cache.ts';
import type { TaskReader } from '../../../src/settlement/task-reader.ts';
import { aName, NOW_MS } from '../../builders/domains.ts';
import { aDetail, aTaskInfo } from '../../builders/evidence.ts';
import { aTaskNo } from '../../builders/ledger.ts';

const T = aTaskNo('T');
const row = (domain: string, rest: Parameters<typeof aDetail>[0] = {}): TaskDetail =>
  aDetail({ task: 'T', domain, ...rest });
const sized = (domainCount: number | null, isComplete = false): TaskSize => ({ domainCount, isComplete });
const nameless: TaskDetail = { ...row('a.com'), domain: null };

/** A reader with a live list, a history behind it for what is not whole, and a list of tasks. */
function aService({
  live = [],
  history = [],
  infos = [],
}: Partial<Record<'live' | 'history', TaskDetail[]>> & { infos?: TaskInfo[] }) {
  const since: number[] = [];
  const asked: { historyToo: boolean }[] = [];
  const services: TaskReader = {
    async taskDetails(_taskNo, isWhole) {
      const historyToo = !isWhole(live);
      asked.push({ historyToo });
      return await Promise.resolve(historyToo ? [...live, ...history] : live);
    },
    async tasksSince(sinceMs) {
      since.push(sinceMs);
      return await Promise.resolve(infos);
    },
  };
  return { services, since, asked };
}

describe('the history of a task is read', () => {
  const both = [row('a.com'), row('b.cn')];
  it.each<[name: string, live: TaskDetail[], expected: string[], domainCount: number | null, historyToo: boolean]>([
    ['where the live list has nothing', [], [], null, true],
    ['where it has nothing, of none', [], [], 0, true],
    ['where it has a row, and nobody knows of how many', [row('a.com')], [], null, true],
    ['not where it has as many rows as the task has domains', both, [], 2, false],
    ['not where it has more', both, [], 1, false],
    ['where it has fewer', both, [], 3, true],
    ['not where it shows what is expected', both, ['b.cn', 'a.com'], null, false],
    ['where it shows only some of what is expected', both, ['a.com', 'c.net'], null, true],
    ['where it shows none of what is expected', both, ['c.net'], 2, true],
  ])('%s', async (...[, live, expected, domainCount, historyToo]) => {
    const { services, asked } = aService({ live });
    await taskCache(services, NOW_MS).task(T, expected.map(aName), sized(domainCount));
    expect(asked).toEqual([{ historyToo }]);
  });
});

describe('what is known of a task', () => {
  it.each<[name: string, rows: TaskDetail[], domainCount: number | null, showsAll: boolean, domains: string[]]>([
    ['nothing', [], null, false, []],
    ['nothing, of none', [], 0, false, []],
    ['all of two', [row('a.com'), row('b.cn')], 2, true, ['a.com', 'b.cn']],
    ['one of two', [row('a.com')], 2, false, ['a.com']],
    ['two of one', [row('a.com'), row('b.cn')], 1, true, ['a.com', 'b.cn']],
    ['one of nobody knows how many', [row('a.com')], null, false, ['a.com']],
    ['a row without a name', [row('a.com'), nameless], 2, false, ['a.com']],
    ['only a row without a name', [nameless], 1, false, []],
    ['a row that does not name its task', [{ ...row('a.com'), taskNo: null }], 1, true, ['a.com']],
    ['a row of another task', [row('a.com'), aDetail({ task: 'X', domain: 'b.cn' })], 1, true, ['a.com']],
    ['a row of another task in place of its own', [row('a.com'), aDetail({ task: 'X' })], 2, false, ['a.com']],
    ['a row of another type', [row('a.com', { taskType: 'CHG_DNS' })], 1, true, []],
    ['a row without a type', [row('a.com', { taskType: '' })], 1, true, ['a.com']],
  ])('%s', async (...[, rows, domainCount, showsAll, domains]) => {
    const { services } = aService({ live: rows });
    const seen = await taskCache(services, NOW_MS).task(T, [], sized(domainCount));
    expect([seen.showsAll, [...seen.byDomain.keys()]]).toEqual([showsAll, domains]);
  });

  it.each<[name: string, rows: TaskDetail[], size: TaskSize | null, showsAll: boolean]>([
    ['is unfinished: other rows may follow', [row('a.com')], sized(null), false],
    ['is finished', [row('a.com'), row('b.cn', { status: 'failed' })], sized(null, true), true],
    ['is finished, and shows nothing', [], sized(null, true), false],
    ['is finished, with a row that has no name', [row('a.com'), nameless], sized(null, true), false],
    [
      'is finished, with a row from before',
      [row('a.com'), row('b.cn', { status: 'executing' })],
      sized(null, true),
      false,
    ],
    ['is finished, with a row from long before', [row('a.com', { status: 'waiting' })], sized(null, true), false],
    ['is finished, with a status nobody knows', [row('a.com', { status: 'unknown' })], sized(null, true), false],
    ['is finished, and is said to have more', [row('a.com')], sized(2, true), false],
    ['is finished, and of which the list was not read', [row('a.com')], null, false],
    ['is unfinished, and shows as many as it has', [row('a.com', { status: 'executing' })], sized(1), true],
  ])('whose number of domains may be unknown, and which %s', async (...[, rows, size, showsAll]) => {
    const seen = await taskCache(aService({ live: rows }).services, NOW_MS).task(T, [], size);
    expect(seen.showsAll).toBe(showsAll);
  });

  it('keeps every row of one domain, in their order', async () => {
    const rows = [row('a.com', { reason: 'one' }), row('b.cn'), row('a.com', { reason: 'two' })];
    const { byDomain } = await taskCache(aService({ live: rows }).services, NOW_MS).task(T, [], null);
    expect(byDomain.get(aName('a.com'))?.map(({ reason }) => reason)).toEqual(['one', 'two']);
  });
});

describe('what was read once is not read again', () => {
  it('tasks, also when two claims ask at the same time', async () => {
    const { services, asked } = aService({ live: [row('a.com')] });
    const cache = taskCache(services, NOW_MS);
    await Promise.all([cache.task(T, [], null), cache.task(T, [], null)]);
    await cache.task(T, [aName('a.com')], sized(1));
    expect(asked).toHaveLength(1);
    await cache.task(aTaskNo('U'), [], null);
    expect(asked).toHaveLength(2);
  });

  it('but a task is, for a claim that knows of more domains in it, and its history too', async () => {
    const { services, asked } = aService({ live: [row('a.com')], history: [row('b.cn')] });
    const cache = taskCache(services, NOW_MS);
    const own = await cache.task(T, [aName('a.com')], null);
    expect([[...own.byDomain.keys()], own.showsAll]).toEqual([['a.com'], false]);
    for (const domainCount of [2, 2, 1]) {
      const seen = await cache.task(T, [], sized(domainCount));
      expect([[...seen.byDomain.keys()], seen.showsAll]).toEqual([['a.com', 'b.cn'], true]);
    }
    expect(asked).toEqual([{ historyToo: false }, { historyToo: true }]);
  });

  it('and for one that looks for a lost task, where the list does not say how many domains it has', async () => {
    const { services, asked } = aService({ live: [row('a.com')], history: [row('b.cn')] });
    const cache = taskCache(services, NOW_MS);
    await cache.task(T, [aName('a.com')], null);
    for (const domainCount of [null, null, 2]) {
      const seen = await cache.task(T, [], sized(domainCount));
      expect([...seen.byDomain.keys()]).toEqual(['a.com', 'b.cn']);
    }
    expect(asked).toEqual([{ historyToo: false }, { historyToo: true }]);
  });

  it('nor for one that looks for a lost task, when it has no more domains: it is judged by what the list says of it', async () => {
    const { services, asked } = aService({ live: [row('a.com')] });
    const cache = taskCache(services, NOW_MS);
    await cache.task(T, [aName('a.com')], null);
    expect((await cache.task(T, [], sized(1))).showsAll).toBe(true);
    expect(asked).toEqual([{ historyToo: false }]);
  });

  it('the list of renewals, which holds also what may be one', async () => {
    const infos = [
      aTaskInfo('renewal'),
      aTaskInfo('unknown', { taskType: '' }),
      aTaskInfo('dns', { taskType: 'CHG_DNS' }),
    ];
    const { services, since } = aService({ infos });
    const cache = taskCache(services, NOW_MS);
    const [first, second] = await Promise.all([cache.renewals(), cache.renewals()]);
    expect(first.map(({ taskNo }) => taskNo)).toEqual(['renewal', 'unknown']);
    expect(second).toEqual(first);
    expect(since).toEqual([NOW_MS]);
  });
});
