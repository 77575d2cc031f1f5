import fc from 'fast-check';
import { expect, it } from 'vitest';
import { policyFrom } from '../../src/adapters/policy-file.ts';
import { InputError, type InputFault } from '../../src/config/fault.ts';
import { labelsWanted, NO_POLICY, type PolicyMatch } from '../../src/config/policy.ts';
import type { ListedDomain } from '../../src/model/domain.ts';
import { covers } from '../../src/selection/covers.ts';
import { firstCoverings } from '../../src/selection/first-covering.ts';
import { policyHints, unreachableRules } from '../../src/selection/policy-hints.ts';
import { featuresOf, ruleTest } from '../../src/selection/rule-match.ts';
import { termsFinder, termsOf } from '../../src/selection/terms.ts';
import { aListedDomain } from '../builders/domains.ts';
import { aPolicy, aRule, someLabels } from '../builders/policies.ts';
import { aConfig } from '../builders/settings.ts';

/** Few letters, so that globs and names meet. */
const aLabel = fc
  .string({ unit: fc.constantFrom('a', 'b', '-'), minLength: 1, maxLength: 8 })
  .map((text) => `a${text}a`);
const anEnd = fc.constantFrom('com', 'cn', 'com.cn', 'xn--fiqs8s');
const aGlob = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', 'b', '-', '*', '?', '.'), minLength: 1, maxLength: 6 }),
  fc.tuple(aLabel, anEnd).map(([label, end]) => `${label}.${end}`),
  fc.constantFrom('*.com', '*.com.cn', 'a*', '*.中国', '*'),
);
const aTag = fc.constantFrom('env', 'env=prod', 'env=test', 'keep');
const some = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(one, { minLength: 1, maxLength: 3 });

const aMatch: fc.Arbitrary<PolicyMatch> = fc.record(
  {
    name: some(aGlob),
    tld: some(anEnd),
    tag: some(aTag),
    group: some(fc.constantFrom('1', 'Brands')),
    resourceGroup: some(fc.constantFrom('rg-1', 'rg-2')),
    registrant: some(fc.constantFrom('enterprise', 'Example Ltd.')),
    premium: fc.boolean(),
  },
  { requiredKeys: [] },
);
const aMatchOrNone = fc.option(aMatch, { nil: undefined, freq: 20 });

const aDomain: fc.Arbitrary<ListedDomain> = fc
  .record({
    name: fc.tuple(aLabel, anEnd).map(([label, end]) => `${label}.${end}`),
    premium: fc.boolean(),
    labels: fc.record({
      tags: fc.uniqueArray(aTag),
      groups: fc.uniqueArray(fc.constantFrom('1', 'Brands')),
      resourceGroups: fc.uniqueArray(fc.constantFrom('rg-1', 'rg-2')),
      registrants: fc.uniqueArray(fc.constantFrom('enterprise', 'Example Ltd.')),
    }),
  })
  .map((fields) => aListedDomain({ ...fields, labels: someLabels(fields.labels) }));

function policyOf(matches: readonly (PolicyMatch | undefined)[]): ReturnType<typeof aPolicy> {
  return aPolicy(
    matches.map((match, index) => aRule({ name: `rule ${index}`, ...(match === undefined ? {} : { match }) })),
  );
}

it('the first rule that matches wins, whatever the order of the domains', () => {
  fc.assert(
    fc.property(
      fc.array(aMatchOrNone, { maxLength: 30 }),
      fc.array(aDomain, { maxLength: 20 }),
      fc.func(fc.nat()),
      (matches, domains, order) => {
        const first = (domain: ListedDomain): string | null => {
          const features = featuresOf(domain);
          const place = matches.findIndex((match) => ruleTest(match)(features));
          return place === -1 ? null : `rule ${place}`;
        };
        const shuffled = [...domains].sort((a, b) => order(a.name) - order(b.name));
        for (const list of [domains, shuffled]) {
          const terms = termsFinder(aConfig(), policyOf(matches));
          expect(list.map((domain) => terms(domain).rule)).toEqual(list.map(first));
        }
      },
    ),
  );
});

it('one domain gets the same terms alone and among many', () => {
  fc.assert(
    fc.property(fc.array(aMatchOrNone, { maxLength: 10 }), aDomain, (matches, domain) => {
      const policy = policyOf(matches);
      expect(termsOf(domain, aConfig(), policy)).toEqual(termsFinder(aConfig(), policy)(domain));
    }),
  );
});

it('rules behind the one that wins change nothing', () => {
  fc.assert(
    fc.property(fc.array(aMatchOrNone), fc.array(aMatchOrNone), aDomain, (matches, more, domain) => {
      const terms = termsOf(domain, aConfig(), policyOf(matches));
      fc.pre(terms.rule !== null);
      expect(termsOf(domain, aConfig(), policyOf([...matches, ...more]))).toEqual(terms);
    }),
  );
});

it('a policy without rules equals the settings', () => {
  const settings = fc.record({
    years: fc.integer({ min: 1, max: 10 }),
    windowDays: fc.integer({ min: 1, max: 3650 }),
    renewExpired: fc.boolean(),
    permitPremium: fc.boolean(),
    couponNo: fc.option(fc.string()),
    promotionNo: fc.option(fc.string()),
  });
  fc.assert(
    fc.property(aDomain, settings, (domain, given) => {
      for (const policy of [NO_POLICY, aPolicy([], { currency: 'CNY', yearPricesMinor: { com: 9000 } })]) {
        const terms = termsFinder(aConfig(given), policy)(domain);
        expect(terms).toMatchObject({ ...given, rule: null, action: 'renew', unknownPrice: 'hold' });
      }
    }),
  );
});

it('the labels that a policy asks for are enough for it', () => {
  fc.assert(
    fc.property(fc.array(aMatchOrNone, { maxLength: 10 }), aDomain, (matches, domain) => {
      const policy = policyOf(matches);
      const wanted = labelsWanted(policy);
      const { tags, groups, resourceGroups, registrants } = domain.labels ?? someLabels();
      const labels = {
        tags: tags.filter((one) => wanted.tags.has(one)),
        groups: groups.filter((one) => wanted.groups.has(one)),
        resourceGroups: resourceGroups.filter((one) => wanted.resourceGroups.has(one)),
        registrants: registrants.filter((one) => wanted.registrants.has(one)),
      };
      expect(termsOf({ ...domain, labels }, aConfig(), policy)).toEqual(termsOf(domain, aConfig(), policy));
    }),
  );
});

it('whatever a file holds, it is a policy that JSON can carry, or every fault has its line', () => {
  const aValue = fc.oneof(
    fc.constantFrom(
      'a',
      'com',
      'renew',
      'lapse',
      'CNY',
      '2026-01-02',
      'a b',
      '*',
      true,
      null,
      0,
      3,
      90.5,
      1e21,
      -0,
      {},
      [],
    ),
    fc.anything({ maxDepth: 2, withNullPrototype: false }).filter((value) => JSON.stringify(value) !== undefined),
  );
  const fields = [
    'name',
    'action',
    'years',
    'windowDays',
    'reason',
    'decidedOn',
    'maxYearPrice',
    'couponNo',
    '__proto__',
  ];
  const conditions = ['name', 'tld', 'tag', 'group', 'premium', 'constructor'];
  const aMapping = (keys: readonly string[]): fc.Arbitrary<object> =>
    fc.dictionary(fc.constantFrom(...keys), fc.oneof(aValue, fc.array(aValue, { maxLength: 2 })), {
      noNullPrototype: true,
    });
  const aDocument = fc.record(
    {
      currency: aValue,
      rules: fc.oneof(
        aValue,
        fc.array(fc.tuple(aMapping(fields), aMapping(conditions)).map(([rule, match]) => ({ ...rule, match }))),
      ),
      tlds: fc.dictionary(fc.constantFrom('ai', 'COM', '*'), aMapping(['graceDays', 'minYears', 'maxYears'])),
      prices: aMapping(['com', '.com', 'cn', 'toString']),
    },
    { requiredKeys: [] },
  );
  const aText = fc.oneof(
    aDocument.map((document) => JSON.stringify(document)),
    fc
      .array(
        fc.constantFrom(
          'rules:',
          '  - name: a',
          '    action: renew',
          '  &a x: *a',
          ' *b',
          '- ? [',
          '{',
          '!!x',
          '\t',
          '<<: *a',
          '---',
          '%',
        ),
      )
      .map((lines) => lines.join('\n')),
    fc.string({ unit: 'binary' }),
  );
  fc.assert(
    fc.property(aText, (text) => {
      try {
        const policy = policyFrom(text, 'p.yaml');
        expect(JSON.parse(JSON.stringify(policy))).toStrictEqual(policy);
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        expect(error.faults.every(({ file, line }) => file === 'p.yaml' && (line ?? 1) >= 1)).toBe(true);
      }
    }),
    { numRuns: 500 },
  );
});

/** One or two conditions: such rules take over from one another. */
const aPlainMatch: fc.Arbitrary<PolicyMatch> = fc.oneof(
  fc.record({ name: some(aGlob) }),
  fc.record({ name: some(aGlob), tld: some(anEnd) }),
  fc.record({ tld: some(anEnd) }),
  fc.record({ tag: some(aTag), premium: fc.boolean() }),
);

it('a match that covers another one takes every domain that it takes', () => {
  let coveredCount = 0;
  fc.assert(
    fc.property(
      aPlainMatch,
      aPlainMatch,
      fc.array(aDomain, { minLength: 10, maxLength: 30 }),
      (wide, narrow, domains) => {
        if (!covers(wide, narrow)) return;
        const taken = domains.map(featuresOf).filter(ruleTest(narrow));
        coveredCount += taken.length;
        expect(taken.every(ruleTest(wide))).toBe(true);
      },
    ),
    { numRuns: 3000 },
  );
  expect(coveredCount).toBeGreaterThan(100);
});

it('a rule that is said never to win wins no domain', () => {
  fc.assert(
    fc.property(fc.array(aPlainMatch, { maxLength: 6 }), fc.array(aDomain, { maxLength: 10 }), (matches, domains) => {
      const policy = policyOf(matches);
      const never = unreachableRules(policy).hints.map(({ place }) => `rule ${place}`);
      for (const domain of domains) expect(never).not.toContain(termsOf(domain, aConfig(), policy).rule);
    }),
  );
});

it('the first rule that covers a later one is found by the index as by asking all', () => {
  let coveredCount = 0;
  fc.assert(
    fc.property(fc.array(fc.oneof(aPlainMatch, aMatch, fc.constant({})), { maxLength: 12 }), (matches) => {
      const found = firstCoverings(matches);
      const asked = matches.map((narrow, place) => {
        const by = matches.findIndex((wide, index) => index < place && covers(wide, narrow));
        return by === -1 ? null : by;
      });
      coveredCount += asked.filter((by) => by !== null).length;
      expect(found).toEqual(asked);
    }),
    { numRuns: 2000 },
  );
  expect(coveredCount).toBeGreaterThan(500);
});

it('of each rule without a domain it is told truly whether it matches any', () => {
  fc.assert(
    fc.property(
      fc.array(aMatch, { maxLength: 8 }),
      fc.array(aDomain, { minLength: 1, maxLength: 8 }),
      (matches, domains) => {
        for (const hint of policyHints(policyOf(matches), domains).hints) {
          const test = ruleTest(matches[hint.place]);
          const matched = domains.filter((domain) => test(featuresOf(domain))).map(({ name }) => name);
          if (hint.hint === 'matches-nothing') expect(matched).toEqual([]);
          if (hint.hint === 'always-behind') expect(matched).toContain(hint.domain);
        }
      },
    ),
  );
});

it('a line that breaks the YAML makes no fault of the policy: what is told beside it is there without that line too', () => {
  const aRuleText = fc
    .record({
      action: fc.constantFrom('renew', 'keep'),
      years: fc.constantFrom('1', '11', '"2"', 'x'),
      tld: fc.constantFrom('com', '"cn"', '[com, cn]', '"*"'),
    })
    .map(({ action, years, tld }) => (index: number) => [
      `  - name: "r${index}"`,
      `    action: ${action}`,
      `    years: ${years}`,
      `    match: { tld: ${tld} }`,
    ]);
  const aBreak = fc.constantFrom(
    '    x: "',
    "  - name: 'a",
    '    y: [',
    '  - {',
    '   z: 1',
    '\tz: 1',
    '    z: b: c',
    '  }',
    '  - "a" b',
    'x',
  );
  const faultsIn = (lines: readonly string[]): readonly InputFault[] => {
    try {
      policyFrom(lines.join('\n'), 'p.yaml');
      return [];
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      return error.faults;
    }
  };
  let [cutCount, toldCount] = [0, 0];
  fc.assert(
    fc.property(fc.array(aRuleText, { minLength: 1, maxLength: 4 }), aBreak, fc.nat(), (rules, line, at) => {
      const whole = ['currency: EUR', 'rules:', ...rules.flatMap((lines, index) => lines(index)), 'prices: { com: x }'];
      // A line that begins a rule stands where one may begin, else it would make two of one.
      const place = line.startsWith('  - ') ? 2 + 4 * (at % (rules.length + 1)) : 1 + (at % whole.length);
      const found = faultsIn([...whole.slice(0, place), line, ...whole.slice(place)]);
      if (!found.some(({ field }) => field === 'the rest')) return;
      cutCount++;
      const ofPolicy = found.filter(({ field }) => !['the rest', 'this line', 'this field'].includes(field));
      toldCount += ofPolicy.length;
      const before = faultsIn(whole).filter((fault) => (fault.line ?? 0) <= place);
      for (const fault of ofPolicy) expect(before).toContainEqual(fault);
    }),
    { numRuns: 400 },
  );
  expect(cutCount).toBeGreaterThan(100);
  expect(toldCount).toBeGreaterThan(100);
});
