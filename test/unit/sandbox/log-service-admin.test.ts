import { describe, expect, it } from 'vitest';
import { type Ask, errorOf, log, logClient, START_S } from './log-client.ts';

const LOGSTORE = {
  logstoreName: 'ledger',
  ttl: 3650,
  shardCount: 1,
  autoSplit: false,
  appendMeta: true,
  mode: 'standard',
};
const INDEX = {
  keys: {
    kind: { type: 'text', token: [], caseSensitive: false, doc_value: true },
    expiryMs: { type: 'long', doc_value: true },
  },
  log_reduce: false,
  max_text_len: 2048,
};
const SAVED_SEARCH = {
  savedsearchName: 'doubted',
  displayName: 'Unknown',
  logstore: 'ledger',
  topic: '',
  searchQuery: 'kind: doubted',
};
const CHART = {
  title: 'last-state',
  type: 'table',
  action: {},
  search: { logstore: 'ledger', topic: '', query: '* | select 1', start: '-2592000s', end: 'now' },
  display: { xAxis: [], yAxis: [], xPos: 0, yPos: 0, width: 10, height: 10, displayName: 'Last state' },
};
const DASHBOARD = {
  dashboardName: 'renewal',
  displayName: 'Renewal',
  description: '',
  attribute: { type: 'grid' },
  charts: [CHART],
};
const QUERY = {
  storeType: 'log',
  region: 'r',
  project: 'proj',
  store: 'ledger',
  query: 'kind: failed',
  timeSpanType: 'Relative',
  start: '-16m',
  end: 'now',
};
const ALERT = {
  name: 'failed',
  displayName: 'Failed',
  schedule: { type: 'FixedRate', interval: '15m' },
  configuration: {
    version: '2.0',
    type: 'default',
    queryList: [QUERY],
    groupConfiguration: { type: 'no_group', fields: [] },
    severityConfigurations: [{ severity: 8, evalCondition: { condition: '', countCondition: '' } }],
    policyConfiguration: { alertPolicyId: 'sls.builtin.dynamic' },
  },
};

describe('projects and logstores', () => {
  it('are made from nothing, once', () => {
    const { call, json, put, sandbox } = logClient({ createProject: false });
    expect(errorOf(call({ path: '/' }))).toBe('404 ProjectNotExist');
    expect(sandbox.logs()).toEqual([]);
    const project: Ask = {
      path: '/',
      body: { projectName: 'proj', description: 'd' },
      headers: { host: 'cn-test.log.aliyuncs.com' },
    };
    expect([call(project).status, errorOf(call(project))]).toEqual([200, '400 ProjectAlreadyExist']);
    expect(json({ path: '/' })).toMatchObject({ projectName: 'proj', description: 'd', status: 'Normal' });
    expect(errorOf(call({ path: '/logstores/ledger' }))).toBe('404 LogStoreNotExist');
    const logstore: Ask = { path: '/logstores', body: LOGSTORE };
    expect([call(logstore).status, errorOf(call(logstore))]).toEqual([200, '400 LogStoreAlreadyExist']);
    expect(json({ path: '/logstores/ledger' })).toMatchObject({
      ...LOGSTORE,
      enableModify: false,
      createTime: START_S,
    });
    expect(json({ path: '/logstores' })).toEqual({ count: 1, total: 1, logstores: ['ledger'] });
    expect(put([log({ n: '1' })]).status).toBe(200);
  });

  it('are called by create: false without the logstore', () => {
    const { call } = logClient({ create: false });
    expect([call({ path: '/' }).status, errorOf(call({ path: '/logstores/ledger' }))]).toEqual([
      200,
      '404 LogStoreNotExist',
    ]);
  });

  it('have two shards when nothing is said', () => {
    const { call, json } = logClient({ create: false });
    call({ path: '/logstores', body: { logstoreName: 'ledger', ttl: 30 } });
    expect(json({ path: '/logstores/ledger/shards' })).toHaveLength(2);
  });

  it('can be changed, but for enableModify', () => {
    const { call, json } = logClient({ ttlDays: 30 });
    const body = { logstoreName: 'ledger', ttl: 3650, autoSplit: true, enableModify: true };
    expect(call({ method: 'PUT', path: '/logstores/ledger', body })).toMatchObject({ status: 200, body: '' });
    expect(json({ path: '/logstores/ledger' })).toMatchObject({
      ttl: 3650,
      autoSplit: true,
      enableModify: false,
      appendMeta: true,
    });
  });

  it('are not known to writes and reads for a while, when so wanted', () => {
    const { call, put, advance } = logClient({ create: false, profile: { settleMsMax: 60_000 } });
    call({ path: '/logstores', body: LOGSTORE });
    expect(errorOf(put([log({ n: '1' })]))).toBe('404 LogStoreNotExist');
    expect(call({ path: '/logstores/ledger' }).status).toBe(200);
    advance(60_000);
    expect(put([log({ n: '1' })]).status).toBe(200);
  });

  it.each<[string, object]>([
    ['no name', { ttl: 1 }],
    ['an upper-case name', { logstoreName: 'Ledger', ttl: 1 }],
    ['no ttl', { logstoreName: 'new' }],
    ['a ttl past 3650', { logstoreName: 'new', ttl: 3651 }],
    ['a text as number', { logstoreName: 'new', ttl: '30' }],
    ['a text as flag', { logstoreName: 'new', ttl: 30, autoSplit: 'false' }],
    ['an unknown mode', { logstoreName: 'new', ttl: 30, mode: 'fast' }],
  ])('are refused with %s', (_name, body) => {
    expect(errorOf(logClient().call({ path: '/logstores', body }))).toBe('400 ParameterInvalid');
  });
});

describe('the index', () => {
  const path = '/logstores/ledger/index';
  it('is created, read with what the service adds, and replaced', () => {
    const { call, json } = logClient();
    expect([errorOf(call({ path })), errorOf(call({ method: 'PUT', path, body: INDEX }))]).toEqual([
      '404 IndexConfigNotExist',
      '404 IndexConfigNotExist',
    ]);
    expect([call({ path, body: INDEX }).status, errorOf(call({ path, body: INDEX }))]).toEqual([
      200,
      '400 IndexAlreadyExist',
    ]);
    expect(json({ path })).toMatchObject({ ...INDEX, index_mode: 'v2', lastModifyTime: START_S });
    const other = { ...INDEX, max_text_len: 4096 };
    expect(call({ method: 'PUT', path, body: other }).status).toBe(200);
    expect(json({ path })).toMatchObject(other);
  });

  it.each<[string, object]>([
    ['neither keys nor line', {}],
    ['an unknown type', { keys: { kind: { type: 'string' } } }],
    ['a text without tokens', { keys: { kind: { type: 'text' } } }],
    ['docValue', { keys: { years: { type: 'long', docValue: true } } }],
    ['a short max_text_len', { ...INDEX, max_text_len: 1 }],
  ])('is refused with %s', (_name, body) => {
    expect(errorOf(logClient().call({ path, body }))).toBe('400 ParameterInvalid');
  });
});

describe.each([
  {
    folder: 'savedsearches',
    name: 'doubted',
    sent: SAVED_SEARCH,
    code: 'SavedSearch',
    list: { savedsearches: ['doubted'] },
  },
  { folder: 'dashboards', name: 'renewal', sent: DASHBOARD, code: 'Dashboard', list: { dashboards: ['renewal'] } },
  { folder: 'alerts', name: 'failed', sent: ALERT, code: 'Job', list: { results: [ALERT] } },
  { folder: 'jobs', name: 'failed', sent: { ...ALERT, type: 'Alert' }, code: 'Job', list: { results: [ALERT] } },
])('$folder', ({ folder, name, sent, code, list }) => {
  const all = `/${folder}`;
  const one = `/${folder}/${name}`;
  it('are created, kept as sent, changed and listed', () => {
    const { call, json } = logClient();
    expect([errorOf(call({ path: one })), errorOf(call({ method: 'PUT', path: one, body: sent }))]).toEqual([
      `404 ${code}NotExist`,
      `404 ${code}NotExist`,
    ]);
    expect(call({ path: all, body: sent })).toMatchObject({ status: 200, body: '' });
    expect(errorOf(call({ path: all, body: sent }))).toBe(`400 ${code}AlreadyExist`);
    expect(json({ path: one })).toMatchObject(sent);
    const changed = { ...sent, displayName: 'Another' };
    expect(call({ method: 'PUT', path: one, body: changed }).status).toBe(200);
    expect(json({ path: one })).toMatchObject(changed);
    call({ method: 'PUT', path: one, body: sent });
    expect(json({ path: all, query: { offset: '0', size: '10' } })).toMatchObject({ count: 1, total: 1, ...list });
    expect(json({ path: all, query: { offset: '1', size: '10' } })).toMatchObject({ count: 0, total: 1 });
  });
});

describe('documents with an obvious fault', () => {
  const alert = (changes: object): object => ({ ...ALERT, configuration: { ...ALERT.configuration, ...changes } });
  it.each<[string, string, object]>([
    ['savedsearches', 'no query', { ...SAVED_SEARCH, searchQuery: undefined }],
    ['dashboards', 'no name', { ...DASHBOARD, dashboardName: 'a b' }],
    ['dashboards', 'no charts', { ...DASHBOARD, charts: undefined }],
    ['dashboards', 'a title twice', { ...DASHBOARD, charts: [CHART, CHART] }],
    [
      'dashboards',
      'a text as place',
      { ...DASHBOARD, charts: [{ ...CHART, display: { ...CHART.display, xPos: '0' } }] },
    ],
    ['dashboards', 'no search', { ...DASHBOARD, charts: [{ ...CHART, search: undefined }] }],
    ['alerts', 'no interval', { ...ALERT, schedule: { type: 'FixedRate' } }],
    ['alerts', 'an interval in words', { ...ALERT, schedule: { type: 'FixedRate', interval: 'daily' } }],
    ['alerts', 'no query', alert({ queryList: [] })],
    ['alerts', 'a look back of 25 hours', alert({ queryList: [{ ...QUERY, start: '-25h' }] })],
    ['alerts', 'a severity of 9', alert({ severityConfigurations: [{ severity: 9 }] })],
    ['alerts', 'another version', alert({ version: '1.0' })],
  ])('%s are refused with %s', (folder, _name, body) => {
    expect(errorOf(logClient().call({ path: `/${folder}`, body }))).toBe('400 ParameterInvalid');
  });
});

describe('GetLogs', () => {
  const search = (query: string, more: Record<string, string> = {}): Ask => ({
    path: '/logstores/ledger',
    query: {
      type: 'log',
      from: String(START_S - 3600),
      to: String(START_S + 3600),
      query,
      line: '100',
      offset: '0',
      ...more,
    },
  });

  function filled(options: Parameters<typeof logClient>[0] = {}): ReturnType<typeof logClient> {
    const client = logClient(options);
    client.put([log({ kind: 'early', n: '0' })]);
    client.advance(1000);
    client.call({ path: '/logstores/ledger/index', body: INDEX });
    client.put([log({ kind: 'claimed', n: '1', domain: 'a.com' }), log({ kind: 'claimed', n: '2', domain: 'b.com' })]);
    client.put([log({ kind: 'failed', n: '3', domain: 'a.com', why: 'no money left' }, START_S - 60)]);
    return client;
  }

  it.each([
    ['*', ['3', '1', '2']],
    ['', ['3', '1', '2']],
    ['kind: claimed', ['1', '2']],
    ['kind:Claimed and domain: "b.com"', ['2']],
    ['kind: failed OR domain: b.com', ['3', '2']],
    ['not kind: claimed', ['3']],
    ['money', ['3']],
    ['why: *', ['3']],
    ['kind: none', []],
    ['kind: early', []],
  ])('%j finds %j, and nothing from before the index', (query, expected) => {
    const rows = filled().json(search(query)) as Record<string, string>[];
    expect(rows.map((row) => row['n'])).toEqual(expected);
  });

  it('gives the reserved fields too, pages and turns round', () => {
    const { json, call } = filled();
    expect(json(search('*', { line: '1', offset: '1', reverse: 'true' }))).toMatchObject([
      { n: '1', __time__: String(START_S), __source__: '', '__tag__:__receive_time__': String(START_S + 1) },
    ]);
    expect(call(search('*')).headers).toMatchObject({ 'x-log-progress': 'Complete', 'x-log-count': '3' });
    expect(json(search('*', { to: String(START_S) }))).toHaveLength(1);
  });

  it('is late, and incomplete at times', () => {
    const { json, call, advance } = filled({ profile: { indexLagMs: 2000, incompleteChance: 1 } });
    expect(json(search('*'))).toEqual([]);
    advance(2000);
    expect(json(search('*'))).toHaveLength(1);
    expect(call(search('*')).headers['x-log-progress']).toBe('Incomplete');
  });

  it.each<[Ask, string]>([
    [search('* | select count(*)'), '400 NotSupportedInSandbox'],
    [search('(kind: a)'), '400 NotSupportedInSandbox'],
    [search('kind:'), '400 ParameterInvalid'],
    [search('*', { from: 'yesterday' }), '400 ParameterInvalid'],
    [{ path: '/logstores/ledger/logs', body: {} }, '400 NotSupportedInSandbox'],
  ])('refuses %j', (ask, expected) => {
    expect(errorOf(filled().call(ask))).toBe(expected);
  });

  it('needs an index', () => {
    expect(errorOf(logClient().call(search('*')))).toBe('400 IndexConfigNotExist');
  });
});
