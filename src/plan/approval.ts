import type { MoneyRails } from '../config/money.ts';
import type { RunOrder } from '../config/run-order.ts';
import { moneyText } from '../model/money.ts';
import type { Problem } from '../model/problem.ts';
import { DAY_MS, toDay } from '../model/time.ts';
import type { Stop } from './limits.ts';
import type { Plan } from './plan.ts';
import { planDifference, planLine } from './plan-lines.ts';
import type { Renewal } from './renewal.ts';

/** What approval says of a plan: why the run must not pay it, and whom that brings near the end. */
export interface ApprovalRuling {
  readonly stops: readonly Stop[];
  readonly problems: readonly Problem[];
}

const FREE: ApprovalRuling = { stops: [], problems: [] };
/** So many differences are shown; a plan may have thousands. */
const SHOWN_MAX = 5;

/**
 * Whether this very plan may be paid: a digest that was given must be its own, and where the settings want approval there must be one.
 * `approvedLines` are those of the plan with the approved digest, null when no run recorded it. Pure.
 */
export function ruleOnApproval(
  plan: Plan,
  order: Pick<RunOrder, 'mode' | 'approve'>,
  rails: MoneyRails,
  at: {
    readonly approvedLines: readonly string[] | null;
    /** Committed on this calendar day before this plan. */
    readonly todayMinor: number;
    readonly nowMs: number;
  },
): ApprovalRuling {
  const renewals = plan.batches.flat();
  if (order.mode === 'plan') return FREE;
  if (order.approve !== null) {
    return order.approve === plan.digest
      ? FREE
      : { stops: [drifted(plan, order.approve, at.approvedLines)], problems: [] };
  }
  if (renewals.length === 0 || !isApprovalNeeded(plan, rails, at.todayMinor)) return FREE;
  return { stops: [missing(plan, rails, at.todayMinor)], problems: nearExpiry(renewals, rails, at.nowMs) };
}

/** Whether the settings want a person to approve this very plan. The amount is one of a day: else a large plan would only have to come in parts. */
export function isApprovalNeeded(
  { costMinor }: Pick<Plan, 'costMinor'>,
  { approval }: MoneyRails,
  todayMinor: number,
): boolean {
  return approval.kind === 'always' || (approval.kind === 'above' && todayMinor + costMinor > approval.minor);
}

function drifted(plan: Plan, approved: string, approvedLines: readonly string[] | null): Stop {
  const differences = approvedLines === null ? null : planDifference(approvedLines, plan.batches.flat().map(planLine));
  const what =
    differences === null
      ? `no run of the last weeks recorded a plan with the digest ${approved.slice(0, 12)}, so what has changed cannot be shown`
      : `it has changed since it was approved: ${firstOf(differences)}`;
  const next =
    plan.batches.length === 0
      ? 'Nothing is to be renewed now: what was in it may be renewed already, as `domain-renew status` and `prove` tell'
      : `Look at the plan as it is now (digest ${plan.digest}), and approve that one if it is right`;
  return { stop: 'plan-drifted', message: `the plan was not carried out, because ${what}. Nothing was spent. ${next}` };
}

function firstOf(differences: readonly string[]): string {
  const shown = differences.slice(0, SHOWN_MAX).join('; ');
  return differences.length > SHOWN_MAX ? `${shown}; and ${differences.length - SHOWN_MAX} more` : shown;
}

function missing(plan: Plan, { approval, currency }: MoneyRails, todayMinor: number): Stop {
  const text = (minor: number): string => moneyText(minor, currency);
  const before = todayMinor === 0 ? '' : `, and with the ${text(todayMinor)} committed today before it is more`;
  const rule =
    approval.kind === 'above' ? `RENEW_APPROVAL is ${text(approval.minor)} a day${before}` : 'RENEW_APPROVAL is always';
  const count = plan.batches.flat().length;
  return {
    stop: 'approval-missing',
    message: `${count === 1 ? '1 renewal' : `${count} renewals`} for ${text(plan.costMinor)} ${count === 1 ? 'waits' : 'wait'} for a person, because ${rule}. Nothing was spent. Look at the plan, then approve exactly it: domain-renew renew --approve ${plan.digest}, or {"mode":"renew","approve":"${plan.digest}"} from the console`,
  };
}

/** Told louder, never paid for that: one problem a domain. */
function nearExpiry(renewals: readonly Renewal[], { approvalUrgentDays }: MoneyRails, nowMs: number): Problem[] {
  return renewals
    .filter(({ expiryMs }) => (expiryMs ?? 0) - nowMs <= approvalUrgentDays * DAY_MS)
    .map(({ name, expiryMs }) => ({
      problem: 'approval-near-expiry',
      domain: name,
      message: `${name} (expiry ${toDay(expiryMs ?? 0)}) waits for approval and is ${(expiryMs ?? 0) <= nowMs ? 'EXPIRED' : 'near its expiry'}. Without approval it is lost. Nothing is spent without it; approve the plan today, or renew it by hand`,
    }));
}
