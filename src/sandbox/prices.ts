import { type Currency, moneyText } from '../model/money.ts';
import { renewalPriceMinor } from './price-list.ts';
import type { SandboxDomain } from './registry.ts';
import type { World } from './world.ts';

/** Sample rates, fixed: how much of the price list's unit (hundredths of CNY) is one minor unit of the currency. */
const LIST_UNITS: Readonly<Record<Currency, number>> = { CNY: 1, USD: 7, JPY: 5 };

export interface PricedTerm {
  readonly name: string;
  /** Null when the account has no such domain: it is priced by its name. */
  readonly domain: SandboxDomain | null;
  readonly years: number;
}

/** What the renewal costs now, in minor units: the one price for orders and for the price call. */
export function priceMinorNow(world: World, { name, domain, years }: PricedTerm, currency: Currency): number {
  const own = domain?.priceMinor ?? null;
  const listMinor = own === null ? renewalPriceMinor(domain ?? { name, premium: false }, years) : own * years;
  return Math.round(Math.round((listMinor * world.pricePercent) / 100) / LIST_UNITS[currency]);
}

/** An amount as the services write it: `-11.19`. */
export function amountText(minor: number, currency: Currency): string {
  return moneyText(minor, currency).replace(` ${currency}`, '');
}
