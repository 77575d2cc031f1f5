import type { Reading } from '../inventory/details.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { Quote } from '../inventory/quote-reader.ts';
import { claimsOf } from '../ledger/state.ts';
import type { LedgerView } from '../ledger/view.ts';
import type { DomainName, ListedDomain } from '../model/domain.ts';
import { fitBudget } from '../plan/budget.ts';
import { type Renewal, renewalOn } from '../plan/renewal.ts';
import type { BudgetSays, Explanation } from '../report/explanation.ts';
import { nextSteps } from '../report/next-step.ts';
import { answersOf, policyLooks } from '../selection/answers.ts';
import type { RuleContext } from '../selection/rule.ts';
import { chosenOf, ruleContext, select } from '../selection/select.ts';
import { problemsOf } from '../selection/told.ts';
import { readChosen, takeReading } from './judge-domains.ts';
import { listDomains } from './list-domains.ts';
import { stage } from './notes.ts';
import { priceAsker } from './quote-domains.ts';
import { type Funds, readFunds } from './read-funds.ts';
import { numbersOf, readVouchers } from './read-vouchers.ts';
import type { RenewalWork } from './run-parts.ts';

/**
 * Looks at one domain as the timer's renewal run would, and also where that run would look no further. Null when the account does not
 * list it. Reads only; nothing is written to the ledger.
 */
export async function explainDomain(
  name: DomainName,
  work: RenewalWork,
  view: LedgerView,
): Promise<{ readonly inventory: Inventory; readonly explanation: Explanation | null } | null> {
  const inventory = await stage(work.notes, 'inventory-unreadable', async () => await listDomains(work, view));
  if (inventory === null) return null;
  const domain = inventory.domains.find((one) => one.name === name);
  const explanation = domain === undefined ? null : await explain(domain, inventory, work, view);
  return { inventory, explanation };
}

async function explain(
  domain: ListedDomain,
  inventory: Inventory,
  work: RenewalWork,
  view: LedgerView,
): Promise<Explanation> {
  const { config, order, parts, notes } = work;
  const { state } = view;
  const nowMs = parts.clock.now();
  const { autoRenewalUnknown } = inventory;
  const vouchers = await readVouchers(work);
  const byList = ruleContext(config, order, state, { nowMs, readings: new Map(), autoRenewalUnknown });
  const { readings, quotes } = await askAbout(domain, byList.termsOf, work);
  const funds = await readFunds(work, view, vouchers);

  const usableVouchers = numbersOf(vouchers);
  const seen = { nowMs, readings, quotes, autoRenewalUnknown, usableVouchers };
  const context = ruleContext(config, order, state, seen);
  const [judged = { domain, verdict: 'not-confirmed', why: '' } as const] = select([domain], context);
  const terms = context.termsOf(domain);
  const quote = quotes.get(domain.name) ?? null;
  const renewal = renewalOn(domain, terms, quote?.kind === 'price' ? quote.price : null);
  const budgets = budgetsSay(renewal, funds);
  const told = problemsOf([judged], context).map(({ message }) => message);
  const about = { judged, terms, windowDays: context.windowDaysOf(domain), answers: answersOf(domain, context), told };
  const noRoom = budgets.find(({ fits }) => !fits)?.budget ?? null;
  const aheadCount = chosenOf(select(inventory.domains, byList)).filter((one) => isAhead(one, domain)).length;
  // What stopped this look stops a run as well.
  const stopped = notes.stops.map(({ stop }) => ({ text: `Nothing, while runs stop with ${stop}; else:`, atMs: null }));
  return {
    ...about,
    looks: policyLooks(domain, config.policy),
    quote,
    costMinor: renewal.countedMinor,
    budgets,
    balanceUnknownWhy: funds.balance.kind === 'known' ? null : funds.balance.why,
    claims: claimsOf(state, domain.name),
    steps: [...stopped, ...nextSteps({ ...about, config, nowMs, noRoom, aheadCount })],
  };
}

/** The single query and the price of one domain; without either where it could not be had. */
async function askAbout(
  domain: ListedDomain,
  termsOf: RuleContext['termsOf'],
  work: RenewalWork,
): Promise<{ readonly readings: Map<DomainName, Reading>; readonly quotes: Map<DomainName, Quote> }> {
  const { notes } = work;
  const known = { readings: new Map<DomainName, Reading>(), quotes: new Map<DomainName, Quote>() };
  await stage(notes, 'details-unreadable', async () => {
    for (const [name, quote] of await priceAsker(termsOf, work).quote([domain])) known.quotes.set(name, quote);
    for (const [name, reading] of await readChosen([domain], work)) takeReading(name, reading, known);
  });
  return known;
}

/** Each on its own, vouchers counted for the balance. */
function budgetsSay(renewal: Renewal, { budget, rails }: Funds): BudgetSays[] {
  const { caps } = rails;
  const limits = { run: caps.maxRunMinor, day: caps.maxDayMinor, month: caps.maxMonthMinor, balance: null };
  return (['run', 'day', 'month', 'balance'] as const).map((name) => {
    const alone = { ...budget, run: null, day: null, month: null, balance: null, [name]: budget[name] };
    const fits = fitBudget([renewal], alone).fit.length === 1;
    return { budget: name, limitMinor: limits[name], leftMinor: budget[name], fits };
  });
}

function isAhead(one: ListedDomain, domain: ListedDomain): boolean {
  return one.name !== domain.name && (one.expiryMs ?? 0) < (domain.expiryMs ?? 0);
}
