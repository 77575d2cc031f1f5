// A policy of many rules, of every kind that the file can hold, over an account with tags, groups and holders.

import { NO_POLICY, type Policy, type PolicyMatch } from '../../src/config/policy.ts';
import { readSettings } from '../../src/config/settings.ts';
import { type DomainName, domainName, type ListedDomain } from '../../src/model/domain.ts';
import { featuresOf, ruleTest } from '../../src/selection/rule-match.ts';
import { termsFinder } from '../../src/selection/terms.ts';

const WORDS = ['shop', 'blog', 'mail', 'brand', 'store', 'labs', 'cloud', 'games', 'media', 'travel', 'city', 'nova'];
const ENDS = ['com', 'cn', 'com.cn', 'net', 'org', 'xyz', 'top', 'xn--fiqs8s'];
const SAMPLES = 5;

function pick<T>(list: readonly T[], number: number): T {
  return list[number % list.length] as T;
}

/** Every kind of condition in turn; about one rule in ten matches something often. */
function matchOf(n: number): PolicyMatch {
  const kinds: readonly PolicyMatch[] = [
    { name: [`${pick(WORDS, n)}-${n}-*.com`, `${pick(WORDS, n)}${n}.net`] },
    { name: [`*-${n}.${pick(ENDS, n)}`] },
    { name: [`*${pick(WORDS, n)}${n}*`] },
    { name: [`${pick(WORDS, n)}-${n}.${pick(ENDS, n)}`, `a?${n}.cn`] },
    { tag: [`project=${n}`] },
    { tag: ['env=prod'], tld: [pick(ENDS, n)], name: [`*${n}*`] },
    { group: [`group ${n}`], premium: false },
    { registrant: [`Holder ${n} Ltd.`] },
    { resourceGroup: [`rg-${n % 20}`], tld: [pick(ENDS, n)], premium: true },
    { tld: [pick(ENDS, n)], tag: [`team=${n % 50}`] },
  ];
  return pick(kinds, n);
}

function policyOf(ruleCount: number): Policy {
  const rules = Array.from({ length: ruleCount }, (_, n) => {
    return { name: `rule ${n}`, action: 'renew', match: matchOf(n), years: 1 + (n % 3) } as const;
  });
  return { ...NO_POLICY, rules };
}

function accountOf(count: number): ListedDomain[] {
  const labels = Array.from({ length: 2000 }, (_, n) => ({
    tags: ['env', pick(['env=prod', 'env=test'], n), 'project', `project=${n % 3000}`, 'team', `team=${n % 70}`],
    groups: [`id${n % 500}`, `group ${n % 500}`],
    resourceGroups: [`rg-${n % 30}`],
    registrants: [`Holder ${n % 400} Ltd.`, 'enterprise'],
  }));
  return Array.from({ length: count }, (_, n): ListedDomain => {
    const raw = `${pick(WORDS, n * 7)}-${n}.${pick(ENDS, n * 3)}`;
    return {
      name: domainName(raw) ?? ('' as DomainName),
      listedName: raw,
      instanceId: raw,
      expiryMs: n,
      status: 'normal',
      verification: 'succeeded',
      premium: n % 50 === 0,
      autoRenew: false,
      labels: pick(labels, n),
    };
  });
}

/** Wall time in which every domain has its terms, the policy's preparation included; the median of some. */
export function findingTerms(
  ruleCount: number,
  domainCount: number,
  how: 'indexed' | 'one by one' = 'indexed',
): { ms: number; perDomainUs: number; matchedCount: number } {
  const settings = readSettings({}, 'command-line');
  const [policy, domains] = [policyOf(ruleCount), accountOf(domainCount)];
  let matchedCount = 0;
  const samples = Array.from({ length: how === 'indexed' ? SAMPLES : 1 }, () => {
    const from = process.hrtime.bigint();
    const isMatched = how === 'indexed' ? byIndex(settings, policy) : oneByOne(policy);
    matchedCount = domains.filter(isMatched).length;
    return Number(process.hrtime.bigint() - from) / 1e6;
  });
  const ms = samples.sort((a, b) => a - b)[Math.floor(samples.length / 2)] ?? 0;
  return { ms, perDomainUs: (1000 * ms) / domainCount, matchedCount };
}

function byIndex(settings: Parameters<typeof termsFinder>[0], policy: Policy): (domain: ListedDomain) => boolean {
  const terms = termsFinder(settings, policy);
  return (domain) => terms(domain).rule !== null;
}

/** The plain way: every rule is asked until one matches. */
function oneByOne({ rules }: Policy): (domain: ListedDomain) => boolean {
  const tests = rules.map(({ match }) => ruleTest(match));
  return (domain) => {
    const features = featuresOf(domain);
    return tests.some((test) => test(features));
  };
}
