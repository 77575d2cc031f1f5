import { describe, expect, it } from 'vitest';
import type { TaskNo } from '../../../src/model/task.ts';
import type { LoopbackRequest, LoopbackStep } from '../../fakes/loopback.ts';
import { loopbackApi, numberOf, START_MS } from './loopback-api.ts';

const SINCE_MS = 1522166400000;
const TASK: TaskNo = numberOf('T-1');

function detail(number: number): object {
  return { TaskNo: 'T-1', TaskDetailNo: `D-${number}`, DomainName: `d${number}.com`, TaskStatus: 'EXECUTE_SUCCESS' };
}

function details(from: number, to: number): object[] {
  return Array.from({ length: to - from + 1 }, (_, index) => detail(from + index));
}

type Script = Readonly<Record<string, (request: LoopbackRequest, nth: number) => object>>;

/** Answers by action, with the request and how many of its action came before. */
function byAction(script: Script): (request: LoopbackRequest) => LoopbackStep {
  const counts = new Map<string, number>();
  return (request) => {
    const action = request.params['Action'] ?? '';
    const nth = counts.get(action) ?? 0;
    counts.set(action, nth + 1);
    const reply = script[action]?.(request, nth) ?? { Code: 'InvalidAction.NotFound' };
    return { reply, status: 'Code' in reply ? 404 : 200 };
  };
}

describe('taskDetails', () => {
  it('asks for the task and reads all pages', async () => {
    const { api, server } = await loopbackApi(
      byAction({
        QueryTaskDetailList: (request) => ({
          // What samples say here is wrong: page 0, and a next page after the last.
          CurrentPageNum: 0,
          NextPage: true,
          TotalItemNum: 450,
          TotalPageNum: 3,
          Data: {
            TaskDetail: [details(1, 200), details(201, 400), details(401, 450)][Number(request.params['PageNum']) - 1],
          },
        }),
      }),
    );
    const found = await api.taskDetails(TASK, (live) => live.length > 0);
    expect(found).toHaveLength(450);
    expect(found[449]).toMatchObject({ taskNo: 'T-1', domain: 'd450.com', status: 'succeeded' });
    expect(server.requests.map(({ params }) => [params['TaskNo'], params['PageNum'], params['PageSize']])).toEqual([
      ['T-1', '1', '200'],
      ['T-1', '2', '200'],
      ['T-1', '3', '200'],
    ]);
  });

  const shapes: [name: string, pages: object[], count: number, requests: number][] = [
    ['one object in place of a list', [{ Data: { TaskDetail: detail(1) }, TotalItemNum: 1, TotalPageNum: 1 }], 1, 1],
    ['no counts: until an empty page', [{ Data: { TaskDetail: details(1, 2) } }, { Data: {} }], 2, 2],
    ['no counts: until a page repeats', [{ Data: { TaskDetail: details(1, 2) } }], 2, 2],
    ['only the number of pages', [{ Data: { TaskDetail: details(1, 2) }, TotalPageNum: 1 }], 2, 1],
    [
      'smaller pages than asked for',
      [
        { Data: { TaskDetail: details(1, 2) }, TotalItemNum: 3 },
        { Data: { TaskDetail: detail(3) }, TotalItemNum: 3 },
      ],
      3,
      2,
    ],
    [
      'a number of pages that is too small',
      [
        { Data: { TaskDetail: details(1, 2) }, TotalItemNum: 3, TotalPageNum: 1 },
        { Data: { TaskDetail: detail(3) }, TotalItemNum: 3, TotalPageNum: 1 },
      ],
      3,
      2,
    ],
    [
      'a page that shifted: read once more',
      [
        { Data: { TaskDetail: details(1, 2) }, TotalItemNum: 3, TotalPageNum: 2 },
        { Data: { TaskDetail: detail(2) }, TotalItemNum: 3, TotalPageNum: 2 },
        { Data: { TaskDetail: details(1, 2) }, TotalItemNum: 3, TotalPageNum: 2 },
        { Data: { TaskDetail: detail(3) }, TotalItemNum: 3, TotalPageNum: 2 },
      ],
      3,
      4,
    ],
  ];
  it.each(shapes)('%s', async (_name, pages, count, requests) => {
    const { api, server } = await loopbackApi(
      byAction({ QueryTaskDetailList: (_, nth) => pages[nth] ?? pages[0] ?? {} }),
    );
    expect(await api.taskDetails(TASK, (live) => live.length > 0)).toHaveLength(count);
    expect(server.requests).toHaveLength(requests);
  });

  it('reads again a list whose count changes between its pages: a row may have slipped over the border', async () => {
    const pages = [
      { Data: { TaskDetail: details(1, 2) }, TotalItemNum: 4, TotalPageNum: 2 },
      { Data: { TaskDetail: detail(4) }, TotalItemNum: 3, TotalPageNum: 2 },
      { Data: { TaskDetail: details(2, 3) }, TotalItemNum: 3, TotalPageNum: 2 },
      { Data: { TaskDetail: detail(4) }, TotalItemNum: 3, TotalPageNum: 2 },
    ];
    const { api } = await loopbackApi(byAction({ QueryTaskDetailList: (_, nth) => pages[nth] ?? {} }));
    const names = (await api.taskDetails(TASK, (live) => live.length > 0)).map((row) => row.domain);
    expect(names).toEqual(['d2.com', 'd3.com', 'd4.com']);
  });

  it('joins live rows and history when the live list is not whole', async () => {
    const { api } = await loopbackApi(
      byAction({
        QueryTaskDetailList: () => ({ Data: { TaskDetail: detail(1) }, TotalItemNum: 1, TotalPageNum: 1 }),
        QueryTaskDetailHistory: () => ({ Objects: details(1, 2), NextPageCursor: {} }),
      }),
    );
    const found = await api.taskDetails(TASK, (live) => live.length >= 2);
    expect(found.map((row) => row.domain)).toEqual(['d1.com', 'd2.com']);
  });

  it('throws for a list that is not whole', async () => {
    const reply = { Data: { TaskDetail: details(1, 2) }, TotalItemNum: 3, TotalPageNum: 1 };
    const { api } = await loopbackApi(byAction({ QueryTaskDetailList: () => reply }));
    await expect(api.taskDetails(TASK, (live) => live.length > 0)).rejects.toMatchObject({
      fields: { kind: 'unreadable', code: 'ListIncomplete' },
    });
  });

  it('throws for a list without end', async () => {
    const { api, server } = await loopbackApi(
      byAction({ QueryTaskDetailList: (_, nth) => ({ Data: { TaskDetail: detail(nth) } }) }),
    );
    await expect(api.taskDetails(TASK, (live) => live.length > 0)).rejects.toMatchObject({
      fields: { kind: 'unreadable', code: 'PageLimit' },
    });
    expect(server.requests).toHaveLength(200);
  });

  it('asks the history only when the live list has nothing, by its cursor', async () => {
    const { api, server } = await loopbackApi(
      byAction({
        QueryTaskDetailList: () => ({ TotalItemNum: 0 }),
        QueryTaskDetailHistory: (_, nth) =>
          [
            { Objects: details(1, 2), NextPageCursor: { TaskDetailNo: 'D-3', DomainName: 'd3.com' } },
            { objects: [detail(3)], nextPageCursor: {} },
          ][nth] ?? {},
      }),
    );
    expect((await api.taskDetails(TASK, (live) => live.length > 0)).map((row) => row.domain)).toEqual([
      'd1.com',
      'd2.com',
      'd3.com',
    ]);
    expect(server.requests.map(({ params }) => params['Action'])).toEqual([
      'QueryTaskDetailList',
      'QueryTaskDetailHistory',
      'QueryTaskDetailHistory',
    ]);
    expect(server.requests[1]?.params).not.toHaveProperty('TaskDetailNoCursor');
    expect(server.requests[2]?.params).toMatchObject({ TaskDetailNoCursor: 'D-3', DomainNameCursor: 'd3.com' });
  });

  const ends: [name: string, page: object, requests: number][] = [
    ['no rows', { Objects: [], NextPageCursor: { TaskDetailNo: 'D-9', DomainName: 'd.com' } }, 1],
    ['an empty cursor', { Objects: details(1, 1), NextPageCursor: {} }, 1],
    ['no cursor', { Objects: details(1, 1) }, 1],
    [
      'an unchanged cursor',
      { Objects: details(1, 1), NextPageCursor: { TaskDetailNo: 'D-9', DomainName: 'd.com' } },
      2,
    ],
  ];
  it.each(ends)('ends the history at %s', async (_name, page, requests) => {
    const { api, calls } = await loopbackApi(
      byAction({ QueryTaskDetailList: () => ({ TotalItemNum: 0 }), QueryTaskDetailHistory: () => page }),
    );
    await api.taskDetails(TASK, (live) => live.length > 0);
    expect(calls.filter((action) => action === 'QueryTaskDetailHistory')).toHaveLength(requests);
  });

  it('is empty when neither knows the task', async () => {
    const { api } = await loopbackApi(
      byAction({
        QueryTaskDetailList: () => ({ Code: 'TaskNotExist' }),
        QueryTaskDetailHistory: () => ({ PageSize: 200 }),
      }),
    );
    expect(await api.taskDetails(TASK, (live) => live.length > 0)).toEqual([]);
  });

  it('is empty when the site has no history', async () => {
    const { api } = await loopbackApi(byAction({ QueryTaskDetailList: () => ({ TotalItemNum: 0 }) }));
    expect(await api.taskDetails(TASK, (live) => live.length > 0)).toEqual([]);
  });
});

describe('tasksSince', () => {
  const live = { TaskNo: 'T-1', TaskType: 'ORDER_RENEW', CreateTime: '2018-03-28 00:00:00' };
  const old = { TaskNo: 'T-0', TaskType: 'CHG_DNS', CreateTimeLong: 1522166400001 };

  it('asks from the day before, and joins live list and history by task number', async () => {
    const { api, server } = await loopbackApi(
      byAction({
        QueryTaskList: () => ({ Data: { TaskInfo: [live] }, TotalItemNum: 1, TotalPageNum: 1 }),
        QueryTaskInfoHistory: (_, nth) =>
          nth === 0
            ? { Objects: [old], NextPageCursor: { TaskNo: 'T-1', CreateTimeLong: 1522166400000 } }
            : { Objects: [{ ...live, TaskType: 'older' }], NextPageCursor: {} },
      }),
    );
    const unsaid = { domainCount: null, isComplete: false };
    expect(await api.tasksSince(SINCE_MS)).toEqual([
      { taskNo: 'T-0', taskType: 'CHG_DNS', createdMs: 1522166400001, zoneAssumed: false, ...unsaid },
      { taskNo: 'T-1', taskType: 'ORDER_RENEW', createdMs: 1522166400000, zoneAssumed: true, ...unsaid },
    ]);
    expect(server.requests[0]?.params).toMatchObject({
      BeginCreateTime: '1522080000000',
      PageNum: '1',
      PageSize: '100',
    });
    expect(server.requests[2]?.params).toMatchObject({
      BeginCreateTime: '1522080000000',
      PageSize: '100',
      TaskNoCursor: 'T-1',
      CreateTimeCursor: '1522166400000',
    });
  });

  it.each(['UnsupportedOperation', 'InvalidAction.NotFound'])(
    'goes on without a history that says %s',
    async (Code) => {
      const { api } = await loopbackApi(
        byAction({
          QueryTaskList: () => ({ Data: { TaskInfo: [live] }, TotalItemNum: 1 }),
          QueryTaskInfoHistory: () => ({ Code }),
        }),
      );
      expect(await api.tasksSince(START_MS)).toHaveLength(1);
    },
  );

  it.each(['Forbidden.RAM', 'ParameterIllegal'])('throws when the history says %s', async (Code) => {
    const { api } = await loopbackApi(
      byAction({
        QueryTaskList: () => ({ Data: { TaskInfo: [live] }, TotalItemNum: 1 }),
        QueryTaskInfoHistory: () => ({ Code }),
      }),
    );
    await expect(api.tasksSince(START_MS)).rejects.toMatchObject({ fields: { code: Code } });
  });
});
