import type { DomainDetails, ListedDomain } from '../model/domain.ts';

/** One page of the list of domains. Counts are null where the reply had none that can be read. */
export interface DomainPage {
  readonly domains: readonly ListedDomain[];
  /** Rows that have no readable domain name, described for people; they count as rows of the page. */
  readonly unreadableRows: readonly string[];
  readonly totalCount: number | null;
  readonly pageCount: number | null;
}

export interface DomainPageQuery {
  /** From 1. */
  readonly pageNum: number;
  readonly pageSize: number;
  /** Only domains which expire up to this instant (epoch milliseconds, by day, inclusive or not is not documented). */
  readonly expiresUntilMs?: number;
  /** Search by name; the service may return names that only resemble it. */
  readonly domainName?: string;
}

export interface ScrollPage {
  /** Empty when the service sent none. */
  readonly scrollId: string;
  readonly domains: readonly ListedDomain[];
  readonly unreadableRows: readonly string[];
  /** `TotalItemNum`: how many are still to come after this page; null where it cannot be read. */
  readonly remainingCount: number | null;
}

/**
 * Reads the account's domains. Every call may repeat and may be made at any time; all throw a CloudError when the retries
 * inside are used up. Pages are read at different instants: the list may shift between them.
 */
export interface DomainReader {
  /** QueryDomainList, soonest expiry first. A page beyond the last is empty. */
  listPage(query: DomainPageQuery): Promise<DomainPage>;
  /** ScrollDomainList. The first call (`scrollId` null) returns an id and no domains. */
  scroll(scrollId: string | null, pageSize: number): Promise<ScrollPage>;
  /** QueryDomainByInstanceId; null when the account has no such domain (any more). */
  domainDetails(instanceId: string): Promise<DomainDetails | null>;
}
