import { describe, expect, it } from 'vitest';
import type { SubmissionRecord } from '../../src/sandbox/books.ts';
import { someRails } from '../builders/settings.ts';
import { type AuditedClaim, orderKey } from './auditor-log.ts';
import { MoneyAuditor } from './auditor-money.ts';
import type { AuditView } from './auditor-view.ts';
import { RegistrarPrices } from './registrar-prices.ts';

const NOW_MS = Date.parse('2026-12-01T00:00:00Z');
const EXPIRY_MS = Date.parse('2026-12-24T10:00:00Z');

/** A claim of a process for 90.00. */
const aClaim = (processId: string, domain: string): AuditedClaim => ({
  claimId: domain,
  domain,
  expiryMs: EXPIRY_MS,
  processId,
  atMs: NOW_MS,
  years: 1,
  priceMinor: 9000,
  sinceMs: NOW_MS,
  standing: 'claimed',
  taskNo: null,
});

/** Process 0001 claims a.com and process 0002 b.com, in this order of the log; each is told the balance when so many claims stand there. */
function found(balanceMinor: number, claimCounts: readonly [number, number]): string[] {
  const prices = new RegistrarPrices();
  prices.setCall(false, NOW_MS);
  const money = new MoneyAuditor({ rails: someRails(), policyPrices: { com: 9000 }, prices, domain: () => null });
  const order = [aClaim('0001', 'a.com'), aClaim('0002', 'b.com')];
  const findings: string[] = [];
  const view = {
    log: {
      claims: new Map(order.map((claim) => [claim.claimId, claim])),
      claimOf: (key: string) =>
        order.find(({ processId, domain, expiryMs }) => orderKey(processId, domain, expiryMs) === key),
    },
    find: (_check: string, message: string) => findings.push(message),
  } as unknown as AuditView;
  order.forEach(({ processId, domain }, index) => {
    const orders = [{ domain, expiryBeforeMs: EXPIRY_MS, years: 1 }];
    const run = {
      atMs: NOW_MS,
      asked: { trigger: 'timer', options: { mode: null, domains: null, windowDays: null, approve: null } },
      balanceMinor,
      claimCount: claimCounts[index] ?? 0,
    };
    const by = { processId, run, hasFailed: () => false } as unknown as Parameters<MoneyAuditor['arrived']>[2];
    money.arrived({ orders, executed: true } as unknown as SubmissionRecord, view, by);
  });
  return findings;
}

describe('a run that was told its balance', () => {
  it.each<[string, number, readonly [number, number], string[]]>([
    ['may send what that pays beside what was claimed since', 18_000, [0, 0], []],
    [
      'may not send more',
      17_999,
      [0, 0],
      ['process 0002 submitted up to 18000 since it heard that the account has 17999'],
    ],
    ['need not count what was claimed before', 17_999, [0, 1], []],
    [
      'may not send more than all of it',
      8999,
      [0, 1],
      [
        'process 0001 submitted 9000 in all, and knew that the account has 8999',
        'process 0001 submitted up to 9000 since it heard that the account has 8999',
        'process 0002 submitted 9000 in all, and knew that the account has 8999',
        'process 0002 submitted up to 9000 since it heard that the account has 8999',
      ],
    ],
  ])('%s', (_name, balanceMinor, claimCounts, expected) => {
    expect(found(balanceMinor, claimCounts)).toEqual(expected);
  });
});
