import type { DomainName } from './domain.ts';

/** What a person has to know or to do, from a closed list. */
export type ProblemKind =
  // found while listing and judging
  | 'inventory-incomplete'
  | 'inventory-empty'
  | 'inventory-shrunken'
  | 'domain-not-found'
  | 'option-ignored'
  | 'needs-redemption'
  | 'premium-not-permitted'
  | 'transfer-out-pending'
  | 'holder-change-pending'
  | 'verification-failed'
  | 'expiry-unknown'
  | 'past-grace-period'
  | 'expired-not-permitted'
  | 'native-auto-renewal-late'
  | 'auto-renewal-unknown'
  | 'renewed-but-due-again'
  | 'claim-open-near-expiry'
  | 'due-but-plan-mode'
  | 'due-not-submitted'
  | 'check-run-silent'
  | 'waiting-to-retry'
  | 'not-confirmed'
  | 'date-changed'
  | 'notify-only'
  | 'lapse-but-auto-renewal'
  | 'not-renewable'
  | 'price-unknown'
  | 'price-over-limit'
  | 'price-changed'
  | 'price-call-missing'
  | 'cap-reached'
  | 'balance-short'
  | 'approval-near-expiry'
  | 'voucher-unusable'
  | 'voucher-expires'
  | 'vouchers-unreadable'
  // found while submitting
  | 'permission-missing'
  | 'submission-refused'
  | 'submission-unknown'
  // found while settling
  | 'renewal-run-silent'
  | 'renewal-failed'
  | 'paid-not-verified'
  | 'expiry-moved-otherwise'
  | 'task-slow'
  | 'task-detail-missing'
  | 'task-status-unknown'
  | 'task-contradicts-itself'
  | 'several-tasks'
  | 'domain-gone'
  | 'evidence-unreadable'
  | 'paid-twice-suspected';

export interface Problem {
  readonly problem: ProblemKind;
  /** Absent when it is about the account or the run. */
  readonly domain?: DomainName;
  /** What happened, what it means for money or the domain, what to do next. */
  readonly message: string;
}
