import { domainToASCII } from 'node:url';
import { createDomainApi } from '../../src/adapters/domain-api.ts';
import { logServiceLedger } from '../../src/adapters/log-service-ledger.ts';
import type { Config } from '../../src/config/config.ts';
import { NO_OPTIONS, type RunEvent } from '../../src/config/event.ts';
import { orderCheck, orderRun } from '../../src/config/run-order.ts';
import { readSettings } from '../../src/config/settings.ts';
import type { Ledger } from '../../src/ledger/ledger.ts';
import type { DomainName } from '../../src/model/domain.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, toIso } from '../../src/model/time.ts';
import type { CheckResult, RenewalResult } from '../../src/report/result.ts';
import { checkRun } from '../../src/runs/check-run.ts';
import { renewalRun } from '../../src/runs/renewal-run.ts';
import { type Chance, createChance } from '../../src/sandbox/chance.ts';
import { createDomainSandbox, type DomainSandbox } from '../../src/sandbox/domain-api.ts';
import type { SandboxDomainSeed } from '../../src/sandbox/registry.ts';
import { Auditor } from './auditor.ts';
import { auditEnd } from './auditor-end.ts';
import type { FaultKind } from './fault-kinds.ts';
import { Faults } from './faults.ts';
import type { Outcome, SimulationOptions } from './outcome.ts';
import { planPeople } from './people.ts';
import { SimLog, simSlsClient } from './sim-log.ts';
import { SimProcess } from './sim-process.ts';
import { simRegistrar } from './sim-registrar.ts';
import { SimTime } from './sim-time.ts';
import { CALM_CADENCE, type Cadence, drawCadence, planStarts, type RunKind, type Start } from './timers.ts';
import { Told } from './told.ts';

const START_MS = Date.parse('2026-11-22T00:00:00Z');
const MONTH_DAYS = 30;
/** Long enough for three renewal runs, and for what hangs to be settled. */
const CALM_DAYS = 5;
/** Never written out by anything: the auditor looks for them. */
const KEYS = { accessKeyId: 'LTAI5tSimulatedKeyId', accessKeySecret: 'SimulatedSecret0123456789' };

/** One month of one seed: timers, faults and other people, then calm; and what the auditor says. */
export class SimWorld {
  readonly #seed: number;
  readonly #chance: Chance;
  readonly #faults: Faults;
  readonly #time: SimTime;
  readonly #sandbox: DomainSandbox;
  readonly #log: SimLog;
  readonly #config: Config;
  readonly #cadence: Cadence;
  readonly #auditor: Auditor;
  readonly #told = new Told();
  readonly #history: string[] | null;
  #runs = 0;
  #died = 0;

  constructor(seed: number, { without = new Set<FaultKind>(), withHistory = false }: SimulationOptions) {
    this.#seed = seed;
    this.#chance = createChance(seed, 'world');
    this.#history = withHistory ? [] : null;
    this.#time = new SimTime(START_MS + this.#chance.between(0, 23) * HOUR_MS);
    this.#faults = new Faults(seed, without, (kind) => this.#note(() => `  ! ${kind}`));
    this.#sandbox = this.#openRegistrar();
    this.#log = new SimLog(this.#time, this.#faults);
    this.#config = this.#drawSettings();
    this.#cadence = drawCadence(this.#chance);
    this.#auditor = new Auditor({
      records: this.#sandbox.records,
      entries: () => this.#log.entries,
      now: () => this.#time.nowMs,
      maxDomains: this.#config.maxDomains,
      secrets: [KEYS.accessKeyId, KEYS.accessKeySecret, 'Signature='],
    });
  }

  async live(): Promise<Outcome> {
    const fromMs = this.#time.nowMs;
    const calmMs = fromMs + (MONTH_DAYS - CALM_DAYS) * DAY_MS;
    const toMs = fromMs + MONTH_DAYS * DAY_MS;
    for (const start of planStarts(this.#faults, this.#cadence, { fromMs, calmMs, toMs })) {
      this.#time.at(start.atMs, () => this.#begin(start));
    }
    for (let dayMs = fromMs; dayMs < calmMs; dayMs += DAY_MS) this.#time.at(dayMs, () => this.#newDay());
    this.#time.at(calmMs, () => this.#calm());
    await this.#time.run(toMs, () => {
      this.#auditor.look();
      return this.#auditor.findings.length === 0;
    });
    if (this.#auditor.findings.length === 0) {
      auditEnd(this.#auditor, {
        domains: this.#sandbox.domains().map((domain) => ({ ...domain, name: domainToASCII(domain.name) })),
        told: this.#told,
        calmMs,
        nowMs: toMs,
        windowDays: this.#config.windowDays,
        maxDomains: this.#config.maxDomains,
        ...CALM_CADENCE,
      });
    }
    return this.#outcome(this.#time.nowMs - fromMs);
  }

  #openRegistrar(): DomainSandbox {
    const { pick, between } = this.#chance;
    const profile = {
      orderFailsChance: this.#faults.chanceOf('failed-order', 0.1),
      lateMoveChance: this.#faults.chanceOf('late-move', 0.12),
      neverMovesChance: this.#faults.chanceOf('never-moves', 0.05),
      lateTaskChance: this.#faults.chanceOf('late-task', 0.12),
      lateTaskMsMax: 30 * HOUR_MS,
      pageShiftChance: this.#faults.chanceOf('page-shift', 0.1),
      pageShiftsPerDayMax: 4,
      shiftsTouchSoonExpiring: true,
      listPageSizeMax: this.#faults.knows('page-shift') ? 2 : 100,
      detailPageSizeMax: pick([1, 2, 20]),
      endDayExcluded: this.#chance.happens(0.3),
      historyOverlapMsMax: pick([0, 2 * HOUR_MS]),
      pastTaskCount: pick([0, 0, 0, 3]),
    };
    return createDomainSandbox({
      seed: this.#seed,
      chaos: 'off',
      staleDate: pick(['rejected', 'charged'] as const),
      domainCount: 0,
      domains: Array.from({ length: pick([1, 2, 2, 3, 3, 4, 5, 9]) }, (_, index) => this.#drawDomain(index, between)),
      now: () => this.#time.nowMs,
      profile,
    });
  }

  #drawDomain(index: number, between: Chance['between']): SandboxDomainSeed {
    const expiryMs = this.#time.nowMs + between(-8 * 24, 55 * 24) * HOUR_MS + between(0, 3599) * SECOND_MS;
    const name = `${String.fromCharCode(97 + index)}.${this.#chance.pick(['com', 'cn', 'net'])}`;
    const oddity = this.#chance.pick([
      ...Array.from({ length: 14 }, () => ({})),
      { premium: true },
      { autoRenew: true },
      { audit: 'FAILED' as const },
      { holderChange: true },
      { name: `茶${index}.com` },
      { expiryMs: this.#time.nowMs - 40 * DAY_MS },
    ]);
    return { name, expiryMs, ...oddity };
  }

  #drawSettings(): Config {
    const { pick } = this.#chance;
    return readSettings(
      {
        RENEW_MODE: 'renew',
        RENEW_MAX_SHARE: '1',
        RENEW_BATCH_SIZE: pick(['1', '2', '3', '50']),
        RENEW_MAX_DOMAINS: pick(['1', '2', '5', '100', '100']),
        LEDGER: 'sls',
        SLS_ENDPOINT: 'https://cn-hangzhou.log.aliyuncs.com',
        SLS_PROJECT: 'sim',
        SLS_LOGSTORE: 'sim',
        LEDGER_HORIZON_DAYS: '400',
      },
      'function',
    );
  }

  #newDay(): void {
    this.#log.newDay();
    planPeople({
      seed: this.#seed,
      sandbox: this.#sandbox,
      faults: this.#faults,
      time: this.#time,
      onRenewed: (name) => this.#auditor.autoRenewed.add(domainToASCII(name)),
      note: (line) => this.#note(line),
    });
  }

  #calm(): void {
    this.#faults.isCalm = true;
    this.#sandbox.tune({
      orderFailsChance: 0,
      lateMoveChance: 0,
      neverMovesChance: 0,
      lateTaskChance: 0,
      pageShiftChance: 0,
    });
    this.#note(() => 'all is calm from here on');
  }

  #begin({ kind, byHand }: Start): void {
    const id = (++this.#runs).toString(36).padStart(4, '0');
    const limitMs = this.#limitMs(kind);
    const onPlatform = !byHand;
    const process = new SimProcess(this.#time, this.#faults, {
      id,
      killedAtMs: onPlatform ? this.#time.nowMs + limitMs : null,
      skewMs: this.#drawSkewMs(),
    });
    this.#planClockStep(process);
    this.#note(() => `${id} ${kind} begins${byHand ? ', by hand' : ''}`);
    void this.#run(kind, byHand, process, onPlatform ? limitMs : HOUR_MS).then(
      () => undefined,
      (error: unknown) => this.#fail(error),
    );
  }

  /** A fault of the program, or of the simulation: it must stop everything. */
  #fail(error: unknown): void {
    this.#auditor.find(
      'untold',
      `a run threw ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
  }

  #limitMs(kind: RunKind): number {
    if (this.#faults.strikes('time-limit', 0.08)) {
      return this.#faults.row('time-limit').between(20, 120) * SECOND_MS;
    }
    return (kind === 'renew' ? 10 : 5) * MINUTE_MS;
  }

  #drawSkewMs(): number {
    if (!this.#faults.strikes('clock-skew', 0.12)) return 0;
    const row = this.#faults.row('clock-skew');
    const most = row.pick([5, 14, 14, 20]) * MINUTE_MS;
    return row.between(-most, most);
  }

  #planClockStep(process: SimProcess): void {
    if (!this.#faults.strikes('clock-step', 0.08)) return;
    const row = this.#faults.row('clock-step');
    const most = row.pick([30 * SECOND_MS, 10 * MINUTE_MS, 2 * HOUR_MS]);
    this.#time.at(this.#time.nowMs + row.between(50, 5000), () => {
      process.skewMs += row.between(-most, most);
    });
  }

  async #run(kind: RunKind, byHand: boolean, process: SimProcess, limitMs: number): Promise<void> {
    const began = this.#work(kind, byHand, process, limitMs);
    const result = await Promise.race([began, process.died]);
    if (result === 'died') {
      this.#died += 1;
      this.#note(() => `${process.id} ${kind} was killed`);
      return;
    }
    this.#auditor.output(JSON.stringify(result));
    this.#told.take(result, this.#time.nowMs, this.#faults.isCalm && !byHand);
    this.#note(() => `${process.id} ${kind}: ${lineOf(result)}`);
  }

  async #work(
    kind: RunKind,
    byHand: boolean,
    process: SimProcess,
    limitMs: number,
  ): Promise<RenewalResult | CheckResult> {
    const chance = createChance(this.#seed, `process ${process.id}`);
    const random = (): number => chance.next();
    const { clock } = process;
    const deadlineMs = clock.now() + limitMs;
    const services = createDomainApi({
      endpoint: 'https://domain.aliyuncs.com',
      apiVersion: '2018-01-29',
      credentials: KEYS,
      lang: 'en',
      userClientIp: '127.0.0.1',
      deadlineMs,
      clock,
      random,
      client: simRegistrar(process, {
        sandbox: this.#sandbox,
        time: this.#time,
        faults: this.#faults,
        keys: KEYS,
        onArrival: (arrival) => {
          this.#note(() => `${process.id} submits ${this.#ordersOf(arrival.index)}`);
          this.#auditor.arrived(arrival);
        },
      }),
    });
    const parts = {
      ledger: this.#openLedger(process, deadlineMs),
      services,
      clock,
      makeId: process.makeId,
      deadlineMs,
    };
    const event: RunEvent = byHand ? this.#byHand(chance) : { trigger: 'timer', options: NO_OPTIONS };
    const tell = (): void => undefined;
    return kind === 'renew'
      ? await renewalRun(this.#config, orderRun(this.#config, event), { ...parts, tell })
      : await checkRun(orderCheck(this.#config, event), { ...parts, tell });
  }

  #openLedger(process: SimProcess, deadlineMs: number): Ledger {
    const client = simSlsClient(process, { log: this.#log, time: this.#time, faults: this.#faults, deadlineMs });
    return logServiceLedger({ client, clock: process.clock, horizonDays: 400, place: 'sim/sim' });
  }

  /** A person renews all that is due, or one domain by its name. */
  #byHand(chance: Chance): RunEvent {
    const domain = chance.pick([null, ...this.#sandbox.domains()]);
    const domains = domain === null ? null : [domainToASCII(domain.name) as DomainName];
    return { trigger: 'command', options: { ...NO_OPTIONS, mode: 'renew', domains } };
  }

  #ordersOf(index: number): string {
    const submission = this.#sandbox.records().submissions[index];
    const names = submission?.orders.map(({ domain, expiryBeforeMs }) => `${domain} (${toIso(expiryBeforeMs)})`);
    return `${names?.join(', ')}${submission?.executed === true ? `: task ${submission.taskNo}` : ', not executed'}`;
  }

  #note(line: () => string): void {
    this.#history?.push(`${toIso(this.#time.nowMs)} ${line()}`);
  }

  #outcome(livedMs: number): Outcome {
    const { orders, submissions } = this.#sandbox.records();
    const { calls } = this.#sandbox.books();
    this.#countTaskFaults();
    return {
      seed: this.#seed,
      findings: this.#auditor.findings,
      faults: this.#faults.counts,
      figures: {
        runs: this.#runs,
        died: this.#died,
        submissions: submissions.length,
        paid: orders.filter(({ state }) => state === 'paid').length,
        calls: Object.values(calls).reduce((sum, count) => sum + count, 0),
        modelDays: livedMs / DAY_MS,
      },
      history: this.#history ?? [],
    };
  }

  /** What the registrar decides itself is counted by its books. */
  #countTaskFaults(): void {
    const { orders } = this.#sandbox.records();
    const { bystanders } = this.#sandbox.books();
    const count = (kind: FaultKind, times: number): void => {
      for (let time = 0; time < times; time++) this.#faults.count(kind);
    };
    const paid = orders.filter(({ state }) => state === 'paid');
    const knowsNever = this.#faults.knows('never-moves');
    count('failed-order', orders.filter(({ state, reason }) => state === 'failed' && reason !== '').length);
    count('never-moves', knowsNever ? paid.filter(({ expiryAfterMs }) => expiryAfterMs === null).length : 0);
    count(
      'late-move',
      paid.filter(({ expiryAfterMs, movedMs, paidMs }) => expiryAfterMs !== null && movedMs !== paidMs).length,
    );
    count('late-task', orders.filter(({ placedMs, paidMs }) => (paidMs ?? 0) - placedMs > MINUTE_MS).length);
    count('page-shift', bystanders.length);
  }
}

function lineOf(result: RenewalResult | CheckResult): string {
  const problems = result.problems.map(
    ({ problem, domain }) => `${problem}${domain === undefined ? '' : ` ${domain}`}`,
  );
  const stops = result.stops.map(({ stop }) => stop);
  const did =
    'submissions' in result
      ? result.submissions.map(({ outcome, domains }) => `${outcome} ${domains.join('+')}`)
      : [
          ...result.settled.map((one) => `${one.outcome} ${one.domain}`),
          ...result.open.map(({ domain }) => `open ${domain}`),
        ];
  return `${did.join(', ')}; stops: ${stops.join(', ')}; problems: ${problems.join(', ')}`;
}
