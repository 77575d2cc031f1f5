/** What a year costs at a top-level domain: one of these prices, never a client's idea of them. */
export interface TldEntry {
  readonly tld: string;
  readonly domainType: 'gTLD' | 'ccTLD' | 'New gTLD';
  /** Hundredths of `currency` for one year. */
  readonly yearPriceMinor: number;
}

export const PRICE_CURRENCY = 'CNY';

export const TLDS: readonly TldEntry[] = [
  { tld: 'com', domainType: 'gTLD', yearPriceMinor: 9000 },
  { tld: 'cn', domainType: 'ccTLD', yearPriceMinor: 3900 },
  { tld: 'net', domainType: 'gTLD', yearPriceMinor: 9900 },
  { tld: 'org', domainType: 'gTLD', yearPriceMinor: 11_200 },
  { tld: 'io', domainType: 'ccTLD', yearPriceMinor: 39_900 },
  { tld: 'xyz', domainType: 'New gTLD', yearPriceMinor: 8800 },
  { tld: 'top', domainType: 'New gTLD', yearPriceMinor: 3800 },
  { tld: 'com.cn', domainType: 'ccTLD', yearPriceMinor: 3900 },
  { tld: 'info', domainType: 'gTLD', yearPriceMinor: 17_500 },
  { tld: 'shop', domainType: 'New gTLD', yearPriceMinor: 26_800 },
  { tld: 'cc', domainType: 'ccTLD', yearPriceMinor: 8500 },
];

const BY_TLD: ReadonlyMap<string, TldEntry> = new Map(TLDS.map((entry) => [entry.tld, entry]));
const OTHER: TldEntry = { tld: '', domainType: 'New gTLD', yearPriceMinor: 15_000 };
const PREMIUM_FACTOR = 20;

/** The longest top-level domain of the list that the name ends in. */
export function tldOf(name: string): TldEntry {
  const labels = name.toLowerCase().split('.');
  return BY_TLD.get(labels.slice(-2).join('.')) ?? BY_TLD.get(labels.at(-1) ?? '') ?? OTHER;
}

/** What renewing costs, in hundredths of PRICE_CURRENCY. */
export function renewalPriceMinor(domain: { readonly name: string; readonly premium: boolean }, years: number): number {
  return tldOf(domain.name).yearPriceMinor * years * (domain.premium ? PREMIUM_FACTOR : 1);
}
