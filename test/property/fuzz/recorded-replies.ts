import type { PopParams } from '../../../src/adapters/pop-core-client.ts';
import { createDomainSandbox } from '../../../src/sandbox/domain-api.ts';
import { NOW_MS } from '../../builders/domains.ts';
import accountBalance from '../../fixtures/domain-api/account-balance.json' with { type: 'json' };
import cashCoupons from '../../fixtures/domain-api/cash-coupons.json' with { type: 'json' };
import details from '../../fixtures/domain-api/details.json' with { type: 'json' };
import detailsCamelCase from '../../fixtures/domain-api/details-camel-case.json' with { type: 'json' };
import domainList from '../../fixtures/domain-api/domain-list.json' with { type: 'json' };
import domainListOld from '../../fixtures/domain-api/domain-list-old.json' with { type: 'json' };
import scroll from '../../fixtures/domain-api/scroll.json' with { type: 'json' };
import scrollOld from '../../fixtures/domain-api/scroll-old.json' with { type: 'json' };
import taskDetailHistory from '../../fixtures/domain-api/task-detail-history.json' with { type: 'json' };
import taskDetailHistoryEmpty from '../../fixtures/domain-api/task-detail-history-empty.json' with { type: 'json' };
import taskDetails from '../../fixtures/domain-api/task-details.json' with { type: 'json' };
import taskHistory from '../../fixtures/domain-api/task-history.json' with { type: 'json' };
import taskHistoryCamelCase from '../../fixtures/domain-api/task-history-camel-case.json' with { type: 'json' };
import taskList from '../../fixtures/domain-api/task-list.json' with { type: 'json' };
import taskListOld from '../../fixtures/domain-api/task-list-old.json' with { type: 'json' };
import { type Json, SECRETS } from './odd-values.ts';
import { askSandbox, replyText } from './sandbox-client.ts';

/** What `QueryDomainByInstanceId` is asked for in the samples. */
export const SAMPLE_INSTANCE = 'S20179H1BBI9test';

/** What prices are asked for. */
export const SAMPLE_NAMES: readonly string[] = ['a.com', 'b.cn', 'xn--fsqu00a.com'];

function priceRow(DomainName: string): Readonly<Record<string, Json>> {
  return {
    DomainName,
    Action: 'renew',
    Avail: 1,
    Currency: 'CNY',
    Period: 1,
    Premium: false,
    Price: 16.22,
    Reason: '',
  };
}

const SAMPLES: Readonly<Record<string, readonly Json[]>> = {
  QueryDomainList: [domainList, domainListOld],
  ScrollDomainList: [scroll, scrollOld, { ScrollId: 'abc', RequestId: 'x' }],
  QueryDomainByInstanceId: [details, detailsCamelCase],
  QueryTaskList: [taskList, taskListOld],
  QueryTaskDetailList: [taskDetails],
  QueryTaskDetailHistory: [taskDetailHistory, taskDetailHistoryEmpty],
  QueryTaskInfoHistory: [taskHistory, taskHistoryCamelCase],
  // None was ever recorded: these have the fields and the values of the SDK.
  QueryDomainRealTimePrice: [
    { RequestId: 'A4A4F72C', Success: true, Module: { DomainPrices: SAMPLE_NAMES.map((name) => priceRow(name)) } },
    {
      Success: true,
      Synchro: true,
      Module: { DomainPrices: [{ ...priceRow('a.com'), Avail: 0, Reason: '不可续费' }] },
    },
    {
      success: 'true',
      module: { domainPrices: { domainName: 'A.com', currency: 'CNY', price: '1,234.50', period: '1' } },
    },
    { Success: false, ErrorCode: '3002', ErrorMsg: '非法参数', DynamicCode: '4000', HttpStatusCode: 200 },
  ],
  QueryAccountBalance: [accountBalance, { Code: 'Success', Data: { AvailableAmount: '-11.19', Currency: 'USD' } }],
  QueryCashCoupons: [cashCoupons, { Code: '200', Success: 'true', Data: { CashCoupon: [] } }],
  SaveBatchTaskForCreatingOrderRenew: [
    { RequestId: 'F6A3-1', TaskNo: 'a1bf1ea5-5f3a-4cba-8b57-test' },
    { requestId: 'F6A3-2', taskNo: 'a1bf1ea5-5f3a-4cba-8b57-test' },
    { RequestId: 'F6A3-3', TaskNo: '' },
  ],
};

/** As the gateway writes them, the text that was signed included. */
const ERRORS: readonly Json[] = [
  error('Throttling.User', 'Request was denied due to user flow control.'),
  error('ParameterIllegal', 'The parameter is illegal.'),
  error('SignatureDoesNotMatch', `server string to sign is:POST&%2F&AccessKeyId%3D${SECRETS.accessKeyId}`),
  error('InvalidSecurityToken.Expired', `Specified SecurityToken ${SECRETS.securityToken} is expired.`),
  error('Forbidden.RAM', 'User not authorized to operate on the specified resource.'),
  error('InvalidInstanceId.NotFound', 'no such instance'),
  error('TaskIsBeingProcessed', 'An operation is being processed. Please try again later.'),
  error('InternalError', 'The request processing has failed due to some unknown error.'),
  { Message: 'no code' },
  {},
];

function error(Code: string, Message: string): Json {
  return { RequestId: 'E-1', HostId: 'domain.aliyuncs.com', Code, Message, Recommend: 'https://x/?q=1' };
}

/** Replies to one call as documents and the sandbox with all its oddities show them, errors among them. */
export function recordedReplies(action: string): readonly Json[] {
  sandboxReplies ??= fromSandbox();
  const own = [...(SAMPLES[action] ?? []), ...(sandboxReplies.get(action) ?? [])];
  return [...own, ...own, ...ERRORS];
}

let sandboxReplies: ReadonlyMap<string, Json[]> | null = null;

/** Some of every call, each different from the others. */
function fromSandbox(): Map<string, Json[]> {
  const texts = new Set([1, 2, 3, 4].flatMap(oneWorld));
  const replies = new Map<string, Json[]>();
  for (const line of texts) {
    const [action = '', text = ''] = line.split('\t');
    if (text.length < 6000) replies.set(action, [...(replies.get(action) ?? []), JSON.parse(text) as Json]);
  }
  return replies;
}

/** The answers of one world, each behind the name of its call. */
function oneWorld(seed: number): string[] {
  const profile = { oddShapeChance: 0.4, pastTaskCount: 4, unknownStatusChance: 0.1 };
  const clock = { nowMs: NOW_MS };
  const options = { seed, staleDate: 'charged', domainCount: 5, now: () => clock.nowMs, profile } as const;
  const sandbox = createDomainSandbox({ ...options, chaos: 'off' });
  const [first] = sandbox.domains();
  const order = { DomainName: first?.name ?? '', CurrentExpirationDate: first?.expiryMs ?? 0, SubscriptionDuration: 1 };
  const submission: PopParams = { OrderRenewParam: [order] };
  const texts: string[] = [];
  const ask = (name: string, params: PopParams): unknown => {
    const text = replyText(askSandbox(sandbox, { action: name, params }));
    texts.push(`${name}\t${text}`);
    return JSON.parse(text);
  };
  const submitted = ask('SaveBatchTaskForCreatingOrderRenew', submission) as { TaskNo?: string; taskNo?: string };
  const TaskNo = submitted.TaskNo ?? submitted.taskNo ?? '';
  const opened = ask('ScrollDomainList', { PageSize: 5 }) as { ScrollId?: string };
  for (const afterMs of [0, 1000, 10_000, 400 * 86_400_000]) {
    clock.nowMs += afterMs;
    ask('ScrollDomainList', { PageSize: 2, ScrollId: opened.ScrollId ?? '' });
    ask('QueryDomainList', { PageNum: 1, PageSize: 5 });
    ask('QueryDomainByInstanceId', { InstanceId: first?.instanceId ?? '' });
    ask('QueryTaskList', { PageNum: 1, PageSize: 5 });
    ask('QueryTaskDetailList', { TaskNo, PageNum: 1, PageSize: 5 });
    ask('QueryTaskInfoHistory', { PageSize: 5 });
    ask('QueryTaskDetailHistory', { TaskNo, PageSize: 5 });
  }
  return texts;
}
