import { domainToASCII, domainToUnicode } from 'node:url';

/** A domain name in lower-case punycode without a trailing dot: the one form in which names are compared. */
export type DomainName = string & { readonly __brand: 'DomainName' };

/** The normal form of a name, or null when it is not a domain name. IDN by UTS #46 (`url.domainToASCII`). */
export function domainName(raw: string): DomainName | null {
  const trimmed = raw.trim().replace(/\.$/, '');
  // `domainToASCII` would take `a.com/x` for `a.com`.
  if (/[\s/\\:@*?#]/.test(trimmed)) return null;
  const ascii = /^[a-z0-9.-]+$/.test(trimmed) ? trimmed : domainToASCII(trimmed);
  const labels = ascii.split('.');
  return labels.length > 1 && !labels.includes('') && ascii.length <= 253 ? (ascii as DomainName) : null;
}

/** The name as people write it: `例子.中国` for `xn--fsqu00a.xn--fiqs8s`. */
export function unicodeName(name: DomainName): string {
  return name.includes('xn--') ? domainToUnicode(name) : name;
}

/** What the list says of a domain's state (`DomainStatus`; 4 to 8 only in ScrollDomainList). */
export type DomainStatus =
  | 'urgent-renewal'
  | 'needs-redemption'
  | 'normal'
  | 'transferring-out'
  | 'holder-changing'
  | 'not-verified'
  | 'verification-failed'
  | 'under-review'
  | 'unknown';

/** State of real-name verification (`DomainAuditStatus`, `RealNameStatus`). */
export type Verification = 'succeeded' | 'failed' | 'auditing' | 'none' | 'unknown';

/** One row of QueryDomainList or ScrollDomainList. Kept small: an account may have 100,000. */
export interface ListedDomain {
  readonly name: DomainName;
  /** As the service wrote it: the form that is sent back to it. */
  readonly listedName: string;
  /** Empty when the row had none. */
  readonly instanceId: string;
  /** `ExpirationDateLong`, epoch milliseconds; null when the row had none that can be read. */
  readonly expiryMs: number | null;
  readonly status: DomainStatus;
  readonly verification: Verification;
  readonly premium: boolean;
  /** Alibaba's own auto-renewal; null where the service does not tell: rows of ScrollDomainList, and sites without the field. */
  readonly autoRenew: boolean | null;
  /** What a policy can ask for besides name and premium; absent where the row tells nothing of it. */
  readonly labels?: DomainLabels;
}

/** The order in which domains go: soonest expiry first, names deciding between equals; an unknown expiry before all. */
export function bySoonestExpiry(
  a: Pick<ListedDomain, 'name' | 'expiryMs'>,
  b: Pick<ListedDomain, 'name' | 'expiryMs'>,
): number {
  return (a.expiryMs ?? 0) - (b.expiryMs ?? 0) || (a.name < b.name ? -1 : 1);
}

/** What the account's owner and its registry wrote on a domain. Domains with equal labels share one object. */
export interface DomainLabels {
  /** Each tag as `key`, and as `key=value` where it has a value. */
  readonly tags: readonly string[];
  /** Id and name of its domain group. */
  readonly groups: readonly string[];
  readonly resourceGroups: readonly string[];
  /** The holder in every form that is listed; of a known type also `individual` or `enterprise`. */
  readonly registrants: readonly string[];
}

/** The labels that somebody asks for: of no other anything is kept. */
export type LabelsWanted = Readonly<Record<keyof DomainLabels, ReadonlySet<string>>>;

/** What only the single-domain query tells (QueryDomainByInstanceId). */
export interface DomainDetails {
  readonly name: DomainName;
  readonly instanceId: string;
  readonly expiryMs: number | null;
  readonly status: DomainStatus;
  readonly verification: Verification;
  readonly premium: boolean;
  readonly transferOutPending: boolean;
  readonly holderChangePending: boolean;
  /** `DomainLifecycleStatus` as written; its values are not documented. */
  readonly lifecycle: string | null;
}
