import type { Config } from '../config/config.ts';
import type { Terms } from '../config/terms.ts';
import { moneyText } from '../model/money.ts';
import { DAY_MS, HOUR_MS, toDay } from '../model/time.ts';
import type { Stop } from '../plan/limits.ts';
import type { RuleAnswer } from '../selection/answers.ts';
import { NEAR_DAYS, SETTLED_WITHIN_MS } from '../selection/told.ts';
import type { Judged, Verdict } from '../selection/verdict.ts';
import type { BudgetSays, NextStep } from './explanation.ts';
import type { PlanPlace } from './plan-place.ts';
import { aheadText, waitSteps } from './plan-steps.ts';
import { counted } from './render-text.ts';

/** All that decides what happens next. */
export interface Outlook {
  readonly judged: Judged;
  readonly answers: readonly RuleAnswer[];
  readonly terms: Terms;
  readonly windowDays: number;
  readonly config: Pick<Config, 'mode' | 'money' | 'maxDomains'>;
  readonly nowMs: number;
  /** What it counts under the caps, minor units. */
  readonly costMinor: number;
  /** Where the next run's plan has it; null when it is not due. */
  readonly place: PlanPlace | null;
  readonly budgets: readonly BudgetSays[];
  /** What would stop the next run that may spend. */
  readonly stops: readonly Stop[];
  /** Renewed alone, by hand, it needs a person's approval. */
  readonly isApprovedByHand: boolean;
  /** What a person is told of it now, by every run. */
  readonly told: readonly string[];
}

/** What happens next and when, if nothing changes meanwhile. Pure. */
export function nextSteps(outlook: Outlook): NextStep[] {
  const { judged, told, stops, config } = outlook;
  // A run that only plans asks nobody.
  const first = stops.filter(({ stop }) => config.mode === 'renew' || stop !== 'approval-missing');
  const steps = [...first.map(stopStep), ...(SPECIAL[judged.verdict] ?? held)(outlook)];
  return told.length > 0 ? [...steps, { text: 'Every run tells of it now, see below', atMs: outlook.nowMs }] : steps;
}

type Say = (outlook: Outlook) => NextStep[];

const SPECIAL: Readonly<Partial<Record<Verdict, Say>>> = {
  'not-included': () => [{ text: 'No run renews it or tells of it: RENEW_INCLUDE leaves it out', atMs: null }],
  excluded: () => [{ text: 'No run renews it or tells of it: RENEW_EXCLUDE names it', atMs: null }],
  'let-lapse': letGo,
  'native-auto-renewal': (outlook) => [
    { text: "Alibaba's own auto-renewal renews it", atMs: null },
    ...toldLater(outlook, ', when it has not done so'),
  ],
  'claim-open': (outlook) => [
    { text: 'The next check runs settle the claim; until then nothing is sent for it', atMs: null },
    ...toldLater(outlook, ', when that has not happened'),
  ],
  'already-renewed': () => [
    { text: 'Nothing more for this expiry date; the next term begins when the list shows the new date', atMs: null },
  ],
  'outside-window': outsideWindow,
  'expires-within-window': due,
};

/** From a week before its expiry on; of a claim that is younger than a few hours even then nothing is told yet. */
function toldLater(outlook: Outlook, when: string): NextStep[] {
  if (outlook.told.length > 0) return [];
  if (nearMs(outlook) > outlook.nowMs) return [fromDay('A person is told', nearMs(outlook), when)];
  return [{ text: `A person is told ${SETTLED_WITHIN_MS / HOUR_MS} hours after the claim${when}`, atMs: null }];
}

function held(outlook: Outlook): NextStep[] {
  const again = { text: 'Held; every run looks again, and goes on when this no longer holds', atMs: null };
  return outlook.told.length > 0 ? [again] : [again, fromDay('A person is told', enterMs(outlook))];
}

function letGo({ judged: { domain }, terms }: Outlook): NextStep[] {
  if (domain.expiryMs === null) return [{ text: 'No run renews it or tells that it is due', atMs: null }];
  const lastMs = domain.expiryMs + terms.graceDays * DAY_MS;
  return [
    {
      text: `It expires on ${toDay(domain.expiryMs)}; no run renews it or tells that it is due`,
      atMs: domain.expiryMs,
    },
    { text: `Until ${toDay(lastMs)} it could be renewed at the normal price`, atMs: lastMs },
  ];
}

function outsideWindow(outlook: Outlook): NextStep[] {
  const { answers, terms, windowDays, config } = outlook;
  const atMs = enterMs(outlook);
  const enters = `, when it enters the window of ${counted(windowDays, 'day')}`;
  const place = answers.findIndex(({ rule }) => rule === 'outside-window');
  const later = answers.slice(place + 1).filter(({ answer }) => answer === 'speaks');
  if (terms.action === 'notify') return [fromDay('A person is told, and nothing is renewed,', atMs, enters)];
  if (later.length > 0) {
    const why = later.map(({ rule, why: text }) => `${rule} (${text})`).join('; ');
    return [fromDay('Held, and a person told,', atMs, `${enters}, unless this changes: ${why}`)];
  }
  return config.mode === 'renew'
    ? [fromDay("Renewed by the timer's run", atMs, enters), ...approvalStep(outlook, 'But RENEW_APPROVAL: ')]
    : [
        fromDay("Only planned by the timer's run", atMs, `${enters}: RENEW_MODE is plan, so nothing is renewed`),
        ...approvalStep(outlook, 'With RENEW_MODE=renew there is RENEW_APPROVAL: '),
      ];
}

function stopStep({ stop }: Stop): NextStep {
  const text =
    stop === 'approval-missing'
      ? 'Waits for a person: the next run stops with approval-missing and spends nothing until its plan is approved, see below; then:'
      : `The next run stops with ${stop} and spends nothing, see below; once that is mended:`;
  return { text, atMs: null };
}

function due(outlook: Outlook): NextStep[] {
  const { config, nowMs } = outlook;
  const waits = waitSteps(outlook);
  if (config.mode === 'plan') {
    return [
      { text: "The timer's run only plans it: RENEW_MODE is plan, so it is never renewed that way", atMs: null },
      ...(waits ?? [{ text: `With RENEW_MODE=renew it would be renewed${aheadText(outlook)}`, atMs: null }]),
      ...wouldNeedApproval(outlook),
      told('A person is told', nearMs(outlook), nowMs),
      byHand(outlook),
    ];
  }
  if (waits !== null) return [...waits, told('A person is told louder', nearMs(outlook), nowMs)];
  return [{ text: `Renewed by the timer's next run${aheadText(outlook)}`, atMs: null }];
}

/** Of a run that only plans: what one that may spend would wait for. */
function wouldNeedApproval({ stops }: Outlook): NextStep[] {
  if (stops.every(({ stop }) => stop !== 'approval-missing')) return [];
  const text =
    'But not before a person approves its plan: that run would stop with approval-missing and spend nothing, see below';
  return [{ text, atMs: null }];
}

/** The digest to approve is that of a plan of this domain alone, which nobody has made yet. */
function byHand({ judged: { domain }, isApprovedByHand }: Outlook): NextStep {
  const text = isApprovedByHand
    ? `Now by hand: domain-renew plan ${domain.name}, then the command with --approve that it ends with, because RENEW_APPROVAL wants that`
    : `Now by hand: domain-renew renew ${domain.name}`;
  return { text, atMs: null };
}

function approvalStep({ config: { money } }: Outlook, before: string): NextStep[] {
  const { approval, currency } = money;
  if (approval.kind === 'never') return [];
  const which =
    approval.kind === 'always'
      ? 'every plan'
      : `a plan that takes the day above ${moneyText(approval.minor, currency)}`;
  return [{ text: `${before}${which} waits until a person approves it`, atMs: null }];
}

function enterMs({ judged: { domain }, windowDays, nowMs }: Outlook): number {
  return domain.expiryMs === null ? nowMs : domain.expiryMs - windowDays * DAY_MS;
}

/** Nothing is told of what is outside its window. */
function nearMs({ judged: { domain }, windowDays, nowMs }: Outlook): number {
  return domain.expiryMs === null ? nowMs : domain.expiryMs - Math.min(NEAR_DAYS, windowDays) * DAY_MS;
}

function fromDay(text: string, atMs: number, rest = ''): NextStep {
  return { text: `${text} on or after ${toDay(atMs)}${rest}`, atMs };
}

/** What was to be said from a day that is over is said by every run. */
function told(text: string, atMs: number, nowMs: number): NextStep {
  return atMs > nowMs ? fromDay(text, atMs) : { text: `${text} by every run of the timer`, atMs: null };
}
