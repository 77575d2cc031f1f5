import type { DomainPage, DomainReader } from './domain-reader.ts';
import { Collection, type OnProgress, PAGE_SIZE, PAGES_MAX, type Pass } from './pass.ts';

/**
 * Reads QueryDomainList from its first page, which the caller already has, to its end. `CurrentPageNum` and `NextPage` are not
 * looked at: the end is where the rows are as many as the total says, or a page is empty.
 */
export async function listByPage(
  reader: DomainReader,
  first: DomainPage,
  onProgress: OnProgress,
  expiresUntilMs?: number,
): Promise<Pass> {
  const collection = new Collection(first.totalCount, onProgress);
  const filter = { pageSize: PAGE_SIZE, ...(expiresUntilMs === undefined ? {} : { expiresUntilMs }) };
  const rowsWanted = first.totalCount ?? Number.POSITIVE_INFINITY;
  const pagesWanted = first.pageCount ?? 0;
  let page = first;
  for (let pageNum = 1; pageNum <= PAGES_MAX; pageNum++) {
    if (pageNum > 1) page = await reader.listPage({ ...filter, pageNum });
    const rowCount = collection.take(page);
    if (page.totalCount !== first.totalCount) collection.flaw('the total changed while it was read');
    if (rowCount === 0 || (collection.rowCount >= rowsWanted && pageNum >= pagesWanted)) break;
  }
  return collection.end(true);
}
