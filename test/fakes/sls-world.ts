import { openLedgerPlace } from '../../src/adapters/ledger-place.ts';
import { serveLoopback } from '../../src/adapters/loopback-server.ts';
import type { Ledger } from '../../src/ledger/ledger.ts';
import type { SandboxReply, SandboxRequest } from '../../src/lib/wire.ts';
import { createLogServiceSandbox, type LogServiceSandbox } from '../../src/sandbox/log-service.ts';
import type { LogServiceSandboxOptions } from '../../src/sandbox/log-service-options.ts';
import { countingIds, type FakeClock, fakeClock } from './fake-clock.ts';

export interface SlsWorldOptions extends Partial<LogServiceSandboxOptions> {
  readonly horizonDays?: number;
  readonly ledgerId?: string;
  /** Comes first; a reply is sent in place of the sandbox's. */
  readonly intercept?: (request: SandboxRequest) => SandboxReply | null;
}

export interface SlsWorld {
  readonly sandbox: LogServiceSandbox;
  /** Of the sandbox and of the ledgers. */
  readonly clock: FakeClock;
  /** A ledger as a program of its own would open it; all of them share one logstore. */
  makeLedger(options?: { readonly horizonDays?: number; readonly ledgerId?: string | null }): Ledger;
  /** How often a call was made since it was last asked. */
  newCalls(): Record<string, number>;
  close(): Promise<void>;
}

/** The ledger on the log service, on a sandbox of its own over loopback, with a clock that only the test moves. */
export async function slsWorld(options: SlsWorldOptions = {}): Promise<SlsWorld> {
  const { horizonDays = 400, ledgerId = null, intercept, ...sandboxOptions } = options;
  const clock = fakeClock();
  const sandbox = createLogServiceSandbox({
    seed: 1,
    chaos: 'off',
    now: clock.now,
    project: 'p-1',
    logstore: 'renewals',
    seqidState: 'enforced',
    ...sandboxOptions,
  });
  const server = await serveLoopback((request) => intercept?.(request) ?? sandbox.handle(request));
  let counted: Readonly<Record<string, number>> = {};
  return {
    sandbox,
    clock,
    makeLedger(chosen = {}) {
      const place = { kind: 'sls', endpoint: server.url, project: 'p-1', logstore: 'renewals' } as const;
      const config = {
        ledger: { ...place, horizonDays: chosen.horizonDays ?? horizonDays },
        ledgerId: chosen.ledgerId ?? ledgerId,
      };
      return openLedgerPlace(config, {
        clock,
        makeId: countingIds(),
        random: () => 0.5,
        credentials: () => ({ accessKeyId: 'sandbox', accessKeySecret: 'sandbox-secret', securityToken: 'token' }),
        deadlineMs: clock.now() + 3_600_000,
      });
    },
    newCalls() {
      const { calls } = sandbox.books();
      const fresh = Object.entries(calls).map(([name, count]) => [name, count - (counted[name] ?? 0)] as const);
      counted = calls;
      return Object.fromEntries(fresh.filter(([, count]) => count > 0));
    },
    close: server.close,
  };
}
