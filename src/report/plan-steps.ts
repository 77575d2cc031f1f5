import type { Config } from '../config/config.ts';
import type { ListedDomain } from '../model/domain.ts';
import { moneyText } from '../model/money.ts';
import { DAY_MS, startOfDay, startOfMonth } from '../model/time.ts';
import type { BudgetName } from '../plan/budget.ts';
import { CAP_SETTINGS } from '../plan/budget-problems.ts';
import type { BudgetSays, NextStep } from './explanation.ts';
import type { PlanPlace } from './plan-place.ts';
import { counted } from './render-text.ts';
import { toMinute } from './render-time.ts';

/** What a plan says of a domain that is due. */
interface Planned {
  readonly judged: { readonly domain: Pick<ListedDomain, 'expiryMs'> };
  readonly config: Pick<Config, 'money' | 'maxDomains'>;
  readonly nowMs: number;
  readonly costMinor: number;
  readonly place: PlanPlace | null;
  readonly budgets: readonly BudgetSays[];
}

/** What goes before a domain that is in the plan. */
export function aheadText({ place, config: { money } }: Planned): string {
  if (place === null || place.aheadCount + place.aheadWaitingCount === 0) return '; nothing that is due expires sooner';
  const { aheadCount, aheadMinor, aheadWaitingCount: waitingCount } = place;
  const taken =
    aheadCount === 0
      ? []
      : [`${sooner(aheadCount, 'takes', 'take')} ${moneyText(aheadMinor, money.currency)} before it, and it fits too`];
  // A dearer one waits, and a cheaper one behind it goes.
  const waiting = waitingCount === 0 ? [] : [`${sooner(waitingCount, 'does', 'do')} not fit, and it goes past`];
  return `; ${[...taken, ...waiting].join('; ')}`;
}

/** Why it is due and not in the plan, with the figures, and when there is room again; null where the plan has it. */
export function waitSteps(planned: Planned): NextStep[] | null {
  const by = planned.place?.waitsBy ?? null;
  if (by === null) return null;
  if (by === 'unasked') {
    return [
      { text: 'Waits: so many with a sooner expiry do not fit the money that a run looks no further', atMs: null },
    ];
  }
  if (by !== 'count') return waitsForMoney(planned, by);
  const text = `Waits: RENEW_MAX_DOMAINS lets one run submit ${planned.config.maxDomains}, and domains with a sooner expiry go first; the runs after that go on`;
  return [{ text, atMs: null }];
}

function waitsForMoney(planned: Planned, by: BudgetName): NextStep[] {
  const says = planned.budgets.find(({ budget }) => budget === by) ?? NO_BUDGET;
  const text = (minor: number): string => moneyText(minor, planned.config.money.currency);
  const figures = figuresText(planned, says, text);
  if (by === 'balance')
    return [{ text: `Waits: the account can pay ${text(says.leftMinor ?? 0)}${figures}. Top it up`, atMs: null }];
  const { setting } = CAP_SETTINGS[by];
  const limit = says.limitMinor ?? 0;
  const spent = `${text(limit - (says.leftMinor ?? 0))} of it are spent or committed`;
  const why = { text: `Waits: ${setting} is ${text(limit)}, ${spent}${figures}`, atMs: null };
  return [why, planned.costMinor > limit ? never(setting) : roomAgain(by, setting, planned)];
}

/** What goes before it, and that what is left then is not enough. */
function figuresText(
  { place, costMinor }: Planned,
  { leftMinor, aheadMinor }: Pick<BudgetSays, 'leftMinor' | 'aheadMinor'>,
  text: (minor: number) => string,
): string {
  const count = place?.aheadCount ?? 0;
  const before = count === 0 ? '' : `, ${sooner(count, 'takes', 'take')} ${text(aheadMinor)}`;
  const left = Math.max(0, (leftMinor ?? 0) - aheadMinor);
  return `${before}, and the ${text(left)} left are too little for its ${text(costMinor)}`;
}

const NO_BUDGET: Pick<BudgetSays, 'limitMinor' | 'leftMinor' | 'aheadMinor'> = {
  limitMinor: null,
  leftMinor: null,
  aheadMinor: 0,
};

function never(setting: string): NextStep {
  return { text: `It costs more than the whole cap: no run renews it until ${setting} is raised`, atMs: null };
}

function roomAgain(by: 'run' | 'day' | 'month', setting: string, { judged, config, nowMs }: Planned): NextStep {
  if (by === 'run') return { text: 'The runs after that go on, soonest expiry first', atMs: null };
  const atMs = nextPeriodMs(by, nowMs, config.money.timeZone);
  const { expiryMs } = judged.domain;
  const late = expiryMs !== null && nowMs < expiryMs && expiryMs < atMs ? ', AFTER its expiry' : '';
  return {
    text: `The next ${by} begins at ${toMinute(atMs)}${late}: then there is room again, soonest expiry first. Before that, only if ${setting} is raised`,
    atMs,
  };
}

/** From the start of a period by more than its longest, and by less than its shortest and the next: no day has 36 hours, no month 31 days and a half. */
function nextPeriodMs(by: 'day' | 'month', nowMs: number, timeZone: string): number {
  if (by === 'day') return startOfDay(startOfDay(nowMs, timeZone) + 1.5 * DAY_MS, timeZone);
  return startOfMonth(startOfMonth(nowMs, timeZone) + 31.5 * DAY_MS, timeZone);
}

function sooner(count: number, one: string, many: string): string {
  return `${counted(count, 'due domain')} with a sooner expiry ${count === 1 ? one : many}`;
}
