import { type Reading, readDetails } from '../inventory/details.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { QUOTES_IN_ONE_CALL, type Quote } from '../inventory/quote-reader.ts';
import { isOfTerm } from '../ledger/state.ts';
import type { LedgerView } from '../ledger/view.ts';
import type { DomainName, ListedDomain } from '../model/domain.ts';
import { type Budget, fitBudget } from '../plan/budget.ts';
import { type Renewal, renewalOn } from '../plan/renewal.ts';
import type { RuleContext } from '../selection/rule.ts';
import { chosenOf, ruleContext, select } from '../selection/select.ts';
import { problemsOfRun } from '../selection/told.ts';
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
  /** Chosen, but so far behind that this run has not asked for their prices, or stopped before: they wait. */
  readonly unasked: ReadonlySet<DomainName>;
  readonly termsOf: RuleContext['termsOf'];
  /** It was in a submission that was refused for a fault of the request. */
  readonly wasRefused: (domain: ListedDomain) => boolean;
}

/** What an account's money says before anybody is judged. */
export interface MoneyAhead {
  readonly usableVouchers: Judgement['usableVouchers'];
  readonly budget: Budget;
}

/** So many domains for which there is no money are asked for beyond those that one run submits: an account may have thousands. */
const PASSED_OVER_MAX = 10 * QUOTES_IN_ONE_CALL;

/**
 * Step 3: verdicts by the list and the ledger; then prices are asked for, soonest expiry first, until there is money for as many domains
 * as one run may submit. These are read one by one, and as many of the soonest that wait for money, for a trouble of their own is to be
 * told while there is time; all are judged again with what that tells. When they cannot be read the run stops, and the verdicts by the
 * list stand.
 */
export async function judgeDomains(
  work: RenewalWork,
  view: LedgerView,
  inventory: Inventory,
  { usableVouchers, budget }: MoneyAhead,
): Promise<Judgement> {
  const { config, notes, parts } = work;
  const readings = new Map<DomainName, Reading>();
  const { autoRenewalUnknown = new Set() } = inventory;
  const quotes = new Map<DomainName, Quote>();
  const context = contextOf(work, view, { readings, quotes, autoRenewalUnknown, usableVouchers });
  const judged = select(inventory.domains, context);
  const prices = priceAsker(context.termsOf, work);
  const indexOf = new Map(judged.map(({ domain }, index) => [domain.name, index]));
  const { termsOf } = context;
  await stage(notes, 'details-unreadable', async () => {
    for (;;) {
      // A domain that drops out, or for which there is no money, lets the next one move up below the run's maximum: go on until none of
      // the first is unasked. Prices first: one call tells fifty of them, and what is dearer than a year may cost need not be read.
      const chosen = chosenOf(judged);
      const { wanted, unquoted } = firstThatFit(chosen, { quotes, termsOf, budget, countMax: config.maxDomains });
      for (const [name, quote] of await prices.quote(unquoted)) quotes.set(name, quote);
      const unread = unquoted.length > 0 ? [] : wanted.filter(({ name }) => !readings.has(name));
      for (const [name, reading] of await readChosen(unread, work)) takeReading(name, reading, { readings, quotes });
      if (unquoted.length + unread.length === 0) return;
      for (const one of select([...unquoted, ...unread], context)) judged[indexOf.get(one.domain.name) ?? -1] = one;
    }
  });
  const unasked = new Set(
    chosenOf(judged)
      .map(({ name }) => name)
      .filter((name) => !quotes.has(name)),
  );
  parts.tell({ news: 'judged', judged });
  problemsOfRun(judged, context).forEach(notes.problem);
  const wasRefused = (domain: ListedDomain): boolean =>
    context
      .claimsOf(domain)
      .some((claim) => claim.standing === 'refused' && isOfTerm(claim, domain.expiryMs) && blamesRequest(claim.reason));
  return { judged, readings, quotes, autoRenewalUnknown, usableVouchers, unasked, termsOf, wasRefused };
}

/**
 * Who is to be read: those for which there is money, at most as many as a run submits, and the soonest of all, as many again. And whose
 * prices must be known to find more with money: filled up to a whole call.
 */
function firstThatFit(
  chosen: readonly ListedDomain[],
  at: Pick<Judgement, 'quotes' | 'termsOf'> & { readonly budget: Budget; readonly countMax: number },
): { readonly wanted: readonly ListedDomain[]; readonly unquoted: readonly ListedDomain[] } {
  const { quotes, budget, countMax } = at;
  const quoted = chosen.filter(({ name }) => quotes.has(name));
  const taken = fitBudget(
    quoted.map((domain) => renewalOf(domain, at)),
    budget,
    countMax,
  ).fit;
  const names = new Set(taken.map(({ name }) => name));
  const missing = Math.min(countMax - taken.length, countMax + PASSED_OVER_MAX - quoted.length);
  const unquoted = chosen.filter(({ name }) => !quotes.has(name));
  return {
    wanted: quoted.filter(({ name }, index) => names.has(name) || index < countMax),
    unquoted: missing <= 0 ? [] : unquoted.slice(0, Math.max(QUOTES_IN_ONE_CALL, missing)),
  };
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
export function renewalsOf(judgement: Judgement): Renewal[] {
  return chosenOf(judgement.judged).map((domain) => renewalOf(domain, judgement));
}

function renewalOf(domain: ListedDomain, { quotes, termsOf }: Pick<Judgement, 'quotes' | 'termsOf'>): Renewal {
  const quote = quotes.get(domain.name);
  return renewalOn(domain, termsOf(domain), quote?.kind === 'price' ? quote.price : null);
}
