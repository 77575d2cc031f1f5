import { invalidParameter } from './api-error.ts';
import type { CallContext } from './call.ts';
import { cloudDay } from './cloud-text.ts';
import { tldOf } from './price-list.ts';
import { listStatus, type Registry, type SandboxDomain, scrollStatus } from './registry.ts';
import { optionalInteger, type RpcParams } from './rpc-params.ts';

type Keep = (domain: SandboxDomain) => boolean;

const FILTER_NAMES = [
  'DomainName',
  'KeyWord',
  'QueryType',
  'DomainStatus',
  'ProductDomainType',
  'AutoRenewEnabled',
  'StartExpirationDate',
  'EndExpirationDate',
  'OrderKeyType',
  'OrderByType',
] as const;

interface View {
  readonly key: string;
  readonly domains: readonly SandboxDomain[];
}

/** The last list of each registry: the next page of the same question is not worth sorting 100,000 domains again. */
const lastViews = new WeakMap<Registry, View>();

/** The domains that the filters of a list call keep, in the order it asks for. */
export function selectDomains(context: CallContext): readonly SandboxDomain[] {
  const { world, params, nowMs } = context;
  // Statuses change by the clock alone: the day is part of the key.
  const asked = FILTER_NAMES.map((name) => params.get(name) ?? '');
  const key = JSON.stringify([world.registry.version(), cloudDay(nowMs), context.action, ...asked]);
  const last = lastViews.get(world.registry);
  if (last?.key === key) return last.domains;
  const keeps = filtersOf(context);
  const kept = world.registry.all().filter((domain) => keeps.every((keep) => keep(domain)));
  const domains = inOrder(kept, params);
  lastViews.set(world.registry, { key, domains });
  return domains;
}

function filtersOf({ action, world, params, nowMs }: CallContext): Keep[] {
  const scrolls = action === 'ScrollDomainList';
  const wanted = (name: string, keep: (domain: SandboxDomain, value: string) => boolean): Keep[] => {
    const value = params.get(name) ?? '';
    return value === '' ? [] : [(domain) => keep(domain, value)];
  };
  return [
    dayFilter(params, world.profile.endDayExcluded),
    ...wanted(scrolls ? 'KeyWord' : 'DomainName', (domain, part) =>
      domain.name.toLowerCase().includes(part.toLowerCase()),
    ),
    ...wanted('QueryType', (domain, type) => listStatus(domain, nowMs) === type),
    ...wanted('AutoRenewEnabled', (domain, flag) => String(domain.autoRenew) === flag),
    ...wanted('ProductDomainType', (domain, type) => tldOf(domain.name).domainType === type),
    ...(scrolls
      ? wanted('DomainStatus', (domain, status) => status === '0' || scrollStatus(domain, nowMs) === status)
      : []),
  ];
}

/** "Only queries by day are supported": whole days of UTC+8. Whether the last one counts is not documented. */
function dayFilter(params: RpcParams, endDayExcluded: boolean): Keep {
  const startMs = optionalInteger(params, 'StartExpirationDate');
  const endMs = optionalInteger(params, 'EndExpirationDate');
  const firstDay = startMs === null ? Number.NEGATIVE_INFINITY : cloudDay(startMs);
  const lastDay = endMs === null ? Number.POSITIVE_INFINITY : cloudDay(endMs) - (endDayExcluded ? 1 : 0);
  return (domain) => {
    const day = cloudDay(domain.expiryMs);
    return day >= firstDay && day <= lastDay;
  };
}

function inOrder(domains: SandboxDomain[], params: RpcParams): SandboxDomain[] {
  const key = params.get('OrderKeyType') ?? '';
  const direction = params.get('OrderByType') ?? 'DESC';
  if (direction !== 'ASC' && direction !== 'DESC') throw invalidParameter('OrderByType', direction);
  switch (key) {
    case '':
      break;
    case 'ExpirationDate':
      domains.sort((left, right) => left.expiryMs - right.expiryMs);
      break;
    case 'RegistrationDate':
      domains.sort((left, right) => left.registeredMs - right.registeredMs);
      break;
    default:
      throw invalidParameter('OrderKeyType', key);
  }
  return direction === 'ASC' ? domains : domains.toReversed();
}
