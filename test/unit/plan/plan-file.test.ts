import { describe, expect, it } from 'vitest';
import type { Plan } from '../../../src/plan/plan.ts';
import { planFileText, readPlanFile } from '../../../src/plan/plan-file.ts';
import { digestOfLines, planLine } from '../../../src/plan/plan-lines.ts';
import type { Renewal } from '../../../src/plan/renewal.ts';
import { aName, aRenewal, DAY, NOW_MS } from '../../builders/domains.ts';

const RENEWALS = [
  aRenewal({ name: 'a.com', expiryMs: NOW_MS + 1, couponNo: 'V1', years: 3 }),
  aRenewal({ name: '绿茶小铺.com', price: null, permitPremium: true }),
];

function aPlan(renewals: readonly Renewal[], costMinor: number): Plan {
  const digest = digestOfLines(renewals.map(planLine));
  const batches = renewals.map((one) => [one]);
  return { digest, batches, deferred: [aName('later.com')], isFull: true, unfit: [], costMinor };
}

function textOf(renewals: readonly Renewal[] = RENEWALS, costMinor = 59_000): string {
  return planFileText(aPlan(renewals, costMinor), { madeMs: NOW_MS, runId: 'renew-1', currency: 'CNY' });
}

/** Two at 90.00 each. */
function pricedText(): string {
  return textOf([aRenewal({ name: 'a.com' }), aRenewal({ name: 'b.com', expiryMs: NOW_MS + 20 * DAY })], 18_000);
}

const refused = (message: string): unknown =>
  expect.objectContaining({
    message: `wrong plan (nothing was called, nothing was spent):\n  plan.json: ${message}`,
  });

// The digests were made with sha256sum from the lines of the plan.
describe('a plan in a file', () => {
  it('says what would be ordered, and when and by which run it was made', () => {
    expect(JSON.parse(textOf())).toEqual({
      digest: '957496f8c7482d5b91b6ec9480ca62cf1d642fa08421b697369017a9cc15e16a',
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

  it('has no expiry date where none is known', () => {
    expect(JSON.parse(textOf([aRenewal({ expiryMs: null })]))).toMatchObject({ renewals: [{ expiry: null }] });
  });

  it.each([
    ['as it is', textOf],
    ['with the one without a price first', () => textOf(RENEWALS.toReversed())],
    ['at the most that is read', () => textOf().padEnd(20_000_000)],
  ])('is read back as the same plan %s', (_name, text) => {
    const { digest, lines } = readPlanFile(text(), 'plan.json');
    expect(digest).toBe('957496f8c7482d5b91b6ec9480ca62cf1d642fa08421b697369017a9cc15e16a');
    expect([...lines].sort()).toEqual([
      '["a.com",1780315200001,3,false,"V1","",9000,"CNY"]',
      '["xn--yetx62fr2c29w.com",1781179200000,1,true,"","",null,""]',
    ]);
  });

  it('is read back where every renewal has a price, and they cost what it says', () => {
    expect(readPlanFile(pricedText(), 'plan.json').lines).toEqual([
      '["a.com",1781179200000,1,false,"","",9000,"CNY"]',
      '["b.com",1782043200000,1,false,"","",9000,"CNY"]',
    ]);
  });

  it.each([
    ['empty', '', 'empty'],
    ['blank', '\n', 'empty'],
    ['no JSON', 'ALIBABA_CLOUD_ACCESS_KEY_SECRET=planted', 'not readable'],
    ['another list', '[]', 'not readable'],
    ['a result', '{"plan":{"digest":"x"}}', 'not readable'],
    ['renewals without a digest', '{"renewals":[],"cost":{"minor":0}}', 'not readable'],
    ['a digest without renewals', '{"digest":"x"}', 'not readable'],
    ['longer than any plan', '{}'.padEnd(20_000_001), 'not readable'],
  ])('that is %s is refused, and not repeated', (_name, text, what) => {
    expect(() => readPlanFile(text, 'plan.json')).toThrow(
      refused(`the plan is ${what}; allowed: the file that \`domain-renew plan --out\` wrote, unchanged`),
    );
  });

  it.each([
    ['a domain that is no name', '"domain": "a.com"', '"domain": "a com"'],
    ['a domain that is no text', '"domain": "a.com"', '"domain": 7'],
    ['an expiry that is no date', '"expiry": "2026-06-11T12:00:00.000Z"', '"expiry": "soon"'],
    ['an expiry that is a list', '"expiry": "2026-06-11T12:00:00.000Z"', '"expiry": ["2026-06-11T12:00:00.000Z"]'],
    ['years that are a text', '"years": 1', '"years": "1"'],
    ['a price that is a text', '"priceMinor": 9000', '"priceMinor": "9000"'],
    ['a currency without a price', '"priceMinor": 9000', '"priceMinor": null'],
    [
      'a price without a currency',
      '"priceMinor": 9000,\n      "currency": "CNY"',
      '"priceMinor": 9000, "currency": null',
    ],
    [
      'a currency that there is not',
      '"priceMinor": 9000,\n      "currency": "CNY"',
      '"priceMinor": 9000, "currency": "X"',
    ],
    ['a currency that is no text', '"priceMinor": 9000,\n      "currency": "CNY"', '"priceMinor": 9000, "currency": 7'],
    ['a permission that is a text', '"permitPremium": false', '"permitPremium": "false"'],
    ['a voucher that is no text', '"couponNo": null', '"couponNo": 7'],
    ['a coupon that is no text', '"promotionNo": null', '"promotionNo": 7'],
  ])('with %s is refused', (_name, written, changed) => {
    expect(pricedText()).toContain(written);
    expect(() => readPlanFile(pricedText().replace(written, changed), 'plan.json')).toThrow(
      refused('renewals[0] is not readable; allowed: a renewal as `domain-renew plan --out` writes it'),
    );
  });

  it('with a price that was changed is refused: its digest is another', () => {
    expect(() => readPlanFile(textOf().replace('"priceMinor": 9000', '"priceMinor": 900'), 'plan.json')).toThrow(
      refused(
        'digest is "957496f8c7482d5b91b6ec9480ca62cf1d642fa08421b697369017a9…"; allowed: e913afe0eeeb85f75f8156d96f8461aaccd9c9b3e1f518c80c85c6b40b8c06cc, which the renewals in this file have: one of the two was changed after it was written',
      ),
    );
  });

  it.each([
    ['a cost that was changed', '"minor": 18000', '"minor": 180', '{"minor":180,"currency":"CNY"}'],
    ['no cost', '"cost"', '"costs"', 'undefined'],
  ])('with %s is refused: a person may have looked at nothing else', (_name, written, changed, shown) => {
    expect(() => readPlanFile(pricedText().replace(written, changed), 'plan.json')).toThrow(
      refused(`cost is ${shown}; allowed: 18000 (minor), what the renewals in this file cost`),
    );
  });

  it('tells all that is wrong with it', () => {
    const text = pricedText().replace('"domain": "a.com"', '"domain": "c.com"').replace('"minor": 18000', '"minor": 0');
    expect(() => readPlanFile(text, 'plan.json')).toThrow(
      refused(
        'digest is "8fc1b742b31a2902fbfa138f9d8efa234ee29e6b3f2fc4bcc3334e71…"; allowed: 44906c413a67f096258f37490187f7b496dbee20edd8c8af0957f4c228f17bbc, which the renewals in this file have: one of the two was changed after it was written\n  plan.json: cost is {"minor":0,"currency":"CNY"}; allowed: 18000 (minor), what the renewals in this file cost',
      ),
    );
  });
});
