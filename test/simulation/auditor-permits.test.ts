import { describe, expect, it } from 'vitest';
import { NO_OPTIONS } from '../../src/config/event.ts';
import type { DomainName } from '../../src/model/domain.ts';
import { DAY_MS } from '../../src/model/time.ts';
import { isCovered, type Surroundings, whyNotPermitted } from './auditor-permits.ts';

const NOW_MS = Date.parse('2026-12-01T00:00:00Z');
const EXPIRY_MS = NOW_MS + 10 * DAY_MS;
const ORDER = { domain: 'a.com', sentName: 'a.com', expiryBeforeMs: EXPIRY_MS, years: 1, permitPremium: false };
const DOMAIN = {
  name: 'a.com',
  instanceId: 'S1',
  expiryMs: EXPIRY_MS,
  registeredMs: 0,
  premium: false,
  autoRenew: false,
  audit: 'SUCCEED',
  transferOut: false,
  holderChange: false,
  status: null,
  renewable: true,
  priceMinor: null,
  group: 'Brands',
  tag: 'env=prod',
  resourceGroup: 'rg-1',
  registrant: null,
} as const;
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
const TIMER = { trigger: 'timer', options: NO_OPTIONS } as const;
const AROUND: Surroundings = { settings: SETTINGS, asked: TIMER, domain: DOMAIN, isSettled: true, nowMs: NOW_MS };
const BY_HAND = { trigger: 'command', options: { ...NO_OPTIONS, mode: 'renew' } } as const;

const NAMED = { trigger: 'command', options: { ...BY_HAND.options, domains: ['b.com' as DomainName] } } as const;

describe('an order is permitted', () => {
  it.each([
    { name: 'as it is', around: {}, why: null },
    { name: 'in plan mode by hand', around: { settings: { ...SETTINGS, mode: 'plan' }, asked: BY_HAND }, why: null },
    { name: 'when the domain changed lately', around: { isSettled: false, domain: null }, why: null },
    { name: 'not by a plan', around: { settings: { ...SETTINGS, mode: 'plan' } }, why: 'its run only plans' },
    { name: 'not for others', around: { asked: NAMED }, why: 'other domains were named' },
    {
      name: 'not when excluded',
      around: { settings: { ...SETTINGS, exclude: ['a.*'] } },
      why: 'it is not included, or excluded',
    },
    {
      name: 'not for other years',
      around: { settings: { ...SETTINGS, years: 2 } },
      why: 'it is for 1 years instead of 2',
    },
    {
      name: 'not outside the window',
      around: { settings: { ...SETTINGS, windowDays: 9 } },
      why: 'it is due in 10 days',
    },
    { name: 'not past grace', around: { nowMs: EXPIRY_MS + 31 * DAY_MS }, why: 'its grace period is over' },
    {
      name: 'not expired unasked',
      around: { settings: { ...SETTINGS, renewExpired: false }, nowMs: EXPIRY_MS + DAY_MS },
      why: 'it has expired',
    },
    { name: 'not gone', around: { domain: null }, why: 'it is not in the account' },
    {
      name: 'not with another date',
      around: { domain: { ...DOMAIN, expiryMs: EXPIRY_MS + DAY_MS } },
      why: 'that is not its expiry date',
    },
    { name: 'not premium', around: { domain: { ...DOMAIN, premium: true } }, why: 'it is premium' },
    { name: 'not twice', around: { domain: { ...DOMAIN, autoRenew: true } }, why: 'native auto-renewal is on' },
    {
      name: 'not while it leaves',
      around: { domain: { ...DOMAIN, transferOut: true } },
      why: 'it is being transferred out',
    },
    {
      name: 'not while its holder changes',
      around: { domain: { ...DOMAIN, holderChange: true } },
      why: 'its holder is being changed',
    },
    { name: 'not unverified', around: { domain: { ...DOMAIN, audit: 'FAILED' } }, why: 'its verification failed' },
  ] as const)('$name', ({ around, why }) => {
    expect(whyNotPermitted(ORDER, { ...AROUND, ...around })).toBe(why);
  });

  it('not on the wire', () => {
    expect(whyNotPermitted({ ...ORDER, permitPremium: true }, AROUND)).toBe('it says that premium is permitted: true');
  });

  it('where the globs say so, exclude before include', () => {
    expect(isCovered('a.com', { ...SETTINGS, include: ['*.com'] })).toBe(true);
    expect(isCovered('a.com', { ...SETTINGS, include: ['*.cn'] })).toBe(false);
    expect(isCovered('a.com', { ...SETTINGS, include: ['*.com'], exclude: ['a.*'] })).toBe(false);
  });
});
