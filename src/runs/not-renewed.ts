import type { RunOrder } from '../config/run-order.ts';
import type { ListedDomain } from '../model/domain.ts';
import type { Problem } from '../model/problem.ts';
import { toDay } from '../model/time.ts';
import { isNear } from '../selection/told.ts';
import type { RenewalDone } from './renewal-result.ts';

/**
 * The domains that are due, near their expiry, and not submitted in this run: left over by a run that may spend, or only planned by a
 * timer. A person who asks for a plan sees them in it. Pure.
 */
export function notRenewedInTime({ plan, unsent, judged }: RenewalDone, order: RunOrder, nowMs: number): Problem[] {
  if (plan === null || (order.mode === 'plan' && order.trigger !== 'timer')) return [];
  const planned = plan.batches.flat().map(({ name }) => name);
  const left = new Set([...(order.mode === 'plan' ? planned : unsent), ...plan.deferred]);
  return judged
    .map(({ domain }) => domain)
    .filter((domain) => left.has(domain.name) && isNear(domain, nowMs))
    .map((domain) => (order.mode === 'plan' ? onlyPlanned(domain) : leftOver(domain)));
}

function onlyPlanned(domain: ListedDomain): Problem {
  const message = `${about(domain)}: it is due within a week, and the timer's run only plans. It is never renewed that way. Set RENEW_MODE=renew, or renew it by name with "mode":"renew"`;
  return { problem: 'due-but-plan-mode', domain: domain.name, message };
}

function leftOver(domain: ListedDomain): Problem {
  const message = `${about(domain)}: it is due within a week, and this run left it for the next one. This run paid nothing for it. Look at the run's stops and at RENEW_MAX_DOMAINS; if the next run leaves it too, renew it by name, or by hand once domain-renew prove says that nothing is under way`;
  return { problem: 'due-not-submitted', domain: domain.name, message };
}

function about({ name, expiryMs }: ListedDomain): string {
  return `${name} (expiry ${toDay(expiryMs ?? 0)})`;
}
