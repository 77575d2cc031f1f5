import { currencyOf } from '../model/money.ts';
import { oneLine } from './render-text.ts';
import type { CheckResult, RenewalResult } from './result.ts';

type Fields = Readonly<Record<string, unknown>>;
type Fits = (value: unknown) => boolean;

/**
 * The result of a run out of the text that a function returned; null when it is not one. Fields that this version does not know are
 * let through, and no text in it can steer a terminal.
 */
export function readResult(body: string): RenewalResult | CheckResult | null {
  const value = parsed(body);
  const kind = isFields(value) && isFields(value['run']) ? value['run']['kind'] : null;
  if (kind === 'renew' && RENEWAL(value)) return withMoney(value as OldResult);
  return kind === 'check' && CHECK(value) ? (value as CheckResult) : null;
}

/** A function that was deployed before there were prices tells none. */
function withMoney(result: OldResult): RenewalResult {
  const renewals = result.plan.renewals ?? [];
  return { ...result, money: result.money ?? null, plan: { ...result.plan, renewals } };
}

interface OldResult extends Omit<RenewalResult, 'plan' | 'money'> {
  readonly plan: Partial<Pick<RenewalResult['plan'], 'renewals'>> & Omit<RenewalResult['plan'], 'renewals'>;
  readonly money?: RenewalResult['money'];
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body, (_key, value: unknown) => (typeof value === 'string' ? oneLine(value) : value)) as unknown;
  } catch {
    // Not JSON is an expected answer here: it is no result.
    return null;
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const isText: Fits = (value) => typeof value === 'string';
const isNumber: Fits = (value) => typeof value === 'number';
const isTextOrNone: Fits = (value) => value === undefined || isText(value);
const isOutcome: Fits = (value) => value === 'accepted' || value === 'refused' || value === 'unknown';

function listOf(fits: Fits): Fits {
  return (value) => Array.isArray(value) && value.every(fits);
}

function record(shape: Readonly<Record<string, Fits>>): Fits {
  return (value) => isFields(value) && Object.entries(shape).every(([name, fits]) => fits(value[name]));
}

const RUN = record({ id: isText, kind: isText, mode: isText, startedAt: isText, finishedAt: isText });
const STOPS = listOf(record({ stop: isText, message: isText }));
const PROBLEMS = listOf(record({ problem: isText, domain: isTextOrNone, message: isText }));

const isAmount: Fits = (value) => value === null || isNumber(value);
const isCurrency: Fits = (value) => isText(value) && currencyOf(value as string) === value;
const PLANNED = record({ domain: isText, priceMinor: isAmount });
const CAP: Fits = record({
  cap: (value) => value === 'run' || value === 'day' || value === 'month',
  setting: isText,
  limitMinor: isAmount,
  committedMinor: isNumber,
});
const SPAN = record({ days: isNumber, costMinor: isNumber, unpricedCount: isNumber, shortMinor: isNumber });
const MONEY = record({
  currency: isCurrency,
  planMinor: isNumber,
  caps: listOf(CAP),
  balanceMinor: isAmount,
  balanceUnknownWhy: isTextOrNone,
  vouchersMinor: orNone(isNumber),
  forecast: orNone(listOf(SPAN)),
});

function orNone(fits: Fits): Fits {
  return (value) => value === undefined || value === null || fits(value);
}

const RENEWAL = record({
  run: RUN,
  inventory: record({ total: isNumber, listed: isNumber }),
  verdicts: (value) => isFields(value) && Object.values(value).every(isNumber),
  plan: record({ digest: isText, batches: listOf(listOf(isText)), renewals: orNone(listOf(PLANNED)) }),
  money: orNone(MONEY),
  stops: STOPS,
  submissions: listOf(
    record({ outcome: isOutcome, taskNo: isTextOrNone, domains: listOf(isText), reason: isTextOrNone }),
  ),
  deferred: listOf(isText),
  problems: PROBLEMS,
});

const CHECK = record({
  run: RUN,
  settled: listOf(record({ domain: isText, outcome: isText, taskNo: isTextOrNone })),
  open: listOf(record({ domain: isText, since: isText, why: isText })),
  stops: STOPS,
  problems: PROBLEMS,
});
