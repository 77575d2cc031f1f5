import { type Config, type Credentials, type LedgerPlace, LOG_LEVELS } from './config.ts';
import { InputError, type InputFault, shownField, shownUnlessSecret, unknownField } from './fault.ts';
import { HORIZON_BEYOND_WINDOW_DAYS, HORIZON_DAYS_DEFAULT, windowDaysMax } from './horizon.ts';
import { readMoneyRails } from './money-settings.ts';
import { NO_POLICY } from './policy.ts';
import { type Environment, SettingReader, withoutKey } from './setting-reader.ts';
import { COUPON_NUMBER, NO_AUTO, VOUCHER_NUMBER } from './voucher-numbers.ts';

export type { Environment } from './setting-reader.ts';

/** Every setting that the code reads, the credentials last. `s.yaml` and the README are tested against it. */
export const SETTING_NAMES: readonly string[] = [
  'DOMAIN_ENDPOINT',
  'DOMAIN_API_VERSION',
  'BSS_ENDPOINT',
  'LEDGER',
  'SLS_ENDPOINT',
  'SLS_PROJECT',
  'SLS_LOGSTORE',
  'LEDGER_HORIZON_DAYS',
  'LEDGER_ID',
  'RENEW_MODE',
  'RENEW_WINDOW_DAYS',
  'RENEW_YEARS',
  'RENEW_BATCH_SIZE',
  'RENEW_MAX_DOMAINS',
  'RENEW_MAX_SHARE',
  'RENEW_INCLUDE',
  'RENEW_EXCLUDE',
  'RENEW_EXPIRED',
  'RENEW_PREMIUM',
  'RENEW_CURRENCY',
  'RENEW_MAX_YEAR_PRICE',
  'RENEW_MAX_RUN_COST',
  'RENEW_MAX_DAY_COST',
  'RENEW_MAX_MONTH_COST',
  'RENEW_MAX_PRICE_CHANGE',
  'RENEW_TIME_ZONE',
  'RENEW_UNKNOWN_PRICE',
  'RENEW_APPROVAL',
  'RENEW_APPROVAL_URGENT_DAYS',
  'COUPON_NO',
  'PROMOTION_NO',
  'API_LANG',
  'USER_CLIENT_IP',
  'LOG_LEVEL',
  'ALIBABA_CLOUD_ACCESS_KEY_ID',
  'ALIBABA_CLOUD_ACCESS_KEY_SECRET',
  'ALIBABA_CLOUD_SECURITY_TOKEN',
];

const DOMAIN_ENDPOINT_DEFAULT = 'https://domain.aliyuncs.com';
const DEFAULT_LEDGER_FILE = 'domain-renew.ledger.jsonl';
const COUNT_MAX = 1_000_000;
/** From the shortest window to the longest, each with what a horizon must be longer. */
const HORIZON_RANGE = [91, 3740] as const;

/**
 * The settings as a Config, without a policy: that stands in a file of its own.
 * @throws InputError naming every wrong setting at once; no call has been made then.
 */
export function readSettings(environment: Environment, place: 'function' | 'command-line'): Config {
  const reader = new SettingReader(environment);
  rejectUnknownNames(reader, environment);
  const domainEndpoint = reader.url('DOMAIN_ENDPOINT', DOMAIN_ENDPOINT_DEFAULT);
  const config: Config = {
    domainEndpoint,
    domainApiVersion: reader.choice('DOMAIN_API_VERSION', '2018-01-29', ['2018-01-29']),
    bssEndpoint: readBssEndpoint(reader, domainEndpoint),
    ledger: readLedgerPlace(reader, place),
    ledgerId: readLedgerId(reader),
    mode: reader.choice('RENEW_MODE', 'plan', ['plan', 'renew'] as const),
    windowDays: reader.integer('RENEW_WINDOW_DAYS', 35, [1, 3650]),
    years: reader.integer('RENEW_YEARS', 1, [1, 10]),
    batchSize: reader.integer('RENEW_BATCH_SIZE', 50, [1, 1000]),
    maxDomains: reader.integer('RENEW_MAX_DOMAINS', 100, [1, COUNT_MAX]),
    maxShare: reader.share('RENEW_MAX_SHARE', 0.3),
    include: reader.globs('RENEW_INCLUDE'),
    exclude: reader.globs('RENEW_EXCLUDE'),
    renewExpired: reader.flag('RENEW_EXPIRED', true),
    permitPremium: reader.flag('RENEW_PREMIUM', false),
    money: readMoneyRails(reader),
    policy: NO_POLICY,
    couponNo: readNumber(reader, 'COUPON_NO', VOUCHER),
    promotionNo: readNumber(reader, 'PROMOTION_NO', COUPON),
    apiLang: reader.choice('API_LANG', 'en', ['en', 'zh']),
    userClientIp: reader.matching('USER_CLIENT_IP', '127.0.0.1', {
      pattern: /^(((25[0-5]|2[0-4]\d|1?\d{1,2})(\.(?!$)|$)){4}|[0-9a-fA-F:]*:[0-9a-fA-F:.]+)$/,
      allowed: 'an IP address',
    }),
    logLevel: reader.choice('LOG_LEVEL', 'info', LOG_LEVELS),
  };
  checkHorizon(reader, config);
  if (reader.faults.length > 0) throw new InputError('settings', reader.faults);
  return config;
}

/** A misspelt setting would silently not do what its owner believes: every name in our own namespace must be known. */
function rejectUnknownNames(reader: SettingReader, environment: Environment): void {
  for (const name of Object.keys(environment)) {
    if (name.startsWith('RENEW_') && !SETTING_NAMES.includes(name)) {
      const known = SETTING_NAMES.filter((setting) => setting.startsWith('RENEW_'));
      // A key that was put under a wrong name is still a key.
      const value = unknownField(name, shownUnlessSecret(name, environment[name] ?? ''), 'setting', known);
      reader.faults.push({ field: shownField(name), value, allowed: known.join(', ') });
    }
  }
}

const VOUCHER = {
  pattern: VOUCHER_NUMBER,
  allowed: "the voucher's number, auto for the one that ends soonest, or none",
};
const COUPON = { pattern: COUPON_NUMBER, allowed: `the coupon's number, or none. ${NO_AUTO}` };

/** A number that is sent as it stands; null for none. */
function readNumber(reader: SettingReader, name: string, rule: typeof VOUCHER): string | null {
  const text = reader.matching(name, 'none', rule);
  return text === 'none' ? null : text;
}

function readLedgerPlace(reader: SettingReader, place: 'function' | 'command-line'): LedgerPlace {
  const text = reader.text('LEDGER') ?? (place === 'function' ? 'sls' : 'file:');
  if (text === 'sls') {
    const named = { pattern: /^[a-z0-9][a-z0-9_-]{1,126}[a-z0-9]$/, allowed: 'a name of 3 to 128 of a-z 0-9 - _' };
    const project = reader.matching('SLS_PROJECT', '', named);
    const logstore = reader.matching('SLS_LOGSTORE', '', named);
    for (const name of ['SLS_PROJECT', 'SLS_LOGSTORE']) {
      if (reader.text(name) === null) reader.fault(name, null, `${named.allowed}, because LEDGER is sls`);
    }
    const horizonDays = reader.integer('LEDGER_HORIZON_DAYS', HORIZON_DAYS_DEFAULT, HORIZON_RANGE);
    return { kind: 'sls', endpoint: reader.url('SLS_ENDPOINT', null), project, logstore, horizonDays };
  }
  if (!text.startsWith('file:') || (text === 'file:' && place === 'function')) {
    reader.fault('LEDGER', withoutKey(text), 'sls or file:<path>');
  }
  const path = text.slice('file:'.length);
  return { kind: 'file', path: path === '' ? DEFAULT_LEDGER_FILE : path };
}

/** Beside the Domain API of the same site; where that is a stand-in, it stands in for this one too. */
function readBssEndpoint(reader: SettingReader, domainEndpoint: string): string | null {
  const text = reader.text('BSS_ENDPOINT');
  // A wrong DOMAIN_ENDPOINT is a fault of its own.
  if (text === 'off' || (text === null && domainEndpoint === '')) return null;
  const { hostname, origin } = new URL(domainEndpoint === '' ? DOMAIN_ENDPOINT_DEFAULT : domainEndpoint);
  if (!hostname.endsWith('.aliyuncs.com')) return reader.url('BSS_ENDPOINT', origin);
  const region = hostname.startsWith('domain-intl.') ? 'ap-southeast-1.' : '';
  return reader.url('BSS_ENDPOINT', `https://business.${region}aliyuncs.com`);
}

function readLedgerId(reader: SettingReader): string | null {
  const allowed = 'the id in the "opened" entry of the ledger: 1 to 128 of a-z A-Z 0-9 . : _ -';
  const id = reader.matching('LEDGER_ID', '', { pattern: /^[\w.:-]{1,128}$/, allowed });
  return id === '' ? null : id;
}

/** With a horizon too short for the window a date could be claimed again after its first claim was forgotten. */
function checkHorizon(reader: SettingReader, { ledger, windowDays }: Config): void {
  if (ledger.kind === 'file' || windowDays <= windowDaysMax(ledger)) return;
  const least = windowDays + HORIZON_BEYOND_WINDOW_DAYS;
  const why = `RENEW_WINDOW_DAYS (${windowDays}) and ${HORIZON_BEYOND_WINDOW_DAYS} days for grace and retries`;
  reader.fault('LEDGER_HORIZON_DAYS', String(ledger.horizonDays), `at least ${least}: ${why}`);
}

/**
 * Settings and keys together, so that whoever mends them has to try once.
 * @throws InputError naming every fault of both.
 */
export function readAll<T = Config>(
  settings: () => T,
  keys: () => Credentials,
): { readonly config: T; readonly credentials: Credentials } {
  const faults: InputFault[] = [];
  const config = orFaults(faults, settings);
  const credentials = orFaults(faults, keys);
  if (config === null || credentials === null) throw new InputError('settings', faults);
  return { config, credentials };
}

/** What was read, or null and its faults on the list; what is not an InputError goes through. */
export function orFaults<T>(faults: InputFault[], read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    faults.push(...error.faults);
    return null;
  }
}

/**
 * Credentials outside Function Compute. Their values never appear in a fault.
 * @throws InputError when the key or its secret is missing.
 */
export function readCredentials(environment: Environment): Credentials {
  const [accessKeyId, accessKeySecret, securityToken] = ['ACCESS_KEY_ID', 'ACCESS_KEY_SECRET', 'SECURITY_TOKEN'].map(
    (name) => (environment[`ALIBABA_CLOUD_${name}`] ?? '').trim(),
  ) as [string, string, string];
  const faults: InputFault[] = [];
  const allowed = 'an access key of the account, set as an environment variable';
  if (accessKeyId === '') faults.push({ field: 'ALIBABA_CLOUD_ACCESS_KEY_ID', value: 'not set', allowed });
  if (accessKeySecret === '') faults.push({ field: 'ALIBABA_CLOUD_ACCESS_KEY_SECRET', value: 'not set', allowed });
  if (faults.length > 0) throw new InputError('settings', faults);
  return { accessKeyId, accessKeySecret, ...(securityToken === '' ? {} : { securityToken }) };
}
