import type { AccountOptions } from './account.ts';
import type { CallSwitch } from './call-switches.ts';
import type { ChaosProfile } from './chaos-profile.ts';
import type { SandboxDomainSeed } from './registry.ts';

/** `off` behaves · `mild` misbehaves as a service does on a bad day · `harsh` does everything it can. */
export type ChaosLevel = 'off' | 'mild' | 'harsh';

/** What becomes of an order with a `CurrentExpirationDate` that is no longer true: no document says. */
export type StaleDateWorld = 'rejected' | 'charged';

export interface DomainSandboxOptions {
  /** The same seed, time and calls give the same answers. */
  readonly seed: number;
  readonly chaos: ChaosLevel;
  readonly staleDate: StaleDateWorld;
  /** Size of the generated portfolio; means nothing with `domains`. */
  readonly domainCount: number;
  /** Epoch milliseconds; `advance` is added to it. */
  readonly now: () => number;
  /** `sandbox` when absent. */
  readonly accessKeyId?: string;
  /** `sandbox-secret` when absent. */
  readonly accessKeySecret?: string;
  /** Exactly these domains instead of a generated portfolio. */
  readonly domains?: readonly SandboxDomainSeed[];
  /** Time until a task has ended: 4 s when absent and chaos is `off`, else 1 to 20 s by chance. */
  readonly taskDurationMs?: number;
  /** Overrides single figures of the chaos level. */
  readonly profile?: Partial<ChaosProfile>;
  /** The account's currency (CNY when absent), balance (100 million) and cash coupons (none). */
  readonly account?: AccountOptions;
  /** Calls that are answered as to a role without the permission, or on a site without the call. */
  readonly switches?: Readonly<Record<string, CallSwitch>>;
}
