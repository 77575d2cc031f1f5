import { addYears } from '../model/time.ts';
import { NO_BALANCE_TEXT } from './account.ts';
import type { RequestedOrder } from './books.ts';
import type { StaleDateWorld } from './options.ts';
import { listStatus, type SandboxDomain } from './registry.ts';

const TERM_YEARS_MAX = 10;

/** What the single renewal says at once, and a detail of a batch later. */
export const BUSY_TEXT = 'An operation is being processed. Please try again later.';

/** What the price call says too, in the only sample of a reason. */
export const NOT_RENEWABLE_TEXT = '不可续费';

/** Failures that come out of the blue, in the words that the real service uses. */
export const ACCIDENTS: readonly string[] = [
  NO_BALANCE_TEXT,
  '域名实名认证未通过，暂不能续费',
  '注册局系统繁忙，请稍后重试',
];

interface Situation {
  readonly domain: SandboxDomain | null;
  readonly order: RequestedOrder;
  /** An earlier order for the same domain was in flight when this one was placed. */
  readonly busy: boolean;
  readonly world: StaleDateWorld;
  readonly atMs: number;
}

/** Why the registrar turns an order down when its turn comes; null when it carries it out. The first reason speaks. */
export function refusalReason(situation: Situation): string | null {
  const { domain, order, busy, world, atMs } = situation;
  if (domain === null) return 'The domain name does not exist in your account.';
  if (world === 'rejected' && busy) return BUSY_TEXT;
  if (world === 'rejected' && domain.expiryMs !== order.expiryBeforeMs) {
    return 'The current expiration date does not match the expiration date of the domain name.';
  }
  return stateReason(domain, order, atMs);
}

function stateReason(domain: SandboxDomain, order: RequestedOrder, atMs: number): string | null {
  if (listStatus(domain, atMs) === '2') return '域名处于赎回期，请先赎回';
  if (!domain.renewable) return NOT_RENEWABLE_TEXT;
  if (domain.transferOut) return '域名正在转出，不能续费';
  if (domain.holderChange) return '域名正在过户，不能续费';
  if (domain.audit === 'FAILED') return '域名实名认证失败，不能续费';
  if (domain.premium && !order.permitPremium)
    return 'Premium domain names can be renewed only with PermitPremiumRenew.';
  if (addYears(domain.expiryMs, order.years) > addYears(atMs, TERM_YEARS_MAX)) {
    return 'The term of a domain name cannot exceed ten years.';
  }
  return null;
}
