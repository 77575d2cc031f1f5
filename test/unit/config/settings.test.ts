import { describe, expect, it } from 'vitest';
import type { Config } from '../../../src/config/config.ts';
import { InputError } from '../../../src/config/fault.ts';
import { type Environment, readCredentials, readSettings, SETTING_NAMES } from '../../../src/config/settings.ts';
import { someRails } from '../../builders/settings.ts';

const SLS = {
  LEDGER: 'sls',
  SLS_ENDPOINT: 'https://cn-hangzhou.log.aliyuncs.com',
  SLS_PROJECT: 'p-1',
  SLS_LOGSTORE: 'renewals',
};

function faultsOf(read: () => unknown): InputError {
  try {
    read();
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error('no fault was found');
}

const faultsIn = (environment: Environment): InputError => faultsOf(() => readSettings(environment, 'command-line'));

describe('readSettings', () => {
  it('has the documented defaults', () => {
    expect(readSettings({}, 'command-line')).toEqual({
      domainEndpoint: 'https://domain.aliyuncs.com',
      domainApiVersion: '2018-01-29',
      bssEndpoint: 'https://business.aliyuncs.com',
      ledger: { kind: 'file', path: 'domain-renew.ledger.jsonl' },
      ledgerId: null,
      mode: 'plan',
      windowDays: 35,
      years: 1,
      batchSize: 50,
      maxDomains: 100,
      maxShare: 0.3,
      include: [],
      exclude: [],
      renewExpired: true,
      permitPremium: false,
      money: {
        currency: 'CNY',
        caps: { maxYearPriceMinor: 50_000, maxRunMinor: 500_000, maxDayMinor: 500_000, maxMonthMinor: 1_000_000 },
        maxPriceChangeBp: 2000,
        timeZone: 'Asia/Shanghai',
        unknownPrice: 'hold',
        approval: { kind: 'never' },
        approvalUrgentDays: 10,
      },
      policy: { currency: null, rules: [], tlds: {}, yearPricesMinor: {} },
      couponNo: null,
      promotionNo: null,
      apiLang: 'en',
      userClientIp: '127.0.0.1',
      logLevel: 'info',
    });
  });

  it('takes blanks and empty texts for absent', () => {
    const blank = Object.fromEntries(SETTING_NAMES.map((name) => [name, '  ']));
    expect(readSettings(blank, 'command-line')).toEqual(readSettings({}, 'command-line'));
  });

  const good: [name: string, text: string, expected: Partial<Config>][] = [
    [
      'DOMAIN_ENDPOINT',
      'https://domain-intl.aliyuncs.com/',
      {
        domainEndpoint: 'https://domain-intl.aliyuncs.com',
        bssEndpoint: 'https://business.ap-southeast-1.aliyuncs.com',
      },
    ],
    [
      'DOMAIN_ENDPOINT',
      'http://127.0.0.1:8080',
      { domainEndpoint: 'http://127.0.0.1:8080', bssEndpoint: 'http://127.0.0.1:8080' },
    ],
    [
      'DOMAIN_ENDPOINT',
      'http://localhost:1',
      { domainEndpoint: 'http://localhost:1', bssEndpoint: 'http://localhost:1' },
    ],
    ['DOMAIN_API_VERSION', '2018-01-29', { domainApiVersion: '2018-01-29' }],
    ['LEDGER', 'file:a/b.jsonl', { ledger: { kind: 'file', path: 'a/b.jsonl' } }],
    ['LEDGER', 'file:', { ledger: { kind: 'file', path: 'domain-renew.ledger.jsonl' } }],
    ['LEDGER_ID', 'a1-b2', { ledgerId: 'a1-b2' }],
    ['RENEW_MODE', 'renew', { mode: 'renew' }],
    ['RENEW_WINDOW_DAYS', '1', { windowDays: 1 }],
    ['RENEW_WINDOW_DAYS', '3650', { windowDays: 3650 }],
    ['RENEW_YEARS', '10', { years: 10 }],
    ['RENEW_BATCH_SIZE', '1000', { batchSize: 1000 }],
    ['RENEW_MAX_DOMAINS', '1', { maxDomains: 1 }],
    ['RENEW_MAX_SHARE', '.05', { maxShare: 0.05 }],
    ['RENEW_MAX_SHARE', '1', { maxShare: 1 }],
    ['RENEW_INCLUDE', ' *.COM , shop-?.cn ,', { include: ['*.com', 'shop-?.cn'] }],
    ['RENEW_EXCLUDE', '例子.中国', { exclude: ['例子.中国'] }],
    ['RENEW_EXPIRED', 'false', { renewExpired: false }],
    ['RENEW_PREMIUM', ' true ', { permitPremium: true }],
    ['RENEW_MAX_YEAR_PRICE', '500.5', { money: someRails({ caps: { maxYearPriceMinor: 50_050 } }) }],
    ['RENEW_MAX_RUN_COST', '0.01', { money: someRails({ caps: { maxRunMinor: 1 } }) }],
    ['RENEW_MAX_DAY_COST', 'off', { money: someRails({ caps: { maxDayMinor: null } }) }],
    ['RENEW_MAX_MONTH_COST', '1000000', { money: someRails({ caps: { maxMonthMinor: 100_000_000 } }) }],
    ['RENEW_MAX_PRICE_CHANGE', '.155', { money: someRails({ maxPriceChangeBp: 1550 }) }],
    ['RENEW_MAX_PRICE_CHANGE', '0', { money: someRails({ maxPriceChangeBp: 0 }) }],
    ['RENEW_MAX_PRICE_CHANGE', 'off', { money: someRails({ maxPriceChangeBp: null }) }],
    ['RENEW_TIME_ZONE', 'Europe/Berlin', { money: someRails({ timeZone: 'Europe/Berlin' }) }],
    ['RENEW_UNKNOWN_PRICE', 'renew', { money: someRails({ unknownPrice: 'renew' }) }],
    ['RENEW_APPROVAL', 'always', { money: someRails({ approval: { kind: 'always' } }) }],
    ['RENEW_APPROVAL', '1000', { money: someRails({ approval: { kind: 'above', minor: 100_000 } }) }],
    ['RENEW_APPROVAL_URGENT_DAYS', '3', { money: someRails({ approvalUrgentDays: 3 }) }],
    ['BSS_ENDPOINT', 'off', { bssEndpoint: null }],
    ['BSS_ENDPOINT', 'http://127.0.0.1:9', { bssEndpoint: 'http://127.0.0.1:9' }],
    ['COUPON_NO', 'V-1', { couponNo: 'V-1' }],
    ['COUPON_NO', 'auto', { couponNo: 'auto' }],
    ['COUPON_NO', 'none', { couponNo: null }],
    ['PROMOTION_NO', 'none', { promotionNo: null }],
    ['PROMOTION_NO', 'auto-1', { promotionNo: 'auto-1' }],
    ['PROMOTION_NO', 'P-1', { promotionNo: 'P-1' }],
    ['API_LANG', 'zh', { apiLang: 'zh' }],
    ['USER_CLIENT_IP', '2001:db8::1', { userClientIp: '2001:db8::1' }],
    ['LOG_LEVEL', 'silent', { logLevel: 'silent' }],
  ];
  it.each(good)('takes %s=%s', (name, text, expected) => {
    expect(readSettings({ [name]: text }, 'command-line')).toMatchObject(expected);
  });

  const bad: [name: string, text: string, allowed: string][] = [
    ['DOMAIN_ENDPOINT', 'domain.aliyuncs.com', 'an https URL without path and query (http only for localhost)'],
    ['DOMAIN_ENDPOINT', 'http://domain.aliyuncs.com', 'an https URL without path and query (http only for localhost)'],
    [
      'DOMAIN_ENDPOINT',
      'https://domain.aliyuncs.com/x',
      'an https URL without path and query (http only for localhost)',
    ],
    ['RENEW_CURRENCY', 'EUR', 'CNY, USD, JPY'],
    ['RENEW_MAX_YEAR_PRICE', '0', 'an amount above 0, for example 500.00, or off for no such cap'],
    ['RENEW_MAX_RUN_COST', '1e3', 'an amount above 0, for example 5000.00, or off for no such cap'],
    ['RENEW_MAX_DAY_COST', '-5', 'an amount above 0, for example 5000.00, or off for no such cap'],
    ['RENEW_MAX_MONTH_COST', '1.005', 'an amount above 0, for example 10000.00, or off for no such cap'],
    ['RENEW_MAX_PRICE_CHANGE', '20%', 'a share from 0 to 1 with at most 4 decimals, for example 0.2 for 20 %, or off'],
    ['RENEW_MAX_PRICE_CHANGE', '20', 'a share from 0 to 1 with at most 4 decimals, for example 0.2 for 20 %, or off'],
    ['RENEW_TIME_ZONE', 'Shanghai', 'an IANA time zone, for example Asia/Shanghai'],
    ['RENEW_UNKNOWN_PRICE', 'skip', 'hold, renew'],
    [
      'RENEW_APPROVAL',
      'yes',
      'never, always, or the amount above which a person must approve the plan, for example 1000',
    ],
    ['RENEW_APPROVAL_URGENT_DAYS', '0', 'a whole number from 1 to 365'],
    ['BSS_ENDPOINT', 'business.aliyuncs.com', 'an https URL without path and query (http only for localhost)'],
    ['DOMAIN_ENDPOINT', 'ftp://localhost', 'an https URL without path and query (http only for localhost)'],
    [
      'DOMAIN_ENDPOINT',
      'http://localhost.example.com',
      'an https URL without path and query (http only for localhost)',
    ],
    ['DOMAIN_API_VERSION', '2017-12-18', '2018-01-29'],
    ['LEDGER', 'SLS', 'sls or file:<path>'],
    ['LEDGER', 'a.jsonl', 'sls or file:<path>'],
    ['LEDGER_ID', 'a b', 'the id in the "opened" entry of the ledger: 1 to 128 of a-z A-Z 0-9 . : _ -'],
    ['RENEW_MODE', 'yes', 'plan, renew'],
    ['RENEW_MODE', 'RENEW', 'plan, renew'],
    ['RENEW_WINDOW_DAYS', '0', 'a whole number from 1 to 3650'],
    ['RENEW_WINDOW_DAYS', '3651', 'a whole number from 1 to 3650'],
    ['RENEW_WINDOW_DAYS', '35.5', 'a whole number from 1 to 3650'],
    ['RENEW_WINDOW_DAYS', '1e2', 'a whole number from 1 to 3650'],
    ['RENEW_WINDOW_DAYS', '-5', 'a whole number from 1 to 3650'],
    ['RENEW_YEARS', '0', 'a whole number from 1 to 10'],
    ['RENEW_YEARS', '11', 'a whole number from 1 to 10'],
    ['RENEW_BATCH_SIZE', '1001', 'a whole number from 1 to 1000'],
    ['RENEW_MAX_DOMAINS', '0', 'a whole number from 1 to 1000000'],
    ['RENEW_MAX_DOMAINS', 'all', 'a whole number from 1 to 1000000'],
    ['RENEW_MAX_SHARE', '0', 'a number above 0 and at most 1'],
    ['RENEW_MAX_SHARE', '1.01', 'a number above 0 and at most 1'],
    ['RENEW_MAX_SHARE', '30%', 'a number above 0 and at most 1'],
    ['RENEW_MAX_SHARE', 'Infinity', 'a number above 0 and at most 1'],
    [
      'RENEW_INCLUDE',
      'a b',
      'globs on domain names separated by commas, for example *.com,shop-*.cn (in punycode, xn--…, with combining marks)',
    ],
    [
      'RENEW_EXCLUDE',
      '(a|b)',
      'globs on domain names separated by commas, for example *.com,shop-*.cn (in punycode, xn--…, with combining marks)',
    ],
    ['RENEW_EXPIRED', '1', 'true, false'],
    ['RENEW_PREMIUM', 'TRUE', 'true, false'],
    ['COUPON_NO', 'Auto', "the voucher's number, auto for the one that ends soonest, or none"],
    ['COUPON_NO', 'a,b', "the voucher's number, auto for the one that ends soonest, or none"],
    ['PROMOTION_NO', 'auto', "the coupon's number, or none. There is no auto for coupons, only for vouchers"],
    ['PROMOTION_NO', 'AUTO', "the coupon's number, or none. There is no auto for coupons, only for vouchers"],
    ['PROMOTION_NO', 'None', "the coupon's number, or none. There is no auto for coupons, only for vouchers"],
    ['API_LANG', 'de', 'en, zh'],
    ['USER_CLIENT_IP', 'localhost', 'an IP address'],
    ['USER_CLIENT_IP', '999.1.1.1', 'an IP address'],
    ['LOG_LEVEL', 'verbose', 'fatal, error, warn, info, debug, trace, silent'],
  ];
  it.each(bad)('refuses %s=%s by name, value and what is allowed', (name, text, allowed) => {
    const { faults, message } = faultsIn({ [name]: text });
    expect(faults).toEqual([{ field: name, value: JSON.stringify(text.trim()), allowed }]);
    expect(message).toContain(`${name} is ${JSON.stringify(text)}; allowed: ${allowed}`);
    expect(message).toContain('nothing was called, nothing was spent');
  });

  it('reports all faults at once', () => {
    const { faults } = faultsIn(Object.fromEntries(bad.map(([name, text]) => [name, text])));
    expect(new Set(faults.map(({ field }) => field))).toEqual(new Set(bad.map(([name]) => name)));
  });

  it('takes a whole log service place', () => {
    expect(readSettings(SLS, 'command-line').ledger).toEqual({
      kind: 'sls',
      endpoint: 'https://cn-hangzhou.log.aliyuncs.com',
      project: 'p-1',
      logstore: 'renewals',
      horizonDays: 400,
    });
  });

  it('expects the log service in a function, and says what it lacks', () => {
    const { faults } = faultsOf(() => readSettings({}, 'function'));
    expect(faults.map(({ field, value }) => [field, value])).toEqual([
      ['SLS_PROJECT', 'not set'],
      ['SLS_LOGSTORE', 'not set'],
      ['SLS_ENDPOINT', 'not set'],
    ]);
    expect(faultsOf(() => readSettings({ LEDGER: 'file:' }, 'function')).faults).toHaveLength(1);
  });

  it.each([
    ['SLS_PROJECT', 'a'],
    ['SLS_PROJECT', 'Has-Capitals'],
    ['SLS_LOGSTORE', '-x-'],
    ['SLS_ENDPOINT', 'cn-hangzhou.log.aliyuncs.com'],
  ])('refuses %s=%s', (name, text) => {
    expect(faultsIn({ ...SLS, [name]: text }).faults.map(({ field }) => field)).toEqual([name]);
  });

  const range = 'a whole number from 91 to 3740';
  const covered = (days: number): string =>
    `at least ${days + 90}: RENEW_WINDOW_DAYS (${days}) and 90 days for grace and retries`;
  const horizons: [horizon: string | undefined, window: string, expected: number | string][] = [
    [undefined, '310', 400],
    ['125', '35', 125],
    ['91', '1', 91],
    ['3740', '3650', 3740],
    [undefined, '311', covered(311)],
    ['124', '35', covered(35)],
    ['90', '1', range],
    ['3741', '1', range],
    ['long', '1', range],
  ];
  it.each(horizons)('LEDGER_HORIZON_DAYS=%s with a window of %s days: %s', (horizon, window, expected) => {
    const read = (): Config =>
      readSettings({ ...SLS, LEDGER_HORIZON_DAYS: horizon, RENEW_WINDOW_DAYS: window }, 'function');
    if (typeof expected === 'number') expect(read().ledger).toMatchObject({ horizonDays: expected });
    else expect(faultsOf(read).faults).toMatchObject([{ field: 'LEDGER_HORIZON_DAYS', allowed: expected }]);
  });

  it('asks no horizon of a file, which is always read whole', () => {
    expect(readSettings({ LEDGER_HORIZON_DAYS: '91', RENEW_WINDOW_DAYS: '3650' }, 'command-line').windowDays).toBe(
      3650,
    );
  });

  it('refuses a misspelt name in its own namespace and leaves foreign ones alone', () => {
    const { faults } = faultsIn({ RENEW_MODUS: 'renew', RENEWAL: 'x', PATH: '/bin', FC_FUNC: '1' });
    expect(faults.map(({ field, value }) => [field, value])).toEqual([
      ['RENEW_MODUS', '"renew", but there is no such setting (did you mean RENEW_MODE?)'],
    ]);
    expect(faults[0]?.allowed).toContain('RENEW_MODE');
  });

  it.each([
    'https://user:s3cret@domain.aliyuncs.com',
    'https://s3cret@domain.aliyuncs.com',
    'https://:s3cret@domain.aliyuncs.com',
    'https://domain.aliyuncs.com?AccessKeySecret=s3cret',
    'https://domain.aliyuncs.com/#s3cret',
    'https://user:s3cret\n@domain.aliyuncs.com/x',
    'https://user:s3cret@@@ bad host',
  ])('refuses a URL that may carry a key, without showing it: %j', (text) => {
    for (const name of ['DOMAIN_ENDPOINT', 'SLS_ENDPOINT']) {
      const { message, faults } = faultsIn({ ...SLS, [name]: text });
      expect(faults.map(({ field }) => field)).toEqual([name]);
      expect(message).not.toContain('s3cret');
    }
  });

  it('never shows a credential, whatever else is wrong', () => {
    const { message } = faultsIn({
      ALIBABA_CLOUD_ACCESS_KEY_ID: 'LTAIplanted',
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: 's3cret-planted',
      ALIBABA_CLOUD_SECURITY_TOKEN: 'token-planted',
      RENEW_ACCESS_KEY_SECRET: 'misplaced-planted',
      RENEW_SECURITY_TOKEN: 'misplaced-planted',
      RENEW_accessKey: 'misplaced-planted',
      RENEW_PASSWD: 'misplaced-planted',
      LEDGER: 'https://user:misplaced-planted@project.cn-hangzhou.log.aliyuncs.com',
      RENEW_MODE: 'x',
      DOMAIN_ENDPOINT: 'x',
    });
    expect(message).toContain('RENEW_ACCESS_KEY_SECRET');
    expect(message).not.toContain('planted');
  });

  it('shortens a long value and keeps it on one line', () => {
    const [fault] = faultsIn({ RENEW_MODE: `renew\n${'x'.repeat(500)}` }).faults;
    expect(fault?.value).toMatch(/^"renew\\nx+…"$/);
    expect(fault?.value.length).toBeLessThanOrEqual(60);
  });
});

describe('readCredentials', () => {
  it('takes a key with and without a token', () => {
    const key = { ALIBABA_CLOUD_ACCESS_KEY_ID: ' id ', ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'secret\n' };
    expect(readCredentials(key)).toEqual({ accessKeyId: 'id', accessKeySecret: 'secret' });
    expect(readCredentials({ ...key, ALIBABA_CLOUD_SECURITY_TOKEN: 'token' })).toEqual({
      accessKeyId: 'id',
      accessKeySecret: 'secret',
      securityToken: 'token',
    });
  });

  it('names what is missing, both at once, and shows nothing of the rest', () => {
    expect(faultsOf(() => readCredentials({})).faults.map(({ field }) => field)).toEqual([
      'ALIBABA_CLOUD_ACCESS_KEY_ID',
      'ALIBABA_CLOUD_ACCESS_KEY_SECRET',
    ]);
    const half = faultsOf(() =>
      readCredentials({ ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'planted', ALIBABA_CLOUD_SECURITY_TOKEN: 'planted' }),
    );
    expect(half.faults.map(({ field }) => field)).toEqual(['ALIBABA_CLOUD_ACCESS_KEY_ID']);
    expect(half.message).not.toContain('planted');
  });
});
