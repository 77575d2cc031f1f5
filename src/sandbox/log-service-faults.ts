import type { Chance } from './chance.ts';
import type { NamedFault } from './faults.ts';
import { type LogMishap, throttled } from './log-service-mishap.ts';
import { type Aim, createPlantedFaults } from './planted-faults.ts';

/**
 * `lost-reply`, `hang`, `wrong-200` and `truncated` are executed, `lost-request` and `throttled` are not; `lands-late` is
 * executed `ms` after the connection broke. For PutLogs: `seen-late` keeps what was written, and with it all behind it, out
 * of sight for `ms`, `never-seen` until it is revealed; `swallowed` says 200 and keeps nothing.
 */
export type LogFaultName =
  | 'lost-reply'
  | 'lost-request'
  | 'lands-late'
  | 'hang'
  | 'hang-unexecuted'
  | 'bad-gateway'
  | 'bad-gateway-unexecuted'
  | 'throttled'
  | 'truncated'
  | 'wrong-200'
  | 'wrong-200-unexecuted'
  | 'seen-late'
  | 'never-seen'
  | 'swallowed';

export const LOG_FAULT_NAMES: readonly LogFaultName[] = [
  'lost-reply',
  'lost-request',
  'lands-late',
  'hang',
  'hang-unexecuted',
  'bad-gateway',
  'bad-gateway-unexecuted',
  'throttled',
  'truncated',
  'wrong-200',
  'wrong-200-unexecuted',
  'seen-late',
  'never-seen',
  'swallowed',
];

/** `action` is a call by name: PutLogs, PullLogs, GetCursor, GetCursorTime, ListShards, GetLogStore and so on. */
export interface PlantedLogFault extends Aim {
  readonly kind: LogFaultName | NamedFault;
  /** For `lands-late` and `seen-late`; 5000 when absent. */
  readonly ms?: number;
}

export interface LogFaults {
  plant(fault: PlantedLogFault): void;
  /** The mishap of the first planted fault that is due for this call. */
  draw(action: string, isWrite: boolean, chance: Chance): LogMishap | null;
}

/** No fault planted yet. */
export function createLogFaults(): LogFaults {
  const planted = createPlantedFaults<PlantedLogFault>();
  return {
    plant: (fault) => planted.plant(fault),
    draw: (action, isWrite, chance) => {
      const hit = planted.draw(action);
      if (hit === null) return null;
      return hit.kind === 'throttled' ? throttled(isWrite, chance) : mishapOf(hit.kind, hit.ms ?? 5000);
    },
  };
}

type SureName = Exclude<LogFaultName, 'throttled'>;

const MISHAPS: Readonly<Record<SureName, (ms: number) => LogMishap>> = {
  'lost-reply': () => ({ executed: 'now', seenAfterMs: null, answer: 'drop' }),
  'lost-request': () => ({ executed: 'never', seenAfterMs: null, answer: 'drop' }),
  'lands-late': (ms) => ({ executed: ms, seenAfterMs: null, answer: 'drop' }),
  hang: () => ({ executed: 'now', seenAfterMs: null, answer: 'hang' }),
  'hang-unexecuted': () => ({ executed: 'never', seenAfterMs: null, answer: 'hang' }),
  'bad-gateway': () => ({ executed: 'now', seenAfterMs: null, answer: 'bad-gateway' }),
  'bad-gateway-unexecuted': () => ({ executed: 'never', seenAfterMs: null, answer: 'bad-gateway' }),
  truncated: () => ({ executed: 'now', seenAfterMs: null, answer: 'truncate' }),
  'wrong-200': () => ({ executed: 'now', seenAfterMs: null, answer: 'wrong-200' }),
  'wrong-200-unexecuted': () => ({ executed: 'never', seenAfterMs: null, answer: 'wrong-200' }),
  'seen-late': (ms) => ({ executed: 'now', seenAfterMs: ms, answer: null }),
  'never-seen': () => ({ executed: 'now', seenAfterMs: Number.POSITIVE_INFINITY, answer: null }),
  swallowed: () => ({ executed: 'never', seenAfterMs: null, answer: null }),
};

function mishapOf(kind: SureName | NamedFault, ms: number): LogMishap {
  if (typeof kind === 'string') return MISHAPS[kind](ms);
  const message = kind.message ?? `Planted in the sandbox: ${kind.code}.`;
  const answer = { code: kind.code, httpStatus: kind.httpStatus, message };
  return { executed: kind.executed ? 'now' : 'never', seenAfterMs: null, answer };
}
