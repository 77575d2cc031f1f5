import type { RunEvent } from '../../src/config/event.ts';
import { DAY_MS, HOUR_MS } from '../../src/model/time.ts';
import type { RequestedOrder } from '../../src/sandbox/books.ts';
import type { SandboxDomain } from '../../src/sandbox/registry.ts';
import { matchesAny, type Permitted, permittedFor } from './auditor-settings.ts';

/** An order's surroundings when it arrived. */
export interface Surroundings {
  readonly settings: Permitted;
  /** What its run was asked to do. */
  readonly asked: RunEvent;
  /** As the registrar has it; null when it is not in the account. */
  readonly domain: SandboxDomain | null;
  /** Nobody had a hand in it for so long that the run must have seen how it is. */
  readonly isSettled: boolean;
  readonly nowMs: number;
}

export const GRACE_MS: number = 30 * DAY_MS;
/**
 * What a run knows is so old at most when its request arrives: 5 minutes from the reading to the sending, by a clock that was set back by
 * less than what the signature allows (31 minutes each way), and 31 minutes on the way. Of native auto-renewal only the list tells, which
 * may be an hour old: a run has no longer.
 */
export const KNOWN_MS: number = 2 * HOUR_MS;
/** A clock that is further ahead is refused by every service. */
const AHEAD_MS = 45 * 60_000;

/** Why nobody permitted this order; null when it was permitted. By the registrar's books and the settings alone. */
export function whyNotPermitted(order: RequestedOrder, surroundings: Surroundings): string | null {
  const around = { ...surroundings, settings: permittedFor(surroundings.settings, order.domain) };
  return whyNotAsked(order, around) ?? whyNotDue(order, around) ?? whyNotHealthy(around);
}

function whyNotAsked({ domain, years, permitPremium }: RequestedOrder, around: Surroundings): string | null {
  const { settings, asked } = around;
  if (!maySpend(settings, asked)) return 'its run only plans';
  const { domains } = asked.options;
  if (domains !== null && domains.every((name) => name !== domain)) return 'other domains were named';
  if (settings.action === 'notify') return 'the policy only tells of it';
  if (!isCovered(domain, settings)) return 'it is not included, or excluded';
  if (years !== settings.years) return `it is for ${years} years instead of ${settings.years}`;
  return permitPremium === settings.permitPremium ? null : `it says that premium is permitted: ${permitPremium}`;
}

function whyNotDue({ expiryBeforeMs }: RequestedOrder, around: Surroundings): string | null {
  const { settings, asked, domain, isSettled, nowMs } = around;
  const leftMs = expiryBeforeMs - nowMs;
  if (leftMs > windowDaysOf(settings, asked) * DAY_MS + AHEAD_MS) return `it is due in ${leftMs / DAY_MS} days`;
  if (-leftMs > GRACE_MS + KNOWN_MS) return 'its grace period is over';
  if (-leftMs > KNOWN_MS && !settings.renewExpired) return 'it has expired';
  if (!isSettled) return null;
  if (domain === null) return 'it is not in the account';
  return domain.expiryMs === expiryBeforeMs ? null : 'that is not its expiry date';
}

function whyNotHealthy({ settings, domain, isSettled }: Surroundings): string | null {
  if (domain === null || !isSettled) return null;
  if (domain.premium && !settings.permitPremium) return 'it is premium';
  if (domain.autoRenew) return 'native auto-renewal is on';
  if (domain.transferOut) return 'it is being transferred out';
  if (domain.holderChange) return 'its holder is being changed';
  return domain.audit === 'FAILED' ? 'its verification failed' : null;
}

/** A timer cannot widen the settings; a person may. */
function maySpend({ mode }: Permitted, { trigger, options }: RunEvent): boolean {
  return trigger === 'timer' ? mode === 'renew' && options.mode !== 'plan' : options.mode === 'renew';
}

function windowDaysOf({ windowDays }: Permitted, { trigger, options }: RunEvent): number {
  const asked = options.windowDays ?? windowDays;
  return trigger === 'timer' ? Math.min(asked, windowDays) : asked;
}

/** Whether settings and policy let it live at all, by its name: nobody renews what is not, nor tells that it is due. */
export function isCovered(domain: string, settings: Permitted): boolean {
  const { include, exclude } = settings;
  const isIncluded = include.length === 0 || matchesAny(domain, include);
  return isIncluded && !matchesAny(domain, exclude) && permittedFor(settings, domain).action !== 'lapse';
}

/** Nothing about the domain itself, or in the settings, keeps the timer's run from renewing it when it is due. */
export function isForTimer(domain: SandboxDomain, all: Permitted, nowMs: number): boolean {
  const settings = permittedFor(all, domain.name);
  const { premium, autoRenew, audit, transferOut, holderChange, expiryMs, name } = domain;
  const isOrdinary = !autoRenew && audit === 'SUCCEED' && !transferOut && !holderChange;
  const isPermitted = (!premium || settings.permitPremium) && (expiryMs > nowMs || settings.renewExpired);
  return (
    settings.mode === 'renew' && settings.action !== 'notify' && isOrdinary && isPermitted && isCovered(name, settings)
  );
}
