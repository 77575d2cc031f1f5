import type { ListedDomain } from '../model/domain.ts';

/** Every verdict that a domain can get, in the order in which the rules speak. */
export const VERDICTS = [
  'not-included',
  'excluded',
  'let-lapse',
  'native-auto-renewal',
  'auto-renewal-unknown',
  'premium-not-permitted',
  'needs-redemption',
  'transfer-out-pending',
  'holder-change-pending',
  'verification-failed',
  'expiry-unknown',
  'past-grace-period',
  'expired-not-permitted',
  'claim-open',
  'already-renewed',
  'waiting-to-retry',
  'outside-window',
  'notify-only',
  'not-confirmed',
  'date-changed',
  'not-renewable',
  'price-unknown',
  'price-over-limit',
  'price-changed',
  'voucher-unusable',
  'expires-within-window',
] as const;

/** Why a domain is or is not renewed in this run; only `expires-within-window` is renewed. */
export type Verdict = (typeof VERDICTS)[number];

/** A domain with its one verdict. */
export interface Judged {
  readonly domain: ListedDomain;
  readonly verdict: Verdict;
  /** The figures behind the verdict, for people; empty where name and expiry date say it all. */
  readonly why: string;
}
