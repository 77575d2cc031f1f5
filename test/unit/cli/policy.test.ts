import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { startSandbox } from '../../../src/sandbox/serve.ts';
import { DAY } from '../../builders/domains.ts';
import { type Played, play } from '../../fakes/recording-terminal.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** A file with these lines. */
function file(name: string, ...lines: string[]): string {
  const path = join(mkdtempSync(join(tmpdir(), 'domain-renew-policy-')), name);
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}

/** Plays `policy check` on an account of four domains, which expire one day after the other. */
async function onAccount(...args: string[]): Promise<Played> {
  const keys = { accessKeyId: 'planted-id', accessKeySecret: 'planted-secret' };
  const from = Date.now() + 10 * DAY;
  const domains = ['a.com', 'b.com', 'c.cn', 'd.net'].map((name, index) => ({ name, expiryMs: from + index * DAY }));
  const world = { seed: 1, chaos: 'off', staleDate: 'rejected', domainCount: 0 } as const;
  const server = await startSandbox({ ...world, ...keys, domains, now: () => Date.now() });
  closers.push(server.close);
  const played = await play(['policy', 'check', ...args], {
    DOMAIN_ENDPOINT: server.url,
    ALIBABA_CLOUD_ACCESS_KEY_ID: 'planted-id',
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'planted-secret',
    ALIBABA_CLOUD_SECURITY_TOKEN: 'planted-token',
  });
  expect(played.out + played.error).not.toMatch(/planted/);
  return played;
}

const oldPolicy = ['rules:', '  - { name: brands, match: { name: a.com }, action: renew, years: 2 }'];
const newPolicy = [
  'currency: CNY',
  'rules:',
  '  - { name: brands, match: { tld: com }, action: renew, years: 2, windowDays: 60, maxYearPrice: 150, couponNo: "c1" }',
  '  - { name: gone, match: { name: c.cn }, action: lapse, reason: sold, decidedOn: 2026-01-02 }',
  '  - { name: nobody, match: { tag: no-such-tag }, action: renew }',
  '  - { name: group, match: { group: 123456, premium: true }, action: renew }',
];

describe('policy check', () => {
  it('tells what changes, domain by domain, and which rules win', async () => {
    const { code, out } = await onAccount(file('old.yaml', ...oldPolicy), file('new.yaml', ...newPolicy));
    expect(code).toBe(0);
    expect(out).toMatch(/The policy is right: .*new\.yaml, 4 rules/);
    const line = (name: string): string => out.split('\n').find((text) => text.includes(name)) ?? '';
    expect(line('a.com')).toMatch(/brands +renew +window 35 days → 60 days; cap a/);
    expect(line('b.com')).toMatch(/none → brands +renew +years 1 → 2;/);
    expect(line('c.cn')).toMatch(/none → gone +renew → lapse +why none → "sold" \(2026-01-02\)$/);
    expect(line('d.net')).toBe('');
    expect(out).toMatch(
      /\n +2 +1 +brands\n +1 +– +gone\n +0 +– +nobody\n +0 +– +group\n +1 +3 +\(no rule: the settings\)\n/,
    );
    expect(out).toMatch(
      /3 of 4 domains would be treated otherwise than by .*old\.yaml, 1 rule\.\n {2}renew → lapse: 1 domain, no longer renewed and let go; nobody is told that it is due\n/,
    );
    expect(out).toContain(`
  window 35 days → 60 days: 2 domains
  cap a year 500.00 CNY → 150.00 CNY: 2 domains
  voucher none → c1: 2 domains
  years 1 → 2: 1 domain
`);
  });

  it('as JSON has every term before and after', async () => {
    const { code, out } = await onAccount('--json', file('new.yaml', ...newPolicy));
    expect(code).toBe(0);
    const result = JSON.parse(out) as { changes: { domain: string; before: object; after: object }[] };
    expect(result).toMatchObject({
      policy: { before: { file: null, ruleCount: 0 }, after: { ruleCount: 4, currency: 'CNY' } },
      account: { domains: 4, changed: 3, complete: true },
      rules: [
        { rule: 'brands', before: null, after: 2 },
        { rule: 'gone', before: null, after: 1 },
        { rule: 'nobody', before: null, after: 0 },
        { rule: 'group', before: null, after: 0 },
        { rule: null, before: 4, after: 1 },
      ],
    });
    expect(result.changes.map(({ domain }) => domain)).toEqual(['c.cn', 'a.com', 'b.com']);
    expect(result.changes[1]).toMatchObject({
      before: { rule: null, years: 1, windowDays: 35, maxYearPriceMinor: 50000, couponNo: null },
      after: { rule: 'brands', years: 2, windowDays: 60, maxYearPriceMinor: 15000, couponNo: 'c1' },
    });
  });

  it('between equal policies changes nothing', async () => {
    const { code, out } = await onAccount(file('old.yaml', ...newPolicy), file('new.yaml', ...newPolicy));
    expect(code).toBe(0);
    expect(out).toContain('0 of 4 domains would be treated otherwise');
    expect(out).not.toContain('What changes');
    expect(out).toMatch(
      /Next {2}Look at the rules above first\. No domain is treated otherwise, so nothing needs to be\n {6}deployed\.$/,
    );
  });

  const misordered = [
    'rules:',
    '  - { name: all com, match: { tld: com }, action: renew }',
    '  - { name: no longer, match: { name: ["b.com", "shop-*.com"] }, action: lapse, reason: sold, decidedOn: 2026-01-02 }',
    '  - { name: misspelt, match: { name: "c.cm" }, action: renew }',
    '  - { name: letters, match: { name: "?.com" }, action: renew, years: 3 }',
    '  - { name: ordinary, match: { premium: false, name: ["a.*", "b.*"] }, action: renew, years: 2 }',
    '  - { name: rest, action: renew }',
  ];

  it('names the rules that never win and those that match nothing, with their lines, and says what to do', async () => {
    const { code, out } = await onAccount('--json', file('new.yaml', ...misordered));
    expect(code).toBe(0);
    expect((JSON.parse(out) as { hints: object[] }).hints).toEqual([
      { hint: 'never-wins', rule: 'no longer', line: 3, by: 'all com' },
      { hint: 'matches-nothing', rule: 'misspelt', line: 4 },
      { hint: 'never-wins', rule: 'letters', line: 5, by: 'all com' },
      { hint: 'always-behind', rule: 'ordinary', line: 6, by: 'all com', domain: 'a.com' },
    ]);
    const path = file('new.yaml', ...misordered, '# and a change', 'tlds: { com: { graceDays: 20 } }');
    const text = (await onAccount(path)).out;
    expect(text).toContain(`
Look at 4 rules
  ! rule 2 "no longer" (line 3) can never win: rule 1 "all com" (line 2) comes first and takes every
    domain that it asks for (name b.com or shop-*.com). Put it before that rule if it should win,
    else take it out
  ! rule 3 "misspelt" (line 4) matches no domain of the account. It asks for name c.cm. A word in it
    may be misspelt; if not, the rule does nothing yet
`);
    expect(text).toContain(`
  ! rule 5 "ordinary" (line 6) wins no domain: what it matches is taken by earlier rules, a.com by
    rule 1 "all com" (line 2). Put it before that rule if it should win, else take it out

Next  Look at the rules above first. Nothing has changed yet. If this is what you want, deploy it:
      that builds the policy into both functions, and their next runs renew by it.
  cp ${path} functions/policy.yaml
  npx s deploy -y`);
  });

  it('without keys names the rules that can never win, whatever the account has', async () => {
    const { out } = await play(['policy', 'check', file('new.yaml', ...misordered)], {});
    expect(out).toContain('Look at 2 rules');
    expect(out).toContain('rule 4 "letters" (line 5) can never win: rule 1 "all com" (line 2)');
    expect(out).not.toContain('misspelt');
  });

  it('without keys checks the file alone', async () => {
    const { code, out } = await play(['policy', 'check', file('new.yaml', ...newPolicy)], {});
    expect(code).toBe(0);
    expect(out).toMatch(/The policy is right: .*new\.yaml, 4 rules\nWhat it changes .* there are no keys/);
    expect(out).toMatch(
      /\nNext {2}Set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET and call this again/,
    );
  });

  it('names the faults of both files, and calls nothing', async () => {
    const old = file('old.yaml', 'rules: 5');
    const { code, error } = await play(['policy', 'check', old, file('new.yaml', 'rule: []')], {});
    expect(code).toBe(2);
    expect(error).toMatch(/^wrong policy \(nothing was called, nothing was spent\):\n/);
    expect(error).toMatch(
      /new\.yaml:1: rule is \[\], but there is no such field \(did you mean\s+rules\?\); allowed: currency, rules, tlds, prices/,
    );
    expect(error).toMatch(/old\.yaml:1: rules is 5; allowed:\s+a list/);
  });

  it('wraps long faults, each with a beginning of its own', async () => {
    const { error } = await play(
      ['policy', 'check', file('p.yaml', 'rules:', '  - { name: a, action: renew, yaers: 2 }', '  - b')],
      {},
    );
    const lines = error.split('\n');
    expect(lines.every((line) => line.length <= 100)).toBe(true);
    expect(
      lines.filter((line) => /^ {2}\S/.test(line)).map((line) => /p\.yaml:\d+: .*/.exec(line)?.[0].slice(0, 20)),
    ).toEqual(['p.yaml:2: yaers of r', 'p.yaml:3: rule 2 is ']);
    expect(lines.filter((line) => /^ {4}\S/.test(line)).length).toBeGreaterThan(1);
  });

  it('tells the faults of settings and policy together', async () => {
    const { error } = await play(['policy', 'check', file('p.yaml', 'rules: 5')], { RENEW_YEARS: '11' });
    expect(error).toMatch(/^wrong settings and policy /);
    expect(error).toContain('rules is 5');
    expect(error).toContain('RENEW_YEARS is "11"');
  });

  it('refuses a window that the ledger forgets', async () => {
    const sls = {
      LEDGER: 'sls',
      SLS_ENDPOINT: 'https://cn-hangzhou.log.aliyuncs.com',
      SLS_PROJECT: 'abc',
      SLS_LOGSTORE: 'abc',
    };
    const rule = (name: string, days: number): string =>
      `  - { name: ${name}, match: { tld: com }, action: renew, windowDays: ${days} }`;
    const long = file('new.yaml', 'rules:', rule('a', 311), rule('b', 310), rule('c', 400));
    const { code, error } = await play(['policy', 'check', long], sls);
    expect(code).toBe(2);
    expect(error).toMatch(
      /new\.yaml:2:\s+windowDays\s+of\s+rule\s+"a"\s+is\s+311;\s+allowed:\s+at\s+most\s+310,\s+because\s+LEDGER_HORIZON_DAYS\s+is\s+400/,
    );
    expect(error).toMatch(/new\.yaml:4:\s+windowDays\s+of\s+rule\s+"c"\s+is\s+400;/);
    expect(error).not.toContain('rule "b"');
  });

  it('refuses another currency than that of the settings, with its line', async () => {
    const { code, error } = await play(['policy', 'check', file('new.yaml', '# mine', 'currency: USD')], {});
    expect(code).toBe(2);
    expect(error).toMatch(/new\.yaml:2:\s+currency\s+is\s+USD;\s+allowed:\s+CNY,\s+as\s+the\s+settings\s+have\s+it/);
  });

  it('ends with 1 when the account cannot be read', async () => {
    const keys = { ALIBABA_CLOUD_ACCESS_KEY_ID: 'a', ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'b' };
    const world = { seed: 1, chaos: 'off', staleDate: 'rejected', domainCount: 0 } as const;
    const server = await startSandbox({ ...world, accessKeyId: 'x', accessKeySecret: 'y', now: () => Date.now() });
    closers.push(server.close);
    const path = file('new.yaml', ...newPolicy);
    const { code, out } = await play(['policy', 'check', path], { DOMAIN_ENDPOINT: server.url, ...keys });
    expect(code).toBe(1);
    expect(out).toContain('because the account could not be read');
  });
});
