import { describe, expect, it } from 'vitest';
import { readResult } from '../../../src/report/read-result.ts';
import { renderProblems } from '../../../src/report/render-trouble.ts';
import { aRenewalResult } from './some-reports.ts';

describe('the result of a deployed function', () => {
  it('is read with its money', () => {
    const result = aRenewalResult();
    expect(readResult(JSON.stringify(result))).toEqual(result);
  });

  it('of a version without prices has none', () => {
    const { money: _, plan, ...old } = aRenewalResult();
    const body = JSON.stringify({ ...old, plan: { digest: plan.digest, batches: plan.batches } });
    expect(readResult(body)).toMatchObject({ money: null, plan: { renewals: [] } });
  });

  it.each([
    ['a currency that is not known', { currency: 'XAU' }],
    ['a cap of another kind', { caps: [{ cap: 'year', setting: 'S', limitMinor: 1, committedMinor: 0 }] }],
    ['an amount that is a text', { planMinor: '90' }],
  ])('with %s is none', (_name, wrong) => {
    const result = aRenewalResult();
    expect(readResult(JSON.stringify({ ...result, money: { ...result.money, ...wrong } }))).toBe(null);
  });
});

it('a message that begins with a domain leaves its letters alone', () => {
  const message = 'a.com, b.com (180.00 CNY) did not fit and wait';
  expect(renderProblems([{ problem: 'cap-reached', message }], { columns: 80, colour: false })).toContain(
    '    a.com, b.com (180.00 CNY) did not fit and wait.',
  );
});
