import type { Claimed, LedgerEntry } from './entry.ts';

/** A ledger that cannot be read, written or trusted. The run stops; claims stand; nothing more is spent. */
export class LedgerError extends Error {
  override readonly name = 'LedgerError';
  readonly code: 'unreadable' | 'unwritable' | 'refused';

  constructor(code: 'unreadable' | 'unwritable' | 'refused', message: string, options?: { readonly cause: unknown }) {
    super(message, options);
    this.code = code;
  }
}

/**
 * How a conditional append of claims ended. `unknown`: no answer came, the claims may be in the log or may still land there;
 * reading back tells.
 */
export type ClaimsAppended = 'appended' | 'conflict' | 'unknown';

/** Reads the log forward, from the horizon to its present end. */
export interface LedgerReader {
  /**
   * The entries after those already returned, in log order, each once; empty at the end of the log.
   * The first call starts at the horizon. An entry never appears at a place before one already returned.
   * @throws LedgerError when an entry cannot be understood or the log cannot be read.
   */
  next(): Promise<LedgerEntry[]>;
  /**
   * Whether the log forgets old entries by plan, so that its first one need not be `opened`; one must still be among those read.
   * Absent or false: the very first entry of the log comes first, also when it stands before the horizon.
   */
  readonly forgets?: () => boolean;
}

/** The log that is the lock. Several programs may use one ledger at the same time. */
export interface Ledger {
  reader(): LedgerReader;
  /**
   * Appends the claims in one write, on condition that they are claim append number `append`, one above the last: `conflict` when
   * that number is taken. All of them are stored, or none. Durable when it returns `appended`. Never repeated inside.
   * @throws LedgerError when it is certain that nothing was written and that another try is useless.
   */
  appendClaims(claims: readonly Claimed[], append: number): Promise<ClaimsAppended>;
  /**
   * Appends facts, durably; may store them twice (the fold does not mind).
   * @throws LedgerError when it cannot be known that they are stored.
   */
  append(entries: readonly LedgerEntry[]): Promise<void>;
}
