import type { RunOrder } from '../config/run-order.ts';
import type { ListedDomain } from '../model/domain.ts';
import type { Problem } from '../model/problem.ts';
import { toDay } from '../model/time.ts';
import type { MoneyLimit } from '../plan/budget.ts';
import { CAP_SETTINGS } from '../plan/budget-problems.ts';
import type { Stop } from '../plan/limits.ts';
import type { Plan } from '../plan/plan.ts';
import { isNear } from '../selection/told.ts';
import type { RenewalDone } from './renewal-result.ts';

/**
 * The domains that are due, near their expiry, and not submitted in this run: left over by a run that may spend, or only planned by a
 * timer. A person who asks for a plan sees them in it. Pure.
 */
export function notRenewedInTime(
  done: RenewalDone,
  order: RunOrder,
  { stops, nowMs }: { readonly stops: readonly Stop[]; readonly nowMs: number },
): Problem[] {
  const { plan, unsent, judged } = done;
  if (plan === null || (order.mode === 'plan' && order.trigger !== 'timer')) return [];
  const planned = plan.batches.flat().map(({ name }) => name);
  const left = new Set([...(order.mode === 'plan' ? planned : unsent), ...plan.deferred]);
  return judged
    .map(({ domain }) => domain)
    .filter((domain) => left.has(domain.name) && isNear(domain, nowMs))
    .map((domain) => (order.mode === 'plan' ? onlyPlanned(domain) : leftOver(domain, whyLeft(domain, done, stops))));
}

function onlyPlanned(domain: ListedDomain): Problem {
  const message = `${about(domain)}: it is due within a week, and the timer's run only plans. It is never renewed that way. Set RENEW_MODE=renew, or renew it by name with "mode":"renew"`;
  return { problem: 'due-but-plan-mode', domain: domain.name, message };
}

/** What kept it from being submitted: what stopped the run, the money, or its places. */
function whyLeft({ name }: ListedDomain, done: RenewalDone, stops: readonly Stop[]): string {
  const { plan, unsent, displaced, submissions } = done;
  const noMoney = [...displaced, ...(plan?.unfit ?? [])].find(({ renewal }) => renewal.name === name);
  // A stop while it was sending did not touch what was never planned.
  const isStopped = stops.length > 0 && (unsent.includes(name) || submissions.length === 0);
  const causes = [
    ...(isStopped ? [`it stopped (${[...new Set(stops.map(({ stop }) => stop))].join(', ')})`] : []),
    ...(noMoney === undefined ? [] : [noRoom(noMoney.by)]),
  ];
  if (causes.length > 0) return causes.join(', and ');
  return unsent.includes(name)
    ? 'another run was at work on it, or its price was no longer certain'
    : behindOthers(plan);
}

function behindOthers(plan: Plan | null): string {
  return plan?.isFull === false
    ? 'so many that expire sooner did not fit the money that it looked no further'
    : 'others that expire sooner took all its places (RENEW_MAX_DOMAINS)';
}

function noRoom(by: MoneyLimit): string {
  if (by === 'approval') return 'more than was claimed today needs approval (RENEW_APPROVAL)';
  return by === 'balance' ? 'the balance does not pay it' : `${CAP_SETTINGS[by].setting} has no room for it`;
}

function leftOver(domain: ListedDomain, why: string): Problem {
  const message = `${about(domain)}: it is due within a week, and this run left it for the next one, because ${why}. This run paid nothing for it. If the next run leaves it too, renew it by name, or by hand once domain-renew prove says that nothing is under way`;
  return { problem: 'due-not-submitted', domain: domain.name, message };
}

function about({ name, expiryMs }: ListedDomain): string {
  return `${name} (expiry ${toDay(expiryMs ?? 0)})`;
}
