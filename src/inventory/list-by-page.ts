import type { DomainPage, DomainReader } from './domain-reader.ts';
import { Collection, type OnProgress, PAGE_SIZE, PAGES_MAX, type Pass } from './pass.ts';

/** Which rows are asked for, and which of them matter. */
export interface PageScope {
  /** Only domains which expire up to then, epoch milliseconds; without it, all. */
  readonly expiresUntilMs?: number;
  /** A domain which expires up to then must not slip through between two pages; epoch milliseconds. */
  readonly windowUntilMs: number;
}

type ReadPage = (pageNum: number) => Promise<DomainPage>;

/**
 * Reads QueryDomainList from its first page, which the caller already has, to its end. `CurrentPageNum` and `NextPage` are not
 * looked at: the end is where the rows are as many as the total says, or a page is empty. What counts as whole then is held against a
 * second look at the pages of the window.
 */
export async function listByPage(
  reader: DomainReader,
  first: DomainPage,
  onProgress: OnProgress,
  { expiresUntilMs, windowUntilMs }: PageScope,
): Promise<Pass> {
  const filter = { pageSize: PAGE_SIZE, ...(expiresUntilMs === undefined ? {} : { expiresUntilMs }) };
  const readPage: ReadPage = async (pageNum) => await reader.listPage({ ...filter, pageNum });
  const { pass, pages } = await readPages(first, readPage, onProgress);
  if (pass.flaw !== '' || pages.length < 2) return pass;
  return await lookAgain(pass, pages, readPage, windowUntilMs);
}

async function readPages(
  first: DomainPage,
  readPage: ReadPage,
  onProgress: OnProgress,
): Promise<{ readonly pass: Pass; readonly pages: readonly DomainPage[] }> {
  const collection = new Collection(first.totalCount, onProgress);
  const rowsWanted = first.totalCount ?? Number.POSITIVE_INFINITY;
  const pagesWanted = first.pageCount ?? 0;
  const pages: DomainPage[] = [];
  for (let pageNum = 1; pageNum <= PAGES_MAX; pageNum++) {
    const page = pageNum === 1 ? first : await readPage(pageNum);
    const rowCount = collection.take(page);
    if (page.totalCount !== first.totalCount) collection.flaw('the total changed while it was read');
    if (rowCount > 0) pages.push(page);
    if (rowCount === 0 || (collection.rowCount >= rowsWanted && pageNum >= pagesWanted)) break;
  }
  return { pass: collection.end(true), pages };
}

/**
 * Counts do not tell when one domain left the account and another came in meanwhile: then the first row of the next page has moved
 * up to a page that was read before, and nobody saw it. Pages come soonest expiry first, so the window is a few pages at the front, most
 * often one.
 */
async function lookAgain(
  pass: Pass,
  pages: readonly DomainPage[],
  readPage: ReadPage,
  windowUntilMs: number,
): Promise<Pass> {
  const isDue = ({ domains }: DomainPage): boolean =>
    domains.some(({ expiryMs }) => expiryMs === null || expiryMs <= windowUntilMs);
  const dueCount = pages.findLastIndex(isDue) + 1;
  for (let pageNum = 1; pageNum <= dueCount; pageNum++) {
    const { domains } = await readPage(pageNum);
    // Rows of one date may come in any order, so what is seen already may stand on another page.
    const unseen = domains.filter(({ name }) => !pass.domains.has(name));
    if (unseen.length === 0) continue;
    const all = new Map([...pass.domains, ...unseen.map((domain) => [domain.name, domain] as const)]);
    return {
      ...pass,
      domains: all,
      flaw: `${unseen[0]?.name} came only with a second look at page ${pageNum}: the pages shifted`,
    };
  }
  return pass;
}
