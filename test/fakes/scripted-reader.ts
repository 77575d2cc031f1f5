import type { DomainPage, DomainPageQuery, DomainReader, ScrollPage } from '../../src/inventory/domain-reader.ts';
import type { DomainDetails, ListedDomain } from '../../src/model/domain.ts';
import { aCloudError } from '../builders/cloud-error.ts';
import { aListedDomain } from '../builders/domains.ts';

/** What one page holds: names, and what the reply says of totals. */
export interface ScriptedPage {
  readonly names: readonly string[];
  readonly total?: number | null;
  readonly pages?: number | null;
  readonly unreadable?: readonly string[];
  readonly autoRenew?: boolean | null;
}

/** A page with as many rows of names as said: `d1.com`, `d2.com`, … from `first` on. */
export function names(first: number, last: number): string[] {
  return Array.from({ length: last - first + 1 }, (_, index) => `d${first + index}.com`);
}

/**
 * A list of domains that answers from a script: the pages of QueryDomainList in the order in which they are asked for, whatever the
 * page number, and of ScrollDomainList likewise. When a script is used up, pages are empty.
 */
export class ScriptedReader implements DomainReader {
  readonly asked: DomainPageQuery[] = [];
  readonly scrolled: (string | null)[] = [];
  readonly #pages: ScriptedPage[];
  readonly #scrolls: (ScrollPage | Error)[];
  readonly #row: (name: string) => ListedDomain;

  /** `row`: what a page tells of a domain; unless given, the usual one. */
  constructor(
    pages: readonly ScriptedPage[],
    scrolls: readonly (ScrollPage | Error)[] = [],
    row: (name: string) => ListedDomain = (name) => aListedDomain({ name }),
  ) {
    this.#pages = [...pages];
    this.#scrolls = [...scrolls];
    this.#row = row;
  }

  async listPage(query: DomainPageQuery): Promise<DomainPage> {
    await Promise.resolve();
    this.asked.push(query);
    const {
      names: rows,
      total = 0,
      pages = null,
      unreadable = [],
      autoRenew = false,
    } = this.#pages.shift() ?? {
      names: [],
    };
    const domains = rows.map((name) => ({ ...this.#row(name), autoRenew }));
    return { domains, unreadableRows: unreadable, totalCount: total, pageCount: pages };
  }

  async scroll(scrollId: string | null): Promise<ScrollPage> {
    await Promise.resolve();
    this.scrolled.push(scrollId);
    const page = this.#scrolls.shift() ?? aCloudError({ kind: 'rejected', action: 'ScrollDomainList' });
    if (page instanceof Error) throw page;
    return page;
  }

  async domainDetails(): Promise<DomainDetails | null> {
    return await Promise.resolve(null);
  }
}

/** A page of ScrollDomainList. */
export function aScrollPage(rows: readonly string[], remainingCount: number | null, scrollId = 'S'): ScrollPage {
  const domains = rows.map((name) => aListedDomain({ name, autoRenew: null }));
  return { scrollId, domains, unreadableRows: [], remainingCount };
}
