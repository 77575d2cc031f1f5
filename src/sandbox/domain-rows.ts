import { daysBetween } from '../model/time.ts';
import { toCloudText } from './cloud-text.ts';
import type { JsonObject } from './json.ts';
import { tldOf } from './price-list.ts';
import { listStatus, type SandboxDomain, scrollStatus } from './registry.ts';

const NAME_SERVERS = ['dns15.hichina.com', 'dns16.hichina.com'] as const;
const TAG_KEY = '用途';
const TAG_VALUE = '业务';

/** One row of QueryDomainList. */
export function listRow(domain: SandboxDomain, nowMs: number): JsonObject {
  return {
    ...commonFields(domain, nowMs),
    DomainAuditStatus: domain.audit,
    DomainGroupId: '123456',
    DomainStatus: listStatus(domain, nowMs),
    ProductId: '2a',
    Ccompany: '杭州样例科技有限公司',
    AutoRenewEnabled: domain.autoRenew,
    Tag: { Tag: [{ Key: TAG_KEY, Value: TAG_VALUE }] },
  };
}

/** One row of ScrollDomainList: tells more by `DomainStatus` and nothing of native auto-renewal. */
export function scrollRow(domain: SandboxDomain, nowMs: number): JsonObject {
  return {
    ...commonFields(domain, nowMs),
    DomainAuditStatus: domain.audit,
    DomainGroupId: '123456',
    DomainStatus: scrollStatus(domain, nowMs),
    ProductId: '2a',
    Email: 'hostmaster@example.com',
    RegistrantOrganization: 'Sample Technology',
    ZhRegistrantOrganization: '样例科技',
    DnsList: { Dns: [JSON.stringify(NAME_SERVERS)] },
    Tag: { Tag: [{ Key: TAG_KEY, Value: TAG_VALUE }] },
  };
}

/** QueryDomainByInstanceId and QueryDomainByDomainName; the second spells a tag's value `Vaue`, as the real one does. */
export function singleFields(domain: SandboxDomain, nowMs: number, tagValueKey: 'Value' | 'Vaue'): JsonObject {
  const verified = domain.audit === 'SUCCEED';
  return {
    ...commonFields(domain, nowMs),
    UserId: '121000000000',
    DomainStatus: listStatus(domain, nowMs),
    DomainGroupId: 123_456,
    RealNameStatus: domain.audit,
    DomainNameVerificationStatus: verified ? 'SUCCEED' : domain.audit,
    TransferOutStatus: domain.transferOut ? 'PENDING' : 'NORMAL',
    RegistrantUpdatingStatus: domain.holderChange ? 'PENDING' : 'NORMAL',
    TransferProhibitionLock: 'CLOSE',
    UpdateProhibitionLock: 'CLOSE',
    EmailVerificationStatus: 1,
    EmailVerificationClientHold: false,
    DomainNameProxyService: false,
    DnsList: { Dns: [NAME_SERVERS.join(',')] },
    Email: 'hostmaster@example.com',
    RegistrantName: 'Sample Person',
    RegistrantOrganization: 'Sample Technology',
    ZhRegistrantName: '样例',
    ZhRegistrantOrganization: '样例科技',
    Tag: { Tag: [{ Key: TAG_KEY, [tagValueKey]: TAG_VALUE }] },
  };
}

function commonFields(domain: SandboxDomain, nowMs: number): JsonObject {
  return {
    DomainName: domain.name,
    InstanceId: domain.instanceId,
    DomainType: tldOf(domain.name).domainType,
    DomainGroupName: '默认分组',
    ExpirationDate: toCloudText(domain.expiryMs),
    ExpirationDateLong: domain.expiryMs,
    ExpirationDateStatus: domain.expiryMs < nowMs ? '2' : '1',
    ExpirationCurrDateDiff: daysBetween(nowMs, domain.expiryMs),
    RegistrationDate: toCloudText(domain.registeredMs),
    RegistrationDateLong: domain.registeredMs,
    RegistrantType: '2',
    Premium: domain.premium,
    Remark: '',
    ResourceGroupId: 'rg-sandbox',
  };
}
