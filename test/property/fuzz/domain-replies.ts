import fc from 'fast-check';
import { createDomainApi, type DomainApi } from '../../../src/adapters/domain-api.ts';
import { DAY, MINUTE, NOW_MS } from '../../builders/domains.ts';
import { aTaskNo } from '../../builders/ledger.ts';
import { fakeClock } from '../../fakes/fake-clock.ts';
import { checkCount, checkDetails, checkRows, checkTaskDetails, checkTasks } from './domain-reply-checks.ts';
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
