import { describe, expect, it } from 'vitest';
import { batchParams, directClient, rowsOf } from './direct-client.ts';

const SAVE = 'SaveBatchTaskForCreatingOrderRenew';
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** 2026-12-11T04:00:45Z. */
const EXPIRY_MS = 1_796_961_645_000;
const NAMES = ['a.com', 'b.com', 'c.com', 'd.com', 'e.com'];
const DOMAINS = NAMES.map((name) => ({ name, expiryMs: EXPIRY_MS }));
const ONE_PAGE = { PageNum: '1', PageSize: '100' };

type Answer = Record<string, unknown>;

function objectsOf(answer: Answer): Answer[] {
  return answer['Objects'] as Answer[];
}

describe('QueryTaskList', () => {
  it('lists tasks without names, newest first, complete when all their orders are', () => {
    const { sandbox, json } = directClient({ domains: DOMAINS });
    const first = json(SAVE, batchParams(DOMAINS.slice(0, 2)))['TaskNo'];
    sandbox.advance(3000);
    const second = json(SAVE, { ...batchParams(DOMAINS.slice(2)), UserClientIp: '10.1.2.3' })['TaskNo'];
    sandbox.advance(1000);
    expect(rowsOf(json('QueryTaskList', { ...ONE_PAGE, Lang: 'zh' }), 'TaskInfo')).toEqual([
      {
        TaskNo: second,
        TaskType: 'ORDER_RENEW',
        TaskTypeDescription: '创建续费订单',
        TaskStatus: 'EXECUTING',
        TaskStatusCode: 2,
        TaskNum: 3,
        TaskCancelStatus: 'INIT',
        TaskCancelStatusCode: 0,
        CreateTime: '2026-11-21 08:00:03',
        Clientip: '10.1.2.3',
      },
      {
        TaskNo: first,
        TaskType: 'ORDER_RENEW',
        TaskTypeDescription: '创建续费订单',
        TaskStatus: 'COMPLETE',
        TaskStatusCode: 3,
        TaskNum: 2,
        TaskCancelStatus: 'INIT',
        TaskCancelStatusCode: 0,
        CreateTime: '2026-11-21 08:00:00',
        Clientip: '127.0.0.1',
      },
    ]);
  });

  it('filters by the day of UTC+8', () => {
    const { json } = directClient({ domains: DOMAINS });
    json(SAVE, batchParams(DOMAINS));
    // 2026-11-20 15:59:59 and 16:00:00 UTC: the last second of the day before, and the first of the day.
    const counts = ['1795190399000', '1795190400000'].map(
      (BeginCreateTime) =>
        json('QueryTaskList', { ...ONE_PAGE, BeginCreateTime, EndCreateTime: BeginCreateTime })['TotalItemNum'],
    );
    expect(counts).toEqual([0, 1]);
  });
});

describe('QueryTaskDetailList', () => {
  it('spreads a task over pages and filters its details', () => {
    const { sandbox, json } = directClient({ domains: DOMAINS });
    const TaskNo = String(json(SAVE, batchParams(DOMAINS))['TaskNo']);
    const names = (params: Record<string, string>): unknown[] =>
      rowsOf(json('QueryTaskDetailList', { TaskNo, ...params }), 'TaskDetail').map((row) => row['DomainName']);
    const pages = ['1', '2', '3'].map((PageNum) => names({ PageNum, PageSize: '2' }));
    expect(pages).toEqual([['a.com', 'b.com'], ['c.com', 'd.com'], ['e.com']]);
    expect(names({ ...ONE_PAGE, DomainName: 'd.com' })).toEqual(['d.com']);
    expect(names({ ...ONE_PAGE, TaskStatus: '2' })).toEqual([]);
    sandbox.advance(4000);
    expect(names({ ...ONE_PAGE, TaskStatus: '2' })).toEqual(NAMES);
  });

  it('is empty for a task that it does not know', () => {
    const answer = directClient().json('QueryTaskDetailList', { TaskNo: 'no-such-task', ...ONE_PAGE });
    expect([answer['TotalItemNum'], answer['Data']]).toEqual([0, { TaskDetail: [] }]);
  });
});

describe('the history', () => {
  it('takes a task over three days after its end', () => {
    const { sandbox, json } = directClient({ domains: DOMAINS });
    const TaskNo = String(json(SAVE, batchParams(DOMAINS))['TaskNo']);
    const where = (): unknown => [
      json('QueryTaskList', ONE_PAGE)['TotalItemNum'],
      json('QueryTaskDetailList', { TaskNo, ...ONE_PAGE })['TotalItemNum'],
      objectsOf(json('QueryTaskInfoHistory', { PageSize: '10' })).length,
      objectsOf(json('QueryTaskDetailHistory', { TaskNo, PageSize: '10' })).length,
    ];
    sandbox.advance(3 * DAY_MS);
    expect(where()).toEqual([1, 5, 0, 0]);
    sandbox.advance(4000);
    expect(where()).toEqual([0, 0, 1, 5]);
  });

  it('pages tasks by cursors', () => {
    const { sandbox, json } = directClient({ domains: DOMAINS });
    const taskNos = DOMAINS.map((domain) => {
      sandbox.advance(5000);
      return json(SAVE, batchParams([domain]))['TaskNo'];
    });
    sandbox.advance(4 * DAY_MS);
    const page = (cursor: Record<string, string>): Answer => json('QueryTaskInfoHistory', { PageSize: '2', ...cursor });
    const seen: unknown[] = [];
    let answer = page({});
    for (let count = 0; count < 3; count += 1) {
      seen.push(objectsOf(answer).map((row) => row['TaskNo']));
      const next = answer['NextPageCursor'] as { TaskNo?: string; CreateTimeLong?: number };
      if (next.TaskNo === undefined) break;
      answer = page({ TaskNoCursor: next.TaskNo, CreateTimeCursor: String(next.CreateTimeLong) });
    }
    expect(seen).toEqual([[taskNos[4], taskNos[3]], [taskNos[2], taskNos[1]], [taskNos[0]]]);
    expect(answer['NextPageCursor']).toEqual({});
  });

  it('pages details by cursors, without results', () => {
    const { sandbox, json } = directClient({ domains: DOMAINS });
    const TaskNo = String(json(SAVE, batchParams(DOMAINS))['TaskNo']);
    sandbox.advance(4 * DAY_MS);
    const first = json('QueryTaskDetailHistory', { TaskNo, PageSize: '3' });
    const next = first['NextPageCursor'] as Answer;
    const second = json('QueryTaskDetailHistory', {
      TaskNo,
      PageSize: '3',
      TaskDetailNoCursor: String(next['TaskDetailNo']),
      DomainNameCursor: String(next['DomainName']),
    });
    expect([first, second].map((page) => objectsOf(page).map((row) => row['DomainName']))).toEqual([
      ['a.com', 'b.com', 'c.com'],
      ['d.com', 'e.com'],
    ]);
    expect(second).toMatchObject({
      CurrentPageCursor: { DomainName: 'd.com' },
      NextPageCursor: {},
      PrePageCursor: { DomainName: 'a.com' },
    });
    expect(Object.keys(objectsOf(second)[0] ?? {}).sort()).toEqual([
      'CreateTime',
      'DomainName',
      'ErrorMsg',
      'InstanceId',
      'TaskDetailNo',
      'TaskNo',
      'TaskStatus',
      'TaskStatusCode',
      'TaskType',
      'TaskTypeDescription',
      'TryCount',
      'UpdateTime',
    ]);
  });

  it('wraps its rows in elements of their own name in XML', () => {
    const { sandbox, call, json } = directClient({ domains: DOMAINS });
    const TaskNo = String(json(SAVE, batchParams(DOMAINS))['TaskNo']);
    sandbox.advance(4 * DAY_MS);
    expect(call('QueryTaskInfoHistory', { PageSize: '5', Format: 'XML' }).body).toMatch(
      /<QueryTaskInfoHistoryResponse>.*<Objects><TaskInfoHistory><TaskNo>.*<\/TaskInfoHistory><\/Objects>.*<NextPageCursor><\/NextPageCursor>/,
    );
    expect(call('QueryTaskDetailHistory', { TaskNo, PageSize: '5', Format: 'XML' }).body).toMatch(
      /<Objects><TaskDetailHistory>.*<DomainName>a\.com<\/DomainName>.*<\/TaskDetailHistory><TaskDetailHistory>/,
    );
  });
});
