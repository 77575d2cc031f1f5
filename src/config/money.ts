import type { Currency } from '../model/money.ts';

/** The caps, by the setting that holds each; amounts in minor units of the settings' currency, null for none. */
export interface Caps {
  /** One domain, one year. */
  readonly maxYearPriceMinor: number | null;
  /** One run. */
  readonly maxRunMinor: number | null;
  /** A calendar day, and a calendar month, in the settings' time zone. */
  readonly maxDayMinor: number | null;
  readonly maxMonthMinor: number | null;
}

/** When a person must have approved a plan before it is paid. */
export type Approval =
  | { readonly kind: 'never' }
  | { readonly kind: 'always' }
  | { readonly kind: 'above'; readonly minor: number };

/** The money rails of an account. */
export interface MoneyRails {
  readonly currency: Currency;
  readonly caps: Caps;
  /** Of the last price, in hundredths of a per cent: a change beyond it holds the domain; null for any change. */
  readonly maxPriceChangeBp: number | null;
  /** Where days and months begin: an IANA name. */
  readonly timeZone: string;
  readonly unknownPrice: 'hold' | 'renew';
  readonly approval: Approval;
  /** So near to its expiry a domain that waits for approval is told louder. */
  readonly approvalUrgentDays: number;
}
