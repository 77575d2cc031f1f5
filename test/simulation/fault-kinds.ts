/** Every kind of fault that the simulation knows. A seed takes some of them, each with a row of chances of its own. */
export const FAULT_KINDS = [
  // The Domain API.
  'throttled',
  'slow-answer',
  'lost-reply',
  'lost-request',
  'late-request',
  'server-error',
  'bad-gateway',
  'empty-json',
  'truncated',
  'hang',
  'odd-shape',
  'unknown-status',
  'page-shift',
  // Tasks.
  'late-task',
  'late-detail',
  'failed-order',
  'late-move',
  'never-moves',
  // Other people.
  'renewed-by-hand',
  'transferred-out',
  'auto-renewal-on',
  'domain-added',
  'domain-removed',
  'price-changed',
  // The ledger.
  'log-seen-late',
  'log-write-lost',
  'log-write-doubled',
  'log-answer-lost',
  'log-write-late',
  'log-unreachable',
  'sequence-forgotten',
  'power-lost',
  // Processes and their clocks.
  'killed',
  'paused',
  'time-limit',
  'clock-skew',
  'clock-step',
  // Timers and people who start runs.
  'timer-late',
  'timer-doubled',
  'timer-missing',
  'runs-at-once',
  'run-by-hand',
  // Money; here, so that the kinds above are drawn as they were.
  'one-price-changed',
  'balance-changed',
  'price-call-denied',
  'price-call-missing',
  'balance-call-denied',
  'plan-approved',
  'hand-at-once',
  // Later ones; here for the same reason.
  'page-swapped',
  'log-write-forgotten',
  'log-slow',
  'log-quota',
  'log-server-error',
  'log-denied',
  'log-unreadable',
  'forbidden-ram',
  'parameter-illegal',
  'key-not-found',
] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];

/** How often each kind occurred. */
export type FaultCounts = Readonly<Record<FaultKind, number>>;
