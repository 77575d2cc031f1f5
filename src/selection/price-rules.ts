import { AUTO_VOUCHER } from '../config/terms.ts';
import type { ListedDomain } from '../model/domain.ts';
import { type Money, moneyText } from '../model/money.ts';
import { toDay } from '../model/time.ts';
import type { Rule, RuleContext } from './rule.ts';

/** The price call says that there is nothing to buy. */
export function notRenewable(domain: ListedDomain, context: RuleContext): ReturnType<Rule> {
  const quote = context.quoteOf(domain);
  return quote?.kind === 'not-renewable'
    ? { verdict: 'not-renewable', why: `the service says that it cannot be renewed: ${quote.reason}` }
    : null;
}

/** Without a price nothing is bought, unless the domain's terms say so and give a limit at which it can be counted. */
export function priceUnknown(domain: ListedDomain, context: RuleContext): ReturnType<Rule> {
  const quote = context.quoteOf(domain);
  if (quote?.kind !== 'unknown') return null;
  const { unknownPrice, maxYearPriceMinor } = context.termsOf(domain);
  if (unknownPrice === 'renew' && maxYearPriceMinor !== null) return null;
  const limit = unknownPrice === 'renew' ? ', and without a limit a year it cannot be counted' : '';
  return { verdict: 'price-unknown', why: `its price is not known: ${quote.why.replace(/\.$/, '')}${limit}` };
}

/** A year of it costs more than its terms allow. */
export function priceOverLimit(domain: ListedDomain, context: RuleContext): ReturnType<Rule> {
  const quote = context.quoteOf(domain);
  const { maxYearPriceMinor, years } = context.termsOf(domain);
  if (quote?.kind !== 'price' || maxYearPriceMinor === null || quote.price.minor <= maxYearPriceMinor * years)
    return null;
  const limit = moneyText(maxYearPriceMinor, quote.price.currency);
  const why = `${priceText(quote.price, years)}, more than ${limit} a year; RENEW_MAX_YEAR_PRICE or its rule's maxYearPrice would permit it`;
  return { verdict: 'price-over-limit', why };
}

/** It costs another price than the last time, or than a person has acknowledged, by more than the settings let pass. */
export function priceChanged(domain: ListedDomain, context: RuleContext): ReturnType<Rule> {
  const quote = context.quoteOf(domain);
  const known = knownPrice(domain, context);
  const { maxPriceChangeBp } = context.rails;
  if (quote?.kind !== 'price' || known === null || maxPriceChangeBp === null) return null;
  const { years } = context.termsOf(domain);
  // Both for the same years, so that whole numbers are compared.
  const [now, before] = [quote.price.minor * known.years, known.minor * years];
  if (Math.abs(now - before) * 10_000 <= maxPriceChangeBp * before) return null;
  // Rounded up, so that it never reads as no more than what passes.
  const percent = (Math.sign(now - before) * Math.ceil((10_000 * Math.abs(now - before)) / before)) / 100;
  const was = priceText({ minor: known.minor, currency: quote.price.currency }, known.years);
  const why = `${priceText(quote.price, years)}, ${percent > 0 ? '+' : ''}${percent} % against ${was} (${known.source}); RENEW_MAX_PRICE_CHANGE is ${maxPriceChangeBp / 100} %`;
  return { verdict: 'price-changed', why };
}

/** A wrong voucher would make its order fail when the task is carried out, hours later. */
export function voucherUnusable(domain: ListedDomain, context: RuleContext): ReturnType<Rule> {
  const { couponNo } = context.termsOf(domain);
  const { usableVouchers } = context;
  if (usableVouchers === undefined || couponNo === null || couponNo === AUTO_VOUCHER || usableVouchers.has(couponNo))
    return null;
  const why = `its voucher ${couponNo} is none of those that the account can use now: it is expired, used up, not yet in effect or unknown`;
  return { verdict: 'voucher-unusable', why };
}

/** The price of some years, and where it is from. */
export interface KnownPrice {
  readonly minor: number;
  readonly years: number;
  readonly source: string;
}

/** The price that a person has acknowledged in the policy, or else that of the last renewal of this domain. */
export function knownPrice(domain: ListedDomain, context: RuleContext): KnownPrice | null {
  const { expectedYearPriceMinor } = context.termsOf(domain);
  if (expectedYearPriceMinor !== null) return { minor: expectedYearPriceMinor, years: 1, source: "the policy's price" };
  return lastPaid(domain, context);
}

/** The price of the last renewal of this domain; null where the ledger has none that can be compared. */
export function lastPaid(domain: ListedDomain, context: RuleContext): KnownPrice | null {
  const paid = context.claimsOf(domain).flatMap(({ standing, priceMinor, currency, years, sinceMs }): KnownPrice[] => {
    return standing === 'renewed' && priceMinor !== null && currency === context.rails.currency
      ? [{ minor: priceMinor, years, source: `renewed ${toDay(sinceMs)}` }]
      : [];
  });
  return paid.at(-1) ?? null;
}

function priceText({ minor, currency }: Money, years: number): string {
  return `${moneyText(minor, currency)} for ${years === 1 ? 'a year' : `${years} years`}`;
}
