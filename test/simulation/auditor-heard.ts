import { domainToASCII } from 'node:url';

/** An answer of the registrar or of the bank; `body` is null when none came that can be read. */
export interface HeardAnswer {
  readonly action: string;
  readonly body: unknown;
}

const PRICE_CALL = 'QueryDomainRealTimePrice';
const SUBMISSION = 'SaveBatchTaskForCreatingOrderRenew';

/** What a run heard of prices, and of its submissions: only what nobody can misread, as the service writes it when it is not odd. */
export class Heard {
  readonly #priced = new Set<string>();
  #askedCount = 0;
  /** The first time it asked for prices, it was told that it has no permission for that: what it asks for at its end is only a forecast. */
  isDeniedPrices = false;
  /** So many submissions were answered without a task number, or not at all. */
  unansweredCount = 0;

  take({ action, body }: HeardAnswer): void {
    if (action === SUBMISSION && !/"taskno"/i.test(JSON.stringify(body))) this.unansweredCount += 1;
    if (action !== PRICE_CALL) return;
    this.#askedCount += 1;
    const { Module: module, Code: code } = (body ?? {}) as { Module?: { DomainPrices?: unknown }; Code?: unknown };
    if (this.#askedCount === 1 && code === 'NoPermission') this.isDeniedPrices = true;
    const rows: unknown = module?.DomainPrices;
    if (!Array.isArray(rows)) return;
    for (const row of rows as readonly Readonly<Record<string, unknown>>[]) {
      const { DomainName: name, Avail: avail, Currency: currency, Price: price } = row;
      const isPlain = avail === 1 && currency === 'CNY' && typeof price === 'number';
      if (isPlain && typeof name === 'string') this.#priced.add(domainToASCII(name));
    }
  }

  /** Whether the registrar told what a renewal of this domain costs. */
  hasPriceOf(domain: string): boolean {
    return this.#priced.has(domain);
  }
}
