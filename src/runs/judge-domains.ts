import { type Reading, readDetails } from '../inventory/details.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { QUOTES_IN_ONE_CALL, type Quote } from '../inventory/quote-reader.ts';
import { isOfTerm } from '../ledger/state.ts';
import type { LedgerView } from '../ledger/view.ts';
import type { DomainName, ListedDomain } from '../model/domain.ts';
import { type Renewal, renewalOn } from '../plan/renewal.ts';
import type { RuleContext } from '../selection/rule.ts';
import { chosenOf, ruleContext, select } from '../selection/select.ts';
import { problemsOf } from '../selection/told.ts';
import type { Judged } from '../selection/verdict.ts';
import { blamesRequest } from '../submission/outcome.ts';
import { stage } from './notes.ts';
import { priceAsker } from './quote-domains.ts';
import type { RenewalWork } from './run-parts.ts';

/** The verdicts of a run, and the readings behind them. */
export interface Judgement {
  /** Every listed domain once, in the order of the list. */
  readonly judged: readonly Judged[];
  /** What the single query said about the chosen ones; grows when a batch is read again shortly before its claim. */
  readonly readings: Map<DomainName, Reading>;
  /** What their renewals cost; asked once in a run. */
  readonly quotes: Map<DomainName, Quote>;
  readonly autoRenewalUnknown: ReadonlySet<DomainName>;
  /** The numbers of the vouchers that can be used; null where they are not known. */
  readonly usableVouchers: ReadonlySet<string> | null;
  readonly termsOf: RuleContext['termsOf'];
  /** It was in a submission that was refused for a fault of the request. */
  readonly wasRefused: (domain: ListedDomain) => boolean;
}

/**
 * Step 3: verdicts by the list and the ledger; then the prices of the domains that one run may submit are asked for, what they
 * cost lets pass is read one by one, and all are judged again with what that tells. When they cannot be read the run stops, and the verdicts by the list stand.
 */
export async function judgeDomains(
  work: RenewalWork,
  view: LedgerView,
  inventory: Inventory,
  usableVouchers: Judgement['usableVouchers'],
): Promise<Judgement> {
  const { config, notes, parts } = work;
  const readings = new Map<DomainName, Reading>();
  const { autoRenewalUnknown = new Set() } = inventory;
  const quotes = new Map<DomainName, Quote>();
  const context = contextOf(work, view, { readings, quotes, autoRenewalUnknown, usableVouchers });
  const judged = select(inventory.domains, context);
  const prices = priceAsker(context.termsOf, work);
  const indexOf = new Map(judged.map(({ domain }, index) => [domain.name, index]));
  await stage(notes, 'details-unreadable', async () => {
    for (;;) {
      // A domain that drops out lets the next one move up below the run's maximum: go on until none of the first is unasked. Prices first:
      // one call tells fifty of them, and what is too dear need not be read.
      const chosen = chosenOf(judged);
      const unquoted = nextUnquoted(chosen, config.maxDomains, quotes);
      for (const [name, quote] of await prices.quote(unquoted)) quotes.set(name, quote);
      const first = unquoted.length > 0 ? [] : chosen.slice(0, config.maxDomains);
      const unread = first.filter(({ name }) => !readings.has(name));
      for (const [name, reading] of await readChosen(unread, work)) takeReading(name, reading, { readings, quotes });
      if (unquoted.length + unread.length === 0) return;
      for (const one of select([...unquoted, ...unread], context)) judged[indexOf.get(one.domain.name) ?? -1] = one;
    }
  });
  parts.tell({ news: 'judged', judged });
  tellProblems(judged, context, work);
  const wasRefused = (domain: ListedDomain): boolean =>
    context
      .claimsOf(domain)
      .some((claim) => claim.standing === 'refused' && isOfTerm(claim, domain.expiryMs) && blamesRequest(claim.reason));
  return { judged, readings, quotes, autoRenewalUnknown, usableVouchers, termsOf: context.termsOf, wasRefused };
}

/** Those of the first that have no quote, filled up to a whole call. */
function nextUnquoted(
  chosen: readonly ListedDomain[],
  countMax: number,
  quotes: Judgement['quotes'],
): readonly ListedDomain[] {
  const isUnquoted = ({ name }: ListedDomain): boolean => !quotes.has(name);
  const count = chosen.slice(0, countMax).filter(isUnquoted).length;
  return count === 0 ? [] : chosen.filter(isUnquoted).slice(0, Math.max(QUOTES_IN_ONE_CALL, count));
}

/** Keeps what the single query said; a price of the policy's table does not hold for what that calls premium. */
export function takeReading(
  name: DomainName,
  reading: Reading,
  { readings, quotes }: Pick<Judgement, 'readings' | 'quotes'>,
): void {
  readings.set(name, reading);
  const quote = quotes.get(name);
  const isMispriced = quote?.kind === 'price' && quote.isOfTable === true && reading.details?.premium === true;
  if (isMispriced)
    quotes.set(name, { kind: 'unknown', why: 'it is premium, and the policy tells ordinary prices only' });
}

/** Reads the single queries of these domains, telling how far it is. */
export async function readChosen(
  domains: readonly ListedDomain[],
  { parts }: RenewalWork,
): Promise<Map<DomainName, Reading>> {
  return await readDetails(parts.services, domains, parts.clock, (doneCount, chosenCount) => {
    parts.tell({ news: 'confirming', doneCount, chosenCount });
  });
}

/** What the rules look at, as of now. */
export function contextOf(
  { config, order, parts }: RenewalWork,
  view: LedgerView,
  known: Pick<Judgement, 'readings' | 'quotes' | 'autoRenewalUnknown' | 'usableVouchers'>,
): RuleContext {
  return ruleContext(config, order, view.state, { nowMs: parts.clock.now(), ...known });
}

/** The chosen ones with the terms on which they are renewed, soonest expiry first. */
export function renewalsOf({ judged, quotes, termsOf }: Judgement): Renewal[] {
  return chosenOf(judged).map((domain) => {
    const quote = quotes.get(domain.name);
    return renewalOn(domain, termsOf(domain), quote?.kind === 'price' ? quote.price : null);
  });
}

/** Tells what a person should know about the domains that are near their expiry and not renewed. */
export function tellProblems(judged: readonly Judged[], context: RuleContext, { notes }: RenewalWork): void {
  problemsOf(judged, context).forEach(notes.problem);
}
