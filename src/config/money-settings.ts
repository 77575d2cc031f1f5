import { CURRENCIES, type Currency, minorFrom, moneyText } from '../model/money.ts';
import type { Approval, MoneyRails } from './money.ts';
import type { SettingReader } from './setting-reader.ts';

type CapName = 'RENEW_MAX_YEAR_PRICE' | 'RENEW_MAX_RUN_COST' | 'RENEW_MAX_DAY_COST' | 'RENEW_MAX_MONTH_COST';

/**
 * Modest: some fifty ordinary domains in a run or a day, a hundred in a month, no domain far above the ordinary. Minor units; of the same
 * size in every currency.
 */
const DEFAULTS: Readonly<Record<CapName, Readonly<Record<Currency, number>>>> = {
  RENEW_MAX_YEAR_PRICE: { CNY: 50_000, USD: 7500, JPY: 10_000 },
  RENEW_MAX_RUN_COST: { CNY: 500_000, USD: 75_000, JPY: 100_000 },
  RENEW_MAX_DAY_COST: { CNY: 500_000, USD: 75_000, JPY: 100_000 },
  RENEW_MAX_MONTH_COST: { CNY: 1_000_000, USD: 150_000, JPY: 200_000 },
};
const PRICE_CHANGE_DEFAULT = 0.2;
const URGENT_DAYS_DEFAULT = 10;

/** The money rails of the settings; every one of them is on by default. */
export function readMoneyRails(reader: SettingReader): MoneyRails {
  const currency = reader.choice('RENEW_CURRENCY', 'CNY', CURRENCIES);
  return {
    currency,
    caps: {
      maxYearPriceMinor: readCap(reader, 'RENEW_MAX_YEAR_PRICE', currency),
      maxRunMinor: readCap(reader, 'RENEW_MAX_RUN_COST', currency),
      maxDayMinor: readCap(reader, 'RENEW_MAX_DAY_COST', currency),
      maxMonthMinor: readCap(reader, 'RENEW_MAX_MONTH_COST', currency),
    },
    maxPriceChangeBp: readPriceChange(reader),
    timeZone: readTimeZone(reader),
    unknownPrice: reader.choice('RENEW_UNKNOWN_PRICE', 'hold', ['hold', 'renew'] as const),
    approval: readApproval(reader, currency),
    approvalUrgentDays: reader.integer('RENEW_APPROVAL_URGENT_DAYS', URGENT_DAYS_DEFAULT, [1, 365]),
  };
}

function readCap(reader: SettingReader, name: CapName, currency: Currency): number | null {
  const text = reader.text(name);
  if (text === 'off') return null;
  const standard = DEFAULTS[name][currency];
  const minor = text === null ? standard : minorFrom(text, currency);
  if (minor !== null && minor > 0) return minor;
  reader.fault(name, text, `an amount above 0, for example ${amountText(standard, currency)}, or off for no such cap`);
  return standard;
}

function readPriceChange(reader: SettingReader): number | null {
  const text = reader.text('RENEW_MAX_PRICE_CHANGE');
  if (text === 'off') return null;
  // Hundredths of a per cent: a share of a price is then a matter of whole numbers.
  const share = text === null ? PRICE_CHANGE_DEFAULT : /^\d?\.?\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
  if (share >= 0 && share <= 1) return Math.round(share * 10_000);
  reader.fault(
    'RENEW_MAX_PRICE_CHANGE',
    text,
    'a share from 0 to 1 with at most 4 decimals, for example 0.2 for 20 %, or off',
  );
  return null;
}

function readTimeZone(reader: SettingReader): string {
  const standard = 'Asia/Shanghai';
  const name = reader.text('RENEW_TIME_ZONE') ?? standard;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    reader.fault('RENEW_TIME_ZONE', name, 'an IANA time zone, for example Asia/Shanghai');
    return standard;
  }
}

function readApproval(reader: SettingReader, currency: Currency): Approval {
  const text = reader.text('RENEW_APPROVAL');
  if (text === null || text === 'never') return { kind: 'never' };
  if (text === 'always') return { kind: 'always' };
  const minor = minorFrom(text, currency);
  if (minor !== null && minor > 0) return { kind: 'above', minor };
  const allowed = 'never, always, or the amount above which a person must approve the plan, for example 1000';
  reader.fault('RENEW_APPROVAL', text, allowed);
  return { kind: 'always' };
}

function amountText(minor: number, currency: Currency): string {
  return moneyText(minor, currency).replace(/ .*$/, '');
}
