import { QUOTES_IN_ONE_CALL, type Quote } from '../inventory/quote-reader.ts';
import { readQuotes } from '../inventory/quotes.ts';
import type { LedgerView } from '../ledger/view.ts';
import { isTimeLeft } from '../model/cloud-error.ts';
import type { DomainName, ListedDomain } from '../model/domain.ts';
import { type Forecast, forecast, forecastProblem } from '../plan/forecast.ts';
import type { Plan } from '../plan/plan.ts';
import { upcomingDomains, upcomingRenewals } from '../plan/upcoming.ts';
import type { RuleContext } from '../selection/rule.ts';
import { contextOf, type Judgement } from './judge-domains.ts';
import type { Funds } from './read-funds.ts';
import type { RenewalWork } from './run-parts.ts';

/** So many calls for prices are made beyond those of the plan. */
const EXTRA_CALLS_MAX = 2;

/**
 * Lays the balance, as it was before this run, against the expiries of the next 90 days, this run's among them. Null where it is not known, and in
 * a run of named domains, which has not judged the others.
 */
export async function forecastBalance(
  work: RenewalWork,
  view: LedgerView,
  judgement: Judgement,
  { budget }: Funds,
): Promise<Forecast | null> {
  if (budget.balance === null || work.order.domains !== null) return null;
  const context = contextOf(work, view, judgement);
  const domains = upcomingDomains(judgement.judged, context);
  const later = await quoteLater(domains, context, judgement.quotes, work);
  const quotes = new Map([...judgement.quotes, ...later]);
  return forecast(upcomingRenewals(domains, context, quotes), {
    balanceMinor: budget.balance,
    purse: budget.purse,
    nowMs: context.nowMs,
  });
}

/** Nothing beside a cut of the present plan, which says the same. */
export function tellForecast(
  ahead: Forecast | null,
  { unfit }: Plan,
  { budget, rails }: Funds,
  { notes }: RenewalWork,
): void {
  if (ahead === null || budget.balance === null || unfit.some(({ by }) => by === 'balance')) return;
  forecastProblem(ahead, budget.balance, rails.currency).forEach(notes.problem);
}

/** Prices of the soonest of those that were not asked for yet; of none when this run got no price at all, and when its time is over. */
async function quoteLater(
  domains: readonly ListedDomain[],
  context: RuleContext,
  quotes: ReadonlyMap<DomainName, Quote>,
  { parts, config }: RenewalWork,
): Promise<ReadonlyMap<DomainName, Quote>> {
  const isDead = quotes.size > 0 && [...quotes.values()].every(({ kind }) => kind === 'unknown');
  if (isDead) return new Map();
  const queries = domains
    .filter(({ name }) => !quotes.has(name))
    .slice(0, EXTRA_CALLS_MAX * QUOTES_IN_ONE_CALL)
    .map((domain) => ({ name: domain.name, listedName: domain.listedName, years: context.termsOf(domain).years }));
  try {
    return (await readQuotes(parts.services, queries, config.money.currency)).quotes;
  } catch (error) {
    // The forecast then goes by what is known: it is not worth a stop.
    if (isTimeLeft(error)) return new Map();
    throw error;
  }
}
