import fc from 'fast-check';
import type { Config } from '../../../src/config/config.ts';
import { type Environment, readCredentials, readSettings, SETTING_NAMES } from '../../../src/config/settings.ts';
import { checkInputError } from './checks.ts';
import { cameOf } from './errors.ts';
import { seldomCut } from './mutate-bytes.ts';
import { anOddText, SECRETS, secretIn } from './odd-values.ts';
import { aTarget, demand, type Target } from './target.ts';

/** Settings as somebody has them in use; those with a key in the wrong place are to be told without it. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  DOMAIN_ENDPOINT: [
    'https://domain.aliyuncs.com',
    'http://127.0.0.1:8080',
    'http://[::1]:1',
    'http://a.b',
    'ftp://a.b',
    'https:',
  ],
  SLS_ENDPOINT: ['https://cn-hangzhou.log.aliyuncs.com', 'http://localhost:8081', 'https://x.y/z', 'https://x.y?a=b'],
  LEDGER: [
    'sls',
    'file:',
    'file:a.jsonl',
    'file:/tmp/a b',
    'SLS',
    'a.jsonl',
    `https://user:${SECRETS.accessKeySecret}@x.y/l`,
  ],
  SLS_PROJECT: ['renewals', 'a', 'A-B', 'a'.repeat(129)],
  SLS_LOGSTORE: ['ledger', 'l_1', '-a'],
  LEDGER_HORIZON_DAYS: ['400', '91', '3740', '90', '3741', '125'],
  LEDGER_ID: ['ledger-1', 'a b', 'x'.repeat(129)],
  RENEW_MODE: ['plan', 'renew', 'RENEW', 'true'],
  RENEW_MAX_SHARE: ['0.3', '1', '0', '1.1', '.5', '1e-3', '-0.1', '0.0000000000001', '30%'],
  RENEW_CURRENCY: ['CNY', 'CNY', 'USD', 'cny', 'EUR'],
  RENEW_MAX_YEAR_PRICE: ['45', '45.50', 'off', '0', '-1', '1e3', '٣', 'OFF', 'none', '1,000', '9007199254740993'],
  RENEW_MAX_RUN_COST: ['500', 'off', '0.001', 'Infinity'],
  RENEW_MAX_DAY_COST: ['500', 'off', '+5', '5.'],
  RENEW_MAX_MONTH_COST: ['500', 'off', '', 'null'],
  RENEW_MAX_PRICE_CHANGE: ['0.2', '0', '1', '1.1', 'off', '-0.2', '0.00001', '.'],
  RENEW_UNKNOWN_PRICE: ['hold', 'renew', 'RENEW'],
  RENEW_APPROVAL: ['never', 'always', '100', '0', 'Never', 'above 5'],
  RENEW_INCLUDE: ['*.com,shop-*.cn', '', ',,', '例子.*', 'a b', 'http://x'],
  RENEW_EXCLUDE: ['old.com', '*', '(a|b)+$'],
  API_LANG: ['en', 'zh', 'fr'],
  USER_CLIENT_IP: ['127.0.0.1', '::1', '256.1.1.1', '1.2.3', ':', `${':'.repeat(300)}x`],
  DOMAIN_API_VERSION: ['2018-01-29', '2016-05-11'],
  LOG_LEVEL: ['info', 'silent', 'loud'],
  COUPON_NO: ['C1', ' '],
  ALIBABA_CLOUD_ACCESS_KEY_ID: [SECRETS.accessKeyId, ''],
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: [SECRETS.accessKeySecret, ''],
  ALIBABA_CLOUD_SECURITY_TOKEN: [SECRETS.securityToken, ''],
  RENEW_ACCESS_KEY: [SECRETS.accessKeyId],
  RENEW_accessKeySecret: [SECRETS.accessKeySecret],
  RENEW_PASSWD: [SECRETS.accessKeySecret],
  RENEW_MODUS: ['renew'],
  PATH: ['/bin'],
};
const NUMBERS = [
  '1',
  '10',
  '0',
  '-1',
  '1.5',
  '1e2',
  '0x10',
  '35',
  '3650',
  '3651',
  '1000',
  '1001',
  '1000000',
  '9'.repeat(400),
  '٣',
];
const FLAGS = ['true', 'false', 'TRUE', '1', 'yes'];
/** No key belongs there, so what stands there may be shown: it never holds one here. */
const NAMES = [
  ...new Set([...SETTING_NAMES, ...Object.keys(VALUES), 'RENEW_\u202e', 'RENEW_a\nb', `RENEW_${'X'.repeat(90)}`]),
];

const anEnvironment: fc.Arbitrary<Record<string, string>> = fc
  .uniqueArray(fc.constantFrom(...NAMES), { maxLength: 12 })
  .chain((names) => fc.tuple(...names.map((name) => fc.tuple(fc.constant(name), aValue(name)))))
  .map((pairs) => Object.fromEntries(pairs));

function aValue(name: string): fc.Arbitrary<string> {
  const known = fc.constantFrom(...(VALUES[name] ?? [...NUMBERS, ...FLAGS]));
  const around = known.chain((value) =>
    fc.constantFrom(value, ` ${value}\n`, `${value} ${value}`, value.toUpperCase()),
  );
  // A key that was cut into is none any more, and may be shown.
  const isSecret = (VALUES[name] ?? []).some((value) => secretIn(value) !== null);
  return isSecret ? known : fc.oneof(known, around, seldomCut(known), anOddText(12));
}

/** Written out from the README's table: what each of these may be. Blank is the default. */
const ALLOWED: Readonly<Record<string, (text: string) => boolean>> = {
  RENEW_WINDOW_DAYS: wholeFrom(1, 3650),
  RENEW_YEARS: wholeFrom(1, 10),
  RENEW_BATCH_SIZE: wholeFrom(1, 1000),
  RENEW_MAX_DOMAINS: wholeFrom(1, 1_000_000),
  RENEW_MAX_SHARE: (text) => /^\d*\.?\d+$/.test(text) && Number(text) > 0 && Number(text) <= 1,
  RENEW_MODE: (text) => text === 'plan' || text === 'renew',
  RENEW_EXPIRED: (text) => text === 'true' || text === 'false',
  RENEW_PREMIUM: (text) => text === 'true' || text === 'false',
  API_LANG: (text) => text === 'en' || text === 'zh',
  DOMAIN_API_VERSION: (text) => text === '2018-01-29',
  LOG_LEVEL: (text) => ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'].includes(text),
};

function wholeFrom(min: number, max: number): (text: string) => boolean {
  return (text) => /^[0-9]+$/.test(text) && Number(text) >= min && Number(text) <= max;
}

/** Settings are a Config with every field in its range, or all that is wrong is told at once, without a key in it. */
export const SETTINGS: Target = aTarget({
  name: 'settings',
  shortCases: 300,
  arbitrary: fc.record({
    environment: anEnvironment,
    place: fc.constantFrom('function' as const, 'command-line' as const),
  }),
  check({ environment, place }) {
    const { value: config, error } = cameOf(() => readSettings(environment, place));
    const faults = error === null ? [] : faultsOf(error);
    const wrong = Object.entries(ALLOWED)
      .filter(
        ([name, isAllowed]) => (environment[name] ?? '').trim() !== '' && !isAllowed((environment[name] ?? '').trim()),
      )
      .map(([name]) => name);
    const told = faults.filter((name) => Object.hasOwn(ALLOWED, name));
    demand(
      told.toSorted().join() === wrong.toSorted().join(),
      () => `told ${told.join()}, but wrong are ${wrong.join()}`,
    );
    if (config !== null) checkConfig(config, place, environment);
    checkCredentials(environment);
  },
});

function faultsOf(error: unknown): string[] {
  checkInputError(error, 'settings');
  const secret = secretIn(error.message);
  demand(secret === null, () => `"${secret}" stands in ${error.message}`);
  return error.faults.map(({ field }) => field);
}

function checkCredentials(environment: Environment): void {
  const { value, error } = cameOf(() => readCredentials(environment));
  if (error !== null) faultsOf(error);
  else demand(value !== null && value.accessKeyId !== '' && value.accessKeySecret !== '', () => 'half a key');
}

function within(value: number, min: number, max: number): boolean {
  return typeof value === 'number' && value >= min && value <= max;
}

function checkConfig(config: Config, place: string, environment: Environment): void {
  const { windowDays, years, batchSize, maxDomains, maxShare, ledger } = config;
  const whole = [windowDays, years, batchSize, maxDomains].every(Number.isSafeInteger);
  demand(whole && within(windowDays, 1, 3650) && within(years, 1, 10), () => `window ${windowDays}, years ${years}`);
  demand(
    within(batchSize, 1, 1000) && within(maxDomains, 1, 1_000_000),
    () => `batch ${batchSize}, most ${maxDomains}`,
  );
  demand(maxShare > 0 && within(maxShare, 0, 1), () => `share ${maxShare}`);
  demand(config.mode === 'plan' || environment['RENEW_MODE']?.trim() === 'renew', () => 'the mode widened');
  const flags = [config.renewExpired, config.permitPremium].every((flag) => typeof flag === 'boolean');
  demand(flags && (!config.permitPremium || environment['RENEW_PREMIUM']?.trim() === 'true'), () => 'a flag');
  checkMoney(config.money, environment);
  demand(isBaseUrl(config.domainEndpoint), () => `the endpoint is ${config.domainEndpoint}`);
  const globs = [...config.include, ...config.exclude];
  demand(
    globs.every((glob) => glob !== '' && !/[\s,]/.test(glob) && glob === glob.toLowerCase()),
    () => globs.join('|'),
  );
  demand(config.couponNo !== '' && config.promotionNo !== '' && config.ledgerId !== '', () => 'an empty number');
  if (ledger.kind === 'file') {
    demand(
      ledger.path !== '' && (place !== 'function' || environment['LEDGER'] !== undefined),
      () => 'a file by itself',
    );
    return;
  }
  demand(isBaseUrl(ledger.endpoint) && ledger.project !== '' && ledger.logstore !== '', () => JSON.stringify(ledger));
  demand(
    Number.isSafeInteger(ledger.horizonDays) && ledger.horizonDays - windowDays >= 90,
    () => `${ledger.horizonDays}`,
  );
}

/** No rail is off, and no amount another one, than somebody wrote; blank is the default. */
function checkMoney({ caps, currency, approval, ...rails }: Config['money'], environment: Environment): void {
  const said = (name: string): string => environment[name]?.trim() ?? '';
  const minorOf = (text: string): number => Math.round(Number(text) * (currency === 'JPY' ? 1 : 100));
  const read: readonly (readonly [name: string, minor: number | null])[] = [
    ['RENEW_MAX_YEAR_PRICE', caps.maxYearPriceMinor],
    ['RENEW_MAX_RUN_COST', caps.maxRunMinor],
    ['RENEW_MAX_DAY_COST', caps.maxDayMinor],
    ['RENEW_MAX_MONTH_COST', caps.maxMonthMinor],
    ['RENEW_APPROVAL', approval.kind === 'above' ? approval.minor : null],
  ];
  for (const [name, minor] of read) {
    const text = said(name);
    const isOff = name === 'RENEW_APPROVAL' ? ['', 'never', 'always'].includes(text) : text === 'off';
    demand((minor === null) === isOff, () => `${name}=${text} is read as ${minor}`);
    if (minor === null) continue;
    demand(Number.isSafeInteger(minor) && minor > 0, () => `${name}=${text} is read as ${minor}`);
    demand(
      text === '' || (/^[\d.]+$/.test(text) && minorOf(text) === minor),
      () => `${name}=${text} is read as ${minor}`,
    );
  }
  const { maxPriceChangeBp: change, unknownPrice } = rails;
  demand((change === null) === (said('RENEW_MAX_PRICE_CHANGE') === 'off'), () => `the price change is ${change}`);
  demand(change === null || within(change, 0, 10_000), () => `the price change is ${change}`);
  demand(unknownPrice === 'hold' || said('RENEW_UNKNOWN_PRICE') === 'renew', () => 'unknown prices go on');
  demand(approval.kind !== 'never' || ['', 'never'].includes(said('RENEW_APPROVAL')), () => 'nobody needs to approve');
}

/** A token goes there: https, or this machine. */
function isBaseUrl(text: string): boolean {
  return (
    /^https:\/\/[^/?#@\s]+$/.test(text) ||
    /^http:\/\/(?:localhost|127(?:\.\d+){3}|\[::1\]|[^/?#@\s]+\.localhost)(?::\d+)?$/.test(text)
  );
}
