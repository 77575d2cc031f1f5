import type { Terms } from '../config/terms.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { Quote } from '../inventory/quote-reader.ts';
import { claimsOf } from '../ledger/state.ts';
import type { LedgerView } from '../ledger/view.ts';
import type { DomainName, ListedDomain } from '../model/domain.ts';
import { costOfRenewal } from '../plan/budget.ts';
import type { Renewal } from '../plan/renewal.ts';
import type { BudgetSays, Explanation } from '../report/explanation.ts';
import { nextSteps } from '../report/next-step.ts';
import { answersOf, policyLooks } from '../selection/answers.ts';
import { chosenOf, ruleContext, select } from '../selection/select.ts';
import { problemsOf } from '../selection/told.ts';
import { readChosen } from './judge-domains.ts';
import { listDomains } from './list-domains.ts';
import { stage } from './notes.ts';
import { quoteDomains } from './quote-domains.ts';
import { type Funds, readFunds } from './read-funds.ts';
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
  const byList = ruleContext(config, order, state, { nowMs, readings: new Map(), autoRenewalUnknown });
  const readings = await stage(notes, 'details-unreadable', async () => await readChosen([domain], work));
  const quotes = await stage(
    notes,
    'details-unreadable',
    async () => await quoteDomains([domain], byList.termsOf, work),
  );
  const funds = await readFunds(work, view);

  const seen = { nowMs, readings: readings ?? new Map(), quotes: quotes ?? new Map(), autoRenewalUnknown };
  const context = ruleContext(config, order, state, seen);
  const [judged = { domain, verdict: 'not-confirmed', why: '' } as const] = select([domain], context);
  const terms = context.termsOf(domain);
  const quote = quotes?.get(domain.name) ?? null;
  const costMinor = costOfRenewal(renewalOf(domain, terms, quote), config.money);
  const budgets = budgetsSay(costMinor, funds);
  const told = problemsOf([judged], context).map(({ message }) => message);
  const about = { judged, terms, windowDays: context.windowDaysOf(domain), answers: answersOf(domain, context), told };
  const noRoom = budgets.find(({ fits }) => !fits)?.budget ?? null;
  const aheadCount = chosenOf(select(inventory.domains, byList)).filter((one) => isAhead(one, domain)).length;
  return {
    ...about,
    looks: policyLooks(domain, config.policy),
    quote,
    costMinor,
    budgets,
    balanceUnknownWhy: funds.balance.kind === 'known' ? null : funds.balance.why,
    claims: claimsOf(state, domain.name),
    steps: nextSteps({ ...about, config, nowMs, noRoom, aheadCount }),
  };
}

function renewalOf(domain: ListedDomain, terms: Terms, quote: Quote | null): Renewal {
  const { years, permitPremium, couponNo, promotionNo } = terms;
  const price = quote?.kind === 'price' ? quote.price : null;
  return { ...domain, years, price, permitPremium, couponNo, promotionNo };
}

function budgetsSay(costMinor: number, { budget, rails: { caps } }: Funds): BudgetSays[] {
  const limits = { run: caps.maxRunMinor, day: caps.maxDayMinor, month: caps.maxMonthMinor, balance: null };
  return (['run', 'day', 'month', 'balance'] as const).map((name) => {
    const leftMinor = budget[name];
    return { budget: name, limitMinor: limits[name], leftMinor, fits: leftMinor === null || costMinor <= leftMinor };
  });
}

function isAhead(one: ListedDomain, domain: ListedDomain): boolean {
  return one.name !== domain.name && (one.expiryMs ?? 0) < (domain.expiryMs ?? 0);
}
