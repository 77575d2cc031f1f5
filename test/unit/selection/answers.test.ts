import { describe, expect, it } from 'vitest';
import { foldLedger } from '../../../src/ledger/state.ts';
import { answersOf, policyLooks } from '../../../src/selection/answers.ts';
import { RULES } from '../../../src/selection/rules.ts';
import { ruleContext, select } from '../../../src/selection/select.ts';
import { VERDICTS } from '../../../src/selection/verdict.ts';
import { aListedDomain, aReading, DAY, NOW_MS } from '../../builders/domains.ts';
import { aPolicy, aRule, someLabels } from '../../builders/policies.ts';
import { aConfig, anOrder } from '../../builders/settings.ts';

const CONTEXT = ruleContext(aConfig({ exclude: ['far*'] }), anOrder(), foldLedger([]), {
  nowMs: NOW_MS,
  readings: new Map(),
  quotes: new Map([[aListedDomain({ name: 'far.com' }).name, { kind: 'unknown', why: 'no answer' }]]),
});

function spoken(domain: Parameters<typeof answersOf>[0], context = CONTEXT): string[] {
  return answersOf(domain, context).flatMap(({ rule, answer, why }) =>
    answer === 'speaks' ? [`${rule}: ${why}`] : [],
  );
}

describe("each verdict rule's own answer", () => {
  it('is told for all of them, in order', () => {
    expect(RULES).toHaveLength(VERDICTS.length);
    expect(answersOf(aListedDomain(), CONTEXT).map(({ rule }) => rule)).toEqual(VERDICTS);
  });

  it('is given also behind the one that wins', () => {
    const far = aListedDomain({ name: 'far.com', expiryMs: NOW_MS + 100 * DAY, autoRenew: true });
    expect(spoken(far)).toEqual([
      'excluded: ',
      "native-auto-renewal: Alibaba's own auto-renewal is on; both on would renew twice",
      'outside-window: ',
      'price-unknown: its price is not known: no answer',
    ]);
    expect(answersOf(far, CONTEXT).at(-1)).toEqual({ rule: 'expires-within-window', answer: 'not-asked', why: '' });
  });

  it('is given also where the domain could not be read', () => {
    const unread = aListedDomain({ name: 'unread.com' });
    const readings = new Map([[unread.name, aReading(null, { missingWhy: 'no answer' })]]);
    const context = ruleContext(aConfig(), anOrder(), foldLedger([]), { nowMs: NOW_MS, readings });
    expect(spoken(unread, context)).toEqual(['not-confirmed: no answer']);
  });

  it('begins with the verdict', () => {
    for (const domain of [aListedDomain(), aListedDomain({ name: 'far.com' }), aListedDomain({ expiryMs: null })]) {
      expect(spoken(domain)[0]?.split(':')[0]).toBe(select([domain], CONTEXT)[0]?.verdict);
    }
  });

  it('is not asked for where it needs a date and there is none', () => {
    const after = answersOf(aListedDomain({ expiryMs: null }), CONTEXT).slice(VERDICTS.indexOf('expiry-unknown') + 1);
    expect(new Set(after.map(({ answer }) => answer))).toEqual(new Set(['not-asked']));
  });
});

describe('the rules of a policy that were looked at', () => {
  const policy = aPolicy([
    aRule({ name: 'brands', match: { name: ['shop-*'], tld: ['com'], premium: true } }),
    aRule({ name: 'tagged', match: { tag: ['old'] } }),
    aRule({ name: 'rest' }),
    aRule({ name: 'never' }),
  ]);

  it('end with the one that matches, the others with what does not hold', () => {
    expect(policyLooks(aListedDomain({ name: 'example.com' }), policy)).toEqual([
      { rule: 'brands', matches: false, fails: ['name', 'premium'] },
      { rule: 'tagged', matches: false, fails: ['tag'] },
      { rule: 'rest', matches: true, fails: [] },
    ]);
    const tagged = aListedDomain({ labels: someLabels({ tags: ['old'] }) });
    expect(policyLooks(tagged, policy).at(-1)).toEqual({ rule: 'tagged', matches: true, fails: [] });
  });

  it('are none without a policy', () => {
    expect(policyLooks(aListedDomain(), aPolicy([]))).toEqual([]);
  });
});
