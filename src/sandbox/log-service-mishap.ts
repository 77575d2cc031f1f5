import type { Chance } from './chance.ts';
import type { LogServiceProfile } from './log-service-profile.ts';
import type { NamedError } from './mishap.ts';

/** What the caller gets instead of the answer; null is the answer itself. */
export type BadLogAnswer = 'drop' | 'hang' | 'truncate' | 'bad-gateway' | 'internal-page' | 'wrong-200' | NamedError;

/** Something that goes wrong with one call; whether and when the call is carried out is the part that cannot be seen. */
export interface LogMishap {
  /** `now`, `never`, or so many milliseconds later. */
  readonly executed: 'now' | 'never' | number;
  /** For PutLogs: how long what was written stays out of sight; Infinity until it is revealed, null as always. */
  readonly seenAfterMs: number | null;
  readonly answer: BadLogAnswer | null;
}

const QUOTAS_OF_WRITES: readonly NamedError[] = [
  { code: 'WriteQuotaExceed', httpStatus: 403, message: 'Write quota is exceeded.' },
  { code: 'ShardWriteQuotaExceed', httpStatus: 403, message: 'Write quota of the shard is exceeded.' },
];

const QUOTAS_OF_READS: readonly NamedError[] = [
  { code: 'ReadQuotaExceed', httpStatus: 403, message: 'Read quota is exceeded.' },
  { code: 'ShardReadQuotaExceed', httpStatus: 403, message: 'Read quota of the shard is exceeded.' },
];

const SERVER_ERRORS: readonly NamedError[] = [
  { code: 'InternalServerError', httpStatus: 500, message: 'Internal server error.' },
  { code: 'ServerBusy', httpStatus: 503, message: 'The server is busy, please try again later.' },
];

/** A mishap at which nothing is written and the caller is told so. */
export function throttled(isWrite: boolean, chance: Chance): LogMishap {
  return { executed: 'never', seenAfterMs: null, answer: chance.pick(isWrite ? QUOTAS_OF_WRITES : QUOTAS_OF_READS) };
}

/** At most one mishap a call, by the figures of the chaos level; null for most calls. */
export function drawLogMishap(profile: LogServiceProfile, chance: Chance, isWrite: boolean): LogMishap | null {
  const executed = chance.happens(0.5) ? 'now' : 'never';
  const later = chance.between(1, Math.max(1, profile.landsLateMsMax));
  const serverError = chance.pick(SERVER_ERRORS);
  const page = chance.pick(['bad-gateway', 'internal-page'] as const);
  const quota = throttled(isWrite, chance);
  const choices: readonly (readonly [number, LogMishap])[] = [
    [profile.throttledChance, quota],
    [isWrite ? profile.lostReplyChance : 0, { executed: 'now', seenAfterMs: null, answer: 'drop' }],
    [isWrite ? profile.landsLateChance : 0, { executed: later, seenAfterMs: null, answer: 'drop' }],
    [profile.lostRequestChance, { executed: 'never', seenAfterMs: null, answer: 'drop' }],
    [profile.serverErrorChance, { executed, seenAfterMs: null, answer: serverError }],
    [profile.htmlPageChance, { executed, seenAfterMs: null, answer: page }],
    [profile.wrong200Chance, { executed, seenAfterMs: null, answer: 'wrong-200' }],
    [profile.truncatedChance, { executed: 'now', seenAfterMs: null, answer: 'truncate' }],
    [profile.hangChance, { executed, seenAfterMs: null, answer: 'hang' }],
  ];
  let draw = chance.next();
  for (const [probability, mishap] of choices) {
    if (draw < probability) return mishap;
    draw -= probability;
  }
  return null;
}

/** How long the answer takes. */
export function drawLogDelayMs(profile: LogServiceProfile, chance: Chance): number {
  return chance.happens(profile.slowChance) ? chance.between(Math.min(100, profile.slowMsMax), profile.slowMsMax) : 0;
}
