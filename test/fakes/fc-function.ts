import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { CheckResult, RenewalResult } from '../../src/report/result.ts';

/** One invocation as the platform saw it: a result, or an error; never both. */
export interface Invoked<Result> {
  readonly result?: Result;
  readonly error?: { readonly errorMessage: string; readonly errorType: string; readonly stackTrace: string };
  readonly stdout: string;
  /** Kinds of work that were still pending when the handler had returned. */
  readonly pending: readonly string[];
}

export interface FcInstanceOptions {
  readonly env: Readonly<Record<string, string>>;
  /** How far the function's clock is ahead of the real one, asked at each invocation. */
  readonly nowOffsetMs?: () => number;
  readonly credentials?: { accessKeyId: string; accessKeySecret: string; securityToken: string };
  readonly timeoutS?: number;
  /** The folder of the bundles, with a slash at its end; that of the shipped ones when absent. */
  readonly bundles?: string;
}

const HOST = fileURLToPath(new URL('fc-host.cjs', import.meta.url));
const DIST = fileURLToPath(new URL('../../dist/functions/', import.meta.url));

/** A process that serves the built functions, one invocation at a time, like a warm instance. */
export class FcInstance {
  readonly #child: ChildProcess;
  readonly #options: FcInstanceOptions;
  #count = 0;

  constructor(options: FcInstanceOptions) {
    this.#options = options;
    const inherited = { PATH: process.env['PATH'] ?? '', TZ: 'UTC', TMPDIR: process.env['TMPDIR'] ?? '/tmp' };
    this.#child = fork(HOST, { env: { ...inherited, ...options.env }, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  }

  async renew(event: unknown, context: object = {}): Promise<Invoked<RenewalResult>> {
    return (await this.#invoke('renew', event, context)) as Invoked<RenewalResult>;
  }

  async check(event: unknown, context: object = {}): Promise<Invoked<CheckResult>> {
    return (await this.#invoke('check', event, context)) as Invoked<CheckResult>;
  }

  /** SIGKILL: nothing in the process gets to run any more. */
  kill(): void {
    this.#child.kill('SIGKILL');
  }

  async #invoke(run: 'renew' | 'check', event: unknown, context: object): Promise<Invoked<unknown>> {
    const id = ++this.#count;
    const bytes = event instanceof Uint8Array ? Buffer.from(event) : Buffer.from(JSON.stringify(event));
    const answer = new Promise<Invoked<unknown>>((resolve, reject) => {
      const onMessage = (message: Invoked<unknown> & { id: number }): void => {
        if (message.id !== id) return;
        this.#child.off('message', onMessage);
        resolve(message);
      };
      this.#child.on('message', onMessage);
      this.#child.once('exit', () => reject(new InstanceDied('the instance died')));
      this.#child.once('error', reject);
    });
    this.#child.send({
      id,
      bundle: `${this.#options.bundles ?? DIST}${run}.js`,
      event: bytes.toString('base64'),
      nowOffsetMs: this.#options.nowOffsetMs?.() ?? 0,
      context: {
        requestId: `request-${id}`,
        credentials: this.#options.credentials ?? {
          accessKeyId: 'sandbox',
          accessKeySecret: 'sandbox-secret',
          securityToken: 'planted-token',
        },
        function: {
          name: `domain-renew-${run}`,
          handler: `${run}.handler`,
          memory: 512,
          timeout: this.#options.timeoutS ?? 300,
        },
        service: { name: '', logProject: '', logStore: '', qualifier: 'LATEST', versionId: '' },
        region: 'cn-hangzhou',
        accountId: '123456789012',
        ...context,
      },
    });
    return await answer;
  }
}

/** The process was killed during an invocation. */
export class InstanceDied extends Error {
  override readonly name = 'InstanceDied';
}

/** The event of the daily timer. */
export function timerEvent(payload = ''): object {
  return { triggerTime: '2026-11-22T01:00:00Z', triggerName: 'daily', payload };
}
