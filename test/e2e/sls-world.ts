import { fileURLToPath } from 'node:url';
import { serveLoopback } from '../../src/adapters/loopback-server.ts';
import { decodeEntry } from '../../src/ledger/codec.ts';
import type { LedgerEntry } from '../../src/ledger/entry.ts';
import { foldLedger, isOpen } from '../../src/ledger/state.ts';
import type { SandboxReply, SandboxRequest } from '../../src/lib/wire.ts';
import { createDomainSandbox, type DomainSandbox } from '../../src/sandbox/domain-api.ts';
import { createLogServiceSandbox, type LogServiceSandbox } from '../../src/sandbox/log-service.ts';
import type { LogServiceSandboxOptions, SeqidWorld } from '../../src/sandbox/log-service-options.ts';
import type { StaleDateWorld } from '../../src/sandbox/options.ts';
import { findDoubleClaims } from '../../src/settlement/double-claims.ts';
import { FcInstance, type FcInstanceOptions, timerEvent } from '../fakes/fc-function.ts';

export const DAY = 86_400_000;
export const HOUR = 3_600_000;

const PROJECT = 'renewals-of-us';
const LOGSTORE = 'renewal-ledger';
const HASTY = fileURLToPath(new URL('sls-hasty.cjs', import.meta.url));

/** Whether the log service enforces sequence ids, and whether the registrar looks at the date of an order. */
export interface Guards {
  readonly seqidState: SeqidWorld;
  readonly staleDate: StaleDateWorld;
}

export const FOUR_WORLDS: readonly Guards[] = (['enforced', 'forgotten'] as const).flatMap((seqidState) =>
  (['rejected', 'charged'] as const).map((staleDate) => ({ seqidState, staleDate })),
);

/** Three domains inside the window, which are two batches, and nine far from it. */
const DUE_IN_DAYS: readonly (readonly [string, number])[] = [
  ['soonest.com', 3],
  ['second.cn', 9],
  ['third.net', 16],
];
export const EACH_ONCE: Readonly<Record<string, number>> = { 'second.cn': 1, 'soonest.com': 1, 'third.net': 1 };

/** A request on its way, by the name that the documentation gives the call. */
export interface WireCall {
  readonly service: 'domain' | 'log';
  readonly action: string;
  /** A write of claims: PutLogs with a sequence id. */
  readonly claims: boolean;
}

export type Handle = (request: SandboxRequest) => SandboxReply;
export type Intercept = (
  call: WireCall,
  request: SandboxRequest,
  handle: Handle,
) => SandboxReply | Promise<SandboxReply>;

export interface SlsE2eOptions {
  readonly guards?: Guards;
  readonly logService?: Partial<LogServiceSandboxOptions>;
  readonly env?: Readonly<Record<string, string>>;
  /** Stands between the clients and both services; `handle` is the services. */
  readonly intercept?: Intercept;
  /** Time passes so many times as fast for the functions and for both services. */
  readonly haste?: number;
}

/** Both services on one loopback port, and functions that have the log service as their ledger; one clock for all. */
export interface SlsE2eWorld {
  readonly registrar: DomainSandbox;
  readonly logs: LogServiceSandbox;
  /** Every request that came in, in order. */
  readonly calls: readonly WireCall[];
  advance(ms: number): void;
  instance(options?: Partial<FcInstanceOptions>): FcInstance;
  /** For each domain how often it was paid, names in order. */
  paid(): Record<string, number>;
  entries(): LedgerEntry[];
  close(): Promise<void>;
}

export async function makeSlsWorld(options: SlsE2eOptions = {}): Promise<SlsE2eWorld> {
  const { guards = { seqidState: 'enforced', staleDate: 'charged' }, haste = 1, intercept } = options;
  const fromMs = Date.now();
  let offsetMs = 0;
  const now = (): number => fromMs + (Date.now() - fromMs) * haste + offsetMs;
  const far = Array.from({ length: 9 }, (_, index) => [`far${index}.com`, 200 + index] as const);
  const domains = [...DUE_IN_DAYS, ...far].map(([name, days]) => ({ name, expiryMs: now() + days * DAY }));
  const common = { seed: 7, chaos: 'off', now } as const;
  const registrar = createDomainSandbox({ ...common, staleDate: guards.staleDate, domainCount: 0, domains });
  const { seqidState } = guards;
  const logs = createLogServiceSandbox({
    ...common,
    seqidState,
    project: PROJECT,
    logstore: LOGSTORE,
    ...options.logService,
  });
  const calls: WireCall[] = [];
  const server = await serveLoopback((request) => {
    const call = callOf(request);
    calls.push(call);
    const handle: Handle = (passed) => (call.service === 'log' ? logs : registrar).handle(passed);
    return intercept === undefined ? handle(request) : intercept(call, request, handle);
  });
  const env = {
    DOMAIN_ENDPOINT: server.url,
    LEDGER: 'sls',
    SLS_ENDPOINT: server.url,
    SLS_PROJECT: PROJECT,
    SLS_LOGSTORE: LOGSTORE,
    RENEW_MODE: 'renew',
    RENEW_BATCH_SIZE: '2',
    ...(haste === 1
      ? {}
      : { NODE_OPTIONS: `--require=${HASTY}`, SLS_HASTE: String(haste), SLS_HASTE_FROM_MS: String(fromMs) }),
    ...options.env,
  };
  const instances: FcInstance[] = [];
  return {
    registrar,
    logs,
    calls,
    advance(ms) {
      offsetMs += ms;
    },
    instance(more = {}) {
      const instance = new FcInstance({ nowOffsetMs: () => offsetMs, ...more, env: { ...env, ...more.env } });
      instances.push(instance);
      return instance;
    },
    paid() {
      const counts: Record<string, number> = {};
      for (const { domain, state } of registrar.books().orders) {
        if (state === 'paid') counts[domain] = (counts[domain] ?? 0) + 1;
      }
      return Object.fromEntries(Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1)));
    },
    entries: () => logs.logs().map(({ fields }) => decodeEntry(fields)),
    async close() {
      for (const instance of instances) instance.kill();
      await server.close();
    },
  };
}

/** Does something in a world of its own, and ends all that belongs to it. */
export async function inSlsWorld(options: SlsE2eOptions, work: (w: SlsE2eWorld) => Promise<void>): Promise<void> {
  const w = await makeSlsWorld(options);
  try {
    await work(w);
  } finally {
    await w.close();
  }
}

/** Holds the claim writes back until so many have come, so that all were decided on by the same state of the ledger. */
export function claimsMeet(count: number): Intercept {
  const waiting: (() => void)[] = [];
  let met = false;
  const open = (): void => {
    met = true;
    for (const go of waiting) go();
  };
  return (call, request, handle) => {
    if (!call.claims || met) return handle(request);
    const reply = new Promise<SandboxReply>((resolve) => {
      waiting.push(() => resolve(handle(request)));
    });
    if (waiting.length === count) open();
    return reply;
  };
}

/**
 * The timers of the days after: two looks that are far enough apart, the next day's renewal, and a look at what it did. What goes
 * wrong in them goes wrong in the test.
 */
export async function timersGoOn(w: SlsE2eWorld, fc: FcInstance, days = 1): Promise<void> {
  for (let day = 0; day < days; day += 1) {
    for (let look = 0; look < 2; look += 1) {
      w.advance(4 * HOUR);
      succeeded(await fc.check(timerEvent()));
    }
    w.advance(DAY - 8 * HOUR);
    succeeded(await fc.renew(timerEvent()));
  }
  w.advance(4 * HOUR);
  succeeded(await fc.check(timerEvent()));
}

function succeeded({ error, result }: Awaited<ReturnType<FcInstance['renew' | 'check']>>): void {
  if (error !== undefined) throw new Error(`${error.errorType}: ${error.errorMessage}`);
  const stops = result?.stops ?? [];
  if (stops.length > 0) throw new Error(`the run stopped: ${JSON.stringify(stops)}`);
}

/** What the ledger believes, to be laid beside the books. */
export interface Belief {
  /** For each domain with a claim, how often it was renewed; the task of each is the task of the order in the books. */
  readonly renewed: Record<string, number>;
  readonly open: readonly string[];
  readonly suspected: readonly string[];
  /** Claims whose task the registrar's books do not know as paid. */
  readonly wrongTasks: readonly string[];
}

export function beliefOf(w: SlsE2eWorld): Belief {
  const state = foldLedger(w.entries());
  const claims = [...state.claims.values()];
  const renewed = claims.filter(({ standing }) => standing === 'renewed');
  const paidAs = new Set(w.registrar.books().orders.flatMap((one) => (one.state === 'paid' ? [keyOf(one)] : [])));
  const counts: Record<string, number> = {};
  for (const { domain } of renewed.toSorted((a, b) => (a.domain < b.domain ? -1 : 1))) {
    counts[domain] = (counts[domain] ?? 0) + 1;
  }
  return {
    renewed: counts,
    open: claims.filter((claim) => isOpen(claim)).map(({ domain }) => domain),
    suspected: findDoubleClaims(state).map(({ problem }) => problem),
    wrongTasks: renewed.filter((one) => !paidAs.has(keyOf(one))).map(({ domain }) => domain),
  };
}

/** The ledger says what the books say, and nothing is left open. */
export const AGREED: Belief = { renewed: EACH_ONCE, open: [], suspected: [], wrongTasks: [] };

function keyOf({ domain, taskNo }: { readonly domain: string; readonly taskNo: string | null }): string {
  return `${domain} ${taskNo}`;
}

function callOf({ method, path, headers, body }: SandboxRequest): WireCall {
  if (headers['x-log-apiversion'] === undefined) {
    const action = new URLSearchParams(Buffer.from(body).toString('utf8')).get('Action') ?? '';
    return { service: 'domain', action, claims: false };
  }
  const [place = '', query = ''] = path.split('?', 2);
  const type = new URLSearchParams(query).get('type');
  if (method === 'POST') return { service: 'log', action: 'PutLogs', claims: query.includes('seqid=') };
  const reads: Readonly<Record<string, string>> = {
    cursor: 'GetCursor',
    logs: 'PullLogs',
    cursor_time: 'GetCursorTime',
  };
  const other = place.endsWith('/shards') ? 'ListShards' : 'GetLogStore';
  return { service: 'log', action: reads[type ?? ''] ?? other, claims: false };
}
