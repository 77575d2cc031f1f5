import { describe, expect, it } from 'vitest';
import { ledgerAlerts } from '../../../src/cli/setup-alerts.ts';
import { ledgerDashboard } from '../../../src/cli/setup-dashboard.ts';
import { differences } from '../../../src/cli/setup-difference.ts';
import { ledgerIndex } from '../../../src/cli/setup-index.ts';
import { policyLines, regionOf, rolePolicies } from '../../../src/cli/setup-policies.ts';
import { encodeEntry } from '../../../src/ledger/codec.ts';
import { checkCounts } from '../../../src/runs/check-result.ts';
import { newNotes } from '../../../src/runs/notes.ts';
import { NOTHING_DONE, renewalCounts } from '../../../src/runs/renewal-result.ts';
import { aDoubted, aFailed, aFinished, anOpened, aRenewed } from '../../builders/ledger.ts';

const INDEXED = Object.keys(ledgerIndex()['keys'] as object);
const PLACE = { project: 'p-1', logstore: 'l-1', region: 'cn-hangzhou' };
const QUERIES = [
  ...JSON.stringify([ledgerDashboard(PLACE), ledgerAlerts(PLACE)]).matchAll(/"query":"((?:[^"\\]|\\.)*)"/g),
]
  .map(([, query]) => (query ?? '').replaceAll('\\"', '"'))
  .filter((query) => query !== '@');

describe('the index', () => {
  it('has every field that a person may ask for, and every figure of the heartbeats', () => {
    const notes = newNotes(() => undefined);
    const counts = {
      ...renewalCounts(NOTHING_DONE, notes),
      ...checkCounts({ settled: [], open: [] }, notes),
      total: 1,
      listed: 1,
    };
    const entries = [anOpened(), aFinished({ counts }), aDoubted({ looked: true }), aFailed(), aRenewed()];
    const written = new Set(entries.flatMap((entry) => Object.keys(encodeEntry(entry))));
    written.delete('schema');
    expect([...written].filter((name) => !INDEXED.includes(name))).toEqual([]);
  });
});

describe('the queries', () => {
  it('are nine', () => {
    expect(QUERIES).toHaveLength(9);
  });

  it.each(QUERIES)('%s asks only for fields that are indexed', (query) => {
    const searched = [...(query.split('|')[0] ?? '').matchAll(/([\w.]+):/g)].map(([, name]) => name ?? '');
    const quoted = [...query.matchAll(/"([^"]+)"/g)].map(([, name]) => name ?? '');
    expect([...searched, ...quoted].filter((name) => !INDEXED.includes(name))).toEqual([]);
    expect(searched).not.toEqual([]);
  });
});

describe('the dashboard', () => {
  it('has charts with names that the service takes, one below the other', () => {
    const charts = ledgerDashboard(PLACE)['charts'] as { title: string; display: { yPos: number } }[];
    expect(charts.map(({ title, display }) => [title, display.yPos])).toEqual([
      ['open-claims', 0],
      ['outcomes-by-day', 10],
      ['last-state', 20],
      ['runs', 30],
      ['years-bought', 40],
    ]);
  });
});

describe('the alerts', () => {
  it('look no further back than a day, and further than their interval', () => {
    const looks = ledgerAlerts(PLACE).map((alert) => {
      const { schedule, configuration } = alert as {
        schedule: { interval: string };
        configuration: { threshold: number; noDataFire: boolean; queryList: { start: string; region: string }[] };
      };
      const [query] = configuration.queryList;
      const { threshold, noDataFire } = configuration;
      return [alert['name'], schedule.interval, query?.start, query?.region, threshold, noDataFire];
    });
    expect(looks).toEqual([
      ['domain-renewal-trouble', '15m', '-16m', 'cn-hangzhou', 1, false],
      ['domain-renewal-claim-open', '1h', '-24h', 'cn-hangzhou', 1, false],
      ['domain-renewal-no-renew-run', '1h', '-24h', 'cn-hangzhou', 2, true],
      ['domain-renewal-no-check-run', '1h', '-24h', 'cn-hangzhou', 2, true],
    ]);
  });

  it('name no region that is not known', () => {
    expect(JSON.stringify(ledgerAlerts({ ...PLACE, region: null }))).not.toContain('region');
  });
});

describe('the policies', () => {
  const names = { account: '1234567890123456', region: 'cn-hangzhou', project: 'p-1', logstore: 'l-1' };

  it('let only the renew role spend, and nobody delete or split', () => {
    expect(policyLines(rolePolicies(names).renew)).toEqual([
      '{ "Version": "1", "Statement": [',
      '  {"Effect":"Allow","Action":["domain:QueryCommonInfo","domain:QueryDomainTask"],"Resource":"acs:domain:*:1234567890123456:*"},',
      '  {"Effect":"Allow","Action":"domain:QueryDomainRealTimePrice","Resource":"acs:domain:*:1234567890123456:*"},',
      '  {"Effect":"Allow","Action":["bssapi:QueryAccountBalance","bssapi:QueryCashCoupons"],"Resource":"*"},',
      '  {"Effect":"Allow","Action":"domain:CreateOrderRenew","Resource":"acs:domain:*:1234567890123456:domain/*"},',
      '  {"Effect":"Allow","Action":["log:PostLogStoreLogs","log:GetCursorOrData","log:ListShards","log:GetLogStore"],"Resource":"acs:log:cn-hangzhou:1234567890123456:project/p-1/logstore/l-1"},',
      '  {"Effect":"Deny","Action":["log:DeleteLogStore","log:SplitShard","log:MergeShards"],"Resource":"acs:log:cn-hangzhou:1234567890123456:project/p-1/logstore/l-1"} ] }',
    ]);
    expect(JSON.stringify(rolePolicies(names).check)).not.toMatch(/CreateOrder|Price|bssapi/);
  });

  it('are JSON, with placeholders for what is not known', () => {
    const { check } = rolePolicies({ ...names, account: null, region: null });
    expect(JSON.parse(policyLines(check).join('\n'))).toEqual(check);
    expect(check.Statement[1]?.Resource).toBe('acs:log:<region>:<account-id>:project/p-1/logstore/l-1');
  });

  it.each([
    ['https://cn-hangzhou.log.aliyuncs.com', 'cn-hangzhou'],
    ['https://cn-hangzhou-intranet.log.aliyuncs.com', 'cn-hangzhou'],
    ['https://ap-southeast-1.log.aliyuncs.com', 'ap-southeast-1'],
    ['https://cn-shanghai-finance-1-intranet.log.aliyuncs.com', 'cn-shanghai-finance-1'],
    ['http://127.0.0.1:4801', null],
    ['https://log.example.com', null],
  ])('%s is in the region %s', (endpoint, region) => {
    expect(regionOf(endpoint)).toBe(region);
  });
});

describe('a difference', () => {
  it.each([
    ['none', { a: 1, b: ['x'] }, { a: 1, b: ['x'], more: true }, []],
    ['a number written as a text', { a: 8 }, { a: '8' }, []],
    ['empty things left out', { a: [], b: {}, c: '', d: false }, {}, []],
    ['a missing field', { a: { b: 1 } }, { a: {} }, ['a.b']],
    ['another value', { a: [{ q: 'x' }] }, { a: [{ q: 'y' }] }, ['a[0].q']],
    ['another length', { a: [1, 2] }, { a: [1] }, ['a']],
    ['another kind', { a: { b: 1 } }, { a: 'b' }, ['a']],
    ['true for false', { a: false }, { a: true }, ['a']],
  ])('%s', (_name, wanted, found, paths) => {
    expect(differences(wanted, found)).toEqual(paths);
  });
});
