import type { Inventory } from '../inventory/inventory.ts';
import { claimsOf } from '../ledger/state.ts';
import type { LedgerView } from '../ledger/view.ts';
import type { DomainName, ListedDomain } from '../model/domain.ts';
import type { ProblemKind } from '../model/problem.ts';
import { isApprovalNeeded } from '../plan/approval.ts';
import { fitBudget } from '../plan/budget.ts';
import { budgetProblems } from '../plan/budget-problems.ts';
import type { Stop } from '../plan/limits.ts';
import { vouchersOf } from '../plan/plan.ts';
import { type Renewal, renewalOn } from '../plan/renewal.ts';
import type { BudgetSays, Explanation } from '../report/explanation.ts';
import { nextSteps } from '../report/next-step.ts';
import { type PlanPlace, placeIn } from '../report/plan-place.ts';
import { answersOf, policyLooks } from '../selection/answers.ts';
import type { RuleContext } from '../selection/rule.ts';
import { chosenOf, select } from '../selection/select.ts';
import { problemsOf } from '../selection/told.ts';
import { contextOf, type Judgement, readChosen, renewalsOf, takeReading } from './judge-domains.ts';
import { listDomains } from './list-domains.ts';
import { stage } from './notes.ts';
import { priceAsker } from './quote-domains.ts';
import { type Funds, readFunds } from './read-funds.ts';
import { numbersOf, readVouchers, type Vouchers } from './read-vouchers.ts';
import { type Rehearsal, rehearse } from './rehearse.ts';
import type { RenewalWork } from './run-parts.ts';

/**
 * Looks at one domain as the timer's renewal run would, and also where that run would look no further. One that is due is looked at within
 * the whole plan of that run. Null when the account does not list it. Reads only; nothing is written to the ledger.
 */
export async function explainDomain(
  name: DomainName,
  work: RenewalWork,
  view: LedgerView,
): Promise<{ readonly inventory: Inventory; readonly explanation: Explanation | null } | null> {
  const inventory = await stage(work.notes, 'inventory-unreadable', async () => await listDomains(work, view));
  if (inventory === null) return null;
  const domain = inventory.domains.find((one) => one.name === name);
  // A price call that fails in the rehearsal is neither made nor told again.
  const own = { ...work, priceCall: { failed: null, noCallWhy: null } };
  const explanation = domain === undefined ? null : await explain(domain, inventory, own, view);
  return { inventory, explanation };
}

async function explain(
  domain: ListedDomain,
  inventory: Inventory,
  work: RenewalWork,
  view: LedgerView,
): Promise<Explanation> {
  const { config, notes } = work;
  const { known, funds, rehearsal } = await look(domain, inventory, work, view);
  const context = contextOf(work, view, known);
  const [judged = { domain, verdict: 'not-confirmed', why: '' } as const] = select([domain], context);
  const terms = context.termsOf(domain);
  const quote = known.quotes.get(domain.name) ?? null;
  const renewal = renewalOn(domain, terms, quote?.kind === 'price' ? quote.price : null);
  // Where only the last look holds it, what a plan says of it is not what becomes of it.
  const isPlanned = rehearsal !== null && judged.verdict === 'expires-within-window';
  const { place, ahead, stops: own, says } = isPlanned ? placed(domain, rehearsal, work) : NOT_PLANNED;
  const budgets = budgetsSay(renewal, { ahead, place, funds });
  own.forEach(notes.stop);
  const told = [...problemsOf([judged], context).map(({ message }) => message), ...says];
  const about = { judged, terms, windowDays: context.windowDaysOf(domain), answers: answersOf(domain, context), told };
  const costMinor = renewal.countedMinor;
  const isApprovedByHand = isApprovalNeeded({ costMinor }, config.money, funds.committed.day);
  const { stops } = notes;
  const outlook = { ...about, config, nowMs: context.nowMs, costMinor, place, budgets, stops, isApprovedByHand };
  return {
    ...about,
    looks: policyLooks(domain, config.policy),
    quote,
    costMinor,
    place,
    budgets,
    balanceUnknownWhy: funds.balance.kind === 'known' ? null : funds.balance.why,
    claims: claimsOf(view.state, domain.name),
    stops,
    steps: nextSteps(outlook),
  };
}

/** Everything that is asked of the services. */
interface Look {
  readonly known: Pick<Judgement, 'readings' | 'quotes' | 'autoRenewalUnknown' | 'usableVouchers'>;
  readonly funds: Funds;
  /** Null for a domain that is not due by the list: no plan can have it. */
  readonly rehearsal: Rehearsal | null;
}

/** These stop a look as they stop a run: to ask once more would only repeat them. */
const UNREADABLE: readonly string[] = ['details-unreadable', 'time-left'];

async function look(domain: ListedDomain, inventory: Inventory, work: RenewalWork, view: LedgerView): Promise<Look> {
  const { notes } = work;
  const vouchers = await readVouchers(work);
  const { autoRenewalUnknown = new Set() } = inventory;
  const nothing = { readings: new Map(), quotes: new Map(), autoRenewalUnknown, usableVouchers: numbersOf(vouchers) };
  const byList = contextOf(work, view, nothing);
  const isDue = chosenOf(select([domain], byList)).length === 1;
  const rehearsal = isDue ? await rehearseFor(work, view, inventory, vouchers) : null;
  const known = rehearsal?.judgement ?? nothing;
  const isReadable = notes.stops.every(({ stop }) => !UNREADABLE.includes(stop));
  if (isReadable) await askAbout(domain, byList.termsOf, known, work);
  return { known, rehearsal, funds: rehearsal?.funds ?? (await readFunds(work, view, vouchers)) };
}

/** What is about no single domain, and about more than a plan's sums. */
const OF_ALL: readonly ProblemKind[] = ['permission-missing', 'price-call-missing', 'vouchers-unreadable'];

async function rehearseFor(
  work: RenewalWork,
  view: LedgerView,
  inventory: Inventory,
  vouchers: Vouchers,
): Promise<Rehearsal> {
  const rehearsal = await rehearse(work, view, inventory, vouchers);
  rehearsal.stops.filter((stop) => work.config.mode === 'renew' || !isApproval(stop)).forEach(work.notes.stop);
  rehearsal.problems.filter(({ problem }) => OF_ALL.includes(problem)).forEach(work.notes.problem);
  return rehearsal;
}

function isApproval({ stop }: Stop): boolean {
  return stop === 'approval-missing';
}

/** The price and the single query of one domain, where a plan has not asked for them; without either where it could not be had. */
async function askAbout(
  domain: ListedDomain,
  termsOf: RuleContext['termsOf'],
  known: Pick<Judgement, 'readings' | 'quotes'>,
  work: RenewalWork,
): Promise<void> {
  await stage(work.notes, 'details-unreadable', async () => {
    const unquoted = known.quotes.has(domain.name) ? [] : [domain];
    for (const [name, quote] of await priceAsker(termsOf, work).quote(unquoted)) known.quotes.set(name, quote);
    const unread = known.readings.has(domain.name) ? [] : [domain];
    for (const [name, reading] of await readChosen(unread, work)) takeReading(name, reading, known);
  });
}

/** What the rehearsed plan says of this domain. */
interface Placed {
  readonly place: PlanPlace | null;
  readonly ahead: readonly Renewal[];
  /** What it would wait for, beyond what stops every run. */
  readonly stops: readonly Stop[];
  readonly says: readonly string[];
}

const NOT_PLANNED: Placed = { place: null, ahead: [], stops: [], says: [] };

function placed(domain: ListedDomain, rehearsal: Rehearsal, work: RenewalWork): Placed {
  const chosen = renewalsOf(rehearsal.judgement);
  return {
    place: placeIn(rehearsal.plan, chosen, domain.name),
    ahead: aheadOf(domain, chosen, rehearsal),
    // A run that only plans asks for no approval.
    stops: work.config.mode === 'plan' ? rehearsal.stops.filter(isApproval) : [],
    says: planSays(domain, rehearsal, work),
  };
}

/** What a run tells of this domain once it has a plan: no room for it, or an approval that is missing near its expiry. */
function planSays({ name }: ListedDomain, { plan, funds, problems }: Rehearsal, { config }: RenewalWork): string[] {
  const spent = { ...funds, planMinor: plan.costMinor, vouchersMinor: vouchersOf(plan) };
  const unfit = plan.unfit.filter(({ renewal }) => renewal.name === name);
  const urgent = problems.filter(({ problem, domain }) => {
    return config.mode === 'renew' && problem === 'approval-near-expiry' && domain === name;
  });
  return [...budgetProblems(unfit, spent, config.money), ...urgent].map(({ message }) => message);
}

/** Those of the chosen that expire sooner and are in the plan, as they were before it chose their vouchers. */
function aheadOf(domain: ListedDomain, chosen: readonly Renewal[], { plan }: Rehearsal): Renewal[] {
  const taken = new Set(plan.batches.flat().map(({ name }) => name));
  const index = chosen.findIndex(({ name }) => name === domain.name);
  return chosen.slice(0, Math.max(0, index)).filter(({ name }) => taken.has(name));
}

/** Each budget on its own, behind what goes before this domain; vouchers counted for the balance. */
function budgetsSay(
  renewal: Renewal,
  {
    ahead,
    place,
    funds: { budget, rails },
  }: { readonly ahead: readonly Renewal[]; readonly place: PlanPlace | null; readonly funds: Funds },
): BudgetSays[] {
  const { caps } = rails;
  const limits = { run: caps.maxRunMinor, day: caps.maxDayMinor, month: caps.maxMonthMinor, balance: null };
  const { aheadMinor = 0, aheadVouchersMinor = 0 } = place ?? {};
  return (['run', 'day', 'month', 'balance'] as const).map((name) => {
    const alone = { ...budget, run: null, day: null, month: null, balance: null, [name]: budget[name] };
    const fits = fitBudget([...ahead, renewal], alone).unfit.length === 0;
    const takenMinor = name === 'balance' ? aheadMinor - aheadVouchersMinor : aheadMinor;
    return { budget: name, limitMinor: limits[name], leftMinor: budget[name], aheadMinor: takenMinor, fits };
  });
}
