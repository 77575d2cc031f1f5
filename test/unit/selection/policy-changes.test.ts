import { describe, expect, it } from 'vitest';
import type { PolicyRule } from '../../../src/config/policy.ts';
import { comparePolicies } from '../../../src/selection/policy-changes.ts';
import { aListedDomain, DAY, NOW_MS } from '../../builders/domains.ts';
import { aPolicy, aRule } from '../../builders/policies.ts';
import { aConfig } from '../../builders/settings.ts';

const names = ['a.com', 'b.cn', 'c.net', 'd.org', 'e.io'];
const domains = names.map((name, index) => aListedDomain({ name, expiryMs: NOW_MS + index * DAY }));

function changed(before: readonly PolicyRule[], after: readonly PolicyRule[]): string[] {
  const { changes } = comparePolicies(domains, aConfig(), { before: aPolicy(before), after: aPolicy(after) });
  return changes.map((change) => `${change.domain.name} ${change.before.action} ${change.after.action}`);
}

const of = (tld: string, rest: Partial<PolicyRule>): PolicyRule => aRule({ name: tld, match: { tld: [tld] }, ...rest });
const LAPSE = { action: 'lapse', reason: 'sold', decidedOn: '2026-01-02' } as const;
const NOTIFY = { action: 'notify', reason: 'ask' } as const;

describe('what changes between two policies', () => {
  it('is nothing where a rule only has another name', () => {
    const rule = { match: { tld: ['com'] }, years: 2 };
    expect(changed([aRule({ name: 'old', ...rule })], [aRule({ name: 'new', ...rule })])).toEqual([]);
    expect(changed([], [aRule({ name: 'as the settings' })])).toEqual([]);
  });

  it('is something where the renamed rule says something else', () => {
    expect(
      changed([aRule({ name: 'old', years: 2 })], [of('com', { name: 'new', years: 3 }), aRule({ years: 2 })]),
    ).toEqual(['a.com renew renew']);
  });

  it('begins with what is let go, then what is only told, then what is paid again; the soonest first in each', () => {
    const before = [of('net', LAPSE)];
    const after = [of('cn', NOTIFY), of('org', LAPSE), of('io', LAPSE), of('com', { years: 2 })];
    expect(changed(before, after)).toEqual([
      'd.org renew lapse',
      'e.io renew lapse',
      'b.cn renew notify',
      'c.net lapse renew',
      'a.com renew renew',
    ]);
  });

  it('is told soonest first, what has no date before all, names deciding between equals', () => {
    const listed: [name: string, expiryMs: number | null][] = [
      ['z.com', NOW_MS + 2 * DAY],
      ['b.com', NOW_MS + 3 * DAY],
      ['a.com', NOW_MS + 3 * DAY],
      ['c.com', NOW_MS + 3 * DAY],
      ['undated.com', null],
      ['expired.com', NOW_MS - 2 * DAY],
    ];
    const all = listed.map(([name, expiryMs]) => aListedDomain({ name, expiryMs }));
    const sorted = ['undated.com', 'expired.com', 'z.com', 'a.com', 'b.com', 'c.com'];
    for (const some of [all, all.toReversed()]) {
      const { changes } = comparePolicies(some, aConfig(), { before: aPolicy([]), after: aPolicy([aRule(LAPSE)]) });
      expect(changes.map(({ domain }) => domain.name)).toEqual(sorted);
    }
  });
});

it('what each rule wins is counted by both policies: the new one first, what it dropped, then what no rule matches', () => {
  const before = aPolicy([
    of('com', {}),
    of('net', LAPSE),
    of('xyz', {}),
    aRule({ name: 'org or io', match: { tld: ['org', 'io'] } }),
  ]);
  const after = aPolicy([of('cn', NOTIFY), of('xyz', {}), of('com', { years: 2 })]);
  const { comparedCount, rules } = comparePolicies(domains, aConfig(), { before, after });
  expect(comparedCount).toBe(5);
  expect(rules).toEqual([
    { rule: 'cn', before: null, after: 1 },
    { rule: 'xyz', before: 0, after: 0 },
    { rule: 'com', before: 1, after: 1 },
    { rule: 'net', before: 1, after: null },
    { rule: 'org or io', before: 2, after: null },
    { rule: null, before: 1, after: 3 },
  ]);
});
