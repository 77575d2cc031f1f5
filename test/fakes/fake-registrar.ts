import type { AccountAnswer, AccountReader, CashCoupon } from '../../src/inventory/account-reader.ts';
import type { DomainPage, DomainPageQuery, DomainReader, ScrollPage } from '../../src/inventory/domain-reader.ts';
import type { QuoteAnswer, QuoteQuery, QuoteReader } from '../../src/inventory/quote-reader.ts';
import type { Clock } from '../../src/lib/clock.ts';
import type { CloudError } from '../../src/model/cloud-error.ts';
import { type DomainDetails, type DomainName, domainName, type ListedDomain } from '../../src/model/domain.ts';
import type { Currency, Money } from '../../src/model/money.ts';
import type { TaskDetail, TaskInfo, TaskNo } from '../../src/model/task.ts';
import { addYears } from '../../src/model/time.ts';
import type { TaskReader } from '../../src/settlement/task-reader.ts';
import type { HoldBack, RenewOrder, RenewRequest, SubmitReply, Submitter } from '../../src/submission/submitter.ts';
import { aListedDomain, someDetails } from '../builders/domains.ts';
import { aTaskNo } from '../builders/ledger.ts';
import { FakeMoney } from './fake-money.ts';

/**
 * What happens to one submission: `lost-after` taken, the answer lost · `lost-before` never taken, no answer · `hang` taken, no answer
 * for 20 s · `empty` taken, the answer is `{}` · `number` taken, the task number comes as a number · or refused, with nothing taken.
 */
export type SubmissionMishap =
  | 'none'
  | 'lost-after'
  | 'lost-before'
  | 'hang'
  | 'empty'
  | 'number'
  | { readonly refuse: string; readonly httpStatus?: number; readonly ramAction?: string };

/** What becomes of one domain's order: paid and renewed, failed unpaid, or paid with the date left as it was. */
export type Fate = 'succeed' | 'fail' | 'not-moved';

/** A payment: what the auditor reads. */
export interface Paid {
  readonly domain: DomainName;
  readonly taskNo: TaskNo;
  /** The registrar's expiry date when it was paid. */
  readonly expiryMs: number;
  readonly years: number;
}

interface Work {
  readonly order: RenewOrder;
  readonly domain: DomainName;
  readonly dueMs: number;
  status: 'executing' | 'succeeded' | 'failed';
  reason: string;
}

interface Task {
  readonly taskNo: TaskNo;
  readonly createdMs: number;
  readonly works: readonly Work[];
}

/** A registrar with its own books, independent of everything that the product believes. */
export class FakeRegistrar implements DomainReader, Submitter, TaskReader, QuoteReader, AccountReader {
  /** What it says of prices and of the account. */
  readonly money: FakeMoney = new FakeMoney();
  /** What a stale `CurrentExpirationDate` leads to. */
  staleDate: 'rejected' | 'charged' = 'charged';
  /** From the order to its execution. */
  taskMs = 4000;
  /** From the order to the first sight of its task in the list of tasks. */
  taskHiddenMs = 0;
  /** A submission waits so long for its turn before it is sent. */
  turnMs = 0;
  readonly mishaps: SubmissionMishap[] = [];
  /** By domain, for its orders to come. */
  readonly fates: Map<string, Fate[]> = new Map<string, Fate[]>();
  readonly trouble: { list?: CloudError; details?: CloudError; tasks?: CloudError } = {};
  readonly paid: Paid[] = [];
  readonly requests: RenewRequest[] = [];
  readonly calls: Record<'list' | 'details' | 'submit' | 'taskDetails' | 'tasks', number> = {
    list: 0,
    details: 0,
    submit: 0,
    taskDetails: 0,
    tasks: 0,
  };
  /** The `sinceMs` of every look at the list of tasks. */
  readonly lookedSince: number[] = [];
  readonly #clock: Clock;
  readonly #domains = new Map<DomainName, ListedDomain>();
  readonly #details = new Map<DomainName, Partial<Omit<DomainDetails, 'name'>>>();
  readonly #tasks = new Map<TaskNo, Task>();

  constructor(clock: Clock, domains: readonly ListedDomain[] = [aListedDomain()]) {
    this.#clock = clock;
    for (const domain of domains) this.#domains.set(domain.name, domain);
  }

  /** What the single query says otherwise than the list. */
  plantDetails(name: string, details: Partial<Omit<DomainDetails, 'name'>>): void {
    this.#details.set(name as DomainName, details);
  }

  /** Changes a domain, in the list and in the single query alike. */
  change(name: string, change: Partial<ListedDomain>): void {
    const domain = this.#domains.get(name as DomainName) ?? aListedDomain({ name });
    this.#domains.set(domain.name, { ...domain, ...change });
  }

  remove(name: string): void {
    this.#domains.delete(name as DomainName);
  }

  /** The number of payments for each domain that was paid at all. */
  paidCounts(): Record<string, number> {
    this.#execute();
    const counts: Record<string, number> = {};
    for (const { domain } of this.paid) counts[domain] = (counts[domain] ?? 0) + 1;
    return counts;
  }

  expiryOf(name: string): number | null {
    this.#execute();
    return this.#domains.get(name as DomainName)?.expiryMs ?? null;
  }

  /** Takes an order as if somebody had given it in the console. */
  order(name: string, years = 1): TaskNo {
    const { listedName, expiryMs } = this.#domains.get(name as DomainName) ?? aListedDomain({ name });
    return this.#take([{ domainName: listedName, expiryMs: expiryMs ?? 0, years, permitPremium: false }]);
  }

  async listPage(query: DomainPageQuery): Promise<DomainPage> {
    const { pageNum, pageSize, expiresUntilMs, domainName: searched } = query;
    await this.#answer('list', this.trouble.list);
    const rows = [...this.#domains.values()]
      .filter(({ expiryMs }) => expiresUntilMs === undefined || (expiryMs ?? 0) <= expiresUntilMs)
      .filter(({ name }) => searched === undefined || name.includes(searched))
      .sort((a, b) => (a.expiryMs ?? 0) - (b.expiryMs ?? 0));
    const domains = rows.slice((pageNum - 1) * pageSize, pageNum * pageSize);
    return { domains, unreadableRows: [], totalCount: rows.length, pageCount: Math.ceil(rows.length / pageSize) };
  }

  async scroll(): Promise<ScrollPage> {
    return await Promise.reject(new Error('this registrar is too small to be scrolled'));
  }

  async domainDetails(instanceId: string): Promise<DomainDetails | null> {
    await this.#answer('details', this.trouble.details);
    const domain = [...this.#domains.values()].find((one) => one.instanceId === instanceId);
    if (domain === undefined) return null;
    const { name, expiryMs, status, verification, premium } = domain;
    return someDetails({ name, instanceId, expiryMs, status, verification, premium, ...this.#details.get(name) });
  }

  async submitRenewal(request: RenewRequest, holdBack: HoldBack): Promise<SubmitReply> {
    await this.#answer('submit', undefined);
    if (this.turnMs > 0) await this.#clock.sleep(this.turnMs);
    const why = holdBack();
    if (why !== null) return { kind: 'not-sent', why };
    this.requests.push(request);
    const mishap = this.mishaps.shift() ?? 'none';
    if (typeof mishap === 'object') {
      const { refuse: code, httpStatus = 400, ramAction = '' } = mishap;
      return { kind: 'error', code, httpStatus, requestId: 'request-1', detail: '', ramAction };
    }
    const noAnswer = { kind: 'no-answer', code: 'ConnectionReset', detail: 'the connection was reset' } as const;
    if (mishap === 'lost-before') return noAnswer;
    const number = this.#take(request.orders);
    if (mishap === 'hang') await this.#clock.sleep(20_000);
    if (mishap === 'lost-after' || mishap === 'hang') return noAnswer;
    const written = { none: number, empty: undefined, number: 4711 }[mishap];
    return { kind: 'reply', taskNo: written, requestId: 'request-1' };
  }

  async taskDetails(number: TaskNo): Promise<TaskDetail[]> {
    await this.#answer('taskDetails', this.trouble.tasks);
    return (this.#tasks.get(number)?.works ?? []).map(({ domain, status, reason }) => ({
      taskNo: number,
      domain,
      taskType: 'ORDER_RENEW',
      status,
      statusText: { executing: 'EXECUTING', succeeded: 'EXECUTE_SUCCESS', failed: 'EXECUTE_FAILURE' }[status],
      reason,
    }));
  }

  async tasksSince(sinceMs: number): Promise<TaskInfo[]> {
    await this.#answer('tasks', this.trouble.tasks);
    this.lookedSince.push(sinceMs);
    return [...this.#tasks.values()]
      .filter(({ createdMs }) => createdMs >= sinceMs && createdMs + this.taskHiddenMs <= this.#clock.now())
      .map(({ taskNo, createdMs, works }) => ({
        taskNo,
        taskType: 'ORDER_RENEW',
        createdMs,
        zoneAssumed: false,
        domainCount: works.length,
        isComplete: works.every(({ status }) => status !== 'executing'),
      }));
  }

  async renewalPrices(queries: readonly QuoteQuery[], currency: Currency): Promise<QuoteAnswer> {
    return await this.money.renewalPrices(queries, currency);
  }

  async balance(): Promise<AccountAnswer<Money>> {
    return await this.money.balance();
  }

  async cashCoupons(): Promise<AccountAnswer<readonly CashCoupon[]>> {
    return await this.money.cashCoupons();
  }

  async #answer(call: keyof typeof this.calls, trouble: CloudError | undefined): Promise<void> {
    this.calls[call] += 1;
    await Promise.resolve();
    this.#execute();
    if (trouble !== undefined) throw trouble;
  }

  #take(orders: readonly RenewOrder[]): TaskNo {
    const nowMs = this.#clock.now();
    const number = aTaskNo(`task-${this.#tasks.size + 1}`);
    const works = orders.map((order) => {
      const domain = domainName(order.domainName) ?? aListedDomain().name;
      return { order, domain, dueMs: nowMs + this.taskMs, status: 'executing' as const, reason: '' };
    });
    this.#tasks.set(number, { taskNo: number, createdMs: nowMs, works });
    this.#execute();
    return number;
  }

  #execute(): void {
    for (const { taskNo, works } of this.#tasks.values()) {
      for (const work of works) {
        if (work.status === 'executing' && work.dueMs <= this.#clock.now()) this.#executeOne(work, taskNo);
      }
    }
  }

  #executeOne(work: Work, number: TaskNo): void {
    const { order } = work;
    const domain = this.#domains.get(work.domain);
    const fate = this.fates.get(work.domain)?.shift() ?? 'succeed';
    const expiryMs = domain?.expiryMs ?? null;
    const stale = this.staleDate === 'rejected' && expiryMs !== order.expiryMs;
    if (domain === undefined || expiryMs === null || fate === 'fail' || stale) {
      work.status = 'failed';
      work.reason = stale ? 'the current expiration date is wrong' : '余额不足';
      return;
    }
    work.status = 'succeeded';
    work.reason = 'The operation is successful.';
    this.paid.push({ domain: domain.name, taskNo: number, expiryMs, years: order.years });
    if (fate === 'succeed') this.#domains.set(domain.name, { ...domain, expiryMs: addYears(expiryMs, order.years) });
  }
}
