import { type Mishap, THROTTLED } from './mishap.ts';

/** `lost-reply` and `hang` are executed, `lost-request` and `throttled` are not; the others say it. */
export type FaultKind =
  | 'lost-reply'
  | 'lost-request'
  | 'hang'
  | 'bad-gateway'
  | 'bad-gateway-unexecuted'
  | 'empty-json'
  | 'empty-json-unexecuted'
  | 'throttled'
  | 'truncated'
  | NamedFault;

/** An error code of the service, with or without the call having been carried out. */
export interface NamedFault {
  readonly code: string;
  readonly httpStatus: number;
  readonly executed: boolean;
  readonly message?: string;
}

export interface PlantedFault {
  /** An API call by name, or `*` for any. */
  readonly action: string;
  /** How many of the calls it hits. */
  readonly times: number;
  /** How many it lets pass before. */
  readonly skip?: number;
  readonly kind: FaultKind;
}

export interface Faults {
  plant(fault: PlantedFault): void;
  /** The mishap of the first planted fault that is due for this call; every fault that fits counts the call. */
  draw(action: string): Mishap | null;
}

export type FaultName = Extract<FaultKind, string>;

export const FAULT_NAMES: readonly FaultName[] = [
  'lost-reply',
  'lost-request',
  'hang',
  'bad-gateway',
  'bad-gateway-unexecuted',
  'empty-json',
  'empty-json-unexecuted',
  'throttled',
  'truncated',
];

const MISHAPS: Readonly<Record<FaultName, Mishap>> = {
  'lost-reply': { executed: true, answer: 'drop' },
  'lost-request': { executed: false, answer: 'drop' },
  hang: { executed: true, answer: 'hang' },
  'bad-gateway': { executed: true, answer: 'bad-gateway' },
  'bad-gateway-unexecuted': { executed: false, answer: 'bad-gateway' },
  'empty-json': { executed: true, answer: 'empty-json' },
  'empty-json-unexecuted': { executed: false, answer: 'empty-json' },
  throttled: THROTTLED,
  truncated: { executed: true, answer: 'truncate' },
};

interface Planted {
  readonly fault: PlantedFault;
  skipLeft: number;
  timesLeft: number;
}

/** No fault planted yet. */
export function createFaults(): Faults {
  const planted: Planted[] = [];
  return {
    plant: (fault) => {
      planted.push({ fault, skipLeft: fault.skip ?? 0, timesLeft: fault.times });
    },
    draw: (action) => {
      let hit: PlantedFault | null = null;
      for (const entry of planted) {
        if (entry.fault.action !== '*' && entry.fault.action !== action) continue;
        if (entry.skipLeft > 0) entry.skipLeft -= 1;
        else if (hit === null && entry.timesLeft > 0) {
          entry.timesLeft -= 1;
          hit = entry.fault;
        }
      }
      return hit === null ? null : mishapOf(hit.kind);
    },
  };
}

function mishapOf(kind: FaultKind): Mishap {
  if (typeof kind === 'string') return MISHAPS[kind];
  const message = kind.message ?? `Planted in the sandbox: ${kind.code}.`;
  return { executed: kind.executed, answer: { code: kind.code, httpStatus: kind.httpStatus, message } };
}
