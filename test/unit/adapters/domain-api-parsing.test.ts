import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  parseDomainDetails,
  parseDomainPage,
  parseScrollPage,
  saysNoSuchDomain,
} from '../../../src/adapters/domain-api-domains.ts';
import {
  parseDetailHistory,
  parseDetailPage,
  parseInfoHistory,
  parseInfoPage,
} from '../../../src/adapters/domain-api-tasks.ts';
import { asRow, type Parsed, type Row } from '../../../src/adapters/domain-api-values.ts';

function sample(name: string): Row {
  return row(JSON.parse(readFileSync(new URL(`../../fixtures/domain-api/${name}.json`, import.meta.url), 'utf8')));
}

function row(value: unknown): Row {
  return asRow(value) ?? {};
}

function value<T>(parsed: Parsed<T>): T {
  if ('unreadable' in parsed) throw new Error(parsed.unreadable);
  return parsed.value;
}

/** What json-bigint makes of more than 15 digits. */
function bigNumber(digits: string): object {
  return { s: 1, e: digits.length - 1, c: [], toFixed: () => digits };
}

describe('QueryDomainList', () => {
  it('reads the sample', () => {
    expect(value(parseDomainPage(sample('domain-list')))).toEqual({
      domains: [
        {
          name: 'test.com',
          listedName: 'test.com',
          instanceId: 'ST20151102120031118',
          expiryMs: 1522080000000,
          status: 'normal',
          verification: 'failed',
          premium: true,
          autoRenew: null,
          labels: {
            tags: ['费用', '费用=标签1'],
            groups: ['123456', '测试分组'],
            resourceGroups: ['rg-aek2yyciz557g3q'],
            registrants: ['广州森林广告装饰有限公司', 'individual'],
          },
        },
      ],
      unreadableRows: [],
      totalCount: 1,
      pageCount: 1,
    });
  });

  it('reads the old sample: no expiry in milliseconds, no status', () => {
    expect(value(parseDomainPage(sample('domain-list-old'))).domains).toEqual([
      {
        name: 'fds234sdf.net',
        listedName: 'fds234sdf.net',
        instanceId: 'ST2015110212003800001928',
        expiryMs: null,
        status: 'unknown',
        verification: 'unknown',
        premium: false,
        autoRenew: null,
      },
    ]);
  });

  const a = { DomainName: 'a.com' };
  const shapes: [name: string, body: unknown, names: string[]][] = [
    ['an array', { Data: { Domain: [a, { DomainName: 'b.com' }] } }, ['a.com', 'b.com']],
    ['one object', { Data: { Domain: a } }, ['a.com']],
    ['small letters', { data: { domain: [{ domainName: 'a.com' }] } }, ['a.com']],
    ['Data itself an array', { Data: [a] }, ['a.com']],
    ['no Domain', { Data: {} }, []],
    ['Domain null', { Data: { Domain: null } }, []],
    ['Data null, with a count', { Data: null, TotalItemNum: 0 }, []],
    ['no Data, with a count', { TotalItemNum: '0' }, []],
    ['Data an empty text', { Data: '', TotalItemNum: 0 }, []],
  ];
  it.each(shapes)('rows in %s', (_name, body, names) => {
    expect(value(parseDomainPage(row(body))).domains.map((domain) => domain.name)).toEqual(names);
  });

  it.each([
    ['nothing', {}],
    ['only an id', { RequestId: 'x', PageSize: 10, CurrentPageNum: 1 }],
    ['Data null, no count', { Data: null }],
    ['Data empty, no count', { Data: '' }],
    ['a count that is no number', { TotalItemNum: 'many' }],
    ['a count below zero', { TotalItemNum: -1 }],
  ])('unreadable: %s', (_name, body) => {
    expect(parseDomainPage(body)).toEqual({ unreadable: 'the answer has neither Data nor TotalItemNum' });
  });

  it('counts rows without a readable name, and describes them on one line', () => {
    const rows = [null, 'x', { DomainName: '' }, { InstanceId: 'S1\nS2' }, { DomainName: 'no dot' }, a];
    const page = value(parseDomainPage(row({ Data: { Domain: rows } })));
    expect(page.domains.map((domain) => domain.name)).toEqual(['a.com']);
    expect(page.unreadableRows).toEqual([
      'row 1 is not an object',
      'row 2 is not an object',
      'row 3 has no readable name (DomainName "", InstanceId "")',
      'row 4 has no readable name (DomainName "", InstanceId "S1 S2")',
      'row 5 has no readable name (DomainName "no dot", InstanceId "")',
    ]);
  });

  it('keeps the listed form of a name beside the normal one', () => {
    const page = value(parseDomainPage(row({ Data: { Domain: [{ DomainName: 'Bücher.Example' }] } })));
    expect(page.domains[0]).toMatchObject({ name: 'xn--bcher-kva.example', listedName: 'Bücher.Example' });
  });

  const numbers: [name: string, raw: unknown, expiryMs: number | null][] = [
    ['a number', 1522080000000, 1522080000000],
    ['a text', '1522080000000', 1522080000000],
    ['a text with spaces', ' 1522080000000 ', 1522080000000],
    ['a BigNumber within reach', bigNumber('1522080000000000'), 1522080000000000],
    ['a BigNumber beyond reach', bigNumber('99999999999999999999'), null],
    ['a date', '2019-11-02 04:00:45', null],
    ['a fraction', 1.5, null],
    ['zero', 0, null],
    ['below zero', -1, null],
    ['empty', '', null],
    ['null', null, null],
    ['an object', {}, null],
  ];
  it.each(numbers)('expiry: %s', (_name, raw, expiryMs) => {
    const page = value(parseDomainPage(row({ Data: { Domain: [{ ...a, ExpirationDateLong: raw }] } })));
    expect(page.domains[0]?.expiryMs).toBe(expiryMs);
  });

  const statuses: [raw: unknown, status: string][] = [
    ['1', 'urgent-renewal'],
    [2, 'needs-redemption'],
    ['3', 'normal'],
    ['4', 'transferring-out'],
    ['5', 'holder-changing'],
    ['6', 'not-verified'],
    [7, 'verification-failed'],
    ['8', 'under-review'],
    ['0', 'unknown'],
    ['9', 'unknown'],
    [null, 'unknown'],
    ['NORMAL', 'unknown'],
  ];
  it.each(statuses)('status %j is %s', (raw, status) => {
    const page = value(parseDomainPage(row({ Data: { Domain: [{ ...a, DomainStatus: raw }] } })));
    expect(page.domains[0]?.status).toBe(status);
  });

  const flags: [raw: unknown, premium: boolean, autoRenew: boolean | null][] = [
    [true, true, true],
    ['true', true, true],
    ['True', true, true],
    [1, true, true],
    [false, false, false],
    ['false', false, false],
    ['0', false, false],
    ['perhaps', false, null],
    [null, false, null],
  ];
  it.each(flags)('flag %j: premium %j, auto-renewal %j', (raw, premium, autoRenew) => {
    const page = value(parseDomainPage(row({ Data: { Domain: [{ ...a, Premium: raw, AutoRenewEnabled: raw }] } })));
    expect(page.domains[0]).toMatchObject({ premium, autoRenew });
  });

  it.each([
    ['SUCCEED', 'succeeded'],
    ['succeed', 'succeeded'],
    ['FAILED', 'failed'],
    ['AUDITING', 'auditing'],
    ['NONAUDIT', 'none'],
    ['OTHER', 'unknown'],
  ])('verification %s is %s', (raw, verification) => {
    const page = value(parseDomainPage(row({ Data: { Domain: [{ ...a, DomainAuditStatus: raw }] } })));
    expect(page.domains[0]?.verification).toBe(verification);
  });
});

describe('ScrollDomainList', () => {
  it('reads the samples', () => {
    expect(value(parseScrollPage(sample('scroll'), false))).toMatchObject({
      scrollId: 'test',
      remainingCount: 200,
      domains: [{ name: 'example.com', expiryMs: 1550223035000, verification: 'none', autoRenew: null }],
    });
    expect(value(parseScrollPage(sample('scroll-old'), false))).toMatchObject({
      scrollId: 'eJxlUk2P2yAQ',
      remainingCount: 539,
      domains: [
        { name: 'test.com', status: 'verification-failed', verification: 'failed' },
        { name: 'test1.com', status: 'normal', verification: 'succeeded', expiryMs: 1558513399000 },
      ],
    });
  });

  it('takes an id and no rows for a first reply', () => {
    const page = value(parseScrollPage({ ScrollId: 'abc' }, true));
    expect(page).toEqual({ scrollId: 'abc', domains: [], unreadableRows: [], remainingCount: null });
  });

  it.each([
    ['a first reply without an id', { TotalItemNum: 5 }, true],
    ['a later reply without rows or count', { ScrollId: 'abc' }, false],
    ['nothing', {}, false],
  ])('unreadable: %s', (_name, body, isFirst) => {
    expect(parseScrollPage(body, isFirst)).toHaveProperty('unreadable');
  });

  it('takes a count of zero for the end', () => {
    const page = value(parseScrollPage({ TotalItemNum: 0 }, false));
    expect(page).toEqual({ scrollId: '', domains: [], unreadableRows: [], remainingCount: 0 });
  });
});

describe('QueryDomainByInstanceId', () => {
  it('reads the sample', () => {
    expect(value(parseDomainDetails(sample('details'), 'S20179H1BBI9test'))).toEqual({
      name: 'example.com',
      instanceId: 'S20179H1BBI9test',
      expiryMs: 1625111915000,
      status: 'urgent-renewal',
      verification: 'none',
      premium: false,
      transferOutPending: false,
      holderChangePending: false,
      lifecycle: null,
    });
  });

  it('reads the sample in camel case, which has no expiry in milliseconds', () => {
    expect(value(parseDomainDetails(sample('details-camel-case'), 'S20179H1BBI9test'))).toMatchObject({
      name: 'test.com',
      expiryMs: null,
      status: 'unknown',
    });
  });

  it('tells what only this call tells', () => {
    const body = {
      DomainName: 'a.com',
      TransferOutStatus: 'PENDING',
      RegistrantUpdatingStatus: 'pending',
      DomainLifecycleStatus: 'Some state',
    };
    const details = value(parseDomainDetails(body, 'S1'));
    expect(details).toMatchObject({
      instanceId: 'S1',
      transferOutPending: true,
      holderChangePending: true,
      lifecycle: 'Some state',
    });
  });

  it.each([
    ['names no domain', {}],
    ['names something else', { DomainName: 'no dot' }],
    ['is about another instance', { DomainName: 'a.com', InstanceId: 'S2' }],
  ])('unreadable: %s', (_name, body) => {
    expect(parseDomainDetails(body, 'S1')).toHaveProperty('unreadable');
  });

  it.each([
    ['DomainNotExist', true],
    ['InstanceNotExist', true],
    ['InvalidDomain.NotFound', true],
    ['InvalidDomainName.NotExist', true],
    ['InvalidInstanceId.NotFound', true],
    ['UserNotExist', false],
    ['InvalidAction.NotFound', false],
    ['InvalidAccessKeyId.NotFound', false],
    ['InvalidDomainName', false],
  ])('%s says that there is no such domain: %s', (code, isGone) => {
    expect(saysNoSuchDomain(code)).toBe(isGone);
  });
});

describe('tasks', () => {
  it('reads the sample of QueryTaskDetailList', () => {
    const page = value(parseDetailPage(sample('task-details')));
    expect(page).toEqual({
      totalCount: 1,
      pageCount: 1,
      rows: [
        [
          '75addb07-28a3-450e-b5ec-test #1',
          {
            taskNo: '60d6e201-8ee5-47ab-8fdc-test',
            domain: 'example.com',
            taskType: 'ORDER_RENEW',
            status: 'succeeded',
            statusText: 'EXECUTE_SUCCESS',
            reason: 'The operation is successful.',
          },
        ],
      ],
    });
  });

  const statuses: [text: unknown, code: unknown, status: string][] = [
    ['WAITING_EXECUTE', 0, 'waiting'],
    ['EXECUTING', 1, 'executing'],
    ['EXECUTE_SUCCESS', 2, 'succeeded'],
    ['EXECUTE_FAILURE', 3, 'failed'],
    ['EXECUTE_FAILURE', 2, 'failed'],
    ['execute_success', 3, 'succeeded'],
    ['COMPLETE', 3, 'unknown'],
    ['CANCELLED', 2, 'unknown'],
    [null, 2, 'unknown'],
  ];
  it.each(statuses)('detail status %s with code %s is %s', (text, code, status) => {
    const body = { Data: { TaskDetail: { TaskStatus: text, TaskStatusCode: code } }, TotalItemNum: 1 };
    expect(value(parseDetailPage(body)).rows[0]?.[1].status).toBe(status);
  });

  it('prefers FailReason, and ErrorMsg when that is empty', () => {
    const rows = [
      { TaskDetailNo: '1', FailReason: 'low balance', ErrorMsg: 'failed' },
      { TaskDetailNo: '2', FailReason: '', ErrorMsg: 'failed' },
      { TaskDetailNo: '3' },
    ];
    const page = value(parseDetailPage({ Data: { TaskDetail: rows } }));
    expect(page.rows.map(([, detail]) => detail.reason)).toEqual(['low balance', 'failed', '']);
  });

  it('takes no Data with a count of zero for an empty page, and nothing at all for none', () => {
    expect(value(parseDetailPage({ TotalItemNum: 0 }))).toEqual({ rows: [], totalCount: 0, pageCount: null });
    expect(parseDetailPage({ RequestId: 'x' })).toHaveProperty('unreadable');
    expect(parseInfoPage({})).toHaveProperty('unreadable');
  });

  it('takes a count below zero for none: a list that is as long as that would pass for whole', () => {
    const body = { Data: { TaskInfo: { TaskNo: 't', TaskNum: -1 } }, TotalItemNum: -5, TotalPageNum: '-1' };
    const page = value(parseInfoPage(body));
    expect(page).toMatchObject({ totalCount: null, pageCount: null });
    expect(page.rows[0]?.[1].domainCount).toBeNull();
  });

  it.each([
    [{ TaskStatus: 'COMPLETE', TaskNum: 2 }, true, 2],
    [{ TaskStatus: ' complete', TaskStatusCode: 1, TaskNum: '1' }, true, 1],
    [{ TaskStatus: 'EXECUTING', TaskStatusCode: 3 }, false, null],
    [{ TaskStatus: 'WAITING_EXECUTE', TaskStatusCode: 3, TaskCancelStatus: 'COMPLETE' }, false, null],
    [{ TaskStatus: 3, TaskStatusCode: 3, TaskNum: 0 }, false, null],
  ])('tells a finished task by the text, and a number of domains by one above zero: %j', (row, isComplete, count) => {
    const page = value(parseInfoPage({ Data: { TaskInfo: { TaskNo: 't', ...row } } }));
    expect(page.rows[0]?.[1]).toMatchObject({ isComplete, domainCount: count });
  });

  it('keeps rows of one page apart whose keys are the same', () => {
    const detail = { DomainName: 'a.com', TaskNo: 't' };
    const page = value(parseDetailPage({ Data: { TaskDetail: [detail, detail] } }));
    expect(new Set(page.rows.map(([key]) => key)).size).toBe(2);
  });

  it('refuses a page with a row that cannot be read', () => {
    expect(parseDetailPage({ Data: { TaskDetail: [null] } })).toHaveProperty('unreadable');
    expect(parseInfoPage({ Data: { TaskInfo: [{ TaskType: 'ORDER_RENEW' }] } })).toHaveProperty('unreadable');
  });

  it('reads the samples of QueryTaskList; dates in words are UTC+8', () => {
    expect(value(parseInfoPage(sample('task-list')))).toEqual({
      totalCount: 43,
      pageCount: 22,
      rows: [
        [
          '8b1cd755-4928-4b02-adee-e5d41d7b1939 #1',
          {
            taskNo: '8b1cd755-4928-4b02-adee-e5d41d7b1939',
            taskType: 'CREATE_DNSHOST',
            createdMs: 1514257254000,
            zoneAssumed: true,
            domainCount: 1,
            isComplete: true,
          },
        ],
      ],
    });
    expect(value(parseInfoPage(sample('task-list-old'))).rows).toHaveLength(2);
  });

  it('reads the samples of QueryTaskInfoHistory in both cases', () => {
    const upper = value(parseInfoHistory(sample('task-history')));
    expect(upper.rows.map(([, task]) => task)).toEqual([
      {
        taskNo: 'aa634d3f-927e-4d17-9d2c-test',
        taskType: 'CHG_DNS',
        createdMs: 1509528171000,
        zoneAssumed: false,
        domainCount: 1,
        isComplete: true,
      },
    ]);
    expect(upper.cursor).toMatchObject({ TaskNo: '8f112aa1-98be-48c3-82f8-test', CreateTimeLong: 1509080827000 });
    const lower = value(parseInfoHistory(sample('task-history-camel-case')));
    expect(lower.rows.map(([, task]) => task.createdMs)).toEqual([1509528171000, 1509527987000]);
  });

  it('reads the creation date from the text when there are no milliseconds', () => {
    const page = value(parseInfoHistory({ Objects: [{ TaskNo: 't', CreateTime: '2017-11-01 17:22:51' }] }));
    expect(page.rows[0]?.[1].createdMs).toBe(1509528171000);
  });

  it('reads the samples of QueryTaskDetailHistory', () => {
    const page = value(parseDetailHistory(sample('task-detail-history')));
    expect(page.rows.map(([, detail]) => [detail.domain, detail.status, detail.reason])).toEqual([
      ['example.com', 'failed', '域名有禁止更新锁'],
    ]);
    expect(value(parseDetailHistory(sample('task-detail-history-empty')))).toEqual({ rows: [], cursor: {} });
  });

  it('takes a page size alone for an empty history, and less for none', () => {
    expect(value(parseDetailHistory({ PageSize: 2, RequestId: 'x' }))).toEqual({ rows: [], cursor: null });
    expect(parseDetailHistory({ RequestId: 'x' })).toHaveProperty('unreadable');
  });
});
