import { describe, expect, it } from 'vitest';
import { directClient, rowsOf, START_MS } from './direct-client.ts';

/** 2026-12-10 23:00:00 and 2026-12-11 01:00:00, both UTC+8. */
const DAY_END_MS = 1_796_914_800_000;
const DAY_BEGIN_MS = 1_796_922_000_000;
const DOMAINS = [
  { name: 'late.com', expiryMs: DAY_BEGIN_MS, autoRenew: true },
  { name: '绿茶.cn', expiryMs: DAY_END_MS, transferOut: true },
  { name: 'lapsed.net', expiryMs: START_MS - 31 * 86_400_000 },
  { name: 'grace.org', expiryMs: START_MS - 29 * 86_400_000, audit: 'FAILED' as const },
  { name: 'far.io', expiryMs: START_MS + 400 * 86_400_000, premium: true, holderChange: true },
];

function namesOf(answer: Record<string, unknown>): unknown[] {
  return rowsOf(answer, 'Domain').map((row) => row['DomainName']);
}

describe('QueryDomainList', () => {
  const client = directClient({ domains: DOMAINS });
  const list = (params: Record<string, string> = {}): Record<string, unknown> =>
    client.json('QueryDomainList', { PageNum: '1', PageSize: '100', ...params });

  it('pages through all in the order of expiry', () => {
    const order = { OrderKeyType: 'ExpirationDate', OrderByType: 'ASC', PageSize: '2' };
    const pages = ['1', '2', '3', '4'].map((PageNum) => list({ ...order, PageNum }));
    expect(pages.map(namesOf)).toEqual([['lapsed.net', 'grace.org'], ['绿茶.cn', 'late.com'], ['far.io'], []]);
    expect(pages.map(({ CurrentPageNum, NextPage, PrePage }) => [CurrentPageNum, NextPage, PrePage])).toEqual([
      [1, true, false],
      [2, true, true],
      [3, false, true],
      [4, false, true],
    ]);
    expect(pages.map(({ TotalItemNum, TotalPageNum, PageSize }) => [TotalItemNum, TotalPageNum, PageSize])).toEqual(
      Array.from({ length: 4 }, () => [5, 3, 2]),
    );
  });

  it('lists what was added last first when no order is asked for', () => {
    expect(namesOf(list())).toEqual(['far.io', 'grace.org', 'lapsed.net', '绿茶.cn', 'late.com']);
  });

  it('cuts the page size to 100', () => {
    const big = directClient({ domainCount: 250 }).json('QueryDomainList', { PageNum: '3', PageSize: '500' });
    expect([big['PageSize'], big['TotalPageNum'], namesOf(big).length]).toEqual([100, 3, 50]);
  });

  it('filters by whole days of UTC+8, both ends included', () => {
    const day10 = { StartExpirationDate: '1796832000000', EndExpirationDate: '1796832000000' };
    const day11 = { StartExpirationDate: '1796918400000', EndExpirationDate: '1796918400000' };
    expect([day10, day11].map((params) => namesOf(list(params)))).toEqual([['绿茶.cn'], ['late.com']]);
  });

  it('searches by part of the name, by status and by native auto-renewal', () => {
    expect(namesOf(list({ DomainName: 'LA' }))).toEqual(['lapsed.net', 'late.com']);
    expect(namesOf(list({ QueryType: '2' }))).toEqual(['lapsed.net']);
    expect(namesOf(list({ QueryType: '1' }))).toEqual(['grace.org', '绿茶.cn', 'late.com']);
    expect(namesOf(list({ AutoRenewEnabled: 'true' }))).toEqual(['late.com']);
  });

  it('has rows with the fields of the real one', () => {
    expect(rowsOf(list({ DomainName: '绿茶' }), 'Domain')).toEqual([
      {
        DomainName: '绿茶.cn',
        InstanceId: expect.stringMatching(/^S20\d{11}$/) as string,
        ProductId: '2a',
        DomainStatus: '1',
        DomainAuditStatus: 'SUCCEED',
        DomainType: 'ccTLD',
        DomainGroupId: '123456',
        DomainGroupName: '默认分组',
        ExpirationDate: '2026-12-10 23:00:00',
        ExpirationDateLong: 1_796_914_800_000,
        ExpirationDateStatus: '1',
        ExpirationCurrDateDiff: 19,
        RegistrationDate: '2023-12-10 23:00:00',
        RegistrationDateLong: 1_702_220_400_000,
        RegistrantType: '2',
        Premium: false,
        Remark: '',
        ResourceGroupId: 'rg-sandbox',
        Ccompany: '杭州样例科技有限公司',
        AutoRenewEnabled: false,
        Tag: { Tag: [{ Key: '用途', Value: '业务' }] },
      },
    ]);
  });

  it('lets domains lapse as time goes by', () => {
    const { sandbox, json } = directClient({ domains: [{ name: 'a.com', expiryMs: START_MS + 31 * 86_400_000 }] });
    const status = (): unknown =>
      rowsOf(json('QueryDomainList', { PageNum: '1', PageSize: '1' }), 'Domain').map((row) => [
        row['DomainStatus'],
        row['ExpirationDateStatus'],
      ]);
    const seen = [0, 2, 30, 30].map((days) => {
      sandbox.advance(days * 86_400_000);
      return status();
    });
    expect(seen).toEqual([[['3', '1']], [['1', '1']], [['1', '2']], [['2', '2']]]);
  });
});

describe('ScrollDomainList', () => {
  it('answers first with an id only, then with a snapshot of what remains', () => {
    const { sandbox, json } = directClient({ domains: DOMAINS });
    const first = json('ScrollDomainList', { PageSize: '3' });
    expect([namesOf(first), first['TotalItemNum']]).toEqual([[], 5]);
    sandbox.removeDomain('late.com');
    const ScrollId = String(first['ScrollId']);
    const pages = [1, 2, 3].map(() => json('ScrollDomainList', { PageSize: '3', ScrollId }));
    expect(pages.map((page) => [namesOf(page), page['TotalItemNum']])).toEqual([
      [['far.io', 'grace.org', 'lapsed.net'], 2],
      [['绿茶.cn', 'late.com'], 0],
      [[], 0],
    ]);
  });

  it('tells more by the status and nothing of native auto-renewal', () => {
    const { json } = directClient({ domains: DOMAINS });
    const { ScrollId } = json('ScrollDomainList');
    const rows = rowsOf(json('ScrollDomainList', { ScrollId: String(ScrollId) }), 'Domain');
    expect(rows.map((row) => [row['DomainName'], row['DomainStatus'], 'AutoRenewEnabled' in row])).toEqual([
      ['far.io', '5', false],
      ['grace.org', '7', false],
      ['lapsed.net', '2', false],
      ['绿茶.cn', '4', false],
      ['late.com', '1', false],
    ]);
  });

  it('does not know the id of another', () => {
    const reply = directClient().call('ScrollDomainList', { ScrollId: 'eJxUnknown' });
    expect([reply.status, JSON.parse(String(reply.body))]).toMatchObject([400, { Code: 'InvalidParameter' }]);
  });
});

describe('the queries of one domain', () => {
  const { sandbox, json, call } = directClient({ domains: DOMAINS });

  it('tell what the list does not', () => {
    const pending = ['绿茶.cn', 'far.io', 'late.com'].map((name) => {
      const InstanceId = sandbox.domain(name)?.instanceId ?? '';
      const answer = json('QueryDomainByInstanceId', { InstanceId });
      return [answer['DomainName'], answer['TransferOutStatus'], answer['RegistrantUpdatingStatus'], answer['Premium']];
    });
    expect(pending).toEqual([
      ['绿茶.cn', 'PENDING', 'NORMAL', false],
      ['far.io', 'NORMAL', 'PENDING', true],
      ['late.com', 'NORMAL', 'NORMAL', false],
    ]);
  });

  it('spell the value of a tag in two ways', () => {
    const InstanceId = sandbox.domain('late.com')?.instanceId ?? '';
    expect(json('QueryDomainByInstanceId', { InstanceId })['Tag']).toEqual({ Tag: [{ Key: '用途', Value: '业务' }] });
    expect(json('QueryDomainByDomainName', { DomainName: 'xn--ip0a79f.cn' })).toMatchObject({
      DomainName: '绿茶.cn',
      Tag: { Tag: [{ Key: '用途', Vaue: '业务' }] },
    });
  });

  it('say so when there is no such domain', () => {
    const reply = call('QueryDomainByInstanceId', { InstanceId: 'S0' });
    expect([reply.status, JSON.parse(String(reply.body))]).toMatchObject([400, { Code: 'DomainNotExist' }]);
  });
});

describe('a domain with a group, tag, resource group and holder of its own', () => {
  const client = directClient({
    domains: [
      {
        name: 'own.com',
        expiryMs: DAY_END_MS,
        group: 'Brands',
        tag: 'env=a=b',
        resourceGroup: 'rg-1',
        registrant: 'X',
      },
      { name: 'bare.com', expiryMs: DAY_END_MS, group: 'Brands', tag: 'env' },
      { name: 'usual.com', expiryMs: DAY_END_MS },
    ],
  });
  const shown = (row: Record<string, unknown>): unknown[] => {
    const holders = ['Ccompany', 'RegistrantOrganization', 'ZhRegistrantOrganization'].flatMap((key) => row[key] ?? []);
    return [row['DomainGroupName'], row['ResourceGroupId'], row['Tag'], holders];
  };
  const listed = (): Record<string, unknown>[] =>
    rowsOf(client.json('QueryDomainList', { PageNum: '1', PageSize: '9' }), 'Domain');

  it('shows them in the list, and what is left out as it is everywhere', () => {
    expect(listed().map(shown)).toEqual([
      ['默认分组', 'rg-sandbox', { Tag: [{ Key: '用途', Value: '业务' }] }, ['杭州样例科技有限公司']],
      ['Brands', 'rg-sandbox', { Tag: [{ Key: 'env', Value: '' }] }, ['杭州样例科技有限公司']],
      ['Brands', 'rg-1', { Tag: [{ Key: 'env', Value: 'a=b' }] }, ['X']],
    ]);
  });

  it('shows them in the list that is scrolled, and in the single query', () => {
    const { ScrollId } = client.json('ScrollDomainList');
    const scrolled = rowsOf(client.json('ScrollDomainList', { ScrollId: String(ScrollId) }), 'Domain');
    const single = client.json('QueryDomainByDomainName', { DomainName: 'own.com' });
    expect(scrolled.at(-1)).toMatchObject({ DomainName: 'own.com' });
    expect([scrolled.at(-1) ?? {}, single].map(shown)).toEqual([
      ['Brands', 'rg-1', { Tag: [{ Key: 'env', Value: 'a=b' }] }, ['X', 'X']],
      ['Brands', 'rg-1', { Tag: [{ Key: 'env', Vaue: 'a=b' }] }, ['X', 'X']],
    ]);
  });

  it('has the id of its group, which is that of no other group', () => {
    const [usual, bare, own] = listed().map((row) => row['DomainGroupId']);
    expect(usual).toBe('123456');
    expect(own).toMatch(/^[2-9]\d{5}$/);
    expect(bare).toBe(own);
    const single = client.json('QueryDomainByDomainName', { DomainName: 'own.com' });
    expect(String(single['DomainGroupId'])).toBe(own);
  });
});

describe('the generated portfolio', () => {
  const domains = directClient({ domainCount: 300, seed: 3 }).sandbox.domains();
  const inWindow = domains.filter(
    (domain) => domain.expiryMs > START_MS && domain.expiryMs < START_MS + 35 * 86_400_000,
  );

  it('has unique names over many TLDs, and IDNs', () => {
    expect(new Set(domains.map((domain) => domain.name)).size).toBe(300);
    expect(domains.map((domain) => domain.name)).toEqual(expect.arrayContaining(['绿茶小铺.com', '海风书店.cn']));
    expect(new Set(domains.map((domain) => domain.name.split('.').at(-1))).size).toBeGreaterThanOrEqual(9);
  });

  it('has 8 to 10 in a hundred within 35 days, one of them tomorrow', () => {
    expect(inWindow.length).toBeGreaterThanOrEqual(24);
    expect(inWindow.length).toBeLessThanOrEqual(30);
    expect(inWindow.filter((domain) => domain.expiryMs < START_MS + 2 * 86_400_000)).toHaveLength(1);
  });

  it('has two or more of every oddity', () => {
    const expiredDays = domains.map((domain) => (START_MS - domain.expiryMs) / 86_400_000);
    expect({
      premium: domains.filter((domain) => domain.premium).length,
      autoRenew: domains.filter((domain) => domain.autoRenew).length,
      verificationFailed: domains.filter((domain) => domain.audit === 'FAILED').length,
      transferOut: domains.filter((domain) => domain.transferOut).length,
      holderChange: domains.filter((domain) => domain.holderChange).length,
      inGrace: expiredDays.filter((days) => days > 0 && days < 30).length,
      inRedemption: expiredDays.filter((days) => days > 30).length,
    }).toEqual({
      premium: 2,
      autoRenew: 2,
      verificationFailed: 2,
      transferOut: 2,
      holderChange: 2,
      inGrace: 2,
      inRedemption: 2,
    });
  });

  it('is the same for the same seed, and another for another', () => {
    const names = (seed: number): string[] =>
      directClient({ domainCount: 300, seed })
        .sandbox.domains()
        .map((domain) => domain.name);
    expect(directClient({ domainCount: 300, seed: 3 }).sandbox.domains()).toEqual(domains);
    expect(names(4)).not.toEqual(names(3));
  });
});
