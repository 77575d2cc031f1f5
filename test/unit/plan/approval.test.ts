import { describe, expect, it } from 'vitest';
import type { Approval } from '../../../src/config/money.ts';
import type { RunOrder } from '../../../src/config/run-order.ts';
import { type ApprovalRuling, ruleOnApproval } from '../../../src/plan/approval.ts';
import { makePlan, type Plan } from '../../../src/plan/plan.ts';
import { planLine } from '../../../src/plan/plan-lines.ts';
import type { Renewal } from '../../../src/plan/renewal.ts';
import { aRenewal, DAY, NOW_MS } from '../../builders/domains.ts';
import { aConfig, anOrder, NO_LIMIT, someRails } from '../../builders/settings.ts';

const A = aRenewal({ name: 'a.com', expiryMs: NOW_MS + 20 * DAY });
const B = aRenewal({ name: 'b.com', expiryMs: NOW_MS + 30 * DAY });
const planOf = (...renewals: Renewal[]): Plan => makePlan(renewals, NO_LIMIT, aConfig(), () => false);

function ruled(
  plan: Plan,
  approval: Approval,
  order: Partial<RunOrder> = {},
  {
    approved = null,
    todayMinor = 0,
  }: { readonly approved?: readonly Renewal[] | null; readonly todayMinor?: number } = {},
): ApprovalRuling {
  const at = { approvedLines: approved?.map(planLine) ?? null, todayMinor, nowMs: NOW_MS };
  return ruleOnApproval(plan, anOrder(order), someRails({ approval }), at);
}

const ALWAYS = { kind: 'always' } as const;
const NEVER = { kind: 'never' } as const;
const above = (minor: number): Approval => ({ kind: 'above', minor });

describe('whether a plan may be paid', () => {
  const both = planOf(A, B);
  const table: [name: string, plan: Plan, approval: Approval, order: Partial<RunOrder>, stops: string][] = [
    ['approval never asked for', both, NEVER, {}, ''],
    ['always asked for', both, ALWAYS, {}, 'approval-missing'],
    ['asked for, and nothing to pay', planOf(), ALWAYS, {}, ''],
    ['asked for, and only planned', both, ALWAYS, { mode: 'plan' }, ''],
    ['above an amount that is not exceeded', both, above(18_000), {}, ''],
    ['above an amount that is', both, above(17_999), {}, 'approval-missing'],
    ['approved exactly', both, ALWAYS, { approve: both.digest }, ''],
    ['another one approved', both, ALWAYS, { approve: planOf(A).digest }, 'plan-drifted'],
    ['another one approved where none was asked for', both, NEVER, { approve: planOf(A).digest }, 'plan-drifted'],
    ['another one approved, below the amount', both, above(99_999), { approve: planOf(A).digest }, 'plan-drifted'],
    ['approved, and nothing is due any more', planOf(), ALWAYS, { approve: both.digest }, 'plan-drifted'],
  ];
  it.each(table)('%s', (...[, plan, approval, order, stops]) => {
    expect(
      ruled(plan, approval, order)
        .stops.map(({ stop }) => stop)
        .join(),
    ).toBe(stops);
  });
});

it('an amount that was reached in parts of one day asks for approval too', () => {
  expect(ruled(planOf(A), above(18_000), {}, { todayMinor: 9000 }).stops).toEqual([]);
  expect(ruled(planOf(A), above(18_000), {}, { todayMinor: 9001 }).stops).toMatchObject([{ stop: 'approval-missing' }]);
});

describe('what a person is told', () => {
  const message = ({ stops }: ApprovalRuling): string => stops.map((stop) => stop.message).join();

  it('how to approve, with the amount and the rule', () => {
    const one = planOf(A);
    expect(message(ruled(one, ALWAYS))).toBe(
      `1 renewal for 90.00 CNY waits for a person, because RENEW_APPROVAL is always. Nothing was spent. Look at the plan, then approve exactly it: domain-renew renew --approve ${one.digest}, or {"mode":"renew","approve":"${one.digest}"} from the console`,
    );
    expect(message(ruled(planOf(A, B), above(10_000)))).toMatch(
      /^2 renewals for 180\.00 CNY wait for a person, because RENEW_APPROVAL is 100\.00 CNY a day\. Nothing was spent\./,
    );
    expect(message(ruled(planOf(A), above(15_000), {}, { todayMinor: 9000 }))).toMatch(
      /^1 renewal for 90\.00 CNY waits for a person, because RENEW_APPROVAL is 150\.00 CNY a day, and with the 90\.00 CNY committed today before it is more\. Nothing/,
    );
  });

  it('what has changed since a plan was approved', () => {
    const now = planOf({ ...A, price: { minor: 10_900, currency: 'CNY' } });
    const ruling = ruled(now, ALWAYS, { approve: planOf(A, B).digest }, { approved: [A, B] });
    expect(message(ruling)).toBe(
      `the plan was not carried out, because it has changed since it was approved: a.com: price 90.00 CNY → 109.00 CNY; b.com is not in it any more. Nothing was spent. Look at the plan as it is now (digest ${now.digest}), and approve that one if it is right`,
    );
    expect(ruling.problems).toEqual([]);
  });

  const FIVE =
    'd0.com is not in it any more; d1.com is not in it any more; d2.com is not in it any more; d3.com is not in it any more; d4.com is not in it any more';
  it.each([
    [5, FIVE],
    [7, `${FIVE}; and 2 more`],
  ])('of %s differences five, and how many more', (count, differences) => {
    const now = planOf(A);
    const approved = [A, ...Array.from({ length: count }, (_, index) => aRenewal({ name: `d${index}.com` }))];
    expect(message(ruled(now, ALWAYS, { approve: planOf(...approved).digest }, { approved }))).toBe(
      `the plan was not carried out, because it has changed since it was approved: ${differences}. Nothing was spent. Look at the plan as it is now (digest ${now.digest}), and approve that one if it is right`,
    );
  });

  it('that nothing is left of an approved plan', () => {
    expect(message(ruled(planOf(), ALWAYS, { approve: planOf(A).digest }, { approved: [A] }))).toBe(
      'the plan was not carried out, because it has changed since it was approved: a.com is not in it any more. Nothing was spent. Nothing is to be renewed now: what was in it may be renewed already, as `domain-renew status` and `prove` tell',
    );
  });

  it('that nobody recorded the plan', () => {
    const approve = planOf(B).digest;
    expect(message(ruled(planOf(A), ALWAYS, { approve }))).toContain(
      `because no run of the last weeks recorded a plan with the digest ${approve.slice(0, 12)}, so what has changed cannot be shown. Nothing was spent.`,
    );
  });

  it.each<[string, number, string | null]>([
    ['ten days before its expiry', 10 * DAY, 'near its expiry'],
    ['a millisecond earlier', 10 * DAY + 1, null],
    ['at its expiry', 0, 'EXPIRED'],
    ['a day after', -DAY, 'EXPIRED'],
  ])('louder %s', (_name, leftMs, how) => {
    const { problems } = ruled(planOf({ ...A, expiryMs: NOW_MS + leftMs }), ALWAYS);
    expect(problems.map(({ problem, domain }) => `${problem} ${domain}`)).toEqual(
      how === null ? [] : ['approval-near-expiry a.com'],
    );
    const text = problems.map((problem) => problem.message).join();
    expect(text).toContain(
      how === null
        ? ''
        : `waits for approval and is ${how}. Without approval it is lost. Nothing is spent without it; approve the plan today, or renew it by hand`,
    );
  });
});
