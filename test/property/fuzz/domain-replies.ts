import fc from 'fast-check';
import { createDomainApi, type DomainApi } from '../../../src/adapters/domain-api.ts';
import type { DomainDetails, ListedDomain } from '../../../src/model/domain.ts';
import type { TaskDetail, TaskInfo } from '../../../src/model/task.ts';
import { DAY, MINUTE, NOW_MS } from '../../builders/domains.ts';
import { aTaskNo } from '../../builders/ledger.ts';
import { fakeClock } from '../../fakes/fake-clock.ts';
import { checkName } from './checks.ts';
import { came, checkCloudError } from './errors.ts';
import { seldomCut, written } from './mutate-bytes.ts';
import { mutated } from './mutate-json.ts';
import { SECRETS } from './odd-values.ts';
import { recordedReplies, SAMPLE_INSTANCE } from './recorded-replies.ts';
import { aTarget, demand, type Target } from './target.ts';
import { outcomeOfAnswer, type Told, toldBy, type WireAnswer, wireClient } from './wire.ts';

/** What the other list says while one is under fuzz: nothing. */
const NOTHING = outcomeOfAnswer({ text: '{"TotalItemNum":0,"Objects":[],"PageSize":1}', status: 200 });
const STATUSES = [200, 200, 200, 200, 201, 204, 302, 400, 403, 404, 429, 500, 502, 503];
/** Of all replies together; a name that one does not have stands for any place in it. */
const FIELDS = [
  'ExpirationDateLong',
  'DomainName',
  'DomainStatus',
  'TransferOutStatus',
  'TaskNo',
  'TaskStatus',
  'CreateTime',
  'CreateTimeLong',
  'TotalItemNum',
  'Data',
  'Code',
];
const HEADERS = [{}, { 'retry-after': '3' }, { 'x-acs-retry-after': '99999999' }, { 'retry-after': '1e9' }];

/** An answer to one call: a recorded shape with changes of its tree, and seldom of its bytes. */
export function anAnswer(action: string): fc.Arbitrary<WireAnswer> {
  const text = seldomCut(mutated(recordedReplies(action), { fields: FIELDS }).map(written));
  return fc.record({ text, status: fc.constantFrom(...STATUSES), headers: fc.constantFrom(...HEADERS) });
}

/** What a read came to is a value whose strict type really holds, each fact of it told by the answer, or a CloudError. */
function aRead<T>(action: string, read: (api: DomainApi) => Promise<T>, check: (value: T, told: Told) => void): Target {
  return aTarget({
    name: `reply to ${action}`,
    shortCases: 50,
    arbitrary: anAnswer(action),
    async check(answer) {
      const outcome = outcomeOfAnswer(answer);
      const client = wireClient((call) => (call.action === action ? outcome : NOTHING));
      const clock = fakeClock();
      const options = { endpoint: 'http://localhost', apiVersion: '2018-01-29', lang: 'en', userClientIp: '127.0.0.1' };
      const deadlineMs = NOW_MS + 10 * MINUTE;
      const api = createDomainApi({ ...options, credentials: SECRETS, deadlineMs, clock, random: () => 0.5, client });
      const { value, error } = await came(async () => await read(api));
      demand(client.calls.length <= 20, () => `${client.calls.length} calls for one answer`);
      demand(clock.now() <= deadlineMs, () => 'it went on beyond the deadline');
      if (error !== null) checkCloudError(error);
      else check(value as T, toldBy(outcome));
    },
  });
}

const DOMAIN_STATUSES: Readonly<Record<string, string>> = {
  'urgent-renewal': '1',
  'needs-redemption': '2',
  normal: '3',
  'transferring-out': '4',
  'holder-changing': '5',
  'not-verified': '6',
  'verification-failed': '7',
  'under-review': '8',
};
const VERIFICATIONS: Readonly<Record<string, string>> = {
  succeeded: 'SUCCEED',
  failed: 'FAILED',
  auditing: 'AUDITING',
  none: 'NONAUDIT',
};
const DETAIL_STATUSES: Readonly<Record<string, string>> = {
  waiting: 'WAITING_EXECUTE',
  executing: 'EXECUTING',
  succeeded: 'EXECUTE_SUCCESS',
  failed: 'EXECUTE_FAILURE',
};

function checkExpiry(expiryMs: number | null, told: Told): void {
  if (expiryMs === null) return;
  demand(Number.isSafeInteger(expiryMs) && expiryMs > 0, () => `the expiry date is ${expiryMs}`);
  demand(told.numbers.has(expiryMs), () => `nothing told the expiry date ${expiryMs}`);
}

/** A word that is known stands in the answer; what is not known is `unknown`. */
function checkWord(word: string, words: Readonly<Record<string, string>>, told: Told): void {
  if (word === 'unknown') return;
  const meant = words[word];
  demand(meant !== undefined && told.words.has(meant), () => `nothing told the status ${word}`);
}

function checkCount(count: number | null, what: string): void {
  demand(count === null || (Number.isSafeInteger(count) && count >= 0), () => `${what} is ${count}`);
}

function checkListed(domain: ListedDomain, told: Told): void {
  checkName(domain.name);
  demand(typeof domain.listedName === 'string' && domain.listedName !== '', () => 'the listed name is no text');
  demand(typeof domain.instanceId === 'string', () => 'the instance id is no text');
  checkExpiry(domain.expiryMs, told);
  checkWord(domain.status, DOMAIN_STATUSES, told);
  checkWord(domain.verification, VERIFICATIONS, told);
  demand(typeof domain.premium === 'boolean', () => 'premium is no flag');
  demand([true, false, null].includes(domain.autoRenew), () => 'auto-renewal is no flag');
}

interface Rows {
  readonly domains: readonly ListedDomain[];
  readonly unreadableRows: readonly string[];
}

function checkRows({ domains, unreadableRows }: Rows, told: Told): void {
  for (const domain of domains) checkListed(domain, told);
  for (const row of unreadableRows) {
    demand(typeof row === 'string' && row.length < 400 && !/\p{Cc}/u.test(row), () => `a row is described as ${row}`);
  }
}

function checkDetails(details: DomainDetails | null, told: Told): void {
  if (details === null) return;
  checkName(details.name);
  demand(details.instanceId === SAMPLE_INSTANCE, () => `the instance is ${details.instanceId}`);
  checkExpiry(details.expiryMs, told);
  checkWord(details.status, DOMAIN_STATUSES, told);
  checkWord(details.verification, VERIFICATIONS, told);
  for (const flag of [details.premium, details.transferOutPending, details.holderChangePending]) {
    demand(typeof flag === 'boolean', () => `a flag is ${String(flag)}`);
  }
  const pending = details.transferOutPending || details.holderChangePending;
  demand(!pending || told.words.has('PENDING'), () => 'nothing told that something is pending');
  demand(details.lifecycle === null || typeof details.lifecycle === 'string', () => 'the lifecycle is no text');
}

function checkTaskDetails(rows: readonly TaskDetail[], told: Told): void {
  for (const { taskNo, domain, taskType, status, statusText, reason } of rows) {
    checkTaskNo(taskNo, told);
    if (domain !== null) checkName(domain);
    checkWord(status, DETAIL_STATUSES, told);
    demand(
      [taskType, statusText, reason].every((text) => typeof text === 'string'),
      () => 'a text is no text',
    );
    const meant = DETAIL_STATUSES[status] ?? '';
    demand(
      status === 'unknown' || statusText.trim().toUpperCase() === meant,
      () => `${statusText} is taken for ${status}`,
    );
  }
}

function checkTaskNo(taskNo: string | null, told: Told): void {
  if (taskNo === null) return;
  demand(typeof taskNo === 'string' && taskNo !== '' && taskNo.trim() === taskNo, () => `the task number is ${taskNo}`);
  demand(told.words.has(taskNo.toUpperCase()), () => `nothing told the task number ${taskNo}`);
}

function checkTasks(tasks: readonly TaskInfo[], told: Told): void {
  for (const { taskNo, taskType, createdMs, zoneAssumed, domainCount } of tasks) {
    checkTaskNo(taskNo, told);
    demand(typeof taskType === 'string', () => 'the type is no text');
    checkCount(domainCount, 'the count of domains');
    if (createdMs === null) continue;
    demand(Number.isSafeInteger(createdMs), () => `the date of creation is ${createdMs}`);
    const isTold = zoneAssumed ? inWords(createdMs).some((text) => told.words.has(text)) : told.numbers.has(createdMs);
    demand(isTold, () => `nothing told the date ${createdMs}`);
  }
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

/** The forms in which the service writes an instant, in UTC+8 and in capitals. */
function inWords(atMs: number): string[] {
  const at = new Date(atMs + 8 * 3_600_000);
  const [day = '', time = ''] = at.toISOString().slice(0, 19).split('T');
  const [year = '', , long = ''] = day.split('-');
  const month = MONTHS[at.getUTCMonth()] ?? '';
  const worded = [long, String(at.getUTCDate())].flatMap((date) =>
    [',', ', '].map((comma) => `${month} ${date}${comma}${year} ${time}`),
  );
  return [`${day} ${time}`, ...worded];
}

/** Each read of the Domain API. */
export const DOMAIN_READS: readonly Target[] = [
  aRead(
    'QueryDomainList',
    async (api) => await api.listPage({ pageNum: 1, pageSize: 100 }),
    (page, told) => {
      checkRows(page, told);
      checkCount(page.totalCount, 'the total');
      checkCount(page.pageCount, 'the count of pages');
    },
  ),
  aRead(
    'ScrollDomainList',
    async (api) => await api.scroll('abc', 500),
    (page, told) => {
      checkRows(page, told);
      demand(typeof page.scrollId === 'string', () => 'the id is no text');
      checkCount(page.remainingCount, 'what remains');
    },
  ),
  aRead('QueryDomainByInstanceId', async (api) => await api.domainDetails(SAMPLE_INSTANCE), checkDetails),
  aRead('QueryTaskDetailList', async (api) => await api.taskDetails(aTaskNo(), () => true), checkTaskDetails),
  aRead('QueryTaskDetailHistory', async (api) => await api.taskDetails(aTaskNo(), () => false), checkTaskDetails),
  aRead('QueryTaskList', async (api) => await api.tasksSince(NOW_MS - DAY), checkTasks),
  aRead('QueryTaskInfoHistory', async (api) => await api.tasksSince(NOW_MS - DAY), checkTasks),
];
