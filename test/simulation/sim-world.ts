import { domainToASCII } from 'node:url';
import { createDomainApi } from '../../src/adapters/domain-api.ts';
import { NO_OPTIONS } from '../../src/config/event.ts';
import { orderCheck, orderRun } from '../../src/config/run-order.ts';
import { readSettings } from '../../src/config/settings.ts';
import type { LedgerEntry } from '../../src/ledger/entry.ts';
import type { Ledger } from '../../src/ledger/ledger.ts';
import { foldLedger, isOpen } from '../../src/ledger/state.ts';
import type { Problem } from '../../src/model/problem.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/model/time.ts';
import { checkRun } from '../../src/runs/check-run.ts';
import { renewalRun } from '../../src/runs/renewal-run.ts';
import { type Chance, createChance } from '../../src/sandbox/chance.ts';
import { createDomainSandbox, type DomainSandbox } from '../../src/sandbox/domain-api.ts';
import { MemoryLog, memoryLedger } from '../fakes/memory-ledger.ts';
import { audit } from './auditor.ts';
import { simClient } from './sim-client.ts';
import { SimProcess } from './sim-process.ts';
import { SimTime } from './sim-time.ts';

const START_MS = Date.parse('2026-11-22T00:00:00Z');
const CHAOS_DAYS = 12;
const CALM_DAYS = 6;

export interface Outcome {
  readonly seed: number;
  readonly findings: readonly string[];
  readonly history: readonly string[];
  readonly figures: { runs: number; died: number; paid: number; calls: number };
}

/** One world: weeks of timers, faults of every kind by the seed, then calm; and what the auditor says. */
export async function simulate(
  seed: number,
  weaken: (ledger: Ledger) => Ledger = (ledger) => ledger,
): Promise<Outcome> {
  const chance = createChance(seed, 'world');
  const time = new SimTime(START_MS);
  const sandbox = createDomainSandbox({
    seed,
    chaos: chance.pick(['mild', 'harsh'] as const),
    staleDate: chance.pick(['rejected', 'charged'] as const),
    domainCount: chance.between(12, 40),
    now: () => time.nowMs,
    profile: { throttledChance: chance.pick([0, 0.02, 0.1]) },
  });
  const world = new World({ seed, chance, time, sandbox, weaken });
  await world.live(CHAOS_DAYS, true);
  await world.live(CALM_DAYS, false);
  return world.outcome();
}

interface WorldParts {
  readonly seed: number;
  readonly chance: Chance;
  readonly time: SimTime;
  readonly sandbox: DomainSandbox;
  readonly weaken: (ledger: Ledger) => Ledger;
}

class World {
  readonly #seed: number;
  readonly #chance: Chance;
  readonly #time: SimTime;
  readonly #sandbox: DomainSandbox;
  readonly #weaken: (ledger: Ledger) => Ledger;
  readonly #log = new MemoryLog();
  readonly #history: string[] = [];
  /** Domains that a person was told about. */
  readonly #told = new Set<string>();
  #runs = 0;
  #died = 0;
  #ids = 0;

  constructor({ seed, chance, time, sandbox, weaken }: WorldParts) {
    this.#seed = seed;
    this.#chance = chance;
    this.#time = time;
    this.#sandbox = sandbox;
    this.#weaken = weaken;
  }

  /** A renewal run a day, a check run every four hours; with faults, timers also fail to fire, fire twice or fire at once. */
  async live(days: number, faults: boolean): Promise<void> {
    for (let hour = 0; hour < days * 24; hour += 4) {
      if (hour % 24 === 8) await this.#fire('renew', faults);
      await this.#fire('check', faults);
      this.#time.nowMs = Math.max(this.#time.nowMs, START_MS) + 4 * HOUR_MS;
    }
  }

  async #fire(kind: 'renew' | 'check', faults: boolean): Promise<void> {
    const times = faults ? this.#chance.pick([0, 1, 1, 1, 2, 3]) : 1;
    if (faults) this.#plantLedgerMishaps();
    const runs = Array.from({ length: times }, async () => await this.#run(kind, faults));
    await this.#time.drive(Promise.all(runs));
  }

  #plantLedgerMishaps(): void {
    const { claimsMishaps, factsMishaps } = this.#log;
    claimsMishaps.length = 0;
    factsMishaps.length = 0;
    if (this.#chance.happens(0.3)) {
      claimsMishaps.push(
        this.#chance.pick(['conflict', 'unknown-landed', 'unknown-lost', 'unknown-late', 'doubled', 'unwritable']),
      );
    }
    if (this.#chance.happens(0.2)) factsMishaps.push('none', this.#chance.pick(['doubled', 'lost', 'landed']));
    this.#log.hiddenForReads = this.#chance.pick([0, 0, 0, 1, 3]);
  }

  async #run(kind: 'renew' | 'check', faults: boolean): Promise<void> {
    this.#runs += 1;
    const onPlatform = this.#chance.happens(0.7);
    const deadlineMs = this.#time.nowMs + (onPlatform ? 10 * MINUTE_MS : HOUR_MS);
    const chance = createChance(this.#seed, `process ${this.#runs}`);
    const process = new SimProcess(chance, this.#time.clock, {
      killChance: faults ? 0.004 : 0,
      pauseChance: faults ? 0.003 : 0,
      pauseMsMax: 90 * MINUTE_MS,
      killedAtMs: onPlatform ? deadlineMs : null,
    });
    const work = this.#work(kind, process, { chance, deadlineMs }).then((line) => this.#note(kind, line));
    const ended = await Promise.race([work, process.died]);
    if (ended === 'died') {
      this.#died += 1;
      this.#note(kind, 'killed');
    }
  }

  async #work(
    kind: 'renew' | 'check',
    process: SimProcess,
    { chance, deadlineMs }: { chance: Chance; deadlineMs: number },
  ): Promise<string> {
    const config = readSettings({ RENEW_MODE: 'renew', RENEW_MAX_SHARE: '1', RENEW_BATCH_SIZE: '3' }, 'command-line');
    const clock = process.clock();
    const makeId = (): string => `id-${++this.#ids}`;
    const services = createDomainApi({
      endpoint: 'http://localhost',
      apiVersion: '2018-01-29',
      credentials: { accessKeyId: 'sandbox', accessKeySecret: 'sandbox-secret' },
      lang: 'en',
      userClientIp: '127.0.0.1',
      deadlineMs,
      clock,
      random: () => chance.next(),
      client: simClient(this.#sandbox, process, this.#time.clock, makeId),
    });
    const ledger = this.#weaken(process.ledger(memoryLedger(this.#log)));
    const parts = { ledger, services, clock, makeId, tell: () => undefined, deadlineMs };
    const event = { trigger: 'timer', options: NO_OPTIONS } as const;
    if (kind === 'check') {
      const result = await checkRun(orderCheck(config, event), parts);
      this.#remember(result.problems);
      return `settled ${result.settled.length}, open ${result.open.length}, stops ${result.stops.map(({ stop }) => stop).join(' ')}`;
    }
    const result = await renewalRun(config, orderRun(config, event), parts);
    this.#remember(result.problems);
    const outcomes = result.submissions.map(({ outcome, domains }) => `${outcome} ${domains.join('+')}`);
    return `${outcomes.join(', ')}; stops ${result.stops.map(({ stop }) => stop).join(' ')}`;
  }

  #remember(problems: readonly Problem[]): void {
    for (const problem of problems) if (problem.domain !== undefined) this.#told.add(problem.domain);
  }

  #note(kind: string, line: string): void {
    this.#history.push(`${new Date(this.#time.nowMs).toISOString()} ${kind}: ${line}`);
  }

  outcome(): Outcome {
    const books = this.#sandbox.books();
    const entries: readonly LedgerEntry[] = this.#log.entries;
    const findings = [...audit(books, entries), ...this.#unsettled(entries), ...this.#lapsing(books.bystanders)];
    const calls = Object.values(books.calls).reduce((sum, count) => sum + count, 0);
    const figures = { runs: this.#runs, died: this.#died, paid: books.paidCount, calls };
    return { seed: this.#seed, findings, history: this.#history, figures };
  }

  /** Once the faults stopped, every claim is settled, or a person was told why it cannot be. */
  #unsettled(entries: readonly LedgerEntry[]): string[] {
    return [...foldLedger(entries).claims.values()]
      .filter((claim) => isOpen(claim) && !this.#told.has(claim.domain))
      .map((claim) => `the claim of ${claim.domain} is still open (${claim.standing}), and nobody was told`);
  }

  /** With days of healthy runs inside the window, nothing that is due stays so without a person having been told. */
  #lapsing(bystanders: readonly { domain: string }[]): string[] {
    const dueMs = this.#time.nowMs + 30 * DAY_MS;
    const touched = new Set(bystanders.map(({ domain }) => domain));
    return this.#sandbox
      .domains()
      .filter(({ expiryMs, autoRenew }) => expiryMs < dueMs && !autoRenew)
      .map(({ name }) => domainToASCII(name))
      .filter((name) => !touched.has(name) && !this.#told.has(name))
      .map((name) => `${name} is still due, and nobody was told`);
  }
}
