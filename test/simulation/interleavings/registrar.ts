import type { DomainName } from '../../../src/model/domain.ts';
import { type TaskNo, taskNo } from '../../../src/model/task.ts';
import { addYears } from '../../../src/model/time.ts';
import { MINUTE } from '../../builders/domains.ts';

/** What the outer world does, the same for all schedules of a scenario. */
export interface Rules {
  /** What a stale `CurrentExpirationDate` leads to. */
  readonly staleDate: 'rejected' | 'charged';
  /**
   * When an order is carried out: `at-once` · `slow` listed at once, carried out at any later step · `hidden` the same, and until then
   * its task is not in the list either. After fifty minutes all is done and seen.
   */
  readonly tasks: 'at-once' | 'slow' | 'hidden';
  /** False: the log takes any sequence id. The order of the log alone must be enough then. */
  readonly checksNumbers: boolean;
}

export interface Order {
  readonly domain: DomainName;
  /** The date that the request named. */
  readonly expiryMs: number;
  readonly years: number;
  /** Which claim of the sender stood first in the log when it was sent; empty when none did. */
  readonly claimId: string;
}

export interface Task {
  readonly taskNo: TaskNo;
  /** The process that sent it. */
  readonly by: string;
  readonly takenMs: number;
  readonly orders: readonly Order[];
  /** How each order ended; null before. */
  readonly ends: readonly ('paid' | 'failed')[] | null;
}

/** A payment: what the promises are about. */
export interface Paid extends Order {
  readonly taskNo: TaskNo;
}

/** The registrar's books. Never changed: a step makes others. */
export interface Registrar {
  readonly id: number;
  readonly domains: readonly { readonly name: DomainName; readonly expiryMs: number }[];
  readonly tasks: readonly Task[];
  readonly paid: readonly Paid[];
}

type Books = Omit<Registrar, 'id'>;

const DONE_WITHIN_MS = 50 * MINUTE;

/** Takes an order, as the registrar does whatever the ledger says. */
export function take(
  { registrar, nowMs }: { readonly registrar: Books; readonly nowMs: number },
  { by, orders }: { readonly by: string; readonly orders: readonly Order[] },
  rules: Rules,
): Books {
  const number = taskNo(`task-${registrar.tasks.length + 1}`);
  if (number === null) throw new TypeError('no task number');
  const task: Task = { taskNo: number, by, takenMs: nowMs, orders, ends: null };
  const taken = { ...registrar, tasks: [...registrar.tasks, task] };
  return rules.tasks === 'at-once' ? carryOut(taken, number, rules) : taken;
}

/** Carries one task out: each of its orders is paid and renewed, or fails unpaid. */
export function carryOut(registrar: Books, number: TaskNo, { staleDate }: Rules): Books {
  let { domains } = registrar;
  const paid = [...registrar.paid];
  const tasks = registrar.tasks.map((task): Task => {
    if (task.taskNo !== number || task.ends !== null) return task;
    const ends = task.orders.map((order) => {
      const expiryMs = domains.find(({ name }) => name === order.domain)?.expiryMs ?? null;
      if (expiryMs === null || (staleDate === 'rejected' && expiryMs !== order.expiryMs)) return 'failed';
      paid.push({ ...order, taskNo: number });
      const moved = { name: order.domain, expiryMs: addYears(expiryMs, order.years) };
      domains = domains.map((one) => (one.name === order.domain ? moved : one));
      return 'paid';
    });
    return { ...task, ends };
  });
  return { domains, tasks, paid };
}

/** Carries out what is old enough, in the order in which it was taken. */
export function advanceTasks(registrar: Books, nowMs: number, rules: Rules): Books {
  return registrar.tasks
    .filter(({ ends, takenMs }) => ends === null && nowMs - takenMs >= DONE_WITHIN_MS)
    .reduce<Books>((books, task) => carryOut(books, task.taskNo, rules), registrar);
}

/** Orders as one text, the same for the same orders only. */
export function textOfOrders(orders: readonly Order[]): string {
  return orders.map(({ domain, expiryMs, years, claimId }) => `${domain}/${expiryMs}/${years}/${claimId}`).join(',');
}
