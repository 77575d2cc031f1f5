import { isOpen } from '../ledger/state.ts';
import type { ListedDomain } from '../model/domain.ts';
import type { Problem, ProblemKind } from '../model/problem.ts';
import { DAY_MS, HOUR_MS, toDay, toIso } from '../model/time.ts';
import type { RuleContext } from './rule.ts';
import { claimsAbout } from './rules.ts';
import type { Judged, Verdict } from './verdict.ts';

/**
 * So near to its expiry a domain must be on its way, else a person is told. Alibaba's own auto-renewal too should have acted; it probably
 * fails (low balance).
 */
export const NEAR_DAYS = 7;
/** A date that moved is seen in the list within a day or two. */
const RENEWED_SHOWS_WITHIN_MS = 2 * DAY_MS;
/** Check runs come every hour, and settle a claim with the second or third. */
export const SETTLED_WITHIN_MS: number = 12 * HOUR_MS;

/** What a person should do about a verdict that may cost the domain; verdicts that are not here need nobody. */
const TOLD: Readonly<Partial<Record<Verdict, { readonly problem: ProblemKind; readonly todo: string }>>> = {
  'auto-renewal-unknown': {
    problem: 'auto-renewal-unknown',
    todo: 'Look it up in the console; the next run asks again',
  },
  'premium-not-permitted': { problem: 'premium-not-permitted', todo: 'Renew it by hand, or permit it' },
  'needs-redemption': { problem: 'needs-redemption', todo: 'Redeem it in the console while that is possible' },
  'transfer-out-pending': { problem: 'transfer-out-pending', todo: 'Finish or cancel the transfer before it expires' },
  'holder-change-pending': { problem: 'holder-change-pending', todo: 'Finish the change before it expires' },
  'verification-failed': { problem: 'verification-failed', todo: "Mend the holder's real-name verification" },
  'expiry-unknown': { problem: 'expiry-unknown', todo: 'Look it up in the console and renew it by hand if need be' },
  'past-grace-period': { problem: 'past-grace-period', todo: 'Look in the console whether it can still be redeemed' },
  'expired-not-permitted': { problem: 'expired-not-permitted', todo: 'Renew it by hand, or permit it' },
  'waiting-to-retry': { problem: 'waiting-to-retry', todo: 'Read the reason and mend it; the renewal run tries again' },
  'not-confirmed': { problem: 'not-confirmed', todo: 'It was not renewed in this run; the next run tries again' },
  'notify-only': { problem: 'notify-only', todo: 'Decide what becomes of it, and renew it by hand if it shall stay' },
  'not-renewable': { problem: 'not-renewable', todo: 'Look in the console what it needs, and renew it by hand' },
  'price-unknown': {
    problem: 'price-unknown',
    todo: 'It was not renewed; the next run asks again. RENEW_UNKNOWN_PRICE=renew, or unknownPrice in its rule, would go on without a price',
  },
  'price-over-limit': { problem: 'price-over-limit', todo: 'It was not renewed. Raise the limit, or renew it by hand' },
  'price-changed': {
    problem: 'price-changed',
    todo: 'It was not renewed. If the price is right, put it into its rule as expectedYearPrice, or renew it by hand',
  },
  'voucher-unusable': {
    problem: 'voucher-unusable',
    todo: 'It was not renewed. Name another voucher, auto or none in COUPON_NO or its rule; BSS_ENDPOINT=off uses vouchers without asking for them',
  },
  'date-changed': { problem: 'date-changed', todo: 'It was not renewed in this run; the next run looks again' },
};

/** The problems behind the verdicts, for the domains whose expiry is near; nothing silent lapses. Pure. */
export function problemsOf(judged: readonly Judged[], context: RuleContext): Problem[] {
  return judged.flatMap((one) => problemOf(one, context) ?? []);
}

/**
 * What a run tells of its verdicts: the same, but that its site tells no prices is told once, in one problem that comes back with every
 * run. It stands for the domains held for that too, and each is told by itself only when it is near its expiry. Pure.
 */
export function problemsOfRun(judged: readonly Judged[], context: RuleContext): Problem[] {
  const without = judged.filter((one) => noCallWhy(one, context) !== null);
  const [first] = without;
  if (first === undefined) return problemsOf(judged, context);
  const isPriced = ({ domain }: Judged): boolean => context.quoteOf(domain)?.kind === 'price';
  const unpriced = without.filter((one) => !isPriced(one));
  const held = unpriced.filter(({ verdict }) => verdict === 'price-unknown');
  const message = callMissing(noCallWhy(first, context) ?? '', {
    pricedCount: without.length - unpriced.length,
    freeCount: unpriced.filter(({ verdict }) => verdict === 'expires-within-window').length,
    held,
  });
  const apart = new Set(held.filter(({ domain }) => !isNear(domain, context.nowMs)));
  const alone = judged.filter((one) => !apart.has(one));
  return [{ problem: 'price-call-missing', message }, ...problemsOf(alone, context)];
}

/** Why its site tells nobody a price; null where it was not asked for, or the site tells prices. */
function noCallWhy({ domain }: Judged, context: RuleContext): string | null {
  const quote = context.quoteOf(domain);
  if (quote?.kind === 'price') return quote.price.noCallWhy ?? null;
  return quote?.kind === 'unknown' ? (quote.noCallWhy ?? null) : null;
}

/** For how many the policy's price stands, how many go on without one, and which are held. */
function callMissing(
  why: string,
  on: { readonly pricedCount: number; readonly freeCount: number; readonly held: readonly Judged[] },
): string {
  const { pricedCount, freeCount, held } = on;
  const priced = pricedCount === 0 ? [] : [`the policy's prices stand for ${dueText(pricedCount)}`];
  const goOn = `${freeCount === 1 ? 'goes' : 'go'} on without a price, as the terms permit`;
  const free = freeCount === 0 ? [] : [`${dueText(freeCount)} ${goOn}`];
  return `this site does not tell prices (${why}): ${[...priced, ...free, ...heldTexts(held)].join('; ')}`;
}

function heldTexts(held: readonly Judged[]): string[] {
  const [first, ...rest] = held.map(({ domain }) => domain);
  if (first === undefined) {
    return ['none is held for that. No run sees when such a price changes: compare them with the console'];
  }
  const soonest = rest.reduce((a, b) => ((b.expiryMs ?? 0) < (a.expiryMs ?? 0) ? b : a), first);
  const what = `${dueText(held.length)}${held.length === 1 ? '' : ', the soonest of them'}`;
  return [
    `the policy has none for ${what}: ${soonest.name} (expiry ${toDay(soonest.expiryMs ?? 0)}). Held, nothing was spent on ${held.length === 1 ? 'it' : 'them'}. Put the prices of their top-level domains into the policy, and of a premium name into a rule of its own`,
  ];
}

function dueText(count: number): string {
  return count === 1 ? '1 domain that is due' : `${count} domains that are due`;
}

/** It expires within a week, or has expired. */
export function isNear({ expiryMs }: ListedDomain, nowMs: number): boolean {
  return expiryMs !== null && expiryMs - nowMs <= NEAR_DAYS * DAY_MS;
}

function problemOf({ domain, verdict, why }: Judged, context: RuleContext): Problem | null {
  const { nowMs } = context;
  if ((domain.expiryMs ?? 0) - nowMs > context.windowDaysOf(domain) * DAY_MS) return null;
  const expiry = domain.expiryMs === null ? 'expiry unknown' : `expiry ${toDay(domain.expiryMs)}`;
  const auto = ofAutoRenewal({ domain, verdict, why }, expiry, nowMs);
  if (auto !== null) return auto;
  if (verdict === 'already-renewed' || verdict === 'claim-open')
    return claimedBefore({ domain, verdict, why }, context);
  const told = TOLD[verdict];
  if (told === undefined) return null;
  return { problem: told.problem, domain: domain.name, message: `${domain.name} (${expiry}): ${why}. ${told.todo}` };
}

/** Alibaba's own auto-renewal has not done what it should, or will do what it should not. */
function ofAutoRenewal({ domain, verdict, why }: Judged, expiry: string, nowMs: number): Problem | null {
  const about = `${domain.name} (${expiry})`;
  if (verdict === 'native-auto-renewal' && isNear(domain, nowMs)) {
    const message = `${about} has Alibaba's own auto-renewal on, and that has not renewed it yet. It was not renewed here. Check the account's balance, or renew it by hand`;
    return { problem: 'native-auto-renewal-late', domain: domain.name, message };
  }
  if (verdict === 'let-lapse' && domain.autoRenew === true) {
    const message = `${about}: ${why}. But Alibaba's own auto-renewal is on, and will pay for it. Switch that off in the console, or change the policy`;
    return { problem: 'lapse-but-auto-renewal', domain: domain.name, message };
  }
  return null;
}

/** The ledger says that it is, or may be, paid: silent while that is young, told when it is near its expiry all the same. */
function claimedBefore({ domain, verdict, why }: Judged, context: RuleContext): Problem | null {
  if (!isNear(domain, context.nowMs)) return null;
  const about = `${domain.name} (expiry ${toDay(domain.expiryMs ?? 0)})`;
  const isOld = (sinceMs: number, limitMs: number): boolean => context.nowMs - sinceMs > limitMs;
  if (verdict === 'already-renewed') {
    const renewed = claimsAbout(domain, context).find(({ standing }) => standing === 'renewed');
    if (renewed === undefined || !isOld(renewed.sinceMs, RENEWED_SHOWS_WITHIN_MS)) return null;
    const message = `${about}: it was ${why}, and yet it is due: the registrar may have taken the renewal back. It is not paid again. Compare with its orders in the console, and renew it by hand if it was refunded`;
    return { problem: 'renewed-but-due-again', domain: domain.name, message };
  }
  const open = context.claimsOf(domain).find(isOpen);
  if (open === undefined || !isOld(open.claimedMs, SETTLED_WITHIN_MS)) return null;
  const message = `${about}: it was claimed at ${toIso(open.claimedMs)}, and the check run has not settled that. It may be paid or not, and is not renewed again meanwhile. Look at what the check run says of it, and at its orders in the console`;
  return { problem: 'claim-open-near-expiry', domain: domain.name, message };
}
