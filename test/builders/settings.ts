import type { Config } from '../../src/config/config.ts';
import type { Caps, MoneyRails } from '../../src/config/money.ts';
import { NO_POLICY } from '../../src/config/policy.ts';
import type { RunOrder } from '../../src/config/run-order.ts';
import type { Budget } from '../../src/plan/budget.ts';

/** The settings of a run that may spend; everything else as the documented defaults have it. */
export function aConfig(rest: Partial<Config> = {}): Config {
  return {
    domainEndpoint: 'https://domain.aliyuncs.com',
    domainApiVersion: '2018-01-29',
    bssEndpoint: 'https://business.aliyuncs.com',
    ledger: { kind: 'file', path: 'test.ledger.jsonl' },
    ledgerId: null,
    mode: 'renew',
    windowDays: 35,
    years: 1,
    batchSize: 50,
    maxDomains: 100,
    maxShare: 0.3,
    include: [],
    exclude: [],
    renewExpired: true,
    permitPremium: false,
    money: someRails(),
    policy: NO_POLICY,
    couponNo: null,
    promotionNo: null,
    apiLang: 'en',
    userClientIp: '127.0.0.1',
    logLevel: 'info',
    ...rest,
  };
}

/** The documented defaults of the money rails. */
export function someRails({
  caps,
  ...rest
}: Partial<Omit<MoneyRails, 'caps'>> & { caps?: Partial<Caps> } = {}): MoneyRails {
  return {
    currency: 'CNY',
    caps: {
      maxYearPriceMinor: 50_000,
      maxRunMinor: 500_000,
      maxDayMinor: 500_000,
      maxMonthMinor: 1_000_000,
      ...caps,
    },
    maxPriceChangeBp: 2000,
    timeZone: 'Asia/Shanghai',
    unknownPrice: 'hold',
    approval: { kind: 'never' },
    approvalUrgentDays: 10,
    ...rest,
  };
}

/** Nothing limits a plan but the count of its domains. */
export const NO_LIMIT: Budget = { run: null, day: null, month: null, balance: null };

/** What a timer's run may do under those settings. */
export function anOrder(rest: Partial<RunOrder> = {}): RunOrder {
  return { trigger: 'timer', mode: 'renew', windowDays: 35, domains: null, approve: null, ignored: [], ...rest };
}
