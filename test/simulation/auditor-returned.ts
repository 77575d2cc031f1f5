import type { RunEvent } from '../../src/config/event.ts';
import { DAY_MS, HOUR_MS } from '../../src/model/time.ts';
import type { CheckResult, RenewalResult } from '../../src/report/result.ts';
import type { SandboxDomain } from '../../src/sandbox/registry.ts';
import type { Heard } from './auditor-heard.ts';
import { isOutranked } from './auditor-log.ts';
import { GRACE_MS, isCovered, KNOWN_MS } from './auditor-permits.ts';
import { type Permitted, permittedFor } from './auditor-settings.ts';
import type { AuditView } from './auditor-view.ts';

/** A run from outside: when it was begun, for what, and what became of it. */
export interface AuditedRun {
  readonly atMs: number;
  readonly asked: RunEvent;
  orderedCount: number;
  balanceMinor: number | null;
  claimCount: number;
  /** What it was told by the registrar. */
  readonly heard: Heard;
  /** So many claims, and so many entries, stood in the log when it began. */
  readonly logClaims: number;
  readonly logEntries: number;
  /** When the last runs by a timer had ended, by what stood in the log when it began. */
  readonly lastTimedMs: Readonly<Record<'renew' | 'check', number | null>>;
  end: 'none' | 'returned' | 'died';
}

export interface ReturnedParts {
  readonly run: AuditedRun;
  readonly settings: Permitted;
  /** With names in punycode. */
  readonly domains: readonly SandboxDomain[];
  readonly nowMs: number;
  /** No other run was at work in the hour before. */
  readonly isAlone: boolean;
}

/** Due, and not renewed: each of these is told by its name, in every run. */
const HELD = [
  'notify-only',
  'not-confirmed',
  'date-changed',
  'not-renewable',
  'price-over-limit',
  'price-changed',
  'voucher-unusable',
] as const;
/** A run that took longer slept on the way. */
const AWAKE_MS = HOUR_MS;
/** The product tells from 7 days before expiry on, by a clock that may be 2 hours off. */
const NEAR_MS = 6 * DAY_MS;
/** A standing of the ledger is seen by everybody by then, and one that is young is nobody's business yet. */
const YOUNG_MS = HOUR_MS;
/** The clocks of two runs may be so far apart. */
const CLOCKS_MS = 5 * HOUR_MS;

/** What a renewal run says, and does not say, against the registrar's books and the ledger. */
export function auditRenewal(result: RenewalResult, auditor: AuditView, parts: ReturnedParts): void {
  const { verdicts, inventory, stops, problems } = result;
  const judged = Object.values(verdicts).reduce((sum, count) => sum + count, 0);
  if (judged !== inventory.listed) {
    auditor.find('untold', `${inventory.listed} domains were listed, ${judged} have a verdict`);
  }
  // Where a site tells no prices, one problem stands for all that are held.
  const isTold = problems.some(({ problem }) => problem === 'price-unknown' || problem === 'price-call-missing');
  if ((verdicts['price-unknown'] ?? 0) > 0 && !isTold) {
    auditor.find('untold', `${verdicts['price-unknown']} domains are held without a price, and nobody was told`);
  }
  for (const kind of HELD) {
    const told = new Set(problems.filter(({ problem }) => problem === kind).map(({ domain }) => domain));
    const heldCount = verdicts[kind] ?? 0;
    if (told.size < heldCount) auditor.find('untold', `${heldCount} domains are ${kind}, ${told.size} are told`);
  }
  if (parts.run.asked.trigger !== 'timer' || parts.nowMs - parts.run.atMs > AWAKE_MS) return;
  if (stops.some(({ stop }) => stop === 'share-limit') && !isShareExceeded(auditor, parts)) {
    auditor.find('lapsed', `a renewal run stopped for the share of ${inventory.total} domains, which is not exceeded`);
  }
  // Where approval is missing the run has looked at everything, and tells what is near all the louder.
  const isWhole = stops.every(({ stop }) => stop === 'approval-missing');
  if (isWhole && inventory.complete) auditNear(result, auditor, parts);
}

/**
 * A healthy run by timer knows of every domain that is near its expiry: it is under way, or named in a problem of this very run. So none
 * that had a healthy run in its last 6 days expires untold. It cannot see what was only stopped, killed or asleep, runs by hand, and
 * domains in which somebody had a hand meanwhile.
 */
function auditNear({ problems }: RenewalResult, auditor: AuditView, parts: ReturnedParts): void {
  const { run, settings, domains, nowMs } = parts;
  const told = new Set<string>(problems.flatMap(({ domain }) => domain ?? []));
  for (const { name, expiryMs } of domains) {
    const isNear = expiryMs - nowMs < NEAR_MS && isCovered(name, settings);
    if (!isNear || told.has(name) || !auditor.others.areAwaySince(name, run.atMs - KNOWN_MS)) continue;
    const isUnderWay = [...auditor.log.claims.values()].some(
      (claim) =>
        claim.domain === name &&
        claim.expiryMs === expiryMs &&
        claim.standing !== 'void' &&
        (isAlive(claim.standing) || claim.sinceMs > run.atMs - YOUNG_MS),
    );
    if (!isUnderWay) auditor.find('untold', `${name} is near its expiry, and a healthy run neither took nor told it`);
  }
}

function isAlive(standing: string): boolean {
  return standing !== 'released' && standing !== 'refused' && standing !== 'failed';
}

/** Of two runs that look at one claim only one may speak of it. */
function auditStillOpen({ open, problems }: CheckResult, auditor: AuditView, run: AuditedRun): void {
  const { log } = auditor;
  const { domains } = run.asked.options;
  const since = { fromMs: run.atMs - CLOCKS_MS, entryCount: run.logEntries };
  for (const claim of [...log.claims.values()].slice(0, run.logClaims)) {
    const { domain, standing, atMs } = claim;
    const isOpen = standing === 'claimed' || standing === 'doubted' || standing === 'accepted';
    const isAsked = domains === null || domains.some((name) => name === domain);
    if (!isOpen || !isAsked || log.isTouchedSince(claim, since)) continue;
    if (open.every((one) => one.domain !== domain)) {
      auditor.find(
        'untold',
        `the claim of ${domain} is open (${standing}), and a check run that did not stop does not name it`,
      );
    }
    const isOld = run.atMs - atMs > DAY_MS + CLOCKS_MS;
    if (isOld && problems.every((one) => one.domain !== domain)) {
      auditor.find(
        'untold',
        `the claim of ${domain} is open (${standing}) for long, and a check run that did not stop told nobody`,
      );
    }
  }
}

/** As far as anybody can say from outside, where nobody else had a hand in the account meanwhile: with every domain that may be due, and one more or less. */
function isShareExceeded(auditor: AuditView, { run, settings, domains, nowMs, isAlone }: ReturnedParts): boolean {
  if (!isAlone || auditor.others.lastMs >= run.atMs - KNOWN_MS) return true;
  if (domains.length + 1 < 10) return false;
  const mayBeDue = domains.filter(({ name, expiryMs }) => {
    const leftMs = expiryMs - nowMs;
    const isDue = leftMs < permittedFor(settings, name).windowDays * DAY_MS + KNOWN_MS && -leftMs < GRACE_MS + KNOWN_MS;
    return isDue && isCovered(name, settings);
  });
  return Math.min(mayBeDue.length, settings.maxDomains) > settings.maxShare * (domains.length - 1);
}

/**
 * What a check run says it settled stands in the ledger; what the ledger says is held against the books when it is written. What it did not
 * settle it names, and once that is old, tells.
 */
export function auditCheck(result: CheckResult, auditor: AuditView, run: AuditedRun): void {
  const { settled } = result;
  if (result.stops.length === 0) auditStillOpen(result, auditor, run);
  for (const { domain, outcome, taskNo } of settled) {
    const isWritten = [...auditor.log.claims.values()].some(
      // Of two runs that settle it at once only one may know its task.
      (claim) =>
        claim.domain === domain &&
        (claim.standing === outcome || isOutranked(outcome, claim.standing)) &&
        [null, taskNo ?? claim.taskNo].includes(claim.taskNo),
    );
    if (!isWritten) auditor.find('lost-from-ledger', `${domain} was reported as ${outcome}, the ledger says otherwise`);
  }
}
