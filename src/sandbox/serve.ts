import { serveLoopback } from '../adapters/loopback-server.ts';
import type { SandboxRequest } from '../lib/wire.ts';
import { handleControl } from './control.ts';
import { createDomainSandbox, type DomainSandbox } from './domain-api.ts';
import { createLogServiceSandbox, type LogServiceSandbox } from './log-service.ts';
import type { LogServiceSandboxOptions } from './log-service-options.ts';
import type { DomainSandboxOptions } from './options.ts';

/** What may be told of the log service: it shares clock and keys with the other half, and seed and chaos unless told. */
export type ServedLogServiceOptions = Partial<
  Omit<LogServiceSandboxOptions, 'now' | 'clientNow' | 'accessKeyId' | 'accessKeySecret'>
>;

export interface SandboxServerOptions extends DomainSandboxOptions {
  /** 0 or absent: any free one. */
  readonly port?: number;
  readonly logService?: ServedLogServiceOptions;
}

export interface SandboxServer {
  /** What `DOMAIN_ENDPOINT` and `SLS_ENDPOINT` have to be. */
  readonly url: string;
  readonly sandbox: DomainSandbox;
  readonly logService: LogServiceSandbox;
  close(): Promise<void>;
}

/** What the log service is called when nothing is said. */
export const SANDBOX_PROJECT = 'domain-renew';
export const SANDBOX_LOGSTORE = 'renewal-ledger';

/** The sandbox on loopback: both services' protocols on one port, and beside them the control plane under `/sandbox/`. */
export async function startSandbox(options: SandboxServerOptions): Promise<SandboxServer> {
  const sandbox = createDomainSandbox(options);
  const logOptions = logServiceOptions(options, sandbox);
  const logService = createLogServiceSandbox(logOptions);
  const server = await serveLoopback(
    (request) =>
      handleControl({ sandbox, logService }, request) ??
      (isForLogService(request, logOptions.project) ? logService : sandbox).handle(request),
    { port: options.port ?? 0 },
  );
  return { url: server.url, sandbox, logService, close: async () => await server.close() };
}

function logServiceOptions(options: SandboxServerOptions, sandbox: DomainSandbox): LogServiceSandboxOptions {
  const { seed, chaos, accessKeyId, accessKeySecret } = options;
  return {
    seed,
    chaos,
    project: SANDBOX_PROJECT,
    logstore: SANDBOX_LOGSTORE,
    seqidState: 'enforced',
    ...options.logService,
    // One clock for both: what is advanced there passes here.
    now: () => sandbox.now(),
    clientNow: options.now,
    ...(accessKeyId === undefined ? {} : { accessKeyId }),
    ...(accessKeySecret === undefined ? {} : { accessKeySecret }),
  };
}

function isForLogService({ headers }: SandboxRequest, project: string): boolean {
  return headers['x-log-apiversion'] !== undefined || (headers['host'] ?? '').startsWith(`${project}.`);
}
