import type { Config } from './config.ts';
import type { Terms } from './terms.ts';

/** Renewal at the normal price usually ends 30 days after expiry (help page domain-name-renewal1). */
const GRACE_DAYS = 30;

/** The terms of a domain that no rule of a policy matches: those of the settings. */
export function termsOfSettings(config: Config): Terms {
  return {
    rule: null,
    action: 'renew',
    reason: '',
    decidedOn: '',
    years: config.years,
    windowDays: config.windowDays,
    maxYearPriceMinor: config.money.caps.maxYearPriceMinor,
    expectedYearPriceMinor: null,
    permitPremium: config.permitPremium,
    renewExpired: config.renewExpired,
    unknownPrice: config.money.unknownPrice,
    graceDays: GRACE_DAYS,
    redemptionDays: null,
    couponNo: config.couponNo,
    promotionNo: config.promotionNo,
  };
}
