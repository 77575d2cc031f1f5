import type { DomainReader } from './domain-reader.ts';
import { Collection, type OnProgress, PAGES_MAX, type Pass, SCROLL_PAGE_SIZE } from './pass.ts';

/**
 * Reads ScrollDomainList to its end, a snapshot. The first call returns only an id. What proves it whole is the total that
 * QueryDomainList gave, because whether `TotalItemNum` here counts the present page is not documented.
 */
export async function listByScroll(
  reader: DomainReader,
  totalCount: number | null,
  onProgress: OnProgress,
): Promise<Pass> {
  const collection = new Collection(totalCount, onProgress);
  let { scrollId } = await reader.scroll(null, SCROLL_PAGE_SIZE);
  for (let pageNum = 1; pageNum <= PAGES_MAX; pageNum++) {
    const page = await reader.scroll(scrollId, SCROLL_PAGE_SIZE);
    const rowCount = collection.take(page);
    const allCame = page.remainingCount === 0 && collection.domains.size >= (totalCount ?? 0);
    if (rowCount === 0 || allCame) break;
    if (page.scrollId !== '') scrollId = page.scrollId;
  }
  return collection.end(false);
}
