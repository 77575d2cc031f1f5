import type { Reading } from '../../src/inventory/details.ts';
import { type DomainDetails, type DomainName, domainName, type ListedDomain } from '../../src/model/domain.ts';
import type { Renewal } from '../../src/plan/renewal.ts';

/** The instant at which the tables of the unit tests play: 1 June 2026, noon UTC. */
export const NOW_MS: number = Date.UTC(2026, 5, 1, 12);
export const SECOND: number = 1000;
export const MINUTE: number = 60_000;
export const HOUR: number = 3_600_000;
export const DAY: number = 86_400_000;

/** An instant given as `2026-06-01T12:00:00Z`. */
export function at(text: string): number {
  const atMs = Date.parse(text);
  if (Number.isNaN(atMs)) throw new TypeError(`${text} is no instant`);
  return atMs;
}

/** A domain name in its normal form. */
export function aName(raw: string): DomainName {
  const name = domainName(raw);
  if (name === null) throw new TypeError(`${raw} is no domain name`);
  return name;
}

type Overrides<T> = Partial<Omit<T, 'name'>> & { readonly name?: string };

/** A domain as a plan has it: one year at 90.00 CNY, no voucher. */
export function aRenewal(rest: Overrides<Renewal> = {}): Renewal {
  const { years = 1, price = { minor: 9000, currency: 'CNY' }, permitPremium = false, ...domain } = rest;
  const { couponNo = null, promotionNo = null, ...listed } = domain;
  const { countedMinor = price?.minor ?? 50_000 * years, ...others } = listed;
  return { ...aListedDomain(others), years, price, countedMinor, permitPremium, couponNo, promotionNo };
}

/** `a.com` at the first price, `b.com` at the second, …; without a price for null. */
export function pricedRenewals(...prices: readonly (number | null)[]): Renewal[] {
  return prices.map((minor, index) =>
    aRenewal({
      name: `${String.fromCharCode(97 + index)}.com`,
      price: minor === null ? null : { minor, currency: 'CNY' },
    }),
  );
}

/** The same for domains that were listed. */
export function renewalsFor(domains: readonly ListedDomain[], rest: Partial<Renewal> = {}): Renewal[] {
  return domains.map((domain) => ({ ...aRenewal(), ...domain, ...rest }));
}

/** A domain that is due: expires in ten days, nothing odd about it. */
export function aListedDomain({ name: raw = 'example.com', ...rest }: Overrides<ListedDomain> = {}): ListedDomain {
  const name = aName(raw);
  return {
    name,
    listedName: raw,
    instanceId: `S-${name}`,
    expiryMs: NOW_MS + 10 * DAY,
    status: 'normal',
    verification: 'succeeded',
    premium: false,
    autoRenew: false,
    ...rest,
  };
}

/** What the single query says about that domain. */
export function someDetails({ name: raw = 'example.com', ...rest }: Overrides<DomainDetails> = {}): DomainDetails {
  const name = aName(raw);
  return {
    name,
    instanceId: `S-${name}`,
    expiryMs: NOW_MS + 10 * DAY,
    status: 'normal',
    verification: 'succeeded',
    premium: false,
    transferOutPending: false,
    holderChangePending: false,
    lifecycle: null,
    ...rest,
  };
}

/** A reading with these details, made just now. */
export function aReading(details: DomainDetails | null = someDetails(), rest: Partial<Reading> = {}): Reading {
  return { details, missingWhy: '', readMs: NOW_MS, ...rest };
}
