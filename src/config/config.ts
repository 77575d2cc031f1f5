import type { MoneyRails } from './money.ts';
import type { Policy } from './policy.ts';

/** `plan` looks and never spends. */
export type Mode = 'plan' | 'renew';

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Where the ledger is. */
export type LedgerPlace = { readonly kind: 'file'; readonly path: string } | LogServicePlace;

export interface LogServicePlace {
  readonly kind: 'sls';
  readonly endpoint: string;
  readonly project: string;
  readonly logstore: string;
  /** Entries received longer ago are not read. */
  readonly horizonDays: number;
}

/** The settings, checked in full. The README has the table of names and defaults. */
export interface Config {
  readonly domainEndpoint: string;
  readonly domainApiVersion: string;
  /** BSS OpenAPI, for balance and vouchers; null: they are not asked for. */
  readonly bssEndpoint: string | null;
  readonly ledger: LedgerPlace;
  /** The id that the ledger must have; null when any will do. */
  readonly ledgerId: string | null;
  readonly mode: Mode;
  readonly windowDays: number;
  readonly years: number;
  readonly batchSize: number;
  readonly maxDomains: number;
  readonly maxShare: number;
  /** Globs; empty means all. */
  readonly include: readonly string[];
  /** Globs; empty means none. Exclude wins. */
  readonly exclude: readonly string[];
  readonly renewExpired: boolean;
  readonly permitPremium: boolean;
  readonly money: MoneyRails;
  /** What holds for single domains, over these settings. */
  readonly policy: Policy;
  readonly couponNo: string | null;
  readonly promotionNo: string | null;
  readonly apiLang: string;
  readonly userClientIp: string;
  readonly logLevel: LogLevel;
}

export interface Credentials {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken?: string;
}
