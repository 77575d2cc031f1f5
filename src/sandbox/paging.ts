import { invalidParameter } from './api-error.ts';
import type { JsonObject } from './json.ts';
import { optionalInteger, type RpcParams, requiredInteger } from './rpc-params.ts';

export interface Page<T> {
  readonly rows: readonly T[];
  /** `CurrentPageNum`, `PageSize`, the totals, and whether there is a page before and after. */
  readonly fields: JsonObject;
}

/** The page that `PageNum` and `PageSize` ask for; one beyond the last is empty. Page 0 counts as the first. */
export function pageOf<T>(items: readonly T[], params: RpcParams, pageSizeMax: number): Page<T> {
  const pageNum = Math.max(1, requiredInteger(params, 'PageNum'));
  const pageSize = checkedPageSize(requiredInteger(params, 'PageSize'), pageSizeMax);
  const pageCount = Math.ceil(items.length / pageSize);
  return {
    rows: items.slice((pageNum - 1) * pageSize, pageNum * pageSize),
    fields: {
      CurrentPageNum: pageNum,
      PageSize: pageSize,
      TotalItemNum: items.length,
      TotalPageNum: pageCount,
      PrePage: pageNum > 1,
      NextPage: pageNum < pageCount,
    },
  };
}

/** `PageSize` of calls that page by a cursor. */
export function cursorPageSize(params: RpcParams, defaultSize: number, pageSizeMax: number): number {
  return checkedPageSize(optionalInteger(params, 'PageSize') ?? defaultSize, pageSizeMax);
}

/** What is above the cap is cut down to it without a word; the answer's own `PageSize` tells. */
function checkedPageSize(pageSize: number, pageSizeMax: number): number {
  if (pageSize < 1) throw invalidParameter('PageSize', String(pageSize));
  return Math.min(pageSize, pageSizeMax);
}
