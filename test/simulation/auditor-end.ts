import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/model/time.ts';
import type { OrderRecord } from '../../src/sandbox/books.ts';
import type { SandboxDomain } from '../../src/sandbox/registry.ts';
import type { Auditor } from './auditor.ts';
import { isHeldByMoney } from './auditor-held.ts';
import type { AuditedClaim } from './auditor-log.ts';
import { isHistory, type MoneyFacts } from './auditor-money.ts';
import { GRACE_MS, isCovered, isForTimer } from './auditor-permits.ts';
import { type Permitted, permittedFor } from './auditor-settings.ts';
import { isVoucherOver, NO_VOUCHERS } from './auditor-vouchers.ts';
import type { Told } from './told.ts';

export interface EndOptions {
  /** With names in punycode. */
  readonly domains: readonly SandboxDomain[];
  readonly told: Told;
  /** From then on nothing went wrong. */
  readonly calmMs: number;
  readonly nowMs: number;
  readonly settings: Permitted;
  readonly money: MoneyFacts;
  readonly renewEveryMs: number;
  readonly checkEveryMs: number;
}

/** A claim that is open for longer is told at every check. */
const TOLD_AFTER_MS = DAY_MS;
/** A look an hour after the first, and the check after that. */
const SETTLED_AFTER_MS = 2 * DAY_MS;
/** No run has longer. */
const RUN_MS_MAX = HOUR_MS;
const NEAR_MS = 6 * DAY_MS;
/** Within that a check run comes to its end. */
const CHECKED_MS = 12 * MINUTE_MS;

/** The calm must last so long that each of the checks at the end can find something: both wait, and then for one check run more. */
export function calmMsFor({ renewEveryMs, checkEveryMs }: Pick<EndOptions, 'renewEveryMs' | 'checkEveryMs'>): number {
  const openMs = Math.max(TOLD_AFTER_MS, SETTLED_AFTER_MS) + checkEveryMs + CHECKED_MS;
  return Math.max(openMs, 2 * renewEveryMs + RUN_MS_MAX + CHECKED_MS);
}

/** After days without faults: what is still open, due or untold. */
export function auditEnd(auditor: Auditor, options: EndOptions): void {
  for (const claim of auditor.log.claims.values()) if (isOpen(claim)) auditOpen(claim, auditor, options);
  for (const domain of options.domains) if (isDue(domain, options)) auditDue(domain, auditor, options);
  for (const [id, run] of auditor.runs) {
    // The platform kills at the time limit: before that a run comes to an end by itself.
    const isLost = run.end === 'died' || (run.end === 'none' && options.nowMs - run.atMs > RUN_MS_MAX);
    if (run.atMs >= options.calmMs && isLost) auditor.find('untold', `run ${id} of calm days never returned`);
  }
  for (const { stops } of options.told.calmRenewals.slice(1)) {
    // Those are told, and a person raises the limit, or approves.
    const isApproved = options.money.rails.approval.kind === 'never';
    const others = stops.filter((stop) => stop !== 'share-limit' && (isApproved || stop !== 'approval-missing'));
    if (others.length > 0) auditor.find('lapsed', `a renewal run in calm days stopped: ${others.join(', ')}`);
  }
}

function isOpen({ standing }: AuditedClaim): boolean {
  return standing === 'claimed' || standing === 'doubted' || standing === 'accepted';
}

/** A claim stays open only for a reason that stands in the books, and a person is told of it. */
function auditOpen(claim: AuditedClaim, auditor: Auditor, options: EndOptions): void {
  const { nowMs, told, calmMs, checkEveryMs } = options;
  const sinceMs = Math.max(claim.atMs, calmMs);
  const { domain, standing } = claim;
  if (nowMs - sinceMs > TOLD_AFTER_MS + checkEveryMs + CHECKED_MS && !told.since(domain, nowMs - 2 * checkEveryMs)) {
    auditor.find('untold', `the claim of ${domain} is still open (${standing}), and nobody was told of late`);
  }
  const isByOthers = auditor.others.haveRenewed(domain, claim.expiryMs);
  if (nowMs - sinceMs < SETTLED_AFTER_MS + checkEveryMs || isByOthers) return;
  const order = auditor.orderOf(claim);
  const isGone = options.domains.every(({ name }) => name !== domain);
  const isHidden = auditor.hidDetailAfter(claim, calmMs);
  const isHeld = isGone || isHidden || (order !== undefined && isUnderWay(order, calmMs));
  if (!isHeld) auditor.find('unsettled', `the claim of ${domain} is still open (${standing}), and nothing holds it up`);
}

/** Not ended when all became calm, or paid without the date having moved by then. */
function isUnderWay({ state, endedMs, movedMs }: Readonly<OrderRecord>, calmMs: number): boolean {
  const isOver = (atMs: number | null): boolean => atMs !== null && atMs <= calmMs;
  return !isOver(endedMs) || (state === 'paid' && !isOver(movedMs));
}

/** With three healthy renewal runs inside the window a domain is renewed, or there is a reason and it was told. */
function auditDue(domain: SandboxDomain, auditor: Auditor, { told, settings, ...options }: EndOptions): void {
  const { name, expiryMs } = domain;
  const healthy = told.calmRenewals.filter(({ stops }) => stops.length === 0);
  const last = healthy.at(-1);
  if (last === undefined || healthy.length < 3 || !auditor.others.areAwaySince(name, options.calmMs)) return;
  // One run takes so many, soonest expiry first: what that leaves is told when it is near.
  const isDeferred = last.submittedCount >= settings.maxDomains && last.deferred.includes(name);
  const held = { money: auditor.money, facts: options.money, last, years: permittedFor(settings, name).years };
  // What was released since the last healthy run may wait for a person by now (seed 801348).
  const isWaiting = told.calmRenewals.at(-1)?.stops.includes('approval-missing') === true;
  const isVoucher = isVoucherOver(options.money.vouchers ?? NO_VOUCHERS, options.nowMs);
  const isHeld = isDeferred || isWaiting || isVoucher || isHeldByMoney(domain, auditor, held);
  if (!isHeld && isForTimer(domain, settings, last.atMs) && !isTaken(name, auditor, options)) {
    auditor.find('lapsed', `${name} is due, ${healthy.length} healthy runs did not order it`);
  }
  if (expiryMs - last.atMs < NEAR_MS && !told.since(name, last.atMs - options.renewEveryMs)) {
    auditor.find('untold', `${name} expires or expired, is not renewed, and nobody was told of late`);
  }
}

/** In the window since all is calm, and not past saving. */
function isDue({ name, expiryMs }: SandboxDomain, { calmMs, nowMs, settings }: EndOptions): boolean {
  const isInTime =
    expiryMs <= calmMs + permittedFor(settings, name).windowDays * DAY_MS && nowMs - expiryMs <= GRACE_MS - DAY_MS;
  return isInTime && isCovered(name, settings);
}

/** It is on its way, or failed and waits for its next try, for at most a quarter of the time that was left. */
function isTaken(
  domain: string,
  auditor: Auditor,
  { nowMs, renewEveryMs }: Pick<EndOptions, 'nowMs' | 'renewEveryMs'>,
): boolean {
  return [...auditor.log.claims.values()].some((claim) => {
    if (claim.domain !== domain || isHistory(claim) || claim.standing === 'void' || claim.standing === 'released')
      return false;
    if (claim.standing !== 'failed' && claim.standing !== 'refused') return true;
    const { expiryMs, sinceMs } = claim;
    const leftMs = expiryMs > sinceMs ? expiryMs - sinceMs : expiryMs + GRACE_MS - sinceMs;
    return nowMs - sinceMs < leftMs / 4 + renewEveryMs + 12 * HOUR_MS;
  });
}
