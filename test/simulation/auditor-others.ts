import { domainToASCII } from 'node:url';
import { DAY_MS } from '../../src/model/time.ts';
import type { BystanderRecord } from '../../src/sandbox/books.ts';

/** The shortest that a renewal moves a date. */
const YEAR_MS = 365 * DAY_MS;

/** The date that the registrar has for a domain now; null when it is not in the account. */
export type DateOf = (domain: string) => number | null;

/** What somebody else did to the domains, and when. */
export class Others {
  /** By domain: when somebody last had a hand in it. */
  readonly #touchedMs = new Map<string, number>();
  /** By domain: the dates to which others renewed it; null when it was gone before anybody looked. */
  readonly #renewedTo = new Map<string, (number | null)[]>();
  /** When somebody last had a hand in any domain, or in what domains there are. */
  lastMs = 0;
  #deedsSeen = 0;

  /** What the registrar's own people did since the last look, one step ago: the dates are still those of then. */
  look(deeds: readonly BystanderRecord[], dateOf: DateOf): void {
    for (; this.#deedsSeen < deeds.length; this.#deedsSeen++) {
      const one = deeds[this.#deedsSeen];
      if (one === undefined) break;
      const domain = domainToASCII(one.domain);
      this.#touchedMs.set(domain, one.atMs);
      this.lastMs = Math.max(this.lastMs, one.atMs);
      if (one.deed === 'renewed') this.#renewed(domain, dateOf(domain));
    }
  }

  /** Somebody else did something to a domain, just now. */
  did(domain: string, deed: 'changed' | 'auto-renewed', nowMs: number, dateOf: DateOf): void {
    this.#touchedMs.set(domain, nowMs);
    this.lastMs = nowMs;
    if (deed === 'auto-renewed') this.#renewed(domain, dateOf(domain));
  }

  /** Whether nobody had a hand in the domain since then. */
  areAwaySince(domain: string, fromMs: number): boolean {
    return (this.#touchedMs.get(domain) ?? 0) < fromMs;
  }

  /** Whether others renewed the domain from this date or a later one: a renewal that led to the date does not count. */
  haveRenewed(domain: string, expiryMs: number): boolean {
    const dates = this.#renewedTo.get(domain) ?? [];
    return dates.some((toMs) => toMs === null || toMs >= expiryMs + YEAR_MS - DAY_MS);
  }

  #renewed(domain: string, toMs: number | null): void {
    this.#renewedTo.set(domain, [...(this.#renewedTo.get(domain) ?? []), toMs]);
  }
}
