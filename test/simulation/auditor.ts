import { domainToASCII } from 'node:url';
import type { LedgerEntry } from '../../src/ledger/entry.ts';
import type { CheckResult, RenewalResult } from '../../src/report/result.ts';
import type { OrderRecord } from '../../src/sandbox/books.ts';
import type { SandboxRecords } from '../../src/sandbox/domain-api.ts';
import { type AuditedClaim, AuditorLog, orderKey } from './auditor-log.ts';
import type { Check, Finding } from './outcome.ts';
import type { Arrival } from './sim-registrar.ts';

export interface AuditorOptions {
  readonly records: () => SandboxRecords;
  readonly entries: () => readonly LedgerEntry[];
  /** What in the ledger nobody can understand any more; null when there is nothing. */
  readonly damage: () => string | null;
  readonly now: () => number;
  /** The most that one run may submit, and the most of an account from 10 domains up. */
  readonly maxDomains: number;
  readonly maxShare: number;
  readonly domainCount: () => number;
  /** What must never stand in any output. */
  readonly secrets: readonly string[];
}

/**
 * Looks only at the registrar's books, at the ledger's entries and at what was put out, and knows nothing of the product's code. Every
 * finding is a broken promise.
 */
export class Auditor {
  readonly findings: Finding[] = [];
  log: AuditorLog = new AuditorLog();
  /** Domains that Alibaba's own auto-renewal renewed. */
  readonly #autoRenewed = new Set<string>();
  /** When somebody last had a hand in a domain. */
  readonly #touchedMs = new Map<string, number>();
  readonly #options: AuditorOptions;
  #entries: readonly LedgerEntry[] = [];
  #entriesSeen = 0;
  #ordersSeen = 0;
  readonly #processOfTask = new Map<string, string>();
  readonly #orderOf = new Map<string, Readonly<OrderRecord>>();
  readonly #unpaid = new Set<Readonly<OrderRecord>>();
  readonly #paidCounts = new Map<string, number>();
  readonly #orderedBy = new Map<string, number>();

  constructor(options: AuditorOptions) {
    this.#options = options;
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
    const count = (this.#orderedBy.get(processId) ?? 0) + submission.orders.length;
    this.#orderedBy.set(processId, count);
    const { maxDomains, maxShare, domainCount } = this.#options;
    // Domains that others add or remove while a run is at work may shift the share by one or two.
    const shareMax = domainCount() < 11 ? maxDomains : maxShare * (domainCount() + 2);
    if (count > maxDomains || count > shareMax) {
      this.find('over-limit', `process ${processId} submitted ${count} of ${maxDomains} domains, share ${shareMax}`);
    }
    this.look();
  }

  /** What is new in the books and in the ledger since the last look. */
  look(): void {
    const { orders } = this.#options.records();
    for (; this.#ordersSeen < orders.length; this.#ordersSeen++) {
      const order = orders[this.#ordersSeen];
      const processId = order === undefined ? undefined : this.#processOfTask.get(order.taskNo);
      // Its arrival has not been told yet: the next look takes it.
      if (order === undefined || processId === undefined) break;
      const key = orderKey(processId, order.domain, order.expiryBeforeMs);
      if (this.#orderOf.has(key)) this.find('paid-twice', `process ${processId} ordered ${order.domain} twice`);
      this.#orderOf.set(key, order);
      this.#unpaid.add(order);
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
    if ('reason' in entry) this.output(entry.reason);
    this.#holdAgainstClaim(this.log.take(entry) ?? undefined);
  }

  /** A loss of power took entries back. */
  #readAnew(entries: readonly LedgerEntry[]): void {
    this.#entries = entries;
    this.#entriesSeen = 0;
    this.log = new AuditorLog();
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
    const domain = domainToASCII(name);
    this.#touchedMs.set(domain, this.#options.now());
    if (deed === 'auto-renewed') this.#autoRenewed.add(domain);
  }

  /** Whether nobody had a hand in the domain since then. */
  isUntouchedSince(domain: string, fromMs: number): boolean {
    return (this.#touchedMs.get(domain) ?? 0) < fromMs;
  }

  /** What a run returned: every listed domain has one verdict, and no secret is in it. */
  returned(result: RenewalResult | CheckResult): void {
    this.output(JSON.stringify(result));
    if (!('verdicts' in result)) return;
    const judged = Object.values(result.verdicts).reduce((sum, count) => sum + count, 0);
    if (judged !== result.inventory.listed) {
      this.find('untold', `${result.inventory.listed} domains were listed, ${judged} have a verdict`);
    }
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

  /** Whether somebody else renewed the domain. */
  isRenewedByOthers(domain: string): boolean {
    const { bystanders } = this.#options.records();
    const isOurs = (name: string): boolean => domainToASCII(name) === domain;
    return this.#autoRenewed.has(domain) || bystanders.some((one) => one.deed === 'renewed' && isOurs(one.domain));
  }

  /** Whether a task still hid one of its details after that: it may be the one that an uncertain claim looks for. */
  hidDetailAfter(atMs: number): boolean {
    return this.#options.records().orders.some(({ shownFromMs }) => shownFromMs > atMs);
  }

  find(check: Check, message: string): void {
    this.findings.push({ check, atMs: this.#options.now(), message });
  }

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
    if (claim === undefined) return;
    const order = this.orderOf(claim);
    const { standing, domain } = claim;
    if (standing === 'renewed' && (order?.movedMs ?? null) === null && !this.isRenewedByOthers(domain)) {
      const what = order?.state === 'paid' ? 'its date has not moved' : 'nobody paid';
      this.find('renewed-but-unpaid', `${domain} is recorded as renewed, but ${what}`);
    }
    if (standing === 'accepted' && order?.taskNo !== claim.taskNo && !this.isRenewedByOthers(domain)) {
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
