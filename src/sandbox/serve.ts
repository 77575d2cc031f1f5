import { serveLoopback } from '../adapters/loopback-server.ts';
import { handleControl } from './control.ts';
import { createDomainSandbox, type DomainSandbox } from './domain-api.ts';
import type { DomainSandboxOptions } from './options.ts';

export interface SandboxServerOptions extends DomainSandboxOptions {
  /** 0 or absent: any free one. */
  readonly port?: number;
}

export interface SandboxServer {
  /** What `DOMAIN_ENDPOINT` has to be. */
  readonly url: string;
  readonly sandbox: DomainSandbox;
  close(): Promise<void>;
}

/** The sandbox on loopback: the service's protocol, and beside it the control plane under `/sandbox/`. */
export async function startSandbox(options: SandboxServerOptions): Promise<SandboxServer> {
  const sandbox = createDomainSandbox(options);
  const server = await serveLoopback((request) => handleControl(sandbox, request) ?? sandbox.handle(request), {
    port: options.port ?? 0,
  });
  return { url: server.url, sandbox, close: async () => await server.close() };
}
