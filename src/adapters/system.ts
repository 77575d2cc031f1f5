import { randomUUID } from 'node:crypto';
import { setTimeout as sleepMs } from 'node:timers/promises';
import type { Environment } from '../config/settings.ts';
import type { Clock, MakeId, Random } from '../lib/clock.ts';

/** The machine's clock. Each call reads it anew: a warm instance may have been frozen in between. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: async (durationMs) => {
    await sleepMs(durationMs);
  },
};

export const systemRandom: Random = () => Math.random();

export const systemId: MakeId = () => randomUUID();

/** The environment variables as they are now. */
export function systemEnvironment(): Environment {
  return process.env;
}
