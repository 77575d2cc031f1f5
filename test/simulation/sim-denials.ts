import { DAY_MS, HOUR_MS } from '../../src/model/time.ts';
import type { NamedError } from '../../src/sandbox/mishap.ts';
import type { FaultKind } from './fault-kinds.ts';
import type { Faults } from './faults.ts';
import { KEYS } from './keys.ts';
import type { SimTime } from './sim-time.ts';

type DenialKind = Extract<FaultKind, 'forbidden-ram' | 'parameter-illegal' | 'key-not-found'>;

/** Errors of the real service repeat the request now and then: no output of ours may. */
const ERRORS: Readonly<Record<DenialKind, NamedError>> = {
  'forbidden-ram': {
    code: 'Forbidden.RAM',
    httpStatus: 403,
    message: 'User not authorized to operate on the resource.',
  },
  'parameter-illegal': { code: 'ParameterIllegal', httpStatus: 400, message: 'The parameter is illegal.' },
  'key-not-found': {
    code: 'InvalidAccessKeyId.NotFound',
    httpStatus: 404,
    message: `Specified access key is not found: AccessKeyId=${KEYS.accessKeyId}`,
  },
};
const KINDS = Object.keys(ERRORS) as DenialKind[];

const SUBMISSION = 'SaveBatchTaskForCreatingOrderRenew';
/** Which calls are turned away: what may be granted, and go wrong, for itself. */
const SCOPES: readonly ((action: string) => boolean)[] = [
  (action) => action === SUBMISSION,
  (action) => action !== SUBMISSION,
  (action) => action.startsWith('QueryTask'),
  (action) => action.startsWith('QueryDomain'),
  () => true,
];

interface Denial {
  readonly error: NamedError;
  readonly untilMs: number;
  readonly isFor: (action: string) => boolean;
}

/** Errors that come back for hours or days whatever a run does: a permission taken away, a key replaced, a call that changed. */
export class Denials {
  readonly #time: SimTime;
  readonly #faults: Faults;
  #denial: Denial | null = null;

  constructor(time: SimTime, faults: Faults) {
    this.#time = time;
    this.#faults = faults;
  }

  /** Once a day: what will begin some time today. */
  newDay(): void {
    for (const kind of KINDS) {
      if (!this.#faults.strikes(kind, 0.03)) continue;
      const row = this.#faults.row(kind);
      this.#time.at(this.#time.nowMs + row.between(0, DAY_MS), () => {
        const untilMs = this.#time.nowMs + row.between(1, row.pick([4, 30, 150])) * HOUR_MS;
        this.#denial = {
          error: ERRORS[kind],
          untilMs: Math.min(untilMs, this.#faults.calmMs),
          isFor: row.pick(SCOPES),
        };
      });
    }
  }

  /** What this call is turned away with now; null when it is not. */
  of(action: string): NamedError | null {
    const denial = this.#denial;
    return denial !== null && this.#time.nowMs < denial.untilMs && denial.isFor(action) ? denial.error : null;
  }
}
