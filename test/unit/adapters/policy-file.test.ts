import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { domainToASCII } from 'node:url';
import { describe, expect, it, vi } from 'vitest';
import { loadPolicy, policyFrom } from '../../../src/adapters/policy-file.ts';
import { InputError } from '../../../src/config/fault.ts';
import { NO_POLICY } from '../../../src/config/policy.ts';
import { featuresOf, ruleTest } from '../../../src/selection/rule-match.ts';
import { aListedDomain } from '../../builders/domains.ts';

function faultsOf(text: string): string[] {
  try {
    policyFrom(text, 'p.yaml');
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.message
      .split('\n')
      .slice(1)
      .map((line) => line.trim());
  }
  return [];
}

/** The faults of a policy whose only rule, from line 3 on, has these lines. */
function faultsOfRule(...lines: string[]): string[] {
  return faultsOf(['currency: CNY', 'rules:', '  - name: it', ...lines.map((line) => `    ${line}`)].join('\n'));
}

describe('the example', () => {
  const example = readFileSync('functions/policy.example.yaml', 'utf8');

  it('is a policy, with every field that there is', () => {
    const policy = policyFrom(example, 'functions/policy.example.yaml');
    expect(policy.rules.map(({ name, action }) => [name, action])).toEqual([
      ['brands', 'renew'],
      ['campaign of 2024', 'lapse'],
      ['for sale', 'notify'],
      ['subsidiary', 'renew'],
      ['everything else', 'renew'],
    ]);
    expect(policy.rules[0]).toEqual({
      name: 'brands',
      match: { name: ['example.com', 'example-*', '*-example.cn'] },
      action: 'renew',
      years: 3,
      windowDays: 90,
      maxYearPriceMinor: 15000,
      expectedYearPriceMinor: 9000,
      permitPremium: true,
      renewExpired: true,
      unknownPrice: 'hold',
    });
    expect(policy.rules[1]).toMatchObject({
      reason: 'the campaign is over, agreed with marketing',
      decidedOn: '2026-03-01',
    });
    expect(policy.rules[2]).toMatchObject({ match: { group: ['For sale', '123456'], premium: false }, windowDays: 60 });
    expect(policy.rules[3]).toMatchObject({ couponNo: '900123456789', promotionNo: null });
    expect(policy.rules[4]).not.toHaveProperty('match');
    expect(policy).toMatchObject({ currency: 'CNY', tlds: { ai: { minYears: 2 } } });
    expect(policy.yearPricesMinor).toEqual({ com: 9000, cn: 3900, 'com.cn': 3900 });
  });

  it('in README.md is a policy too', () => {
    const [, yaml = ''] = /```yaml\n(currency[^`]*)```/.exec(readFileSync('README.md', 'utf8')) ?? [];
    expect(policyFrom(yaml, 'README.md').rules.map(({ name }) => name)).toEqual(['brands', 'old campaign']);
  });

  it('stays the same as JSON: so it is put into the functions', () => {
    const policy = policyFrom(example, 'functions/policy.example.yaml');
    expect(JSON.parse(JSON.stringify(policy))).toStrictEqual(policy);
  });
});

describe('faults of a rule', () => {
  const faults: [what: string, lines: string[], fault: string][] = [
    ['no action', ['years: 1'], 'p.yaml:3: action of rule "it" is missing; allowed: renew, notify, lapse'],
    ['an unknown action', ['action: keep'], 'p.yaml:4: action of rule "it" is "keep"; allowed: renew, notify, lapse'],
    [
      'a misspelt field',
      ['action: renew', 'yaers: 2'],
      'p.yaml:5: yaers of rule "it" is 2, but there is no such field (did you mean years?); allowed: name, match, action, windowDays, reason, decidedOn, years, maxYearPrice, expectedYearPrice, permitPremium, renewExpired, unknownPrice, couponNo, promotionNo',
    ],
    [
      'too many years',
      ['action: renew', 'years: 11'],
      'p.yaml:5: years of rule "it" is 11; allowed: a whole number from 1 to 10',
    ],
    [
      'no years',
      ['action: renew', 'years: 0'],
      'p.yaml:5: years of rule "it" is 0; allowed: a whole number from 1 to 10',
    ],
    [
      'years as a text',
      ['action: renew', 'years: "2"'],
      'p.yaml:5: years of rule "it" is "2"; allowed: a whole number from 1 to 10',
    ],
    [
      'years left empty',
      ['action: renew', 'years:'],
      'p.yaml:5: years of rule "it" is null; allowed: a whole number from 1 to 10',
    ],
    [
      'a window too long',
      ['action: renew', 'windowDays: 3651'],
      'p.yaml:5: windowDays of rule "it" is 3651; allowed: a whole number from 1 to 3650',
    ],
    [
      'a price in words',
      ['action: renew', 'maxYearPrice: ninety'],
      'p.yaml:5: maxYearPrice of rule "it" is "ninety"; allowed: a decimal amount above 0, such as 90.50',
    ],
    [
      'a price with too many digits',
      ['action: renew', 'maxYearPrice: 90.505'],
      'p.yaml:5: maxYearPrice of rule "it" is 90.505; allowed: a decimal amount above 0, such as 90.50',
    ],
    [
      'a price below nothing',
      ['action: renew', 'maxYearPrice: -1'],
      'p.yaml:5: maxYearPrice of rule "it" is -1; allowed: a decimal amount above 0, such as 90.50',
    ],
    [
      'a price of nothing',
      ['action: renew', 'expectedYearPrice: 0'],
      'p.yaml:5: expectedYearPrice of rule "it" is 0; allowed: a decimal amount above 0, such as 90.50',
    ],
    [
      'a price that is not a number',
      ['action: renew', 'maxYearPrice: .nan'],
      'p.yaml:5: maxYearPrice of rule "it" is NaN; allowed: a decimal amount above 0, such as 90.50',
    ],
    [
      'a price above the most',
      ['action: renew', 'maxYearPrice: 80', 'expectedYearPrice: 90'],
      'p.yaml:6: expectedYearPrice of rule "it" is 90; allowed: at most maxYearPrice, which is 80',
    ],
    [
      'yes for true',
      ['action: renew', 'permitPremium: yes'],
      'p.yaml:5: permitPremium of rule "it" is "yes"; allowed: true or false',
    ],
    [
      'a text for true',
      ['action: renew', 'renewExpired: "true"'],
      'p.yaml:5: renewExpired of rule "it" is "true"; allowed: true or false',
    ],
    [
      'an unknown word',
      ['action: renew', 'unknownPrice: pay'],
      'p.yaml:5: unknownPrice of rule "it" is "pay"; allowed: hold, renew',
    ],
    [
      'a voucher as a number',
      ['action: renew', 'couponNo: 0012'],
      'p.yaml:5: couponNo of rule "it" is 12; allowed: the voucher\'s number in quotes, auto for the one that ends soonest, or none',
    ],
    [
      'a voucher that only looks like auto',
      ['action: renew', 'couponNo: Auto'],
      'p.yaml:5: couponNo of rule "it" is "Auto"; allowed: the voucher\'s number in quotes, auto for the one that ends soonest, or none',
    ],
    [
      'auto for a coupon',
      ['action: renew', 'promotionNo: auto'],
      'p.yaml:5: promotionNo of rule "it" is "auto"; allowed: the coupon\'s number in quotes, or none. There is no auto for coupons, only for vouchers',
    ],
    [
      'a coupon with blanks',
      ['action: renew', 'promotionNo: a b'],
      'p.yaml:5: promotionNo of rule "it" is "a b"; allowed: the coupon\'s number in quotes, or none. There is no auto for coupons, only for vouchers',
    ],
    [
      'lapse without a reason',
      ['action: lapse', 'decidedOn: 2026-01-01'],
      'p.yaml:3: reason of rule "it" is missing; allowed: why, in one line of 1 to 300 letters (in quotes when it is a number), because the action is lapse',
    ],
    [
      'lapse without a date',
      ['action: lapse', 'reason: over'],
      'p.yaml:3: decidedOn of rule "it" is missing; allowed: the day of that decision, for example 2026-11-22, because the action is lapse',
    ],
    [
      'lapse on no day',
      ['action: lapse', 'reason: over', 'decidedOn: 2026-02-30'],
      'p.yaml:6: decidedOn of rule "it" is "2026-02-30"; allowed: a day of the calendar: the day of that decision, for example 2026-11-22',
    ],
    [
      'lapse on an instant',
      ['action: lapse', 'reason: over', 'decidedOn: 2026-02-03T00:00:00Z'],
      'p.yaml:6: decidedOn of rule "it" is "2026-02-03T00:00:00Z"; allowed: the day of that decision, for example 2026-11-22',
    ],
    [
      'lapse with years',
      ['action: lapse', 'reason: over', 'decidedOn: 2026-02-03', 'years: 1'],
      'p.yaml:7: years of rule "it" is 1; allowed: nothing here, because the action is lapse',
    ],
    [
      'lapse with a window',
      ['action: lapse', 'reason: over', 'decidedOn: 2026-02-03', 'windowDays: 9'],
      'p.yaml:7: windowDays of rule "it" is 9; allowed: nothing here, because the action is lapse',
    ],
    [
      'notify without a reason',
      ['action: notify'],
      'p.yaml:3: reason of rule "it" is missing; allowed: why, in one line of 1 to 300 letters (in quotes when it is a number), because the action is notify',
    ],
    [
      'notify with a price',
      ['action: notify', 'reason: theirs', 'maxYearPrice: 9'],
      'p.yaml:6: maxYearPrice of rule "it" is 9; allowed: nothing here, because the action is notify',
    ],
    [
      'renew with a reason',
      ['action: renew', 'reason: because'],
      'p.yaml:5: reason of rule "it" is "because"; allowed: nothing here: it belongs to the actions notify and lapse',
    ],
    [
      'an empty reason',
      ['action: notify', 'reason: ""'],
      'p.yaml:5: reason of rule "it" is ""; allowed: why, in one line of 1 to 300 letters (in quotes when it is a number)',
    ],
    [
      'an empty match',
      ['action: renew', 'match: {}'],
      'p.yaml:5: match of rule "it" is {}; allowed: at least one condition of name, tld, tag, group, resourceGroup, registrant, premium; leave match out to match every domain',
    ],
    [
      'a match of nothing',
      ['action: renew', 'match:'],
      'p.yaml:5: match of rule "it" is null; allowed: at least one condition of name, tld, tag, group, resourceGroup, registrant, premium; leave match out to match every domain',
    ],
    [
      'an empty list',
      ['action: renew', 'match:', '  tld: []'],
      'p.yaml:6: tld of the match of rule "it" is []; allowed: the end of a domain name without wildcards, for example com.cn; or a list of such, not an empty one',
    ],
    [
      'an unknown condition',
      ['action: renew', 'match: { suffix: com }'],
      'p.yaml:5: suffix of the match of rule "it" is "com", but there is no such field; allowed: name, tld, tag, group, resourceGroup, registrant, premium',
    ],
    [
      'no glob',
      ['action: renew', 'match:', '  name:', '    - a.com', '    - a b.com'],
      'p.yaml:8: name of the match of rule "it" is "a b.com"; allowed: a glob on domain names, for example shop-*.com (in quotes when it begins with *, in punycode, xn--…, when it has combining marks)',
    ],
    [
      'no end of a name',
      ['action: renew', 'match: { tld: "*.com" }'],
      'p.yaml:5: tld of the match of rule "it" is "*.com"; allowed: the end of a domain name without wildcards, for example com.cn',
    ],
    [
      'a tag as a number',
      ['action: renew', 'match: { tag: [2024] }'],
      'p.yaml:5: tag of the match of rule "it" is 2024; allowed: a tag as key or as key=value (in quotes when it is a number)',
    ],
    [
      'a group id with lost digits',
      ['action: renew', 'match: { group: 12345678901234567890 }'],
      'p.yaml:5: group of the match of rule "it" is 12345678901234567000; allowed: the id or the name of a domain group',
    ],
    [
      'premium as a text',
      ['action: renew', 'match: { premium: "true" }'],
      'p.yaml:5: premium of the match of rule "it" is "true"; allowed: true or false',
    ],
    [
      'a resource group that is a mapping',
      ['action: renew', 'match: { resourceGroup: { id: x } }'],
      'p.yaml:5: resourceGroup of the match of rule "it" is {"id":"x"}; allowed: the id of a resource group',
    ],
    [
      'an empty holder',
      ['action: renew', 'match: { registrant: "" }'],
      'p.yaml:5: registrant of the match of rule "it" is ""; allowed: the holder as the account lists it, or individual, or enterprise',
    ],
  ];
  it.each(faults)('%s', (_, lines, fault) => {
    expect(faultsOfRule(...lines)).toEqual([fault]);
  });
});

describe('faults of a policy', () => {
  const known = 'a mapping with currency, rules, tlds, prices';
  const faults: [what: string, text: string, faults: string[]][] = [
    ['nothing at all', '', [`p.yaml:1: the policy is null; allowed: ${known}`]],
    ['a list', '- name: a', [`p.yaml:1: the policy is [{"name":"a"}]; allowed: ${known}`]],
    [
      'an unknown field',
      'rules: []\nrule: []',
      [
        'p.yaml:2: rule is [], but there is no such field (did you mean rules?); allowed: currency, rules, tlds, prices',
      ],
    ],
    [
      'rules that are no list',
      'rules: { a: 1 }',
      ['p.yaml:1: rules is {"a":1}; allowed: a list of at most 10000 rules'],
    ],
    [
      'a rule that is a text',
      'rules:\n  - keep',
      ['p.yaml:2: rule 1 is "keep"; allowed: a mapping with name and action'],
    ],
    [
      'a rule without a name',
      'rules:\n  - action: renew',
      [
        'p.yaml:2: name of rule 1 is missing; allowed: a name of 1 to 60 letters, digits, blanks or . _ - (in quotes when it is a number), which no other rule has',
      ],
    ],
    [
      'a name that is a number',
      'rules:\n  - { name: 2024, action: renew }',
      [
        'p.yaml:2: name of rule 1 is 2024; allowed: a name of 1 to 60 letters, digits, blanks or . _ - (in quotes when it is a number), which no other rule has',
      ],
    ],
    [
      'a name that steers',
      'rules:\n  - { name: "a\\u001b", action: renew }',
      [
        'p.yaml:2: name of rule "a\\u001b" is "a\\u001b"; allowed: a name of 1 to 60 letters, digits, blanks or . _ - (in quotes when it is a number), which no other rule has',
      ],
    ],
    [
      'one name twice',
      'rules:\n  - { name: a, action: renew, match: { premium: true } }\n  - name: a\n    action: renew',
      ['p.yaml:3: name of rule "a" is "a"; allowed: a name that no other rule has'],
    ],
    [
      'rules that are never reached',
      'rules:\n  - { name: all, action: renew }\n  - { name: b, action: renew }\n  - { name: c, action: renew }',
      ['b', 'c'].map(
        (name, index) =>
          `p.yaml:${index + 3}: rule "${name}" is never reached; allowed: nothing behind rule "all", which has no match and so takes every domain`,
      ),
    ],
    ['an unknown currency', 'currency: EUR', ['p.yaml:1: currency is "EUR"; allowed: CNY, USD, JPY']],
    [
      'prices without a currency',
      'prices: { com: 90 }',
      ['p.yaml:1: currency is missing; allowed: CNY, USD, JPY, because the policy names prices'],
    ],
    [
      'a cap without a currency',
      'rules:\n  - { name: a, action: renew, maxYearPrice: 9 }',
      ['p.yaml:1: currency is missing; allowed: CNY, USD, JPY, because the policy names prices'],
    ],
    [
      'yen with digits',
      'currency: JPY\nprices: { com: 90.5 }',
      ['p.yaml:2: com of prices is 90.5; allowed: a decimal amount above 0, such as 9050'],
    ],
    [
      'a price in words',
      'currency: CNY\nprices:\n  com: much',
      ['p.yaml:3: com of prices is "much"; allowed: a decimal amount above 0, such as 90.50'],
    ],
    [
      'prices for no end of a name',
      'currency: CNY\nprices:\n  "*.com": 90',
      [
        'p.yaml:3: "*.com" of prices is 90; allowed: as a key the end of a domain name without wildcards, for example com.cn',
      ],
    ],
    [
      'two prices for one end',
      'currency: CNY\nprices:\n  com: 90\n  .COM: 80',
      ['p.yaml:4: .COM of prices is 80; allowed: each end of a name once, in whatever letters'],
    ],
    [
      'prices as a list',
      'prices: [90]',
      ['p.yaml:1: prices is [90]; allowed: a mapping of ends of names to the price of a year, for example { com: 90 }'],
    ],
    [
      'unknown terms',
      'tlds:\n  ai: { years: 2 }',
      [
        'p.yaml:2: years of tld ai is 2, but there is no such field; allowed: graceDays, minYears, maxYears, redemptionDays',
      ],
    ],
    [
      'too long a grace',
      'tlds:\n  ai: { graceDays: 61 }',
      ['p.yaml:2: graceDays of tld ai is 61; allowed: a whole number from 0 to 60'],
    ],
    [
      'more years at least than at most',
      'tlds:\n  ai: { minYears: 3, maxYears: 2 }',
      ['p.yaml:2: minYears of tld ai is 3; allowed: at most maxYears, which is 2'],
    ],
    [
      'terms that are a number',
      'tlds:\n  ai: 2',
      ['p.yaml:2: ai of tlds is 2; allowed: a mapping with graceDays, minYears, maxYears, redemptionDays'],
    ],
    [
      'years that an end of name is not sold for',
      'tlds: { ai: { minYears: 2 } }\nrules:\n  - { name: a, action: renew, years: 1, match: { tld: ai } }',
      ['p.yaml:3: years of rule "a" is 1; allowed: a whole number from 2 to 10, because of .ai'],
    ],
    [
      'ends of names that no number of years suits',
      'tlds: { ai: { minYears: 5 }, zz: { maxYears: 2 } }\nrules:\n  - { name: a, action: renew, years: 3, match: { tld: [ai, zz] } }',
      [
        'p.yaml:3: years of rule "a" is 3; allowed: years that both .ai and .zz are sold for: there are none, so make two rules',
      ],
    ],
    ['a field twice', 'rules: []\nrules: []', ['p.yaml:2: rules is there twice; allowed: each field once']],
    [
      'a glob without quotes',
      'rules:\n  - { name: a, action: renew, match: { name: *.com } }',
      ['p.yaml:2: this line is "*.com"; allowed: in quotes, as every text that begins with *'],
    ],
    [
      'a tag of YAML',
      'rules: !!js/function "x"',
      [
        'p.yaml:1: this line is not readable as YAML: Unresolved tag: tag:yaml.org,2002:js/function',
        'p.yaml:1: rules is "x"; allowed: a list of at most 10000 rules',
      ],
    ],
  ];
  it.each(faults)('%s', (_, text, expected) => {
    expect(faultsOf(text)).toEqual(expected);
  });

  const broken: [what: string, lines: string[], faults: string[]][] = [
    [
      'a second document',
      ['rules:', '  - { name: a, action: renew }', '---', 'rules: []'],
      [
        'p.yaml:3: this line is not readable as YAML: a second document begins here, behind --- or ...; a policy is one document',
        'p.yaml: the rest is not checked until line 3 can be read',
      ],
    ],
    [
      'something behind a text in quotes, and behind a bracket',
      ['rules:', '  - name: "brands" x', '    match: { tld: com } y'],
      [
        'p.yaml:2: this line is not readable as YAML: something is left over behind a value that has ended; put the whole text in quotes',
        'p.yaml:3: this line is not readable as YAML: something is left over behind a value that has ended; put the whole text in quotes',
        'p.yaml: the rest is not checked until line 2 can be read',
      ],
    ],
    [
      'a field with too few blanks: rules before it are checked, its own and later ones are not',
      ['rules:', '  - name: a', '    action: keep', '  - name: b', '   action: keep', '  - name: c'],
      [
        'p.yaml:3: action of rule "a" is "keep"; allowed: renew, notify, lapse',
        'p.yaml:5: this line is not readable as YAML: it begins further left or right than the lines that it belongs to',
        'p.yaml: the rest is not checked until line 5 can be read',
      ],
    ],
    [
      'a quote that is never closed is told where it begins',
      ['rules:', '  - { name: a, action: renew, years: 0 }', '  - name: "b', '    action: keep', '  - years: 11'],
      [
        'p.yaml:2: years of rule "a" is 0; allowed: a whole number from 1 to 10',
        'p.yaml:3: this line is not readable as YAML: the " that begins a text here is not closed',
        'p.yaml: the rest is not checked until line 3 can be read',
      ],
    ],
    [
      'a bracket that is never closed, in the first rule',
      ['currency: EUR', 'rules:', '  - { name: a, action: keep', '  - { name: b, action: keep }'],
      [
        'p.yaml:1: currency is "EUR"; allowed: CNY, USD, JPY',
        'p.yaml:3: this line is not readable as YAML: the { that begins here has no }, or lines in it stand too far left',
        'p.yaml: the rest is not checked until line 3 can be read',
      ],
    ],
    [
      'nothing is said to be missing that may come later',
      ['rules:', '  - { name: a, action: renew, maxYearPrice: 90 }', '  - { name: b', 'currency: CNY'],
      [
        'p.yaml:3: this line is not readable as YAML: the { that begins here has no }, or lines in it stand too far left',
        'p.yaml: the rest is not checked until line 3 can be read',
      ],
    ],
    [
      'a document of which nothing is left',
      ['- [', '  x'],
      [
        'p.yaml:1: this line is not readable as YAML: the [ that begins here has no ], or lines in it stand too far left',
        'p.yaml: the rest is not checked until line 1 can be read',
      ],
    ],
    [
      'a glob without quotes and a field twice hide nothing',
      [
        'rules:',
        '  - { name: a, action: keep, match: { name: *.com } }',
        '  - name: b',
        '    name: c',
        '    years: 11',
        '    action: renew',
      ],
      [
        'p.yaml:2: this line is "*.com"; allowed: in quotes, as every text that begins with *',
        'p.yaml:2: action of rule "a" is "keep"; allowed: renew, notify, lapse',
        'p.yaml:4: name is there twice; allowed: each field once',
        'p.yaml:5: years of rule "c" is 11; allowed: a whole number from 1 to 10',
      ],
    ],
  ];
  it.each(broken)('%s', (_, lines, expected) => {
    expect(faultsOf(lines.join('\n'))).toEqual(expected);
  });

  it('all are told at once, and that nothing happened', () => {
    const text =
      'currency: EUR\nrules:\n  - { name: a, action: renew, years: 11 }\n  - { name: a, action: lapse }\nprices: { com: x }';
    expect(() => policyFrom(text, 'p.yaml')).toThrow(/^wrong policy \(nothing was called, nothing was spent\):\n/);
    expect(faultsOf(text).map((line) => /^p\.yaml:(\d+): (.*?) is /.exec(line)?.slice(1).join(' '))).toEqual([
      '1 currency',
      '3 years of rule "a"',
      '4 rule "a"',
      '4 reason of rule "a"',
      '4 decidedOn of rule "a"',
      '4 name of rule "a"',
      '5 com of prices',
    ]);
  });

  it('a key that was pasted is not repeated', () => {
    expect(faultsOf('accessKeySecret: abc')).toEqual([
      'p.yaml:1: accessKeySecret is (hidden), but there is no such field; allowed: currency, rules, tlds, prices',
    ]);
  });

  it('a field that is there twice is named, wherever it stands', () => {
    expect(faultsOf('currency: CNY\nprices: { com: 90, "cn": 39, cn: 40 }\nrules: []\n"rules": []')).toEqual([
      'p.yaml:2: cn is there twice; allowed: each field once',
      'p.yaml:4: rules is there twice; allowed: each field once',
    ]);
  });

  it.each([': 1', '~: 1', 'null: 1', '"": 1'])('a field without a name is told to have none: %s', (field) => {
    expect(faultsOf(`rules: []\n${field}`)).toEqual([
      'p.yaml:2: a field without a name is 1, but there is no such field; allowed: currency, rules, tlds, prices',
    ]);
  });

  it.each(['ร้านค้า.com', 'हिन्दी.com', 'cafe\u0301.com'])(
    'a glob with combining marks may stand in punycode: %s',
    (name) => {
      const rule = (glob: string): string => `rules:\n  - { name: a, action: renew, match: { name: ${glob} } }`;
      expect(faultsOf(rule(name))[0]).toContain('in punycode, xn--…, when it has combining marks');
      const { rules } = policyFrom(rule(domainToASCII(name)), 'p.yaml');
      expect(ruleTest(rules[0]?.match)(featuresOf(aListedDomain({ name })))).toBe(true);
    },
  );

  it('a short text that stands for a long one is refused', () => {
    const lists = Array.from(
      { length: 8 },
      (_, n) =>
        `l${n}: &l${n} [${Array(9)
          .fill(n === 0 ? 'x' : `*l${n - 1}`)
          .join(', ')}]`,
    );
    const [fault] = faultsOf(lists.join('\n'));
    expect(fault).toBe(
      'p.yaml:2: the first alias, in this line, is one of too many; allowed: a policy with at most 1000 aliases, those inside of what they stand for counted too',
    );
  });

  it('what is no field is told as a fault, and not by a warning of node too', () => {
    const warn = vi.spyOn(process, 'emitWarning').mockReturnValue();
    const fault = 'p.yaml:1: "[ a ]" is 1, but there is no such field; allowed: currency, rules, tlds, prices';
    expect(faultsOf('? [a]\n: 1')).toEqual([fault]);
    expect(warn).not.toHaveBeenCalled();
  });

  it.each([
    [
      'rules: &r\n  - *r',
      'p.yaml:2: rule 1 is "a value that contains itself"; allowed: a mapping with name and action',
    ],
    [
      'tlds: &t\n  ai: { minYears: *t }',
      'p.yaml:2: minYears of tld ai is "a value that contains itself"; allowed: a whole number from 1 to 10',
    ],
  ])('what contains itself is a fault like another: %j', (text, fault) => {
    expect(faultsOf(text)).toEqual([fault]);
  });
});

describe('a policy file', () => {
  it('need not be there, unless it was named', () => {
    const missing = join(tmpdir(), 'no-such-policy.yaml');
    expect(() => loadPolicy(missing)).toThrow('the policy file is not there');
  });

  it('is read, and named in its faults', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'domain-renew-policy-')), 'p.yaml');
    writeFileSync(file, 'rules: []\n');
    expect(loadPolicy(file)).toMatchObject({ policy: NO_POLICY, file, ruleLines: [] });
    writeFileSync(file, 'rule: []\n');
    expect(() => loadPolicy(file)).toThrow(`${file}:1: rule is []`);
  });

  it.each([
    // "group: [品牌]" as an editor on a Chinese Windows may save it: else a rule that matches nothing.
    [
      'GBK',
      Buffer.from('rules:\n  - name: keep\n    match: { group: [\xc6\xb7\xc5\xc6] }\n    action: renew\n', 'latin1'),
      3,
    ],
    ['UTF-16', Buffer.from('\ufeffrules: []\n', 'utf16le'), 1],
  ])('in %s is refused', (_, bytes, line) => {
    const file = join(mkdtempSync(join(tmpdir(), 'domain-renew-policy-')), 'p.yaml');
    writeFileSync(file, bytes);
    const fault = `${file}: the policy file is not UTF-8 in line ${line}; allowed: a policy that is saved as UTF-8`;
    expect(() => loadPolicy(file)).toThrow(fault);
  });
});
