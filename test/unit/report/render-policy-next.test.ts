import { describe, expect, it } from 'vitest';
import { termsOfSettings } from '../../../src/config/settings-terms.ts';
import type { PolicyReport } from '../../../src/report/policy-report.ts';
import { renderPolicyNext } from '../../../src/report/render-policy-next.ts';
import { aListedDomain } from '../../builders/domains.ts';
import { aConfig } from '../../builders/settings.ts';

const side = (file: string): PolicyReport['after'] => ({ file, ruleCount: 1, currency: 'CNY' });
const terms = termsOfSettings(aConfig());
const change = { domain: aListedDomain(), before: terms, after: { ...terms, years: 2 } };

function compared(changes: readonly (typeof change)[], incompleteWhy = ''): PolicyReport['account'] {
  return { kind: 'compared', changes: { comparedCount: 1, changes, rules: [] }, incompleteWhy };
}

function next(account: PolicyReport['account'], rest: Partial<PolicyReport> = {}): string {
  const built = { file: 'functions/policy.yaml', isChecked: false };
  const report = {
    before: side('old.yaml'),
    after: side('new.yaml'),
    hints: NO_HINTS,
    rules: [],
    built,
    account,
    ...rest,
  };
  return renderPolicyNext(report, { columns: 200, colour: false }).join('\n');
}

const NO_HINTS: PolicyReport['hints'] = { hints: [], missingFrom: null };

const DEPLOY =
  'Next  Nothing has changed yet. If this is what you want, deploy it: that builds the policy into both functions, and their next runs renew by it.';

describe('what to do after a check', () => {
  const table: [name: string, text: string, expected: string][] = [
    ['changes', next(compared([change])), `${DEPLOY}\n  cp new.yaml functions/policy.yaml\n  npx s deploy -y`],
    [
      'changes by the file that is built',
      next(compared([change]), { built: { file: 'functions/policy.yaml', isChecked: true } }),
      `${DEPLOY}\n  npx s deploy -y`,
    ],
    [
      'a file with an odd name',
      next(compared([change]), { after: side("my new's.yaml") }),
      `${DEPLOY}\n  cp 'my new'\\''s.yaml' functions/policy.yaml\n  npx s deploy -y`,
    ],
    ['no changes', next(compared([])), 'Next  No domain is treated otherwise, so nothing needs to be deployed.'],
    [
      'a rule to look at',
      next(compared([]), { hints: { hints: [{ hint: 'matches-nothing', place: 0 }], missingFrom: null } }),
      'Next  Look at the rules above first. No domain is treated otherwise, so nothing needs to be deployed.',
    ],
    [
      'a list that is not complete',
      next(compared([change], 'a page is missing')),
      'Next  Call this again before you deploy the policy: what is not in the list may change as well.',
    ],
    [
      'an account that cannot be read',
      next({ kind: 'unreadable', why: 'x' }),
      'Next  Mend that and call this again, before you deploy the policy.',
    ],
    [
      'no keys',
      next({ kind: 'no-keys' }),
      'Next  Set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET and call this again: it then tells what the policy changes for your domains. It only reads.',
    ],
  ];
  it.each(table)('%s', (_, text, expected) => {
    expect(text).toBe(expected);
  });
});
