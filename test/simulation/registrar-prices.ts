import { domainToASCII } from 'node:url';
import { renewalPriceMinor } from '../../src/sandbox/price-list.ts';
import type { SandboxDomain } from '../../src/sandbox/registry.ts';

/** What renewals cost at the registrar, and since when: kept by those who change it, so that the auditor need ask nobody. */
export class RegistrarPrices {
  #percent = 100;
  /** When something last changed for every domain: the percent, or whether the price call answers. */
  #changedMs = 0;
  #isCallOn = true;
  readonly #changedOne = new Map<string, number>();

  setPercent(percent: number, nowMs: number): void {
    this.#percent = percent;
    this.#changedMs = nowMs;
  }

  /** The price call is there for everybody, or denied, or missing. */
  setCall(isOn: boolean, nowMs: number): void {
    this.#isCallOn = isOn;
    this.#changedMs = nowMs;
  }

  /** One domain has another price from now on. */
  changedOne(domain: string, nowMs: number): void {
    this.#changedOne.set(domainToASCII(domain), nowMs);
  }

  /** For all the years together, minor units of CNY. */
  priceMinor(domain: SandboxDomain, years: number): number {
    const listMinor = domain.priceMinor === null ? renewalPriceMinor(domain, years) : domain.priceMinor * years;
    return Math.round((listMinor * this.#percent) / 100);
  }

  /** Whether the price call has answered all the time since then, and with the same for this domain. */
  areToldSince(domain: string, fromMs: number): boolean {
    const changedMs = Math.max(this.#changedMs, this.#changedOne.get(domainToASCII(domain)) ?? 0);
    return this.#isCallOn && changedMs < fromMs;
  }

  /** Whether nobody was told any price since then. */
  areUntoldSince(fromMs: number): boolean {
    return !this.#isCallOn && this.#changedMs < fromMs;
  }
}
