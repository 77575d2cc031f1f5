import type { Claim, ClaimStanding } from '../ledger/state.ts';
import { groupBy } from './render-group.ts';

/** One order as somebody else's books have it; the sandbox's orders fit. */
export interface BookedOrder {
  readonly domain: string;
  readonly state: 'waiting' | 'paid' | 'failed';
  readonly priceMinor: number;
}

/** One domain in our ledger and in the books. */
export interface AuditRow {
  readonly domain: string;
  /** Where its claims stand by our ledger, in log order, without those that were void. */
  readonly standings: readonly ClaimStanding[];
  /** Orders, by the books. */
  readonly orderCount: number;
  readonly paidCount: number;
  readonly failedCount: number;
  readonly paidMinor: number;
}

/** Our ledger beside the books of whoever was paid. */
export interface Audit {
  /** By name. */
  readonly rows: readonly AuditRow[];
  readonly paidTwice: readonly string[];
  /** Paid by the books, but not renewed by our ledger, or the other way round. */
  readonly disagree: readonly string[];
  readonly openCount: number;
}

const OPEN: readonly ClaimStanding[] = ['claimed', 'doubted', 'accepted'];

/** Compares what we believe with what was really ordered and paid. Pure. */
export function audit(claims: Iterable<Claim>, orders: readonly BookedOrder[]): Audit {
  const claimsOf = new Map(groupBy([...claims].filter(isNotVoid), ({ domain }) => domain));
  const ordersOf = new Map(groupBy(orders, ({ domain }) => domain));
  const domains = [...new Set([...claimsOf.keys(), ...ordersOf.keys()])].sort();
  const rows = domains.map((domain) => rowOf(domain, claimsOf.get(domain) ?? [], ordersOf.get(domain) ?? []));
  return {
    rows,
    paidTwice: rows.filter(({ paidCount }) => paidCount > 1).map(({ domain }) => domain),
    disagree: rows.filter((row) => row.paidCount !== renewedCountOf(row)).map(({ domain }) => domain),
    openCount: rows.flatMap(({ standings }) => standings).filter((standing) => OPEN.includes(standing)).length,
  };
}

/** How often our ledger says that a domain was renewed. */
export function renewedCountOf({ standings }: Pick<AuditRow, 'standings'>): number {
  return standings.filter((standing) => standing === 'renewed').length;
}

function rowOf(domain: string, claims: readonly Claim[], orders: readonly BookedOrder[]): AuditRow {
  const paid = orders.filter(({ state }) => state === 'paid');
  return {
    domain,
    standings: claims.map(({ standing }) => standing),
    orderCount: orders.length,
    paidCount: paid.length,
    failedCount: orders.filter(({ state }) => state === 'failed').length,
    paidMinor: paid.reduce((sum, { priceMinor }) => sum + priceMinor, 0),
  };
}

function isNotVoid({ standing }: Claim): boolean {
  return standing !== 'void';
}
