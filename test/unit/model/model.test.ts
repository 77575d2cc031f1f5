import { describe, expect, it } from 'vitest';
import { domainName, unicodeName } from '../../../src/model/domain.ts';
import { taskNo } from '../../../src/model/task.ts';
import {
  addYears,
  daysBetween,
  fromCloudText,
  fromIso,
  startOfDay,
  startOfMonth,
  toDay,
  toIso,
} from '../../../src/model/time.ts';
import { aCloudError } from '../../builders/cloud-error.ts';
import { aName, at, DAY, NOW_MS } from '../../builders/domains.ts';

describe('domainName', () => {
  it.each([
    ['example.com', 'example.com'],
    [' Example.COM. ', 'example.com'],
    ['EXAMPLE.com', 'example.com'],
    ['例子.中国', 'xn--fsqu00a.xn--fiqs8s'],
    ['XN--FSQU00A.xn--fiqs8s', 'xn--fsqu00a.xn--fiqs8s'],
    ['例子。中国', 'xn--fsqu00a.xn--fiqs8s'],
    ['bücher.de', 'xn--bcher-kva.de'],
    ['a-b.co.uk', 'a-b.co.uk'],
    ['under_score.com', 'under_score.com'],
    ['123.com', '123.com'],
  ])('%j is %s', (raw, expected) => {
    expect(domainName(raw)).toBe(expected);
  });

  it.each([
    '',
    ' ',
    '.',
    '..',
    '.com',
    'a..com',
    'com',
    'a b.com',
    'http://a.com',
    'a.com/x',
    'a@b.com',
    'a.com:80',
    '*.com',
    `${'a'.repeat(250)}.com`,
  ])('%j is none', (raw) => {
    expect(domainName(raw)).toBeNull();
  });

  it('has a form for people', () => {
    expect(unicodeName(aName('xn--fsqu00a.xn--fiqs8s'))).toBe('例子.中国');
    expect(unicodeName(aName('example.com'))).toBe('example.com');
  });
});

describe('taskNo', () => {
  it.each([
    ['60d6e201-1', '60d6e201-1'],
    [' x ', 'x'],
    ['', null],
    [' \t', null],
    [4711, null],
    [0, null],
    [null, null],
    [undefined, null],
    [{}, null],
    [['task'], null],
    [true, null],
  ])('%j → %j', (raw, expected) => {
    expect(taskNo(raw)).toBe(expected);
  });
});

describe('addYears', () => {
  it.each([
    ['2026-06-01T12:00:00Z', 1, '2027-06-01T12:00:00.000Z'],
    ['2028-02-29T00:00:00Z', 1, '2029-02-28T00:00:00.000Z'],
    ['2028-02-29T00:00:00Z', 4, '2032-02-29T00:00:00.000Z'],
    ['2027-02-28T23:59:59Z', 1, '2028-02-28T23:59:59.000Z'],
    ['2026-12-31T16:00:00Z', 10, '2036-12-31T16:00:00.000Z'],
    // Daylight saving begins on 8 March in the zone of the tests: it must not matter.
    ['2026-03-08T07:30:00Z', 1, '2027-03-08T07:30:00.000Z'],
  ])('%s and %i years', (from, years, expected) => {
    expect(toIso(addYears(at(from), years))).toBe(expected);
  });
});

describe('the beginning of a day and of a month', () => {
  it.each<[zone: string, atText: string, day: string, month: string]>([
    ['Asia/Shanghai', '2026-11-30T16:00:00.000Z', '2026-11-30T16:00:00.000Z', '2026-11-30T16:00:00.000Z'],
    ['Asia/Shanghai', '2026-11-30T15:59:59.999Z', '2026-11-29T16:00:00.000Z', '2026-10-31T16:00:00.000Z'],
    // The days on which the clocks of New York change, where these tests think they are.
    ['Asia/Shanghai', '2026-03-08T06:30:00.000Z', '2026-03-07T16:00:00.000Z', '2026-02-28T16:00:00.000Z'],
    ['Asia/Shanghai', '2026-03-08T12:00:00.000Z', '2026-03-07T16:00:00.000Z', '2026-02-28T16:00:00.000Z'],
    ['Asia/Shanghai', '2026-11-01T05:30:00.000Z', '2026-10-31T16:00:00.000Z', '2026-10-31T16:00:00.000Z'],
    ['Asia/Shanghai', '2026-11-01T15:30:00.000Z', '2026-10-31T16:00:00.000Z', '2026-10-31T16:00:00.000Z'],
    ['UTC', '2026-03-08T07:30:00.000Z', '2026-03-08T00:00:00.000Z', '2026-03-01T00:00:00.000Z'],
    ['America/New_York', '2026-03-08T22:00:00.000Z', '2026-03-08T05:00:00.000Z', '2026-03-01T05:00:00.000Z'],
    ['America/New_York', '2026-11-15T12:00:00.000Z', '2026-11-15T05:00:00.000Z', '2026-11-01T04:00:00.000Z'],
    ['Europe/Berlin', '2026-03-29T20:00:00.000Z', '2026-03-28T23:00:00.000Z', '2026-02-28T23:00:00.000Z'],
    ['Europe/Berlin', '2026-10-25T22:59:59.000Z', '2026-10-24T22:00:00.000Z', '2026-09-30T22:00:00.000Z'],
    // Midnight is left out, comes twice, and is half an hour off.
    ['Africa/Cairo', '2026-04-24T12:00:00.000Z', '2026-04-23T22:00:00.000Z', '2026-03-31T22:00:00.000Z'],
    ['America/Havana', '2026-11-01T05:30:00.000Z', '2026-11-01T04:00:00.000Z', '2026-11-01T04:00:00.000Z'],
    ['America/Santiago', '2026-04-05T12:00:00.000Z', '2026-04-05T04:00:00.000Z', '2026-04-01T03:00:00.000Z'],
    ['Australia/Lord_Howe', '2026-04-05T12:00:00.000Z', '2026-04-04T13:00:00.000Z', '2026-03-31T13:00:00.000Z'],
    ['Asia/Kathmandu', '2026-06-30T18:15:00.000Z', '2026-06-30T18:15:00.000Z', '2026-06-30T18:15:00.000Z'],
  ])('%s at %s', (zone, atText, day, month) => {
    const atMs = Date.parse(atText);
    expect(toIso(startOfDay(atMs, zone))).toBe(day);
    expect(toIso(startOfMonth(atMs, zone))).toBe(month);
  });
});

describe('time as text', () => {
  it.each([
    ['2026-06-01T12:00:00Z', '2026-06-01T12:00:00.000Z'],
    ['2026-06-01T12:00:00.123Z', '2026-06-01T12:00:00.123Z'],
    ['2026-06-01T20:00:00+08:00', '2026-06-01T12:00:00.000Z'],
    ['2026-06-01T12:00Z', '2026-06-01T12:00:00.000Z'],
  ])('reads %s', (text, expected) => {
    expect(toIso(fromIso(text) ?? 0)).toBe(expected);
  });

  it.each(['2026-06-01', '2026-06-01T12:00:00', '1780315200000', 'yesterday', '', '2026-13-01T00:00:00Z'])(
    '%j is no instant',
    (text) => {
      expect(fromIso(text)).toBeNull();
    },
  );

  it.each([
    ['2019-02-15 17:30:35', 1550223035000],
    ['2017-11-01 17:22:51', 1509528171000],
    ['Nov 02,2019 04:00:45', 1572638445000],
    ['Dec 26, 2017 11:00:54', 1514257254000],
    ['Nov 2,2019 04:00:45', 1572638445000],
    ['2019-02-15T17:30:35Z', null],
    ['15.02.2019 17:30', null],
    ['2017-02-30 20:46:57', null],
    ['2017-11-01 24:00:00', null],
    ['Feb 30,2017 20:46:57', null],
    ['Foo 1,0017 11:00:54', null],
    ['', null],
  ])('reads the service’s %j as UTC+8', (text, expected) => {
    expect(fromCloudText(text)).toBe(expected);
  });

  it('does not fail on a number beyond any calendar', () => {
    expect(toIso(Number.MAX_SAFE_INTEGER)).toBe('9007199254740991');
    expect(toDay(NOW_MS)).toBe('2026-06-01');
  });

  it('counts whole days, rounded down', () => {
    expect([0, 1, DAY - 1, DAY, -1, -DAY].map((ms) => daysBetween(NOW_MS, NOW_MS + ms))).toEqual([0, 0, 0, 1, -1, -1]);
  });
});

describe('CloudError', () => {
  it.each([
    [{}, 'QueryDomainList failed with TimedOut'],
    [{ detail: 'no answer within 15 s' }, 'QueryDomainList failed with TimedOut: no answer within 15 s'],
    [
      {
        kind: 'permission',
        code: 'Forbidden.RAM',
        httpStatus: 403,
        requestId: 'R',
        ramAction: 'domain:QueryCommonInfo',
      },
      'QueryDomainList failed with Forbidden.RAM, HTTP 403, request R; grant the RAM action domain:QueryCommonInfo',
    ],
  ] as const)('%j', (fields, message) => {
    expect(aCloudError(fields).message).toBe(message);
  });
});
