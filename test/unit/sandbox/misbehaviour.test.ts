import { describe, expect, it } from 'vitest';
import type { SandboxReply } from '../../../src/lib/wire.ts';
import type { FaultKind } from '../../../src/sandbox/faults.ts';
import { batchParams, directClient, rowsOf, START_MS } from './direct-client.ts';

const SAVE = 'SaveBatchTaskForCreatingOrderRenew';
/** 2026-12-11T04:00:45Z. */
const ORDER = [{ name: 'one.com', expiryMs: 1_796_961_645_000 }];
const LIST = { PageNum: '1', PageSize: '100' };

describe('a planted fault', () => {
  it.each<[FaultKind, { fate: SandboxReply['fate']; status: number; body: RegExp; executed: boolean }]>([
    ['lost-reply', { fate: 'drop', status: 200, body: /"TaskNo"/, executed: true }],
    ['lost-request', { fate: 'drop', status: 200, body: /./, executed: false }],
    ['hang', { fate: 'hang', status: 200, body: /"TaskNo"/, executed: true }],
    ['bad-gateway', { fate: 'answer', status: 502, body: /<h1>502 Bad Gateway<\/h1>/, executed: true }],
    ['bad-gateway-unexecuted', { fate: 'answer', status: 502, body: /<h1>502 Bad Gateway<\/h1>/, executed: false }],
    ['empty-json', { fate: 'answer', status: 200, body: /^\{\}$/, executed: true }],
    ['empty-json-unexecuted', { fate: 'answer', status: 200, body: /^\{\}$/, executed: false }],
    ['throttled', { fate: 'answer', status: 400, body: /"Code":"Throttling.User"/, executed: false }],
    ['truncated', { fate: 'truncate', status: 200, body: /"TaskNo"/, executed: true }],
    [
      { code: 'InternalError', httpStatus: 500, executed: true },
      { fate: 'answer', status: 500, body: /"Code":"InternalError"/, executed: true },
    ],
    [
      { code: 'Forbidden', httpStatus: 403, executed: false, message: 'no' },
      { fate: 'answer', status: 403, body: /"Message":"no"/, executed: false },
    ],
  ])('%j fares as told, and the books know whether it was executed', (kind, expected) => {
    const { fate, status, body, executed } = expected;
    const { sandbox, call } = directClient({ domains: ORDER });
    sandbox.fault({ action: SAVE, times: 1, kind });
    const reply = call(SAVE, batchParams(ORDER));
    expect([reply.fate, reply.status]).toEqual([fate, status]);
    expect(reply.body).toMatch(body);
    expect(sandbox.books().submissions).toMatchObject([{ executed, orders: [{ domain: 'one.com' }] }]);
    expect(sandbox.books().orders).toHaveLength(executed ? 1 : 0);
    sandbox.advance(4000);
    expect(sandbox.books().paidCount).toBe(executed ? 1 : 0);
  });

  it('hits so many calls of its action, after so many it lets pass', () => {
    const { sandbox, call } = directClient({ domains: ORDER });
    sandbox.fault({ action: 'QueryDomainList', times: 2, skip: 1, kind: 'throttled' });
    expect(call('QueryTaskList', LIST).status).toBe(200);
    expect([1, 2, 3, 4].map(() => call('QueryDomainList', LIST).status)).toEqual([200, 400, 400, 200]);
  });

  it('hits any action by a star', () => {
    const { sandbox, call } = directClient({ domains: ORDER });
    sandbox.fault({ action: '*', times: 2, kind: 'bad-gateway' });
    expect(
      [call('QueryTaskList', LIST), call('QueryDomainList', LIST), call('QueryDomainList', LIST)].map(
        (reply) => reply.status,
      ),
    ).toEqual([502, 502, 200]);
  });
});

/** A day of work against a sandbox: every answer in full, and its books. */
function story(seed: number, chaos: 'off' | 'mild' | 'harsh'): unknown {
  const { sandbox, call } = directClient({ seed, chaos, domainCount: 120 });
  const soon = sandbox.domains().filter((domain) => domain.expiryMs < START_MS + 35 * 86_400_000);
  const replies = [call('ScrollDomainList')];
  for (const PageNum of ['1', '2', '1', '2', '3']) replies.push(call('QueryDomainList', { PageNum, PageSize: '50' }));
  for (const domain of soon) {
    replies.push(call(SAVE, batchParams([domain])));
    sandbox.advance(20_000);
    replies.push(call('QueryTaskList', LIST));
  }
  for (const { taskNo } of sandbox.books().submissions) {
    replies.push(call('QueryTaskDetailList', { TaskNo: taskNo ?? 'none', ...LIST }));
  }
  sandbox.advance(5 * 86_400_000);
  replies.push(call('QueryTaskInfoHistory', { PageSize: '50' }));
  return { replies, books: sandbox.books() };
}

describe('chaos', () => {
  it.each(['off', 'mild', 'harsh'] as const)('%s is the same for the same seed', (chaos) => {
    expect(story(11, chaos)).toEqual(story(11, chaos));
  });

  it('is another for another seed', () => {
    expect(story(11, 'mild')).not.toEqual(story(12, 'mild'));
  });

  it('off never fails, delays or bends anything', () => {
    const { replies } = story(11, 'off') as { replies: SandboxReply[] };
    expect(new Set(replies.map((reply) => `${reply.status} ${reply.fate} ${reply.delayMs}`))).toEqual(
      new Set(['200 answer 0']),
    );
  });

  it('mild loses some replies of submissions after taking them, and throttles', () => {
    const { sandbox, call } = directClient({ chaos: 'mild', domainCount: 10 });
    const replies = Array.from({ length: 600 }, () => call(SAVE, batchParams(ORDER)));
    const lost = replies.filter((reply) => reply.fate === 'drop');
    const throttled = replies.filter((reply) => String(reply.body).includes('Throttling.User'));
    expect(lost.length).toBeGreaterThan(30);
    expect(lost.length).toBeLessThan(75);
    expect(throttled.length).toBeGreaterThan(3);
    expect(sandbox.books().submissions.filter((submission) => !submission.executed)).toHaveLength(throttled.length);
    expect(replies.some((reply) => String(reply.body).includes('"taskNo"'))).toBe(true);
    expect(replies.some((reply) => reply.delayMs >= 100)).toBe(true);
    expect(replies.every((reply) => reply.status === 200 || reply.status === 400)).toBe(true);
  });

  it('harsh does everything it can', () => {
    const { call } = directClient({ chaos: 'harsh', domainCount: 10 });
    const replies = Array.from({ length: 2000 }, () => call('QueryDomainList', LIST));
    expect(new Set(replies.map((reply) => reply.fate))).toEqual(new Set(['answer', 'drop', 'hang', 'truncate']));
    expect(new Set(replies.map((reply) => reply.status))).toEqual(new Set([200, 400, 500, 502, 503]));
    expect(replies.some((reply) => reply.body === '{}')).toBe(true);
  });

  it('bends shapes as the official samples do', () => {
    const { call } = directClient({
      chaos: 'mild',
      domains: ORDER,
      profile: { oddShapeChance: 1, throttledChance: 0 },
    });
    const answer = JSON.parse(String(call('QueryDomainList', LIST).body)) as Record<string, unknown>;
    expect(answer).toMatchObject({
      CurrentPageNum: '0',
      NextPage: true,
      TotalItemNum: '1',
      Data: {
        Domain: { DomainName: 'one.com', ExpirationDate: 'Dec 11,2026 12:00:45', ExpirationDateLong: '1796961645000' },
      },
    });
  });

  it('shifts a list between its pages and enters in the books who did it', () => {
    const profile = { pageShiftChance: 1, pageShiftsPerDayMax: 2 };
    const { sandbox, call } = directClient({ chaos: 'off', domainCount: 120, profile });
    const before = sandbox.domains();
    for (const PageNum of ['1', '2', '2', '2']) call('QueryDomainList', { PageNum, PageSize: '50' });
    expect(sandbox.books().bystanders).toHaveLength(2);
    expect(sandbox.domains()).not.toEqual(before);
  });

  it('shows tasks of other people, renewals among them', () => {
    const { json } = directClient({ chaos: 'off', domainCount: 50, profile: { pastTaskCount: 60 } });
    const types = rowsOf(json('QueryTaskList', LIST), 'TaskInfo').map((row) => row['TaskType']);
    expect(types).toEqual(expect.arrayContaining(['ORDER_RENEW', 'CHG_DNS', 'CHG_HOLDER']));
  });

  it('can be paid for hours before the date moves', () => {
    const { sandbox, json } = directClient({ domains: ORDER, profile: { lateMoveChance: 1 } });
    json(SAVE, batchParams(ORDER));
    sandbox.advance(4000);
    expect([sandbox.books().paidCount, sandbox.domain('one.com')?.expiryMs]).toEqual([1, 1_796_961_645_000]);
    sandbox.advance(6 * 3_600_000);
    expect([sandbox.books().paidCount, sandbox.domain('one.com')?.expiryMs]).toEqual([1, 1_828_497_645_000]);
  });

  it('can fail an order out of the blue, unpaid', () => {
    const { sandbox, json } = directClient({ domains: ORDER, profile: { orderFailsChance: 1 } });
    json(SAVE, batchParams(ORDER));
    sandbox.advance(4000);
    expect(sandbox.books()).toMatchObject({ paidCount: 0, orders: [{ state: 'failed' }] });
  });
});
