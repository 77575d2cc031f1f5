import { describe, expect, it } from 'vitest';
import type { Plan } from '../../../src/plan/plan.ts';
import { planFileText, readPlanFile } from '../../../src/plan/plan-file.ts';
import { digestOfLines, planLine } from '../../../src/plan/plan-lines.ts';
import { aName, aRenewal, NOW_MS } from '../../builders/domains.ts';

const RENEWALS = [
  aRenewal({ name: 'a.com', expiryMs: NOW_MS + 1, couponNo: 'V1', years: 3 }),
  aRenewal({ name: '绿茶小铺.com', price: null, permitPremium: true }),
];
const LINES = RENEWALS.map(planLine);
const PLAN: Plan = {
  digest: digestOfLines(LINES),
  batches: RENEWALS.map((one) => [one]),
  deferred: [aName('later.com')],
  isFull: true,
  unfit: [],
  costMinor: 59_000,
};
const TEXT = planFileText(PLAN, { madeMs: NOW_MS, runId: 'renew-1', currency: 'CNY' });

describe('a plan in a file', () => {
  it('says what would be ordered, and when and by which run it was made', () => {
    expect(JSON.parse(TEXT)).toEqual({
      digest: PLAN.digest,
      madeAt: '2026-06-01T12:00:00.000Z',
      run: 'renew-1',
      cost: { minor: 59_000, currency: 'CNY' },
      renewals: [
        {
          domain: 'a.com',
          expiry: '2026-06-01T12:00:00.001Z',
          years: 3,
          priceMinor: 9000,
          currency: 'CNY',
          permitPremium: false,
          couponNo: 'V1',
          promotionNo: null,
        },
        {
          domain: 'xn--yetx62fr2c29w.com',
          expiry: '2026-06-11T12:00:00.000Z',
          years: 1,
          priceMinor: null,
          currency: null,
          permitPremium: true,
          couponNo: null,
          promotionNo: null,
        },
      ],
      deferred: ['later.com'],
    });
  });

  it.each(['', '\n'])('that is empty is said to be, and what is expected', (text) => {
    expect(() => readPlanFile(text, 'plan.json')).toThrow(
      'plan.json: the plan is empty; allowed: the file that `domain-renew plan --out` wrote, unchanged',
    );
  });

  it('is read back as the same plan', () => {
    expect(readPlanFile(TEXT, 'plan.json')).toEqual({ digest: PLAN.digest, lines: LINES });
  });

  it.each([
    ['a cost that was changed', (text: string) => text.replace('"minor": 27000', '"minor": 270')],
    ['no cost', (text: string) => text.replace('"cost"', '"costs"')],
  ])('with %s is refused: a person may have looked at nothing else', (_name, changed) => {
    const renewal = aRenewal({ name: 'a.com', years: 3, price: { minor: 27_000, currency: 'CNY' } });
    const plan = { ...PLAN, digest: digestOfLines([planLine(renewal)]), batches: [[renewal]], costMinor: 27_000 };
    const text = planFileText(plan, { madeMs: NOW_MS, runId: 'renew-1', currency: 'CNY' });
    expect(readPlanFile(text, 'plan.json')).toMatchObject({ digest: plan.digest });
    expect(() => readPlanFile(changed(text), 'plan.json')).toThrow(/cost is .*; allowed: 27000 \(minor\)/);
  });

  it.each([
    [
      'no JSON',
      'ALIBABA_CLOUD_ACCESS_KEY_SECRET=planted',
      'plan.json: the plan is not readable; allowed: the file that',
    ],
    ['another list', '[]', 'plan.json: the plan is not readable'],
    ['a result', '{"plan":{"digest":"x"}}', 'plan.json: the plan is not readable'],
    [
      'a price that was changed',
      TEXT.replace('"priceMinor": 9000', '"priceMinor": 900'),
      `plan.json: digest is "${PLAN.digest.slice(0, 56)}…"; allowed: `,
    ],
    [
      'a domain that was taken out',
      TEXT.replace('"a.com"', '"b.com"'),
      'one of the two was changed after it was written',
    ],
    ['years that are a text', TEXT.replace('"years": 3', '"years": "3"'), 'plan.json: renewals[0] is not readable'],
    [
      'a currency without a price',
      TEXT.replace('"currency": null', '"currency": "CNY"'),
      'renewals[1] is not readable',
    ],
  ])('with %s is refused', (_name, text, message) => {
    expect(() => readPlanFile(text, 'plan.json')).toThrow(message);
    expect(() => readPlanFile(text, 'plan.json')).not.toThrow('planted');
  });
});
