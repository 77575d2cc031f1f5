import type { PolicyTexts, RuleTexts } from './draw-policy.ts';

/** What the settings permit. */
export interface Permitted {
  readonly mode: 'plan' | 'renew';
  readonly windowDays: number;
  readonly years: number;
  readonly batchSize: number;
  readonly maxDomains: number;
  readonly maxShare: number;
  /** Globs; empty means all. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly renewExpired: boolean;
  readonly permitPremium: boolean;
  /** What the policy wants of it; nothing in the settings alone. */
  readonly action?: RuleTexts['action'];
  /** What holds for single domains, in order. */
  readonly rules?: readonly RuleTexts[];
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
  readonly rules?: readonly RuleTexts[];
}

const NO_RULES: PolicyTexts = { currency: 'CNY', rules: [], prices: {} };

type Texts = Readonly<Record<string, string>>;

/** The settings of a world from their texts, with the README's defaults. The product's own parser has no part in it: what that gets wrong is found. */
export function permittedBy(texts: Texts, { rules }: PolicyTexts = NO_RULES): Permitted {
  return {
    mode: texts['RENEW_MODE'] === 'renew' ? 'renew' : 'plan',
    windowDays: Number(texts['RENEW_WINDOW_DAYS'] ?? 35),
    years: Number(texts['RENEW_YEARS'] ?? 1),
    batchSize: Number(texts['RENEW_BATCH_SIZE'] ?? 50),
    maxDomains: Number(texts['RENEW_MAX_DOMAINS'] ?? 100),
    maxShare: Number(texts['RENEW_MAX_SHARE'] ?? 0.3),
    include: listOf(texts['RENEW_INCLUDE']),
    exclude: listOf(texts['RENEW_EXCLUDE']),
    renewExpired: texts['RENEW_EXPIRED'] !== 'false',
    permitPremium: texts['RENEW_PREMIUM'] === 'true',
    rules,
  };
}

/** The money rails of a world from the texts of its settings, in the same way. */
export function railsBy(texts: Texts, { rules }: PolicyTexts = NO_RULES): Rails {
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
    rules,
  };
}

/** What the settings and the policy permit for one domain: the first rule that matches it, over the settings. */
export function permittedFor(settings: Permitted, domain: string): Permitted {
  const rule = ruleOf(settings.rules, domain);
  if (rule === undefined) return settings;
  const { action, years, windowDays, permitPremium, renewExpired } = { ...settings, ...rule };
  return { ...settings, action, years, windowDays, permitPremium, renewExpired };
}

/** The money rails of one domain, in the same way; `expectedMinor` is the price of a year that a rule acknowledges. */
export function railsFor(rails: Rails, domain: string): Rails & { readonly expectedMinor: number | null } {
  const { maxYearPrice, expectedYearPrice, unknownPrice = rails.unknownPrice } = ruleOf(rails.rules, domain) ?? {};
  const maxYearPriceMinor = maxYearPrice === undefined ? rails.caps.maxYearPriceMinor : minorOf(maxYearPrice);
  const expectedMinor = expectedYearPrice === undefined ? null : minorOf(expectedYearPrice);
  return { ...rails, caps: { ...rails.caps, maxYearPriceMinor }, unknownPrice, expectedMinor };
}

/** The prices of a year that the policy acknowledges, by end of name. */
export function pricesBy({ prices }: PolicyTexts): Record<string, number> {
  return Object.fromEntries(Object.entries(prices).map(([tld, text]) => [tld, Math.round(Number(text) * 100)]));
}

function ruleOf(rules: readonly RuleTexts[] = [], domain: string): RuleTexts | undefined {
  return rules.find(({ match }) => {
    if (match === undefined) return true;
    return 'tld' in match ? match.tld.some((tld) => domain.endsWith(`.${tld}`)) : matchesAny(domain, match.name);
  });
}

/** Whether a name is like one of the globs, in which a star stands for anything. */
export function matchesAny(domain: string, globs: readonly string[]): boolean {
  return globs.some((glob) => new RegExp(`^${glob.replaceAll('.', '\\.').replaceAll('*', '.*')}$`).test(domain));
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
