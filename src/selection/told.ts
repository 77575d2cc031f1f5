import type { Problem, ProblemKind } from '../model/problem.ts';
import { DAY_MS, toDay } from '../model/time.ts';
import type { RuleContext } from './rules.ts';
import type { Judged, Verdict } from './verdict.ts';

/** Alibaba's own auto-renewal should have acted well before; later than this it probably fails (low balance). */
const NATIVE_LATE_DAYS = 7;

/** What a person should do about a verdict that may cost the domain; verdicts that are not here need nobody. */
const TOLD: Readonly<Partial<Record<Verdict, { readonly problem: ProblemKind; readonly todo: string }>>> = {
  'premium-not-permitted': { problem: 'premium-not-permitted', todo: 'Renew it by hand or set RENEW_PREMIUM=true' },
  'needs-redemption': { problem: 'needs-redemption', todo: 'Redeem it in the console while that is possible' },
  'transfer-out-pending': { problem: 'transfer-out-pending', todo: 'Finish or cancel the transfer before it expires' },
  'holder-change-pending': { problem: 'holder-change-pending', todo: 'Finish the change before it expires' },
  'verification-failed': { problem: 'verification-failed', todo: "Mend the holder's real-name verification" },
  'expiry-unknown': { problem: 'expiry-unknown', todo: 'Look it up in the console and renew it by hand if need be' },
  'past-grace-period': { problem: 'past-grace-period', todo: 'Look in the console whether it can still be redeemed' },
  'expired-not-permitted': { problem: 'expired-not-permitted', todo: 'Renew it by hand or set RENEW_EXPIRED=true' },
  'waiting-to-retry': { problem: 'waiting-to-retry', todo: 'Read the reason and mend it; the renewal run tries again' },
  'not-confirmed': { problem: 'not-confirmed', todo: 'It was not renewed in this run; the next run tries again' },
  'date-changed': { problem: 'date-changed', todo: 'It was not renewed in this run; the next run looks again' },
};

/** The problems behind the verdicts, for the domains whose expiry is near; nothing silent lapses. Pure. */
export function problemsOf(judged: readonly Judged[], context: RuleContext): Problem[] {
  return judged.flatMap((one) => problemOf(one, context) ?? []);
}

function problemOf({ domain, verdict, why }: Judged, { nowMs, windowDays }: RuleContext): Problem | null {
  const leftMs = domain.expiryMs === null ? 0 : domain.expiryMs - nowMs;
  if (leftMs > windowDays * DAY_MS) return null;
  const expiry = domain.expiryMs === null ? 'expiry unknown' : `expiry ${toDay(domain.expiryMs)}`;
  if (verdict === 'native-auto-renewal') {
    if (leftMs > NATIVE_LATE_DAYS * DAY_MS) return null;
    const message = `${domain.name} (${expiry}) has Alibaba's own auto-renewal on, and that has not renewed it yet. It was not renewed here. Check the account's balance, or renew it by hand`;
    return { problem: 'native-auto-renewal-late', domain: domain.name, message };
  }
  const told = TOLD[verdict];
  if (told === undefined) return null;
  return { problem: told.problem, domain: domain.name, message: `${domain.name} (${expiry}): ${why}. ${told.todo}` };
}
