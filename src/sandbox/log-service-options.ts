import type { LogServiceProfile } from './log-service-profile.ts';
import type { ChaosLevel } from './options.ts';

/** `enforced` a sequence id not above the last one of its hash key is refused · `forgotten` none is ever refused. */
export type SeqidWorld = 'enforced' | 'forgotten';

/** Where a log service keeps its state between two lives; the whole of it, after every change. */
export interface LogServiceFile {
  /** Null when there is none yet. */
  read(): string | null;
  write(text: string): void;
}

export interface LogServiceSandboxOptions {
  /** The same seed, time and calls give the same answers. */
  readonly seed: number;
  readonly chaos: ChaosLevel;
  /** Epoch milliseconds; `advance` is added to it. */
  readonly now: () => number;
  /** The clock on which clients sign, where it is another than `now`. */
  readonly clientNow?: () => number;
  /** `sandbox` when absent. */
  readonly accessKeyId?: string;
  /** `sandbox-secret` when absent. */
  readonly accessKeySecret?: string;
  readonly project: string;
  readonly logstore: string;
  /** Whether the logstore is there from the start; it is when absent. */
  readonly create?: boolean;
  /** Whether the project is there from the start; it is when absent. Without it there is no logstore either. */
  readonly createProject?: boolean;
  /** Of the first logstore; 1 when absent. */
  readonly shardCount?: number;
  /** Of the first logstore; 3650, for ever, when absent. */
  readonly ttlDays?: number;
  readonly seqidState: SeqidWorld;
  /** Every group can be pulled so long after it was written; by the chaos level when absent. */
  readonly visibleAfterMs?: number;
  /** Overrides single figures of the chaos level. */
  readonly profile?: Partial<LogServiceProfile>;
  readonly file?: LogServiceFile;
}
