import { assert } from '../lib/assert.ts';
import { type DomainName, domainName } from '../model/domain.ts';
import { addYears, DAY_MS } from '../model/time.ts';
import { createChance } from './chance.ts';

export type AuditStatus = 'NONAUDIT' | 'AUDITING' | 'SUCCEED' | 'FAILED';

/** One domain as the registrar knows it. Never changed in place: whoever holds one holds a snapshot. */
export interface SandboxDomain {
  /** As lists show it; an IDN in its own script. */
  readonly name: string;
  readonly instanceId: string;
  readonly expiryMs: number;
  readonly registeredMs: number;
  readonly premium: boolean;
  readonly autoRenew: boolean;
  readonly audit: AuditStatus;
  readonly transferOut: boolean;
  readonly holderChange: boolean;
  /** `DomainStatus` by hand; null lets the expiry date say it. */
  readonly status: '1' | '2' | '3' | null;
  /** False: the registry does not renew it any more. */
  readonly renewable: boolean;
  /** What a year costs, in the price list's unit (hundredths of CNY) and like it before the price percent; null: as the list says. */
  readonly priceMinor: number | null;
  /** The name of its domain group; each name has an id of its own. */
  readonly group: string;
  /** Its one tag, as `key=value` or `key`. */
  readonly tag: string;
  /** The id of its resource group. */
  readonly resourceGroup: string;
  /** The organisation that holds it, the same in every list; null: a sample one, which each list calls by another name. */
  readonly registrant: string | null;
}

/** The domain group of a domain that was put into none. */
export const DEFAULT_GROUP = '默认分组';

export type SandboxDomainChanges = Partial<Omit<SandboxDomain, 'name' | 'instanceId'>>;

/** A domain to begin with; what is absent is ordinary. */
export type SandboxDomainSeed = Pick<SandboxDomain, 'name' | 'expiryMs'> & Partial<SandboxDomain>;

/** Every domain of the account. Names are found in any form: upper case, an IDN in its script or in punycode. */
export interface Registry {
  find(name: string): SandboxDomain | null;
  findInstance(instanceId: string): SandboxDomain | null;
  /** In the order in which they were added. */
  all(): SandboxDomain[];
  /** Replaces a domain of the same name. */
  add(domain: SandboxDomainSeed): SandboxDomain;
  edit(name: string, changes: SandboxDomainChanges): SandboxDomain | null;
  remove(name: string): boolean;
  /** Another number after every change. */
  version(): number;
}

/** An account without domains; the seed only makes instance ids. */
export function createRegistry(seed: number): Registry {
  const domains = new Map<DomainName, SandboxDomain>();
  const names = new Map<string, DomainName>();
  let changeCount = 0;
  const find = (name: string): SandboxDomain | null => {
    const key = domainName(name);
    return key === null ? null : (domains.get(key) ?? null);
  };
  const put = (domain: SandboxDomain): SandboxDomain => {
    const key = domainName(domain.name);
    assert(key !== null, `a sandbox domain has a domain name, not ${domain.name}`);
    domains.set(key, domain);
    names.set(domain.instanceId, key);
    changeCount += 1;
    return domain;
  };
  return {
    find,
    findInstance: (instanceId) => find(names.get(instanceId) ?? ''),
    all: () => [...domains.values()],
    add: (domain) => put(withDefaults(domain, seed)),
    edit: (name, changes) => {
      const domain = find(name);
      return domain === null ? null : put({ ...domain, ...changes });
    },
    remove: (name) => {
      const domain = find(name);
      const key = domainName(name);
      if (domain === null || key === null) return false;
      names.delete(domain.instanceId);
      changeCount += 1;
      return domains.delete(key);
    },
    version: () => changeCount,
  };
}

/** `DomainStatus`: needs redemption once the 30 days of grace are over, urgent from 30 days before expiry on. */
export function listStatus(domain: SandboxDomain, nowMs: number): '1' | '2' | '3' {
  if (domain.status !== null) return domain.status;
  if (domain.expiryMs < nowMs - 30 * DAY_MS) return '2';
  return domain.expiryMs < nowMs + 30 * DAY_MS ? '1' : '3';
}

/** `DomainStatus` of ScrollDomainList, which tells more. */
export function scrollStatus(domain: SandboxDomain, nowMs: number): string {
  const status = listStatus(domain, nowMs);
  if (status === '2') return status;
  if (domain.transferOut) return '4';
  if (domain.holderChange) return '5';
  const byAudit = { SUCCEED: status, NONAUDIT: '6', FAILED: '7', AUDITING: '8' } as const;
  return byAudit[domain.audit];
}

function withDefaults(domain: SandboxDomainSeed, seed: number): SandboxDomain {
  return {
    instanceId: `S${createChance(seed, `instance ${domain.name}`).between(2_017_000_000_000, 2_026_999_999_999)}`,
    registeredMs: addYears(domain.expiryMs, -3),
    premium: false,
    autoRenew: false,
    audit: 'SUCCEED',
    transferOut: false,
    holderChange: false,
    status: null,
    renewable: true,
    priceMinor: null,
    group: DEFAULT_GROUP,
    tag: '用途=业务',
    resourceGroup: 'rg-sandbox',
    registrant: null,
    ...domain,
  };
}
