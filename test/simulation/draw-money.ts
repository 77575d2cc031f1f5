import { domainToASCII } from 'node:url';
import type { ClaimId, LedgerEntry } from '../../src/ledger/entry.ts';
import type { DomainName } from '../../src/model/domain.ts';
import type { TaskNo } from '../../src/model/task.ts';
import { addYears, DAY_MS, HOUR_MS } from '../../src/model/time.ts';
import type { SandboxCouponSeed } from '../../src/sandbox/account.ts';
import { type Chance, createChance } from '../../src/sandbox/chance.ts';
import { renewalPriceMinor, TLDS } from '../../src/sandbox/price-list.ts';
import type { SandboxDomain } from '../../src/sandbox/registry.ts';

/** The process that is said to have written the ledger's history: no run of the simulation has its name. */
export const HISTORY = 'hist';

/**
 * The money rails of a seed: in half of the worlds the defaults, otherwise caps of the order of a few domains. By a row of chances of
 * its own, so that everything else in a world is what it was.
 */
export function drawRails(seed: number): Record<string, string> {
  const { happens, pick } = createChance(seed, 'money settings');
  if (happens(0.4)) return {};
  const given = (name: string, chance: number, values: readonly string[]): Record<string, string> =>
    happens(chance) ? { [name]: pick(values) } : {};
  return {
    ...given('RENEW_MAX_YEAR_PRICE', 0.3, ['45', '95', '120', 'off']),
    ...given('RENEW_MAX_RUN_COST', 0.35, ['100', '150', '200', '400', 'off']),
    ...given('RENEW_MAX_DAY_COST', 0.35, ['100', '150', '200', '400', 'off']),
    ...given('RENEW_MAX_MONTH_COST', 0.55, ['100', '200', '200', '300', 'off']),
    ...given('RENEW_MAX_PRICE_CHANGE', 0.25, ['0.1', '0.5', 'off']),
    ...given('RENEW_UNKNOWN_PRICE', 0.2, ['renew']),
    ...given('RENEW_APPROVAL', 0.2, ['always', 'always', '100', '200']),
  };
}

/** The prices by end of name that a policy acknowledges: mostly none, otherwise those of the registrar's list. */
export function drawPolicyPrices(seed: number): Record<string, number> {
  const { happens, pick } = createChance(seed, 'policy prices');
  const ends = happens(0.2) ? pick([['com', 'cn', 'net'], ['com'], ['cn', 'net']]) : [];
  return Object.fromEntries(
    TLDS.filter(({ tld }) => ends.includes(tld)).map(({ tld, yearPriceMinor }) => [tld, yearPriceMinor]),
  );
}

/** What the account has when it has little; nothing is short of money in the other worlds. */
export function drawLowBalance(seed: number): number | null {
  const { happens, pick } = createChance(seed, 'balance');
  return happens(0.12) ? pick([0, 5000, 15_000, 30_000]) : null;
}

/** The vouchers of an account in some worlds, and what COUPON_NO says of them: nothing, the number of the first, or auto. */
export function drawVouchers(
  seed: number,
  nowMs: number,
): { readonly couponNo: string | null; readonly coupons: readonly SandboxCouponSeed[] } {
  const { happens, pick } = createChance(seed, 'vouchers');
  if (!happens(0.15)) return { couponNo: null, coupons: [] };
  const coupons = ['V-1', 'V-2'].map((couponNo) => {
    const expiresMs = nowMs + pick([6, 20, 400, 400]) * DAY_MS;
    return { couponNo, balanceMinor: pick([3000, 9000, 30_000, 500_000]), expiresMs };
  });
  return { couponNo: pick([null, 'auto', 'auto', 'V-1', 'V-1']), coupons: coupons.slice(0, pick([1, 2])) };
}

/** Renewals of nearly a year ago (the log service shows 400 days), as the ledger has them in some worlds: at the price of today, or at quite another one. */
export function drawHistory(seed: number, domains: readonly SandboxDomain[], nowMs: number): LedgerEntry[] {
  const chance = createChance(seed, 'history');
  if (!chance.happens(0.3)) return [];
  const renewed = domains.filter(() => chance.happens(0.6));
  const atMs = nowMs - 351 * DAY_MS;
  const opened: LedgerEntry = { kind: 'opened', atMs, runId: runIdAt('0000'), ledgerId: 'history' };
  return [opened, ...renewed.flatMap((domain, index) => renewalBefore(domain, index + 1, chance, nowMs))];
}

function renewalBefore(domain: SandboxDomain, append: number, { pick }: Chance, nowMs: number): LedgerEntry[] {
  const years = pick([1, 1, 2]);
  const atMs = nowMs - (350 - append) * DAY_MS;
  // Of today's price: the same, at the edge of the default share, just beyond it, and far from it.
  const percent = pick([100, 100, 100, 120, 79, 130, 200]);
  const facts = {
    runId: runIdAt(String(append).padStart(4, '0')),
    claimId: `${HISTORY}${append}` as ClaimId,
    domain: domainToASCII(domain.name) as DomainName,
    expiryMs: addYears(domain.expiryMs, -years),
    years,
  };
  const taskNo = `history-${append}` as TaskNo;
  const claimed: LedgerEntry = {
    kind: 'claimed',
    atMs,
    ...facts,
    append,
    instanceId: domain.instanceId,
    claimantUntilMs: atMs + HOUR_MS,
    priceMinor: Math.round((renewalPriceMinor(domain, years) * 100) / percent),
    currency: 'CNY',
  };
  return [
    claimed,
    { kind: 'accepted', atMs: atMs + 1000, ...facts, taskNo },
    { kind: 'renewed', atMs: atMs + HOUR_MS, ...facts, taskNo, newExpiryMs: domain.expiryMs },
  ];
}

function runIdAt(count: string): string {
  return `renew-20251101T000000Z-${HISTORY}${count}`;
}
