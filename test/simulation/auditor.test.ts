import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS } from '../../src/model/time.ts';
import type { OrderRecord } from '../../src/sandbox/books.ts';
import { someRails } from '../builders/settings.ts';
import { Auditor } from './auditor.ts';
import type { AuditedClaim } from './auditor-log.ts';
import { Others } from './auditor-others.ts';
import { RegistrarPrices } from './registrar-prices.ts';

const EXPIRY_MS = Date.parse('2026-12-24T10:00:00Z');
const NOW_MS = Date.parse('2026-12-01T00:00:00Z');
const YEAR_MS = 365 * DAY_MS;

function othersRenewedTo(toMs: number | null): Others {
  const others = new Others();
  others.look([{ atMs: NOW_MS, deed: 'renewed', domain: '茶.com' }], () => toMs);
  return others;
}

describe('a renewal by others excuses a claim', () => {
  it.each([
    { name: 'of the date that it moved', toMs: EXPIRY_MS + YEAR_MS, excused: true },
    { name: 'of a date before, as two renewals did', toMs: EXPIRY_MS + 2 * YEAR_MS, excused: true },
    { name: 'of any date, when the domain is gone since', toMs: null, excused: true },
    { name: 'not of the date to which it led', toMs: EXPIRY_MS, excused: false },
  ])('$name', ({ toMs, excused }) => {
    expect(othersRenewedTo(toMs).haveRenewed('xn--cl1a.com', EXPIRY_MS)).toBe(excused);
  });

  it('not of another domain', () => {
    expect(othersRenewedTo(EXPIRY_MS + YEAR_MS).haveRenewed('a.com', EXPIRY_MS)).toBe(false);
  });
});

describe('a hidden detail excuses an open claim', () => {
  const claim = { atMs: NOW_MS } as AuditedClaim;
  const shownFromMs = NOW_MS + 3 * DAY_MS;

  it.each([
    { name: 'of a task since the claim', placedMs: NOW_MS + HOUR_MS, excused: true },
    { name: 'of a task of another zone', placedMs: NOW_MS - 8 * HOUR_MS, excused: true },
    { name: 'not of a task of the day before', placedMs: NOW_MS - DAY_MS, excused: false },
  ])('$name', ({ placedMs, excused }) => {
    const orders = [{ shownFromMs, placedMs } as OrderRecord];
    const auditor = new Auditor({
      records: () => ({ orders, submissions: [], bystanders: [] }),
      entries: () => [],
      damage: () => null,
      now: () => NOW_MS,
      settings: SETTINGS,
      money: { rails: someRails(), policyPrices: {}, prices: new RegistrarPrices(), domain: () => null },
      domain: () => null,
      domains: () => [],
      secrets: [],
    });
    expect(auditor.hidDetailAfter(claim, NOW_MS + DAY_MS)).toBe(excused);
  });
});

const SETTINGS = {
  mode: 'renew',
  windowDays: 35,
  years: 1,
  batchSize: 50,
  maxDomains: 100,
  maxShare: 1,
  include: [],
  exclude: [],
  renewExpired: true,
  permitPremium: false,
} as const;
