import type { AuditorLog } from './auditor-log.ts';
import type { Others } from './auditor-others.ts';
import type { Check } from './outcome.ts';

/** What the single checks see of the auditor. */
export interface AuditView {
  readonly log: AuditorLog;
  readonly others: Others;
  find(check: Check, message: string): void;
}
