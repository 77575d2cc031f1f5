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
});
