import { type Mishap, THROTTLED } from './mishap.ts';
import { type Aim, createPlantedFaults } from './planted-faults.ts';

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

export interface PlantedFault extends Aim {
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

/** No fault planted yet. */
export function createFaults(): Faults {
  const planted = createPlantedFaults<PlantedFault>();
  return {
    plant: (fault) => planted.plant(fault),
    draw: (action) => {
      const hit = planted.draw(action);
      return hit === null ? null : mishapOf(hit.kind);
    },
  };
}

function mishapOf(kind: FaultKind): Mishap {
  if (typeof kind === 'string') return MISHAPS[kind];
  const message = kind.message ?? `Planted in the sandbox: ${kind.code}.`;
  return { executed: kind.executed, answer: { code: kind.code, httpStatus: kind.httpStatus, message } };
}
