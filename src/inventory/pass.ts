import type { DomainName, ListedDomain } from '../model/domain.ts';

/** One pass over the list of domains. */
export interface Pass {
  readonly domains: ReadonlyMap<DomainName, ListedDomain>;
  readonly totalCount: number;
  /** Why this pass proves nothing; empty when it is a proof. */
  readonly flaw: string;
  readonly tellsAutoRenewal: boolean;
}

/** Called after each page. */
export type OnProgress = (seenCount: number, totalCount: number) => void;

/** QueryDomainList's own cap is not documented; 100 is what its samples and callers use. */
export const PAGE_SIZE = 100;
/** The most that ScrollDomainList takes. */
export const SCROLL_PAGE_SIZE = 500;
/** A bound on every loop over pages: half a million domains. */
export const PAGES_MAX = 5000;

/** What came so far in one pass, and what is wrong with it. */
export class Collection {
  readonly domains: Map<DomainName, ListedDomain> = new Map();
  readonly #flaws = new Set<string>();
  readonly #totalCount: number | null;
  readonly #onProgress: OnProgress;
  rowCount = 0;

  constructor(totalCount: number | null, onProgress: OnProgress) {
    this.#totalCount = totalCount;
    this.#onProgress = onProgress;
  }

  /** Takes the rows of one page; returns how many there were. */
  take(page: { readonly domains: readonly ListedDomain[]; readonly unreadableRows: readonly string[] }): number {
    for (const domain of page.domains) {
      if (this.domains.has(domain.name)) this.flaw(`${domain.name} came twice: the pages shifted`);
      this.domains.set(domain.name, domain);
    }
    for (const row of page.unreadableRows) this.flaw(`a row could not be read: ${row}`);
    const rowCount = page.domains.length + page.unreadableRows.length;
    this.rowCount += rowCount;
    this.#onProgress(this.domains.size, this.#totalCount ?? this.domains.size);
    return rowCount;
  }

  flaw(text: string): void {
    this.#flaws.add(text);
  }

  /** The pass as it stands at its end: a proof when every count agrees. */
  end(tellsAutoRenewal: boolean): Pass {
    const seenCount = this.domains.size;
    if (this.#totalCount === null) this.flaw('the reply did not say how many domains there are');
    else if (seenCount !== this.#totalCount)
      this.flaw(`${seenCount} domains came where the total is ${this.#totalCount}`);
    const flaw = [...this.#flaws].slice(0, 5).join('; ');
    return { domains: this.domains, totalCount: this.#totalCount ?? seenCount, flaw, tellsAutoRenewal };
  }
}
