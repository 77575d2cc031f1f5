import { onTestFinished } from 'vitest';
import { createDomainApi, type DomainApi, type DomainApiOptions } from '../../../src/adapters/domain-api.ts';
import { type TaskNo, taskNo } from '../../../src/model/task.ts';
import { type Loopback, type LoopbackRequest, type LoopbackStep, startLoopback } from '../../fakes/loopback.ts';

export interface LoopbackApi {
  readonly api: DomainApi;
  readonly server: Loopback;
  readonly sleeps: number[];
  readonly calls: string[];
  readonly throttledCount: () => number;
}

export const START_MS: number = Date.UTC(2026, 10, 22);

export const CREDENTIALS = {
  accessKeyId: 'LTAI5tPlantedKeyId01',
  accessKeySecret: 'PlantedSecret/abc+DEF=ghiJKL012',
  securityToken: 'CAISPlantedToken/xyz+UVW==stu987654321',
};

export function numberOf(raw: string): TaskNo {
  const number = taskNo(raw);
  if (number === null) throw new Error('not a task number');
  return number;
}

/** The adapter before a scripted server, with a clock that only moves by sleeping. */
export async function loopbackApi(
  script: readonly LoopbackStep[] | ((request: LoopbackRequest) => LoopbackStep),
  options: Partial<DomainApiOptions> = {},
): Promise<LoopbackApi> {
  const server = await startLoopback(script);
  onTestFinished(async () => await server.close());
  let nowMs = START_MS;
  const sleeps: number[] = [];
  const calls: string[] = [];
  let throttledCount = 0;
  const api = createDomainApi({
    endpoint: server.url,
    apiVersion: '2018-01-29',
    credentials: CREDENTIALS,
    lang: 'en',
    userClientIp: '127.0.0.1',
    deadlineMs: START_MS + 600_000,
    clock: {
      now: () => nowMs,
      sleep: (durationMs) => {
        sleeps.push(durationMs);
        nowMs += durationMs;
        return Promise.resolve();
      },
    },
    random: () => 0,
    onCall: (action) => calls.push(action),
    onThrottled: () => {
      throttledCount += 1;
    },
    timeouts: { connectMs: 60, readMs: 150, submitMs: 150 },
    ...options,
  });
  return { api, server, sleeps, calls, throttledCount: () => throttledCount };
}
