/** A plan is approved within days, or it has drifted anyway. */
const PLANS_MAX = 30;

/** Adds the plan that a run recorded; one that was recorded before is the newest again. */
export function takePlan(plans: string[], plan: string): void {
  const place = plans.indexOf(plan);
  if (place !== -1) plans.splice(place, 1);
  plans.push(plan);
  if (plans.length > PLANS_MAX) plans.shift();
}
