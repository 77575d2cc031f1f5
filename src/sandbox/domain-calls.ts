import { ApiError, invalidParameter } from './api-error.ts';
import { maybeShiftList } from './bystanders.ts';
import type { CallContext } from './call.ts';
import { listRow, scrollRow, singleFields } from './domain-rows.ts';
import { selectDomains } from './domain-view.ts';
import type { JsonObject } from './json.ts';
import { cursorPageSize, pageOf } from './paging.ts';
import { optionalInteger, requiredText } from './rpc-params.ts';

const SCROLL_PAGE_SIZE_MAX = 500;
const SCROLL_PAGE_SIZE_DEFAULT = 200;
const OPEN_SCROLLS_MAX = 20;

/** Pages from 1, each with at most so many rows as the profile says; before a later page the list may shift. */
export function queryDomainList(context: CallContext): JsonObject {
  const { world, params, nowMs } = context;
  const pageNum = optionalInteger(params, 'PageNum') ?? 1;
  if (pageNum > 1) maybeShiftList(world, context.chance, nowMs);
  const page = pageOf(selectDomains(context), params, world.profile.listPageSizeMax);
  return { ...page.fields, Data: { Domain: page.rows.map((domain) => listRow(domain, nowMs)) } };
}

/**
 * The first call answers with an id and no rows. The snapshot is read forward only: the position moves with every call,
 * so that rows of an answer which was lost do not come again.
 */
export function scrollDomainList(context: CallContext): JsonObject {
  const { world, params, nowMs, chance } = context;
  const pageSize = cursorPageSize(params, SCROLL_PAGE_SIZE_DEFAULT, SCROLL_PAGE_SIZE_MAX);
  const givenId = params.get('ScrollId') ?? '';
  if (givenId === '') {
    const rows = selectDomains(context);
    const scrollId = `eJx${chance.uuid().replaceAll('-', '')}`;
    world.scrolls.set(scrollId, { rows, position: 0 });
    for (const oldId of [...world.scrolls.keys()].slice(0, -OPEN_SCROLLS_MAX)) world.scrolls.delete(oldId);
    return { PageSize: pageSize, ScrollId: scrollId, TotalItemNum: rows.length, Data: { Domain: [] } };
  }
  const scroll = world.scrolls.get(givenId);
  if (scroll === undefined) throw invalidParameter('ScrollId', givenId);
  const rows = scroll.rows.slice(scroll.position, scroll.position + pageSize);
  scroll.position += rows.length;
  return {
    PageSize: pageSize,
    ScrollId: givenId,
    TotalItemNum: scroll.rows.length - scroll.position,
    Data: { Domain: rows.map((domain) => scrollRow(domain, nowMs)) },
  };
}

/** DomainNotExist when the account has no such instance. */
export function queryDomainByInstanceId({ world, params, nowMs }: CallContext): JsonObject {
  const domain = world.registry.findInstance(requiredText(params, 'InstanceId'));
  if (domain === null) throw domainNotExist();
  return singleFields(domain, nowMs, 'Value');
}

/** Takes the name in any form; otherwise like the query by instance, but for the tags. */
export function queryDomainByDomainName({ world, params, nowMs }: CallContext): JsonObject {
  const domain = world.registry.find(requiredText(params, 'DomainName'));
  if (domain === null) throw domainNotExist();
  return singleFields(domain, nowMs, 'Vaue');
}

function domainNotExist(): ApiError {
  return new ApiError('DomainNotExist', 400, 'The domain name does not exist in your account.');
}
