/** The currencies of Alibaba Cloud accounts (`Currency` of QueryAccountBalance). */
export const CURRENCIES = ['CNY', 'USD', 'JPY'] as const;
export type Currency = (typeof CURRENCIES)[number];

/** An amount in the smallest unit of its currency: hundredths, and whole yen (ISO 4217). */
export interface Money {
  readonly minor: number;
  readonly currency: Currency;
}

const DIGITS: Readonly<Record<Currency, number>> = { CNY: 2, USD: 2, JPY: 0 };

/** The currency of that code, in any case; null when it is none that is known. */
export function currencyOf(code: string): Currency | null {
  return CURRENCIES.find((currency) => currency === code.trim().toUpperCase()) ?? null;
}

/**
 * Reads an amount in whole units, `1234` or `-11.19`, as minor units. Null when it is no decimal number, has more digits than the
 * currency, or is too large to count exactly. Digits are moved, not multiplied: 16.22 × 100 is 1621.9999….
 */
export function minorFrom(text: string, currency: Currency): number | null {
  const [, sign, whole = '', rest = ''] = /^(-?)(\d{1,13})(?:\.(\d+))?$/.exec(text.trim()) ?? [];
  if (sign === undefined) return null;
  const digits = DIGITS[currency];
  // Services write 90.00 and 90.0000 alike.
  const fraction = rest.slice(0, digits).padEnd(digits, '0');
  if (/[1-9]/.test(rest.slice(digits))) return null;
  const minor = Number(`${whole}${fraction}`);
  return Number.isSafeInteger(minor) ? (sign === '-' ? 0 - minor : minor) : null;
}

/** `90.00 CNY`, `1200 JPY`. */
export function moneyText(minor: number, currency: Currency): string {
  const digits = DIGITS[currency];
  const text = String(Math.abs(minor)).padStart(digits + 1, '0');
  const cut = text.length - digits;
  const fraction = digits === 0 ? '' : `.${text.slice(cut)}`;
  return `${minor < 0 ? '-' : ''}${text.slice(0, cut)}${fraction} ${currency}`;
}
