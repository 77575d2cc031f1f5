import type { AccountRecord } from './account.ts';

/** One order as a submission asked for it. */
export interface RequestedOrder {
  /** Lower-case punycode. */
  readonly domain: string;
  /** As sent: what lists call the domain. */
  readonly sentName: string;
  /** `CurrentExpirationDate` as sent. */
  readonly expiryBeforeMs: number;
  readonly years: number;
  readonly permitPremium: boolean;
}

/** One renewal request that reached the service, whatever the client heard of it. */
export interface SubmissionRecord {
  readonly atMs: number;
  readonly requestId: string;
  /** Null unless executed. */
  taskNo: string | null;
  /** Whether the orders were taken. */
  executed: boolean;
  /** Empty when the request could not be read. */
  readonly orders: readonly RequestedOrder[];
}

/** One order that was taken. */
export interface OrderRecord {
  readonly orderId: string;
  readonly taskNo: string;
  /** Lower-case punycode. */
  readonly domain: string;
  /** The date that the client sent. */
  readonly expiryBeforeMs: number;
  /** The registrar's date when the order was carried out; null until then, and for a domain that is not there. */
  expiryActualMs: number | null;
  /** Null until the date has moved. */
  expiryAfterMs: number | null;
  readonly years: number;
  /** Minor units; what was charged, or would have been. */
  priceMinor: number;
  readonly currency: string;
  /** What the coupon paid of it, and what the account's balance; both 0 unless paid. */
  couponPaidMinor: number;
  balancePaidMinor: number;
  state: 'waiting' | 'paid' | 'failed';
  /** Empty unless failed. */
  reason: string;
  readonly couponNo: string | null;
  readonly promotionNo: string | null;
  readonly placedMs: number;
  /** Before that no list of task details shows it. */
  readonly shownFromMs: number;
  /** When it was paid or failed; null until then. */
  endedMs: number | null;
  paidMs: number | null;
  /** When the date moved; null until then. */
  movedMs: number | null;
}

/** What somebody else did to the account meanwhile. */
export interface BystanderRecord {
  readonly atMs: number;
  readonly deed: 'added' | 'removed' | 'renewed';
  readonly domain: string;
}

/** The sandbox's own records: what really happened, independent of what any client believes. */
export interface SandboxBooks {
  readonly submissions: readonly Readonly<SubmissionRecord>[];
  readonly orders: readonly Readonly<OrderRecord>[];
  readonly paidCount: number;
  readonly paidMinor: number;
  /** Calls that spend or change, other than a renewal: the product must never make one. */
  readonly forbidden: number;
  /** How often each action was called, refused calls included. */
  readonly calls: Readonly<Record<string, number>>;
  readonly bystanders: readonly BystanderRecord[];
  /** What is left of the account's money. */
  readonly account: AccountRecord;
}

export interface BookKeeper {
  called(action: string): number;
  forbade(): void;
  addSubmission(record: SubmissionRecord): void;
  addOrder(record: OrderRecord): void;
  orderCount(): number;
  addBystander(record: BystanderRecord): void;
  bystanderDeeds(): readonly BystanderRecord[];
  /** The entries themselves, oldest first, for whoever looks after every step. */
  orders(): readonly Readonly<OrderRecord>[];
  submissions(): readonly Readonly<SubmissionRecord>[];
  /** A copy: whoever reads the books cannot change them. */
  copy(account: AccountRecord): SandboxBooks;
}

/** Books without an entry. */
export function createBookKeeper(): BookKeeper {
  const submissions: SubmissionRecord[] = [];
  const orders: OrderRecord[] = [];
  const bystanders: BystanderRecord[] = [];
  const calls = new Map<string, number>();
  let forbidden = 0;
  return {
    called: (action) => {
      const count = (calls.get(action) ?? 0) + 1;
      calls.set(action, count);
      return count;
    },
    forbade: () => {
      forbidden += 1;
    },
    addSubmission: (record) => submissions.push(record),
    addOrder: (record) => orders.push(record),
    orderCount: () => orders.length,
    addBystander: (record) => bystanders.push(record),
    bystanderDeeds: () => bystanders,
    orders: () => orders,
    submissions: () => submissions,
    copy: (account) => {
      const paid = orders.filter((order) => order.state === 'paid');
      return structuredClone({
        submissions,
        orders,
        paidCount: paid.length,
        paidMinor: paid.reduce((sum, order) => sum + order.priceMinor, 0),
        forbidden,
        calls: Object.fromEntries(calls),
        bystanders,
        account,
      });
    },
  };
}
