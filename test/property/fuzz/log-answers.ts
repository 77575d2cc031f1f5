import { Agent } from 'node:http';
import fc from 'fast-check';
import { claimsOutcome } from '../../../src/adapters/log-service-trouble.ts';
import { createSlsCalls, type SlsCalls } from '../../../src/adapters/sls-calls.ts';
import { createSlsClient, type SlsClient } from '../../../src/adapters/sls-client.ts';
import type { SlsOutcome } from '../../../src/adapters/sls-http.ts';
import { LedgerError } from '../../../src/ledger/ledger.ts';
import { MINUTE, NOW_MS } from '../../builders/domains.ts';
import { fakeClock } from '../../fakes/fake-clock.ts';
import { came, cameOf, checkCloudError } from './errors.ts';
import { seldomCut, written } from './mutate-bytes.ts';
import { mutated } from './mutate-json.ts';
import { anOddText, type Json, SECRETS, secretIn } from './odd-values.ts';
import { aTarget, demand, errorText, type Target } from './target.ts';

/** One HTTP answer of the log service; null for a connection that broke after the request had gone out. */
export interface LogAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** Calls of a project without sockets, all of them with our planted keys. */
export function wiredCalls(answer: (number: number) => SlsOutcome): {
  readonly calls: SlsCalls;
  readonly count: () => number;
} {
  let count = 0;
  const clock = fakeClock();
  const calls = createSlsCalls({
    endpoint: 'http://localhost',
    project: 'p-1',
    credentials: SECRETS,
    clock,
    random: () => 0.5,
    deadlineMs: NOW_MS + 10 * MINUTE,
    makeWay: () => ({
      host: 'p-1.localhost',
      newAgent: () => new Agent(),
      exchange: async () => {
        count += 1;
        return await Promise.resolve(answer(count));
      },
    }),
  });
  return { calls, count: () => count };
}

function outcomeOf(answer: LogAnswer | null): SlsOutcome {
  if (answer === null) {
    return { kind: 'failed', error: { code: 'ECONNRESET' }, httpStatus: 0, ranOut: null, sent: true };
  }
  const { status: httpStatus, headers, text } = answer;
  return { kind: 'answer', httpStatus, headers, body: Buffer.from(text) };
}

const SHARD = {
  shardID: 0,
  status: 'readwrite',
  inclusiveBeginKey: '00',
  exclusiveEndKey: 'ff',
  createTime: 1524224984,
};
const ERROR_CODES = [
  'Unauthorized',
  'SignatureNotMatch',
  'InvalidSequenceId',
  'InternalServerError',
  'ShardReadQuotaExceed',
  'LogStoreNotExist',
  'RequestTimeTooSkewed',
  'PostBodyInvalid',
  'Unheard',
];
const ERRORS: readonly Json[] = ERROR_CODES.map((errorCode) => ({
  errorCode,
  errorMessage: `${errorCode}: signature ${SECRETS.accessKeySecret} of LOG ${SECRETS.accessKeyId}`,
}));
const STATUSES = [200, 200, 200, 200, 204, 301, 400, 401, 403, 404, 429, 500, 502, 503];
const VALUES: readonly Json[] = ['readwrite', 'readonly', 'READWRITE', 'MTM=', 3650, '30', ...ERROR_CODES];

function anAnswer(shapes: readonly Json[]): fc.Arbitrary<LogAnswer> {
  const header = fc.tuple(
    fc.constantFrom('x-log-requestid', 'date', 'x-log-cursor', 'content-type'),
    fc.oneof(
      fc.constantFrom('', '5C0F', 'Mon, 01 Jun 2026 12:00:00 GMT', 'yesterday', ...Object.values(SECRETS)),
      anOddText(12),
    ),
  );
  return fc.record({
    status: fc.constantFrom(...STATUSES),
    headers: fc.array(header, { maxLength: 2 }).map((pairs) => ({
      'x-log-requestid': '5C0F',
      date: 'Mon, 01 Jun 2026 12:00:00 GMT',
      ...(Object.fromEntries(pairs) as Record<string, string>),
    })),
    text: fc.oneof(
      { weight: 6, arbitrary: seldomCut(mutated([...shapes, ...shapes, ...ERRORS], { values: VALUES }).map(written)) },
      { weight: 1, arbitrary: fc.constant('') },
    ),
  });
}

/** A read of the log service: a value of its strict type, or a CloudError. */
function aLogRead<T>(
  action: string,
  {
    shapes,
    read,
    check,
  }: { shapes: readonly Json[]; read: (client: SlsClient) => Promise<T>; check: (value: T) => void },
): Target {
  return aTarget({
    name: `answer to ${action}`,
    shortCases: 50,
    arbitrary: anAnswer(shapes),
    async check(answer) {
      const { calls, count } = wiredCalls(() => outcomeOf(answer));
      const { value, error } = await came(async () => await read(createSlsClient(calls, 'l-1')));
      demand(count() <= 6, () => `${count()} attempts`);
      if (error === null) check(value as T);
      else checkCloudError(error, action);
    },
  });
}

function isWhole(value: unknown): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value);
}

const READS: readonly Target[] = [
  aLogRead('ListShards', {
    shapes: [[SHARD], [SHARD, { ...SHARD, shardID: 1, status: 'readonly' }], []],
    read: async (client) => await client.listShards(),
    check: (shards) => {
      for (const { shardId, status, createdMs } of shards) {
        demand(isWhole(shardId) && shardId >= 0, () => `the shard is ${shardId}`);
        demand(status === 'readwrite' || status === 'readonly', () => `the status is ${status}`);
        demand(Number.isFinite(createdMs) && createdMs > 0, () => `created at ${createdMs}`);
      }
    },
  }),
  aLogRead('GetLogStore', {
    shapes: [{ logstoreName: 'l-1', ttl: 3650, shardCount: 1, autoSplit: false, mode: 'standard' }],
    read: async (client) => await client.getLogStore(),
    check: ({ ttlDays, serverMs }) => {
      demand(isWhole(ttlDays) && ttlDays >= 1, () => `kept for ${ttlDays} days`);
      demand(serverMs === null || Number.isFinite(serverMs), () => `the service's clock says ${serverMs}`);
    },
  }),
  aLogRead('GetCursor', {
    shapes: [{ cursor: 'MTM=' }],
    read: async (client) => await client.getCursor(0, 'begin'),
    check: (cursor) => demand(/^[!-~]+$/.test(cursor), () => `the cursor is ${cursor}`),
  }),
  aLogRead('GetCursorTime', {
    shapes: [{ cursor_time: 1524224984 }],
    read: async (client) => await client.cursorTimeMs(0, 'MTM='),
    check: (atMs) => demand(isWhole(atMs), () => `received at ${atMs}`),
  }),
];

/** Codes that say that nothing was written, by the documents' table. */
const NOT_WRITTEN =
  /^(?:\w*QuotaExceed|ExceedQuota|RequestTime(?:TooSkewed|Expired)|Unauthorized|SignatureNotMatch|InvalidAccessKeyId|ProjectNotExist|LogStoreNotExist|LogStoreWithoutShard|PostBody\w+|Invalid(?:CompressType|Timestamp|Encoding|Key|BodyRawSize|ContentType)|ParameterInvalid|Missing\w+)$/;

/** One attempt to append claims: written only for the service's own empty answer, a conflict only for its own word. */
const APPEND: Target = aTarget({
  name: 'answer to an append of claims',
  shortCases: 250,
  arbitrary: fc.oneof({ weight: 9, arbitrary: anAnswer([{}]) }, { weight: 1, arbitrary: fc.constant(null) }),
  async check(answer: LogAnswer | null) {
    const { calls, count } = wiredCalls(() => outcomeOf(answer));
    const client = createSlsClient(calls, 'l-1');
    const put = await came(
      async () => await client.putLogsOnce({ logs: [] }, { hashKey: '0'.repeat(32), sequenceId: 3 }),
    );
    demand(put.value !== null && count() === 1, () => `${count()} attempts, and ${errorText(put.error)}`);
    const said = put.value;
    const { value, error } = cameOf(() => claimsOutcome(said, 'p-1/l-1'));
    const code = answer === null ? '' : codeOf(answer.text);
    const isOk = answer !== null && answer.status >= 200 && answer.status <= 299;
    if (value === null) {
      demand(error instanceof LedgerError && !isOk, () => errorText(error));
      const isSaid =
        answer !== null && NOT_WRITTEN.test(code) && (answer.status < 500 || code.startsWith('RequestTime'));
      demand(isSaid, () => `certain that nothing was written by ${JSON.stringify(answer)}`);
      demand(secretIn(error.message) === null, () => error.message);
    } else if (value === 'appended') {
      demand(isOk && answer.text === '' && answer.headers['x-log-requestid'] !== '', () => JSON.stringify(answer));
    } else if (value === 'conflict') {
      demand(!isOk && code === 'InvalidSequenceId', () => `a conflict by ${JSON.stringify(answer)}`);
    }
  },
});

function codeOf(text: string): string {
  const { value } = cameOf(() => JSON.parse(text) as unknown);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return '';
  // The product takes either case of the first letter, the documented one first.
  const code: unknown = Reflect.get(value, 'errorCode');
  return typeof code === 'string' ? code : '';
}

export const LOG_ANSWERS: readonly Target[] = [...READS, APPEND];
