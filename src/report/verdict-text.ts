import type { Verdict } from '../selection/verdict.ts';

/** What each verdict means, for people, where many domains are summed up. */
export const VERDICT_TEXTS: Readonly<Record<Verdict, string>> = {
  'not-included': 'not named, or not in RENEW_INCLUDE',
  excluded: 'in RENEW_EXCLUDE',
  'native-auto-renewal': "Alibaba's own auto-renewal is on",
  'auto-renewal-unknown': "whether Alibaba's own auto-renewal is on is not known",
  'premium-not-permitted': 'premium price, not permitted',
  'needs-redemption': 'only a redemption can save it',
  'transfer-out-pending': 'being transferred to another registrar',
  'holder-change-pending': "its holder's data is being changed",
  'verification-failed': 'real-name verification failed',
  'expiry-unknown': 'no expiry date that can be read',
  'past-grace-period': 'expired too long ago for a renewal',
  'expired-not-permitted': 'expired, and RENEW_EXPIRED is false',
  'claim-open': 'submitted or claimed, not settled yet',
  'already-renewed': 'renewed already for this expiry date',
  'waiting-to-retry': 'failed before, waits for its next try',
  'outside-window': 'expires later than the window',
  'not-confirmed': 'could not be confirmed just now',
  'date-changed': 'its expiry date changed meanwhile',
  'expires-within-window': 'expires within the window: renew',
};
