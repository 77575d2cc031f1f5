import type { Finished } from './entry.ts';

/** The run of each kind that ended last; null where none did. */
export interface LastRuns {
  readonly renew: Finished | null;
  readonly check: Finished | null;
}

/** Takes the end of a run, if none of its kind ended later. */
export function takeFinished(last: { renew: Finished | null; check: Finished | null }, entry: Finished): void {
  if ((last[entry.runKind]?.atMs ?? 0) <= entry.atMs) last[entry.runKind] = entry;
}

/** A plan is approved within days, or it has drifted anyway. */
const PLANS_MAX = 30;

/** Adds the plan that a run recorded; one that was recorded before is the newest again. */
export function takePlan(plans: string[], plan: string): void {
  const place = plans.indexOf(plan);
  if (place !== -1) plans.splice(place, 1);
  plans.push(plan);
  if (plans.length > PLANS_MAX) plans.shift();
}
