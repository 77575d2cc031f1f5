/** What a policy wants of a domain. `notify` never renews and tells; `lapse` neither renews nor tells that it is due. */
export type PolicyAction = 'renew' | 'notify' | 'lapse';

/** In the place of a voucher's number: the one that expires soonest, as far as it reaches, then the next. */
export const AUTO_VOUCHER = 'auto';

/** On which terms one domain is renewed or not: the first rule of the policy that matches it, over the settings. */
export interface Terms {
  /** The name of the rule that won; null where none matched and the settings hold. */
  readonly rule: string | null;
  readonly action: PolicyAction;
  /** Why it is not renewed; empty when it is. */
  readonly reason: string;
  /** The day on which that was decided, `2026-11-22`; empty when it is renewed. */
  readonly decidedOn: string;
  readonly years: number;
  readonly windowDays: number;
  /** The most that one year may cost, minor units of the settings' currency; null for no limit. */
  readonly maxYearPriceMinor: number | null;
  /** What one year is expected to cost, minor units: a price that a person has acknowledged; null when the policy names none. */
  readonly expectedYearPriceMinor: number | null;
  readonly permitPremium: boolean;
  readonly renewExpired: boolean;
  /** `renew` goes on without a price, and counts it as the most that the limit per year allows. */
  readonly unknownPrice: 'hold' | 'renew';
  /** From expiry to the last day of renewal at the normal price. */
  readonly graceDays: number;
  /** From the end of grace to the last day of a redemption; null where that is not known. */
  readonly redemptionDays: number | null;
  /** Voucher (its number, or AUTO_VOUCHER) and coupon; null for none. */
  readonly couponNo: string | null;
  readonly promotionNo: string | null;
}
