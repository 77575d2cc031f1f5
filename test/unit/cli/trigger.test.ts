import { describe, expect, it } from 'vitest';
import { DEPLOYED, DEPLOYED_REGION } from '../../../src/cli/trigger.ts';
import { readResult } from '../../../src/report/read-result.ts';
import { type InvokedReport, renderInvoked } from '../../../src/report/render-invoked.ts';
import { readText } from '../../tidy/repository.ts';
import { preview } from '../../tidy/s-preview.ts';
import { aCheckResult, aRenewalResult } from '../report/some-reports.ts';

function aReport(rest: Partial<InvokedReport> = {}): InvokedReport {
  return {
    functionName: 'domain-renew-renew',
    qualifier: 'LATEST',
    region: 'cn-hangzhou',
    requestId: '1-6745-request',
    errorType: null,
    body: '',
    result: null,
    logTail: '',
    windowDays: null,
    ...rest,
  };
}

function text(report: InvokedReport): string {
  return `\n${renderInvoked(report, { columns: 80, colour: false }).join('\n')}\n`;
}

it('the defaults are what s.yaml deploys', () => {
  const { resources } = preview(readText('s.yaml')) as {
    resources: Record<'renew' | 'check', { props: { functionName: string; timeout: number; region: string } }>;
  };
  for (const run of ['renew', 'check'] as const) {
    const { functionName, timeout, region } = resources[run].props;
    expect(DEPLOYED[run]).toEqual({ functionName, timeoutS: timeout });
    expect(region).toBe(DEPLOYED_REGION);
  }
});

describe('the result of a run', () => {
  it.each([['renewal', aRenewalResult()] as const, ['check', aCheckResult()] as const])(
    'is read back: %s',
    (_kind, result) => {
      expect(readResult(JSON.stringify(result))).toEqual(result);
    },
  );

  it('keeps what a newer function adds, and loses what would steer a terminal', () => {
    const result = { ...aCheckResult(), open: [{ domain: 'a.com', since: 's', why: 'x\u001b[2Jy' }], more: 1 };
    expect(readResult(JSON.stringify(result))).toMatchObject({ open: [{ why: 'xy' }], more: 1 });
  });

  it.each([
    'hello',
    'null',
    '[]',
    '{}',
    '{"run":{"kind":"renew"}}',
    JSON.stringify({ ...aRenewalResult(), run: { kind: 'other' } }),
    JSON.stringify({ ...aRenewalResult(), deferred: [1] }),
    JSON.stringify({ ...aRenewalResult(), submissions: [{ outcome: 'perhaps', domains: [] }] }),
    JSON.stringify({ ...aCheckResult(), open: undefined }),
  ])('is not %.60s', (body) => {
    expect(readResult(body)).toBeNull();
  });
});

describe('what is shown of an invocation', () => {
  it('is the run as it would show itself, and the end of the log', () => {
    const result = aCheckResult({ settled: [{ domain: 'a.com', outcome: 'renewed', taskNo: 'task-1' }] });
    expect(text(aReport({ functionName: 'domain-renew-check', result, logTail: 'FC Start\n  {"a":1}\tb\n' }))).toBe(`
Called domain-renew-check (LATEST) in cn-hangzhou: request 1-6745-request

Check run at 2026-06-01 12:00 UTC. A check never spends.
Ledger: the function's own

Settled (1 claim): renewed means that the expiry date has moved
  ✓ 1 domain renewed by task task-1
      a.com

The end of its log
  FC Start
    {"a":1} b
`);
  });

  it('of a run that only planned names what it would submit', () => {
    const shown = text(aReport({ result: aRenewalResult() }));
    expect(shown).toContain('Renewal run at 2026-06-01 12:00 UTC.\n');
    expect(shown).toContain('Nothing was submitted, nothing was spent.\n');
    expect(shown).toContain('It only planned (3 domains): soonest.com, 绿茶小铺.com,');
    expect(shown).toContain('Cost    270.00 CNY for 3 domains');
    expect(shown).toMatch(/from the console: \{"mode":"renew","approve":"f38e[0-9a-f]{60}"\}/);
    expect(text(aReport({ result: aRenewalResult(), windowDays: 20 }))).toContain(', for the next 20 days.\n');
  });

  it('of a function that failed is its error and its message', () => {
    const message =
      'wrong settings (nothing was called, nothing was spent):\n  RENEW_MODE is "x"; allowed: plan, renew';
    const body = JSON.stringify({ errorMessage: message, errorType: 'InputError', stackTrace: [] });
    expect(text(aReport({ errorType: 'HandledInvocationError', body }))).toBe(`
Called domain-renew-renew (LATEST) in cn-hangzhou: request 1-6745-request

The function failed: HandledInvocationError
  wrong settings (nothing was called, nothing was spent):
    RENEW_MODE is "x"; allowed: plan, renew
What it had submitted before, if anything, stands in its ledger: \`domain-renew
status\` shows it.

Its log: no end of it came with the answer.
`);
    expect(text(aReport({ errorType: 'E', body: 'killed\u001b[31m' }))).toContain('failed: E\n  killed\n');
  });

  it('of another function is what it returned', () => {
    expect(text(aReport({ body: '"hello"' }))).toContain(
      'It returned something that is not the result of a run: is this a function of domain-renew?\n  "hello"\n',
    );
  });
});
