import type { DomainPage, DomainPageQuery, ScrollPage } from '../inventory/domain-reader.ts';
import {
  type DomainDetails,
  type DomainStatus,
  domainName,
  type ListedDomain,
  type Verification,
} from '../model/domain.ts';
import { labelReader, type ReadLabels } from './domain-api-labels.ts';
import {
  asRow,
  count,
  field,
  flag,
  hasPart,
  integer,
  type Parsed,
  printable,
  type Row,
  rowsIn,
  text,
  word,
} from './domain-api-values.ts';
import type { PopParams } from './pop-core-client.ts';

/** Parameters of QueryDomainList: always soonest expiry first, so that a shift while paging hits what is far away. */
export function listParams(query: DomainPageQuery): PopParams {
  return {
    PageNum: query.pageNum,
    PageSize: query.pageSize,
    OrderKeyType: 'ExpirationDate',
    OrderByType: 'ASC',
    ...(query.expiresUntilMs === undefined ? {} : { EndExpirationDate: query.expiresUntilMs }),
    ...(query.domainName === undefined ? {} : { DomainName: query.domainName }),
  };
}

/** `CurrentPageNum` and `NextPage` are not read: they are unreliable. */
export function parseDomainPage(body: Row, readLabels: ReadLabels = labelReader()): Parsed<DomainPage> {
  const totalCount = count(body, 'TotalItemNum');
  if (!hasPart(body, 'Data') && totalCount === null) {
    return { unreadable: 'the answer has neither Data nor TotalItemNum' };
  }
  return { value: { ...listedDomains(body, readLabels), totalCount, pageCount: count(body, 'TotalPageNum') } };
}

/** The first reply of a scroll carries its id and nothing else; the later ones carry rows. */
export function parseScrollPage(
  body: Row,
  isFirst: boolean,
  readLabels: ReadLabels = labelReader(),
): Parsed<ScrollPage> {
  const scrollId = text(body, 'ScrollId') ?? '';
  const remainingCount = count(body, 'TotalItemNum');
  const hasRows = hasPart(body, 'Data') || remainingCount !== null;
  if (isFirst ? scrollId === '' : !hasRows) {
    return { unreadable: isFirst ? 'the answer has no ScrollId' : 'the answer has neither Data nor TotalItemNum' };
  }
  return { value: { scrollId, ...listedDomains(body, readLabels), remainingCount } };
}

/** Reads a reply of QueryDomainByInstanceId; unreadable when it does not name the domain that was asked for. */
export function parseDomainDetails(body: Row, instanceId: string): Parsed<DomainDetails> {
  const name = domainName(text(body, 'DomainName') ?? '');
  if (name === null) return { unreadable: 'the answer names no domain' };
  const answered = text(body, 'InstanceId') ?? instanceId;
  if (answered !== instanceId) return { unreadable: 'the answer is about another instance' };
  return {
    value: {
      name,
      instanceId,
      expiryMs: expiry(body),
      status: domainStatus(body),
      verification: verification(body, 'RealNameStatus'),
      premium: flag(body, 'Premium') ?? false,
      transferOutPending: word(body, 'TransferOutStatus') === 'PENDING',
      holderChangePending: word(body, 'RegistrantUpdatingStatus') === 'PENDING',
      lifecycle: text(body, 'DomainLifecycleStatus'),
    },
  };
}

/** Says that the account has no such instance; `InvalidAction.NotFound` and the like do not say that. */
export function saysNoSuchDomain(code: string): boolean {
  return /^(?:Invalid)?(?:Domain|Instance)(?:Name|Id)?\.?Not(?:Exist|Found)/i.test(code);
}

function listedDomains(body: Row, readLabels: ReadLabels): Pick<DomainPage, 'domains' | 'unreadableRows'> {
  const domains: ListedDomain[] = [];
  const unreadableRows: string[] = [];
  for (const [index, raw] of rowsIn(field(body, 'Data'), 'Domain').entries()) {
    const row = asRow(raw);
    const domain = row === null ? null : listedDomain(row, readLabels);
    if (domain === null) unreadableRows.push(describeRow(row, index + 1));
    else domains.push(domain);
  }
  return { domains, unreadableRows };
}

function listedDomain(row: Row, readLabels: ReadLabels): ListedDomain | null {
  const listedName = text(row, 'DomainName') ?? '';
  const name = domainName(listedName);
  if (name === null) return null;
  const labels = readLabels(row);
  return {
    name,
    // One text in memory where both are the same: an account may have 100,000.
    listedName: listedName === name ? name : listedName,
    instanceId: text(row, 'InstanceId') ?? '',
    expiryMs: expiry(row),
    status: domainStatus(row),
    verification: verification(row, 'DomainAuditStatus'),
    premium: flag(row, 'Premium') ?? false,
    autoRenew: flag(row, 'AutoRenewEnabled'),
    ...(labels === undefined ? {} : { labels }),
  };
}

function describeRow(row: Row | null, number: number): string {
  if (row === null) return `row ${number} is not an object`;
  const name = printable(text(row, 'DomainName') ?? '', 80);
  const instanceId = printable(text(row, 'InstanceId') ?? '', 80);
  return `row ${number} has no readable name (DomainName "${name}", InstanceId "${instanceId}")`;
}

/** Only the epoch milliseconds: the date text next to them has no zone and two formats. */
function expiry(row: Row): number | null {
  const expiryMs = integer(row, 'ExpirationDateLong');
  return expiryMs !== null && expiryMs > 0 ? expiryMs : null;
}

function domainStatus(row: Row): DomainStatus {
  return STATUSES.get(word(row, 'DomainStatus')) ?? 'unknown';
}

const STATUSES: ReadonlyMap<string, DomainStatus> = new Map([
  ['1', 'urgent-renewal'],
  ['2', 'needs-redemption'],
  ['3', 'normal'],
  ['4', 'transferring-out'],
  ['5', 'holder-changing'],
  ['6', 'not-verified'],
  ['7', 'verification-failed'],
  ['8', 'under-review'],
]);

function verification(row: Row, name: string): Verification {
  return VERIFICATIONS.get(word(row, name)) ?? 'unknown';
}

const VERIFICATIONS: ReadonlyMap<string, Verification> = new Map([
  ['SUCCEED', 'succeeded'],
  ['FAILED', 'failed'],
  ['AUDITING', 'auditing'],
  ['NONAUDIT', 'none'],
]);
