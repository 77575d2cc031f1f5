/** What the settings permit. */
export interface Permitted {
  readonly mode: 'plan' | 'renew';
  readonly windowDays: number;
  readonly years: number;
  readonly maxDomains: number;
  readonly maxShare: number;
  /** Globs; empty means all. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly renewExpired: boolean;
  readonly permitPremium: boolean;
}

/** The money rails; amounts in hundredths of a CNY, null for none. */
export interface Rails {
  readonly caps: {
    readonly maxYearPriceMinor: number | null;
    readonly maxRunMinor: number | null;
    readonly maxDayMinor: number | null;
    readonly maxMonthMinor: number | null;
  };
  /** In hundredths of a per cent. */
  readonly maxPriceChangeBp: number | null;
  readonly unknownPrice: 'hold' | 'renew';
  readonly approval:
    | { readonly kind: 'never' }
    | { readonly kind: 'always' }
    | { readonly kind: 'above'; readonly minor: number };
}

type Texts = Readonly<Record<string, string>>;

/** The settings of a world from their texts, with the README's defaults. The product's own parser has no part in it: what that gets wrong is found. */
export function permittedBy(texts: Texts): Permitted {
  return {
    mode: texts['RENEW_MODE'] === 'renew' ? 'renew' : 'plan',
    windowDays: Number(texts['RENEW_WINDOW_DAYS'] ?? 35),
    years: Number(texts['RENEW_YEARS'] ?? 1),
    maxDomains: Number(texts['RENEW_MAX_DOMAINS'] ?? 100),
    maxShare: Number(texts['RENEW_MAX_SHARE'] ?? 0.3),
    include: listOf(texts['RENEW_INCLUDE']),
    exclude: listOf(texts['RENEW_EXCLUDE']),
    renewExpired: texts['RENEW_EXPIRED'] !== 'false',
    permitPremium: texts['RENEW_PREMIUM'] === 'true',
  };
}

/** The money rails of a world from the texts of its settings, in the same way. */
export function railsBy(texts: Texts): Rails {
  return {
    caps: {
      maxYearPriceMinor: minorOf(texts['RENEW_MAX_YEAR_PRICE'] ?? '500'),
      maxRunMinor: minorOf(texts['RENEW_MAX_RUN_COST'] ?? '5000'),
      maxDayMinor: minorOf(texts['RENEW_MAX_DAY_COST'] ?? '5000'),
      maxMonthMinor: minorOf(texts['RENEW_MAX_MONTH_COST'] ?? '10000'),
    },
    maxPriceChangeBp: unlessOff(texts['RENEW_MAX_PRICE_CHANGE'] ?? '0.2', 10_000),
    unknownPrice: texts['RENEW_UNKNOWN_PRICE'] === 'renew' ? 'renew' : 'hold',
    approval: approvalBy(texts['RENEW_APPROVAL'] ?? 'never'),
  };
}

function approvalBy(text: string): Rails['approval'] {
  return text === 'never' || text === 'always' ? { kind: text } : { kind: 'above', minor: Number(text) * 100 };
}

function minorOf(text: string): number | null {
  return unlessOff(text, 100);
}

function unlessOff(text: string, times: number): number | null {
  return text === 'off' ? null : Math.round(Number(text) * times);
}

function listOf(text: string | undefined): string[] {
  return text === undefined ? [] : text.split(',');
}
