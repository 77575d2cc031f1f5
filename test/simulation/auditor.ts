import { domainToASCII } from 'node:url';
import type { RunEvent } from '../../src/config/event.ts';
import type { LedgerEntry } from '../../src/ledger/entry.ts';
import { HOUR_MS } from '../../src/model/time.ts';
import type { CheckResult, RenewalResult } from '../../src/report/result.ts';
import type { OrderRecord } from '../../src/sandbox/books.ts';
import type { SandboxRecords } from '../../src/sandbox/domain-api.ts';
import type { SandboxDomain } from '../../src/sandbox/registry.ts';
import { auditArrived } from './auditor-arrived.ts';
import { Heard, type HeardAnswer } from './auditor-heard.ts';
import { type AuditedClaim, AuditorLog, orderKey } from './auditor-log.ts';
import { isHistory, MoneyAuditor, type MoneyFacts } from './auditor-money.ts';
import { type DateOf, Others } from './auditor-others.ts';
import { type AuditedRun, auditCheck, auditRenewal } from './auditor-returned.ts';
import type { Permitted } from './auditor-settings.ts';
import { auditSoonestFirst } from './auditor-soonest.ts';
import { auditListed, auditTold } from './auditor-told.ts';
import type { Check, Finding } from './outcome.ts';
import type { Arrival } from './sim-registrar.ts';

export interface AuditorOptions {
  readonly records: () => SandboxRecords;
  readonly entries: () => readonly LedgerEntry[];
  /** What in the ledger nobody can understand any more; null when there is nothing. */
  readonly damage: () => string | null;
  readonly now: () => number;
  readonly settings: Permitted;
  readonly money: MoneyFacts;
  /** As the registrar has them now, by a name in any form. */
  readonly domain: (name: string) => SandboxDomain | null;
  readonly domains: () => readonly SandboxDomain[];
  /** What must never stand in any output. */
  readonly secrets: readonly string[];
}

/** A claim looks for its task from so long before it on: clocks differ by half an hour, and the list's by the hours of a time zone. */
const BEFORE_CLAIM_MS = 9 * HOUR_MS;

/**
 * Looks only at the registrar's books, at the ledger's entries and at what was put out, and knows nothing of the product's code. Every
 * finding is a broken promise.
 */
export class Auditor {
  readonly findings: Finding[] = [];
  readonly others: Others = new Others();
  readonly money: MoneyAuditor;
  /** By the id of its process. */
  readonly runs: Map<string, AuditedRun> = new Map();
  log: AuditorLog = this.#newLog();
  readonly #options: AuditorOptions;
  #entries: readonly LedgerEntry[] = [];
  #entriesSeen = 0;
  #ordersSeen = 0;
  readonly #processOfTask = new Map<string, string>();
  readonly #orderOf = new Map<string, Readonly<OrderRecord>>();
  readonly #unpaid = new Set<Readonly<OrderRecord>>();
  readonly #paidCounts = new Map<string, number>();

  constructor(options: AuditorOptions) {
    this.#options = options;
    this.money = new MoneyAuditor(options.money);
  }

  /** A run was begun. */
  began(processId: string, asked: RunEvent): void {
    this.runs.set(processId, {
      atMs: this.#options.now(),
      asked,
      orderedCount: 0,
      balanceMinor: null,
      claimCount: 0,
      heard: new Heard(),
      logClaims: this.log.claims.size,
      logEntries: this.log.size,
      lastTimedMs: { ...this.log.lastTimedMs },
      end: 'none',
    });
  }

  /** The registrar told a run what the account has. */
  toldBalance(processId: string, balanceMinor: number): void {
    const run = this.runs.get(processId);
    if (run === undefined) return;
    this.look();
    run.balanceMinor = balanceMinor;
    run.claimCount = this.log.claims.size;
  }

  /** The registrar, or the bank, answered a run. */
  heard(processId: string, answer: HeardAnswer): void {
    this.runs.get(processId)?.heard.take(answer);
  }

  /** A renewal request reached the registrar, executed or not. */
  arrived({ processId, index }: Arrival): void {
    this.look();
    const submission = this.#options.records().submissions[index];
    if (submission === undefined) return;
    if (submission.taskNo !== null) this.#processOfTask.set(submission.taskNo, processId);
    for (const { domain, expiryBeforeMs } of submission.orders) {
      const holder = this.log.holder(domain, expiryBeforeMs);
      if (holder?.processId === processId) continue;
      const who = holder === undefined ? 'nobody' : `process ${holder.processId}`;
      this.find('no-claim-first', `process ${processId} submitted ${domain}, but ${who} holds its claim`);
    }
    const run = this.runs.get(processId);
    if (run !== undefined) {
      const { settings, domain, domains, now } = this.#options;
      const parts = { processId, run, settings, domain, domainCount: domains().length, nowMs: now() };
      auditArrived(submission.orders, this, parts);
      const hasFailed = (claim: AuditedClaim): boolean => this.orderOf(claim)?.state === 'failed';
      this.money.arrived(submission, this, { processId, run, hasFailed });
    }
    this.look();
  }

  /** What is new in the books and in the ledger since the last look. */
  look(): void {
    const { orders, bystanders } = this.#options.records();
    this.others.look(bystanders, this.#dateOf);
    for (; this.#ordersSeen < orders.length; this.#ordersSeen++) {
      const order = orders[this.#ordersSeen];
      const processId = order === undefined ? undefined : this.#processOfTask.get(order.taskNo);
      // Its arrival has not been told yet: the next look takes it.
      if (order === undefined || processId === undefined) break;
      const key = orderKey(processId, order.domain, order.expiryBeforeMs);
      if (this.#orderOf.has(key)) this.find('paid-twice', `process ${processId} ordered ${order.domain} twice`);
      this.#orderOf.set(key, order);
      this.#unpaid.add(order);
      this.money.ordered(order, this);
      this.#holdAgainstClaim(this.log.claimOf(key));
    }
    for (const order of this.#unpaid) this.#takeState(order);
    const entries = this.#options.entries();
    const damage = this.#options.damage();
    if (damage !== null) this.find('lost-from-ledger', damage);
    const isAnew = entries !== this.#entries;
    if (isAnew) this.#readAnew(entries);
    for (; this.#entriesSeen < entries.length; this.#entriesSeen++) {
      const entry = entries[this.#entriesSeen];
      if (entry !== undefined) this.#takeEntry(entry);
    }
    if (isAnew) this.#missClaims();
  }

  #takeEntry(entry: LedgerEntry): void {
    this.output(JSON.stringify(entry));
    this.#holdAgainstClaim(this.log.take(entry) ?? undefined);
  }

  /** A loss of power took entries back. */
  #readAnew(entries: readonly LedgerEntry[]): void {
    this.#entries = entries;
    this.#entriesSeen = 0;
    this.log = this.#newLog();
  }

  #newLog(): AuditorLog {
    return new AuditorLog((processId) => this.runs.get(processId)?.asked.trigger === 'timer');
  }

  #missClaims(): void {
    for (const [key, { domain, orderId }] of this.#orderOf) {
      if (this.log.claimOf(key) === undefined) {
        this.find('lost-from-ledger', `the claim of ${domain} is gone, and order ${orderId} stands behind it`);
      }
    }
  }

  /** Somebody else did something to a domain. */
  someoneDid(name: string, deed: 'changed' | 'auto-renewed'): void {
    this.others.did(domainToASCII(name), deed, this.#options.now(), this.#dateOf);
  }

  /** What became of a run: its result, which holds no secret and is true, or that it was killed. */
  ended(processId: string, result: RenewalResult | CheckResult | 'died'): void {
    const run = this.runs.get(processId);
    if (run === undefined) return;
    run.end = result === 'died' ? 'died' : 'returned';
    if (result === 'died') return;
    this.output(JSON.stringify(result));
    this.look();
    auditTold(result, this, { processId, run });
    if ('settled' in result) return auditCheck(result, this, run);
    this.money.told(result, this);
    const { settings, domains, now } = this.#options;
    const named = domains().map((domain) => ({ ...domain, name: domainToASCII(domain.name) }));
    const isAlone = [...this.runs.values()].every((other) => other === run || now() - other.atMs > HOUR_MS);
    auditRenewal(result, this, { run, settings, domains: named, nowMs: now(), isAlone });
    auditListed(result, this, { run, domainCount: named.length });
    auditSoonestFirst(result, this, {
      processId,
      run,
      domains: named,
      settings,
      money: this.#options.money,
    });
  }

  /** Any text that a run put out or wrote. */
  output(text: string): void {
    const told = this.#options.secrets.find((secret) => text.includes(secret));
    if (told !== undefined) this.find('secret-told', `an output holds ${told}: ${text.slice(0, 300)}`);
  }

  /** The order that a claim led to; undefined when none is known to the books. */
  orderOf({ processId, domain, expiryMs }: AuditedClaim): Readonly<OrderRecord> | undefined {
    return this.#orderOf.get(orderKey(processId, domain, expiryMs));
  }

  /** Whether a task that may be the claim's still hid one of its details after that. */
  hidDetailAfter({ atMs: claimedMs }: AuditedClaim, atMs: number): boolean {
    const { orders } = this.#options.records();
    return orders.some(({ shownFromMs, placedMs }) => shownFromMs > atMs && placedMs > claimedMs - BEFORE_CLAIM_MS);
  }

  find(check: Check, message: string): void {
    this.findings.push({ check, atMs: this.#options.now(), message });
  }

  readonly #dateOf: DateOf = (domain) => this.#options.domain(domain)?.expiryMs ?? null;

  #takeState(order: Readonly<OrderRecord>): void {
    if (order.state === 'waiting') return;
    this.#unpaid.delete(order);
    if (order.state !== 'paid') return;
    // Nothing is due twice within the months of one simulation.
    const count = (this.#paidCounts.get(order.domain) ?? 0) + 1;
    this.#paidCounts.set(order.domain, count);
    if (count > 1) this.find('paid-twice', `${order.domain} was paid ${count} times`);
  }

  /** What the ledger says of a claim against what the books say of its order. */
  #holdAgainstClaim(claim: AuditedClaim | undefined): void {
    if (claim === undefined || isHistory(claim)) return;
    const order = this.orderOf(claim);
    const { standing, domain } = claim;
    const isByOthers = this.others.haveRenewed(domain, claim.expiryMs);
    if (standing === 'renewed' && (order?.movedMs ?? null) === null && !isByOthers) {
      const what = order?.state === 'paid' ? 'its date has not moved' : 'nobody paid';
      this.find('renewed-but-unpaid', `${domain} is recorded as renewed, but ${what}`);
    }
    if (standing === 'accepted' && order?.taskNo !== claim.taskNo && !isByOthers) {
      this.find('lost-from-ledger', `${domain} is recorded under task ${claim.taskNo}, which is not its own`);
    }
    if (order === undefined) return;
    if (standing === 'released' || standing === 'refused') {
      this.find('released-but-paid', `${domain} was ${standing}, but order ${order.orderId} stands behind it`);
    }
    if (standing === 'failed' && order.state !== 'failed') {
      this.find('lost-from-ledger', `${domain} is recorded as failed, but order ${order.orderId} is ${order.state}`);
    }
    if (standing === 'void') this.find('lost-from-ledger', `${domain} was ordered under a claim that is void`);
  }
}
