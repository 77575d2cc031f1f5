import type { Chance } from './chance.ts';
import type { ChaosProfile } from './chaos-profile.ts';

/** An error answer of the service's own. */
export interface NamedError {
  readonly code: string;
  readonly httpStatus: number;
  readonly message: string;
}

/** What the caller gets instead of the answer. */
export type BadAnswer = 'drop' | 'hang' | 'truncate' | 'bad-gateway' | 'empty-json' | NamedError;

/** Something that goes wrong with one call; whether the call was carried out before is the part that cannot be seen. */
export interface Mishap {
  readonly executed: boolean;
  readonly answer: BadAnswer;
}

export const THROTTLED: Mishap = {
  executed: false,
  answer: { code: 'Throttling.User', httpStatus: 400, message: 'Request was denied due to user flow control.' },
};

const SERVER_ERRORS: readonly NamedError[] = [
  {
    code: 'InternalError',
    httpStatus: 500,
    message: 'The request processing has failed due to some unknown error, exception or failure.',
  },
  {
    code: 'ServiceUnavailable',
    httpStatus: 503,
    message: 'The request has failed due to a temporary failure of the server.',
  },
];

/** At most one mishap a call, by the figures of the chaos level; null for most calls. */
export function drawMishap(profile: ChaosProfile, chance: Chance, submission: boolean): Mishap | null {
  const executed = chance.happens(0.5);
  const serverError = chance.pick(SERVER_ERRORS);
  const choices: readonly (readonly [number, Mishap])[] = [
    [profile.throttledChance, THROTTLED],
    [submission ? profile.lostReplyChance : 0, { executed: true, answer: 'drop' }],
    [profile.lostRequestChance, { executed: false, answer: 'drop' }],
    [profile.serverErrorChance, { executed, answer: serverError }],
    [profile.badGatewayChance, { executed, answer: 'bad-gateway' }],
    [profile.emptyJsonChance, { executed, answer: 'empty-json' }],
    [profile.truncatedChance, { executed: true, answer: 'truncate' }],
    [profile.hangChance, { executed, answer: 'hang' }],
  ];
  let draw = chance.next();
  for (const [probability, mishap] of choices) {
    if (draw < probability) return mishap;
    draw -= probability;
  }
  return null;
}

/** How long the answer takes. */
export function drawDelayMs(profile: ChaosProfile, chance: Chance): number {
  return chance.happens(profile.slowChance) ? chance.between(Math.min(100, profile.slowMsMax), profile.slowMsMax) : 0;
}
