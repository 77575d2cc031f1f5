import { type Chance, createChance } from '../../src/sandbox/chance.ts';
import { drawPolicyPrices } from './draw-money.ts';

/** A policy as its file would have it, read by the product's own parser and by the auditor's. */
export interface PolicyTexts {
  readonly currency: 'CNY';
  readonly rules: readonly RuleTexts[];
  readonly prices: Readonly<Record<string, string>>;
}

/** One rule. Amounts as texts, as a person writes them. */
export interface RuleTexts {
  readonly name: string;
  /** By end of name, or by globs; never both. Nothing matches every domain. */
  readonly match?: { readonly tld: readonly string[] } | { readonly name: readonly string[] };
  readonly action: 'renew' | 'notify' | 'lapse';
  readonly reason?: string;
  readonly decidedOn?: string;
  readonly years?: number;
  readonly windowDays?: number;
  readonly maxYearPrice?: string;
  readonly expectedYearPrice?: string;
  readonly permitPremium?: boolean;
  readonly renewExpired?: boolean;
  readonly unknownPrice?: 'hold' | 'renew';
}

/** The policy of a seed: rules in a quarter of the worlds, by a row of chances of its own. */
export function drawPolicy(seed: number): PolicyTexts {
  const prices = Object.entries(drawPolicyPrices(seed)).map(([tld, minor]): [string, string] => [
    tld,
    String(minor / 100),
  ]);
  return { currency: 'CNY', rules: drawRules(createChance(seed, 'policy rules')), prices: Object.fromEntries(prices) };
}

function drawRules(chance: Chance): RuleTexts[] {
  const { happens, pick } = chance;
  if (!happens(0.25)) return [];
  const first = { name: 'first', match: pick(MATCHES), ...drawTerms(chance) };
  if (!happens(0.4)) return [first];
  const match = pick([...MATCHES, null]);
  return [first, { name: 'second', ...(match === null ? {} : { match }), ...drawTerms(chance) }];
}

const MATCHES: readonly NonNullable<RuleTexts['match']>[] = [
  { tld: ['com'] },
  { tld: ['cn', 'net'] },
  { name: ['a.*'] },
  { name: ['b.*', '*.net'] },
  { name: ['new-*'] },
];

function drawTerms({ happens, pick }: Chance): Omit<RuleTexts, 'name' | 'match'> {
  const action = pick(['renew', 'renew', 'renew', 'notify', 'lapse'] as const);
  if (action === 'notify') return { action, reason: 'its owner decides' };
  if (action === 'lapse') return { action, reason: 'nobody uses it', decidedOn: '2026-11-01' };
  return {
    action,
    ...(happens(0.4) ? { years: pick([1, 2, 3]) } : {}),
    ...(happens(0.3) ? { windowDays: pick([14, 50]) } : {}),
    ...(happens(0.3) ? { maxYearPrice: pick(['45', '95', '300']) } : {}),
    ...(happens(0.2) ? { expectedYearPrice: pick(['39', '45.00']) } : {}),
    ...(happens(0.2) ? { permitPremium: pick([true, false]) } : {}),
    ...(happens(0.2) ? { renewExpired: pick([true, false]) } : {}),
    ...(happens(0.2) ? { unknownPrice: pick(['hold', 'renew'] as const) } : {}),
  };
}
