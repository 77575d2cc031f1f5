import { daysBetween } from '../model/time.ts';
import { createChance } from './chance.ts';
import { toCloudText } from './cloud-text.ts';
import type { JsonObject } from './json.ts';
import { tldOf } from './price-list.ts';
import { DEFAULT_GROUP, listStatus, type SandboxDomain, scrollStatus } from './registry.ts';

const NAME_SERVERS = ['dns15.hichina.com', 'dns16.hichina.com'] as const;

/** One row of QueryDomainList. */
export function listRow(domain: SandboxDomain, nowMs: number): JsonObject {
  return {
    ...commonFields(domain, nowMs),
    DomainAuditStatus: domain.audit,
    DomainGroupId: String(groupId(domain)),
    DomainStatus: listStatus(domain, nowMs),
    ProductId: '2a',
    Ccompany: domain.registrant ?? '杭州样例科技有限公司',
    AutoRenewEnabled: domain.autoRenew,
    Tag: tags(domain, 'Value'),
  };
}

/** One row of ScrollDomainList: tells more by `DomainStatus` and nothing of native auto-renewal. */
export function scrollRow(domain: SandboxDomain, nowMs: number): JsonObject {
  return {
    ...commonFields(domain, nowMs),
    DomainAuditStatus: domain.audit,
    DomainGroupId: String(groupId(domain)),
    DomainStatus: scrollStatus(domain, nowMs),
    ProductId: '2a',
    Email: 'hostmaster@example.com',
    RegistrantOrganization: domain.registrant ?? 'Sample Technology',
    ZhRegistrantOrganization: domain.registrant ?? '样例科技',
    DnsList: { Dns: [JSON.stringify(NAME_SERVERS)] },
    Tag: tags(domain, 'Value'),
  };
}

/** QueryDomainByInstanceId and QueryDomainByDomainName; the second spells a tag's value `Vaue`, as the real one does. */
export function singleFields(domain: SandboxDomain, nowMs: number, tagValueKey: 'Value' | 'Vaue'): JsonObject {
  const verified = domain.audit === 'SUCCEED';
  return {
    ...commonFields(domain, nowMs),
    UserId: '121000000000',
    DomainStatus: listStatus(domain, nowMs),
    DomainGroupId: groupId(domain),
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
    RegistrantOrganization: domain.registrant ?? 'Sample Technology',
    ZhRegistrantName: '样例',
    ZhRegistrantOrganization: domain.registrant ?? '样例科技',
    Tag: tags(domain, tagValueKey),
  };
}

function commonFields(domain: SandboxDomain, nowMs: number): JsonObject {
  return {
    DomainName: domain.name,
    InstanceId: domain.instanceId,
    DomainType: tldOf(domain.name).domainType,
    DomainGroupName: domain.group,
    ExpirationDate: toCloudText(domain.expiryMs),
    ExpirationDateLong: domain.expiryMs,
    ExpirationDateStatus: domain.expiryMs < nowMs ? '2' : '1',
    ExpirationCurrDateDiff: daysBetween(nowMs, domain.expiryMs),
    RegistrationDate: toCloudText(domain.registeredMs),
    RegistrationDateLong: domain.registeredMs,
    RegistrantType: '2',
    Premium: domain.premium,
    Remark: '',
    ResourceGroupId: domain.resourceGroup,
  };
}

function groupId({ group }: SandboxDomain): number {
  return group === DEFAULT_GROUP ? 123_456 : createChance(0, `domain group ${group}`).between(200_000, 999_999);
}

function tags({ tag }: SandboxDomain, valueKey: 'Value' | 'Vaue'): JsonObject {
  const [key = '', ...rest] = tag.split('=');
  return { Tag: [{ Key: key, [valueKey]: rest.join('=') }] };
}
