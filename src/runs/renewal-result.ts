import type { Mode } from '../config/config.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { DomainName } from '../model/domain.ts';
import { toIso } from '../model/time.ts';
import type { Displaced } from '../plan/budget.ts';
import { CAP_SETTINGS } from '../plan/budget-problems.ts';
import type { Forecast } from '../plan/forecast.ts';
import { type Plan, vouchersOf } from '../plan/plan.ts';
import type { Renewal } from '../plan/renewal.ts';
import type { MoneyResult, PlannedRenewal, RenewalResult, SubmissionResult } from '../report/result.ts';
import { type Judged, VERDICTS, type Verdict } from '../selection/verdict.ts';
import type { Notes } from './notes.ts';
import type { Funds } from './read-funds.ts';

/** How far a renewal run came; null where it did not get that far. */
export interface RenewalDone {
  readonly inventory: Inventory | null;
  readonly judged: readonly Judged[];
  readonly plan: Plan | null;
  readonly funds: Funds | null;
  readonly forecast: Forecast | null;
  readonly submissions: readonly SubmissionResult[];
  readonly unsent: readonly DomainName[];
  readonly displaced: readonly Displaced[];
  readonly rejudged: ReadonlyMap<DomainName, Judged>;
}

export const NOTHING_DONE: RenewalDone = {
  inventory: null,
  judged: [],
  plan: null,
  funds: null,
  forecast: null,
  submissions: [],
  unsent: [],
  displaced: [],
  rejudged: new Map(),
};

/** The run's result in the form of the outside contract (design section 1). */
export function renewalResult(
  run: { readonly id: string; readonly mode: Mode; readonly startedMs: number; readonly finishedMs: number },
  done: RenewalDone,
  notes: Notes,
): RenewalResult {
  const { inventory, plan } = done;
  return {
    run: {
      id: run.id,
      kind: 'renew',
      mode: run.mode,
      startedAt: toIso(run.startedMs),
      finishedAt: toIso(run.finishedMs),
    },
    inventory: inventory === null ? NO_INVENTORY : inventoryFacts(inventory),
    verdicts: countVerdicts(done),
    plan: plan === null ? NO_PLAN : planFacts(plan),
    money: plan === null || done.funds === null ? null : moneyFacts(plan, done.funds, done.forecast),
    stops: notes.stops,
    submissions: done.submissions,
    deferred: [...done.unsent, ...(plan?.deferred ?? [])],
    problems: notes.problems,
  };
}

const NO_INVENTORY: RenewalResult['inventory'] = { total: 0, listed: 0, complete: false };
const NO_PLAN: RenewalResult['plan'] = { digest: '', batches: [], renewals: [] };

function inventoryFacts({ totalCount, domains, complete }: Inventory): RenewalResult['inventory'] {
  return { total: totalCount, listed: domains.length, complete };
}

function planFacts({ digest, batches }: Plan): RenewalResult['plan'] {
  return {
    digest,
    batches: batches.map((batch) => batch.map(({ name }) => name)),
    renewals: batches.flat().map(plannedRenewal),
  };
}

/** One renewal in the form in which plans are printed, kept and compared. */
export function plannedRenewal({ name, expiryMs, years, price, couponNo, promotionNo }: Renewal): PlannedRenewal {
  return {
    domain: name,
    expiry: toIso(expiryMs ?? 0),
    years,
    priceMinor: price?.minor ?? null,
    ...(price?.noCallWhy === undefined ? {} : { priceOf: 'policy' as const }),
    ...(couponNo === null ? {} : { couponNo }),
    ...(promotionNo === null ? {} : { promotionNo }),
  };
}

function moneyFacts(
  { costMinor, batches }: Plan,
  { committed, balance, rails }: Funds,
  forecast: Forecast | null,
): MoneyResult {
  const { caps, currency } = rails;
  const limits = { run: caps.maxRunMinor, day: caps.maxDayMinor, month: caps.maxMonthMinor };
  const isKnown = balance.kind === 'known' && balance.value.currency === currency;
  const why = balance.kind === 'known' ? `the account is in ${balance.value.currency}` : balance.why;
  return {
    currency,
    planMinor: costMinor,
    vouchersMinor: vouchersOf({ batches }),
    caps: (['run', 'day', 'month'] as const).map((cap) => ({
      cap,
      setting: CAP_SETTINGS[cap].setting,
      limitMinor: limits[cap],
      committedMinor: committed[cap],
    })),
    balanceMinor: isKnown ? balance.value.minor : null,
    ...(isKnown ? {} : { balanceUnknownWhy: why }),
    ...(forecast === null ? {} : { forecast: forecast.spans }),
  };
}

/** The figures of the heartbeat entry. */
export function renewalCounts(done: RenewalDone, notes: Notes): Record<string, number> {
  const submittedCount = (outcome: SubmissionResult['outcome']): number =>
    done.submissions.filter((one) => one.outcome === outcome).reduce((count, { domains }) => count + domains.length, 0);
  return {
    // A list that could not be read says nothing about how many domains there are.
    ...(done.inventory === null ? {} : { total: done.inventory.totalCount, listed: done.inventory.domains.length }),
    planned: done.plan?.batches.reduce((count, batch) => count + batch.length, 0) ?? 0,
    accepted: submittedCount('accepted'),
    refused: submittedCount('refused'),
    unknown: submittedCount('unknown'),
    deferred: done.unsent.length + (done.plan?.deferred.length ?? 0),
    stops: notes.stops.length,
    problems: notes.problems.length,
  };
}

function countVerdicts({ judged, rejudged }: RenewalDone): Partial<Record<Verdict, number>> {
  const counts = new Map<Verdict, number>();
  for (const { domain, verdict } of judged) {
    const last = rejudged.get(domain.name)?.verdict ?? verdict;
    counts.set(last, (counts.get(last) ?? 0) + 1);
  }
  return Object.fromEntries(
    VERDICTS.flatMap((verdict) => (counts.has(verdict) ? [[verdict, counts.get(verdict)]] : [])),
  );
}
