import { type Currency, minorFrom } from '../model/money.ts';

/** Far more than doubles lose, far less than a hundredth. */
const NOISE_MAX = 1e-6;

/**
 * An amount as a service of the cloud writes it, in minor units: `90`, `16.22`, `-11.19`, `10000.00` with a line break behind it (a
 * sample of QueryAccountBalance), `1,234.50`. Null when it cannot be read for certain.
 */
export function amountFrom(raw: string, currency: Currency): number | null {
  const text = raw.trim();
  const plain = /^-?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/.test(text) ? text.replaceAll(',', '') : text;
  return minorFrom(plain, currency) ?? minorFrom(withoutNoise(plain), currency);
}

/** A sum of doubles on the other side may come as 178.20000000000002: that is 178.20; 178.205 stays what it is. */
function withoutNoise(text: string): string {
  if (!/^-?\d{1,9}\.\d{8,}$/.test(text)) return text;
  const rounded = Number(text).toFixed(2);
  return Math.abs(Number(text) - Number(rounded)) < NOISE_MAX ? rounded : text;
}
