import { serveLoopback } from '../../src/adapters/loopback-server.ts';
import { createSlsCalls, type SlsCalls, type SlsOptions } from '../../src/adapters/sls-calls.ts';
import { createSlsClient, type SlsClient } from '../../src/adapters/sls-client.ts';
import type { SandboxReply, SandboxRequest } from '../../src/lib/wire.ts';
import { type FakeClock, fakeClock } from './fake-clock.ts';

export const PLANTED = {
  accessKeyId: 'plantedKeyId0001',
  accessKeySecret: 'plantedSecret+/0002',
  securityToken: 'plantedToken+/=0003',
};

/** One answer. Without more it is the service's own empty 200. */
export type Scripted = Partial<SandboxReply>;

/** An error as the service writes it. */
export function slsError(errorCode: string, status: number, errorMessage = 'said so'): Scripted {
  return { status, body: JSON.stringify({ errorCode, errorMessage }) };
}

/** An answer with a JSON body. */
export function slsJson(value: unknown): Scripted {
  return { body: JSON.stringify(value) };
}

export interface ScriptedSls {
  readonly url: string;
  readonly requests: SandboxRequest[];
  readonly clock: FakeClock;
  readonly calls: SlsCalls;
  readonly client: SlsClient;
  close(): Promise<void>;
}

/** A log service on loopback that answers by the script, and then by its last step again and again; with a client on it. */
export async function scriptedSls(
  script: readonly Scripted[],
  options: Partial<SlsOptions> = {},
): Promise<ScriptedSls> {
  const requests: SandboxRequest[] = [];
  const clock = fakeClock();
  const server = await serveLoopback((request) => {
    requests.push(request);
    const step = script[requests.length - 1] ?? script.at(-1) ?? {};
    const headers = { 'x-log-requestid': 'REQ1', date: new Date(clock.now()).toUTCString(), ...step.headers };
    return { status: 200, body: '', delayMs: 0, fate: 'answer', ...step, headers };
  });
  const calls = createSlsCalls({
    endpoint: server.url,
    project: 'p-1',
    credentials: PLANTED,
    clock,
    random: () => 0.5,
    deadlineMs: clock.now() + 3_600_000,
    ...options,
  });
  return { url: server.url, requests, clock, calls, client: createSlsClient(calls, 'l-1'), close: server.close };
}
