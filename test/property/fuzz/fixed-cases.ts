import { SECRETS } from './odd-values.ts';

/** Inputs that once broke an invariant: what each found, its target, and the input as the long form printed it, made smaller by hand. */
export const FIXED_CASES: readonly (readonly [found: string, target: string, input: unknown])[] = [
  [
    'a count of pages below zero was taken for a count',
    'reply to QueryDomainList',
    { text: '{"Data":{"Domain":[]},"TotalItemNum":1,"TotalPageNum":-1}', status: 200 },
  ],
  [
    'a task had fewer than no domains, so that any details of it were all of them',
    'reply to QueryTaskList',
    { text: '{"Data":{"TaskInfo":{"TaskNo":"t","TaskNum":-1}},"TotalItemNum":1}', status: 200 },
  ],
  [
    '30 February was read as 2 March',
    'reply to QueryTaskList',
    { text: '{"Data":{"TaskInfo":{"TaskNo":"t","CreateTime":"2017-02-30 20:46:57"}},"TotalItemNum":1}', status: 200 },
  ],
  [
    'a month that is none was read as a day of 2001',
    'reply to QueryTaskInfoHistory',
    { text: '{"Objects":[{"TaskNo":"t","CreateTime":"Foo 1,0017 11:00:54"}]}', status: 200 },
  ],
  ['keys in place of a mode were shown', 'events', '{"mode":{"accessKeySecret":"EventPlanted-9f8e7d6c"}}'],
  ['keys among the names of domains were shown', 'events', '{"domains":[{"token":"EventPlanted-9f8e7d6c"}]}'],
  ['a delete character reached the terminal', 'events', '{"mode":"\u007f\u009b"}'],
  ['the name of an option broke the lines of the message', 'events', '{"a\\nb\\u001b[2J":1}'],
  ['a long name of an option was shown as a whole', 'events', `{"${'x'.repeat(5000)}":1}`],
  [
    'a secret under a misspelt setting was shown',
    'settings',
    { environment: { RENEW_PASSWD: SECRETS.accessKeySecret }, place: 'function' },
  ],
  [
    'a secret under a setting in small letters was shown',
    'settings',
    { environment: { RENEW_accessKeySecret: SECRETS.accessKeySecret }, place: 'command-line' },
  ],
  [
    'a password in a LEDGER that is a URL was shown',
    'settings',
    { environment: { LEDGER: `https://user:${SECRETS.accessKeySecret}@x.y/l` }, place: 'function' },
  ],
  [
    'half a key of the role was taken for a key',
    'context of an invocation',
    { text: '{"requestId":"1","credentials":{"accessKeyId":"x"}}', environment: {} },
  ],
  [
    'credentials that are null ended the invocation by a TypeError',
    'context of an invocation',
    { text: '{"requestId":"1","credentials":null}', environment: {} },
  ],
  [
    'a time limit beyond the calendar could be written to the ledger and not be read again',
    'context of an invocation',
    { text: '{"requestId":"1","function":{"timeout":1e15}}', environment: {} },
  ],
  [
    'a line that is nested too deep to be shown ended the run by a RangeError',
    'line of the ledger file',
    `${'['.repeat(50_000)}${']'.repeat(50_000)}`,
  ],
  ['a long line was repeated as a whole', 'line of the ledger file', JSON.stringify('x'.repeat(70_000))],
  [
    'a field number beyond 32 bits was skipped, where another reader sees a log group',
    'log groups in protobuf',
    [0x8a, 0x80, 0x80, 0x80, 0x10, 0x00],
  ],
  [
    'as much memory was asked for as a header said, whatever the block',
    'LZ4 block',
    { raw: '', block: [0], rawSize: 2 ** 40, isWhole: false },
  ],
  [
    'a shard with a number below zero was taken',
    'answer to ListShards',
    { status: 200, headers: {}, text: '[{"shardID":-1,"status":"readwrite","createTime":1524224984}]' },
  ],
  [
    'a cursor time became a number that is not exact',
    'answer to GetCursorTime',
    { status: 200, headers: {}, text: '{"cursor_time":9007199254740991}' },
  ],
  [
    'a text that turns the direction of reading was shown as it is',
    'result of an invoked function',
    { body: '{"why":"\u202emoc.a"}', errorType: null, logTail: '' },
  ],
  [
    'a flag that is an object threw what is no ledger error',
    'line of the ledger file',
    '{"schema":1,"kind":"doubted","at":"2026-02-21T12:01:00.000Z","runId":"run-1","claimId":"claim-0-1","domain":"b.cn","expiryMs":1780401600000,"years":1,"looked":{"toString":false}}',
  ],
  [
    'a fact of one claim that names another domain freed a key',
    'damaged ledger, folded',
    {
      history: {
        entries: [
          { kind: 'opened', atMs: 1693915200000, runId: 'run-1', ledgerId: 'ledger-1' },
          {
            kind: 'claimed',
            atMs: 1771675200000,
            runId: 'run-1',
            claimId: 'claim-0-0',
            domain: 'a.com',
            expiryMs: 1780315200000,
            years: 1,
            append: 1,
            instanceId: 'S-a.com',
            claimantUntilMs: 1780315800000,
          },
          {
            kind: 'accepted',
            atMs: 1771675260000,
            runId: 'run-1',
            claimId: 'claim-0-0',
            domain: 'a.com',
            expiryMs: 1780315200000,
            years: 1,
            taskNo: 'task-0',
          },
          {
            kind: 'failed',
            atMs: 1771675260000,
            runId: 'run-1',
            claimId: 'claim-0-0',
            domain: 'a.com',
            expiryMs: 1780315200000,
            years: 1,
            taskNo: 'task-0',
            reason: 'Insufficient balance',
          },
          {
            kind: 'claimed',
            atMs: 1772539200000,
            runId: 'run-1',
            claimId: 'claim-1-0',
            domain: 'a.com',
            expiryMs: 1780315200000,
            years: 1,
            append: 2,
            instanceId: 'S-a.com',
            claimantUntilMs: 1780315800000,
          },
        ],
        stories: [
          { claimId: 'claim-0-0', domain: 'a.com', expiryMs: 1780315200000, append: 1, blocks: false, rivalId: null },
          { claimId: 'claim-1-0', domain: 'a.com', expiryMs: 1780315200000, append: 2, blocks: true, rivalId: null },
        ],
        appends: 2,
      },
      text: [
        '{"schema":1,"kind":"opened","at":"2023-09-05T12:00:00.000Z","runId":"run-1","ledgerId":"ledger-1"}',
        '{"schema":1,"kind":"claimed","at":"2026-02-21T12:00:00.000Z","runId":"run-1","claimId":"claim-0-0","domain":"a.com","expiryMs":1780315200000,"years":1,"append":1,"instanceId":"S-a.com","claimantUntil":"2026-06-01T12:10:00.000Z"}',
        '{"schema":1,"kind":"accepted","at":"2026-02-21T12:01:00.000Z","runId":"run-1","claimId":"claim-0-0","domain":"a.com","expiryMs":1780315200000,"years":1,"taskNo":"task-0"}',
        '{"schema":1,"kind":"claimed","at":"2026-03-03T12:00:00.000Z","runId":"run-1","claimId":"claim-1-0","domain":"a.com","expiryMs":1780315200000,"years":1,"append":2,"instanceId":"S-a.com","claimantUntil":"2026-06-01T12:10:00.000Z"}',
        '{"schema":1,"kind":"failed","at":"2026-02-21T12:01:00.000Z","runId":"run-1","claimId":"claim-0-0","domain":"例子.中国","expiryMs":1780315200000,"years":1,"taskNo":"task-0","reason":"Insufficient balance"}',
        '',
      ].join('\n'),
      pieceLength: 1,
    },
  ],
  [
    'half a character was taken for a cursor, and ended the run by a URIError',
    'answer to GetCursor',
    { status: 200, headers: {}, text: '{"cursor":"\\ud800"}' },
  ],
  [
    'what a voucher is for was kept as the service told it, with a key in it',
    'reply to QueryCashCoupons',
    {
      status: 200,
      text: '{"Code":"Success","Success":true,"Data":{"CashCoupon":[{"Status":"Available","NominalValue":"100.00","ApplicableProducts":"FuzzPlantedKeyId01","CashCouponNo":"Q-b1485def8f04a","Balance":"100.00"}]}}',
    },
  ],
];
