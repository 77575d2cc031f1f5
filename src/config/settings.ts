import { type Config, type Credentials, type LedgerPlace, LOG_LEVELS } from './config.ts';
import { InputError, type InputFault, shown, shownField, shownUnlessSecret } from './fault.ts';
import { HORIZON_BEYOND_WINDOW_DAYS, HORIZON_DAYS_DEFAULT, windowDaysMax } from './horizon.ts';

/** Environment variables as they come: absent, empty or a text. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Every setting that the code reads, the credentials last. `s.yaml` and the README are tested against it. */
export const SETTING_NAMES: readonly string[] = [
  'DOMAIN_ENDPOINT',
  'DOMAIN_API_VERSION',
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
  'COUPON_NO',
  'PROMOTION_NO',
  'API_LANG',
  'USER_CLIENT_IP',
  'LOG_LEVEL',
  'ALIBABA_CLOUD_ACCESS_KEY_ID',
  'ALIBABA_CLOUD_ACCESS_KEY_SECRET',
  'ALIBABA_CLOUD_SECURITY_TOKEN',
];

const DEFAULT_LEDGER_FILE = 'domain-renew.ledger.jsonl';
const COUNT_MAX = 1_000_000;
/** From the shortest window to the longest, each with what a horizon must be longer. */
const HORIZON_RANGE = [91, 3740] as const;

/** Reads one setting; a fault is noted and a stand-in returned, so that all faults are found in one pass. */
class Reader {
  readonly faults: InputFault[] = [];
  readonly #environment: Environment;

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  /** The text without blanks around it, or null when absent or empty. */
  text(name: string): string | null {
    const text = (this.#environment[name] ?? '').trim();
    return text === '' ? null : text;
  }

  fault(field: string, value: string | null, allowed: string): void {
    this.faults.push({ field, value: value === null ? 'not set' : shown(value), allowed });
  }

  integer(name: string, standard: number, [min, max]: readonly [number, number]): number {
    const text = this.text(name);
    if (text === null) return standard;
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    this.fault(name, text, `a whole number from ${min} to ${max}`);
    return standard;
  }

  share(name: string, standard: number): number {
    const text = this.text(name);
    if (text === null) return standard;
    const value = /^\d*\.?\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value > 0 && value <= 1) return value;
    this.fault(name, text, 'a number above 0 and at most 1');
    return standard;
  }

  flag(name: string, standard: boolean): boolean {
    return this.choice(name, standard ? 'true' : 'false', ['true', 'false'] as const) === 'true';
  }

  choice<T extends string>(name: string, standard: T, allowed: readonly T[]): T {
    const text = this.text(name);
    if (text === null) return standard;
    const found = allowed.find((value) => value === text);
    if (found !== undefined) return found;
    this.fault(name, text, allowed.join(', '));
    return standard;
  }

  matching(name: string, standard: string, rule: { readonly pattern: RegExp; readonly allowed: string }): string {
    const text = this.text(name);
    if (text === null) return standard;
    if (rule.pattern.test(text)) return text;
    this.fault(name, text, rule.allowed);
    return standard;
  }

  globs(name: string): string[] {
    const globs = (this.text(name) ?? '')
      .split(',')
      .map((glob) => glob.trim().toLowerCase())
      .filter((glob) => glob !== '');
    for (const glob of globs) {
      if (!/^[\p{L}\p{N}.*?_-]+$/u.test(glob)) {
        this.fault(name, glob, 'globs on domain names separated by commas, for example *.com,shop-*.cn');
      }
    }
    return globs;
  }

  /** A base URL; plain http only to this machine, because the request carries a token. */
  url(name: string, standard: string | null): string {
    const text = this.text(name) ?? standard;
    const allowed = 'an https URL without path and query (http only for localhost)';
    const url = text !== null && URL.canParse(text) ? new URL(text) : null;
    if (url !== null && isBareBase(url) && (url.protocol === 'https:' || isLocalHttp(url))) return url.origin;
    this.fault(name, text === null ? null : withoutKey(text), allowed);
    return '';
  }
}

/** A URL may hold a key before its "@" and behind its path: what is left cannot. */
function withoutKey(url: string): string {
  return url.replace(/^.*@|[?#].*$/gs, '…');
}

function isBareBase(url: URL): boolean {
  return url.pathname === '/' && url.search === '' && url.hash === '' && `${url.username}${url.password}` === '';
}

function isLocalHttp(url: URL): boolean {
  return url.protocol === 'http:' && /^(localhost|127(\.\d+){3}|\[::1\]|.*\.localhost)$/.test(url.hostname);
}

/**
 * The settings as a Config.
 * @throws InputError naming every wrong setting at once; no call has been made then.
 */
export function readSettings(environment: Environment, place: 'function' | 'command-line'): Config {
  const reader = new Reader(environment);
  rejectUnknownNames(reader, environment);
  const config: Config = {
    domainEndpoint: reader.url('DOMAIN_ENDPOINT', 'https://domain.aliyuncs.com'),
    domainApiVersion: reader.choice('DOMAIN_API_VERSION', '2018-01-29', ['2018-01-29']),
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
    couponNo: reader.text('COUPON_NO'),
    promotionNo: reader.text('PROMOTION_NO'),
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
function rejectUnknownNames(reader: Reader, environment: Environment): void {
  for (const name of Object.keys(environment)) {
    if (name.startsWith('RENEW_') && !SETTING_NAMES.includes(name)) {
      const known = SETTING_NAMES.filter((setting) => setting.startsWith('RENEW_'));
      // A key that was put under a wrong name is still a key.
      const value = shownUnlessSecret(name, environment[name] ?? '');
      const allowed = `no such setting; known are ${known.join(', ')}`;
      reader.faults.push({ field: shownField(name), value, allowed });
    }
  }
}

function readLedgerPlace(reader: Reader, place: 'function' | 'command-line'): LedgerPlace {
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

function readLedgerId(reader: Reader): string | null {
  const allowed = 'the id in the "opened" entry of the ledger: 1 to 128 of a-z A-Z 0-9 . : _ -';
  const id = reader.matching('LEDGER_ID', '', { pattern: /^[\w.:-]{1,128}$/, allowed });
  return id === '' ? null : id;
}

/** With a horizon too short for the window a date could be claimed again after its first claim was forgotten. */
function checkHorizon(reader: Reader, { ledger, windowDays }: Config): void {
  if (ledger.kind === 'file' || windowDays <= windowDaysMax(ledger)) return;
  const least = windowDays + HORIZON_BEYOND_WINDOW_DAYS;
  const why = `RENEW_WINDOW_DAYS (${windowDays}) and ${HORIZON_BEYOND_WINDOW_DAYS} days for grace and retries`;
  reader.fault('LEDGER_HORIZON_DAYS', String(ledger.horizonDays), `at least ${least}: ${why}`);
}

/**
 * Settings and keys together, so that whoever mends them has to try once.
 * @throws InputError naming every fault of both.
 */
export function readAll(
  settings: () => Config,
  keys: () => Credentials,
): { readonly config: Config; readonly credentials: Credentials } {
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
