import { type DomainName, domainName } from '../model/domain.ts';

/** How long domains of one end of name are sold for, and what happens after they expire. */
export interface TldTerms {
  /** From expiry to the last day of renewal at the normal price. */
  readonly graceDays: number;
  /** Fewest and most years of one renewal. */
  readonly minYears: number;
  readonly maxYears: number;
  /** From the end of grace to the end of redemption, for people; null when it is not known. Never redeemed by this tool. */
  readonly redemptionDays: number | null;
}

/**
 * What holds where nothing else is known. Grace: "usually 30 days" (help page domain-name-renewal1). Years: `SubscriptionDuration` of
 * SaveBatchTaskForCreatingOrderRenew is 1 to 10. Redemption: see `redemptionOf`.
 */
const USUAL = { graceDays: 30, minYears: 1, maxYears: 10 } as const;

/** Redemption of generic names takes 29 to 30 days (help page on redemption, 域名赎回, 2021); of a country's only what that page lists. */
const GENERIC_REDEMPTION_DAYS = 29;

/** 域名赎回: "CNNIC domains and .co 14 days". CNNIC's ends are .cn and, in Chinese, .中国 .公司 .网络. */
const TWO_WEEKS: Partial<TldTerms> = { redemptionDays: 14 };
/** 域名赎回: `.link .click .help .gift .pics .photo` 179 days. */
const LONG: Partial<TldTerms> = { redemptionDays: 179 };

/**
 * What is known to be otherwise, each with its source. `.ai` is not here: other registrars sell it for 2 to 9 or for an even number of years, what
 * Alibaba does is not documented; a policy can say `ai: { minYears: 2 }`.
 */
const KNOWN: ReadonlyMap<string, Partial<TldTerms>> = new Map([
  // Grace 28 days: help page domain-name-renewal1. Redemption: 59 days (域名赎回, 2021) against "not redeemable" (newer), so not known.
  ['hk', { graceDays: 28 }],
  // No grace: https://developer.aliyun.com/ask/3643
  ['xin', { graceDays: 0 }],
  ['cn', TWO_WEEKS],
  ['xn--fiqs8s', TWO_WEEKS],
  ['xn--55qx5d', TWO_WEEKS],
  ['xn--io0a7i', TWO_WEEKS],
  ['co', TWO_WEEKS],
  ['link', LONG],
  ['click', LONG],
  ['help', LONG],
  ['gift', LONG],
  ['pics', LONG],
  ['photo', LONG],
]);

/** The terms of an end of name: the longest end that the overrides name, over the longest that is known, over what is usual. */
export function tldTermsOf(tld: string, overrides: Readonly<Record<string, Partial<TldTerms>>>): TldTerms {
  const known = longestEnd(tld, (end) => KNOWN.get(end));
  const own = longestEnd(tld, (end) => (Object.hasOwn(overrides, end) ? overrides[end] : undefined));
  return { ...USUAL, redemptionDays: redemptionOf(tld), ...known, ...own };
}

/** What belongs to the longest of a name's ends (`com.cn` before `cn`) that has something; undefined when none has. */
export function longestEnd<T>(name: string, valueOf: (end: string) => T | undefined): T | undefined {
  for (let end = name; end !== ''; end = endAfter(end)) {
    const value = valueOf(end);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** `com.cn` of `example.com.cn`: where two names have the same one, they have the same terms. */
export function registryEnd(name: DomainName): string {
  return endAfter(name);
}

/** An end of a name in lower-case punycode, with or without its first dot; null when it is none. */
export function tldOf(raw: string): string | null {
  return domainName(`a.${raw.trim().replace(/^\./, '')}`)?.slice('a.'.length) ?? null;
}

function endAfter(name: string): string {
  const dot = name.indexOf('.');
  return dot === -1 ? '' : name.slice(dot + 1);
}

/** Ends of two letters are countries', and those in another script too for the most part: nothing is known of them in general. */
function redemptionOf(tld: string): number | null {
  const last = tld.slice(tld.lastIndexOf('.') + 1);
  return last.length === 2 || last.startsWith('xn--') ? null : GENERIC_REDEMPTION_DAYS;
}
