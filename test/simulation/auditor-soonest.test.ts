import { describe, expect, it } from 'vitest';
import { DAY_MS } from '../../src/model/time.ts';
import type { RenewalResult } from '../../src/report/result.ts';
import type { SandboxDomain } from '../../src/sandbox/registry.ts';
import { aConfig, someRails } from '../builders/settings.ts';
import type { AuditedClaim } from './auditor-log.ts';
import { Others } from './auditor-others.ts';
import type { AuditedRun } from './auditor-returned.ts';
import { auditSoonestFirst } from './auditor-soonest.ts';
import type { AuditView } from './auditor-view.ts';
import { RegistrarPrices } from './registrar-prices.ts';

const NOW_MS = Date.parse('2026-12-01T00:00:00Z');
const SOON_MS = NOW_MS + 10 * DAY_MS;
const LATE_MS = NOW_MS + 20 * DAY_MS;

/** soon.com at 90.00 was left for the next run, late.com was submitted for 90.00. */
const LATE: Partial<AuditedClaim> = {
  domain: 'late.com',
  processId: '0001',
  expiryMs: LATE_MS,
  priceMinor: 9000,
  standing: 'accepted',
};
const RESULT = { deferred: ['soon.com'] } as unknown as RenewalResult;

function found(
  claims: readonly Partial<AuditedClaim>[],
  { deed = false, soonMinor = 9000, before = 0 } = {},
): string[] {
  const findings: string[] = [];
  const others = new Others();
  if (deed) others.did('soon.com', 'changed', NOW_MS, () => SOON_MS);
  const view = {
    log: { claims: new Map(claims.map((claim, index) => [String(index), claim])) },
    others,
    find: (_check: string, message: string) => findings.push(message),
  } as unknown as AuditView;
  const domains = [{ name: 'soon.com', expiryMs: SOON_MS, priceMinor: soonMinor } as SandboxDomain];
  const money = { rails: someRails(), policyPrices: {}, prices: new RegistrarPrices(), domain: () => null };
  const run = { atMs: NOW_MS, logClaims: before } as AuditedRun;
  auditSoonestFirst(RESULT, view, { processId: '0001', run, domains, settings: aConfig(), money });
  return findings;
}

describe('what a run left for the next one', () => {
  it.each<[string, Parameters<typeof found>, number]>([
    ['may not expire before what it submitted', [[LATE]], 1],
    ['may when it costs more', [[LATE], { soonMinor: 9001 }], 0],
    ['may when the other expires sooner', [[{ ...LATE, expiryMs: SOON_MS - DAY_MS }]], 0],
    ['may when the other was claimed by a run before', [[LATE], { before: 1 }], 0],
    ['may when the other was claimed and not sent', [[{ ...LATE, standing: 'claimed' }]], 0],
    ['may when another run was at work', [[LATE, { ...LATE, processId: '0002' }]], 0],
    [
      'may when it was refused before',
      [[{ ...LATE, domain: 'soon.com', standing: 'refused' }, LATE], { before: 1 }],
      0,
    ],
    [
      'may when a check run released it about then',
      [[{ ...LATE, domain: 'soon.com', standing: 'released', sinceMs: NOW_MS }, LATE], { before: 1 }],
      0,
    ],
    [
      'may not when that was long before',
      [[{ ...LATE, domain: 'soon.com', standing: 'released', sinceMs: NOW_MS - DAY_MS }, LATE], { before: 1 }],
      1,
    ],
    ['may when somebody had a hand in it', [[LATE], { deed: true }], 0],
  ])('%s', (_name, [claims, around], count) => {
    expect(found(claims, around)).toHaveLength(count);
  });
});
