import { type Claim, isOfTerm, isOpen } from '../ledger/state.ts';
import type { ListedDomain } from '../model/domain.ts';
import { DAY_MS, daysBetween, toDay, toIso } from '../model/time.ts';
import { notRenewable, priceChanged, priceOverLimit, priceUnknown, voucherUnusable } from './price-rules.ts';
import { retryAt } from './retry-wait.ts';
import type { Rule, RuleContext } from './rule.ts';

/** Two readings of one expiry date may differ by so much: the registry's date and Alibaba's, "±24 h" on each. */
export const SAME_DATE_MS: number = 2 * DAY_MS;

/** The rules in the order in which they are asked: the first that speaks wins. The last always speaks. */
export const RULES: readonly Rule[] = [
  notIncluded,
  excluded,
  letLapse,
  nativeAutoRenewal,
  autoRenewalUnknown,
  premiumNotPermitted,
  needsRedemption,
  transferOutPending,
  holderChangePending,
  verificationFailed,
  expiryUnknown,
  pastGracePeriod,
  expiredNotPermitted,
  claimOpen,
  alreadyRenewed,
  waitingToRetry,
  outsideWindow,
  notifyOnly,
  notConfirmed,
  dateChanged,
  notRenewable,
  priceUnknown,
  priceOverLimit,
  priceChanged,
  voucherUnusable,
  expiresWithinWindow,
];

function notIncluded(domain: ListedDomain, context: RuleContext): ReturnType<Rule> {
  return context.isIncluded(domain) ? null : { verdict: 'not-included', why: '' };
}

function excluded(domain: ListedDomain, context: RuleContext): ReturnType<Rule> {
  return context.isExcluded(domain) ? { verdict: 'excluded', why: '' } : null;
}

function letLapse(domain: ListedDomain, context: RuleContext): ReturnType<Rule> {
  const { action, rule, reason, decidedOn } = context.termsOf(domain);
  return action === 'lapse' ? { verdict: 'let-lapse', why: `rule "${rule}", decided ${decidedOn}: ${reason}` } : null;
}

function nativeAutoRenewal(domain: ListedDomain): ReturnType<Rule> {
  return domain.autoRenew === true
    ? { verdict: 'native-auto-renewal', why: "Alibaba's own auto-renewal is on; both on would renew twice" }
    : null;
}

function autoRenewalUnknown(domain: ListedDomain, context: RuleContext): ReturnType<Rule> {
  return context.isAutoRenewalUnknown?.(domain) === true
    ? {
        verdict: 'auto-renewal-unknown',
        why: "the list shifted whenever it was asked whether Alibaba's own auto-renewal is on; both would renew twice",
      }
    : null;
}

/** Of what is not renewed anyway a permission would change nothing. */
function premiumNotPermitted(domain: ListedDomain, context: RuleContext): ReturnType<Rule> {
  const quote = context.quoteOf(domain);
  const premium =
    domain.premium ||
    context.readingOf(domain)?.details?.premium === true ||
    (quote?.kind === 'price' && quote.premium);
  const { action, permitPremium, rule } = context.termsOf(domain);
  return premium && action === 'renew' && !permitPremium
    ? { verdict: 'premium-not-permitted', why: `premium domain; ${permission('permitPremium', rule)} would permit it` }
    : null;
}

/** What a rule says the settings do not change. */
function permission(field: 'permitPremium' | 'renewExpired', rule: string | null): string {
  if (rule !== null) return `${field}: true in rule "${rule}"`;
  return field === 'permitPremium' ? 'RENEW_PREMIUM=true' : 'RENEW_EXPIRED=true';
}

function needsRedemption(domain: ListedDomain, context: RuleContext): ReturnType<Rule> {
  return [domain.status, context.readingOf(domain)?.details?.status].includes('needs-redemption')
    ? {
        verdict: 'needs-redemption',
        why: `only a redemption, at its own price, can save it${redeemableText(domain, context)}; never done by this tool`,
      }
    : null;
}

function redeemableText(domain: ListedDomain, context: RuleContext): string {
  const { expiryMs } = domain;
  const { graceDays, redemptionDays } = context.termsOf(domain);
  if (expiryMs === null || redemptionDays === null) return '';
  return `, until about ${toDay(expiryMs + (graceDays + redemptionDays) * DAY_MS)}`;
}

function transferOutPending(domain: ListedDomain, context: RuleContext): ReturnType<Rule> {
  const pending =
    domain.status === 'transferring-out' || context.readingOf(domain)?.details?.transferOutPending === true;
  return pending ? { verdict: 'transfer-out-pending', why: 'it is being transferred to another registrar' } : null;
}

function holderChangePending(domain: ListedDomain, context: RuleContext): ReturnType<Rule> {
  const pending =
    domain.status === 'holder-changing' || context.readingOf(domain)?.details?.holderChangePending === true;
  return pending ? { verdict: 'holder-change-pending', why: "its holder's data is being changed" } : null;
}

function verificationFailed(domain: ListedDomain, context: RuleContext): ReturnType<Rule> {
  const failed =
    domain.status === 'verification-failed' ||
    domain.verification === 'failed' ||
    context.readingOf(domain)?.details?.verification === 'failed';
  return failed ? { verdict: 'verification-failed', why: 'real-name verification failed; a renewal needs it' } : null;
}

function expiryUnknown(domain: ListedDomain): ReturnType<Rule> {
  return domain.expiryMs === null
    ? { verdict: 'expiry-unknown', why: 'the list gave no expiry date for it that can be read' }
    : null;
}

function pastGracePeriod(domain: ListedDomain, context: RuleContext): ReturnType<Rule> {
  const expiredDays = daysBetween(domain.expiryMs ?? 0, context.nowMs);
  const { graceDays } = context.termsOf(domain);
  return expiredDays >= graceDays
    ? { verdict: 'past-grace-period', why: `expired ${expiredDays} days ago; the grace period is ${graceDays} days` }
    : null;
}

function expiredNotPermitted(domain: ListedDomain, context: RuleContext): ReturnType<Rule> {
  const { action, renewExpired, rule } = context.termsOf(domain);
  return (domain.expiryMs ?? 0) <= context.nowMs && action === 'renew' && !renewExpired
    ? {
        verdict: 'expired-not-permitted',
        why: `expired, in its grace period; ${permission('renewExpired', rule)} would renew it`,
      }
    : null;
}

/** While money may be moving the date is not certain: any open claim of the term counts, whatever its date. */
function claimOpen(domain: ListedDomain, context: RuleContext): ReturnType<Rule> {
  const open = context.claimsOf(domain).find((claim) => isOpen(claim) && isOfTerm(claim, domain.expiryMs));
  return open === undefined
    ? null
    : { verdict: 'claim-open', why: `${open.standing} since ${toIso(open.sinceMs)}; the check run settles it` };
}

function alreadyRenewed(domain: ListedDomain, context: RuleContext): ReturnType<Rule> {
  const renewed = claimsAbout(domain, context).find(({ standing }) => standing === 'renewed');
  return renewed === undefined
    ? null
    : { verdict: 'already-renewed', why: `renewed for this expiry date, recorded ${toIso(renewed.sinceMs)}` };
}

function waitingToRetry(domain: ListedDomain, context: RuleContext): ReturnType<Rule> {
  const failures = claimsAbout(domain, context).filter(
    ({ standing }) => standing === 'failed' || standing === 'refused',
  );
  const last = failures.reduce<Claim | null>((a, b) => (a === null || b.sinceMs >= a.sinceMs ? b : a), null);
  if (last === null) return null;
  const retryMs = retryAt(failures.length, last.sinceMs, last.expiryMs, context.termsOf(domain).graceDays);
  return context.nowMs < retryMs
    ? {
        verdict: 'waiting-to-retry',
        why: `failed ${failures.length} times, last: ${last.reason}; next try after ${toIso(retryMs)}`,
      }
    : null;
}

function outsideWindow(domain: ListedDomain, context: RuleContext): ReturnType<Rule> {
  return (domain.expiryMs ?? 0) - context.nowMs > context.windowDaysOf(domain) * DAY_MS
    ? { verdict: 'outside-window', why: '' }
    : null;
}

function notifyOnly(domain: ListedDomain, context: RuleContext): ReturnType<Rule> {
  const { action, rule, reason } = context.termsOf(domain);
  return action === 'notify' ? { verdict: 'notify-only', why: `rule "${rule}": ${reason}` } : null;
}

function notConfirmed(domain: ListedDomain, context: RuleContext): ReturnType<Rule> {
  const reading = context.readingOf(domain);
  return reading !== undefined && (reading.details === null || reading.details.expiryMs === null)
    ? {
        verdict: 'not-confirmed',
        why: reading.missingWhy === '' ? 'no expiry date in its details' : reading.missingWhy,
      }
    : null;
}

function dateChanged(domain: ListedDomain, context: RuleContext): ReturnType<Rule> {
  const freshMs = context.readingOf(domain)?.details?.expiryMs;
  return typeof freshMs === 'number' && freshMs !== domain.expiryMs
    ? {
        verdict: 'date-changed',
        why: `the list says ${toIso(domain.expiryMs ?? 0)}, the domain itself ${toIso(freshMs)}`,
      }
    : null;
}

function expiresWithinWindow(domain: ListedDomain, context: RuleContext): ReturnType<Rule> {
  const expiryMs = domain.expiryMs ?? 0;
  const why =
    expiryMs <= context.nowMs
      ? `expired ${daysBetween(expiryMs, context.nowMs)} days ago, still in its grace period`
      : `expires in ${daysBetween(context.nowMs, expiryMs)} days`;
  return { verdict: 'expires-within-window', why };
}

/** The domain's claims about the expiry date it has now. */
export function claimsAbout(domain: ListedDomain, context: RuleContext): readonly Claim[] {
  return context.claimsOf(domain).filter((claim) => Math.abs(claim.expiryMs - (domain.expiryMs ?? 0)) <= SAME_DATE_MS);
}
