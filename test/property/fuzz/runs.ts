import fc from 'fast-check';
import type { LedgerEntry } from '../../../src/ledger/entry.ts';
import { addYears } from '../../../src/model/time.ts';
import { readResult } from '../../../src/report/read-result.ts';
import type { CheckResult, RenewalResult } from '../../../src/report/result.ts';
import { DAY, HOUR, NOW_MS } from '../../builders/domains.ts';
import { came } from './errors.ts';
import { someCuts } from './mutate-bytes.ts';
import { someChanges } from './mutate-json.ts';
import type { Json } from './odd-values.ts';
import { CAPS, DUE, type FirstSubmission, type Life, live, type RunHarm } from './run-life.ts';
import { aTarget, demand, errorText, type Target } from './target.ts';

/** The calls of each kind of run, with the fields by which it decides. */
const ACTIONS: Readonly<Record<'renew' | 'check', readonly (readonly [action: string, fields: readonly string[]])[]>> =
  {
    renew: [
      [
        'QueryDomainList',
        ['ExpirationDateLong', 'DomainName', 'InstanceId', 'Premium', 'TotalItemNum', 'TotalPageNum', 'Domain'],
      ],
      ['QueryDomainByInstanceId', ['ExpirationDateLong', 'DomainName', 'InstanceId', 'Premium', 'TransferOutStatus']],
      ['SaveBatchTaskForCreatingOrderRenew', ['TaskNo', 'RequestId']],
      ['QueryDomainRealTimePrice', ['Price', 'Currency', 'Period', 'Avail', 'DomainName', 'Premium', 'Success']],
      ['QueryAccountBalance', ['AvailableAmount', 'Currency', 'Success']],
      ['QueryCashCoupons', ['CashCouponNo', 'Balance', 'Status', 'ExpiryTime', 'ApplicableProducts', 'Success']],
    ],
    check: [
      ['QueryDomainByInstanceId', ['ExpirationDateLong', 'DomainName', 'InstanceId']],
      ['QueryTaskList', ['TaskNo', 'TaskType', 'TaskNum', 'TaskStatus', 'CreateTime', 'TotalItemNum', 'TaskInfo']],
      ['QueryTaskDetailList', ['TaskNo', 'TaskType', 'TaskStatus', 'DomainName', 'TotalItemNum', 'TaskDetail']],
      ['QueryTaskInfoHistory', ['Objects', 'NextPageCursor']],
      ['QueryTaskDetailHistory', ['Objects', 'NextPageCursor']],
    ],
  };
/** Mostly the first run of a kind: what it leaves is what the later ones have to cope with. */
const HARMED_RUNS = { renew: [0, 0, 0, 4], check: [1, 1, 1, 2, 3, 5] } as const;
/** A check run has most to find out about a submission whose answer was lost. */
const FIRSTS = {
  renew: ['fine', 'fine', 'lost-reply', 'lost-request'],
  check: ['lost-reply', 'lost-reply', 'fine', 'lost-request'],
} as const;

/** Dates in and out of the window, statuses and types: what the runs decide by. */
const VALUES: readonly Json[] = [
  ...[-45, -5, 10, 20, 60, 370, 375, 385].map((days) => NOW_MS + days * DAY),
  addYears(NOW_MS + 10 * DAY, 1),
  String(NOW_MS + 10 * DAY),
  NOW_MS + 10 * DAY + 1,
  'EXECUTE_SUCCESS',
  'EXECUTE_FAILURE',
  'EXECUTING',
  'COMPLETE',
  'ORDER_RENEW',
  'CHG_DNS',
  'due-one.com',
  'DUE-TWO.CN.',
  'SUCCEED',
  'PENDING',
  'TaskNo-1',
];

/** What the sandbox asks for a year of the three that are due, minor units. */
const PRICES = new Set([9000, 3900]);

function aHarm(kind: 'renew' | 'check'): fc.Arbitrary<RunHarm> {
  return fc.constantFrom(...ACTIONS[kind]).chain(([action, fields]) =>
    fc.record({
      run: fc.constantFrom(...HARMED_RUNS[kind]),
      action: fc.constant(action),
      from: fc.constantFrom(0, 0, 0, 1, 2),
      times: fc.constantFrom(1, 2, 7, 99),
      status: fc.option(fc.constantFrom(200, 302, 400, 404, 429, 500, 503), { freq: 6 }),
      changes: someChanges({ values: VALUES, fields }, 3),
      cuts: fc.oneof({ weight: 5, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: someCuts(2) }),
    }),
  );
}

interface Lived {
  readonly harm: RunHarm;
  readonly first: FirstSubmission;
  readonly taskDurationMs: number;
}

/** Two renewal runs and five check runs, with answers to one call of one of them harmed. */
function aLife(kind: 'renew' | 'check'): Target {
  return aTarget({
    name: kind === 'renew' ? 'renewal run' : 'check run',
    shortCases: 12,
    arbitrary: fc.record({
      harm: aHarm(kind),
      first: fc.constantFrom<FirstSubmission>(...FIRSTS[kind]),
      taskDurationMs: fc.constantFrom(4000, 2 * HOUR),
    }),
    async check({ harm, first, taskDurationMs }: Lived) {
      const { value: life, error } = await came(async () => await live(harm, first, taskDurationMs));
      demand(life !== null, () => `a run threw ${errorText(error)}`);
      for (const result of life.results) checkResult(result);
      checkOrders(life);
      checkEntries(life);
      checkMoney(life);
    },
  });
}

function checkResult(result: RenewalResult | CheckResult): void {
  demand(readResult(JSON.stringify(result)) !== null, () => `not in its form: ${JSON.stringify(result)}`);
  const { startedAt, finishedAt } = result.run;
  demand(Date.parse(finishedAt) >= Date.parse(startedAt), () => `from ${startedAt} to ${finishedAt}`);
  if (!('verdicts' in result)) return;
  const { inventory, verdicts, plan, submissions } = result;
  const sum = Object.values(verdicts).reduce((total, count) => total + count, 0);
  demand(sum === inventory.listed, () => `${inventory.listed} listed, ${sum} verdicts`);
  const planned = plan.batches.flat();
  for (const { outcome, taskNo, domains } of submissions) {
    demand(
      domains.length > 0 && domains.every((name) => planned.includes(name)),
      () => `${domains.join()} was not planned`,
    );
    demand((outcome === 'accepted') === ((taskNo ?? '') !== ''), () => `${outcome} as task ${taskNo}`);
  }
}

/** The registrar's books: what is ordered was due, was claimed before under its true date, and at most once. */
function checkOrders({ sandbox, log }: Life): void {
  const { orders, forbidden } = sandbox.books();
  demand(forbidden === 0, () => 'a call that must never be made');
  const claims = log.entries.filter(({ kind }) => kind === 'claimed');
  const seen = new Map<string, string>();
  for (const { domain, expiryBeforeMs, expiryActualMs, placedMs, state } of orders) {
    const key = `${domain}|${expiryBeforeMs}`;
    demand(DUE.includes(domain), () => `${domain} was not due, and is ordered`);
    demand(
      expiryActualMs === null || expiryActualMs === expiryBeforeMs,
      () => `${key} ordered, the date was ${expiryActualMs}`,
    );
    const claim = claims.find((entry) => keyOf(entry) === key && entry.atMs <= placedMs);
    demand(claim !== undefined, () => `${key} was ordered without a claim`);
    demand(['failed', undefined].includes(seen.get(key)), () => `${key} was ordered twice`);
    seen.set(key, state);
  }
}

/** What the claims say they cost keeps to the caps, whatever was told, and no voucher is named that nobody told. */
function checkMoney({ sandbox, log, toldNumbers, toldWords }: Life): void {
  const byRun = new Map<string, number>();
  for (const entry of log.entries) {
    if (entry.kind !== 'claimed') continue;
    const { domain, runId, priceMinor } = entry;
    demand(priceMinor !== null && priceMinor >= 0, () => `${domain} is claimed at ${priceMinor}`);
    demand(priceMinor <= CAPS.maxYearPriceMinor, () => `${domain} costs ${priceMinor}, above the cap of a year`);
    const isTold = PRICES.has(priceMinor) || [...toldNumbers].some((number) => Math.round(number * 100) === priceMinor);
    demand(isTold, () => `nothing told ${priceMinor} for ${domain}`);
    byRun.set(runId, (byRun.get(runId) ?? 0) + priceMinor);
  }
  for (const [run, minor] of byRun) demand(minor <= CAPS.maxRunMinor, () => `${run} claimed ${minor}, above its cap`);
  for (const { couponNo } of sandbox.books().orders) {
    const isTold = couponNo === null || couponNo.startsWith('voucher-') || toldWords.has(couponNo.toUpperCase());
    demand(isTold, () => `nothing told the voucher ${couponNo}`);
  }
}

/** The ledger against the registrar's books: nothing is settled that is not so, as far as the product was told. */
function checkEntries({ sandbox, log, toldNumbers }: Life): void {
  const { orders } = sandbox.books();
  for (const entry of log.entries) {
    if (entry.kind === 'renewed') {
      const movedMs = entry.newExpiryMs - entry.expiryMs;
      demand(movedMs > 360 * DAY, () => `${entry.domain} is renewed by ${movedMs / DAY} days`);
      const isTrue = sandbox.domain(entry.domain)?.expiryMs === entry.newExpiryMs;
      demand(isTrue || toldNumbers.has(entry.newExpiryMs), () => `nothing told that ${entry.domain} was renewed`);
    }
    if (entry.kind === 'released' || entry.kind === 'refused') {
      const claimedMs = claimOf(log.entries, entry.claimId)?.atMs ?? 0;
      const order = orders.find(
        (one) =>
          `${one.domain}|${one.expiryBeforeMs}` === keyOf(entry) &&
          one.placedMs >= claimedMs &&
          one.placedMs <= entry.atMs,
      );
      demand(
        order === undefined,
        () => `${entry.domain} was ${entry.kind}, and order ${order?.orderId} stands behind it`,
      );
    }
  }
}

function keyOf(entry: LedgerEntry): string {
  return 'domain' in entry ? `${entry.domain}|${entry.expiryMs}` : '';
}

function claimOf(entries: readonly LedgerEntry[], claimId: string): LedgerEntry | undefined {
  return entries.find((entry) => entry.kind === 'claimed' && entry.claimId === claimId);
}

export const RUN_TARGETS: readonly Target[] = [aLife('renew'), aLife('check')];
