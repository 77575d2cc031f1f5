import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serveLoopback } from '../../src/adapters/loopback-server.ts';
import type { SandboxReply, SandboxRequest } from '../../src/lib/wire.ts';
import { createDomainSandbox, type DomainSandbox } from '../../src/sandbox/domain-api.ts';
import type { DomainSandboxOptions } from '../../src/sandbox/options.ts';
import type { SandboxDomainSeed } from '../../src/sandbox/registry.ts';
import { FcInstance, type FcInstanceOptions } from '../fakes/fc-function.ts';

export const DAY = 86_400_000;
export const HOUR = 3_600_000;

/** A small account: five domains inside the window, two far from it. */
export function smallAccount(nowMs: number): SandboxDomainSeed[] {
  const inDays: readonly (readonly [string, number])[] = [
    ['soonest.com', 3],
    ['second.cn', 9],
    ['third.net', 16],
    ['fourth.org', 23],
    ['fifth.io', 30],
    ['far.com', 200],
    ['farther.cn', 300],
    ['a1.com', 210],
    ['a2.com', 220],
    ['a3.com', 230],
    ['a4.com', 240],
    ['a5.com', 250],
    ['a6.com', 260],
    ['a7.com', 270],
    ['a8.com', 280],
    ['a9.com', 290],
    ['a10.com', 310],
  ];
  return inDays.map(([name, days]) => ({ name, expiryMs: nowMs + days * DAY }));
}

export const DUE: readonly string[] = ['fifth.io', 'fourth.org', 'second.cn', 'soonest.com', 'third.net'];

/** A sandbox on loopback, a ledger file, and functions whose clock and the registrar's are moved on together. */
export interface World {
  readonly sandbox: DomainSandbox;
  readonly ledgerPath: string;
  readonly env: Readonly<Record<string, string>>;
  /** Moves both clocks. */
  advance(ms: number): void;
  instance(options?: Partial<FcInstanceOptions>): FcInstance;
  /** For each domain how often it was paid, names in order; domains never paid are left out. */
  paid(): Record<string, number>;
  ledgerLines(): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

export interface WorldOptions extends Partial<DomainSandboxOptions> {
  readonly env?: Readonly<Record<string, string>>;
  /** Stands between the client and the sandbox; `handle` is the sandbox. */
  readonly intercept?: (request: SandboxRequest, handle: (request: SandboxRequest) => SandboxReply) => SandboxReply;
}

export async function makeWorld({ env = {}, intercept, ...options }: WorldOptions = {}): Promise<World> {
  let offsetMs = 0;
  const now = (): number => Date.now() + offsetMs;
  const sandbox = createDomainSandbox({
    seed: 7,
    chaos: 'off',
    staleDate: 'rejected',
    domainCount: 0,
    domains: smallAccount(now()),
    ...options,
    now,
  });
  const server = await serveLoopback((request) =>
    intercept === undefined ? sandbox.handle(request) : intercept(request, sandbox.handle),
  );
  const folder = await mkdtemp(join(tmpdir(), 'domain-renew-e2e-'));
  const ledgerPath = join(folder, 'ledger.jsonl');
  const settings = {
    DOMAIN_ENDPOINT: server.url,
    LEDGER: `file:${ledgerPath}`,
    RENEW_MODE: 'renew',
    RENEW_BATCH_SIZE: '2',
    ...env,
  };
  const instances: FcInstance[] = [];
  return {
    sandbox,
    ledgerPath,
    env: settings,
    advance(ms) {
      offsetMs += ms;
    },
    instance(more = {}) {
      const instance = new FcInstance({ nowOffsetMs: () => offsetMs, ...more, env: { ...settings, ...more.env } });
      instances.push(instance);
      return instance;
    },
    paid() {
      const counts: Record<string, number> = {};
      for (const { domain, state } of sandbox.books().orders) {
        if (state === 'paid') counts[domain] = (counts[domain] ?? 0) + 1;
      }
      return Object.fromEntries(Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1)));
    },
    async ledgerLines() {
      const text = await readFile(ledgerPath, 'utf8');
      return text
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Record<string, unknown>);
    },
    async close() {
      for (const instance of instances) instance.kill();
      await server.close();
    },
  };
}

/** Every due domain, paid exactly once. */
export const EACH_ONCE = { 'fifth.io': 1, 'fourth.org': 1, 'second.cn': 1, 'soonest.com': 1, 'third.net': 1 };
