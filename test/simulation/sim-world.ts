import { domainToASCII } from 'node:url';
import type { Config } from '../../src/config/config.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, toIso } from '../../src/model/time.ts';
import type { BystanderRecord } from '../../src/sandbox/books.ts';
import { type Chance, createChance } from '../../src/sandbox/chance.ts';
import type { DomainSandbox } from '../../src/sandbox/domain-api.ts';
import { Auditor } from './auditor.ts';
import { auditEnd, calmMsFor } from './auditor-end.ts';
import type { MoneyFacts } from './auditor-money.ts';
import { type Permitted, permittedBy, pricesBy, railsBy } from './auditor-settings.ts';
import { drawHistory, drawLowBalance } from './draw-money.ts';
import { calmRegistrar, drawRegistrar, drawSettings } from './draw-world.ts';
import type { FaultKind } from './fault-kinds.ts';
import { Faults } from './faults.ts';
import { lineOfResult, lineOfSubmission } from './history.ts';
import { KEYS } from './keys.ts';
import type { Outcome, SimulationFigures, SimulationOptions } from './outcome.ts';
import { planPeople } from './people.ts';
import { calmMoney } from './people-money.ts';
import { RegistrarPrices } from './registrar-prices.ts';
import { Denials } from './sim-denials.ts';
import { SimFile } from './sim-file.ts';
import type { SimLedger } from './sim-ledger.ts';
import { SimLog } from './sim-log.ts';
import type { Arrival } from './sim-registrar.ts';
import { beginRun, type RunWorld, type SimRun } from './sim-run.ts';
import { SimTime } from './sim-time.ts';
import { APPROVAL_CHANCES, CALM_CADENCE, drawCadence, planStarts, type Start } from './timers.ts';
import { Told } from './told.ts';

const START_MS = Date.parse('2026-11-22T00:00:00Z');
const MONTH_DAYS = 30;

/** One month of one seed: timers, faults and other people, then calm; and what the auditor says. */
export class SimWorld {
  readonly #seed: number;
  readonly #chance: Chance;
  readonly #faults: Faults;
  readonly #time: SimTime;
  readonly #sandbox: DomainSandbox;
  readonly #denials: Denials;
  readonly #ledger: SimLedger;
  readonly #config: Config;
  /** What the auditor takes the settings for. */
  readonly #permitted: Permitted;
  readonly #auditor: Auditor;
  readonly #told = new Told();
  readonly #prices = new RegistrarPrices();
  readonly #money: MoneyFacts;
  readonly #history: string[] | null;
  #runs = 0;
  #died = 0;

  constructor(seed: number, { without = new Set<FaultKind>(), withHistory = false }: SimulationOptions) {
    this.#seed = seed;
    this.#chance = createChance(seed, 'world');
    this.#history = withHistory ? [] : null;
    this.#time = new SimTime(START_MS + this.#chance.between(0, 23) * HOUR_MS);
    this.#faults = new Faults(seed, without, (kind) => this.#note(() => `  ! ${kind}`));
    this.#denials = new Denials(this.#time, this.#faults);
    this.#sandbox = drawRegistrar(seed, this.#chance, this.#faults, this.#time);
    const { config, texts, policy } = drawSettings(seed, this.#chance);
    this.#config = config;
    this.#permitted = permittedBy(texts, policy);
    const Place = this.#chance.happens(0.35) ? SimFile : SimLog;
    this.#ledger = new Place(this.#time, this.#faults);
    if (this.#ledger instanceof SimLog) {
      this.#ledger.remember(drawHistory(seed, this.#sandbox.domains(), this.#time.nowMs));
    }
    const lowMinor = drawLowBalance(seed);
    if (lowMinor !== null) this.#sandbox.setBalance(lowMinor);
    this.#money = {
      rails: railsBy(texts, policy),
      policyPrices: pricesBy(policy),
      prices: this.#prices,
      vouchers: {
        setting: texts['COUPON_NO'] ?? null,
        coupons: () => this.#sandbox.books().account.coupons,
      },
      domain: (name) => this.#sandbox.domain(name),
    };
    this.#auditor = new Auditor({
      records: this.#sandbox.records,
      entries: () => this.#ledger.entries(),
      damage: () => this.#ledger.damage,
      now: () => this.#time.nowMs,
      settings: this.#permitted,
      money: this.#money,
      domain: (name) => this.#sandbox.domain(name),
      domains: () => this.#sandbox.domains(),
      secrets: [KEYS.accessKeyId, KEYS.accessKeySecret, 'Signature='],
    });
  }

  async live(): Promise<Outcome> {
    const fromMs = this.#time.nowMs;
    const toMs = fromMs + MONTH_DAYS * DAY_MS;
    const calmMs = toMs - calmMsFor(CALM_CADENCE);
    this.#faults.calmMs = calmMs;
    this.#plan(fromMs, calmMs, toMs);
    await this.#time.run(toMs, () => {
      this.#auditor.look();
      return this.#auditor.findings.length === 0;
    });
    if (this.#auditor.findings.length === 0) {
      const domains = this.#sandbox.domains().map((domain) => ({ ...domain, name: domainToASCII(domain.name) }));
      const settings = { settings: this.#permitted, ...CALM_CADENCE };
      auditEnd(this.#auditor, { domains, told: this.#told, money: this.#money, calmMs, nowMs: toMs, ...settings });
    }
    this.#countTaskFaults();
    return {
      seed: this.#seed,
      findings: this.#auditor.findings,
      faults: this.#faults.counts,
      figures: this.#figures((this.#time.nowMs - fromMs) / DAY_MS),
      history: this.#history ?? [],
    };
  }

  #plan(fromMs: number, calmMs: number, toMs: number): void {
    const cadence = drawCadence(this.#chance);
    const isWanted = this.#config.money.approval.kind !== 'never';
    const approvalChance = isWanted ? APPROVAL_CHANCES.wanted : APPROVAL_CHANCES.unasked;
    const world: RunWorld = {
      seed: this.#seed,
      config: this.#config,
      ledger: this.#ledger,
      sandbox: this.#sandbox,
      time: this.#time,
      faults: this.#faults,
      denials: this.#denials,
      keys: KEYS,
      onArrival: (arrival) => this.#arrived(arrival),
      onBalance: (processId, minor) => this.#auditor.toldBalance(processId, minor),
      onAnswer: (processId, answer) => this.#auditor.heard(processId, answer),
      onText: (text) => this.#auditor.output(text),
      digests: this.#told.digests,
    };
    for (const start of planStarts(this.#faults, { ...cadence, approvalChance }, { fromMs, calmMs, toMs })) {
      this.#time.at(start.atMs, () => this.#begin(start, world));
    }
    for (let dayMs = fromMs; dayMs < calmMs; dayMs += DAY_MS) this.#time.at(dayMs, () => this.#newDay());
    this.#time.at(calmMs, () => {
      this.#faults.isCalm = true;
      this.#ledger.newDay();
      calmRegistrar(this.#sandbox);
      calmMoney({ sandbox: this.#sandbox, prices: this.#prices, time: this.#time });
      this.#note(() => 'all is calm from here on');
    });
  }

  #newDay(): void {
    this.#ledger.newDay();
    this.#denials.newDay();
    planPeople({
      seed: this.#seed,
      sandbox: this.#sandbox,
      prices: this.#prices,
      faults: this.#faults,
      time: this.#time,
      onDeed: (name, deed) => this.#auditor.someoneDid(name, deed),
      note: (line) => this.#note(line),
    });
  }

  #begin(start: Start, world: RunWorld): void {
    const id = (++this.#runs).toString(36).padStart(4, '0');
    this.#note(() => `${id} ${start.kind} begins${start.byHand ? ', by hand' : ''}`);
    const run = beginRun(start, id, world);
    this.#auditor.began(id, run.asked);
    // A fault of the program, or of the simulation, stops everything.
    this.#end(start, run).catch((error: unknown) => {
      const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
      this.#auditor.find('untold', `a run threw ${what}`);
    });
  }

  async #end({ kind, byHand }: Start, { process, ended }: SimRun): Promise<void> {
    // What began before and slept meanwhile is not one of the calm days' own.
    const isCalm = this.#faults.isCalm && !byHand;
    const result = await ended;
    this.#auditor.ended(process.id, result);
    if (result === 'died') {
      this.#died += 1;
      this.#note(() => `${process.id} ${kind} was killed`);
      return;
    }
    this.#told.take(result, this.#time.nowMs, isCalm);
    this.#note(() => `${process.id} ${kind}: ${lineOfResult(result)}`);
  }

  #arrived(arrival: Arrival): void {
    this.#note(() => {
      const submission = this.#sandbox.records().submissions[arrival.index];
      return `${arrival.processId} submits ${submission === undefined ? '' : lineOfSubmission(submission)}`;
    });
    this.#auditor.arrived(arrival);
  }

  #note(line: () => string): void {
    this.#history?.push(`${toIso(this.#time.nowMs)} ${line()}`);
  }

  #figures(modelDays: number): SimulationFigures {
    const { orders, submissions } = this.#sandbox.records();
    const { calls } = this.#sandbox.books();
    return {
      runs: this.#runs,
      died: this.#died,
      submissions: submissions.length,
      paid: orders.filter(({ state }) => state === 'paid').length,
      calls: Object.values(calls).reduce((sum, count) => sum + count, 0),
      modelDays,
    };
  }

  /** What the registrar decides itself is counted by its books. */
  #countTaskFaults(): void {
    const { orders, bystanders } = this.#sandbox.records();
    const paid = orders.filter(({ state }) => state === 'paid');
    const knowsNever = this.#faults.knows('never-moves');
    const isLate = (paidMs: number | null, placedMs: number): boolean => (paidMs ?? 0) - placedMs > MINUTE_MS;
    this.#faults.count('failed-order', orders.filter(({ state }) => state === 'failed').length);
    this.#faults.count('never-moves', knowsNever ? paid.filter(({ movedMs }) => movedMs === null).length : 0);
    this.#faults.count(
      'late-move',
      paid.filter(({ movedMs, paidMs }) => movedMs !== null && movedMs !== paidMs).length,
    );
    this.#faults.count('late-task', orders.filter(({ placedMs, paidMs }) => isLate(paidMs, placedMs)).length);
    const hidden = orders.filter(({ shownFromMs, placedMs }) => shownFromMs > placedMs);
    this.#faults.count('late-detail', hidden.length);
    this.#faults.count('page-shift', bystanders.length);
    const isSwap = (one: BystanderRecord, before: BystanderRecord | undefined): boolean =>
      one.deed === 'added' && before?.deed === 'removed' && before.atMs === one.atMs;
    const swaps = bystanders.filter((one, index) => isSwap(one, bystanders[index - 1]));
    this.#faults.count('page-swapped', swaps.length);
  }
}
